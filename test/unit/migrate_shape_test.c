#include "core/base/str.h"
#include "core/migrate/shape.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

static void add_difference(void *self, const struct shape_part *want, const struct shape_part *got)
{
	str_addf(self, "%s %s %s, ",
		!want  ? "extra"
		: !got ? "missing"
		       : "changed",
		(want ? want : got)->type, (want ? want : got)->name);
}

static const char *differences(struct target *a, struct target *b)
{
	static struct str out;
	struct shape want, got;
	struct err err = {0};
	size_t count;

	str_clear(&out);
	if (!shape_read(a, &want, &err) || !shape_read(b, &got, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	count = shape_compare(&want, &got, add_difference, &out);
	CHECK_INT(count, shape_compare(&want, &got, NULL, NULL));
	CHECK((count == 0) == (out.len == 0));
	shape_release(&want);
	shape_release(&got);
	return str_text(&out);
}

static const char *differences_of(const char *a, const char *b)
{
	struct target *x = memory_target(), *y = memory_target();
	const char *found;

	CHECK_STR(run_text(x, a), "");
	CHECK_STR(run_text(y, b), "");
	found = differences(x, y);
	target_close(x);
	target_close(y);
	return found;
}

TEST(migrate_shapes_are_compared_by_meaning)
{
	static const struct {
		const char *a, *b, *want;
	} cases[] = {
		{"", "", ""},
		{"CREATE TABLE t (a TEXT, b)", "create table t(\n\ta text -- a\n\t,/* b */ b )",
			""},
		{"CREATE TABLE t (a)", "CREATE TABLE \"t\" ([a])", ""},
		{"CREATE TABLE t (\"A\")", "CREATE TABLE t (`a`)", ""},
		{"CREATE TABLE t (\"a b\")", "CREATE TABLE t (ab)", "changed table t, "},
		{"CREATE TABLE t (\"a b\")", "CREATE TABLE t (\"a  b\")", "changed table t, "},
		{"CREATE TABLE t (a DEFAULT 'X')", "CREATE TABLE t (a DEFAULT 'x')",
			"changed table t, "},
		{"CREATE TABLE t (a DEFAULT '')", "CREATE TABLE t (a DEFAULT ' ')",
			"changed table t, "},
		{"CREATE TABLE t (a DEFAULT '--x')", "CREATE TABLE t (a DEFAULT '--y')",
			"changed table t, "},
		{"CREATE TABLE t (a DEFAULT 12)", "CREATE TABLE t (a DEFAULT 13)",
			"changed table t, "},
		{"CREATE TABLE t (a DEFAULT 'it''s')", "CREATE TABLE t (a DEFAULT 'it''S')",
			"changed table t, "},
		{"CREATE TABLE t (a DEFAULT NULL)", "CREATE TABLE t (a DEFAULT \"null\")",
			"changed table t, "},
		{"CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)", "changed table t, "},
		{"CREATE TABLE t (a)", "CREATE TABLE t (a) STRICT, WITHOUT ROWID", NULL},
		{"CREATE TABLE t (a)", "CREATE TABLE u (a)", "missing table t, extra table u, "},
		{"CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a)",
			"missing index i, "},
		{"CREATE TABLE t (a)", "CREATE TABLE t (a); CREATE VIEW v AS SELECT 1",
			"extra view v, "},
		{"CREATE TABLE t (a)",
			"CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; "
			"END",
			"extra trigger r, "},
		{"CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a UNIQUE)", ""},
		{"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
			"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t "
			"VALUES (1); ANALYZE",
			""},
		{"CREATE VIRTUAL TABLE f USING fts5(a)",
			"CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x')", ""},
		{"CREATE TABLE blokctl_migration (a)", "", ""},
	};

	for (size_t i = 0; i < LEN(cases); i++)
		if (cases[i].want)
			CHECK_STR(differences_of(cases[i].a, cases[i].b), cases[i].want);
}

TEST(migrate_dumps_make_the_same_schema)
{
	static const char *const schemas[] = {
		"",
		"CREATE TABLE z (id INTEGER PRIMARY KEY); CREATE TABLE a (z REFERENCES z(id));"
		"CREATE INDEX az ON a (z) WHERE z > 1; CREATE UNIQUE INDEX \"odd \"\" name\" ON a "
		"(z DESC);",
		"CREATE TABLE t (a); CREATE VIEW w AS SELECT a FROM t; CREATE VIEW b AS SELECT a "
		"FROM w; CREATE TRIGGER b_in INSTEAD OF INSERT ON b BEGIN INSERT INTO t VALUES "
		"(new.a); END; CREATE TRIGGER a_in AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = "
		"';'; END;",
		"CREATE VIRTUAL TABLE f USING fts5(a, content='t'); CREATE TABLE t (a -- a ;\n);"
		"CREATE TRIGGER tf AFTER INSERT ON t BEGIN INSERT INTO f (rowid, a) VALUES "
		"(new.rowid, new.a); END; INSERT INTO t VALUES ('x');",
		"CREATE TABLE q (a INTEGER PRIMARY KEY AUTOINCREMENT, g INTEGER AS (a + 1) STORED) "
		"STRICT;"
		"INSERT INTO q (a) VALUES (5); ANALYZE;",
		"CREATE VIRTUAL TABLE r USING rtree(id, x, y); CREATE TABLE \"sqlit_e\" (a);",
	};

	for (size_t i = 0; i < LEN(schemas); i++) {
		struct target *a = memory_target(), *b = memory_target();
		struct str first = {0}, second = {0};
		struct err err = {0};

		CHECK_STR(run_text(a, schemas[i]), "");
		CHECK(shape_dump(a, &first, &err));
		CHECK_STR(run_text(b, str_text(&first)), "");
		CHECK_STR(differences(a, b), "");
		CHECK(shape_dump(b, &second, &err));
		CHECK_STR(str_text(&second), str_text(&first));
		str_release(&first);
		str_release(&second);
		target_close(a);
		target_close(b);
	}
}
