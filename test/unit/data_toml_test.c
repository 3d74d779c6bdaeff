#include "core/base/arena.h"
#include "core/base/fs.h"
#include "core/data/document.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define INFINITE "a JSON tree has no inf and nan, by design"
#define NUL "strings here end with a NUL: U+0000 is refused, by design"

/* Cases of the suite that are not read as it says.  A listed case that passes
 * fails the test, so that the list stays true. */
static const struct {
	const char *id, *reason;
} listed[] = {
	{"valid/comment/after-literal-no-ws.toml", INFINITE},
	{"valid/float/inf-and-nan.toml", INFINITE},
	{"valid/string/quoted-unicode.toml", NUL},
	{"valid/string/unicode-escape.toml", NUL},
};

static struct document doc;
static struct diags diags;

static bool read_text(const char *text, size_t len)
{
	document_release(&doc);
	diags_release(&diags);
	doc = (struct document){0};
	user_file_from_text(&doc.file, "t.toml", text, len);
	return document_parse(&doc, FORMAT_TOML, &diags);
}

static void done(void)
{
	document_release(&doc);
	diags_release(&diags);
}

struct suite {
	size_t dir_len;
	int valid, valid_ok, invalid, invalid_ok, on_list;
};

/* `want` is the suite's form: leaves are {"type": …, "value": "…"}. */
static bool as_wanted(const cJSON *got, const cJSON *want)
{
	const char *type = json_get_string(want, "type"), *value = json_get_string(want, "value");

	if (type && value && json_count(want) == 2) {
		if (strcmp(type, "integer") == 0 || strcmp(type, "float") == 0)
			return json_is_number(got) && got->valuedouble == strtod(value, NULL);
		if (strcmp(type, "bool") == 0)
			return json_is_bool(got) && json_is_true(got) == (*value == 't');
		return json_is_string(got) && strcmp(got->valuestring, value) == 0;
	}
	if (!json_is_object(want) && !json_is_array(want))
		return false;
	if (!got || json_is_array(want) != json_is_array(got) ||
		json_count(want) != json_count(got))
		return false;
	if (json_is_array(want)) {
		const cJSON *other = got->child;

		for (const cJSON *item = want->child; item; item = item->next, other = other->next)
			if (!as_wanted(other, item))
				return false;
		return true;
	}
	json_each(item, want)
		if (!as_wanted(json_get(got, item->string), item))
			return false;
	return true;
}

static void judge(struct suite *suite, const char *id, const char *wrong)
{
	const char *reason = NULL;

	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
		if (strcmp(listed[i].id, id) == 0)
			reason = listed[i].reason;
	suite->on_list += reason != NULL;
	if (wrong && !reason)
		test_failed(__FILE__, __LINE__, "%s: %s", id, wrong);
	if (!wrong && reason)
		test_failed(__FILE__, __LINE__, "%s passes now, take it off the list", id);
}

static const char *run_valid(struct suite *suite, const char *path, const struct str *text)
{
	static char wrong[1000];
	struct arena scratch = {0};
	struct str json = {0};
	struct err err = {0};
	cJSON *want = NULL;
	const char *want_path = arena_printf(&scratch, "%.*s.json", (int)strlen(path) - 5, path);

	wrong[0] = '\0';
	suite->valid++;
	if (!fs_read(want_path, 1 << 24, &json, &err) ||
		!json_parse(str_text(&json), json.len, &want, &err)) {
		snprintf(wrong, sizeof wrong, "its .json: %.400s", err.message);
	} else if (!read_text(str_text(text), text->len)) {
		snprintf(wrong, sizeof wrong, "refused: %s", diags.list.at[0].message);
	} else if (!as_wanted(doc.root, want)) {
		char *got = json_text(doc.root), *wanted = json_text(want);

		snprintf(wrong, sizeof wrong, "reads as %.400s, want %.400s", got, wanted);
		free(got);
		free(wanted);
	}
	suite->valid_ok += !wrong[0];
	json_free(want);
	str_release(&json);
	arena_release(&scratch);
	return wrong[0] ? wrong : NULL;
}

static bool run_file(void *self, const char *path, struct err *err)
{
	struct suite *suite = self;
	const char *id = path + suite->dir_len + 1;
	struct str text = {0};

	if (strcmp(fs_extension(path), "toml") != 0)
		return true;
	if (!fs_read(path, 1 << 24, &text, err))
		return false;
	if (str_starts(id, "valid/")) {
		judge(suite, id, run_valid(suite, path, &text));
	} else {
		bool ok = read_text(str_text(&text), text.len);

		suite->invalid++;
		suite->invalid_ok += !ok;
		judge(suite, id, ok ? "accepted" : NULL);
	}
	str_release(&text);
	return true;
}

TEST(the_toml_test_suite)
{
	const char *dir = test_shared("conformance/toml");
	struct suite suite = {0};
	struct err err = {0};

	if (!dir)
		return;
	suite.dir_len = strlen(dir);
	CHECK(fs_walk(dir, run_file, &suite, &err));
	printf("# toml: valid %d of %d, invalid %d of %d, %d listed\n", suite.valid_ok, suite.valid,
		suite.invalid_ok, suite.invalid, suite.on_list);
	done();
}

/* What the text reads as, or the first finding with its place. */
static const char *read_as(const char *text)
{
	static char out[2000];
	char *json;

	if (read_text(text, strlen(text))) {
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

TEST(toml_values)
{
	CHECK_STR(read_as(""), "{}");
	CHECK_STR(read_as("a = [1, +2, -3, 0x1f, 0o17, 0b11, 1_000]"),
		"{\"a\":[1,2,-3,31,15,3,1000]}");
	CHECK_STR(read_as("a = [1.5, -0.0, 1e3, 6.6e-1_0, 1_0.0_1]"),
		"{\"a\":[1.5,0,1000,6.6e-10,10.01]}");
	CHECK_STR(read_as("a = [true, false,\n # c\n]"), "{\"a\":[true,false]}");
	CHECK_STR(read_as("a = 'C:\\x'\nb = \"\\t\\u00e9\\U0001F600\""),
		"{\"a\":\"C:\\\\x\",\"b\":\"\\t\xc3\xa9\xf0\x9f\x98\x80\"}");
	CHECK_STR(read_as("a = \"\"\"\nx\\\n   y\"\"\"\"\"\nb = '''\r\nz'''''"),
		"{\"a\":\"xy\\\"\\\"\",\"b\":\"z''\"}");
	CHECK_STR(read_as("a = 1979-05-27T07:32:00z\nb = 1979-05-27 07:32:00.5+01:00 # c\n"
			  "c = 1979-05-27 # d\nd = 07:32:00"),
		"{\"a\":\"1979-05-27T07:32:00Z\",\"b\":\"1979-05-27T07:32:00.5+01:00\","
		"\"c\":\"1979-05-27\",\"d\":\"07:32:00\"}");
	CHECK_STR(read_as("\xef\xbb\xbf\"a b\".'c'.d = {x.y = 1, x.z = {}}"),
		"{\"a b\":{\"c\":{\"d\":{\"x\":{\"y\":1,\"z\":{}}}}}}");
	done();
}

TEST(toml_tables)
{
	CHECK_STR(read_as("[a.b]\nx = 1\n[a]\ny = 2\n[[c]]\nd = 1\n[[c]]\n[c.e]\nf = 2"),
		"{\"a\":{\"b\":{\"x\":1},\"y\":2},\"c\":[{\"d\":1},{\"e\":{\"f\":2}}]}");
	CHECK_STR(read_as("[a]\nb.c = 1\n[a.b.d]\ne = 2"),
		"{\"a\":{\"b\":{\"c\":1,\"d\":{\"e\":2}}}}");
	CHECK_STR(read_as("[a]\n[b]\n[a]"), "3:2: the key 'a' is defined twice, first on line 1");
	CHECK_STR(read_as("a = 1\n\na = 2"), "3:1: the key 'a' is defined twice, first on line 1");
	CHECK_STR(read_as("a.b = 1\na.b.c = 2"),
		"2:3: the key 'b' is defined twice, first on line 1");
	CHECK_STR(read_as("a = {}\n[a.b]"),
		"2:2: 'a' is an inline table, defined on line 1, and takes no more keys");
	CHECK_STR(read_as("a = [1]\n[[a]]"), "2:3: the key 'a' is defined twice, first on line 1");
	CHECK_STR(read_as("[[a.b]]\n[a]\nb.c = 1"),
		"3:1: 'b' is an array of tables, defined on line 1, and takes no more keys");
	CHECK_STR(read_as("[a.b]\n[a]\nb.c = 1"),
		"3:1: 'b' is a table, defined on line 1, and takes no more keys");
	CHECK_STR(read_as("[a]\nb.c = 1\n[a.b]"),
		"3:4: the key 'b' is defined twice, first on line 2");
	done();
}

TEST(toml_duplicates_are_found_among_many_keys)
{
	struct str text = {0};

	for (int i = 0; i < 10000; i++)
		str_addf(&text, "k%d = %d\n", i, i);
	CHECK(read_text(text.at, text.len));
	CHECK_INT(json_count(doc.root), 10000);
	str_add(&text, "k7000 = 1\n");
	CHECK_STR(
		read_as(text.at), "10001:1: the key 'k7000' is defined twice, first on line 7001");
	str_release(&text);
	done();
}

TEST(toml_refusals_say_what_to_do)
{
	CHECK_STR(read_as("a = 9007199254740993"),
		"1:5: the integer cannot be kept exactly (beyond 2^53)");
	CHECK_STR(hint(), "write it as a string");
	CHECK_STR(read_as("a = 9007199254740994"), "{\"a\":9007199254740994}");
	CHECK_STR(read_as("a = 9223372036854775807"),
		"1:5: the integer cannot be kept exactly (beyond 2^53)");
	CHECK_STR(read_as("a = -9223372036854775808"), "{\"a\":-9223372036854776000}");
	CHECK_STR(read_as("a = 9223372036854775808"), "1:5: the integer does not fit 64 bits");
	CHECK_STR(read_as("a = -inf"), "1:5: '-inf' has no place among JSON values");
	CHECK_STR(read_as("a = 1e999"), "1:5: number too large for a double");
	CHECK_STR(read_as("a = \"\\u0000\""), "1:6: the character U+0000 cannot stand in a string");
	CHECK_STR(read_as("a: 1"), "1:2: unexpected ':', expected '='");
	CHECK_STR(hint(), "TOML writes 'key = value'");
	CHECK_STR(read_as("a = yes"), "1:5: 'yes' is no value");
	CHECK_STR(hint(), "put a text in quotes");
	CHECK_STR(read_as("a = null"), "1:5: 'null' is no value");
	CHECK_STR(read_as("a = \"x\nb = 1"), "1:5: string without an end");
	CHECK_STR(read_as("a = 1 b = 2"), "1:7: unexpected 'b', expected the end of the line");
	CHECK_STR(read_as("a = {b = 1,\nc = 2}"), "1:12: unexpected end of line, expected a key");
	CHECK_STR(read_as("a = {b = 1\n}"), "1:11: an inline table cannot span lines");
	CHECK_STR(read_as("a = \"\xff\""), "1:6: byte 0xff is no UTF-8");
	CHECK_STR(read_as("\xc3\xa9 = 1"), "1:1: unexpected byte 0xc3, expected a key");
	CHECK_STR(read_as("a = 2021-02-29"), "1:5: '2021-02-29' is no value");
	CHECK(!read_text("a = 1\0", 6));
	CHECK(!read_text("# \0\n", 4));
	done();
}

TEST(toml_places)
{
	const cJSON *b;
	int line, column;

	read_as("# \xc3\xa9\n[a]\n  b = [1, 'x']\n[[c]]\nd = {e = 2}\n");
	b = doc.root->child->child;
	user_file_place(&doc.file, document_offset(&doc, b), &line, &column);
	CHECK_INT(line, 3);
	CHECK_INT(column, 7);
	user_file_place(&doc.file, document_offset(&doc, b->child->next), &line, &column);
	CHECK_INT(column, 11);
	document_report_key(&doc, &diags, DIAG_ERROR, b, "x", NULL, "here");
	CHECK_INT(diags.list.at[0].line, 3);
	CHECK_INT(diags.list.at[0].column, 3);
	user_file_place(
		&doc.file, document_offset(&doc, doc.root->child->next->child), &line, &column);
	CHECK_INT(line, 4);
	user_file_place(&doc.file, document_offset(&doc, doc.root->child->next->child->child->child),
		&line, &column);
	CHECK_INT(line, 5);
	CHECK_INT(column, 10);
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

TEST(toml_caps)
{
	CHECK_STR(read_as(repeated("a = ", "[", 100 * 1024)), "1:68: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("a = ", "{a = ", 30000)), "1:320: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("[a", ".a", 30000)), "1:132: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("a", ".a", 30000)), "1:131: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("a = ", "[", 63)), "1:68: unexpected end, expected a value");
	CHECK_STR(read_as(repeated("a = ", "[", 64)), "1:68: nested deeper than 64 levels");
	CHECK_STR(read_as(repeated("a = ", "9", 5000)), "1:5: no value");
	done();
}
