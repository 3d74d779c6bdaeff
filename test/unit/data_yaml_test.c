#include "core/base/arena.h"
#include "core/base/fs.h"
#include "core/data/document.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define TAG "only the core schema's tags are known, by design"
#define MANY "one document a file, by design"
#define COMPLEX "keys are texts, by design"
#define LAX "libyaml accepts it"
#define MISREAD "libyaml reads it differently"
#define SYNTAX "libyaml refuses it"

/* Cases of the suite that are not read as it says.  A listed case that passes
 * fails the test, so that the list stays true. */
static const struct {
	const char *id, *reason;
} listed[] = {
	{"2XXW", TAG},
	{"565N", TAG},
	{"6CK3", TAG},
	{"6WLZ", TAG},
	{"9WXW", TAG},
	{"C4HZ", TAG},
	{"CC74", TAG},
	{"CUP7", TAG},
	{"J7PZ", TAG},
	{"P76L", TAG},
	{"UGM3", TAG},
	{"Z67P", TAG},
	{"35KP", MANY},
	{"6ZKB", MANY},
	{"9DXL", MANY},
	{"9KAX", MANY},
	{"JHB9", MANY},
	{"KSS4", MANY},
	{"L383", MANY},
	{"PUW8", MANY},
	{"4FJ6", COMPLEX},
	{"6BFJ", COMPLEX},
	{"6PBE", COMPLEX},
	{"9MMW", COMPLEX},
	{"KK5P", COMPLEX},
	{"LX3P", COMPLEX},
	{"Q9WF", COMPLEX},
	{"RZP5", COMPLEX},
	{"SBG9", COMPLEX},
	{"V9D5", COMPLEX},
	{"XW4D", COMPLEX},
	{"9C9N", LAX},
	{"9JBA", LAX},
	{"CVW2", LAX},
	{"G5U8", LAX},
	{"QB6E", LAX},
	{"X4QW", LAX},
	{"YJV2", LAX},
	{"652Z", MISREAD},
	{"Y2GN", MISREAD},
	{"2JQS", SYNTAX},
	{"2LFX", SYNTAX},
	{"2SXE", SYNTAX},
	{"4ABK", SYNTAX},
	{"4MUZ/0", SYNTAX},
	{"4MUZ/1", SYNTAX},
	{"4MUZ/2", SYNTAX},
	{"58MP", SYNTAX},
	{"5MUD", SYNTAX},
	{"6BCT", SYNTAX},
	{"6LVF", SYNTAX},
	{"6M2F", SYNTAX},
	{"8XYN", SYNTAX},
	{"96NN/0", SYNTAX},
	{"96NN/1", SYNTAX},
	{"9SA2", SYNTAX},
	{"BEC7", SYNTAX},
	{"CFD4", SYNTAX},
	{"FP8R", SYNTAX},
	{"FRK4", SYNTAX},
	{"K3WX", SYNTAX},
	{"M7A3", SYNTAX},
	{"NJ66", SYNTAX},
	{"NKF9", SYNTAX},
	{"R4YG", SYNTAX},
	{"S3PD", SYNTAX},
	{"UT92", SYNTAX},
	{"W5VH", SYNTAX},
	{"ZYU8/0", SYNTAX},
	{"ZYU8/1", SYNTAX},
	{"ZYU8/2", SYNTAX},
	{"ZYU8/3", SYNTAX},
};

/* The suite shows blanks by signs; its ReadMe tells which. */
static void plain_text(const char *shown, struct str *out)
{
	for (const char *p = shown; *p;) {
		if (strncmp(p, "\u2423", 3) == 0) {
			str_add_char(out, ' ');
			p += 3;
		} else if (strncmp(p, "\u2014", 3) == 0) {
			p += 3; /* lengthens a tab */
		} else if (strncmp(p, "\u00bb", 2) == 0) {
			str_add_char(out, '\t');
			p += 2;
		} else if (strncmp(p, "\u21b5", 3) == 0) {
			p += 3;
		} else if (strncmp(p, "\u220e", 3) == 0) {
			if (out->len && out->at[out->len - 1] == '\n')
				str_truncate(out, out->len - 1);
			p += 3;
		} else if (strncmp(p, "\u2190", 3) == 0) {
			str_add_char(out, '\r');
			p += 3;
		} else if (strncmp(p, "\u21d4", 3) == 0) {
			str_add(out, "\xef\xbb\xbf");
			p += 3;
		} else {
			str_add_char(out, *p++);
		}
	}
}

static bool read_text(struct document *doc, const char *text, size_t len, struct diags *diags)
{
	*doc = (struct document){0};
	user_file_from_text(&doc->file, "t.yaml", text, len);
	return document_parse(doc, FORMAT_YAML, diags);
}

struct suite {
	int total, passed, refused, uncompared, on_list;
};

/* NULL when the case does as it should, or what is wrong with it. */
static const char *run_case(const cJSON *c, struct suite *suite)
{
	static char wrong[1000];
	struct str text = {0};
	struct document doc;
	struct diags diags = {0};
	struct err err = {0};
	cJSON *want = NULL;
	bool ok, must_fail = json_get_bool(c, "fail", false);
	const char *json = json_get_string(c, "json");

	wrong[0] = '\0';
	plain_text(json_get_string(c, "yaml"), &text);
	ok = read_text(&doc, str_text(&text), text.len, &diags);
	if (must_fail) {
		suite->refused += !ok;
		if (ok)
			snprintf(wrong, sizeof wrong, "accepted");
	} else if (!ok) {
		snprintf(wrong, sizeof wrong, "refused: %s", diags.list.at[0].message);
	} else if (!json || !json_parse(json, strlen(json), &want, &err)) {
		suite->uncompared++;
	} else if (!json_equal(want, doc.root)) {
		char *got = json_text(doc.root), *wanted = json_text(want);

		snprintf(wrong, sizeof wrong, "reads as %s, want %s", got, wanted);
		free(got);
		free(wanted);
	}
	json_free(want);
	document_release(&doc);
	diags_release(&diags);
	str_release(&text);
	return wrong[0] ? wrong : NULL;
}

static void judge(struct suite *suite, const char *id, const char *wrong)
{
	const char *reason = NULL;

	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
		if (strcmp(listed[i].id, id) == 0)
			reason = listed[i].reason;
	suite->total++;
	suite->passed += !wrong;
	suite->on_list += reason != NULL;
	if (wrong && !reason)
		test_failed(__FILE__, __LINE__, "%s: %s", id, wrong);
	if (!wrong && reason)
		test_failed(__FILE__, __LINE__, "%s passes now, take it off the list", id);
}

static bool run_file(void *self, const char *path, struct err *err)
{
	struct arena scratch = {0};
	struct document doc;
	struct diags diags = {0};
	int index = 0;

	if (strcmp(fs_extension(path), "yaml") != 0)
		return true;
	if (!document_load(&doc, path, &diags, err)) {
		test_failed(__FILE__, __LINE__, "%s: cannot be read: %s", path,
			diags.list.len ? diags.list.at[0].message : err->message);
	}
	json_each(c, doc.root) {
		if (json_get_string(c, "yaml"))
			judge(self,
				json_count(doc.root) > 1 ? arena_printf(&scratch, "%s/%d",
								   fs_stem(&scratch, path), index)
							 : fs_stem(&scratch, path),
				run_case(c, self));
		index++;
	}
	document_release(&doc);
	diags_release(&diags);
	arena_release(&scratch);
	return true;
}

TEST(the_yaml_test_suite)
{
	const char *dir = test_shared("conformance/yaml");
	struct suite suite = {0};
	struct err err = {0};

	if (!dir)
		return;
	CHECK(fs_walk(dir, run_file, &suite, &err));
	printf("# yaml: %d of %d (%d refused as they should be, %d without json), %d listed\n",
		suite.passed, suite.total, suite.refused, suite.uncompared, suite.on_list);
}

static struct document doc;
static struct diags diags;

/* What the text reads as, or the first finding with its place. */
static const char *read_as(const char *text)
{
	static char out[2000];
	char *json;

	document_release(&doc);
	diags_release(&diags);
	if (read_text(&doc, text, strlen(text), &diags)) {
		json = json_text(doc.root);
		snprintf(out, sizeof out, "%s", json);
		free(json);
	} else {
		CHECK_INT(diags.list.len, 1);
		snprintf(out, sizeof out, "%d:%d: %s", diags.list.at[0].line,
			diags.list.at[0].column, diags.list.at[0].message);
	}
	return out;
}

static const char *hint(void)
{
	return diags.list.len && diags.list.at[0].hint ? diags.list.at[0].hint : "";
}

static void done(void)
{
	document_release(&doc);
	diags_release(&diags);
}

TEST(yaml_scalars_resolve_by_the_core_schema)
{
	CHECK_STR(read_as("[null, Null, NULL, ~, ]"), "[null,null,null,null]");
	CHECK_STR(read_as("[true, True, TRUE, false, False, FALSE, tRUE]"),
		"[true,true,true,false,false,false,\"tRUE\"]");
	CHECK_STR(
		read_as("[yes, no, on, off, y, n]"), "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\"]");
	CHECK_STR(read_as("[1, -2, +3, 0o17, 0x1F, 010, 1_000, 0b1]"),
		"[1,-2,3,15,31,10,\"1_000\",\"0b1\"]");
	CHECK_STR(read_as("[1.5, .5, 5., 1e3, 1.e-2, -.5, ., +, -., e3, 1e, 0o, 0x, 0o8]"),
		"[1.5,0.5,5,1000,0.01,-0.5,\".\",\"+\",\"-.\",\"e3\",\"1e\",\"0o\",\"0x\","
		"\"0o8\"]");
	CHECK_STR(read_as("['1', \"true\", \"\"]"), "[\"1\",\"true\",\"\"]");
	CHECK_STR(read_as("12:30:45"), "\"12:30:45\"");
	CHECK_STR(read_as("2001-01-01"), "\"2001-01-01\"");
	CHECK_STR(read_as(""), "null");
	CHECK_STR(read_as("# nothing"), "null");
	CHECK_STR(read_as("a: [.inf]"), "1:5: '.inf' has no place among JSON values");
	CHECK_STR(hint(), "write it in quotes to keep it as text");
	CHECK_STR(read_as("a: -.INF"), "1:4: '-.INF' has no place among JSON values");
	CHECK_STR(read_as(".nan"), "1:1: '.nan' has no place among JSON values");
	CHECK_STR(read_as("1e999"), "1:1: number too large for a double");
	CHECK_STR(read_as("\"a\\0b\""), "1:1: the character U+0000 cannot stand in a string");
	done();
}

TEST(yaml_tags)
{
	CHECK_STR(read_as("[!!str 1, !!int '2', !!float 3, !!bool \"true\", !!null ~, ! 4]"),
		"[\"1\",2,3,true,null,\"4\"]");
	CHECK_STR(read_as("!!map {a: !!seq [1]}"), "{\"a\":[1]}");
	CHECK_STR(read_as("!!int x"), "1:1: 'x' is no !!int");
	CHECK_STR(read_as("!!map [1]"), "1:1: this is a !!seq, no !!map");
	CHECK_STR(read_as("a:\n  - !Ref x"), "2:5: unknown tag '!Ref'");
	CHECK(strstr(hint(), "needs quotes"));
	CHECK_STR(read_as("!!binary aGk="), "1:1: unknown tag 'tag:yaml.org,2002:binary'");
	done();
}

TEST(yaml_keys)
{
	CHECK_STR(read_as("1: a\ntrue: b\n~: c\n'x y': e\n'': f"),
		"{\"1\":\"a\",\"true\":\"b\",\"~\":\"c\",\"x y\":\"e\",\"\":\"f\"}");
	CHECK_STR(
		read_as("a: 1\nb: 2\n\"a\": 3"), "3:1: the key 'a' stands twice, first on line 1");
	CHECK_STR(read_as("x: {b: 1, c: 2,\n b: 3}"),
		"2:2: the key 'b' stands twice, first on line 1");
	CHECK_STR(read_as("? [a]\n: 1"), "1:3: a list or mapping cannot be a key");
	CHECK_STR(read_as("{a: 1}: 1"), "1:1: a list or mapping cannot be a key");
	CHECK_STR(read_as("a: &x k\n*x : v"), "{\"a\":\"k\",\"k\":\"v\"}");
	CHECK_STR(read_as("&k 1: v\nb: *k"), "{\"1\":\"v\",\"b\":1}");
	done();
}

TEST(yaml_duplicates_are_found_among_many_keys)
{
	struct str text = {0};

	for (int i = 0; i < 1000; i++)
		str_addf(&text, "k%d: %d\n", i, i);
	str_add(&text, "k700: 1\n");
	CHECK_STR(
		read_as(str_text(&text)), "1001:1: the key 'k700' stands twice, first on line 701");
	str_release(&text);
	done();
}

TEST(yaml_anchors_and_aliases)
{
	CHECK_STR(read_as("a: &x {b: [1]}\nc: *x"), "{\"a\":{\"b\":[1]},\"c\":{\"b\":[1]}}");
	CHECK_STR(read_as("[&a 1, *a, &a 2, *a]"), "[1,1,2,2]");
	CHECK_STR(read_as("a: *b"), "1:4: no anchor '&b' stands before this alias");
	CHECK_STR(read_as("a: &x [*x]"), "1:8: the alias '*x' stands inside itself");
	CHECK_STR(read_as("glob: *.txt"), "1:8: did not find expected alphabetic or numeric "
					  "character, while scanning an alias");
	CHECK(strstr(hint(), "needs quotes"));
	done();
}

TEST(yaml_merge_keys)
{
	CHECK_STR(read_as("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n  z: 4"),
		"{\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":1,\"y\":3,\"z\":4}}");
	CHECK_STR(read_as("- &a {x: 1}\n- &b {x: 2, y: 2}\n- {y: 0, <<: [*a, *b]}"),
		"[{\"x\":1},{\"x\":2,\"y\":2},{\"y\":0,\"x\":1}]");
	CHECK_STR(read_as("<<: &m {a: &n [1]}\nb: *n\nc: *m"),
		"{\"a\":[1],\"b\":[1],\"c\":{\"a\":[1]}}");
	CHECK_STR(read_as("'<<': 1"), "{\"<<\":1}");
	CHECK_STR(read_as("<<: 1"), "1:5: '<<' merges a mapping or a list of mappings");
	CHECK_STR(read_as("<<: [{a: 1}, 2]"), "1:5: '<<' merges a mapping or a list of mappings");
	CHECK_STR(read_as("<<: {a: 1}\n<<: {b: 1}"),
		"2:1: the key '<<' stands twice, first on line 1");
	CHECK_STR(read_as("<<: {a: 1}\na: 2\na: 3"),
		"3:1: the key 'a' stands twice, first on line 2");
	/* a copy that bears a key already takes the place of a merged one */
	CHECK_STR(read_as("a: &a {x: &v [1], y: 2}\nb:\n  <<: *a\n  x: *v"),
		"{\"a\":{\"x\":[1],\"y\":2},\"b\":{\"x\":[1],\"y\":2}}");
	done();
}

TEST(yaml_one_document_a_file)
{
	CHECK_STR(read_as("---\na: 1\n...\n"), "{\"a\":1}");
	CHECK_STR(read_as("a: 1\n---\nb: 2"), "2:1: a second document begins here");
	done();
}

TEST(yaml_places)
{
	int line, column;

	read_as("\xef\xbb\xbf# \xc3\xa9\xf0\x9f\x98\x80\r\n\"\xc3\xa9\": {k: \xc3\xa9, l: &a [1, "
		"*a2]}\n");
	CHECK_INT(diags.list.at[0].line, 2);
	CHECK_INT(diags.list.at[0].column, 23);
	read_as("\xef\xbb\xbfkey:\n  - \xc3\xa9\xc3\xa9: &a one\n    b: *a\n");
	user_file_place(&doc.file, document_offset(&doc, doc.root), &line, &column);
	CHECK_INT(line, 1);
	user_file_place(
		&doc.file, document_offset(&doc, doc.root->child->child->child), &line, &column);
	CHECK_INT(line, 2);
	CHECK_INT(column, 9);
	user_file_place(&doc.file, document_offset(&doc, doc.root->child->child->child->next), &line,
		&column);
	CHECK_INT(line, 3);
	CHECK_INT(column, 8);
	done();
	read_as("a: 1\nb:\n  c: 2\n");
	document_report_key(
		&doc, &diags, DIAG_ERROR, doc.root->child->next->child, "x", NULL, "here");
	CHECK_INT(diags.list.at[0].line, 3);
	CHECK_INT(diags.list.at[0].column, 3);
	CHECK_STR(diags.list.at[0].excerpt, "  c: 2");
	done();
}

TEST(yaml_errors_say_what_to_do)
{
	CHECK_STR(read_as("a:\n\tb: 1"), "2:1: a tab cannot indent");
	CHECK_STR(hint(), "indent with blanks, not with tabs");
	CHECK_STR(read_as("a: 1\nb:2\nc: 3"), "2:2: no blank after the colon");
	CHECK_STR(hint(), "write 'key: value'");
	CHECK_STR(read_as("a: \"x\nb: 1\n"), "1:4: quoted text without an end");
	CHECK_STR(read_as("a: 'x\nb: 1\n"), "1:4: quoted text without an end");
	CHECK_STR(read_as("a:\n   b: 1\n  c: 2\n"),
		"3:3: did not find expected key, while parsing a block mapping");
	CHECK_STR(hint(), "keys of one mapping begin in the same column");
	CHECK_STR(read_as("a: @x"), "1:4: '@' cannot begin a plain text");
	CHECK_STR(read_as("a: b: c"), "1:5: mapping values are not allowed in this context");
	CHECK(strstr(hint(), "': '"));
	CHECK_STR(read_as("a: [1, 2\nb: 3"),
		"2:2: did not find expected ',' or ']', while parsing a flow sequence");
	CHECK_STR(read_as("a: \"\\q\""),
		"1:5: found unknown escape character, while parsing a quoted scalar");
	CHECK_STR(read_as("a: \x01"), "1:4: control characters are not allowed");
	CHECK_STR(read_as("a: 1\nb: \xc3\x28"), "2:4: byte 0xc3 is no UTF-8");
	done();
}

static const char *repeated(const char *head, const char *unit, int times)
{
	static struct str text;

	str_clear(&text);
	str_add(&text, head);
	for (int i = 0; i < times; i++)
		str_add(&text, unit);
	return str_text(&text);
}

TEST(yaml_caps)
{
	struct str text = {0};

	CHECK_STR(read_as(repeated("", "[", 100 * 1024)), "1:65: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("", "{a: ", 30000)), "1:257: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("", "- ", 50000)), "1:129: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("", "? ", 50000)), "1:3: a list or mapping cannot be a key");
	for (int i = 0; i < 64; i++)
		str_add_char(&text, '[');
	for (int i = 0; i < 64; i++)
		str_add_char(&text, ']');
	CHECK(read_as(str_text(&text))[0] == '[');
	str_clear(&text);
	for (int i = 0; i < 30000; i++)
		str_addf(&text, "- &a%d 1\n", i);
	CHECK_STR(read_as(str_text(&text)), "257:3: more than 256 anchors");
	CHECK_STR(read_as(repeated("- &a 1\n", "- *a\n", 1001)), "1002:3: more than 1000 aliases");
	CHECK(read_as(repeated("- &a 1\n", "- *a\n", 1000))[0] == '[');
	str_clear(&text);
	str_add(&text, "a: &a [x,x,x,x,x,x,x,x,x]\n");
	for (char c = 'b'; c <= 'i'; c++)
		str_addf(&text, "%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c - 1,
			c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
	CHECK_STR(read_as(str_text(&text)), "6:8: the aliases expand to more than 100000 values");
	str_clear(&text);
	str_add(&text, "- &a0 [1]\n");
	for (int i = 1; i < 80; i++)
		str_addf(&text, "- &a%d [*a%d]\n", i, i - 1);
	CHECK_STR(read_as(str_text(&text)),
		"64:9: nested deeper than 64 levels, counting what aliases stand for");
	str_release(&text);
	done();
}
