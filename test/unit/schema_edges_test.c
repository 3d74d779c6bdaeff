#include "core/data/schema_impl.h"
#include "test/unit/test.h"

/* References as RFC 3986 resolves them, keywords of the wrong form, and arrays. */

TEST(references_resolve_as_in_rfc_3986)
{
	/* section 5.4, the strict way; "?" behind an empty path keeps the base's path */
	static const char *const table[][2] = {
		{"g:h", "g:h"},
		{"g", "http://a/b/c/g"},
		{"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"},
		{"//g", "http://g"},
		{"?y", "http://a/b/c/d;p?y"},
		{"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q#s"},
		{"g#s", "http://a/b/c/g#s"},
		{"g?y#s", "http://a/b/c/g?y#s"},
		{";x", "http://a/b/c/;x"},
		{"g;x", "http://a/b/c/g;x"},
		{"g;x?y#s", "http://a/b/c/g;x?y#s"},
		{"", "http://a/b/c/d;p?q"},
		{".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},
		{"..", "http://a/b/"},
		{"../", "http://a/b/"},
		{"../g", "http://a/b/g"},
		{"../..", "http://a/"},
		{"../../", "http://a/"},
		{"../../g", "http://a/g"},
		{"../../../g", "http://a/g"},
		{"../../../../g", "http://a/g"},
		{"/./g", "http://a/g"},
		{"/../g", "http://a/g"},
		{"g.", "http://a/b/c/g."},
		{".g", "http://a/b/c/.g"},
		{"g..", "http://a/b/c/g.."},
		{"..g", "http://a/b/c/..g"},
		{"./../g", "http://a/b/g"},
		{"./g/.", "http://a/b/c/g/"},
		{"g/./h", "http://a/b/c/g/h"},
		{"g/../h", "http://a/b/c/h"},
		{"g;x=1/./y", "http://a/b/c/g;x=1/y"},
		{"g;x=1/../y", "http://a/b/c/y"},
		{"g?y/./x", "http://a/b/c/g?y/./x"},
		{"g#s/../x", "http://a/b/c/g#s/../x"},
	};
	struct arena a = {0};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK_STR(schema_uri_resolve(&a, "http://a/b/c/d;p?q", table[i][0]), table[i][1]);
	/* section 5.2.3: a base without a path */
	CHECK_STR(schema_uri_resolve(&a, "http://a", "g"), "http://a/g");
	CHECK_STR(schema_uri_resolve(&a, "http://a?q", "g"), "http://a/g");
	CHECK_STR(schema_uri_resolve(&a, "http://a?q", "#s"), "http://a?q#s");
	CHECK_STR(schema_uri_resolve(&a, "urn:x:y", "#s"), "urn:x:y#s");
	CHECK_STR(schema_uri_resolve(&a, "", "g"), "g");
	CHECK_STR(schema_uri_resolve(&a, "", "#s"), "#s");
	CHECK_STR(schema_uri_resolve(&a, "b/c", "../g"), "/g");
	arena_release(&a);
}

/* What a schema says to a value, an error a line, or why it does not compile. */
static const char *says(enum schema_draft draft, const char *text, const char *value_text)
{
	static char out[4000];
	struct schema_options options = {.fallback = draft, .check_formats = true};
	struct schema_errors errors = {0};
	const struct schema *schema;
	cJSON *document, *value;
	struct arena a = {0};
	struct err err = {0};
	struct str all = {0};

	if (!json_parse(text, strlen(text), &document, &err))
		return "the schema is no JSON";
	if (!json_parse(value_text, strlen(value_text), &value, &err))
		return "the value is no JSON";
	if (!schema_compile(&a, document, &options, &schema, &err)) {
		str_add(&all, err.message);
	} else {
		bool verdict = schema_check(schema, value, &errors);

		CHECK(verdict == schema_check(schema, value, NULL));
		CHECK(verdict == (errors.list.len == 0));
		for (size_t i = 0; i < errors.list.len; i++)
			str_addf(&all, "%s%s %s", i ? "\n" : "", errors.list.at[i].instance_path,
				errors.list.at[i].message);
		schema_errors_release(&errors);
	}
	snprintf(out, sizeof out, "%s", str_text(&all));
	str_release(&all);
	arena_release(&a);
	json_free(document);
	json_free(value);
	return out;
}

TEST(keywords_of_the_wrong_form_do_not_compile)
{
	static const char *const table[][2] = {
		{"{\"maximum\": \"1\"}", "'#/maximum' must be a number"},
		{"{\"exclusiveMinimum\": true}", "'#/exclusiveMinimum' must be a number"},
		{"{\"multipleOf\": 0}", "'#/multipleOf' must be a number greater than 0"},
		{"{\"multipleOf\": -1}", "'#/multipleOf' must be a number greater than 0"},
		{"{\"multipleOf\": \"1\"}", "'#/multipleOf' must be a number greater than 0"},
		{"{\"minLength\": -1}", "'#/minLength' must be a whole number of at least 0"},
		{"{\"maxItems\": 1.5}", "'#/maxItems' must be a whole number of at least 0"},
		{"{\"minProperties\": null}",
			"'#/minProperties' must be a whole number of at least 0"},
		{"{\"pattern\": 1}", "'#/pattern' must be a string"},
		{"{\"format\": 1}", "'#/format' must be a string"},
		{"{\"enum\": 1}", "'#/enum' must be an array"},
		{"{\"required\": \"a\"}", "'#/required' must be an array of strings"},
		{"{\"required\": [1]}", "'#/required' must be an array of strings"},
		{"{\"dependentRequired\": []}", "'#/dependentRequired' must be an object"},
		{"{\"dependentRequired\": {\"a\": [1]}}",
			"'#/dependentRequired' must be made of arrays of strings"},
		{"{\"dependentRequired\": {\"a\": \"b\"}}",
			"'#/dependentRequired' must be made of arrays of strings"},
		{"{\"dependencies\": {\"a\": [1]}}",
			"'#/dependencies' must be made of arrays of strings"},
		{"{\"type\": []}", "'#/type' must be one or several of"},
		{"{\"type\": [1]}", "'#/type' must be one or several of"},
		{"{\"type\": [\"null\", \"text\"]}", "'#/type' must be one or several of"},
		{"{\"type\": {}}", "'#/type' must be one or several of"},
		{"{\"uniqueItems\": 1}", "'#/uniqueItems' must be true or false"},
		{"{\"$ref\": 1}", "'#/$ref' must be a string"},
		{"{\"$dynamicRef\": 1}", "'#/$dynamicRef' must be a string"},
		{"{\"items\": [{}]}",
			"'#/items' must be a schema (a list of schemas is 'prefixItems')"},
		{"{\"if\": 1}", "'#/if' must be a schema"},
		{"{\"if\": {}, \"then\": 1}", "'#/then' must be a schema"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const char *got = says(SCHEMA_2020_12, table[i][0], "1");

		if (strncmp(got, "invalid schema: ", 16) != 0 || !strstr(got, table[i][1]))
			test_failed(__FILE__, __LINE__, "%s says '%s'", table[i][0], got);
	}
}

TEST(items_that_are_the_same)
{
	static const char *const table[][3] = {
		{"{\"uniqueItems\": true}", "[1, 2, 1, 2]",
			" must NOT have duplicate items (items ## 1 and 3 are identical)"},
		{"{\"uniqueItems\": true, \"items\": {\"type\": \"integer\"}}", "[1, 2, 1, 2]",
			" must NOT have duplicate items (items ## 3 and 1 are identical)"},
		{"{\"uniqueItems\": true, \"items\": {\"type\": [\"integer\", \"string\"]}}",
			"[\"a\", 1, \"a\"]",
			" must NOT have duplicate items (items ## 2 and 0 are identical)"},
		{"{\"uniqueItems\": true, \"items\": {\"type\": \"array\"}}", "[[1], [1.0]]",
			" must NOT have duplicate items (items ## 0 and 1 are identical)"},
		{"{\"uniqueItems\": true}", "[[1, 2], [2, 1], {\"a\": [1]}, {\"a\": [1.0]}]",
			" must NOT have duplicate items (items ## 2 and 3 are identical)"},
		{"{\"uniqueItems\": true}", "[1, true, \"1\", null, [], {}, 0, false, \"\", [0]]",
			""},
		{"{\"uniqueItems\": true}", "[0, -0]",
			" must NOT have duplicate items (items ## 0 and 1 are identical)"},
		{"{\"uniqueItems\": true}", "[1]", ""},
		{"{\"uniqueItems\": true}", "{}", ""},
		{"{\"uniqueItems\": false}", "[1, 1]", ""},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK_STR(says(SCHEMA_2020_12, table[i][0], table[i][1]), table[i][2]);
}

TEST(arrays_of_other_lengths)
{
	static const char *const table[][3] = {
		{"{\"maxItems\": 1}", "[1, 2]", " must NOT have more than 1 items"},
		{"{\"minItems\": 1}", "[]", " must NOT have fewer than 1 items"},
		{"{\"maxItems\": 1}", "\"no array\"", ""},
		{"{\"prefixItems\": [{\"type\": \"null\"}]}", "[1, 2]", "/0 must be null"},
		{"{\"prefixItems\": [{}], \"items\": false}", "[1, 2]",
			" must NOT have more than 1 items"},
		{"{\"prefixItems\": [{}], \"items\": false}", "[1]", ""},
		{"{\"prefixItems\": [{}], \"items\": {\"type\": \"null\"}}", "[1, 2, null, 3]",
			"/1 must be null\n/3 must be null"},
		{"{\"contains\": {\"type\": \"null\"}}", "[1]",
			"/0 must be null\n must contain at least 1 valid item(s)"},
		{"{\"contains\": {\"type\": \"null\"}, \"minContains\": 0}", "[1]", ""},
		{"{\"contains\": {\"type\": \"null\"}, \"maxContains\": 1}", "[null, null]",
			" must contain at least 1 and no more than 1 valid item(s)"},
		{"{\"prefixItems\": [true], \"unevaluatedItems\": false}", "[1]", ""},
		{"{\"prefixItems\": [true], \"unevaluatedItems\": false}", "[1, 2]",
			" must NOT have more than 1 items"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK_STR(says(SCHEMA_2020_12, table[i][0], table[i][1]), table[i][2]);
	CHECK_STR(says(SCHEMA_DRAFT7, "{\"items\": [{}], \"additionalItems\": false}", "[1, 2]"),
		" must NOT have more than 1 items");
	CHECK_STR(says(SCHEMA_DRAFT7, "{\"additionalItems\": false}", "[1, 2]"), "");
	CHECK_STR(says(SCHEMA_DRAFT7,
			  "{\"items\": [{}], \"additionalItems\": {\"type\": \"null\"}}", "[1, 2]"),
		"/1 must be null");
	CHECK_STR(says(SCHEMA_DRAFT7, "{\"contains\": {\"type\": \"null\"}, \"maxContains\": 0}",
			  "[null]"),
		"");
}

TEST(limits_of_numbers_and_texts)
{
	static const char *const table[][3] = {
		{"{\"maximum\": 1}", "1", ""},
		{"{\"maximum\": 1}", "1.1", " must be <= 1"},
		{"{\"exclusiveMaximum\": 1}", "1", " must be < 1"},
		{"{\"minimum\": 1}", "0", " must be >= 1"},
		{"{\"exclusiveMinimum\": 1}", "1", " must be > 1"},
		{"{\"multipleOf\": 2}", "3", " must be multiple of 2"},
		{"{\"multipleOf\": 1e-8}", "1e308", ""},
		{"{\"maxLength\": 1}", "\"ab\"", " must NOT have more than 1 characters"},
		{"{\"maxLength\": 1}", "\"\xf0\x9f\x98\x80\"", ""},
		{"{\"minLength\": 2}", "\"\xf0\x9f\x98\x80\"",
			" must NOT have fewer than 2 characters"},
		{"{\"format\": \"nothing-known\"}", "\"x\"", ""},
		{"{\"format\": \"date\"}", "\"x\"", " must match format \"date\""},
		{"{\"format\": \"date\"}", "1", ""},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK_STR(says(SCHEMA_2020_12, table[i][0], table[i][1]), table[i][2]);
}
