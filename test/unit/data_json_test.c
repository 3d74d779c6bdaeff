#include "core/base/fs.h"
#include "core/data/document.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

/* Cases of JSONTestSuite that contract.md ("Values") decides otherwise; `data`
 * says whether they pass as payloads.  A listed case that does as the suite
 * says fails the test, so that the list stays true. */
static const struct {
	const char *id;
	bool data;
	const char *reason;
} listed[] = {
	{"y_object_duplicated_key.json", true, "duplicate keys are errors in a user's file"},
	{"y_object_duplicated_key_and_value.json", true,
		"duplicate keys are errors in a user's file"},
	{"y_string_null_escape.json", false, "strings here end with a NUL: \\u0000 is an error"},
	{"y_object_escaped_null_in_key.json", false,
		"strings here end with a NUL: \\u0000 is an error"},
};

static struct document doc;
static struct diags diags;

static bool read_document(const char *text, size_t len)
{
	document_release(&doc);
	diags_release(&diags);
	doc = (struct document){0};
	user_file_from_text(&doc.file, "t.json", text, len);
	return document_parse(&doc, FORMAT_JSON, &diags);
}

static bool read_data(const char *text, size_t len)
{
	cJSON *value = NULL;
	struct err err = {0};
	bool ok = json_parse(text, len, &value, &err);

	if (!ok && !err.message[0])
		test_failed(__FILE__, __LINE__, "refused without a word");
	json_free(value);
	return ok;
}

static void done(void)
{
	document_release(&doc);
	diags_release(&diags);
}

struct suite {
	int total, passed, either, on_list;
};

static void judge(struct suite *suite, const char *id, bool as_document, bool as_data)
{
	bool want = id[0] == 'y', ok = as_document == want && as_data == want;
	const char *reason = NULL;

	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
		if (strcmp(listed[i].id, id) != 0)
			continue;
		reason = listed[i].reason;
		if (as_data != listed[i].data)
			test_failed(__FILE__, __LINE__, "%s as data: %d", id, as_data);
	}
	suite->total++;
	suite->passed += ok;
	suite->on_list += reason != NULL;
	if (!ok && !reason)
		test_failed(
			__FILE__, __LINE__, "%s: document %d, data %d", id, as_document, as_data);
	if (ok && reason)
		test_failed(__FILE__, __LINE__, "%s passes now, take it off the list", id);
}

static bool run_file(void *self, const char *path, struct err *err)
{
	struct suite *suite = self;
	const char *id = fs_basename(path);
	struct str text = {0};
	bool as_document, as_data;

	if (strcmp(fs_extension(path), "json") != 0)
		return true;
	if (!fs_read(path, 1 << 24, &text, err))
		return false;
	as_document = read_document(str_text(&text), text.len);
	as_data = read_data(str_text(&text), text.len);
	if (id[0] == 'i')
		suite->either++;
	else
		judge(suite, id, as_document, as_data);
	str_release(&text);
	return true;
}

TEST(the_json_test_suite)
{
	const char *dir = test_shared("conformance/json");
	struct suite suite = {0};
	struct err err = {0};

	if (!dir)
		return;
	CHECK(fs_walk(dir, run_file, &suite, &err));
	printf("# json: %d of %d and %d that may go either way, %d listed\n", suite.passed,
		suite.total, suite.either, suite.on_list);
	done();
}

/* What the text reads as, or the first finding with its place. */
static const char *read_as(const char *text)
{
	static char out[2000];
	char *json;

	if (read_document(text, strlen(text))) {
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

static const char *data_as(const char *text)
{
	static char out[2000];
	cJSON *value = NULL;
	struct err err = {0};
	char *json;

	if (!json_parse(text, strlen(text), &value, &err)) {
		snprintf(out, sizeof out, "%s", err.message);
		return out;
	}
	json = json_text(value);
	snprintf(out, sizeof out, "%s", json);
	free(json);
	json_free(value);
	return out;
}

TEST(json_values)
{
	CHECK_STR(read_as("{\"a\": [1, -2.5e3, true, false, null, \"x\\u00e9\\ud83d\\ude00\\/\"]}"),
		"{\"a\":[1,-2500,true,false,null,\"x\xc3\xa9\xf0\x9f\x98\x80/\"]}");
	CHECK_STR(read_as("9007199254740991"), "9007199254740991");
	CHECK_STR(read_as("\xef\xbb\xbf[]"), "[]");
	CHECK_STR(read_as(" 1.7976931348623157e308 "), "1.7976931348623157e+308");
	done();
}

TEST(json_duplicate_keys)
{
	CHECK_STR(read_as("{\"a\": 1,\n \"a\": 2}"),
		"2:2: the key 'a' stands twice, first on line 1");
	CHECK_STR(read_as("{\"a\": 1, \"\\u0061\": 2}"),
		"1:10: the key '\\u0061' stands twice, first on line 1");
	CHECK_STR(read_as("{\"a\": 1, \"A\": 2}"), "{\"a\":1,\"A\":2}");
	CHECK_STR(data_as("{\"a\": 1, \"b\": 2, \"a\": 3}"), "{\"a\":3,\"b\":2}");
	CHECK_STR(data_as("[{\"a\": {\"x\": 1, \"x\": 2}, \"\\u0061\": {\"y\": 1, \"y\": 3}}]"),
		"[{\"a\":{\"y\":3}}]");
	done();
}

TEST(json_duplicates_are_found_among_many_keys)
{
	struct str text = {0};

	str_add_char(&text, '{');
	for (int i = 0; i < 1000; i++)
		str_addf(&text, "\"k%d\": %d,\n", i, i);
	str_add(&text, "\"k7\\u0030\\u0030\": 1}");
	CHECK_STR(read_as(str_text(&text)),
		"1001:1: the key 'k7\\u0030\\u0030' stands twice, first on line 701");
	str_release(&text);
	done();
}

TEST(json_refusals)
{
	CHECK_STR(read_as("[\"a\\u0000\"]"), "1:4: \\u0000 cannot stand in a string");
	CHECK_STR(data_as("[\"a\\u0000\"]"),
		"invalid JSON at line 1, column 4: \\u0000 cannot stand in a string");
	CHECK_STR(data_as("{\"\\u0000\": 1}"),
		"invalid JSON at line 1, column 3: \\u0000 cannot stand in a string");
	CHECK_STR(read_as("\"\\ud800\""), "1:2: half of a surrogate pair in a string");
	CHECK_STR(read_as("\n[\"\xc3\xa9\xc0\x80\"]"), "2:4: byte 0xc0 is no UTF-8");
	CHECK_STR(read_as("1e400"), "1:1: number too large for a double");
	CHECK_STR(read_as("{\"a\": 01}"), "1:8: unexpected '1', expected ',' or '}'");
	CHECK_STR(read_as("[1, 2,]"), "1:7: unexpected ']', expected a value");
	CHECK_STR(diags.list.at[0].hint, "is there a comma too many before it?");
	CHECK_STR(read_as("{a: 1}"), "1:2: unexpected 'a', expected a key in double quotes");
	CHECK_STR(read_as("{} // x"), "1:4: unexpected '/', expected the end");
	CHECK_STR(read_as("\"a\nb\""), "1:3: control character 0x0a in a string");
	CHECK_STR(read_as(""), "1:1: unexpected end, expected a value");
	CHECK(!read_document("[1]\0", 4));
	CHECK(!read_data("\"a\0b\"", 5));
	done();
}

TEST(json_places)
{
	const cJSON *b;
	int line, column;

	read_as("{\n  \"\xc3\xa9\": {\"b\": [1,\n \"x\"]}}");
	b = doc.root->child->child;
	user_file_place(&doc.file, document_offset(&doc, b->child->next), &line, &column);
	CHECK_INT(line, 3);
	CHECK_INT(column, 2);
	document_report_key(&doc, &diags, DIAG_ERROR, b, "x", NULL, "here");
	CHECK_INT(diags.list.at[0].line, 2);
	CHECK_INT(diags.list.at[0].column, 9);
	CHECK_STR(diags.list.at[0].excerpt, "  \"\xc3\xa9\": {\"b\": [1,");
	done();
}

TEST(json_caps)
{
	struct str text = {0};

	for (int i = 0; i < 100 * 1024; i++)
		str_add_char(&text, '[');
	CHECK_STR(read_as(str_text(&text)), "1:257: nested deeper than 256 levels");
	CHECK(!read_data(text.at, text.len));
	str_truncate(&text, 256);
	for (int i = 0; i < 256; i++)
		str_add_char(&text, ']');
	CHECK(read_document(text.at, text.len));
	CHECK(read_data(text.at, text.len));
	str_release(&text);
	done();
}

TEST(a_document_of_unknown_format_is_refused)
{
	doc = (struct document){0};
	user_file_from_text(&doc.file, "a.xml", "<a/>", 4);
	CHECK(!document_parse(&doc, document_format_of("a.xml"), &diags));
	CHECK_STR(diags.list.at[0].message, "XML documents are not supported");
	done();
}

TEST(source_places_and_offsets_agree)
{
	static const char text[] = "a\xc3\xa9z\r\n\n\xf0\x9f\x98\x80x";
	struct user_file s;
	int line, column;

	user_file_from_text(&s, "t", text, sizeof text - 1);
	for (size_t at = 0; at <= sizeof text - 1; at++) {
		user_file_place(&s, at, &line, &column);
		if (at == sizeof text - 1 || (text[at] & 0xc0) != 0x80)
			CHECK_INT(user_file_offset(&s, line, column), at);
	}
	user_file_place(&s, 11, &line, &column);
	CHECK_INT(line, 3);
	CHECK_INT(column, 2);
	CHECK_INT(user_file_offset(&s, 99, 1), sizeof text - 1);
	CHECK_INT(user_file_offset(&s, 0, 1), 0);
	user_file_release(&s);
}

TEST(findings_sort_by_path_and_place)
{
	struct diags found = {0};
	struct user_file s;

	user_file_from_text(&s, "t", "a\nb\nc", 5);
	user_file_report(&s, &found, DIAG_ERROR, 4, "x", NULL, "third");
	user_file_report(&s, &found, DIAG_WARNING, 0, "x", "do", "first");
	user_file_report(&s, &found, DIAG_ERROR, 2, "x", NULL, "second");
	diags_sort(&found);
	CHECK_STR(found.list.at[0].message, "first");
	CHECK_STR(found.list.at[0].hint, "do");
	CHECK_STR(found.list.at[1].excerpt, "b");
	CHECK_STR(found.list.at[2].message, "third");
	CHECK_INT(found.errors, 2);
	CHECK_INT(found.warnings, 1);
	diags_release(&found);
	user_file_release(&s);
}

TEST(a_file_beyond_the_cap_is_refused_before_it_is_read)
{
	char path[] = "/tmp/blokctl-cap-XXXXXX";
	struct err err = {0};
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK(ftruncate(fd, (off_t)USER_FILE_MAX_BYTES + 1) == 0);
	close(fd);
	CHECK(!document_load(&doc, path, &diags, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK_INT(diags.list.len, 0);
	unlink(path);
	done();
}
