#include "core/expr/builtins.h"
#include "core/expr/expr.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* What built-ins give, one table for each; node agrees with every line. */

static void check_all(const char *const table[][2], size_t count)
{
	struct expr_scope scope = {0};
	struct arena code = {0}, scratch = {0};

	for (size_t i = 0; i < count; i++) {
		struct expr_error error;
		struct expr_syntax bad;
		const struct expr *e;
		struct str out = {0};
		cJSON *value = NULL;

		if (!expr_compile(&code, table[i][0], strlen(table[i][0]), &e, &bad)) {
			str_add(&out, bad.message);
		} else if (!expr_eval(e, &scope, &scratch, &value, &error)) {
			str_addf(&out, "%s: %s", error.name, error.message);
			expr_error_release(&error);
		} else if (value) {
			json_print(&out, value, JSON_COMPACT);
		} else {
			str_add(&out, "undefined");
		}
		json_free(value);
		if (strcmp(str_text(&out), table[i][1]) != 0)
			test_failed(__FILE__, __LINE__, "%s gives %s, want %s", table[i][0],
				str_text(&out), table[i][1]);
		str_release(&out);
	}
	arena_release(&code);
	arena_release(&scratch);
}

#define CHECK_TABLE(...)                                                                           \
	do {                                                                                       \
		static const char *const table[][2] = {__VA_ARGS__};                               \
		check_all(table, sizeof table / sizeof *table);                                    \
	} while (0)

TEST(tables_are_sorted)
{
	CHECK(builtins_sorted());
	CHECK(expr_is_builtin("Math") && expr_is_builtin("undefined") && !expr_is_builtin("ctx"));
}

TEST(strings)
{
	CHECK_TABLE({"'abc'.at(-1) + 'abc'.charAt(1)", "\"cb\""}, {"'a-b-c'.split('-')", "[\"a\",\"b\",\"c\"]"},
		{"'aXbX'.replaceAll('X', '[$&]')", "\"a[X]b[X]\""},
		{"'x1y22'.replace(/\\d+/g, d => d * 2)", "\"x2y44\""},
		{"[...'a1b2'.matchAll(/[a-z](\\d)/g)].map(m => m[1])", "[\"1\",\"2\"]"},
		{"'2024-01'.match(/(?<y>\\d+)-(?<m>\\d+)/).groups", "{\"y\":\"2024\",\"m\":\"01\"}"},
		{"'\\u{1F600}'.length + [...'\\u{1F600}x'].length", "4"},
		{"'stra\xc3\x9f" "e'.toUpperCase()", "\"STRASSE\""}, {"' \\u00a0x\\ufeff'.trim()", "\"x\""},
		{"'5'.padStart(3, '0')", "\"005\""}, {"'abc'.substring(2, 0) + 'abc'.substr(-2, 1)", "\"abb\""},
		{"'b'.localeCompare('a') + 'a'.localeCompare('B')", "0"},
		{"['b', 'a', 'C', '\xc3\xa4'].sort((x, y) => x.localeCompare(y))",
			"[\"a\",\"\xc3\xa4\",\"b\",\"C\"]"},
		{"'item 10'.localeCompare('item 9', undefined, {numeric: true})", "1"},
		{"encodeURIComponent('\xc3\xa9 &') + decodeURIComponent('%C3%A9')", "\"%C3%A9%20%26\xc3\xa9\""},
		{"btoa('hi') + atob('aGk=')", "\"aGk=hi\""}, {"'a,b'.split(/(,)/)", "[\"a\",\",\",\"b\"]"},
		{"'abc'.includes('') && 'abc'.startsWith('b', 1)", "true"},
		{"'aaa'.lastIndexOf('a', 1)", "1"}, {"String.fromCodePoint(128512).charCodeAt(0)", "55357"});
}

TEST(arrays)
{
	CHECK_TABLE({"[3, 1, 2].toSorted() + '|' + [1, 10, 2].sort()", "\"1,2,3|1,10,2\""},
		{"[1, [2, [3]]].flat(Infinity)", "[1,2,3]"}, {"[1, 2, 3].findLast(x => x < 3)", "2"},
		{"Array.from({length: 3}, (_, i) => i * i)", "[0,1,4]"}, {"[1, 2, 3].with(1, 9)", "[1,9,3]"},
		{"(() => { const a = [1, 2, 3, 4]; return [a.splice(1, 2, 'x'), a] })()",
			"[[2,3],[1,\"x\",4]]"},
		{"[1, 2, 3].reduceRight((a, b) => a + '-' + b)", "\"3-2-1\""},
		{"[..._ = [1], ...new Set([1, 1, 2])]", "ReferenceError: _ is not defined"},
		{"[...new Set([1, 1, 2])].length", "2"}, {"[NaN].includes(NaN) && [NaN].indexOf(NaN)", "-1"},
		{"[1, , 3].map(x => x * 2)", "[2,null,6]"}, {"[[1, 2], [3]].flatMap(x => x)", "[1,2,3]"},
		{"[...[7, 8].entries()]", "[[0,7],[1,8]]"}, {"[1, 2, 3].copyWithin(0, 1)", "[2,3,3]"},
		{"(() => { const q = [1, 2, 3]; q.shift(); q.unshift(8, 9); q.pop(); return q })()", "[8,9,2]"},
		{"[5, 1, 4].toReversed().join('')", "\"415\""}, {"Array.isArray(Array.of(7))", "true"});
}

TEST(objects)
{
	CHECK_TABLE({"Object.entries({a: 1, b: 2}).map(([k, v]) => k + v)", "[\"a1\",\"b2\"]"},
		{"Object.fromEntries([['a', 1], ['b', 2]])", "{\"a\":1,\"b\":2}"},
		{"Object.groupBy([1, 2, 3], x => x % 2 ? 'odd' : 'even')", "{\"odd\":[1,3],\"even\":[2]}"},
		{"Object.assign({a: 1}, null, {b: 2})", "{\"a\":1,\"b\":2}"},
		{"Object.keys({b: 1, 2: 1, a: 1, 1: 1})", "[\"1\",\"2\",\"b\",\"a\"]"},
		{"({a: 1}).hasOwnProperty('a') && Object.hasOwn({}, 'a')", "false"},
		{"structuredClone({a: [1, {b: 2}]})", "{\"a\":[1,{\"b\":2}]}"},
		{"JSON.stringify({a: [1, {b: undefined}], c: 'x\\ny'}, null, 1)",
			"\"{\\n \\\"a\\\": [\\n  1,\\n  {}\\n ],\\n \\\"c\\\": \\\"x\\\\ny\\\"\\n}\""},
		{"JSON.stringify({a: 1, b: 2}, ['b'])", "\"{\\\"b\\\":2}\""},
		{"JSON.parse('[1,{\"a\":2}]', (k, v) => typeof v === 'number' ? v + 1 : v)", "[2,{\"a\":3}]"},
		{"[...new Map([['k', 1]]).entries()]", "[[\"k\",1]]"},
		{"(() => { const m = new Map(); m.set(NaN, 1).set(0, 2); return [m.get(NaN), m.get(-0), m.size] })()",
			"[1,2,2]"},
		{"new Error('a', {cause: 'b'}).cause + String(new TypeError('t'))", "\"bTypeError: t\""},
		{"Object.prototype.toString.call([])", "\"[object Array]\""});
}

TEST(numbers)
{
	CHECK_TABLE({"(1.005).toFixed(2) + (2.5).toFixed(0) + (1e21).toFixed(2)", "\"1.0031e+21\""},
		{"(255).toString(16) + (0.5).toString(2)", "\"ff0.1\""}, {"(1234.5678).toPrecision(6)", "\"1234.57\""},
		{"(0.00001).toPrecision(1) + (12345).toExponential(2)", "\"0.000011.23e+4\""},
		{"(1234567.891).toLocaleString()", "\"1,234,567.891\""},
		{"(0.256).toLocaleString('en-US', {style: 'percent'})", "\"26%\""},
		{"(1234.5).toLocaleString('en-US', {style: 'currency', currency: 'USD'})", "\"$1,234.50\""},
		{"parseInt('0x1f') + parseInt('12px') + parseFloat('1.5e1x')", "58"},
		{"Number('') + Number(' 12 ') + Number('0b11')", "15"}, {"Math.round(-0.5) === 0", "true"},
		{"Math.max() === -Infinity && Math.hypot(3, 4)", "5"}, {"Number.MAX_SAFE_INTEGER", "9007199254740991"},
		{"5e-324", "5e-324"}, {"1 / 3", "0.3333333333333333"}, {"123456789012345680000", "123456789012345680000"},
		{"(25).toString(36) + (-7.5).toString(2)", "\"p-111.1\""}, {"[0.1 * 3, 1e-7, 100 / 3]",
			"[0.30000000000000004,1e-7,33.333333333333336]"});
}

TEST(dates)
{
	CHECK_TABLE({"new Date('2024-02-30').toISOString()", "\"2024-03-01T00:00:00.000Z\""},
		{"new Date(2024, 0, 31, 12).getMonth()", "0"},
		{"new Date('Tue, 02 Jan 2024 10:00:00 GMT').getTime()", "1704189600000"},
		{"Date.UTC(2024, 1, 29)", "1709164800000"}, {"new Date('x').getTime()", "null"},
		{"new Date(0).toUTCString()", "\"Thu, 01 Jan 1970 00:00:00 GMT\""},
		{"new Date(8.64e15 + 1).getTime()", "null"}, {"JSON.stringify(new Date(0))",
			"\"\\\"1970-01-01T00:00:00.000Z\\\"\""},
		{"new Date('2024-01-15T10:00:00+02:00').toISOString()", "\"2024-01-15T08:00:00.000Z\""},
		{"(() => { const d = new Date(Date.UTC(2024, 0, 31)); d.setUTCMonth(1); return d })()",
			"\"2024-03-02T00:00:00.000Z\""},
		{"new Date(2) - new Date(1)", "1"}, {"typeof Date.now()", "\"number\""},
		{"new Date(-62198755200000).toISOString()", "\"-000001-01-01T00:00:00.000Z\""});
}

TEST(regular_expressions)
{
	CHECK_TABLE({"/^[^]$/.test('\\n') && /[]/.test('x')", "false"}, {"/\\u{61}/u.test('a')", "true"},
		{"/^.$/.test('\\u{1F600}')", "false"}, {"/^.$/u.test('\\u{1F600}')", "true"},
		{"/(a)|(b)/.exec('b')", "[\"b\",null,\"b\"]"}, {"/(?<=\\$)\\d+/.exec('x$42')[0]", "\"42\""},
		{"(() => { const r = /a/g; r.test('aa'); return r.lastIndex })()", "1"},
		{"/a/y.test('ba')", "false"}, {"/\\s/.test('\\u3000') && /\\w/.test('\xc3\xa9')", "false"},
		{"/(?:)/ instanceof RegExp && new RegExp('a/b').source", "\"a\\\\/b\""},
		{"/^b/m.test('a\\nb') && /a$/.test('a\\n')", "false"}, {"'aBc'.search(/b/i)", "1"},
		{"/(\\w)\\1/.exec('hello')[0]", "\"ll\""}, {"/\\1(a)/.exec('a')[0]", "\"a\""},
		{"new RegExp('[')", "SyntaxError: Invalid regular expression: /[/: Unterminated character class"},
		{"/\\p{Lu}/u.test('\xc3\x89')", "true"}, {"/x/dg.exec('ax').indices[0]", "[1,2]"},
		{"'x'.replace(/(?<n>x)/, '<$<n>>')", "\"<x>\""}, {"String(/a\\/b/gi)", "\"/a\\\\/b/gi\""});
}
