#include "core/data/csv.h"
#include "test/unit/test.h"

#include <stdlib.h>

static void check_parse(const char *text, struct csv_options options, const char *want)
{
	cJSON *rows = NULL;
	struct err err;
	char *got = NULL;

	if (csv_parse(text, strlen(text), &options, &rows, &err))
		got = json_text(rows);
	CHECK_STR(got ? got : err.message, want);
	free(got);
	json_free(rows);
}

TEST(csv_reads_what_rfc_4180_says)
{
	struct csv_options header = {',', true, false}, plain = {',', false, false};
	struct csv_options types = {';', true, true};

	check_parse("a,b\n1,2\n", header, "[{\"a\":\"1\",\"b\":\"2\"}]");
	check_parse("a,b\r\n\"x \"\"y\"\"\",\"1\n2\"\r\n", header,
		"[{\"a\":\"x \\\"y\\\"\",\"b\":\"1\\n2\"}]");
	check_parse("a,b,c\n1\n", header, "[{\"a\":\"1\"}]");
	check_parse("1,2\n\n3,", plain, "[[\"1\",\"2\"],[\"3\",\"\"]]");
	check_parse("\xef\xbb\xbfn\n1", header, "[{\"n\":\"1\"}]");
	check_parse("n;m;o;p\n1.5;true;007;\n\"1\";-2e3;0;x", types,
		"[{\"n\":1.5,\"m\":true,\"o\":\"007\",\"p\":null},"
		"{\"n\":\"1\",\"m\":-2000,\"o\":0,\"p\":\"x\"}]");
	check_parse("n\n1\n\n2\n", types, "[{\"n\":1},{\"n\":2}]");
	check_parse("", header, "[]");
	check_parse("a\n\"x", header, "2: a quote that never closes");
	check_parse("a\n\"x\"y", header, "2: text behind a closing quote");
	check_parse("a\n\xff", header, "1: the text is no UTF-8");
}

TEST(csv_writes_what_it_can_read_again)
{
	const char *text = "[{\"a\":\"x,y\",\"b\":1,\"c\":null},{\"b\":\"say \\\"hi\\\"\",\"a\":true}]";
	struct str out = {0};
	struct err err;
	cJSON *rows, *columns;

	CHECK(json_parse(text, strlen(text), &rows, &err));
	csv_print(&out, rows, NULL);
	CHECK_STR(str_text(&out), "a,b,c\n\"x,y\",1,\ntrue,\"say \"\"hi\"\"\",\n");
	str_clear(&out);
	CHECK(json_parse("[\"b\"]", 5, &columns, &err));
	csv_print(&out, rows, columns);
	CHECK_STR(str_text(&out), "b\n1\n\"say \"\"hi\"\"\"\n");
	str_release(&out);
	json_free(columns);
	json_free(rows);
}
