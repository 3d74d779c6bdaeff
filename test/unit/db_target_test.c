#include "core/base/clock.h"
#include "core/base/str.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

static struct target *file_target(const char *name, unsigned flags)
{
	struct target *s = NULL;
	struct err err = {0};

	if (!target_open(folder_path(name), flags, &s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return s;
}

TEST(target_files_of_specs)
{
	static const struct {
		const char *spec, *file;
	} cases[] = {{"a.db", "a.db"}, {"sqlite:a b?c=d.db", "a b?c=d.db"}, {":memory:", NULL},
		{"sqlite::memory:", NULL}, {"", NULL}, {"sqlite:", NULL}, {"postgres://h/d", NULL},
		{"postgresql://h/d", NULL}, {"file:x", "file:x"}};

	for (size_t i = 0; i < LEN(cases); i++)
		if (!str_eq(target_file(cases[i].spec), cases[i].file))
			test_failed(__FILE__, __LINE__, "the file of '%s'", cases[i].spec);
}

TEST(target_opens_files_with_any_name)
{
	static const char *const names[] = {"a b?mode=memory#x%41.db", "file:x?mode=ro"};

	for (size_t i = 0; i < LEN(names); i++) {
		struct target *s;

		folder_begin();
		s = file_target(names[i], TARGET_CREATE);
		CHECK_STR(run_text(s, "CREATE TABLE t (a); INSERT INTO t VALUES (1)"), "");
		target_close(s);
		s = file_target(names[i], TARGET_READ_ONLY);
		CHECK_STR(rows_of(s, "SELECT a FROM t"), "1");
		CHECK(strstr(run_text(s, "INSERT INTO t VALUES (2)"), "readonly"));
		target_close(s);
		folder_end();
	}
}

TEST(target_refuses_what_is_no_database)
{
	struct target *s = NULL;
	struct err err = {0};

	folder_begin();
	folder_put("text", "This is text, and long enough to be looked at as a file's header: "
			   "a hundred bytes are what the header of a database is long.");
	CHECK(!target_open(folder_path("text"), 0, &s, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(strstr(err.message, "is no SQLite database"));
	CHECK(!target_open(folder_path("nosuch"), 0, &s, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK(!target_open(folder_path("nosuch"), TARGET_READ_ONLY, &s, &err));
	CHECK(!target_open(folder_path("."), TARGET_CREATE, &s, &err));
	CHECK(strstr(err.message, "Is a directory"));
	folder_end();
}

/* ---- statements ---- */

static const char *kind_name(enum target_kind kind)
{
	static const char *const names[] = {[STATEMENT_PLAIN] = "plain",
		[STATEMENT_BEGIN] = "begin",
		[STATEMENT_COMMIT] = "commit",
		[STATEMENT_ROLLBACK] = "rollback",
		[STATEMENT_KEYS] = "keys",
		[STATEMENT_SETTING] = "setting",
		[STATEMENT_CALL] = "call",
		[STATEMENT_ALONE] = "alone"};

	return names[kind];
}

/* Runs a script, each statement on its own: "KIND[AT,END)ROWS …", and the place and the message
 * of what fails. */
static const char *walk(struct target *s, const char *sql)
{
	static struct str out;
	struct target_statement st;
	struct err err = {0};
	size_t offset = 0;
	bool found = true, ok = true;

	str_clear(&out);
	for (size_t from = 0; ok; from = st.end) {
		ok = target_next(s, sql, from, &st, &found, &offset, &err);
		if (!ok || !found)
			break;
		ok = target_step(s, &st, &offset, &err);
		if (ok)
			str_addf(&out, "%s[%zu,%zu)%lld ", kind_name(st.kind), st.at, st.end,
				(long long)st.rows);
	}
	if (!ok)
		str_addf(&out, "%zu: %s", offset, err.message);
	return str_text(&out);
}

TEST(target_lite_walks_scripts)
{
	static const struct {
		const char *sql, *want;
	} cases[] = {
		{"", ""},
		{" ; \n-- x\n/* ; */;", ""},
		{"SELECT 1", "plain[0,8)0 "},
		{"  SELECT 1 ;\n SELECT 2", "plain[2,12)0 plain[14,22)0 "},
		{"BEGIN IMMEDIATE; END;", "begin[0,16)0 commit[17,21)0 "},
		{"begin; commit; begin; rollback",
			"begin[0,6)0 commit[7,14)0 begin[15,21)0 rollback[22,30)0 "},
		{"PRAGMA foreign_keys=1;PRAGMA main.foreign_keys(0);", "keys[0,22)0 keys[22,50)0 "},
		{"PRAGMA foreign_keys;", "plain[0,20)0 "},
		{"PRAGMA user_version = 3;", "setting[0,24)0 "},
		{"/* x */ VACUUM;", "alone[8,15)0 "},
		{"INSERT INTO t VALUES (1), (2);UPDATE t SET a = 0;DELETE FROM t WHERE a = 0",
			"plain[0,30)2 plain[30,49)2 plain[49,74)2 "},
		{"INSERT INTO t VALUES (1); SELECT a FROM t", "plain[0,25)1 plain[26,41)0 "},
		{"CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u SELECT new.a; END;"
		 "INSERT INTO t VALUES (1);",
			"plain[0,73)0 plain[73,98)2 "},
		{"CREATE TABLE ';' (a DEFAULT ';', \"b;\", [c;]); SELECT 1",
			"plain[0,45)0 plain[46,54)0 "},
		{"SELECT 1; SELECT * FROM nosuch;", "plain[0,9)0 10: no such table: nosuch"},
		{"SELECT 1; FOO", "plain[0,9)0 10: near \"FOO\": syntax error"},
		{"INSERT INTO t VALUES ('x", "22: unrecognized token: \"'x\""},
		{"CREATE TABLE v (", "0: incomplete input"},
		{"SELECT 1 /* open", "plain[0,16)0 "},
		{"/* open", ""},
		{"INSERT INTO k VALUES (1); INSERT INTO k VALUES (1)",
			"plain[0,25)1 26: UNIQUE constraint failed: k.a"},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct target *s = memory_target();

		CHECK_STR(run_text(s, "CREATE TABLE t (a); CREATE TABLE u (a);"
				      "CREATE TABLE k (a UNIQUE)"),
			"");
		CHECK_STR(walk(s, cases[i].sql), cases[i].want);
		target_close(s);
	}
}

TEST(target_lite_has_unhex)
{
	static const struct {
		const char *call, *want;
	} cases[] = {{"unhex('616263')", "abc"}, {"unhex('4A4b')", "JK"}, {"unhex('')", ""},
		{"unhex('616')", "-"}, {"unhex('zz')", "-"}, {"unhex(NULL)", "-"},
		{"unhex('61-62', '-')", "ab"}, {"unhex('6-162', '-')", "-"},
		{"unhex('61 62', '')", "-"}, {"unhex('6162', NULL)", "-"}};
	struct target *s = memory_target();
	char sql[100];

	for (size_t i = 0; i < LEN(cases); i++) {
		snprintf(sql, sizeof sql, "SELECT CAST(%s AS TEXT)", cases[i].call);
		CHECK_STR(rows_of(s, sql), cases[i].want);
	}
	target_close(s);
}

TEST(target_lite_forgets_settings)
{
	struct target *s = memory_target();
	struct err err;

	CHECK_STR(walk(s, "CREATE TABLE t (a CHECK (a > 0)); PRAGMA ignore_check_constraints = 1;"
			  "INSERT INTO t VALUES (0); PRAGMA foreign_keys = ON;"
			  "PRAGMA case_sensitive_like = ON; PRAGMA query_only = ON"),
		"plain[0,33)0 setting[34,70)0 plain[70,95)1 keys[96,121)0 setting[121,153)0 "
		"setting[154,176)0 ");
	CHECK(target_reset(s, &err));
	CHECK_STR(walk(s, "INSERT INTO t VALUES (0)"), "0: CHECK constraint failed: a > 0");
	CHECK_STR(rows_of(s, "PRAGMA foreign_keys"), "0");
	CHECK_STR(rows_of(s, "SELECT 'A' LIKE 'a'"), "1");
	target_close(s);
}

/* ---- foreign keys ---- */

/* Each begins with a child that refers to nothing. */
static const char broken[] =
	"CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
	"CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p(id) ON DELETE CASCADE);"
	"CREATE TABLE bad (a REFERENCES p(nosuch));"
	"CREATE TABLE bad2 (a REFERENCES gone(id));"
	"INSERT INTO p VALUES (1, 'one'), (2, 'two');"
	"INSERT INTO c VALUES (1, 1), (2, 2), (3, NULL);";

static void check_keys(struct target *s)
{
	static const struct {
		const char *sql, *message;
	} cases[] = {
		{"INSERT INTO c VALUES (10, 1)", ""},
		{"INSERT INTO c VALUES (11, 77)", "1 rows of 'c' would refer to rows of 'p'"},
		{"UPDATE c SET p = 78 WHERE id = 3", "1 rows of 'c' would refer to rows of 'p'"},
		{"DELETE FROM p", "3 rows of 'c' would refer to rows of 'p'"},
		{"DROP TABLE p", "3 rows of 'c' would refer to rows of 'p'"},
		{"INSERT OR REPLACE INTO p VALUES (20, 'two')", "1 rows of 'c' would refer"},
		{"/* REPLACE */ INSERT INTO p VALUES (21, 'three')", ""},
		{"CREATE TABLE p2 (id INTEGER PRIMARY KEY, name TEXT, more);"
		 "INSERT INTO p2 SELECT id, name, NULL FROM p; DROP TABLE p;"
		 "ALTER TABLE p2 RENAME TO p",
			""},
		{"UPDATE c SET p = NULL WHERE id = 4", ""}, /* the one that was broken */
		{"INSERT INTO c VALUES (12, 79)", "1 rows of 'c' would refer to rows of 'p'"},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const char *got = run_text(s, cases[i].sql);

		if (*cases[i].message ? !strstr(got, cases[i].message) : *got != '\0')
			test_failed(__FILE__, __LINE__, "%s: '%s'", cases[i].sql, got);
	}
}

TEST(target_lite_keys_in_a_file)
{
	struct target *s;
	struct err err;

	folder_begin();
	s = file_target("a.db", TARGET_CREATE);
	CHECK_STR(run_text(s, broken), "");
	CHECK(target_exec(s, "INSERT INTO c VALUES (4, 99)", &err)); /* as another program */
	check_keys(s);
	target_close(s);
	folder_end();
}

TEST(target_lite_keys_in_memory)
{
	struct target *s, *from = memory_target();
	struct err err;

	CHECK_STR(run_text(from, broken), "");
	CHECK(target_exec(from, "INSERT INTO c VALUES (4, 99)", &err));
	CHECK(target_scratch(NULL, &s, &err) && target_copy(from, s, &err));
	check_keys(s);
	target_close(s);
	target_close(from);
}

/* A table's own way with conflicts, and a trigger's, replace without a word in the statement. */
TEST(target_lite_keys_when_a_schema_replaces)
{
	static const char *const schemas[] = {
		"CREATE TABLE p (id INTEGER PRIMARY KEY, name UNIQUE ON CONFLICT REPLACE)",
		"CREATE TABLE p (id INTEGER PRIMARY KEY, name UNIQUE);"
		"CREATE TABLE q (name); CREATE TRIGGER r AFTER INSERT ON q BEGIN"
		" INSERT OR REPLACE INTO p (name) VALUES (new.name); END"};
	static const char *const inserts[] = {
		"INSERT INTO p (name) VALUES ('one')", "INSERT INTO q VALUES ('one')"};

	for (size_t i = 0; i < LEN(schemas); i++) {
		struct target *s = memory_target();

		CHECK_STR(run_text(s, schemas[i]), "");
		CHECK_STR(run_text(s, "CREATE TABLE c (p REFERENCES p(id));"
				      "INSERT INTO p VALUES (1, 'one'); INSERT INTO c VALUES (1)"),
			"");
		CHECK(strstr(run_text(s, inserts[i]), "1 rows of 'c' would refer"));
		target_close(s);
	}
}

/* More than SQLite keeps in memory unless it is told to: the file stays readable. */
TEST(target_lite_keys_after_a_large_script)
{
	struct target *s;
	struct err err;

	folder_begin();
	s = file_target("a.db", TARGET_CREATE);
	CHECK_STR(run_text(s, broken), "");
	CHECK(target_exec(s, "INSERT INTO c VALUES (4, 99)", &err));
	CHECK_STR(run_text(s, "CREATE TABLE big (a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
			      "SELECT i + 1 FROM n WHERE i < 8000) INSERT INTO big SELECT "
			      "hex(zeroblob(500)) FROM n; UPDATE c SET p = p"),
		"");
	target_close(s);
	folder_end();
}

TEST(target_lite_keys_in_a_transaction_of_the_script)
{
	struct target *s = memory_target();

	CHECK_STR(run_text(s, "CREATE TABLE p (id INTEGER PRIMARY KEY);"
			      "CREATE TABLE c (p REFERENCES p(id))"),
		"");
	CHECK(strstr(walk(s, "BEGIN; INSERT INTO c VALUES (1); COMMIT"), "33: 1 rows of 'c'"));
	CHECK(!target_in_transaction(s));
	CHECK_STR(rows_of(s, "SELECT count(*) FROM c"), "0");
	target_close(s);
}

/* ---- the lock, copies, interruption ---- */

static void count_calls(void *self)
{
	++*(int *)self;
}

TEST(target_lite_lock_is_of_one)
{
	struct target *a, *b;
	struct err err = {0};
	int waits = 0;

	folder_begin();
	a = file_target("a.db", TARGET_CREATE);
	b = file_target("a.db", 0);
	CHECK(target_lock(a, 0, count_calls, &waits, &err));
	CHECK_INT(waits, 0);
	CHECK(!target_lock(b, 30, count_calls, &waits, &err));
	CHECK_INT(err.kind, ERR_BUSY);
	CHECK_INT(waits, 1);
	CHECK(strstr(err.message, "another process is migrating"));
	/* It is not SQLite's: who only reads and writes goes on. */
	CHECK_STR(run_text(b, "CREATE TABLE t (a)"), "");
	target_unlock(a);
	CHECK(target_lock(b, 0, NULL, NULL, &err));
	target_close(b);
	CHECK(target_lock(a, 0, NULL, NULL, &err));
	target_close(a);
	folder_end();
}

TEST(target_lite_leaves_the_journal_that_a_script_wants)
{
	static const char *const modes[] = {"delete", "wal", "truncate"};
	struct target *s;
	struct err err;
	char sql[60];

	for (size_t i = 0; i < LEN(modes); i++) {
		folder_begin();
		s = file_target("a.db", TARGET_CREATE);
		CHECK(target_lock(s, 0, NULL, NULL, &err));
		snprintf(sql, sizeof sql, "PRAGMA journal_mode = %s", modes[i]);
		if (i)
			CHECK(strstr(walk(s, sql), "setting"));
		target_unlock(s);
		CHECK_STR(rows_of(s, "PRAGMA journal_mode"), modes[i]);
		CHECK(target_lock(s, 0, NULL, NULL, &err));
		CHECK_STR(run_text(s, "CREATE TABLE t (a)"), "");
		target_close(s);
		s = file_target("a.db", 0);
		CHECK_STR(rows_of(s, "PRAGMA journal_mode"), i == 1 ? "wal" : "delete");
		target_close(s);
		if (!i)
			CHECK(access(folder_path("a.db-journal"), F_OK) != 0);
		folder_end();
	}
}

TEST(target_copies_all_or_says_why_not)
{
	struct target *a = memory_target(), *b = memory_target();
	struct err err = {0};

	CHECK_STR(run_text(a, "CREATE TABLE t (a); INSERT INTO t VALUES (1)"), "");
	CHECK_STR(run_text(b, "CREATE TABLE gone (a)"), "");
	CHECK(target_copy(a, b, &err));
	CHECK_STR(rows_of(b, "SELECT a FROM t"), "1");
	CHECK_STR(rows_of(b, "SELECT count(*) FROM sqlite_schema"), "1");
	/* Somebody is writing to it: SQLite copies nothing, and its last call says nothing. */
	CHECK(target_begin(a, &err) && target_exec(a, "INSERT INTO t VALUES (2)", &err));
	CHECK(!target_copy(a, b, &err));
	CHECK_INT(err.kind, ERR_BUSY);
	CHECK_STR(rows_of(b, "SELECT a FROM t"), "1");
	target_close(a);
	target_close(b);
}

static bool until(void *self)
{
	return clock_mono_us() < *(int64_t *)self;
}

TEST(target_statements_are_interrupted)
{
	struct target *a = memory_target(), *b = NULL;
	int64_t end_us = clock_mono_us() + 20000;
	struct err err = {0};

	target_watch(a, until, &end_us);
	CHECK(target_scratch(a, &b, &err));
	CHECK(strstr(walk(b, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
			     "SELECT count(*) FROM n"),
		"interrupted"));
	target_close(a);
	target_close(b);
}
