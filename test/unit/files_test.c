#include "core/base/fs.h"
#include "core/db/source.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

/* Files of data: what becomes of them is printed as "table(column type, …)" and
 * rows "a|b", NULL as "-". */

static char folder[64];
static struct str seen;

static bool begin(void)
{
	snprintf(folder, sizeof folder, "/tmp/blokctl-files.XXXXXX");
	return mkdtemp(folder) != NULL;
}

static void put(const char *name, const char *bytes, size_t len)
{
	char path[200];
	struct err err;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (!fs_write_atomic(path, bytes, len, 0600, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
}

static bool remove_file(void *self, const char *path, struct err *err)
{
	(void)self, (void)err;
	return unlink(path) == 0;
}

static void end(void)
{
	struct err err;

	if (!fs_walk(folder, remove_file, NULL, &err) || rmdir(folder) != 0)
		test_failed(__FILE__, __LINE__, "%s stays", folder);
	str_release(&seen);
}

static bool add_row(void *self, const struct source_value *v, size_t count, struct err *err)
{
	(void)self, (void)err;
	for (size_t i = 0; i < count; i++, v++) {
		str_add(&seen, i ? "|" : "\n");
		switch (v->kind) {
		case VALUE_NULL: str_add(&seen, "-"); break;
		case VALUE_INTEGER: str_addf(&seen, "%lld", (long long)v->integer); break;
		case VALUE_REAL: str_addf(&seen, "%g", v->real); break;
		default: str_add_bytes(&seen, v->text, v->len);
		}
	}
	return true;
}

static void add_tables(struct source *s, const struct source_schema *schema, struct err *err)
{
	static const char types[] = "tirbdso?"; /* text, integer, real, boolean, date, timestamp */

	for (size_t i = 0; i < schema->len; i++) {
		const struct source_table *t = &schema->tables[i];
		char sql[200];

		str_addf(&seen, "%s%s(", i ? "\n" : "", t->name);
		for (size_t c = 0; c < t->columns_len; c++)
			str_addf(&seen, "%s%s %c%s", c ? ", " : "", t->columns[c].name,
				types[t->columns[c].type], t->columns[c].key_place ? "!" : "");
		str_add(&seen, ")");
		snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" LIMIT 5", t->name);
		if (!source_walk(s, sql, NULL, 0, add_row, NULL, err))
			str_add(&seen, err->message);
	}
}

/* What is seen of a file, or of the folder when `name` is ""; or the message,
 * without the folder. */
static const char *opened(const char *name)
{
	struct source_schema schema;
	struct source *s = NULL;
	struct arena a = {0};
	struct err err = {0};
	char path[200];

	snprintf(path, sizeof path, "%s%s%s", folder, *name ? "/" : "", name);
	str_clear(&seen);
	if (!source_open(path, NULL, &s, &err) || !source_schema(s, &a, &schema, &err)) {
		const char *at = strstr(err.message, folder);

		str_add(&seen, at == err.message ? at + strlen(folder) + 1 : err.message);
	} else {
		add_tables(s, &schema, &err);
		str_add(&seen, *source_notes(s) ? "\nnote" : "");
	}
	source_close(s);
	arena_release(&a);
	return str_text(&seen);
}

static const char *file(const char *name, const char *text)
{
	put(name, text, strlen(text));
	return opened(name);
}

TEST(types_of_csv_come_from_all_rows)
{
	if (!begin())
		return;
	CHECK_STR(file("a.csv",
			  "id,name,since,seen,price,flag,zip,big\n"
			  "1,Ann,2024-01-02,2024-01-02T10:00:00Z,1,true,01234,1\n"
			  "2,\"B, "
			  "\"\"x\"\"\",2024-01-03,2024-01-02,2.5,FALSE,12345,12345678901234567890\n"
			  "3,,,,,,,\n"),
		"a(id i!, name t, since d, seen s, price r, flag b, zip t, big t)"
		"\n1|Ann|2024-01-02|2024-01-02T10:00:00Z|1|1|01234|1"
		"\n2|B, \"x\"|2024-01-03|2024-01-02|2.5|0|12345|12345678901234567890"
		"\n3|-|-|-|-|-|-|-");
	CHECK_STR(
		file("a.csv", "a,b\n1,-5\n2,1e3\n1,-0.25\n"), "a(a i, b r)\n1|-5\n2|1000\n1|-0.25");
	CHECK_STR(file("a.csv", "n\n1\n\nx\n"), "a(n t)\n1\nx");
	end();
}

TEST(names_and_delimiters_of_csv_are_found)
{
	if (!begin())
		return;
	CHECK_STR(file("a.csv", "a;b;c\n1,5;2;x\n2,5;3;y\n"), 
		"a(a r, b i, c t)\n1.5|2|x\n2.5|3|y\nnote");
	CHECK_STR(file("a.csv", "a|b\n1|2\n"), "a(a i, b i)\n1|2");
	CHECK_STR(file("a.tsv", "a,x\tb\r\n1\t\"2\n3\"\r\n"), "a(a,x i, b t)\n1|2\n3");
	CHECK_STR(file("a.csv", "1,Ann\n2,Bob\n"), "a(column_1 i!, column_2 t)\n1|Ann\n2|Bob");
	CHECK_STR(file("a.csv", "land,2019,2020\nUK,5,6\n"), "a(land t, 2019 i, 2020 i)\nUK|5|6");
	CHECK_STR(file("a.csv", "a,A, a ,,\n1,2,3,4,5\n"),
		"a(a i, A_2 i, a_3 i, column_4 i, column_5 i)\n1|2|3|4|5");
	CHECK_STR(file("a.csv", "\xef\xbb\xbf"
				"a,b\n"),
		"a(a t, b t)");
	CHECK_STR(file("a.csv", "name,ort\nJ\xf6rg,K\xf6ln \x80\n"),
		"a(name t, ort t)\nJörg|Köln €\nnote");
	CHECK_STR(file("a.csv", "a,b\n1\n2,3\n"), "a(a i!, b i)\n1|-\n2|3\nnote");
	CHECK_STR(file("sqlite_x.csv", "a,b\n1,2\n"), "table_sqlite_x(a i, b i)\n1|2");
	end();
}

TEST(numbers_and_dates_for_people_are_read)
{
	if (!begin())
		return;
	CHECK_STR(file("a.csv", "n,p,d\nx,\"1,200\",15.11.2018\ny,900,1.3.2020\nz,,\n"),
		"a(n t, p i, d d)\nx|1200|2018-11-15\ny|900|2020-03-01\nz|-|-\nnote");
	CHECK_STR(file("a.csv", "n,p\nx,$3.50\ny,-$12\n"), "a(n t, p r)\nx|3.5\ny|-12\nnote");
	CHECK_STR(file("a.csv", "n;p\nx;1.200\ny;3,5 €\n"), "a(n t, p r)\nx|1200\ny|3.5\nnote");
	CHECK_STR(file("a.csv", "n,d\nx,11/15/2018\ny,3/1/2020\n"),
		"a(n t, d d)\nx|2018-11-15\ny|2020-03-01\nnote");
	/* in two ways, or in none */
	CHECK_STR(file("a.csv", "n,d\nx,1/2/2018\n"), "a(n t, d t)\nx|1/2/2018\nnote");
	CHECK_STR(file("a.csv", "n,p\nx,\"1,200\"\ny,n/a\n"), "a(n t, p t)\nx|1,200\ny|n/a");
	CHECK_STR(file("a.csv", "n,ip\nx,192.168.100.200\n"), "a(n t, ip t)\nx|192.168.100.200");
	end();
}

TEST(integers_that_no_double_holds_are_told)
{
	if (!begin())
		return;
	CHECK_STR(file("a.json", "[{\"id\":9007199254740991}]"), "a(id i)\n9007199254740991");
	CHECK_STR(file("a.json", "[{\"id\":9007199254740993}]"), "a(id r)\n9.0072e+15\nnote");
	CHECK_STR(file("a.json", "[{\"id\":1e30}]"), "a(id r)\n1e+30");
	end();
}

TEST(faults_of_files_are_told_with_their_line)
{
	if (!begin())
		return;
	CHECK_STR(file("a.csv", "a,b\n1,2\n\n1,2,3\n"),
		"a.csv:4: 3 fields, where the first row has 2");
	CHECK_STR(file("a.csv", "a,b\n1,\"x\n"), "a.csv:2: a quote that never closes");
	CHECK_STR(file("a.csv", "a,b\n\"1\n2\",\"x\"y\n"), "a.csv:3: text behind a closing quote");
	CHECK_STR(file("a.csv", ""), "a.csv: there is no column in it");
	put("a.csv", "a\0b", 3);
	CHECK_STR(opened("a.csv"), "a.csv: there are NUL bytes in it; it is no text");
	put("a.csv",
		"\xff\xfe"
		"a",
		3);
	CHECK_STR(opened("a.csv"), "a.csv: the text is UTF-16");
	CHECK_STR(file("a.json", "[{\"a\":1},2]"),
		"a.json: item 2 is a number, where rows are objects");
	CHECK_STR(file("a.json", "{\"a\":1}"), "a.json: an object without rows");
	CHECK_STR(file("a.ndjson", "{\"a\":1}\n\n[1]"),
		"a.ndjson:3: an array, where rows are objects");
	CHECK(strstr(file("a.ndjson", "{\"a\":1}\n{"), "a.ndjson:2: ") != NULL);
	end();
}

TEST(json_becomes_tables)
{
	if (!begin())
		return;
	CHECK_STR(file("a.json", "[{\"a\":1,\"b\":\"12\",\"c\":true,\"d\":\"2024-01-01\"},"
				 "{\"a\":2.5,\"e\":{\"x\":[1]},\"b\":null}]"),
		"a(a r, b t, c b, d d, e t)\n1|12|1|2024-01-01|-\n2.5|-|-|-|{\"x\":[1]}");
	CHECK_STR(file("a.ndjson", "{\"a\":1}\n{\"a\":\"x\",\"b\":1}\n"), "a(a t, b i)\n1|-\nx|1");
	CHECK_STR(file("b.json", "{\"n\":1,\"data\":[{\"a\":1}]}"), "b(a i)\n1");
	CHECK_STR(file("b.json", "{\"x\":[{\"a\":1}],\"y\":[{\"b\":2}]}"), "x(a i)\n1\ny(b i)\n2");
	end();
}

TEST(a_folder_is_a_database)
{
	struct source_query q = {
		.sql = "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = "
		       "o.customer_id ORDER BY 1",
		.max_rows = 10,
		.timeout_ms = 5000};
	struct source *s = NULL;
	struct source_result r;
	struct arena a = {0};
	struct err err = {0};

	if (!begin())
		return;
	CHECK(str_starts(opened(""), "there are no files of data in"));
	put("customers.csv", "id,name\n1,Ann\n2,Bob\n", 20);
	put("orders.ndjson", "{\"id\":7,\"customer_id\":2}\n", 25);
	put("readme.txt", "x", 1);
	CHECK_STR(opened(""),
		"customers(id i!, name t)\n1|Ann\n2|Bob\norders(id i, customer_id i)\n7|2");
	CHECK(source_open(folder, NULL, &s, &err));
	CHECK(source_check(s, q.sql, &err));
	CHECK(source_query(s, &q, &a, &r, &err));
	CHECK_INT(r.rows, 1);
	CHECK_STR(r.values[1].text, "Bob");
	q.sql = "DELETE FROM orders";
	CHECK(!source_query(s, &q, &a, &r, &err));
	CHECK_INT(err.kind, ERR_REFUSED);
	source_close(s);
	arena_release(&a);
	end();
}
