#include "core/base/fs.h"
#include "core/base/str.h"
#include "core/migrate/lint.h"
#include "test/unit/migrate_history.h"
#include "test/unit/migrate_lint_seeds.h"
#include "test/unit/test.h"

#define LEN(list) (sizeof(list) / sizeof *(list))

/* The second file of a history; two more without downs, so that nobody expects any. */
static void lint_text(
	enum source_dialect dialect, const char *before, const char *text, struct diags *ret)
{
	struct history h = {0};
	struct err err = {0};

	history_add(&h, before ? before : "SELECT 1;");
	history_add(&h, text);
	history_add(&h, "SELECT 1;");
	history_add(&h, "SELECT 1;");
	CHECK(migrate_lint(&h, dialect, NULL, ret, &err));
	history_free(&h);
}

static bool is_known(const char *code)
{
	for (const struct lint_rule *r = lint_rules; r->code; r++)
		if (str_eq(r->code, code))
			return true;
	return false;
}

static bool has_finding(const struct diags *d, const char *path, int line, const char *code)
{
	for (size_t i = 0; i < d->list.len; i++)
		if (str_eq(d->list.at[i].path, path) && d->list.at[i].line == line &&
			str_eq(d->list.at[i].code, code))
			return true;
	return false;
}

TEST(every_seeded_hazard_is_found_at_its_line)
{
	for (size_t i = 0; i < LEN(seeds); i++) {
		const struct seed *s = &seeds[i];
		struct diags found = {0};

		lint_text(s->dialect, s->before, s->text, &found);
		if (!has_finding(&found, "2.sql", s->line, s->code))
			test_failed(__FILE__, __LINE__, "no %s at line %d of: %s", s->code, s->line,
				s->text);
		CHECK(is_known(s->code));
		diags_release(&found);
	}
	CHECK(LEN(seeds) >= 80);
}

TEST(what_is_innocent_is_left_alone)
{
	for (size_t i = 0; i < LEN(innocents); i++) {
		const struct innocent *s = &innocents[i];
		struct diags found = {0};

		lint_text(s->dialect, s->before, s->text, &found);
		for (size_t f = 0; f < found.list.len; f++)
			if (str_eq(found.list.at[f].path, "2.sql"))
				test_failed(__FILE__, __LINE__, "%s at line %d of: %s",
					found.list.at[f].code, found.list.at[f].line, s->text);
		diags_release(&found);
	}
	CHECK(LEN(innocents) >= 40);
}

TEST(every_code_has_a_seed_and_help)
{
	for (const struct lint_rule *r = lint_rules; r->code; r++) {
		bool has_seed = false;

		for (size_t i = 0; i < LEN(seeds); i++)
			has_seed |= str_eq(seeds[i].code, r->code);
		if (!has_seed || !*r->help)
			test_failed(__FILE__, __LINE__, "%s has no seed or help", r->code);
	}
}

TEST(a_finding_tells_its_place_and_what_to_do)
{
	struct diags found = {0};
	const struct diag *d;

	lint_text(LITE, T, "SELECT '\xc3\xa4'; DELETE FROM t;", &found);
	CHECK_INT(found.errors, 1);
	d = &found.list.at[0];
	CHECK_STR(d->path, "2.sql");
	CHECK_INT(d->line, 1);
	CHECK_INT(d->column, 13);
	CHECK_INT(d->caret, 12);
	CHECK_STR(d->excerpt, "SELECT '\xc3\xa4'; DELETE FROM t;");
	CHECK_STR(d->message, "every row of 't' is deleted");
	CHECK(d->hint && *d->hint);
	diags_release(&found);
}

TEST(only_migrations_from_a_version_on_are_told_of)
{
	struct history h = {0};
	struct diags found = {0};
	struct err err = {0};

	history_add(&h, T);
	history_add(&h, "DELETE FROM t;");
	history_add(&h, "CREATE INDEX t_a ON t (a);\nDROP TABLE t;");
	CHECK(migrate_lint(&h, LITE, "003", &found, &err));
	CHECK_INT(found.list.len, 1);
	CHECK_STR(found.list.at[0].path, "3.sql");
	CHECK(!migrate_lint(&h, LITE, "x", &found, &err));
	CHECK_INT(err.kind, ERR_USAGE);
	diags_release(&found);
	history_free(&h);
}

/* A history that never goes back does so on purpose, from the third migration on. */
TEST(downs_are_missed_where_there_are_some)
{
	struct history h = {0};
	struct diags found = {0};
	struct err err = {0};

	history_add(&h, T);
	CHECK(migrate_lint(&h, LITE, NULL, &found, &err));
	CHECK_INT(found.list.len, 1);
	history_add(&h, "SELECT 1;");
	history_add(&h, "INSERT INTO t (a) VALUES (1);");
	CHECK(migrate_lint(&h, LITE, NULL, &found, &err));
	CHECK_INT(found.list.len, 1);
	history_add(&h, UP "CREATE TABLE u (a);\n" DOWN "DROP TABLE u;");
	CHECK(migrate_lint(&h, LITE, NULL, &found, &err));
	CHECK(has_finding(&found, "3.sql", 1, "missing-down"));
	diags_release(&found);
	history_free(&h);
}

/* ---- real histories ---- */

struct expected {
	const char *suite, *code;
	size_t count;
};

/* Each was looked at: what is told of is so. */
static const struct expected expected[] = {
	{"atuin-client", "drop-table", 1},
	{"authelia", "drop-table", 18},
	{"authelia", "empty-down", 1},
	{"authelia", "foreign-keys-pragma", 18},
	{"authelia", "rebuild-drops-rows", 7},
	{"authelia", "rebuild-loses-column", 2},
	{"authelia", "rename-column", 1},
	{"authelia", "rename-table", 1},
	{"harness", "add-not-null", 2},
	{"harness", "add-unique", 10},
	{"harness", "delete-all", 5},
	{"harness", "down-incomplete", 2},
	{"harness", "drop-column", 19},
	{"harness", "drop-index", 2},
	{"harness", "drop-table", 8},
	{"harness", "empty-down", 30},
	{"harness", "rebuild-copies-star", 6},
	{"harness", "rebuild-drops-rows", 2},
	{"harness", "rebuild-loses-column", 12},
	{"harness", "rebuild-loses-index", 6},
	{"harness", "rename-column", 6},
	{"harness", "update-all", 2},
	{"memos", "delete-all", 1},
	{"memos", "drop-column", 3},
	{"memos", "drop-index", 6},
	{"memos", "drop-table", 11},
	{"memos", "foreign-keys-pragma", 7},
	{"memos", "rebuild-breaks-reference", 2},
	{"memos", "rebuild-copies-star", 12},
	{"memos", "rebuild-drops-rows", 1},
	{"memos", "rebuild-loses-column", 3},
	{"memos", "rebuild-loses-index", 1},
	{"memos", "rebuild-loses-trigger", 6},
	{"memos", "rename-column", 2},
	{"memos", "rename-table", 1},
};

static size_t expected_count(const char *suite, const char *code)
{
	for (size_t i = 0; i < LEN(expected); i++)
		if (str_eq(expected[i].suite, suite) && str_eq(expected[i].code, code))
			return expected[i].count;
	return 0;
}

static bool add_file(void *self, const char *path, struct err *err)
{
	struct str text = {0};
	bool ok = fs_read(path, MIGRATION_MAX_BYTES, &text, err);

	if (ok)
		history_add(self, str_text(&text));
	str_release(&text);
	return ok;
}

static void check_suite(const char *folder, const char *suite)
{
	struct history h = {0};
	struct diags found = {0};
	struct err err = {0};

	CHECK(fs_walk(arena_printf(&h.arena, "%s/%s/dbmate", folder, suite), add_file, &h, &err));
	CHECK(migrate_lint(&h, LITE, NULL, &found, &err));
	for (const struct lint_rule *r = lint_rules; r->code; r++) {
		size_t count = 0, want = expected_count(suite, r->code);

		for (size_t i = 0; i < found.list.len; i++)
			count += str_eq(found.list.at[i].code, r->code);
		if (count != want)
			test_failed(__FILE__, __LINE__, "%s has %zu %s, want %zu", suite, count,
				r->code, want);
	}
	diags_release(&found);
	history_free(&h);
}

TEST(real_histories_have_the_findings_that_were_reviewed)
{
	static const char *const suites[] = {"atuin-client", "authelia", "harness", "memos"};
	const char *folder = test_shared("eval/migrate");

	for (size_t i = 0; folder && i < LEN(suites); i++)
		check_suite(folder, suites[i]);
}
