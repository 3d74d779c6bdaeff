#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/db/postgres_words.h"
#include "core/db/source.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Against the server that test/cli/postgres.t starts; its tables are made there. */

#define TIMEOUT_MS 400
#define LATE_MS 500

static struct source *connected(void)
{
	const char *address = getenv("BLOKCTL_TEST_POSTGRES");
	struct source *s = NULL;
	struct err err = {0};

	if (!address)
		test_skip("no server to ask (test/cli/postgres.t starts one)");
	else if (!source_open(address, NULL, &s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return s;
}

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

static bool put_values(void *self, const struct source_value *v, size_t count, struct err *err)
{
	struct str *out = self;

	(void)err;
	for (size_t i = 0; i < count; i++, v++) {
		str_add(out, out->len ? "|" : "");
		switch (v->kind) {
		case VALUE_NULL: str_add(out, "-"); break;
		case VALUE_INTEGER: str_addf(out, "i%lld", (long long)v->integer); break;
		case VALUE_REAL: str_addf(out, "r%g", v->real); break;
		case VALUE_TEXT: str_addf(out, "t%s", v->text); break;
		case VALUE_BLOB: str_addf(out, "b%zu", v->len); break;
		}
	}
	return true;
}

TEST(postgres_tells_what_is_in_it)
{
	static const char *const types[] = {
		"text", "integer", "real", "boolean", "date", "timestamp", "blob", "other"};
	struct source *s = connected();
	struct source_schema schema;
	struct str seen = {0};
	struct arena a = {0};
	struct err err = {0};

	if (!s)
		return;
	CHECK_INT(source_dialect(s), DIALECT_POSTGRES);
	if (!source_schema(s, &a, &schema, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	for (size_t i = 0; i < schema.len; i++) {
		const struct source_table *t = &schema.tables[i];

		str_addf(&seen, "%s%s%s%s:", t->schema ? t->schema : "", t->schema ? "." : "",
			t->name, t->is_view ? "(view)" : "");
		for (size_t c = 0; c < t->columns_len; c++)
			str_addf(&seen, " %s %s%s%s%s", t->columns[c].name,
				types[t->columns[c].type], t->columns[c].unique ? "!" : "",
				t->columns[c].not_null ? "*" : "",
				t->columns[c].key_place > 1 ? "2" : "");
		for (size_t k = 0; k < t->references_len; k++)
			str_addf(&seen, " ->%zu", t->references[k].table);
		str_add_char(&seen, '\n');
	}
	CHECK_STR(str_text(&seen), "city: id integer!* name text* founded date seen timestamp area "
				   "real free boolean pic blob "
				   "tags other mood text code text! big integer\n"
				   "mail: city_id integer* no integer*2 body text ->0\n"
				   "large(view): name text area real\n"
				   "other.thing: id integer\n");
	CHECK_INT(schema.tables[0].rows, 2000);
	str_release(&seen);
	arena_release(&a);
	source_close(s);
}

TEST(postgres_gives_values_as_they_are)
{
	const struct source_value params[] = {{.kind = VALUE_INTEGER, .integer = 7},
		{.kind = VALUE_TEXT, .text = "it's", .len = 4}};
	struct source *s = connected();
	struct source_query q = {
		.sql = "SELECT id FROM city ORDER BY id", .max_rows = 10, .timeout_ms = 5000};
	struct source_result r;
	struct str seen = {0};
	struct arena a = {0};
	struct err err = {0};

	if (!s)
		return;
	CHECK(source_walk(s,
		"SELECT id, ?2::text, 1.5, 2::numeric, true, NULL, '\\x00ff'::bytea, "
		"'NaN'::float8, "
		"12345678901234567890.5, DATE '2024-02-03', sum(id) OVER (), 'a?1' FROM city WHERE "
		"id = ?1",
		params, 2, put_values, &seen, &err));
	CHECK_STR(str_text(&seen),
		"i7|tit's|r1.5|i2|i1|-|b2|tNaN|t12345678901234567890.5|t2024-02-03|i7|ta?1");
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK(r.rows == 10 && r.truncated && r.columns == 1);
	q.max_rows = 2000;
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK(r.rows == 2000 && !r.truncated);
	CHECK_INT(r.values[1999].integer, 2000);
	str_release(&seen);
	arena_release(&a);
	source_close(s);
}

static const char *const unsafe[] = {
	"INSERT INTO city(name) VALUES ('x')",
	"UPDATE city SET name = 'x'",
	"DELETE FROM city",
	"TRUNCATE city",
	"WITH x AS (DELETE FROM mail RETURNING *) SELECT * FROM x",
	"WITH x AS (INSERT INTO city(name) VALUES ('x') RETURNING *) SELECT * FROM x",
	"SELECT * INTO stolen FROM city",
	"SELECT * FROM city FOR UPDATE",
	"CREATE TABLE stolen AS SELECT 1",
	"DROP TABLE city",
	"COPY city TO '/tmp/blokctl-stolen'",
	"COPY (SELECT 1) TO PROGRAM 'touch /tmp/blokctl-stolen'",
	"COPY city FROM PROGRAM 'true'",
	"DO $$ BEGIN DELETE FROM city; END $$",
	"CALL nothing()",
	"EXPLAIN ANALYZE DELETE FROM city",
	"BEGIN",
	"COMMIT",
	"SET transaction_read_only = off",
	"SET SESSION AUTHORIZATION postgres",
	"PREPARE x AS DELETE FROM city",
	"EXECUTE x",
	"LISTEN x",
	"NOTIFY x",
	"LOCK city",
	"VACUUM",
	"LOAD 'x'",
	"SELECT 1; DELETE FROM city",
	"SELECT 1; COMMIT; DELETE FROM city",
	"/* SELECT */ DELETE FROM city",
	"/* a /* b */ SELECT 1 */ DELETE FROM city",
	"-- SELECT\rDELETE FROM city",
	"SELECT setval('city_id_seq', 1)",
	"SELECT nextval('city_id_seq')",
	"SELECT NEXTVAL /* x */ ('city_id_seq')",
	"SELECT pg_catalog.nextval('city_id_seq')",
	"SELECT \"nextval\"('city_id_seq')",
	"SELECT pg_catalog . \"nextval\" ('city_id_seq')",
	"SELECT U&\"n\\0065xtval\"('city_id_seq')",
	"SELECT E''\n'\\'' || nextval('city_id_seq') || 'x'",
	"SELECT $a$x$a$, nextval('city_id_seq'), $a$y$a$",
	"SELECT '\\', nextval('city_id_seq'), '\\'",
	"SELECT 1nextval('city_id_seq')",
	"SELECT * FROM nextval('city_id_seq')",
	"SELECT * FROM ROWS FROM (nextval('city_id_seq'))",
	"SELECT name FROM city ORDER BY nextval('city_id_seq')",
	"SELECT ('city_id_seq'::regclass).nextval",
	"SELECT changes()",
	"SELECT (city).touch FROM city",
	"SELECT touch(city) FROM city",
	"SELECT city.touch FROM city",
	"SELECT pg_sleep(10)",
	"SELECT pg_read_file('/etc/passwd')",
	"SELECT pg_ls_dir('/')",
	"SELECT lo_import('/etc/passwd')",
	"SELECT lo_export(1, '/tmp/blokctl-stolen')",
	"SELECT lo_from_bytea(0, 'x')",
	"SELECT pg_terminate_backend(1)",
	"SELECT pg_cancel_backend(1)",
	"SELECT pg_reload_conf()",
	"SELECT pg_advisory_lock(1)",
	"SELECT pg_try_advisory_lock(1)",
	"SELECT pg_notify('x', 'y')",
	"SELECT pg_export_snapshot()",
	"SELECT set_config('transaction_read_only', 'off', false)",
	"SELECT query_to_xml('DELETE FROM city', true, true, '')",
	"SELECT ts_stat('DELETE FROM city')",
	"SELECT * FROM pg_authid",
	"SELECT * FROM \"pg_authid\"",
	"SELECT * FROM pg_catalog.pg_shadow",
	"SELECT 'x",
	"SELECT /* x",
	"SELECT $x$ x",
};

TEST(postgres_refuses_what_does_more_than_read)
{
	struct source *s = connected();
	struct str before = {0}, after = {0};
	struct err err = {0};

	if (!s)
		return;
	CHECK(source_walk(s, "SELECT count(*), min(name), max(name) FROM city", NULL, 0, put_values,
		&before, &err));
	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
		enum err_kind kind = run(s, unsafe[i], &err);

		if (kind != ERR_REFUSED)
			test_failed(
				__FILE__, __LINE__, "%d %s: %s", (int)kind, err.message, unsafe[i]);
		if (source_check(s, unsafe[i], &err) || err.kind != ERR_REFUSED)
			test_failed(__FILE__, __LINE__, "checked: %s: %s", err.message, unsafe[i]);
	}
	CHECK(source_walk(s, "SELECT count(*), min(name), max(name) FROM city", NULL, 0, put_values,
		&after, &err));
	CHECK_STR(str_text(&after), str_text(&before));
	str_release(&before);
	str_release(&after);
	source_close(s);
}

static const char *const safe[] = {
	"SELECT 1",
	"select name from city where id = 7;",
	"(SELECT 1) UNION ALL (SELECT 2)",
	"VALUES (1), (2)",
	"TABLE city",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT "
	"sum(i) FROM n",
	"SELECT count(*) FILTER (WHERE area > 5), avg(area), percentile_cont(0.5) WITHIN GROUP "
	"(ORDER BY area) FROM city",
	"SELECT date_trunc('month', founded), extract(year FROM founded), now(), current_date FROM "
	"city",
	"SELECT random(), clock_timestamp(), pg_total_relation_size('city')",
	"SELECT c.name, m.body FROM city c LEFT JOIN LATERAL (SELECT body FROM mail WHERE city_id "
	"= c.id LIMIT 1) m ON true",
	"SELECT name, rank() OVER (PARTITION BY id % 3 ORDER BY area DESC) FROM city",
	"SELECT string_agg(name, ', ' ORDER BY name), array_agg(id), json_agg(name) FROM city "
	"WHERE id < 5",
	"SELECT 'it''s', E'a\\'b', $$c$$, U&'\\0061', \"name\" FROM city -- end",
	"SELECT tags[1], cardinality(tags), '{\"a\":1}'::jsonb ? 'a', '{\"a\":1}'::jsonb ->> 'a' "
	"FROM city",
	"SELECT CAST(area AS numeric(10, 2)), area::varchar(20), generate_series(1, 3) FROM city",
	"SELECT * FROM other.thing",
	"SELECT table_name FROM information_schema.tables",
};

TEST(postgres_lets_queries_pass)
{
	struct source *s = connected();
	struct err err = {0};

	if (!s)
		return;
	for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
		if (!source_check(s, safe[i], &err) || run(s, safe[i], &err) != ERR_NONE)
			test_failed(__FILE__, __LINE__, "%s: %s", err.message, safe[i]);
	CHECK(!source_check(s, "SELECT nmae FROM city", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK_INT(run(s, "SELECT 1 / (id - id) FROM city", &err), ERR_INPUT);
	source_close(s);
}

TEST(postgres_stops_what_would_not_end)
{
	static const char *const greedy[] = {
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) "
		"FROM n",
		"SELECT count(*) FROM city a, city b, city c",
		"SELECT count(*) FROM generate_series(1, 100000000000)",
	};
	struct source *s = connected();
	struct err err = {0};

	if (!s)
		return;
	for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++)
		CHECK_INT(run(s, greedy[i], &err), ERR_TIMEOUT);
	CHECK_INT(run(s, "SELECT 1", &err), ERR_NONE);
	source_close(s);
}

TEST(postgres_passwords_are_in_no_message)
{
	static const char *const addresses[] = {
		"postgres://ann:geheim@127.0.0.1:1/x",
		"postgres://ann:geheim@[/x",
		"postgres://ann:geheim@127.0.0.1:abc/x",
		"postgres://127.0.0.1:1/x?password=geheim",
		"postgres://127.0.0.1:1/x?password=geheim&nonsense=1",
	};

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct source *s = NULL;
		struct err err = {0};

		CHECK(!source_open(addresses[i], NULL, &s, &err));
		CHECK(!strstr(err.message, "geheim") && !strstr(err.hint, "geheim"));
		CHECK(*err.message != '\0');
	}
}

TEST(postgres_words_are_cut_as_the_server_cuts_them)
{
	static const char sql[] =
		"a$b \"c\"\"d\" 'e''f' E'g\\'h' $x$ ' $y$ $x$ ?1 12 /* /* */ */ -- ;\n.";
	static const char *const want[] = {
		"a$b", "\"c\"\"d\"", "'e''f'", "E'g\\'h'", "$x$ ' $y$ $x$", "?1", "12", "."};
	struct postgres_words w = {.at = sql};

	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		char text[40];

		postgres_next(&w);
		snprintf(text, sizeof text, "%.*s", (int)w.len, w.text);
		CHECK_STR(text, want[i]);
	}
	postgres_next(&w);
	CHECK_INT(w.token, TOKEN_END);
}
