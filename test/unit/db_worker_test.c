#include "core/base/fs.h"
#include "core/db/db.h"
#include "core/db/wire.h"
#include "core/db/worker.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child that runs a statement, without the parent's sandbox around it: what it answers to
 * requests, also to those that no parent would make. */

static struct str answer;

static void ask(const struct str *request)
{
	int to[2], from[2], status = -1;
	struct err err;
	pid_t pid;

	CHECK(pipe(to) == 0 && pipe(from) == 0);
	pid = fork();
	if (pid == 0) {
		close(to[1]);
		close(from[0]);
		exit(worker_run(to[0], from[1]));
	}
	close(to[0]);
	close(from[1]);
	CHECK(fs_write_fd(to[1], str_text(request), request->len));
	close(to[1]);
	str_clear(&answer);
	CHECK(fs_read_fd(from[0], "the answer", 1 << 24, &answer, &err));
	close(from[0]);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK_INT(status, 0);
}

struct query {
	const char *sql;
	int64_t max_rows, timeout_ms;
	const struct source_value *params;
	size_t params_len;
};

static void add_request(struct str *out, const char *path, const struct query *q)
{
	wire_put_text(out, "the file");
	wire_put_text(out, path);
	wire_put_int(out, 0);
	wire_put_text(out, q->sql);
	wire_put_int(out, q->max_rows);
	wire_put_int(out, q->timeout_ms);
	wire_put_int(out, (int64_t)q->params_len);
	for (size_t i = 0; i < q->params_len; i++)
		wire_put_value(out, &q->params[i]);
}

static void add_value(struct str *out, const struct source_value *v)
{
	switch (v->kind) {
	case VALUE_NULL: str_add(out, "-"); break;
	case VALUE_INTEGER: str_addf(out, "%lld", (long long)v->integer); break;
	case VALUE_REAL: str_addf(out, "%g", v->real); break;
	default: str_addf(out, "%zu:%.*s", v->len, (int)v->len, v->text); break;
	}
}

/* "NAME,NAME|VALUE,VALUE|" and the last tag, or "! KIND MESSAGE". */
static const char *answered(void)
{
	static struct str out;
	struct wire w = {.at = str_text(&answer), .end = str_text(&answer) + answer.len};
	enum wire_tag tag = wire_tag(&w);
	int64_t columns = 0;

	str_clear(&out);
	if (tag == WIRE_NAMES) {
		columns = wire_int(&w);
		for (int64_t i = 0; i < columns; i++)
			str_addf(&out, "%s%s", i ? "," : "", wire_text(&w));
		while ((tag = wire_tag(&w)) == WIRE_ROW) {
			str_add_char(&out, '|');
			for (int64_t i = 0; i < columns; i++) {
				struct source_value v;

				wire_value(&w, &v);
				str_add(&out, i ? "," : "");
				add_value(&out, &v);
			}
		}
	}
	if (tag == WIRE_ERROR) {
		int64_t kind = wire_int(&w);

		str_addf(&out, "! %d %s", (int)kind, wire_text(&w));
	} else
		str_addf(&out, "|%c", tag);
	CHECK(!w.bad);
	return str_text(&out);
}

static void make_database(const char *path)
{
	struct db *db = NULL;
	struct err err;

	CHECK(db_open(path, DB_CREATE, &db, &err));
	CHECK(db_exec(db,
		"CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, NULL);"
		"CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('one two');"
		"CREATE VIEW v AS SELECT a FROM T; CREATE VIEW stealthy AS SELECT * FROM "
		"pragma_page_size;"
		"CREATE TABLE \"Größe\" (x)",
		&err));
	db_close(db);
}

TEST(the_query_worker_answers)
{
	const struct source_value params[] = {{.kind = VALUE_INTEGER, .integer = 2},
		{.kind = VALUE_TEXT, .text = "y", .len = 1}, {.kind = VALUE_REAL, .real = 0.5},
		{.kind = VALUE_NULL}, {.kind = VALUE_BLOB, .text = "\0z", .len = 2}};
	const struct {
		struct query q;
		const char *want;
	} cases[] = {
		{{.sql = "SELECT a, b FROM t ORDER BY a", .max_rows = 9}, "a,b|1,1:x|2,-|E"},
		{{.sql = "SELECT a FROM t ORDER BY a", .max_rows = 1}, "a|1|M"},
		{{.sql = "SELECT a FROM t", .max_rows = 0}, "a|M"},
		{{.sql = "SELECT a FROM t WHERE a > 5", .max_rows = 9, .timeout_ms = 5000}, "a|E"},
		{{.sql = "SELECT ?1 AS i, ?2 AS t, ?3 AS r, ?4 AS n, length(?5) AS l",
			 .max_rows = 9,
			 .params = params,
			 .params_len = 5},
			"i,t,r,n,l|2,1:y,0.5,-,2|E"},
		{{.sql = "SELECT 1 AS one", .max_rows = 9, .params = params, .params_len = 2},
			"one|1|E"},
		{{.sql = "SELECT x'4142' AS blob, 1.5 AS real", .max_rows = 9},
			"blob,real|2:AB,1.5|E"},
		{{.sql = "SELECT nope FROM t", .max_rows = 9}, "! 3 no such column: nope"},
		{{.sql = "DELETE FROM t", .max_rows = 9},
			"! 5 the statement is refused: DELETE is no query"},
		{{.sql = "SELECT 1; SELECT 2", .max_rows = 9},
			"! 5 the statement is refused: it is more than one"},
		{{.sql = "SELECT body FROM words WHERE words MATCH 'two'", .max_rows = 9},
			"body|7:one two|E"},
		{{.sql = "SELECT a FROM v WHERE a = 1", .max_rows = 9}, "a|1|E"},
		{{.sql = "SELECT count(*) AS c FROM T", .max_rows = 9}, "c|2|E"},
		{{.sql = "SELECT x FROM \"Größe\"", .max_rows = 9}, "x|E"},
		{{.sql = "WITH c(n) AS (VALUES (1)) SELECT 1 AS one FROM c", .max_rows = 9},
			"one|1|E"},
		{{.sql = "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE "
			 "n < 3) SELECT n FROM c",
			 .max_rows = 9},
			"n|1|2|3|E"},
		{{.sql = "SELECT value FROM json_each('[7]')", .max_rows = 9}, "value|7|E"},
		{{.sql = "SELECT name FROM sqlite_master WHERE name = 't'", .max_rows = 9},
			"name|1:t|E"},
		{{.sql = "SELECT * FROM stealthy", .max_rows = 9},
			"! 3 unsafe use of virtual table \"pragma_page_size\""},
		{{.sql = "SELECT 1 FROM pragma_page_size", .max_rows = 9},
			"! 5 the statement is refused: not authorized"},
		{{.sql = "SELECT 1 FROM temp.sqlite_master", .max_rows = 9},
			"! 5 the statement is refused: it reads 'temp'"},
		{{.sql = "SELECT load_extension('x')", .max_rows = 9},
			"! 5 the statement is refused: not authorized to use function: "
			"load_extension"},
		{{.sql = "EXPLAIN PRAGMA page_size = 512", .max_rows = 9},
			"! 5 the statement is refused: it is a pragma: 'page_size'"},
		{{.sql = "EXPLAIN PRAGMA journal_mode", .max_rows = 9},
			"! 5 the statement is refused: it is a pragma: 'journal_mode'"},
		{{.sql = "PRAGMA page_size", .max_rows = 9},
			"! 5 the statement is refused: PRAGMA is no query"},
		{{.sql = "ATTACH ':memory:' AS x", .max_rows = 9},
			"! 5 the statement is refused: ATTACH is no query"},
		{{.sql = " -- nothing", .max_rows = 9}, "! 3 there is no statement"},
		{{.sql = "EXPLAIN ATTACH ':memory:' AS x", .max_rows = 9},
			"! 5 the statement is refused: it attaches a file"},
		{{.sql = "SELECT zeroblob(100000000)", .max_rows = 9},
			"! 5 the statement is refused: not authorized to use function: zeroblob"},
		{{.sql = "WITH x(s) AS (VALUES "
			 "('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')) "
			 "SELECT length(replace(s, 'a', replace(s, 'a', replace(s, 'a', s)))) AS l "
			 "FROM x",
			 .max_rows = 9},
			"l! 5 the statement is refused: string or blob too big"},
		{{.sql = "SELECT abs(-9223372036854775808) AS a", .max_rows = 9},
			"a! 3 integer overflow"},
		{{.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
			 " SELECT count(*) AS c FROM n",
			 .max_rows = 9,
			 .timeout_ms = 50},
			"c! 124 the query took too long"},
	};
	struct str request = {0};

	fresh_folder();
	make_database(fresh_path());
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_clear(&request);
		add_request(&request, fresh_path(), &cases[i].q);
		ask(&request);
		if (strcmp(answered(), cases[i].want) != 0)
			test_failed(__FILE__, __LINE__, "%s\n# got  %s\n# want %s", cases[i].q.sql,
				answered(), cases[i].want);
	}
	str_clear(&request);
	add_request(&request, fresh_path(),
		&(struct query){
			.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
			       " LIMIT 5000) SELECT i, 'some text that is longer' FROM n",
			.max_rows = 10000});
	ask(&request);
	CHECK(answer.len > 200000); /* in pieces */
	CHECK(str_ends(answered(), "|5000,24:some text that is longer|E"));
	str_release(&request);
	str_release(&answer);
	fresh_store_end(NULL);
}

TEST(the_query_worker_tells_what_is_wrong_with_a_request)
{
	struct str request = {0};
	size_t whole;

	fresh_folder();
	make_database(fresh_path());
	add_request(&request, fresh_path(), &(struct query){.sql = "SELECT 1", .max_rows = 1});
	whole = request.len;
	for (size_t len = 0; len < whole; len += 7) {
		str_truncate(&request, whole - 1 - len);
		ask(&request);
		CHECK_STR(answered(), "! 1 the request is cut short");
	}
	str_clear(&request);
	add_request(&request, "/nosuch/file.db", &(struct query){.sql = "SELECT 1", .max_rows = 1});
	ask(&request);
	CHECK(str_starts(answered(), "! 1 cannot open '/nosuch/file.db'"));
	str_clear(&request);
	add_request(&request, "", &(struct query){.sql = "SELECT 1", .max_rows = 1});
	ask(&request);
	CHECK(str_starts(answered(), "! "));
	str_release(&request);
	str_release(&answer);
	fresh_store_end(NULL);
}
