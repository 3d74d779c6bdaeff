#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/db/db.h"
#include "core/db/source.h"
#include "test/unit/test.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of its own, removed by folder_remove(). */
static char folder[64];
static char path[128];

static const char *in_folder(const char *name)
{
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static bool folder_make(void)
{
	snprintf(folder, sizeof folder, "/tmp/blokctl-source.XXXXXX");
	return mkdtemp(folder) != NULL;
}

/* How many files there are. */
static int folder_count(void)
{
	DIR *dir = opendir(folder);
	int count = 0;

	for (struct dirent *d; dir && (d = readdir(dir));)
		count += d->d_name[0] != '.';
	closedir(dir);
	return count;
}

static void folder_remove(void)
{
	char file[400];
	DIR *dir = opendir(folder);

	chmod(folder, 0700);
	for (struct dirent *d; dir && (d = readdir(dir));) {
		snprintf(file, sizeof file, "%s/%s", folder, d->d_name);
		unlink(file);
	}
	closedir(dir);
	rmdir(folder);
}

/* A database with these statements, in the folder. */
static bool make_database(const char *sql)
{
	struct err err = {0};
	struct db *db;
	bool ok;

	if (!folder_make() || !db_open(in_folder("a.db"), DB_CREATE, &db, &err))
		return false;
	ok = db_exec(db, sql, &err);
	if (!ok)
		test_failed(__FILE__, __LINE__, "%s", err.message);
	db_close(db);
	return ok;
}

static struct source *open_made(void)
{
	struct source *s = NULL;
	struct err err = {0};

	if (!source_open(in_folder("a.db"), NULL, &s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return s;
}

static const struct source_table *table_of(const struct source_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->len; i++)
		if (strcmp(schema->tables[i].name, name) == 0)
			return &schema->tables[i];
	test_failed(__FILE__, __LINE__, "there is no table %s", name);
	return NULL;
}

static bool count_row(void *self, const struct source_value *values, size_t count, struct err *err)
{
	(void)values, (void)count, (void)err;
	++*(int *)self;
	return true;
}

static const char *const type_names[] = {
	"text", "integer", "real", "boolean", "date", "timestamp", "blob", "other"};

/* "id integer, name text" */
static const char *types_of(const struct source_table *t)
{
	static char text[1000];

	text[0] = '\0';
	for (size_t i = 0; t && i < t->columns_len; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s %s", i ? ", " : "",
			t->columns[i].name, type_names[t->columns[i].type]);
	return text;
}

TEST(tables_views_and_their_columns_are_found)
{
	struct source_schema schema;
	struct arena a = {0};
	struct err err = {0};
	struct source *s;

	if (!make_database(
		    "CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
		    "founded DATE, seen DATETIME, area NUMERIC, free, flag BOOLEAN, pic BLOB);"
		    "INSERT INTO city VALUES (1, 'Ulm', '0850-01-01', '2025-01-01 10:00', 118, "
		    "'2024-02-03', 1, x'00');"
		    "CREATE TABLE inhabitant (no TEXT, city, since TEXT, wage TEXT, "
		    "PRIMARY KEY (no, city), FOREIGN KEY (city) REFERENCES City);"
		    "INSERT INTO inhabitant VALUES ('007', 1, '2024-01-01T08:00:00Z', '12.5');"
		    "INSERT INTO inhabitant VALUES ('008', 1, '2024-01-01', '12');"
		    "CREATE VIRTUAL TABLE words USING fts5(body);"
		    "CREATE VIEW big AS SELECT name, area * 2.5 AS twice FROM city;"
		    "CREATE VIEW broken AS SELECT * FROM gone;"))
		return;
	s = open_made();
	CHECK(source_schema(s, &a, &schema, &err));
	CHECK_INT(schema.len, 4);
	CHECK_STR(types_of(table_of(&schema, "city")),
		"id integer, name text, founded date, seen timestamp, area integer, free date, "
		"flag boolean, pic blob");
	CHECK_STR(types_of(table_of(&schema, "inhabitant")),
		"no text, city integer, since timestamp, wage real");
	CHECK_STR(types_of(table_of(&schema, "big")), "name text, twice real");
	CHECK(table_of(&schema, "big")->is_view);
	CHECK_INT(table_of(&schema, "city")->rows, 1);
	CHECK(schema.tables[0].columns[0].unique && schema.tables[0].columns[1].unique);
	CHECK(!schema.tables[0].columns[2].unique && schema.tables[0].columns[1].not_null);
	CHECK_INT(schema.tables[1].columns[1].key_place, 2);
	CHECK_INT(schema.tables[1].references_len, 1);
	CHECK_INT(schema.tables[1].references[0].column, 1);
	CHECK_INT(schema.tables[1].references[0].table, 0);
	CHECK_INT(schema.tables[1].references[0].to_column, 0);
	CHECK_INT(strlen(schema.hash), 64);
	source_close(s);
	arena_release(&a);
	folder_remove();
}

TEST(rows_are_walked_with_values_bound)
{
	const struct source_value param = {.kind = VALUE_INTEGER, .integer = 1};
	struct err err = {0};
	struct source *s;
	int rows = 0;

	if (!make_database("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3);"))
		return;
	s = open_made();
	CHECK(source_walk(s, "SELECT a FROM t WHERE a > ?1", &param, 1, count_row, &rows, &err));
	CHECK_INT(rows, 2);
	CHECK(!source_walk(s, "DELETE FROM t", NULL, 0, count_row, &rows, &err));
	CHECK(!source_walk(s, "SELECT b FROM t", NULL, 0, count_row, &rows, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	source_close(s);
	folder_remove();
}

/* How many rows of t are seen, and whether the folder's files stay as many. */
static void check_quiet(int want_rows)
{
	struct source *s = open_made();
	int rows = 0, files = folder_count();
	struct err err = {0};

	CHECK(s && source_walk(s, "SELECT * FROM t", NULL, 0, count_row, &rows, &err));
	CHECK_INT(rows, want_rows);
	source_close(s);
	CHECK_INT(folder_count(), files);
}

TEST(a_database_with_a_log_is_read_without_new_files)
{
	struct err err = {0};
	struct db *db;

	if (!make_database("PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1);"
			   "PRAGMA wal_checkpoint(TRUNCATE)"))
		return;
	unlink(in_folder("a.db-wal"));
	unlink(in_folder("a.db-shm"));
	check_quiet(1);
	CHECK(db_open(in_folder("a.db"), 0, &db, &err));
	CHECK(db_exec(db, "INSERT INTO t VALUES (2)", &err));
	check_quiet(2); /* while another has it open */
	db_close(db);   /* which leaves the log behind */
	check_quiet(2);
	unlink(in_folder("a.db-shm"));
	check_quiet(2); /* copied without its index */
	chmod(folder, 0500);
	check_quiet(2);
	folder_remove();
}

TEST(a_writer_who_comes_later_is_seen)
{
	struct err err = {0};
	struct source *s;
	struct db *db;
	int rows = 0;

	if (!make_database("PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1);"
			   "PRAGMA wal_checkpoint(TRUNCATE)"))
		return;
	unlink(in_folder("a.db-wal"));
	unlink(in_folder("a.db-shm"));
	s = open_made();
	CHECK(source_walk(s, "SELECT * FROM t", NULL, 0, count_row, &rows, &err));
	CHECK(db_open(in_folder("a.db"), 0, &db, &err));
	CHECK(db_exec(db, "INSERT INTO t VALUES (2)", &err));
	CHECK(source_walk(s, "SELECT * FROM t", NULL, 0, count_row, &rows, &err));
	CHECK_INT(rows, 3);
	db_close(db);
	source_close(s);
	/* The same with a log that nobody has open. */
	unlink(in_folder("a.db-shm"));
	s = open_made();
	rows = 0;
	CHECK(source_walk(s, "SELECT * FROM t", NULL, 0, count_row, &rows, &err));
	CHECK(db_open(in_folder("a.db"), 0, &db, &err));
	CHECK(db_exec(db, "INSERT INTO t VALUES (3)", &err));
	CHECK(source_walk(s, "SELECT * FROM t", NULL, 0, count_row, &rows, &err));
	CHECK_INT(rows, 5);
	db_close(db);
	source_close(s);
	folder_remove();
}

TEST(what_is_no_database_is_refused)
{
	struct source *s = NULL;
	struct err err = {0};

	if (!folder_make())
		return;
	CHECK(!source_open(in_folder("none.db"), NULL, &s, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK(fs_write_atomic(in_folder("text.db"), "no database at all", 18, 0600, &err));
	CHECK(!source_open(in_folder("text.db"), NULL, &s, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK_INT(folder_count(), 1);
	folder_remove();
}
