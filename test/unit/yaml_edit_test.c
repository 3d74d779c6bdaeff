#include "core/data/yaml_edit.h"
#include "test/unit/test.h"

#include <stdlib.h>

static const char *after(const char *text, const char *path, const char *value)
{
	static struct str out;
	struct document doc = {0};
	struct diags diags = {0};
	struct err err = {0};
	const char *keys[8] = {0};
	char copy[100];
	cJSON *json = NULL;
	size_t n = 0;

	snprintf(copy, sizeof copy, "%s", path);
	for (char *p = copy, *slash; p; p = slash) {
		slash = strchr(p, '/');
		if (slash)
			*slash++ = '\0';
		keys[n++] = p;
	}
	if (value)
		json_parse(value, strlen(value), &json, &err);
	str_clear(&out);
	user_file_from_text(&doc.file, "t.yaml", text, strlen(text));
	if (!document_read_yaml(&doc, &diags))
		str_add(&out, "no YAML");
	else if (!yaml_edit(&doc, keys, json, &out, &err))
		str_add(&out, "refused");
	json_free(json);
	document_release(&doc);
	diags_release(&diags);
	return str_text(&out);
}

static const char text[] = "# head\n"
			   "a: 1 # one\n"
			   "\n"
			   "b:   # bee\n"
			   "    x: 'old'   # keep\n"
			   "    # tail of b\n"
			   "\n"
			   "c: {k: v, l: [1, 2]} # flow\n"
			   "d:\n"
			   "- p\n"
			   "- q\n"
			   "e: |\n"
			   "  two\n"
			   "  lines\n"
			   "\n"
			   "f: last\n"
			   "# end\n";

TEST(a_value_is_replaced_where_it_stands)
{
	CHECK_STR(after("a: 1 # one\n", "a", "2"), "a: 2 # one\n");
	CHECK_STR(after("a: # none\n", "a", "2"), "a: 2 # none\n");
	CHECK_STR(after("a:", "a", "2"), "a: 2");
	CHECK_STR(after("a: |\n  x\n  y\nb: 1\n", "a", "\"z\""), "a: z\nb: 1\n");
	CHECK_STR(after("a: >-\n  x\n\n\nb: 1\n", "a", "\"z\""), "a: z\n\n\nb: 1\n");
	CHECK_STR(after("a: {b: 'x', c: 1}\n", "a/b", "true"), "a: {b: true, c: 1}\n");
	CHECK_STR(after("a: # why\n  - 1\n  - 2 # two\n# more\n", "a", "[3]"),
		"a: [3] # why\n# more\n");
	CHECK_STR(
		after("a:\n- 1\nb: 2\n", "a", "[\"x y\", \"no\"]"), "a: [\"x y\", \"no\"]\nb: 2\n");
	CHECK_STR(after("\xef\xbb\xbf"
			"a: \xc3\xa9 # \xc3\xa9\n",
			  "a", "1"),
		"\xef\xbb\xbf"
		"a: 1 # \xc3\xa9\n");
	CHECK_STR(after("\"a\" : \"b\\\n  c\"\n", "a", "1"), "\"a\" : 1\n");
	CHECK_STR(after("{\"a\": {\"b\": 1}}\n", "a/b", "2"), "{\"a\": {\"b\": 2}}\n");
}

TEST(a_key_that_is_not_there_is_made)
{
	CHECK_STR(after("", "a/b/c", "1"), "a:\n  b:\n    c: 1\n");
	CHECK_STR(after("# only\n", "a", "\"30s\""), "# only\na: 30s\n");
	CHECK_STR(after("# only", "a", "1"), "# only\na: 1\n");
	CHECK_STR(after("a: 1", "b", "2"), "a: 1\nb: 2\n");
	CHECK_STR(after("a: 1\r\n", "b/c", "2"), "a: 1\r\nb:\r\n  c: 2\r\n");
	CHECK_STR(after("a: {}\n", "a/b/c", "2"), "a: {b: {c: 2}}\n");
	CHECK_STR(after("a: {x: 1}\n", "a/b", "2"), "a: {x: 1, b: 2}\n");
	CHECK_STR(after("a:\nb: 1\n", "a/c", "2"), "a:\n  c: 2\nb: 1\n");
	CHECK_STR(after("a: null\nb: 1\n", "a/c", "2"), "a: {c: 2}\nb: 1\n");
	CHECK_STR(after("a: # why\n  # and\nb: 1\n", "a/c", "2"),
		"a: # why\n  # and\n  c: 2\nb: 1\n");
	CHECK_STR(after("---\na: 1\n...\n", "b", "2"), "---\na: 1\nb: 2\n...\n");
	CHECK_STR(after("{}\n", "b", "2"), "{b: 2}\n");
	CHECK_STR(after("a:\n  b:\n    c: 1\n  d: 2\n", "a/b/e", "3"),
		"a:\n  b:\n    c: 1\n    e: 3\n  d: 2\n");
	CHECK_STR(after("a: |\n  x\n\nb: 1\n", "c", "1"), "a: |\n  x\n\nb: 1\nc: 1\n");
	CHECK_STR(after("a:\n  t: |\n    x\n\nb: 1\n", "a/c", "1"),
		"a:\n  t: |\n    x\n  c: 1\n\nb: 1\n");
	CHECK_STR(
		after("a: 1\n", "x/y z/1.5", "\"\""), "a: 1\nx:\n  \"y z\":\n    \"1.5\": \"\"\n");
}

TEST(the_rest_stays_as_it_was)
{
	CHECK_STR(after(text, "b/z", "2"),
		"# head\na: 1 # one\n\nb:   # bee\n    x: 'old'   # keep\n    # tail of b\n"
		"    z: 2\n\nc: {k: v, l: [1, 2]} # flow\nd:\n- p\n- q\ne: |\n  two\n  lines\n\n"
		"f: last\n# end\n");
	CHECK_STR(after(text, "e", NULL),
		"# head\na: 1 # one\n\nb:   # bee\n    x: 'old'   # keep\n    # tail of b\n"
		"\nc: {k: v, l: [1, 2]} # flow\nd:\n- p\n- q\n\nf: last\n# end\n");
	CHECK_STR(after(text, "d", NULL),
		"# head\na: 1 # one\n\nb:   # bee\n    x: 'old'   # keep\n    # tail of b\n"
		"\nc: {k: v, l: [1, 2]} # flow\ne: |\n  two\n  lines\n\nf: last\n# end\n");
}

TEST(a_key_is_taken_out)
{
	CHECK_STR(after("a: 1\nb: 2 # two\nc: 3\n", "b", NULL), "a: 1\nc: 3\n");
	CHECK_STR(after("a: 1", "a", NULL), "");
	CHECK_STR(after("# x\na:\n  b:\n    c: 1\nd: 1\n", "a/b/c", NULL), "# x\nd: 1\n");
	CHECK_STR(after("a:\n  # why\n  b: 1\nd: 1\n", "a/b", NULL), "a:\n  # why\nd: 1\n");
	CHECK_STR(after("a: {b: 1, c: 2}\n", "a/b", NULL), "a: {c: 2}\n");
	CHECK_STR(after("a: {b: 1, c: 2}\n", "a/c", NULL), "a: {b: 1}\n");
	CHECK_STR(after("a: {b: 1}\nc: 1\n", "a/b", NULL), "c: 1\n");
	CHECK_STR(after("a: 1\n", "b", NULL), "refused");
}

TEST(what_would_change_more_is_refused)
{
	CHECK_STR(after("a: &x 1\nb: *x\n", "a", "2"), "refused");
	CHECK_STR(after("a: &x {b: 1}\nc: *x\n", "c/b", "2"), "refused");
	CHECK_STR(after("a: 5\n", "a/b", "2"), "refused");
	CHECK_STR(after("a: [1]\n", "a/b", "2"), "refused");
	CHECK_STR(after("a: &x {b: 1}\nc: *x\n", "c", "2"), "a: &x {b: 1}\nc: 2\n");
	CHECK_STR(after("x: &x {b: 1}\na:\n  <<: *x\n", "a/b", "2"),
		"x: &x {b: 1}\na:\n  <<: *x\n  b: 2\n");
}
