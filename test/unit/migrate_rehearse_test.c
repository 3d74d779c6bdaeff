#include "core/base/str.h"
#include "core/migrate/rehearse.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/migrate_history.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

#define UP "-- migrate:up\n"
#define DOWN "\n-- migrate:down\n"

/* "MIGRATIONS DOWNS UNDONE FAILED DIFFER: CODE PATH:LINE, …" */
static const char *rehearsed(struct rehearsal *r, struct target *from, bool want_ok)
{
	static struct str out;
	struct diags findings = {0};
	struct rehearse_counts c;
	struct err err = {0};

	str_clear(&out);
	CHECK(target_scratch(from, &r->scratch, &err));
	CHECK(!from || target_copy(from, r->scratch, &err));
	CHECK_INT(rehearse_downs(r, &findings, &c, &err), want_ok);
	target_close(r->scratch);
	str_addf(&out, "%zu %zu %zu %zu %zu:", c.migrations, c.downs, c.undone, c.failed, c.differ);
	for (size_t i = 0; i < findings.list.len; i++)
		str_addf(&out, " %s %s:%d", findings.list.at[i].code, findings.list.at[i].path,
			findings.list.at[i].line);
	diags_release(&findings);
	return str_text(&out);
}

TEST(migrate_rehearsals_try_every_down)
{
	static const struct {
		const char *texts[4], *want;
		bool fails;
	} cases[] = {
		{{0}, "0 0 0 0 0:", false},
		{{UP "CREATE TABLE a (x);" DOWN "DROP TABLE a;"}, "1 1 1 0 0:", false},
		{{UP "CREATE TABLE a (x);"}, "1 0 0 0 0:", false},
		{{UP "CREATE TABLE a (x);" DOWN "DROP TABLE b;",
			 UP "CREATE TABLE c (x);" DOWN "DROP TABLE c;"},
			"2 2 1 1 0: down-fails 1.sql:4", false},
		{{UP "CREATE TABLE a (x); CREATE TABLE b (x);" DOWN "DROP TABLE a;",
			 UP "SELECT x FROM a; SELECT x FROM b;" DOWN "SELECT 1;"},
			"2 2 1 0 1: down-differs 1.sql:0 up-again-fails 1.sql:2", false},
		{{UP "CREATE TABLE IF NOT EXISTS a (x);" DOWN "SELECT 1;"},
			"1 1 0 0 1: down-differs 1.sql:0", false},
		{{UP "CREATE TABLE a (x);" DOWN "DROP TABLE a; CREATE TABLE other (x);"},
			"1 1 0 0 1: down-differs 1.sql:0 up-again-differs 1.sql:0", false},
		{{UP "SELECT nosuch;", UP "SELECT 1;"}, "1 0 0 0 0: up-fails 1.sql:2", true},
		{{"-- migrate:up transaction:false\nVACUUM; CREATE TABLE a (x);\n"
		  "-- migrate:down transaction:false\nDROP TABLE a; VACUUM;"},
			"1 1 1 0 0:", false},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct history h = {0};
		struct rehearsal r = {.history = &h};

		for (size_t k = 0; k < 4 && cases[i].texts[k]; k++)
			history_add(&h, cases[i].texts[k]);
		CHECK_STR(rehearsed(&r, NULL, !cases[i].fails), cases[i].want);
		history_free(&h);
	}
}

static void apply(struct target *s, const struct history *h, size_t count, struct ledger *l)
{
	struct migrate_plan p;
	struct migrate_steps steps = {0};
	struct migrate_job job = {.s = s, .ledger = l, .steps = &steps};
	struct err err = {0};

	migrate_plan_make(h, l, &p);
	CHECK(migrate_plan_up(&p, count, NULL, &steps, &err));
	if (!migrate_apply(&job, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	vec_release(&steps.list);
	migrate_plan_release(&p);
	ledger_release(l);
	CHECK(ledger_read(s, l, &err));
}

TEST(migrate_rehearsals_begin_where_a_database_is)
{
	struct target *s = memory_target(), *scratch = NULL;
	struct history h = {0};
	struct ledger l;
	struct rehearsal r = {.history = &h, .ledger = &l};
	struct rows_listing rows = {0};
	struct shape want, got;
	struct err err = {0};

	history_add(&h,
		UP "CREATE TABLE a (x NOT NULL); INSERT INTO a VALUES (1);" DOWN "DROP TABLE a;");
	history_add(&h, UP "CREATE TABLE b (x);" DOWN "DROP TABLE b;");
	history_add(&h, UP "ALTER TABLE a ADD COLUMN y;" DOWN "ALTER TABLE a DROP COLUMN y;");
	CHECK(ledger_read(s, &l, &err));
	apply(s, &h, 2, &l);
	CHECK_STR(run_text(s, "INSERT INTO a VALUES (2)"), "");
	CHECK_STR(rehearsed(&r, s, true), "1 1 1 0 0:");
	CHECK_STR(rows_of(s, "SELECT x FROM a"), "1 2");
	CHECK(target_scratch(s, &scratch, &err));
	CHECK(rehearse_applied(&h, &l, &r.vars, scratch, &err));
	CHECK(shape_read(scratch, &want, &err) && shape_read(s, &got, &err));
	CHECK_INT(shape_compare(&want, &got, NULL, NULL), 0);
	CHECK_STR(rows_of(scratch, "SELECT count(*) FROM sqlite_schema"), "2");
	CHECK(rehearse_count_rows(s, &rows, &err));
	CHECK_INT(rows.list.len, 2);
	CHECK_STR(rows.list.at[0].name, "a");
	CHECK_INT(rows.list.at[0].rows, 2);
	rows_listing_release(&rows);
	shape_release(&want);
	shape_release(&got);
	ledger_release(&l);
	history_free(&h);
	target_close(scratch);
	target_close(s);
}

static bool never(void *self)
{
	(void)self;
	return false;
}

/* An interrupt is no fault of a file's. */
TEST(migrate_rehearsals_are_interrupted)
{
	static const char endless[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
				      "FROM n) SELECT count(*) FROM n;";
	struct target *s = memory_target();

	target_watch(s, never, NULL);
	for (int down = 0; down < 2; down++) {
		struct history h = {0};
		struct rehearsal r = {.history = &h};
		struct diags findings = {0};
		struct rehearse_counts c;
		struct err err = {0};
		char text[300];

		snprintf(text, sizeof text, "%s%s%s%s", UP, down ? "SELECT 1;" : endless, DOWN,
			endless);
		history_add(&h, text);
		CHECK(target_scratch(s, &r.scratch, &err));
		CHECK(!rehearse_downs(&r, &findings, &c, &err));
		target_close(r.scratch);
		CHECK_INT(err.kind, ERR_INTERRUPTED);
		CHECK_INT(findings.list.len, 0);
		diags_release(&findings);
		history_free(&h);
	}
	target_close(s);
}

/* ---- steps ---- */

TEST(migrate_settings_of_a_file_end_with_it)
{
	for (int atomic = 0; atomic < 2; atomic++) {
		struct target *s = memory_target();
		struct history h = {0};
		struct ledger l;
		struct migrate_plan p;
		struct migrate_steps steps = {0};
		struct migrate_job job = {.s = s, .ledger = &l, .steps = &steps};
		struct err err = {0};

		history_add(&h, "CREATE TABLE t (a CHECK (a > 0)); PRAGMA ignore_check_constraints "
				"= ON; INSERT INTO t VALUES (0);");
		history_add(&h, "INSERT INTO t VALUES (-1);");
		job.atomic = atomic;
		CHECK(ledger_read(s, &l, &err));
		migrate_plan_make(&h, &l, &p);
		CHECK(migrate_plan_up(&p, SIZE_MAX, NULL, &steps, &err));
		CHECK(!migrate_apply(&job, &err));
		CHECK_STR(err.message, "2.sql:1:1: statement 1: CHECK constraint failed: a > 0");
		CHECK_STR(rows_of(s, "SELECT count(*) FROM sqlite_schema"), atomic ? "0" : "2");
		vec_release(&steps.list);
		migrate_plan_release(&p);
		ledger_release(&l);
		history_free(&h);
		target_close(s);
	}
}

/* What is said of a failure is true of the direction that failed. */
TEST(migrate_failures_have_hints_that_are_true)
{
	static const struct {
		const char *text, *hint;
		bool is_down;
	} cases[] = {
		{UP "SELECT 1; SELECT nosuch;", "nothing of this file was kept", false},
		{"-- migrate:up transaction:false\nSELECT 1; SELECT nosuch;", "it goes on here",
			false},
		{"-- migrate:up transaction:false\nSELECT 1;" DOWN "SELECT nosuch;",
			"nothing of this file was kept", true},
		{UP "SELECT 1;\n-- migrate:down transaction:false\nSELECT nosuch;",
			"and is not recorded", true},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct target *s = memory_target();
		struct history h = {0};
		struct ledger l;
		struct migrate_steps steps = {0};
		struct migrate_job job = {.s = s, .ledger = &l, .steps = &steps};
		struct err err = {0};

		history_add(&h, cases[i].text);
		CHECK(ledger_read(s, &l, &err));
		vec_push(&steps.list,
			((struct migrate_step){.m = h.list.at, .is_down = cases[i].is_down}));
		CHECK(!migrate_apply(&job, &err));
		if (!strstr(err.hint, cases[i].hint))
			test_failed(__FILE__, __LINE__, "%s: %s", cases[i].text, err.hint);
		CHECK(strstr(err.message, "1.sql:"));
		vec_release(&steps.list);
		ledger_release(&l);
		history_free(&h);
		target_close(s);
	}
}
