#include "core/base/str.h"
#include "core/migrate/apply.h"
#include "core/migrate/run_script.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/migrate_history.h"
#include "test/unit/sqlite_faults.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Each call of SQLite fails in turn while files are applied and undone: it is said, the ledger
 * tells what is so, and the command that is run again comes to the same end. */

#define LEN(list) (sizeof(list) / sizeof *(list))
#define SQLITE_CALLS_MAX 1000
#define UP "-- migrate:up\n"
#define DOWN "\n-- migrate:down\n"

/* Every kind of statement: plain ones, settings, temporary tables, keys; and without a
 * transaction of the file's own. */
static const char *const files[] = {UP
	"CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a);"
	"INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);" DOWN "DROP TABLE b; DROP TABLE a;",
	UP "PRAGMA foreign_keys = OFF; CREATE TEMP TABLE x (a); INSERT INTO x VALUES (2);"
	   "INSERT INTO a SELECT a FROM x; ATTACH ':memory:' AS m;"
	   "UPDATE a SET id = 3 WHERE id = 2;" DOWN "DELETE FROM a WHERE id = 3;",
	"-- migrate:up transaction:false\nPRAGMA recursive_triggers = ON;\n"
	"CREATE TABLE c (n);\nINSERT INTO c VALUES (1);\nBEGIN;\nINSERT INTO c VALUES (2);\n"
	"COMMIT;\nINSERT INTO c VALUES (3);\n"
	"-- migrate:down transaction:false\nDROP TABLE IF EXISTS c;\nSELECT 1;\n",
	UP "INSERT INTO c VALUES (4);" DOWN "DELETE FROM c WHERE n = 4;"};
/* Those of them that may stand in one transaction. */
#define FILES_ATOMIC 2

static const char all_rows[] =
	"SELECT (SELECT group_concat(id) FROM a), (SELECT group_concat(a) FROM b),"
	" (SELECT group_concat(n) FROM c) FROM (SELECT 1)";

struct work {
	const char *name;
	size_t files;
	bool is_down, atomic, rehearsal, copied;
	const char *end; /* what rows_of() says of `query` at the end */
	const char *query;
};

static void read_files(struct history *h, size_t count)
{
	*h = (struct history){0};
	for (size_t i = 0; i < count; i++)
		history_add(h, files[i]);
}

/* As one process of the command would. */
static bool apply(const struct work *w, bool is_down, struct migrate_failure *ret, struct err *err)
{
	struct target *s = NULL;
	struct history h;
	struct ledger l = {0};
	struct migrate_plan p = {0};
	struct migrate_steps steps = {0};
	struct migrate_job job = {.ledger = &l, .steps = &steps};
	struct arena a = {0};
	const char *copy;
	bool ok;

	read_files(&h, w->files);
	ok = target_open(folder_path("a.db"), TARGET_CREATE, &s, err) && ledger_read(s, &l, err);
	if (ok) {
		migrate_plan_make(&h, &l, &p);
		ok = is_down ? migrate_plan_down(&p, SIZE_MAX, "0", &steps, err)
			     : migrate_plan_up(&p, SIZE_MAX, NULL, &steps, err);
		job.s = s;
		job.atomic = w->atomic;
		job.rehearsal = w->rehearsal;
		ok = ok && (w->copied ? migrate_apply_copied(&job, &a, &copy, err)
				      : migrate_apply(&job, err));
	}
	*ret = job.failure;
	vec_release(&steps.list);
	migrate_plan_release(&p);
	ledger_release(&l);
	history_free(&h);
	target_close(s);
	arena_release(&a);
	return ok;
}

static void look(const struct work *w, long at)
{
	struct target *s = NULL;
	struct err err = {0};
	const char *rows;

	CHECK(target_open(folder_path("a.db"), TARGET_CREATE, &s, &err));
	rows = rows_of(s, w->query);
	if (strcmp(rows, w->end) != 0)
		test_failed(__FILE__, __LINE__, "%s, call %ld: at last '%s', want '%s'", w->name,
			at, rows, w->end);
	target_close(s);
}

static int unharmed;

/* True while the failing call was reached. */
static bool fail_at(const struct work *w, long at)
{
	struct migrate_failure failure;
	struct err err = {0};
	bool ok, came_to_it;

	folder_begin();
	if (w->is_down && !apply(&(struct work){.files = w->files}, false, &failure, &err))
		test_failed(__FILE__, __LINE__, "%s: %s", w->name, err.message);
	sqlite_fails_at(at);
	ok = apply(w, w->is_down, &failure, &err);
	came_to_it = sqlite_failed();
	if (!ok && !came_to_it)
		test_failed(__FILE__, __LINE__, "%s: %s", w->name, err.message);
	/* what only saves work; the rollback before the end */
	unharmed += ok && came_to_it;
	if (!ok && !*err.message)
		test_failed(__FILE__, __LINE__, "%s, call %ld: says nothing", w->name, at);
	err = (struct err){0};
	if (!ok && !apply(w, w->is_down, &failure, &err))
		test_failed(__FILE__, __LINE__, "%s, after call %ld: %s", w->name, at, err.message);
	look(w, at);
	folder_end();
	return came_to_it;
}

TEST(migrations_come_to_the_same_end_after_any_statement_has_failed)
{
	static const struct work works[] = {
		{"up", LEN(files), .end = "1,3|1|1,2,3,4", .query = all_rows},
		{"up with a copy", LEN(files), .copied = true, .end = "1,3|1|1,2,3,4",
			.query = all_rows},
		{"up in one", FILES_ATOMIC, .atomic = true, .end = "1,3|1",
			.query = "SELECT (SELECT group_concat(id) FROM a), (SELECT a FROM b) FROM "
				 "(SELECT 1)"},
		{"rehearsal", LEN(files) - 1, .rehearsal = true, .end = "0",
			.query = "SELECT count(*) FROM sqlite_schema"},
		{"down", LEN(files), .is_down = true, .end = "blokctl_migration",
			.query = "SELECT name FROM sqlite_schema WHERE type = 'table'"},
		{"down in one", FILES_ATOMIC, .is_down = true, .atomic = true,
			.end = "blokctl_migration",
			.query = "SELECT name FROM sqlite_schema WHERE type = 'table'"},
	};

	for (size_t i = 0; i < LEN(works); i++) {
		long at = 1;

		while (fail_at(&works[i], at) && at < SQLITE_CALLS_MAX)
			at++;
		CHECK(at > 10 && at < SQLITE_CALLS_MAX);
	}
	CHECK(unharmed <= 5);
}

/* A file of variables or seeds: nothing is recorded. */
TEST(scripts_that_are_not_recorded_say_when_any_statement_has_failed)
{
	for (int alone = 0; alone < 2; alone++) {
		const struct migration_script script = {.path = "x.sql",
			.text = "PRAGMA recursive_triggers = ON; CREATE TABLE t (a);"
				" INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); "
				"COMMIT",
			.no_transaction = alone};
		bool came_to_it = true;

		for (long at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
			struct target *s = memory_target();
			struct script_run run = {.s = s, .script = &script};
			struct err err = {0};
			bool ok;

			sqlite_fails_at(at);
			ok = script_apply(&run, &err);
			came_to_it = sqlite_failed();
			CHECK(!target_in_transaction(s));
			if (ok)
				CHECK_STR(rows_of(s, "SELECT a FROM t"), "1 2");
			else
				CHECK(came_to_it && *err.message);
			target_close(s);
		}
	}
}
