#include "core/ask/result.h"
#include "core/data/json.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

#define NOTHING {.kind = VALUE_NULL}
#define NUMBER(n) {.kind = VALUE_INTEGER, .integer = (n)}
#define REAL(x) {.kind = VALUE_REAL, .real = (x)}
#define TEXT(t) {.kind = VALUE_TEXT, .text = (t), .len = sizeof(t) - 1}
#define BYTES(t) {.kind = VALUE_BLOB, .text = (t), .len = sizeof(t) - 1}

static void prints(const struct source_result *r, enum result_format format, int width,
	const char *want)
{
	const struct term term = {.unicode = true, .width = width};
	struct str out = {0};

	result_print(r, format, &term, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

static const char *const two_names[] = {"name", "total"};
static const struct source_value two_rows[] = {
	TEXT("Ada"), NUMBER(12), TEXT("Grace"), REAL(0.1 + 0.2), NOTHING, NOTHING};
static const struct source_result two = {
	.names = two_names, .columns = 2, .values = two_rows, .rows = 3};

TEST(a_result_as_a_table)
{
	prints(&two, RESULT_TABLE, 0,
		"name   total\n"
		"Ada       12\n"
		"Grace    0.3\n"
		"NULL    NULL\n");
}

TEST(a_result_in_every_format)
{
	prints(&two, RESULT_JSON, 0,
		"[\n {\"name\":\"Ada\",\"total\":12},\n {\"name\":\"Grace\",\"total\":0.30000000000000004},\n"
		" {\"name\":null,\"total\":null}\n]\n");
	prints(&two, RESULT_NDJSON, 0,
		"{\"name\":\"Ada\",\"total\":12}\n{\"name\":\"Grace\",\"total\":0.30000000000000004}\n"
		"{\"name\":null,\"total\":null}\n");
	prints(&two, RESULT_CSV, 0, "name,total\nAda,12\nGrace,0.30000000000000004\n,\n");
	prints(&two, RESULT_TSV, 0, "name\ttotal\nAda\t12\nGrace\t0.30000000000000004\n\t\n");
	prints(&two, RESULT_MARKDOWN, 0,
		"| name | total |\n| --- | ---: |\n| Ada | 12 |\n| Grace | 0.3 |\n| *NULL* | *NULL* |\n");
	prints(&two, RESULT_HTML, 0,
		"<table class=\"result\">\n"
		"<thead><tr><th scope=\"col\">name</th><th scope=\"col\" class=\"number\">total</th>"
		"</tr></thead>\n<tbody>\n"
		"<tr><td>Ada</td><td class=\"number\">12</td></tr>\n"
		"<tr><td>Grace</td><td class=\"number\">0.3</td></tr>\n"
		"<tr><td class=\"null\">NULL</td><td class=\"null\">NULL</td></tr>\n"
		"</tbody>\n</table>\n");
}

TEST(a_result_without_rows)
{
	struct source_result r = {.names = two_names, .columns = 2};

	prints(&r, RESULT_TABLE, 0, "name  total\n");
	prints(&r, RESULT_JSON, 0, "[]\n");
	prints(&r, RESULT_NDJSON, 0, "");
	prints(&r, RESULT_CSV, 0, "name,total\n");
	prints(&r, RESULT_MARKDOWN, 0, "| name | total |\n| --- | --- |\n");
}

/* One column, one value. */
static void value_prints(struct source_value v, enum result_format format, const char *want)
{
	static const char *const names[] = {"x"};
	const struct source_result r = {.names = names, .columns = 1, .values = &v, .rows = 1};

	prints(&r, format, 0, want);
}

TEST(integers_are_exact)
{
	struct source_value v = NUMBER(9007199254740993);

	value_prints(v, RESULT_JSON, "[\n {\"x\":9007199254740993}\n]\n");
	value_prints(v, RESULT_CSV, "x\n9007199254740993\n");
	value_prints((struct source_value)NUMBER(INT64_MIN), RESULT_NDJSON,
		"{\"x\":-9223372036854775808}\n");
}

TEST(a_tree_has_large_integers_as_texts)
{
	static const char *const names[] = {"a", "a", "", "b"};
	const struct source_value values[] = {NUMBER(9007199254740993), NUMBER(-9007199254740992),
		REAL(INFINITY), BYTES("\0\xff")};
	const struct source_result r = {.names = names, .columns = 4, .values = values, .rows = 1};
	cJSON *rows = result_rows_json(&r);
	char *text = json_text(rows);

	CHECK_STR(text, "[{\"a\":\"9007199254740993\",\"a_2\":-9007199254740992,\"column_3\":null,"
			"\"b\":{\"base64\":\"AP8=\"}}]");
	free(text);
	json_free(rows);
}

TEST(names_are_made_unique)
{
	static const char *const names[] = {"a", "a", "a_2", "a", ""};
	const struct source_result r = {.names = names, .columns = 5};
	cJSON *columns = result_columns_json(&r);
	char *text = json_text(columns);

	CHECK_STR(text, "[\"a\",\"a_3\",\"a_2\",\"a_4\",\"column_5\"]");
	free(text);
	json_free(columns);
}

TEST(formulas_are_made_inert)
{
	value_prints((struct source_value)TEXT("=1+1"), RESULT_CSV, "x\n'=1+1\n");
	value_prints((struct source_value)TEXT("@SUM(A1)"), RESULT_CSV, "x\n'@SUM(A1)\n");
	value_prints((struct source_value)TEXT("\t=1"), RESULT_CSV, "x\n'\t=1\n");
	value_prints((struct source_value)TEXT("-2+cmd|' /C calc'!A0"), RESULT_TSV,
		"x\n'-2+cmd|' /C calc'!A0\n");
	value_prints((struct source_value)TEXT("-12.50"), RESULT_CSV, "x\n-12.50\n");
	value_prints((struct source_value)TEXT("+3e-5"), RESULT_CSV, "x\n+3e-5\n");
	value_prints((struct source_value)TEXT("-"), RESULT_CSV, "x\n'-\n");
	value_prints((struct source_value)TEXT("-1e"), RESULT_CSV, "x\n'-1e\n");
	value_prints((struct source_value)NUMBER(-5), RESULT_CSV, "x\n-5\n");
	value_prints((struct source_value)REAL(-INFINITY), RESULT_CSV, "x\n-Infinity\n");
}

TEST(what_separates_is_quoted)
{
	value_prints((struct source_value)TEXT("a,\"b\"\nc"), RESULT_CSV, "x\n\"a,\"\"b\"\"\nc\"\n");
	value_prints((struct source_value)TEXT(""), RESULT_CSV, "x\n\"\"\n");
	value_prints((struct source_value)NOTHING, RESULT_CSV, "x\n\"\"\n");
	value_prints((struct source_value)TEXT("a\tb\nc\\d"), RESULT_TSV, "x\na\\tb\\nc\\\\d\n");
	value_prints((struct source_value)TEXT("a|b\nc"), RESULT_MARKDOWN,
		"| x |\n| --- |\n| a\\|b<br>c |\n");
}

TEST(text_of_strangers_is_inert)
{
	value_prints((struct source_value)TEXT("\x1b[2J\xe2\x80\xae"), RESULT_TABLE,
		"x\n\\x1b[2J\\u202e\n");
	value_prints((struct source_value)TEXT("<script>alert('&')</script>"), RESULT_HTML,
		"<table class=\"result\">\n<thead><tr><th scope=\"col\">x</th></tr></thead>\n<tbody>\n"
		"<tr><td>&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</td></tr>\n"
		"</tbody>\n</table>\n");
	value_prints((struct source_value)TEXT("<b>[x](y)"), RESULT_MARKDOWN,
		"| x |\n| --- |\n| \\<b\\>\\[x\\](y) |\n");
	value_prints((struct source_value)TEXT("a\xff\0z"), RESULT_JSON,
		"[\n {\"x\":\"a\xef\xbf\xbd\xef\xbf\xbdz\"}\n]\n");
}

TEST(bytes_are_shown_in_hex)
{
	struct source_value v = BYTES("0123456789abcdefg");

	value_prints((struct source_value)BYTES("\0\xff"), RESULT_CSV, "x\nx'00ff'\n");
	value_prints(v, RESULT_TABLE,
		"x\nx'30313233343536373839616263646566...' (17 bytes)\n");
	value_prints((struct source_value)BYTES("\0\xff"), RESULT_JSON,
		"[\n {\"x\":{\"base64\":\"AP8=\"}}\n]\n");
}

TEST(titles_are_escaped)
{
	static const char *const names[] = {"a\x1b[1m"};
	const struct source_result r = {.names = names, .columns = 1};

	prints(&r, RESULT_TABLE, 0, "a\\x1b[1m\n");
}

TEST(what_does_not_fit_stands_one_below_the_other)
{
	static const char *const names[] = {"customer", "amount", "remarks"};
	static const struct source_value values[] = {
		TEXT("Ada"), NUMBER(12), TEXT(""), TEXT("Grace"), NOTHING, TEXT("none")};
	const struct source_result r = {
		.names = names, .columns = 3, .values = values, .rows = 2};

	prints(&r, RESULT_TABLE, 20,
		"row 1\ncustomer  Ada\namount    12\nremarks\n"
		"\nrow 2\ncustomer  Grace\namount    NULL\nremarks   none\n");
	prints(&r, RESULT_TABLE, 23,
		"custo…  amount  remarks\nAda         12\nGrace     NULL  none\n");
}

TEST(a_truncated_result_says_so)
{
	struct source_result r = two;

	r.rows = 1;
	r.truncated = true;
	prints(&r, RESULT_MARKDOWN, 0,
		"| name | total |\n| --- | ---: |\n| Ada | 12 |\n"
		"\n*only the first row is here, there are more*\n");
}

TEST(formats_by_their_words)
{
	enum result_format format;

	CHECK(result_format_of("ndjson", &format) && format == RESULT_NDJSON);
	CHECK(result_format_of("html", &format) && format == RESULT_HTML);
	CHECK(!result_format_of("xml", &format));
}
