#include "core/migrate/run_script.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

/* ---- within a transaction ---- */

TEST(migrate_scripts_in_a_transaction)
{
	static const struct {
		const char *sql, *message, *rows; /* of table t; it has 1 before */
		int line, column;
		size_t statement;
	} cases[] = {
		{"INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)", "", "1 2 3", 0, 0, 0},
		{"", "", "1", 0, 0, 0},
		{" ;; -- only\n/* this */ ;", "", "1", 0, 0, 0},
		{"BEGIN; INSERT INTO t VALUES (2); COMMIT; INSERT INTO t VALUES (3);", "", "1 2 3",
			0, 0, 0},
		{"BEGIN; INSERT INTO t VALUES (2); END;\n INSERT INTO nosuch VALUES (3);",
			"no such table: nosuch", "1", 2, 2, 4},
		{"INSERT INTO t VALUES (2);\n\n  ROLLBACK;",
			"a ROLLBACK would take back what is kept of the file", "1", 3, 3, 2},
		{"INSERT INTO t VALUES (2);\nVACUUM;",
			"this statement cannot be run in a transaction", "1", 2, 1, 2},
		{"SAVEPOINT a; INSERT INTO t VALUES (2); ROLLBACK TO a; RELEASE a;", "", "1", 0, 0,
			0},
		{"INSERT INTO t VALUES (2);\n-- é\nINSERT INTO t VALUES ('é', );",
			"near \")\": syntax error", "1", 3, 28, 2},
		{"INSERT INTO t VALUES (2);\nSELECT abs(-9223372036854775808);", "integer overflow",
			"1", 2, 1, 2},
		{"CREATE TRIGGER u AFTER INSERT ON t BEGIN SELECT 1;", "incomplete input", "1", 1,
			1, 1},
		{"PRAGMA foreign_keys = ON; INSERT INTO t VALUES (2);", "", "1 2", 0, 0, 0},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct migration_script script = {.path = "x.sql", .text = cases[i].sql};
		struct target *s = memory_target();
		struct script_run run = {.s = s, .script = &script};
		struct err err = {0};
		bool ok;

		CHECK_STR(run_text(s, "CREATE TABLE t (a); INSERT INTO t VALUES (1)"), "");
		CHECK(target_begin(s, &err));
		ok = script_run(&run, &err);
		CHECK_STR(ok ? "" : err.message, cases[i].message);
		CHECK(ok ? target_commit(s, &err) : !target_in_transaction(s));
		CHECK_INT(run.line, cases[i].line);
		CHECK_INT(run.column, cases[i].column);
		if (!ok)
			CHECK_INT(run.statement, cases[i].statement);
		CHECK_STR(rows_of(s, "SELECT a FROM t ORDER BY a"), cases[i].rows);
		target_close(s);
	}
}

/* ---- without one ---- */

struct recorded {
	struct script_progress last;
	char settings[200];
	size_t count;
	struct str steps; /* "STATEMENTS@BYTES " */
};

static bool record(struct script_run *r, struct err *err)
{
	struct recorded *d = r->self;

	(void)err;
	CHECK(target_in_transaction(r->s));
	d->last = r->progress;
	snprintf(d->settings, sizeof d->settings, "%s",
		r->progress.settings ? r->progress.settings : "");
	d->count++;
	str_addf(&d->steps, "%zu@%zu ", r->progress.statements, r->progress.bytes);
	return true;
}

static bool run_alone(struct target *s, const struct migration_script *script,
	const struct vars *vars, struct recorded *d, struct script_run *ret)
{
	static struct err err;

	err = (struct err){0};
	*ret = (struct script_run){.s = s,
		.script = script,
		.vars = vars,
		.progress = d->last,
		.record = record,
		.self = d};
	ret->progress.settings = *d->settings ? d->settings : NULL;
	if (script_run(ret, &err))
		return true;
	CHECK(!target_in_transaction(s));
	return false;
}

TEST(migrate_scripts_go_on_where_they_stopped)
{
	static const char before[] = "CREATE TABLE t (a);\nPRAGMA recursive_triggers = ON;\n"
				     "INSERT INTO t VALUES (1);\nINSERT INTO nosuch VALUES (2);\n";
	static const char after[] = "CREATE TABLE t (a);\nPRAGMA recursive_triggers = ON;\n"
				    "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (3);";
	struct migration_script script = {.path = "x.sql", .text = before, .no_transaction = true};
	struct target *s = memory_target();
	struct recorded d = {0};
	struct script_run run;
	struct err err;

	CHECK(!run_alone(s, &script, NULL, &d, &run));
	CHECK_INT(run.line, 4);
	CHECK_INT(run.statement, 4);
	CHECK_STR(str_text(&d.steps), "1@19 2@51 3@77 ");
	CHECK_STR(d.settings, "PRAGMA recursive_triggers = ON;;\n");
	CHECK_STR(rows_of(s, "SELECT a FROM t"), "1");
	CHECK(target_reset(s, &err));
	CHECK_STR(rows_of(s, "PRAGMA recursive_triggers"), "0");
	script.text = after;
	CHECK(run_alone(s, &script, NULL, &d, &run));
	CHECK_STR(rows_of(s, "PRAGMA recursive_triggers"), "1");
	CHECK_STR(rows_of(s, "SELECT a FROM t"), "1 3");
	CHECK_STR(str_text(&d.steps), "1@19 2@51 3@77 4@103 ");
	str_release(&d.steps);
	target_close(s);
}

TEST(migrate_scripts_do_not_go_on_behind_others)
{
	struct migration_script script = {
		.path = "x.sql", .text = "SELECT 1; SELECT nosuch;", .no_transaction = true};
	struct target *s = memory_target();
	struct recorded d = {0};
	struct script_run run;

	CHECK(!run_alone(s, &script, NULL, &d, &run));
	CHECK_INT(d.last.bytes, 9);
	script.text = "SELECT 2; SELECT 3;";
	CHECK(!run_alone(s, &script, NULL, &d, &run));
	CHECK_INT(run.line, 0);
	script.text = "SELECT"; /* shorter than what was done */
	CHECK(!run_alone(s, &script, NULL, &d, &run));
	script.text = "SELECT 1;\r\nSELECT 3;";
	CHECK(run_alone(s, &script, NULL, &d, &run));
	CHECK_INT(d.count, 2);
	str_release(&d.steps);
	target_close(s);
}

/* How far it came is a place in the text with the values, which may be longer than the file. */
TEST(migrate_scripts_with_vars_go_on)
{
	static char value[5000] = "V=";
	static const char *const given[] = {value}, *const other[] = {"V=other"};
	const struct vars vars = {given, 1}, others = {other, 1};
	struct migration_script script = {.path = "x.sql",
		.text = "CREATE TABLE t AS SELECT length('${V}') AS a;\nINSERT INTO nosuch "
			"VALUES (2);",
		.no_transaction = true,
		.has_vars = true};
	struct target *s = memory_target();
	struct recorded d = {0};
	struct script_run run;

	memset(value + 2, 'x', sizeof value - 3);
	CHECK(!run_alone(s, &script, &vars, &d, &run));
	CHECK_INT(run.line, 2);
	CHECK(d.last.bytes > 4000);
	script.text = "CREATE TABLE t AS SELECT length('${V}') AS a;\nINSERT INTO t VALUES (2);";
	CHECK(!run_alone(s, &script, &others, &d, &run)); /* it would not be what was done */
	CHECK(run_alone(s, &script, &vars, &d, &run));
	CHECK_STR(rows_of(s, "SELECT a FROM t"), "4997 2");
	str_release(&d.steps);
	target_close(s);
}

TEST(migrate_scripts_tell_the_place_of_a_name_without_a_value)
{
	static const char *const given[] = {"V=a value that is longer than its name"};
	const struct vars vars = {given, 1};
	const struct migration_script script = {
		.path = "x.sql", .text = "SELECT '${V}',\n  ${MIGRATE_NOSUCH};", .has_vars = true};
	struct target *s = memory_target();
	struct script_run run = {.s = s, .script = &script, .vars = &vars};
	struct err err;

	CHECK(!script_run(&run, &err));
	CHECK_INT(run.line, 2);
	CHECK_INT(run.column, 3);
	target_close(s);
}

TEST(migrate_scripts_may_have_transactions_of_their_own)
{
	static const struct {
		const char *sql, *rows, *steps;
		bool ok;
	} cases[] = {
		{"BEGIN; INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); COMMIT;", "1 2",
			"4@66 ", true},
		{"INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); INSERT INTO nosuch "
		 "VALUES (3); COMMIT;",
			"1", "1@25 ", false},
		{"BEGIN; INSERT INTO t VALUES (1); ROLLBACK; INSERT INTO t VALUES (2);", "2",
			"4@68 ", true},
		{"INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2);", "1", "1@25 ",
			false}, /* it does not end */
		{"VACUUM; INSERT INTO t VALUES (1);", "1", "1@7 2@33 ", true},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct migration_script script = {
			.path = "x.sql", .text = cases[i].sql, .no_transaction = true};
		struct target *s = memory_target();
		struct recorded d = {0};
		struct script_run run;

		CHECK_STR(run_text(s, "CREATE TABLE t (a)"), "");
		CHECK_INT(run_alone(s, &script, NULL, &d, &run), cases[i].ok);
		CHECK_STR(rows_of(s, "SELECT a FROM t"), cases[i].rows);
		CHECK_STR(str_text(&d.steps), cases[i].steps);
		str_release(&d.steps);
		target_close(s);
	}
}

/* A script of many statements: what each costs does not grow with what is behind. */
TEST(migrate_scripts_are_run_in_linear_time)
{
	struct migration_script script = {.path = "x.sql", .no_transaction = true};
	struct target *s = memory_target();
	struct recorded d = {0};
	struct script_run run;
	struct str text = {0};

	str_add(&text, "CREATE TABLE t (a);\n");
	for (int i = 0; i < 3000; i++)
		str_addf(&text, "INSERT INTO t VALUES ('%0200d');\n", i);
	script.text = str_text(&text);
	CHECK(run_alone(s, &script, NULL, &d, &run));
	CHECK_INT(d.count, 3001);
	CHECK_INT(run.rows, 3000);
	str_release(&d.steps);
	str_release(&text);
	target_close(s);
}
