#include "core/base/str.h"
#include "core/migrate/import.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/migrate_history.h"
#include "test/unit/test.h"

#define LEN(list) (sizeof(list) / sizeof *(list))

#define DBMATE "CREATE TABLE schema_migrations (version varchar(128) primary key);"
#define GOLANG "CREATE TABLE schema_migrations (version uint64, dirty bool);"
#define GOOSE                                                                                      \
	"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER"  \
	" NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP);"                               \
	"INSERT INTO goose_db_version (version_id, is_applied) VALUES "

/* The versions with blanks between, or the message. */
static const char *versions(struct target *s, enum import_tool tool, const struct history *h)
{
	static struct str out;
	struct import_versions v;
	struct err err = {0};

	str_clear(&out);
	if (!import_read(s, tool, h, &v, &err)) {
		CHECK_INT(err.kind, ERR_INPUT);
		str_add(&out, err.message);
		return str_text(&out);
	}
	for (size_t i = 0; i < v.list.len; i++)
		str_addf(&out, "%s ", v.list.at[i]);
	import_versions_release(&v);
	return str_text(&out);
}

TEST(migrate_imports_read_ledgers)
{
	static const struct {
		enum import_tool tool;
		const char *sql, *want;
	} cases[] = {
		{IMPORT_DBMATE, DBMATE, ""},
		{IMPORT_DBMATE, DBMATE "INSERT INTO schema_migrations VALUES ('10'), ('9'), ('02')",
			"02 9 10 "},
		{IMPORT_DBMATE, DBMATE "INSERT INTO schema_migrations VALUES ('1'), ('2-x')",
			"there is no ledger of dbmate: '2-x' is no version"},
		{IMPORT_DBMATE, "",
			"there is no ledger of dbmate: no such table: "
			"schema_migrations"},
		{IMPORT_GOLANG_MIGRATE, GOLANG, ""},
		{IMPORT_GOLANG_MIGRATE, GOLANG "INSERT INTO schema_migrations VALUES (3, 0)",
			"1 2 3 "},
		{IMPORT_GOLANG_MIGRATE, GOLANG "INSERT INTO schema_migrations VALUES (3, 1)",
			"version 3 is dirty: it failed half-way"},
		{IMPORT_GOOSE, GOOSE "(0, 1)", ""},
		{IMPORT_GOOSE, GOOSE "(0, 1), (1, 1), (2, 1), (2, 0), (3, 1), (3, 0), (3, 1)",
			"1 3 "},
		{IMPORT_GOOSE, DBMATE,
			"there is no ledger of goose: no such table: "
			"goose_db_version"},
	};
	struct history h = {0};

	for (int i = 0; i < 4; i++)
		history_add(&h, "SELECT 1;");
	for (size_t i = 0; i < LEN(cases); i++) {
		struct target *s = memory_target();

		CHECK_STR(run_text(s, cases[i].sql), "");
		CHECK_STR(versions(s, cases[i].tool, &h), cases[i].want);
		target_close(s);
	}
	history_free(&h);
}

static void adopt(struct target *s, const struct history *h, const char *want)
{
	const struct ledger_entry as = {.action = LEDGER_IMPORT, .reason = "dbmate"};
	struct import_versions v;
	struct ledger l;
	struct err err = {0};

	CHECK(ledger_read(s, &l, &err));
	CHECK(import_read(s, IMPORT_DBMATE, h, &v, &err));
	CHECK(!import_is_theirs(&l, "goose_db_version"));
	if (!import_adopt(s, &l, h, &v, &as, &err))
		CHECK_STR(err.message, want);
	else
		CHECK_STR("", want);
	CHECK(!target_in_transaction(s));
	import_versions_release(&v);
	ledger_release(&l);
}

TEST(migrate_imports_are_all_or_nothing)
{
	struct history h = {0};
	struct target *s = memory_target();
	struct ledger l;
	struct err err;

	history_add(&h, "SELECT 1;");
	history_add(&h, "SELECT 2;");
	CHECK_STR(run_text(s, DBMATE "INSERT INTO schema_migrations VALUES ('1'), ('3')"), "");
	adopt(s, &h, "version 3 has no file");
	CHECK(ledger_read(s, &l, &err));
	CHECK(!l.exists && !import_is_theirs(&l, "schema_migrations"));
	ledger_release(&l);
	CHECK_STR(
		run_text(s, "UPDATE schema_migrations SET version = '02' WHERE version = '3'"), "");
	adopt(s, &h, "");
	CHECK(ledger_read(s, &l, &err));
	CHECK_INT(l.rows.len, 2);
	CHECK_STR(l.rows.at[1].version, "2"); /* as the file has it */
	CHECK_STR(l.rows.at[1].reason, "dbmate");
	CHECK(ledger_is_applied(&l.rows.at[1]));
	/* Their table stays, and is no change of anybody's. */
	CHECK(import_is_theirs(&l, "schema_migrations"));
	CHECK(import_is_theirs(&l, "public.schema_migrations"));
	CHECK(!import_is_theirs(&l, "goose_db_version") && !import_is_theirs(&l, "other"));
	CHECK(!import_is_theirs(&l, "schema_migrations2") && !import_is_theirs(&l, "schema"));
	CHECK_STR(rows_of(s, "SELECT count(*) FROM schema_migrations"), "2");
	ledger_release(&l);
	adopt(s, &h, "the ledger has 2 rows already");
	history_free(&h);
	target_close(s);
}
