#include "core/expr/expr.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* What no line of expr_table.tsv can hold: bytes that are no text, sizes, and data of a scope. */

static char *answer(const char *text, size_t len, const struct expr_scope *scope)
{
	struct arena code = {0}, scratch = {0};
	struct expr_error error;
	struct expr_syntax bad;
	const struct expr *e;
	struct str out = {0};
	cJSON *value = NULL;

	if (!expr_compile(&code, text, len, &e, &bad)) {
		str_addf(&out, "SyntaxError at %zu: %s", bad.offset, bad.message);
	} else if (expr_eval(e, scope, &scratch, &value, &error)) {
		if (value)
			json_print(&out, value, JSON_COMPACT);
		json_free(value);
	} else {
		str_addf(&out, "%s: %s", error.name, error.message);
		if (error.value)
			json_print(&out, error.value, JSON_COMPACT);
		expr_error_release(&error);
	}
	arena_release(&code);
	arena_release(&scratch);
	return str_take(&out);
}

static void check(const char *text, const char *want)
{
	const struct expr_scope scope = {0};
	char *got = answer(text, strlen(text), &scope);

	if (strcmp(got, want) != 0)
		test_failed(__FILE__, __LINE__, "%.80s gives %.200s, want %.200s", text, got, want);
	free(got);
}

static void check_within(const char *text, const struct expr_limits *limits, const char *want)
{
	const struct expr_scope scope = {.limits = *limits};
	char *got = answer(text, strlen(text), &scope);

	if (!strstr(got, want))
		test_failed(__FILE__, __LINE__, "%.80s gives %.200s, want %s", text, got, want);
	free(got);
}

#define NOWHERE (-1)

TEST(where_an_expression_ends)
{
	static const struct {
		const char *text;
		int want;
	} table[] = {
		{"a }", 2},
		{"}", 0},
		{"{a: {b: 1}} } }", 12},
		{"'}' + \"}\" }", 10},
		{"`}` }", 4},
		{"`a${b}c` }", 9},
		{"`${`${ {a: 1}.a }`}` }", 21},
		{"/}/.test(b) }", 12},
		{"/[/}]/g }", 8},
		{"a / b / c }", 10},
		{"(a) / b} / c", 7},
		{"a[0] / b }", 9},
		{"a++ / b }", 8},
		{"'x' / 2 }", 8},
		{"`x` / 2 }", 8},
		{"1 / 2 }", 6},
		{"this / 2 }", 9},
		{"null / true / false / 1 }", 24},
		{"a /= /}/ }", 9},
		{"x => /=}/ }", 10},
		{"return /}/ }", 11},
		{"{} / 2 }", 7},
		{"/* } */ a }", 10},
		{"a // }\n}", 7},
		{"a", NOWHERE},
		{"", NOWHERE},
		{"{", NOWHERE},
		{"'}", NOWHERE},
		{"`}", NOWHERE},
		{"`${a", NOWHERE},
		{"/}", NOWHERE},
		{"/* }", NOWHERE},
		{"# }", NOWHERE},
		{"1x }", NOWHERE},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t at = 0;
		bool found = expr_extent(table[i].text, strlen(table[i].text), &at);
		int got = found ? (int)at : NOWHERE;

		if (got != table[i].want)
			test_failed(__FILE__, __LINE__, "%s ends at %d, want %d", table[i].text,
				got, table[i].want);
	}
}

TEST(braces_without_end_are_no_expression)
{
	struct str text = {0};
	size_t at;

	for (int i = 0; i < 600; i++)
		str_add(&text, "{");
	for (int i = 0; i < 601; i++)
		str_add(&text, "}");
	CHECK(!expr_extent(str_text(&text), text.len, &at));
	str_clear(&text);
	for (int i = 0; i < 600; i++)
		str_add(&text, "`${");
	CHECK(!expr_extent(str_text(&text), text.len, &at));
	str_release(&text);
}

TEST(bytes_that_are_no_text)
{
	check("'a\xff"
	      "b'",
		"\"a\xef\xbf\xbd"
		"b\"");
	check("`\xc3`", "\"\xef\xbf\xbd\"");
	check("'\\\xff'.length", "1");
	check("a\xff", "SyntaxError at 1: Invalid or unexpected token");
	check("\xff", "SyntaxError at 0: Invalid or unexpected token");
	check("1 // \xff\n+ 2", "3");
	check("1 /* \xff */ + 2", "3");
	check("/\xff/.source.length", "1");
	check("'\xed\xa0\x80'.length", "3");
}

/* 1,000 bytes of a message are kept, and no half of a character. */
static void check_cut(const char *pad, const char *character)
{
	struct str text = {0};
	const struct expr_scope scope = {0};
	char *got;

	str_addf(&text, "null['%s", pad);
	for (int i = 0; i < 600; i++)
		str_add(&text, character);
	str_add(&text, "']");
	got = answer(str_text(&text), text.len, &scope);
	CHECK(strncmp(got, "TypeError: Cannot read properties of null (reading '", 52) == 0);
	CHECK(strlen(got) > 1000 && strlen(got) < 1050);
	CHECK(!strstr(got, "\xef\xbf\xbd"));
	free(got);
	str_clear(&text);
	str_addf(&text, "structuredClone(() => '%s", pad);
	for (int i = 0; i < 600; i++)
		str_add(&text, character);
	str_add(&text, "')");
	got = answer(str_text(&text), text.len, &scope);
	CHECK(strncmp(got, "DataCloneError: () => '", 23) == 0);
	CHECK(strlen(got) > 1000 && strlen(got) < 1050);
	CHECK(!strstr(got, "\xef\xbf\xbd"));
	free(got);
	str_release(&text);
}

TEST(long_messages_are_cut_between_characters)
{
	static const char *const pads[] = {"", "x", "xx", "xxx"};
	static const char *const characters[] = {"abc", "\u00e9\u00e9", "\u65e5", "\U0001f600"};

	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 4; k++)
			check_cut(pads[i], characters[k]);
}

TEST(what_is_thrown_leaves_as_text)
{
	check("(() => { throw new Error('a\\0b') })()", "Error: a b");
	check("(() => { throw 'text' })()", "Error: text\"text\"");
	check("(() => { throw {message: 'm', code: 2} })()",
		"Error: m{\"message\":\"m\",\"code\":2}");
	check("(() => { throw [1, 'a'] })()", "Error: [1,\"a\"][1,\"a\"]");
	check("(() => { throw 1e21 })()", "Error: 1e+211e+21");
	check("(() => { throw true })()", "Error: truetrue");
	check("(() => { throw null })()", "Error: null");
	check("(() => { throw undefined })()", "Error: ");
	check("(() => { throw () => 1 })()", "Error: ");
	check("(() => { throw 'a\\0b' })()", "Error: ");
	check("(() => { const a = {}; a.a = a; throw a })()", "Error: ");
	check("(() => { throw {toJSON() { throw 1 }} })()", "Error: ");
	check("(() => { const e = new Error('x'); e.name = {toString() { throw 1 }}; throw e })()",
		": x");
	check("(() => { const e = new Error('x'); e.message = Object.create(null); throw e })()",
		"Error: ");
}

TEST(too_many_of_something)
{
	struct str text = {0};
	const struct expr_scope scope = {0};
	char *got;

	str_add(&text, "(() => {");
	for (int i = 0; i < 1100; i++)
		str_addf(&text, "let v%d = %d;", i, i);
	str_add(&text, "})()");
	got = answer(str_text(&text), text.len, &scope);
	CHECK(strstr(got, "too many variables"));
	free(got);
	str_clear(&text);
	for (int i = 0; i < 5 * 1024 * 1024; i++)
		str_add_char(&text, ' ');
	got = answer(str_text(&text), text.len, &scope);
	CHECK(strstr(got, "the expression is longer than 4194304 bytes"));
	free(got);
	str_release(&text);
}

TEST(small_memory_ends_what_needs_more)
{
	const struct expr_limits tiny = {.bytes = 20000};

	check_within("1 + 1", &tiny, "2");
	check_within("/(?:a|b){500}(?:c|d){500}(?:e|f){500}/.test('x')", &tiny, "20000 bytes");
	check_within("'\\u00e9'.repeat(5000).match(/x/)", &tiny, "20000 bytes");
	check_within("'e\\u0301'.repeat(4000).normalize('NFD').length", &tiny, "20000 bytes");
	check_within("[...'x'.repeat(5000)]", &tiny, "20000 bytes");
	check_within("new Map(Array.from({length: 500}, (_, i) => [i, i]))", &tiny, "20000 bytes");
	check_within("JSON.parse('[' + '1,'.repeat(3000) + '1]')", &tiny, "20000 bytes");
	check_within("'abc'.split('').map(c => c.repeat(9000)).join('')", &tiny, "20000 bytes");
	check_within("Object.fromEntries(Array.from({length: 300}, (_, i) => ['k' + i, i]))", &tiny,
		"20000 bytes");
}

TEST(a_scope_of_many_objects)
{
	struct expr_bind binds[] = {{.name = "data", .kind = EXPR_BIND_JSON}, {0}};
	struct expr_scope scope = {.globals = binds};
	static const char *const table[][2] = {
		{"data.every((x, i) => x.id === i && x.sub.n === i * 2)", "true"},
		{"data.filter(x => data.includes(x)).length", "300"},
		{"data[7].sub === data[7].sub && data[7] !== data[8]", "true"},
		{"new Set(data.map(x => x.sub)).size", "300"},
		{"data.map(x => ({...x, id: undefined})).at(-1)", "{\"sub\":{\"n\":598}}"},
		{"data[0].sub.n = 1",
			"TypeError: Cannot assign to read only property 'n' of object '#<Object>'"},
		{"data.length = 0", "TypeError: Cannot assign to read only property 'length' of "
				    "object '[object Array]'"},
		{"Object.isFrozen(data) && Object.isSealed(data[1]) && "
		 "!Object.isExtensible(data[2].sub)",
			"true"},
		{"Object.getOwnPropertyDescriptor(data[1], 'id')",
			"{\"value\":1,\"writable\":false,\"enumerable\":true,\"configurable\":"
			"false}"},
		{"Object.defineProperty(data[1], 'id', {value: 2})",
			"TypeError: Cannot redefine property: id"},
		{"Object.defineProperty(data, 0, {value: 2})",
			"TypeError: Cannot redefine property: 0"},
		{"Object.defineProperty(data[1], 'x', {value: 2})",
			"TypeError: Cannot define property x, object is not extensible"},
		{"structuredClone(data)[3].sub.n", "6"},
		{"JSON.stringify(data[299])", "\"{\\\"id\\\":299,\\\"sub\\\":{\\\"n\\\":598}}\""},
		{"data.toSorted((a, b) => b.id - a.id)[0].id", "299"},
		{"data.slice(0, 2).map(({sub: {n}}) => n)", "[0,2]"},
	};
	cJSON *data;
	struct str text = {0};
	struct err err;

	str_add(&text, "[");
	for (int i = 0; i < 300; i++)
		str_addf(&text, "%s{\"id\":%d,\"sub\":{\"n\":%d}}", i ? "," : "", i, 2 * i);
	str_add(&text, "]");
	CHECK(json_parse(str_text(&text), text.len, &data, &err));
	binds[0].json = data;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char *got = answer(table[i][0], strlen(table[i][0]), &scope);

		if (strcmp(got, table[i][1]) != 0)
			test_failed(__FILE__, __LINE__, "%s gives %s, want %s", table[i][0], got,
				table[i][1]);
		free(got);
	}
	json_free(data);
	str_release(&text);
}

/* String.prototype.normalize() of a text that is half of pairs and marks only. */
TEST(normal_forms_of_odd_texts)
{
	check("('\\ud800'.repeat(100) + 'e\\u0301').normalize().length", "101");
	check("'\\u0301'.repeat(20000).normalize('NFD').length", "20000");
	check("('\\u0323\\u0301'.repeat(3000)).normalize('NFC').length", "6000");
	check("'\\ufdfa'.repeat(2000).normalize('NFKD').length", "36000");
	check("'\\ud83d\\ude00'.repeat(3000).normalize('NFKC').length", "6000");
}

/* A sum that is too high for everything that walks it, at every place where one may stand. */
TEST(what_is_nested_too_deeply_is_refused_wherever_it_stands)
{
	static const char *const places[] = {"%s", "(() => { %s })()",
		"(() => { for (%s; ; ) ; })()", "(() => { for (; %s; ) ; })()",
		"(() => { for (; ; %s) ; })()", "(() => { for (; ; ) %s })()",
		"(() => { for (const x of %s) ; })()", "(() => { for (const x of []) %s })()",
		"(() => { for (a[%s] of []) ; })()", "(() => { switch (%s) { } })()",
		"(() => { switch (1) { case %s: } })()", "(() => { switch (1) { case 1: %s } })()",
		"(() => { try { %s } catch { } })()", "(() => { try { } catch { %s } })()",
		"(() => { try { } catch ({a = %s}) { } })()",
		"(() => { try { } finally { %s } })()", "((a = %s) => a)()",
		"(({a = %s}) => a)({})", "[%s]", "({a: %s})", "({[%s]: 1})", "f(%s)", "new f(%s)",
		"`${%s}`", "a ? %s : 1", "a ? 1 : %s", "a || %s", "-(%s)", "a[%s]",
		"(() => { if (%s) ; })()", "(() => { if (1) ; else %s })()",
		"(() => { while (%s) ; })()", "(() => { do %s; while (0) })()",
		"(() => { let a = %s })()", "(() => { return %s })()", "(() => { throw %s })()",
		"(() => { a: %s })()"};
	const struct expr_scope scope = {0};
	struct str sum = {0}, text = {0};

	str_add(&sum, "1");
	for (int i = 0; i < 3000; i++)
		str_add(&sum, "+1");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *hole = strstr(places[i], "%s");
		char *got;

		str_clear(&text);
		str_add_bytes(&text, places[i], (size_t)(hole - places[i]));
		str_add(&text, str_text(&sum));
		str_add(&text, hole + 2);
		got = answer(str_text(&text), text.len, &scope);
		if (!strstr(got, "nested too deeply"))
			test_failed(__FILE__, __LINE__, "in %s: %.200s", places[i], got);
		free(got);
	}
	str_release(&sum);
	str_release(&text);
}

TEST(names_without_end_are_refused)
{
	struct str text = {0};
	const struct expr_scope scope = {0};
	char *got;

	str_add(&text, "[");
	for (int i = 0; i < 1001; i++)
		str_addf(&text, "n%d,", i);
	str_add(&text, "]");
	got = answer(str_text(&text), text.len, &scope);
	CHECK(strstr(got, "too many names"));
	free(got);
	str_release(&text);
}
