#include "core/base/fs.h"
#include "core/base/str.h"
#include "core/db/db.h"
#include "core/db/source.h"
#include "test/unit/fresh_store.h"
#include "test/unit/sqlite_faults.h"
#include "test/unit/test.h"

#include <stdio.h>
#include <unistd.h>

/* Each call of SQLite fails in turn while databases of users and files that are loaded as such are
 * opened, looked into and asked: it is said, or what is told is what is told otherwise. */

#define SQLITE_CALLS_MAX 2000

static bool add_name(void *self, const struct source_value *values, size_t count, struct err *err)
{
	(void)count, (void)err;
	str_addf((struct str *)self, " %.*s", (int)values[0].len, values[0].text);
	return true;
}

/* "TABLE(COLUMN,COLUMN) … | NAMES": the schema, and rows of our own. */
static bool look(const char *spec, const char *table, struct str *out, struct err *err)
{
	const struct source_options options = {0};
	const struct source_value one = {.kind = VALUE_INTEGER, .integer = 1};
	struct source *s = NULL;
	struct source_schema schema = {0};
	struct arena a = {0};
	char sql[100];
	bool ok = source_open(spec, &options, &s, err) && source_schema(s, &a, &schema, err);

	for (size_t i = 0; ok && i < schema.len; i++) {
		str_addf(out, "%s(", schema.tables[i].name);
		for (size_t c = 0; c < schema.tables[i].columns_len; c++)
			str_addf(out, "%s%s", c ? "," : "", schema.tables[i].columns[c].name);
		str_add(out, ") ");
	}
	snprintf(sql, sizeof sql, "SELECT name FROM %s WHERE id >= ?1 ORDER BY id", table);
	ok = ok && source_walk(s, sql, &one, 1, add_name, out, err);
	snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
	ok = ok && source_check(s, sql, err);
	source_close(s);
	arena_release(&a);
	return ok;
}

/* What only saves work, or makes a guess better, may fail unseen: its number is told. */
static size_t sweep(const char *spec, const char *table)
{
	struct str want = {0}, got = {0};
	struct err err = {0};
	bool came_to_it = true;
	size_t unseen = 0;
	long at;

	if (!look(spec, table, &want, &err))
		test_failed(__FILE__, __LINE__, "%s: %s", spec, err.message);
	for (at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
		bool ok;

		err = (struct err){0};
		str_clear(&got);
		sqlite_fails_at(at);
		ok = look(spec, table, &got, &err);
		came_to_it = sqlite_failed();
		unseen += ok && came_to_it;
		if (!ok && (!came_to_it || !*err.message))
			test_failed(
				__FILE__, __LINE__, "%s, call %ld: '%s'", spec, at, err.message);
		if (ok && strcmp(str_text(&got), str_text(&want)) != 0)
			test_failed(__FILE__, __LINE__, "%s, call %ld: %s, want %s", spec, at,
				str_text(&got), str_text(&want));
	}
	CHECK(at > 10 && at < SQLITE_CALLS_MAX);
	str_release(&want);
	str_release(&got);
	return unseen;
}

static void make(const char *path, const char *sql)
{
	struct db *db = NULL;
	struct err err;

	CHECK(db_open(path, DB_CREATE, &db, &err));
	if (!db_exec(db, sql, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	db_close(db);
}

TEST(databases_of_users_tell_or_say_why_when_any_statement_fails)
{
	fresh_folder();
	make(fresh_path(),
		"CREATE TABLE t (id INTEGER PRIMARY KEY, name, day DATE, price NUMERIC, note TEXT);"
		"INSERT INTO t VALUES (1, 'one', '2025-01-01', 1.5, NULL), (2, 'two', NULL, 2, "
		"'x');"
		"CREATE TABLE child (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t,"
		" u REFERENCES t(name), w REFERENCES nowhere(x));"
		"CREATE UNIQUE INDEX by_name ON t(name);"
		"CREATE VIEW v AS SELECT id, name FROM t;"
		"CREATE VIEW broken AS SELECT nope FROM nowhere;"
		"CREATE VIRTUAL TABLE words USING fts5(body);"
		"ANALYZE");
	CHECK(sweep(fresh_path(), "t") < 60);
	CHECK(sweep(fresh_path(), "v") < 60);
	fresh_store_end(NULL);
}

static void put(const char *path, const char *text)
{
	struct err err;

	CHECK(fs_write_atomic(path, text, strlen(text), 0600, &err));
}

TEST(files_that_are_loaded_tell_or_say_why_when_any_statement_fails)
{
	static const struct {
		const char *tail, *text;
	} files[] = {{".csv", "id,name,day\n1,one,2025-01-01\n2,two,\n"},
		{".tsv", "id\tname\n1\tone\n2\ttwo\n"},
		{".json", "[{\"id\": 1, \"name\": \"one\"}, {\"id\": 2, \"name\": \"two\", \"x\": "
			  "[1]}]"},
		{".ndjson", "{\"id\": 1, \"name\": \"one\"}\n{\"id\": 2, \"name\": \"two\"}\n"}};

	fresh_folder();
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char path[200];

		snprintf(path, sizeof path, "%s%s", fresh_path(), files[i].tail);
		put(path, files[i].text);
		CHECK(sweep(path, "\"s.db\"") < 60);
		unlink(path);
	}
	fresh_store_end(NULL);
}
