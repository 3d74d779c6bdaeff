#include "core/base/str.h"
#include "core/db/target_split.h"
#include "test/unit/test.h"

#define LEN(list) (sizeof(list) / sizeof *(list))

/* The statements, with '|' between. */
static const char *split(const char *sql)
{
	static struct str out;
	struct target_statement st;

	str_clear(&out);
	for (size_t from = 0; split_next(sql, from, &st); from = st.end) {
		CHECK(st.at >= from && st.end > st.at);
		str_add(&out, out.len ? "|" : "");
		str_add_bytes(&out, sql + st.at, st.end - st.at);
	}
	return str_text(&out);
}

TEST(split_postgres_statements)
{
	static const struct {
		const char *sql, *want;
	} cases[] = {
		{"", ""},
		{" ;; -- a\n/* ; /* ; */ ; */;", ""},
		{"SELECT 1", "SELECT 1"},
		{"SELECT 1 ; SELECT 2;", "SELECT 1|SELECT 2"},
		{"SELECT ';', \"a;b\"; X", "SELECT ';', \"a;b\"|X"},
		{"SELECT 'it''s;'; X", "SELECT 'it''s;'|X"},
		{"SELECT 'a\\'; X", "SELECT 'a\\'|X"}, /* standard strings */
		{"SELECT E'a\\';b'; X", "SELECT E'a\\';b'|X"},
		{"SELECT e'\\\\'; X", "SELECT e'\\\\'|X"},
		{"SELECT B'1;', x'a;', N';', U&';'; X", "SELECT B'1;', x'a;', N';', U&';'|X"},
		{"SELECT U&\"d;\\0061\"; X", "SELECT U&\"d;\\0061\"|X"},
		{"DO $$ BEGIN x; END $$; X", "DO $$ BEGIN x; END $$|X"},
		{"DO $a$ $b$ ; $$ ; $a$; X", "DO $a$ $b$ ; $$ ; $a$|X"},
		{"SELECT $1; SELECT a$b$c; X", "SELECT $1|SELECT a$b$c|X"},
		{"SELECT $é$;$é$; X", "SELECT $é$;$é$|X"},
		{"SELECT 1 /* ; /* ; */ ; */ + 1; X", "SELECT 1 /* ; /* ; */ ; */ + 1|X"},
		{"SELECT 1 -- ;\n + 1; X", "SELECT 1 -- ;\n + 1|X"},
		{"SELECT 1 -- end", "SELECT 1"},
		{"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 "
		 "END; END; X",
			"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a "
			"THEN 1 END; END|X"},
		{"CREATE PROCEDURE p() begin atomic END; X",
			"CREATE PROCEDURE p() begin atomic END|X"},
		{"BEGIN; SELECT 1; END; X", "BEGIN|SELECT 1|END|X"},
		{"SELECT \"begin\" atomic; X", "SELECT \"begin\" atomic|X"},
		{"CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1)", "CREATE RULE r AS ON INSERT "
								       "TO t DO ALSO (SELECT 1)"},
		/* What does not end is one statement: the server tells. */
		{"SELECT 'a; X", "SELECT 'a; X"},
		{"SELECT $$a; X", "SELECT $$a; X"},
		{"SELECT 1; /* a; X", "SELECT 1| /* a; X"},
	};

	for (size_t i = 0; i < LEN(cases); i++)
		CHECK_STR(split(cases[i].sql), cases[i].want);
}

TEST(split_postgres_kinds)
{
	static const struct {
		enum target_kind kind;
		const char *sql;
	} cases[] = {
		{STATEMENT_BEGIN, "BEGIN"},
		{STATEMENT_BEGIN, "begin isolation level serializable"},
		{STATEMENT_BEGIN, "START TRANSACTION"},
		{STATEMENT_COMMIT, "COMMIT AND CHAIN"},
		{STATEMENT_COMMIT, "END"},
		{STATEMENT_ROLLBACK, "ROLLBACK"},
		{STATEMENT_ROLLBACK, "ABORT"},
		{STATEMENT_PLAIN, "ROLLBACK TO SAVEPOINT a"},
		{STATEMENT_PLAIN, "ROLLBACK TRANSACTION TO a"},
		{STATEMENT_PLAIN, "SAVEPOINT a"},
		{STATEMENT_SETTING, "SET search_path TO a"},
		{STATEMENT_SETTING, "RESET ALL"},
		{STATEMENT_SETTING, "DISCARD ALL"},
		{STATEMENT_PLAIN, "UPDATE a SET b = 1"},
		{STATEMENT_CALL, "CALL p(1)"},
		{STATEMENT_ALONE, "VACUUM (FULL) a"},
		{STATEMENT_ALONE, "/* x */ CREATE INDEX CONCURRENTLY a ON b (c)"},
		{STATEMENT_ALONE, "CREATE UNIQUE INDEX concurrently IF NOT EXISTS a ON b (c)"},
		{STATEMENT_ALONE, "DROP INDEX CONCURRENTLY a"},
		{STATEMENT_ALONE, "REINDEX TABLE CONCURRENTLY a"},
		{STATEMENT_ALONE, "REINDEX (VERBOSE, TABLESPACE x) TABLE CONCURRENTLY a"},
		{STATEMENT_ALONE, "REINDEX (CONCURRENTLY) TABLE a"},
		{STATEMENT_ALONE, "REINDEX (VERBOSE) SCHEMA a"},
		{STATEMENT_PLAIN, "REINDEX TABLE a"},
		{STATEMENT_PLAIN, "CREATE INDEX a ON b (c)"},
		{STATEMENT_PLAIN, "CREATE INDEX \"concurrently\" ON b (c)"},
		/* https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html */
		{STATEMENT_PLAIN, "REFRESH MATERIALIZED VIEW CONCURRENTLY a"},
		{STATEMENT_ALONE, "ALTER TABLE IF EXISTS a.b DETACH PARTITION c.d CONCURRENTLY"},
		{STATEMENT_PLAIN, "ALTER TABLE a DETACH PARTITION b"},
		{STATEMENT_ALONE, "ALTER SYSTEM SET work_mem = '1MB'"},
		{STATEMENT_ALONE, "CREATE DATABASE a"},
		{STATEMENT_ALONE, "DROP TABLESPACE a"},
		{STATEMENT_PLAIN, "ALTER TYPE a ADD VALUE 'b'"},
		{STATEMENT_PLAIN, "DO $$ BEGIN COMMIT; END $$"},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct target_statement st;

		CHECK(split_next(cases[i].sql, 0, &st));
		if (st.kind != cases[i].kind)
			test_failed(__FILE__, __LINE__, "kind %d: %s", (int)st.kind, cases[i].sql);
	}
}

TEST(split_finds_rows_for_psql)
{
	CHECK(split_is_copy("COPY a FROM STDIN"));
	CHECK(split_is_copy("/* x */ copy a (b, c) from stdin WITH (FORMAT csv)"));
	CHECK(!split_is_copy("COPY a FROM '/tmp/x'"));
	CHECK(!split_is_copy("COPY a TO STDOUT"));
	CHECK(!split_is_copy("COPY (SELECT a FROM \"stdin\") TO '/tmp/x'"));
	CHECK(!split_is_copy("SELECT copy FROM stdin"));
}
