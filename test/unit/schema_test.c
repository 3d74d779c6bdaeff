#include "core/data/schema.h"

#include "core/base/fs.h"
#include "core/base/map.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define NO_ASSERTION "the draft leaves it to annotations"
#define NO_FORMAT "not among the formats that are checked"

/* Cases of the suite's optional part that do not pass, by a part of
 * "file: group: case".  An entry that all pass now fails the test, so that the
 * list stays true.  Of the required part nothing is listed. */
static struct {
	const char *id, *reason;
	int failed, run;
} listed[] = {
	{.id = "optional/content.json", .reason = NO_ASSERTION},
	{.id = "format/idn-email.json", .reason = NO_FORMAT},
	{.id = "format/idn-hostname.json", .reason = NO_FORMAT},
	{.id = "format/iri.json", .reason = NO_FORMAT},
	{.id = "format/iri-reference.json", .reason = NO_FORMAT},
	{.id = "format/uri-template.json", .reason = NO_FORMAT},
	{.id = "format/relative-json-pointer.json", .reason = NO_FORMAT},
	{.id = "format/hostname.json: validation of A-label",
		.reason = "punycode labels are not decoded"},
	{.id = "optional/cross-draft.json: refs to", .reason = "draft 2019-09 is not supported"},
	{.id = "a variable-width lookbehind", .reason = "PCRE2 10.42 has none"},
};

/* The suite's remote documents, by URI. */
struct remotes {
	char *dir;
	struct map by_uri;
	struct arena names;
	cJSON *loaded; /* an array: their owner */
};

struct suite {
	struct remotes *remotes;
	enum schema_draft draft;
	bool formats;
	int total, passed, on_list;
};

static bool replace_nul(struct str *text)
{
	for (char *p = text->at; p && (p = strstr(p, "\\u0000")); p++)
		p[5] = '1';
	return true;
}

static cJSON *load_json(const char *path)
{
	struct str text = {0};
	struct err err = {0};
	cJSON *json = NULL;

	/* U+0000 is refused by our reader; another control character says the same */
	if (!fs_read(path, 1 << 24, &text, &err) || !replace_nul(&text) ||
		!json_parse(str_text(&text), text.len, &json, &err))
		test_failed(__FILE__, __LINE__, "%s: %s", path, err.message);
	str_release(&text);
	return json;
}

static const cJSON *serve(void *self, const char *uri)
{
	static const char prefix[] = "http://localhost:1234/";
	struct remotes *remotes = self;
	cJSON *json = map_get(&remotes->by_uri, uri);
	char path[4200];

	if (json || !str_starts(uri, prefix))
		return json;
	snprintf(path, sizeof path, "%s/%s", remotes->dir, uri + strlen(prefix));
	if (!fs_exists(path))
		return NULL;
	json = load_json(path);
	json_append_take(remotes->loaded, json);
	map_put(&remotes->by_uri, arena_strdup(&remotes->names, uri), json);
	return json;
}

static void judge(struct suite *suite, const char *id, const char *wrong)
{
	bool on_list = false;

	suite->total++;
	suite->passed += !wrong;
	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
		if (!suite->formats || !strstr(id, listed[i].id))
			continue;
		on_list = true;
		listed[i].run++;
		listed[i].failed += wrong != NULL;
	}
	suite->on_list += on_list && wrong;
	if (wrong && !on_list)
		test_failed(__FILE__, __LINE__, "%s: %s", id, wrong);
}

static const char *run_case(const struct schema *schema, const cJSON *test)
{
	static char wrong[300];
	struct schema_errors errors = {0};
	bool want = json_get_bool(test, "valid", false);
	const cJSON *data = json_get(test, "data");
	bool got = schema_check(schema, data, &errors);

	wrong[0] = '\0';
	if (got != want || (errors.list.len == 0) != want ||
		schema_check(schema, data, NULL) != want)
		snprintf(wrong, sizeof wrong, "%s",
			errors.list.len ? errors.list.at[0].message : "accepted");
	schema_errors_release(&errors);
	return wrong[0] ? wrong : NULL;
}

static void run_group(struct suite *suite, const char *file, const cJSON *group)
{
	struct schema_options options = {.fallback = suite->draft,
		.load = serve,
		.self = suite->remotes,
		.check_formats = suite->formats};
	struct arena a = {0};
	const struct schema *schema;
	struct err err = {0};
	bool ok = schema_compile(&a, json_get(group, "schema"), &options, &schema, &err);

	json_each(test, json_get(group, "tests"))
		judge(suite,
			arena_printf(&a, "%s: %s: %s", file, json_get_string(group, "description"),
				json_get_string(test, "description")),
			ok ? run_case(schema, test) : err.message);
	arena_release(&a);
}

static bool run_file(void *self, const char *path, struct err *err)
{
	struct suite *suite = self;
	cJSON *groups;

	(void)err;
	if ((strstr(path, "/optional/") != NULL) != suite->formats)
		return true;
	groups = load_json(path);
	json_each(group, groups)
		run_group(suite, path, group);
	json_free(groups);
	return true;
}

static void run_suite(const char *draft_dir, const char *label, struct suite *suite)
{
	const char *shared = test_shared("conformance/json-schema");
	struct remotes remotes = {0};
	struct err err = {0};
	char dir[4200], remote_dir[4200];

	if (!shared)
		return;
	snprintf(dir, sizeof dir, "%s/%s", shared, draft_dir);
	snprintf(remote_dir, sizeof remote_dir, "%s/remotes", shared);
	remotes.dir = remote_dir;
	remotes.loaded = json_new_array();
	suite->remotes = &remotes;
	CHECK(fs_walk(dir, run_file, suite, &err));
	printf("# json schema %s: %d of %d, %d listed\n", label, suite->passed, suite->total,
		suite->on_list);
	map_release(&remotes.by_uri);
	arena_release(&remotes.names);
	json_free(remotes.loaded);
}

TEST(the_json_schema_suite_draft_7)
{
	struct suite suite = {.draft = SCHEMA_DRAFT7};

	run_suite("draft7", "draft 7", &suite);
}

TEST(the_json_schema_suite_draft_2020_12)
{
	struct suite suite = {.draft = SCHEMA_2020_12};

	run_suite("draft2020-12", "draft 2020-12", &suite);
}

TEST(the_json_schema_suite_optional_with_formats)
{
	struct suite draft7 = {.draft = SCHEMA_DRAFT7, .formats = true};
	struct suite draft_2020_12 = {.draft = SCHEMA_2020_12, .formats = true};

	run_suite("draft7", "draft 7 optional", &draft7);
	run_suite("draft2020-12", "draft 2020-12 optional", &draft_2020_12);
	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
		if (listed[i].run && !listed[i].failed)
			test_failed(__FILE__, __LINE__, "'%s' passes now, take it off the list",
				listed[i].id);
}

static struct arena arena;
static const struct schema *compiled;
static struct err compile_err;

static bool compile(const char *text, enum schema_draft draft)
{
	struct schema_options options = {.fallback = draft, .check_formats = true};
	static cJSON *before; /* a schema borrows its document */
	cJSON *document;

	arena_reset(&arena);
	compile_err = (struct err){0};
	if (!json_parse(text, strlen(text), &document, &compile_err))
		return false;
	json_free(before);
	before = document;
	return schema_compile(&arena, document, &options, &compiled, &compile_err);
}

/* The errors of a value under the schema compiled last, one a line. */
static const char *errors_of(const char *text)
{
	static char out[4000];
	struct schema_errors errors = {0};
	cJSON *value = NULL;
	struct err err = {0};
	size_t len = 0;

	out[0] = '\0';
	if (!json_parse(text, strlen(text), &value, &err))
		return "the value is no JSON";
	schema_check(compiled, value, &errors);
	for (size_t i = 0; i < errors.list.len && len < sizeof out - 200; i++)
		len += (size_t)snprintf(out + len, sizeof out - len, "%s%s %s", i ? "\n" : "",
			errors.list.at[i].instance_path, errors.list.at[i].message);
	schema_errors_release(&errors);
	json_free(value);
	return out;
}

/* What a schema says to a value, or why it does not compile. */
static const char *says(const char *schema, const char *value)
{
	return compile(schema, SCHEMA_2020_12) ? errors_of(value) : compile_err.message;
}

static void done(void)
{
	compile("true", SCHEMA_DRAFT7);
	arena_release(&arena);
}

TEST(schema_messages_are_those_of_ajv)
{
	CHECK_STR(says("{\"type\": \"number\"}", "\"x\""), " must be number");
	CHECK_STR(says("{\"type\": [\"string\", \"null\"]}", "1"), " must be string,null");
	CHECK_STR(says("{\"required\": [\"a\", \"b\"], \"properties\": {\"c\": {\"type\": "
		       "\"array\"}}}",
			  "{\"c\": 1}"),
		" must have required property 'a'\n must have required property 'b'\n/c must be "
		"array");
	CHECK_STR(says("{\"properties\": {\"a\": {}}, \"additionalProperties\": false}",
			  "{\"a\": 1, \"b\": 2}"),
		" must NOT have additional properties");
	CHECK_STR(
		says("{\"enum\": [1, \"a\"]}", "2"), " must be equal to one of the allowed values");
	CHECK_STR(says("{\"const\": {\"a\": 1}}", "{}"), " must be equal to constant");
	CHECK_STR(says("{\"pattern\": \"^a+$\"}", "\"b\""), " must match pattern \"^a+$\"");
	CHECK_STR(says("{\"format\": \"date\"}", "\"b\""), " must match format \"date\"");
	CHECK_STR(says("{\"minLength\": 2, \"maxLength\": 0}", "\"\xc3\xa9\""),
		" must NOT have more than 0 characters\n must NOT have fewer than 2 characters");
	CHECK_STR(says("{\"minimum\": 1, \"maximum\": -0.5}", "0"),
		" must be <= -0.5\n must be >= 1");
	CHECK_STR(says("{\"multipleOf\": 0.01}", "0.075"), " must be multiple of 0.01");
	CHECK_STR(says("{\"oneOf\": [{\"type\": \"string\"}, {\"minimum\": 5}]}", "1"),
		" must be string\n must be >= 5\n must match exactly one schema in oneOf");
	CHECK_STR(says("{\"anyOf\": [false]}", "1"),
		" boolean schema is false\n must match a schema in anyOf");
	CHECK_STR(says("{\"not\": {}}", "1"), " must NOT be valid");
	CHECK_STR(says("{\"if\": true, \"then\": {\"type\": \"null\"}}", "1"),
		" must be null\n must match \"then\" schema");
	CHECK_STR(says("{\"uniqueItems\": true}",
			  "[1, 2, {\"a\": 1, \"b\": 0}, {\"b\": -0, \"a\": 1.0}]"),
		" must NOT have duplicate items (items ## 2 and 3 are identical)");
	CHECK_STR(says("{\"contains\": {\"type\": \"string\"}, \"maxContains\": 2}", "[1]"),
		"/0 must be string\n must contain at least 1 and no more than 2 valid item(s)");
	CHECK_STR(says("{\"dependentRequired\": {\"a\": [\"b\", \"c\"]}}", "{\"a\": 1, \"b\": 1}"),
		" must have properties b, c when property a is present");
	CHECK_STR(says("{\"propertyNames\": {\"maxLength\": 1}}", "{\"ab\": 1}"),
		" must NOT have more than 1 characters\n property name must be valid");
	CHECK_STR(says("{\"items\": {\"properties\": {\"a/b\": {\"type\": \"null\"}}}}",
			  "[{}, {\"a/b\": 1}]"),
		"/1/a~1b must be null");
	done();
}

TEST(schema_type_stops_the_keywords_of_its_type)
{
	CHECK_STR(says("{\"type\": \"object\", \"required\": [\"a\"], \"minLength\": 2}", "\"x\""),
		" must NOT have fewer than 2 characters\n must be object");
	CHECK_STR(says("{\"type\": \"integer\", \"minimum\": 3}", "1.5"),
		" must be integer\n must be >= 3");
	CHECK_STR(says("{\"type\": \"integer\"}", "1.0"), "");
	done();
}

TEST(schema_error_names_its_keyword)
{
	struct schema_errors errors = {0};
	cJSON *value = json_new_object();

	CHECK(compile("{\"properties\": {\"a b\": {\"allOf\": [{\"type\": \"null\"}, "
		      "{\"$ref\": \"#/$defs/s\"}]}}, \"$defs\": {\"s\": {\"type\": \"string\"}}}",
		SCHEMA_2020_12));
	json_set_number(value, "a b", 1);
	CHECK(!schema_check(compiled, value, &errors));
	CHECK_INT(errors.list.len, 2);
	CHECK_STR(errors.list.at[0].schema_path, "#/properties/a%20b/allOf/0/type");
	CHECK_STR(errors.list.at[0].keyword, "type");
	CHECK_STR(errors.list.at[1].schema_path, "#/$defs/s/type");
	CHECK_STR(errors.list.at[1].instance_path, "/a b");
	schema_errors_release(&errors);
	json_free(value);
	done();
}

TEST(schema_wrong_schemas_do_not_compile)
{
	CHECK_STR(says("1", "1"), "invalid schema: '#' is no schema");
	CHECK_STR(says("{\"properties\": {\"a\": {\"minLength\": \"x\"}}}", "1"),
		"invalid schema: '#/properties/a/minLength' must be a whole number of at least 0");
	CHECK_STR(says("{\"type\": \"text\"}", "1"), "invalid schema: '#/type' must be one or "
						     "several of null, boolean, integer, number, "
						     "string, array, object");
	CHECK_STR(says("{\"properties\": {\"a\": 1}}", "1"),
		"invalid schema: '#/properties' must be made of schemas");
	/* enough to be looked for in a table */
	CHECK_STR(says("{\"additionalProperties\": false, \"properties\": [1,2,3,4,5,6,7,8,9]}",
			  "{\"a\": 1}"),
		"invalid schema: '#/properties' must be an object of schemas");
	CHECK_STR(says("{\"not\": []}", "1"), "invalid schema: '#/not' must be a schema");
	CHECK_STR(says("{\"allOf\": {}}", "1"),
		"invalid schema: '#/allOf' must be an array of schemas");
	CHECK_STR(says("{\"$ref\": \"#/x\"}", "1"),
		"invalid schema: the reference '#/x' leads nowhere");
	CHECK_STR(says("{\"$ref\": \"http://x.y/z#a\"}", "1"),
		"invalid schema: the reference 'http://x.y/z#a' leads nowhere (no document "
		"'http://x.y/z')");
	CHECK(strstr(
		says("{\"pattern\": \"(\"}", "1"), "'#/pattern': the pattern '(' is wrong at 1"));
	CHECK(strstr(says("{\"pattern\": \"\\\\Qa\"}", "1"), "neither an escape nor a group"));
	CHECK(strstr(says("{\"pattern\": \"(?R)\"}", "1"), "neither an escape nor a group"));
	done();
}

TEST(schema_loops_end)
{
	CHECK(strstr(says("{\"$ref\": \"#\"}", "1"), "without end"));
	CHECK(strstr(
		says("{\"allOf\": [{\"$ref\": \"#\"}, {\"$ref\": \"#\"}]}", "1"), "without end"));
	CHECK(strstr(says("{\"not\": {\"$ref\": \"#\"}}", "1"), "without end"));
	CHECK(strstr(
		says("{\"$dynamicAnchor\": \"a\", \"$dynamicRef\": \"#a\"}", "1"), "without end"));
	CHECK_STR(says("{\"items\": {\"$ref\": \"#\"}, \"maxItems\": 1}", "[[[[[[1, 2]]]]]]"),
		"/0/0/0/0/0 must NOT have more than 1 items");
	done();
}

TEST(schema_branches_that_double_are_given_up)
{
	struct str text = {0};

	str_add(&text, "{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
	for (int i = 0; i < 40; i++)
		str_addf(&text,
			"\"a%d\": {\"allOf\": [{\"$ref\": \"#/$defs/a%d\"}, {\"$ref\": "
			"\"#/$defs/a%d\"}]},",
			i, i + 1, i + 1);
	str_add(&text, "\"a40\": true}}");
	CHECK_STR(says(str_text(&text), "1"), " must not need so many steps to check");
	str_release(&text);
	done();
}

TEST(schema_deep_values_and_schemas)
{
	struct str text = {0};

	for (int i = 0; i < 256; i++)
		str_add_char(&text, '[');
	for (int i = 0; i < 256; i++)
		str_add_char(&text, ']');
	CHECK_STR(says("{\"items\": {\"$ref\": \"#/$defs/a\"}, "
		       "\"$defs\": {\"a\": {\"allOf\": [{\"$ref\": \"#\"}]}}}",
			  str_text(&text)),
		"");
	str_clear(&text);
	for (int i = 0; i < 255; i++)
		str_add(&text, "{\"not\":");
	str_add(&text, "true");
	for (int i = 0; i < 255; i++)
		str_add_char(&text, '}');
	CHECK_STR(says(str_text(&text), "1"), " must NOT be valid");
	str_release(&text);
	done();
}

TEST(schema_unknown_values_pass)
{
	static const char *const schemas[] = {"{\"properties\": {\"a\": {\"type\": \"string\"}}}",
		"{\"properties\": {\"a\": false}}",
		"{\"not\": {\"properties\": {\"a\": {\"type\": \"null\"}}}}",
		"{\"oneOf\": [{\"properties\": {\"a\": {\"const\": 1}}}, {\"required\": [\"a\"]}]}",
		"{\"const\": {\"a\": 5}}", "{\"enum\": [{\"a\": 5}]}",
		"{\"if\": {\"properties\": {\"a\": {\"const\": 1}}}, \"then\": false}"};
	cJSON *value = json_new_object();
	struct schema_errors errors = {0};

	json_set_take(value, "a", json_new_unknown());
	for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
		CHECK(compile(schemas[i], SCHEMA_2020_12));
		if (!schema_check(compiled, value, &errors) || errors.list.len)
			test_failed(__FILE__, __LINE__, "%s: %s", schemas[i],
				errors.list.len ? errors.list.at[0].message : "no error");
	}
	CHECK(compile("{\"required\": [\"b\"]}", SCHEMA_2020_12));
	CHECK(!schema_check(compiled, value, NULL));
	json_free(value);
	done();
}

TEST(schema_numbers_are_mathematical)
{
	CHECK_STR(says("{\"multipleOf\": 0.01}", "19.99"), "");
	CHECK_STR(says("{\"multipleOf\": 0.0001}", "0.0075"), "");
	CHECK_STR(says("{\"multipleOf\": 1e-8}", "12391239123"), "");
	CHECK_STR(says("{\"multipleOf\": 0.5}", "1e308"), "");
	CHECK_STR(
		says("{\"multipleOf\": 0.123456789}", "1e308"), " must be multiple of 0.123456789");
	CHECK_STR(says("{\"multipleOf\": 1e300}", "1"), " must be multiple of 1e+300");
	CHECK_STR(says("{\"const\": 1}", "1.0"), "");
	done();
}

TEST(schema_patterns_are_those_of_ecma_262)
{
	CHECK_STR(says("{\"pattern\": \"^a$\"}", "\"a\\n\""), " must match pattern \"^a$\"");
	CHECK_STR(says("{\"pattern\": \"^\\\\s[\\\\s]$\"}", "\"\\ufeff\\u2003\""), "");
	CHECK_STR(says("{\"pattern\": \"^\\\\p{Letter}\\\\p{Script=Greek}$\"}",
			  "\"\xc3\xa9\xce\xb1\""),
		"");
	CHECK_STR(says("{\"pattern\": \"^\\\\d$\"}", "\"\xd9\xa1\""),
		" must match pattern \"^\\d$\"");
	CHECK_STR(
		says("{\"pattern\": \"^\\\\u{1F600}\\\\u00e9$\"}", "\"\xf0\x9f\x98\x80\xc3\xa9\""),
		"");
	CHECK_STR(says("{\"pattern\": \"^[[:x]+$\"}", "\"[:x\""), "");
	/* the match is given up, not run for minutes */
	CHECK_STR(says("{\"pattern\": \"^(a+)+$\"}",
			  "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\""),
		" must match pattern \"^(a+)+$\"");
	done();
}

static void format_is(const char *format, const char *text, bool want)
{
	struct arena a = {0};
	const char *schema = arena_printf(&a, "{\"format\": \"%s\"}", format);

	if (!*says(schema, arena_printf(&a, "\"%s\"", text)) != want)
		test_failed(__FILE__, __LINE__, "%s '%s' is %s", format, text,
			want ? "refused" : "accepted");
	arena_release(&a);
}

TEST(schema_dates_and_durations)
{
	format_is("date-time", "2024-02-29T23:59:59.5-08:00", true);
	format_is("date-time", "2016-12-31T15:59:60-08:00", true);
	format_is("date-time", "2016-12-31T15:59:60Z", false);
	format_is("date-time", "2025-02-29T00:00:00Z", false);
	format_is("date-time", "2025-02-28T00:00:00", false);
	format_is("date-time", "2025-02-28T00:00:00.Z", false);
	format_is("date-time", "2025-02-28T00:00:00+24:00", false);
	format_is("date-time", "2025-02-28T24:00:00Z", false);
	format_is("duration", "P1Y2M3DT4H5M6S", true);
	format_is("duration", "P2M3D", true);
	format_is("duration", "PT5M", true);
	format_is("duration", "P1Y2D", false);
	format_is("duration", "PT1H2S", false);
	format_is("duration", "P1YT", false);
	done();
}

TEST(schema_works_with_many_keys)
{
	struct str schema = {0}, value = {0};

	str_add(&schema, "{\"additionalProperties\": false, \"properties\": {");
	str_add_char(&value, '{');
	for (int i = 0; i < 2000; i++) {
		str_addf(&schema, "%s\"k%d\": {\"type\": \"integer\"}", i ? "," : "", i);
		str_addf(&value, "\"k%d\": %d,", i, i);
	}
	str_add(&schema, "}, \"required\": [\"k1\", \"z\"]}");
	str_add(&value, "\"x\": 1}");
	CHECK_STR(says(str_text(&schema), str_text(&value)),
		" must have required property 'z'\n must NOT have additional properties");
	str_release(&schema);
	str_release(&value);
	done();
}

/* 2020-12 core section 8.2.3.2 and appendix C. */
TEST(schema_dynamic_references)
{
	static const char list[] =
		"\"list\": {\"$id\": \"list\", \"items\": {\"$dynamicRef\": \"#item\"}, "
		"\"$defs\": {\"item\": {\"$dynamicAnchor\": \"item\"}}}";
	static const char tree[] =
		"{\"$id\": \"http://x.y/strict\", \"$dynamicAnchor\": \"node\", \"$ref\": "
		"\"tree\", "
		"\"unevaluatedProperties\": false, \"$defs\": {\"tree\": {\"$id\": \"tree\", "
		"\"$dynamicAnchor\": \"node\", \"type\": \"object\", \"properties\": {\"data\": "
		"true, "
		"\"children\": {\"type\": \"array\", \"items\": {\"$dynamicRef\": \"#node\"}}}}}}";
	static const char scopes[] =
		"{\"$id\": \"http://x.y/main\", \"if\": {\"$id\": \"first\", \"$defs\": {\"t\": "
		"{\"$dynamicAnchor\": \"t\", \"type\": \"number\"}}}, \"then\": {\"$id\": "
		"\"second\", "
		"\"$ref\": \"start\", \"$defs\": {\"t\": {\"$dynamicAnchor\": \"t\", \"type\": "
		"\"null\"}}}, \"$defs\": {\"start\": {\"$id\": \"start\", \"$dynamicRef\": "
		"\"inner#t\"}, \"t\": {\"$id\": \"inner\", \"$dynamicAnchor\": \"t\", \"type\": "
		"\"string\"}}}";
	struct arena a = {0};
	const char *schema = arena_printf(&a,
		"{\"$id\": \"http://x.y/main\", \"$ref\": \"list\", \"$defs\": {\"s\": "
		"{\"$dynamicAnchor\": \"item\", \"type\": \"string\"}, %s}}",
		list);

	CHECK_STR(says(schema, "[\"a\", 1]"), "/1 must be string");
	schema = arena_printf(&a,
		"{\"$id\": \"http://x.y/main\", \"$ref\": \"list\", \"$defs\": {\"s\": "
		"{\"$anchor\": \"item\", \"type\": \"string\"}, %s}}",
		list);
	CHECK_STR(says(schema, "[\"a\", 1]"), "");
	CHECK_STR(says(tree, "{\"children\": [{\"data\": 1}]}"), "");
	CHECK_STR(says(tree, "{\"children\": [{\"daat\": 1}]}"),
		"/children/0 must NOT have unevaluated properties");
	CHECK_STR(says(scopes, "null"), "");
	CHECK_STR(says(scopes, "42"), " must be null\n must match \"then\" schema");
	CHECK_STR(says(scopes, "\"a\""), " must be null\n must match \"then\" schema");
	CHECK_STR(says("{\"items\": {\"$dynamicRef\": \"#/$defs/s\"}, \"$defs\": {\"s\": "
		       "{\"$dynamicAnchor\": \"x\", \"type\": \"string\"}}}",
			  "[1]"),
		"/0 must be string");
	arena_release(&a);
	done();
}

TEST(schema_unevaluated_items)
{
	CHECK_STR(says("{\"prefixItems\": [true], \"contains\": {\"type\": \"string\"}, "
		       "\"unevaluatedItems\": false}",
			  "[1, \"a\", \"b\"]"),
		"");
	CHECK_STR(says("{\"prefixItems\": [true], \"contains\": {\"type\": \"string\"}, "
		       "\"unevaluatedItems\": false}",
			  "[1, 2, \"b\"]"),
		" must NOT have more than 1 items");
	CHECK_STR(says("{\"if\": {\"prefixItems\": [{\"const\": \"a\"}]}, \"unevaluatedItems\": "
		       "{\"type\": \"null\"}}",
			  "[\"a\", null, 5]"),
		"/2 must be null");
	CHECK_STR(says("{\"anyOf\": [{\"prefixItems\": [true, true]}, {\"prefixItems\": [false]}], "
		       "\"unevaluatedItems\": false}",
			  "[1, 2]"),
		"");
	CHECK_STR(
		says("{\"not\": {\"not\": {\"items\": true}}, \"unevaluatedItems\": false}", "[1]"),
		" must NOT have more than 0 items");
	done();
}

TEST(schema_meta_schemas_are_known)
{
	CHECK_STR(says("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}",
			  "{\"$defs\": {\"a\": {\"type\": \"string\", \"minLength\": 1}}}"),
		"");
	CHECK(strstr(says("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}",
			     "{\"$defs\": {\"a\": {\"type\": 1}}}"),
		"/$defs/a/type must be equal to one of the allowed values"));
	CHECK_STR(says("{\"$ref\": \"http://json-schema.org/draft-07/schema#\"}",
			  "{\"definitions\": {\"a\": {\"minLength\": -1}}}"),
		"/definitions/a/minLength must be >= 0");
	done();
}

static const cJSON *serve_own(void *self, const char *uri)
{
	return strcmp(uri, "http://x.y/meta") == 0 ? self : NULL;
}

TEST(schema_vocabularies_of_others)
{
	static const char meta_text[] =
		"{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$vocabulary\": "
		"{\"https://json-schema.org/draft/2020-12/vocab/applicator\": true}}";
	static const char text[] = "{\"$schema\": \"http://x.y/meta\", \"minimum\": 5, "
				   "\"properties\": {\"a\": false}}";
	struct schema_options options = {.load = serve_own};
	struct arena a = {0};
	struct err err = {0};
	cJSON *meta, *document, *value;
	const struct schema *schema;

	CHECK(json_parse(meta_text, sizeof meta_text - 1, &meta, &err));
	CHECK(json_parse(text, sizeof text - 1, &document, &err));
	options.self = meta;
	CHECK(schema_compile(&a, document, &options, &schema, &err));
	value = json_new_number(1);
	CHECK(schema_check(schema, value, NULL));
	json_free(value);
	value = json_new_object();
	json_set_number(value, "a", 1);
	CHECK(!schema_check(schema, value, NULL));
	json_free(value);
	json_free(document);
	json_free(meta);
	arena_release(&a);
}
