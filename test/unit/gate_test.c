#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/sha256.h"
#include "core/db/db.h"
#include "core/db/source.h"
#include "test/unit/test.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Anybody's SQL: what must not pass, what must not last, and what must work. */

#define TIMEOUT_MS 200
#define LATE_MS 500 /* behind the timeout, at the latest */
/* What the memory allowed to a check bounds takes half a second, more on a busy machine. */
#define CHECK_MS 3000

static char folder[64], path[128];

static const char database[] =
	"PRAGMA journal_mode=DELETE;"
	"CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT, founded DATE, area REAL);"
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
	"INSERT INTO city SELECT i, 'city ' || i, date('2000-01-01', i || ' days'), i * 1.5 FROM n;"
	"CREATE TABLE mail (id INTEGER PRIMARY KEY, city_id INTEGER REFERENCES city, body TEXT);"
	"INSERT INTO mail SELECT id, id % 100 + 1, 'dear ' || name FROM city;"
	"CREATE VIRTUAL TABLE words USING fts5(body);"
	"INSERT INTO words SELECT body FROM mail;"
	"CREATE VIRTUAL TABLE old_words USING fts4(body);"
	"INSERT INTO old_words SELECT body FROM mail;"
	"CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1);"
	"INSERT INTO boxes SELECT id, area, area + 1 FROM city;"
	"CREATE VIEW large AS SELECT name, area FROM city WHERE area > 1000;"
	"CREATE VIEW stealthy AS SELECT * FROM pragma_table_info('city');";

static bool begin(void)
{
	struct err err = {0};
	struct db *db;
	bool ok;

	snprintf(folder, sizeof folder, "/tmp/blokctl-gate.XXXXXX");
	if (!mkdtemp(folder))
		return false;
	snprintf(path, sizeof path, "%s/a.db", folder);
	ok = db_open(path, DB_CREATE, &db, &err) && db_exec(db, database, &err);
	if (!ok)
		test_failed(__FILE__, __LINE__, "%s", err.message);
	db_close(db);
	return ok;
}

static void end(void)
{
	unlink(path);
	if (rmdir(folder) != 0)
		test_failed(__FILE__, __LINE__, "there are new files in %s", folder);
}

/* The contents, and how many files there are beside it. */
static void fingerprint(char out[80])
{
	char hash[SHA256_SIZE * 2 + 1];
	struct str bytes = {0};
	struct err err = {0};
	DIR *dir = opendir(folder);
	int files = 0;

	for (struct dirent *d; dir && (d = readdir(dir));)
		files++;
	closedir(dir);
	if (!fs_read(path, 1 << 30, &bytes, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	sha256_hex(str_text(&bytes), bytes.len, hash);
	snprintf(out, 80, "%s %d", hash, files);
	str_release(&bytes);
}

static struct source *open_made(void)
{
	struct source *s = NULL;
	struct err err = {0};

	if (!source_open(path, NULL, &s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return s;
}

/* Runs it without the check before, as a stranger would. */
static enum err_kind run(struct source *s, const char *sql, struct err *err)
{
	const struct source_query q = {.sql = sql, .max_rows = 100, .timeout_ms = TIMEOUT_MS};
	int64_t start = clock_mono_us(), took_ms;
	struct source_result result;
	struct arena a = {0};
	bool ok;

	*err = (struct err){0};
	ok = source_query(s, &q, &a, &result, err);
	took_ms = (clock_mono_us() - start) / 1000;
	if (took_ms > TIMEOUT_MS + LATE_MS)
		test_failed(__FILE__, __LINE__, "%d ms: %s", (int)took_ms, sql);
	arena_release(&a);
	return ok ? ERR_NONE : err->kind;
}

/* ---- what does more than read ---- */

static const char *const unsafe[] = {
	/* writes */
	"INSERT INTO city VALUES (1)",
	"REPLACE INTO city(id) VALUES (1)",
	"UPDATE city SET name = 'x'",
	"DELETE FROM city",
	"delete from city where id = 1 returning *",
	"INSERT INTO city(name) SELECT name FROM city RETURNING id",
	"INSERT INTO words(words) VALUES ('optimize')",
	"UPDATE sqlite_master SET sql = ''",
	"DELETE FROM sqlite_sequence",
	/* writes behind something else */
	"WITH x AS (SELECT 1) DELETE FROM city",
	"WITH x AS (SELECT 1) INSERT INTO city(id) SELECT * FROM x",
	"WITH x AS (SELECT 1) UPDATE city SET name = 'x'",
	"WITH RECURSIVE x(i) AS (VALUES(1)) REPLACE INTO city(id) SELECT i FROM x",
	"EXPLAIN DELETE FROM city",
	"EXPLAIN QUERY PLAN DELETE FROM city",
	"/* SELECT */ DELETE FROM city",
	"-- SELECT\nDELETE FROM city",
	"/*/ SELECT 1 /*/ DELETE FROM city",
	"\xef\xbb\xbf"
	"DELETE FROM city",
	";;; DELETE FROM city",
	"\f\tDeLeTe\nFROM city",
	/* more than one */
	"SELECT 1; DELETE FROM city",
	"SELECT 1; SELECT 2",
	"SELECT 1;/**/;DELETE FROM city",
	"SELECT 1; -- \n DELETE FROM city",
	"SELECT ';'; DROP TABLE city",
	"SELECT 1; /* x */ ATTACH 'b.db' AS b",
	/* the schema */
	"DROP TABLE city",
	"DROP VIEW large",
	"CREATE TABLE x (a)",
	"CREATE TABLE x AS SELECT 1",
	"CREATE TEMP TABLE x AS SELECT * FROM city",
	"CREATE TEMP VIEW x AS SELECT 1",
	"CREATE TEMP TRIGGER x AFTER INSERT ON city BEGIN SELECT 1; END",
	"CREATE INDEX x ON city(name)",
	"CREATE VIRTUAL TABLE x USING fts5(a)",
	"CREATE VIRTUAL TABLE temp.x USING dbstat",
	"ALTER TABLE city RENAME TO town",
	"REINDEX",
	"ANALYZE",
	/* other files */
	"ATTACH DATABASE '/tmp/blokctl-stolen.db' AS b",
	"ATTACH ':memory:' AS b",
	"DETACH main",
	"VACUUM",
	"VACUUM INTO '/tmp/blokctl-stolen.db'",
	"VACUUM main INTO 'stolen.db'",
	/* settings */
	"PRAGMA query_only = OFF",
	"PRAGMA query_only(0)",
	"PRAGMA writable_schema = ON",
	"PRAGMA journal_mode = WAL",
	"PRAGMA user_version = 7",
	"PRAGMA main.application_id = 7",
	"PRAGMA temp_store_directory = '/tmp'",
	"PRAGMA wal_checkpoint(TRUNCATE)",
	"PRAGMA incremental_vacuum",
	"PRAGMA trusted_schema = 1",
	"PRAGMA data_version",
	/* transactions */
	"BEGIN",
	"BEGIN IMMEDIATE",
	"COMMIT",
	"SAVEPOINT x",
	"RELEASE x",
	"ROLLBACK",
	"END",
	/* tables that nobody made */
	"SELECT * FROM pragma_table_info('city')",
	"SELECT count(*) FROM pragma_database_list",
	"SELECT * FROM pragma_query_only(0)",
	"SELECT * FROM stealthy",
	"SELECT * FROM dbstat",
	"SELECT count(*) FROM dbstat",
	"SELECT * FROM sqlite_dbpage",
	"SELECT * FROM sqlite_stmt",
	"SELECT * FROM sqlite_temp_master",
	"SELECT * FROM temp.sqlite_master",
	"SELECT * FROM fts3tokenize('simple')",
	"WITH x AS (SELECT * FROM pragma_table_info('city')) SELECT * FROM x",
	/* functions that do more than compute */
	"SELECT load_extension('/tmp/x.so')",
	"SELECT * FROM city WHERE load_extension('x') IS NULL",
	"SELECT readfile('/etc/passwd')",
	"SELECT writefile('/tmp/blokctl-stolen.db', 'x')",
	"SELECT edit('x')",
	"SELECT fts3_tokenizer('simple')",
	"SELECT fts3_tokenizer('simple', x'0000000000000000')",
	"SELECT sqlite_compileoption_get(1)",
	"SELECT optimize(old_words) FROM old_words",
	"SELECT printf('%.*c', 900000000, 'x')",
	"SELECT format('%.*c', 900000000, 'x')",
	"SELECT length(printf('%900000000s', 'x'))",
	"SELECT randomblob(1000000000)",
	"SELECT zeroblob(1000000000)",
	"SELECT (SELECT name FROM city ORDER BY (SELECT length(randomblob(100))))",
};

TEST(what_does_more_than_read_is_refused)
{
	char before[80], after[80];
	struct source *s;
	struct err err;

	if (!begin())
		return;
	fingerprint(before);
	s = open_made();
	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
		enum err_kind kind = run(s, unsafe[i], &err);

		if (kind != ERR_REFUSED && kind != ERR_INPUT)
			test_failed(
				__FILE__, __LINE__, "%d %s: %s", (int)kind, err.message, unsafe[i]);
		err = (struct err){0};
		if (source_check(s, unsafe[i], &err) || err.kind != kind)
			test_failed(__FILE__, __LINE__, "checked: %s: %s", err.message, unsafe[i]);
		fingerprint(after);
		if (strcmp(before, after) != 0)
			test_failed(__FILE__, __LINE__, "it wrote: %s", unsafe[i]);
	}
	CHECK(!fs_exists("/tmp/blokctl-stolen.db") && !fs_exists("stolen.db"));
	source_close(s);
	end();
}

/* The same behind what gates by the first word let pass: some hundred more. */
TEST(a_disguise_does_not_help)
{
	static const char *const disguises[] = {"/* a report */ ", "-- a report\n", "SELECT 1; ",
		"  \t\r\n ", "WITH one AS (SELECT 1) "};
	char before[80], after[80], sql[4096];
	struct source *s;
	struct err err;

	if (!begin())
		return;
	fingerprint(before);
	s = open_made();
	for (size_t d = 0; d < sizeof disguises / sizeof *disguises; d++) {
		for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
			if ((size_t)snprintf(sql, sizeof sql, "%s%s", disguises[d], unsafe[i]) >=
				sizeof sql)
				continue;
			err = (struct err){0};
			if (source_check(s, sql, &err) ||
				(err.kind != ERR_REFUSED && err.kind != ERR_INPUT))
				test_failed(__FILE__, __LINE__, "passes: %s", sql);
			/* Every third in earnest: a process each. */
			if (i % 3 == d % 3 && run(s, sql, &err) == ERR_NONE)
				test_failed(__FILE__, __LINE__, "ran: %s", sql);
		}
	}
	fingerprint(after);
	CHECK_STR(after, before);
	CHECK(!fs_exists("/tmp/blokctl-stolen.db") && !fs_exists("stolen.db"));
	source_close(s);
	end();
}

/* ---- what would not end, or fill memory ---- */

#define X10(text) text text text text text text text text text text

static const char *const greedy[] = {
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n ORDER BY "
	"i",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT max(i) FROM n",
	"WITH RECURSIVE n(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM n) SELECT length(s) FROM "
	"n",
	"SELECT count(*) FROM city a, city b, city c, city d",
	"SELECT a.name FROM city a, city b, city c ORDER BY random()",
	"SELECT count(DISTINCT a.id * b.id + c.id) FROM city a, city b, city c",
	"SELECT group_concat(a.name || b.name || c.name) FROM city a, city b, city c",
	"SELECT json_group_array(a.name) FROM city a, city b, city c",
	"SELECT sum(length(replace(hex(a.name), '0', b.name))) FROM city a, city b, city c",
	"SELECT length(" X10("replace(") "'aaaaaaaaaa'" X10(", 'a', 'aaaaaaaaaa')") ")",
	"SELECT " X10("hex(") "replace(hex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), '1', "
			      "hex(hex(hex('aaaaaaaaaaaaaaaaa'))))" X10(")"),
	"WITH RECURSIVE n(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM n WHERE length(s) < "
	"4000000) "
	"SELECT count(*) FROM n WHERE s LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'",
	"WITH RECURSIVE n(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM n WHERE length(s) < "
	"4000000) "
	"SELECT count(*) FROM n WHERE s GLOB '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b'",
	"WITH RECURSIVE n(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM n WHERE length(s) < "
	"4000000) "
	"SELECT count(*) FROM n, n m WHERE instr(n.s, m.s || 'b')",
	"WITH RECURSIVE n(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM n WHERE length(s) < "
	"4000000) "
	"SELECT trim(s, s) FROM n, city",
	"SELECT count(*) FROM city a JOIN city b ON a.name LIKE '%' || b.name || '%' JOIN city c",
	"SELECT (SELECT count(*) FROM city b, city c WHERE b.id <> a.id AND c.id <> b.id) FROM "
	"city a "
	"ORDER BY 1",
	"SELECT max(x) OVER (ORDER BY y ROWS BETWEEN 100000 PRECEDING AND CURRENT ROW) FROM "
	"(SELECT a.id AS x, b.id AS y FROM city a, city b, city c)",
	"WITH a AS (SELECT 1 AS x), b AS (SELECT p.x FROM a p, a q), c AS (SELECT p.x FROM b p, b "
	"q), "
	"d AS (SELECT p.x FROM c p, c q), e AS (SELECT p.x FROM d p, d q), "
	"f AS (SELECT p.x FROM e p, e q), g AS (SELECT p.x FROM f p, f q), "
	"h AS (SELECT p.x FROM g p, g q), i AS (SELECT p.x FROM h p, h q), "
	"j AS (SELECT p.x FROM i p, i q), k AS (SELECT p.x FROM j p, j q), "
	"l AS (SELECT p.x FROM k p, k q), m AS (SELECT p.x FROM l p, l q), "
	"n AS (SELECT p.x FROM m p, m q), o AS (SELECT p.x FROM n p, n q), "
	"r AS (SELECT p.x FROM o p, o q), s AS (SELECT p.x FROM r p, r q), "
	"t AS (SELECT p.x FROM s p, s q), u AS (SELECT p.x FROM t p, t q) SELECT count(*) FROM u",
};

TEST(what_would_not_end_is_stopped)
{
	char before[80], after[80];
	struct source *s;
	struct err err;

	if (!begin())
		return;
	fingerprint(before);
	s = open_made();
	for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++) {
		int64_t start = clock_mono_us();
		struct err checked = {0};
		enum err_kind kind;

		source_check(s, greedy[i], &checked);
		if (clock_mono_us() - start > CHECK_MS * 1000)
			test_failed(__FILE__, __LINE__, "checked too long: %s", greedy[i]);
		kind = run(s, greedy[i], &err);
		/* Some are quick on a quick machine, and do no harm. */
		if (kind != ERR_TIMEOUT && kind != ERR_REFUSED && kind != ERR_INPUT &&
			kind != ERR_NONE)
			test_failed(
				__FILE__, __LINE__, "%d %s: %s", (int)kind, err.message, greedy[i]);
	}
	fingerprint(after);
	CHECK_STR(after, before);
	source_close(s);
	end();
}

/* ---- what must work ---- */

static const char *const safe[] = {
	"SELECT 1",
	"select name from city where id = 7;",
	"  /* a */ SELECT 1 -- b",
	"SELECT 1; -- nothing more",
	"VALUES (1), (2)",
	"SELECT count(*) FROM city",
	"SELECT count(*) FROM large",
	"WITH x AS (SELECT 1 AS a) SELECT count(*) FROM x",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT "
	"sum(i) FROM n",
	"SELECT c.name, count(*) FROM city c JOIN mail m ON m.city_id = c.id GROUP BY 1 HAVING "
	"count(*) > 1",
	"SELECT name FROM city WHERE name LIKE '%7%' AND name GLOB 'c*' UNION SELECT body FROM "
	"mail",
	"SELECT strftime('%Y', founded), avg(area), round(total(area), 2) FROM city GROUP BY 1",
	"SELECT name, rank() OVER (PARTITION BY id % 3 ORDER BY area DESC) FROM city",
	"SELECT value FROM json_each('[1,2,3]')",
	"SELECT json_extract('{\"a\":1}', '$.a'), '{\"a\":2}' ->> 'a'",
	"SELECT body FROM words WHERE words MATCH 'dear' ORDER BY bm25(words) LIMIT 3",
	"SELECT snippet(old_words) FROM old_words WHERE old_words MATCH 'dear' LIMIT 3",
	"SELECT id FROM boxes WHERE x0 < 10",
	"SELECT name, sql FROM sqlite_master",
	"SELECT current_date, date('now'), CURRENT_TIMESTAMP",
	"EXPLAIN QUERY PLAN SELECT * FROM city",
	"SELECT CASE WHEN area > 5 THEN 'a' ELSE 'b' END, coalesce(name, '-'), substr(name, 1, 2) "
	"FROM city",
	"SELECT sqrt(area), pow(area, 2), ln(area) FROM city",
	"SELECT \"name\", [area], `id` FROM \"main\".city",
};

TEST(queries_pass_the_gate)
{
	struct source *s;
	struct err err;

	if (!begin())
		return;
	s = open_made();
	for (size_t i = 0; i < sizeof safe / sizeof *safe; i++) {
		err = (struct err){0};
		if (!source_check(s, safe[i], &err) || run(s, safe[i], &err) != ERR_NONE)
			test_failed(__FILE__, __LINE__, "%s: %s", err.message, safe[i]);
	}
	CHECK(!source_check(s, "SELECT nmae FROM city", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!source_check(s, "who is there", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!source_check(s, " -- nothing", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	source_close(s);
	end();
}

TEST(rows_come_back_as_they_are)
{
	static const struct source_value params[] = {{.kind = VALUE_TEXT, .text = "a\0b", .len = 3},
		{.kind = VALUE_REAL, .real = 0.1}, {.kind = VALUE_BLOB, .text = "\0\xff", .len = 2},
		{.kind = VALUE_NULL}, {.kind = VALUE_INTEGER, .integer = INT64_MIN},
		{.kind = VALUE_BLOB, .text = "", .len = 0}};
	struct source_query q = {.sql = "SELECT ?1 AS a, ?2, ?3, ?4, ?5, ?6",
		.params = params,
		.params_len = 6,
		.max_rows = 1,
		.timeout_ms = 5000};
	struct source_result r;
	struct arena a = {0};
	struct err err = {0};
	struct source *s;

	if (!begin())
		return;
	s = open_made();
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK_INT(r.columns, 6);
	CHECK_INT(r.rows, 1);
	CHECK(!r.truncated);
	CHECK_STR(r.names[0], "a");
	for (int i = 0; i < 6; i++) {
		CHECK_INT(r.values[i].kind, params[i].kind);
		CHECK(r.values[i].integer == params[i].integer &&
			r.values[i].real == params[i].real);
		CHECK_INT(r.values[i].len, params[i].len);
		CHECK(!params[i].len ||
			memcmp(r.values[i].text, params[i].text, params[i].len) == 0);
	}
	q = (struct source_query){.sql = "SELECT id FROM city", .max_rows = 10, .timeout_ms = 5000};
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK_INT(r.rows, 10);
	CHECK(r.truncated);
	q.max_rows = 2000;
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK_INT(r.rows, 2000);
	CHECK(!r.truncated);
	CHECK_INT(r.values[1999].integer, 2000);
	source_close(s);
	arena_release(&a);
	end();
}

TEST(a_fixed_clock_holds_in_queries)
{
	const struct source_query q = {.max_rows = 1,
		.timeout_ms = 5000,
		.sql = "SELECT date('now') || ' ' || current_timestamp || ' ' || strftime('%s', "
		       "'now')"};
	struct source_result r;
	struct arena a = {0};
	struct err err = {0};
	struct source *s;

	if (!begin())
		return;
	setenv("BLOKCTL_NOW", "2024-02-29T12:00:00Z", 1);
	s = open_made();
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK_STR(r.values[0].text, "2024-02-29 2024-02-29 12:00:00 1709208000");
	unsetenv("BLOKCTL_NOW");
	source_close(s);
	arena_release(&a);
	end();
}
