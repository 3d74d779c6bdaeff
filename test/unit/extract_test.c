#include "core/ai/extract.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <string.h>

static char *shown;

/* The value, behind " <- " what was repaired; or "none: message". */
static const char *extracted(const char *text, enum extract_kind kind, bool cut)
{
	struct extract_options o = {kind, cut};
	struct str out = {0}, repairs = {0};
	struct err err;
	cJSON *value;

	if (extract_json(text, &o, &value, &repairs, &err)) {
		json_print(&out, value, JSON_COMPACT);
		json_free(value);
		if (repairs.len)
			str_addf(&out, " <- %s", repairs.at);
	} else {
		str_addf(&out, "none: %s", err.message);
	}
	str_release(&repairs);
	free(shown);
	shown = str_take(&out);
	return shown;
}

static const char *object(const char *text)
{
	return extracted(text, EXTRACT_OBJECT, false);
}

TEST(json_is_found_where_a_model_puts_it)
{
	CHECK_STR(object("{\"a\": 1}"), "{\"a\":1}");
	CHECK_STR(object("  {\"a\": 1}\n"), "{\"a\":1}");
	CHECK_STR(object("Here you are:\n```json\n{\"a\": 1}\n```\nAnything else?"), "{\"a\":1}");
	CHECK_STR(object("```\n{\"a\": \"```\"}"), "{\"a\":\"```\"}");
	CHECK_STR(object("Sure! {\"a\": \"}\"} is it."), "{\"a\":\"}\"}");
	CHECK_STR(object("{not this} but {\"a\": 1} and {\"b\": 2}"), "{\"a\":1}");
	CHECK_STR(object("see [1], then {\"a\": [2]}"), "{\"a\":[2]}");
	CHECK_STR(extracted("see {\"x\": 0}: [1, 2]", EXTRACT_ARRAY, false), "[1,2]");
	CHECK_STR(extracted("see {\"x\": 0}: [1, 2]", EXTRACT_ANY, false), "{\"x\":0}");
	CHECK_STR(object("only [1, 2] here"), "[1,2]");
	CHECK_STR(extracted("42", EXTRACT_ANY, false), "42");
	CHECK_STR(object("{\"a\": 1, \"a\": 2}"), "{\"a\":2}");
}

TEST(repairs_add_signs_and_say_so)
{
	CHECK_STR(object("{\"a\": [1, 2,], }"), "{\"a\":[1,2]} <- trailing comma");
	CHECK_STR(object("{'a': 'it\\'s \"so\"'}"), "{\"a\":\"it's \\\"so\\\"\"} <- single quotes");
	CHECK_STR(object("{a: True, b_2: None}"),
		"{\"a\":true,\"b_2\":null} <- key without quotes, Python literal");
	CHECK_STR(object("{\"a\": 1, // one\n /* two */ \"b\": 2}"),
		"{\"a\":1,\"b\":2} <- comment");
	CHECK_STR(object("{\"a\": \"x\ny\tz\"}"), "{\"a\":\"x\\ny\\tz\"} <- control character");
	CHECK_STR(object("The answer: {\"a\": [1, {\"b\": 2}"),
		"{\"a\":[1,{\"b\":2}]} <- closing bracket");
	CHECK_STR(object("{\"url\": \"http://x/#y\",}"), "{\"url\":\"http://x/#y\"} <- trailing comma");
}

TEST(nothing_is_invented)
{
	CHECK_STR(extracted("{\"a\": [1, 2", EXTRACT_OBJECT, true),
		"none: the answer was cut before its JSON ended");
	CHECK_STR(object("{\"a\": "), "none: there is no JSON in the answer");
	CHECK_STR(object("{\"a\": \"half of a stri"), "none: there is no JSON in the answer");
	CHECK_STR(object("{\"a\": {\"b\": 1}, \"c\":"), "none: there is no JSON in the answer");
	CHECK_STR(extracted("{\"a\": {\"b\": 1}, \"c", EXTRACT_OBJECT, true),
		"none: the answer was cut before its JSON ended");
	CHECK_STR(object("write { to open: {\"a\": 1}"), "{\"a\":1}");
	CHECK_STR(object("{\"a\": 1 2}"), "none: there is no JSON in the answer");
	CHECK_STR(object("{\"a\":, \"b\": 1}"), "none: there is no JSON in the answer");
	CHECK_STR(object("{\"a\": maybe}"), "none: there is no JSON in the answer");
	CHECK_STR(object(""), "none: there is no JSON in the answer");
	CHECK_STR(object("I cannot do that."), "none: there is no JSON in the answer");
	CHECK_STR(object("{]"), "none: there is no JSON in the answer");
}

TEST(where_no_value_begins_nothing_is_repaired)
{
	static const char *const texts[] = {"", " ", "}", "]}", ", 1", ": {", "# only a comment"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct str out = {0}, repairs = {0};
		size_t len = 1000;

		if (extract_repair(texts[i], false, &out, &repairs, &len))
			test_failed(__FILE__, __LINE__, "'%s' becomes '%s'", texts[i], str_text(&out));
		CHECK(len <= strlen(texts[i]));
		CHECK_INT((int)out.len, 0);
		str_release(&out);
		str_release(&repairs);
	}
}

TEST(brackets_without_end_take_no_time)
{
	struct str text = {0};

	for (int i = 0; i < 300000; i++)
		str_add(&text, i % 2 ? "[" : "{");
	CHECK_STR(object(text.at), "none: there is no JSON in the answer");
	str_clear(&text);
	for (int i = 0; i < 300000; i++)
		str_add(&text, "{ ");
	str_add(&text, "{\"a\": 1}");
	object(text.at);
	str_release(&text);
	free(shown);
	shown = NULL;
}
