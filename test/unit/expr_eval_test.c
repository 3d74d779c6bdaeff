#include "core/base/mem.h"
#include "core/expr/expr.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Tables of expressions and what they give: JSON text, "undefined", or an
 * error as name and message. */

static const char scope_text[] =
	"{\"state\":{\"a\":1,\"text\":\"H\xc3\xa9llo\",\"list\":[3,1,2],\"o\":{\"b\":{\"c\":5},\"z\":1,\"1\":2},"
	"\"items\":[{\"id\":1,\"p\":2.5},{\"id\":2,\"p\":4}],\"none\":null,\"my-step\":{\"v\":7},"
	"\"constructor\":\"own\"}}";

static const cJSON *env_of(void *self)
{
	return self;
}

/* The answer to one expression as text; malloc'd. */
static char *answer(const char *text, const struct expr_limits *limits)
{
	static cJSON *ctx, *env;
	struct expr_bind binds[] = {{.name = "ctx", .kind = EXPR_BIND_JSON}, {0}};
	struct expr_scope scope = {.globals = binds, .load_env = env_of};
	struct arena code = {0}, scratch = {0};
	struct expr_error error;
	struct expr_syntax bad;
	const struct expr *e;
	struct str out = {0};
	cJSON *value = NULL;
	struct err err;

	if (!ctx) {
		CHECK(json_parse(scope_text, sizeof scope_text - 1, &ctx, &err));
		env = json_new_object();
		json_set_string(env, "HOME", "/root");
	}
	binds[0].json = ctx;
	scope.env_self = env;
	if (limits)
		scope.limits = *limits;
	if (!expr_compile(&code, text, strlen(text), &e, &bad)) {
		str_addf(&out, "SyntaxError at %zu: %s", bad.offset, bad.message);
	} else if (expr_eval(e, &scope, &scratch, &value, &error)) {
		if (value)
			json_print(&out, value, JSON_COMPACT);
		else
			str_add(&out, "undefined");
		json_free(value);
	} else {
		str_addf(&out, "%s%s: %s", error.limit ? "LIMIT " : "", error.name, error.message);
		expr_error_release(&error);
	}
	arena_release(&code);
	arena_release(&scratch);
	return str_take(&out);
}

static void check_all(const char *const table[][2], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *got = answer(table[i][0], NULL);

		if (strcmp(got, table[i][1]) != 0)
			test_failed(__FILE__, __LINE__, "%s gives %s, want %s", table[i][0], got,
				table[i][1]);
		free(got);
	}
}

#define CHECK_TABLE(...)                                                                           \
	do {                                                                                       \
		static const char *const table[][2] = {__VA_ARGS__};                               \
		check_all(table, sizeof table / sizeof *table);                                    \
	} while (0)

TEST(literals_and_operators)
{
	CHECK_TABLE({"1 + 2 * 3 ** 2", "19"}, {"'a' + 1 + null", "\"a1null\""},
		{"[1, , ...[2, 3]].length", "4"}, {"({a: 1, ['b' + 1]: 2, ...{c: 3}})", "{\"a\":1,\"b1\":2,\"c\":3}"},
		{"`x${1 + 1}y`", "\"x2y\""}, {"String.raw`a\\n${1}`", "\"a\\\\n1\""},
		{"1 < 2 === true ? 'y' : 'n'", "\"y\""}, {"null ?\? 'd'", "\"d\""},
		{"0 || '' && 1", "\"\""}, {"typeof undefined + typeof nope", "\"undefinedundefined\""},
		{"void 0", "undefined"}, {"(1, 2)", "2"}, {"-7 % 3", "-1"}, {"5 >>> 1 | 8", "10"},
		{"'b' in {b: 1}", "true"}, {"[] instanceof Array && !(null instanceof Object)", "true"},
		{"0.1 + 0.2", "0.30000000000000004"}, {"1e21 + 1", "1e+21"}, {"NaN", "null"},
		{"'2' * '3' - true", "5"}, {"[] + {}", "\"[object Object]\""}, {"null == undefined", "true"},
		{"'10' < '9' && 10 > 9", "true"}, {"0x10 + 0b11 + 0o7 + 1_000", "1026"});
}

TEST(members_and_chains)
{
	CHECK_TABLE({"ctx.state.a + 1", "2"}, {"ctx['state'].list[1]", "1"},
		{"ctx.state['my-step'].v", "7"}, {"ctx.state.nope?.x.y.z()", "undefined"},
		{"ctx.state.o === ctx.state.o", "true"}, {"Object.keys(ctx.state.o)", "[\"1\",\"b\",\"z\"]"},
		{"ctx.state.o", "{\"b\":{\"c\":5},\"z\":1,\"1\":2}"},
		{"ctx.state.text.length + ctx.state.text[1]", "\"5\xc3\xa9\""},
		{"process.env.HOME", "\"/root\""}, {"delete ({a: 1}).a", "true"},
		{"ctx.state.list.map(x => x * 2)", "[6,2,4]"});
}

TEST(functions_and_statements)
{
	CHECK_TABLE({"(({a, b: [c = 5] = []}, ...r) => [a, c, r])({a: 1}, 2, 3)", "[1,5,[2,3]]"},
		{"(() => { let s = 0; for (const x of [1, 2, 3]) { if (x === 2) continue; s += x } return s })()",
			"4"},
		{"(() => { const f = []; for (let i = 0; i < 3; i++) f.push(() => i); return f.map(g => g()) })()",
			"[0,1,2]"},
		{"(() => { try { null.x } catch ({message}) { return message } finally { } })()",
			"\"Cannot read properties of null (reading 'x')\""},
		{"(() => { let a = 1\nlet b = 2\n;[a, b] = [b, a]\nreturn [a, b] })()", "[2,1]"},
		{"(function f(n) { return n < 2 ? 1 : n * f(n - 1) })(10)", "3628800"},
		{"(() => { switch (3) { case 1: return 'a'; default: return 'd'; case 3: } return 'e' })()",
			"\"e\""},
		{"(() => { a: for (;;) { for (;;) break a } return 1 })()", "1"},
		{"(() => { const o = {n: 1}; o.n ||= 5; o.m ?\?= 2; o.n++; return o })()", "{\"n\":2,\"m\":2}"},
		{"({m() { return this.x }, x: 4}).m()", "4"}, {"(function () { return this })()", "undefined"},
		{"Math.max.apply(null, [1, 5, 3])", "5"}, {"((a, b) => a + b).bind(null, 1)(2)", "3"},
		{"(() => { var x = 1; { var x = 2 } return x })()", "2"},
		{"(() => { do { var i = (i || 0) + 1 } while (i < 5); return i })()", "5"},
		{"(() => { for (const k in {b: 1, 1: 2, a: 3}) return k })()", "\"1\""});
}

TEST(results_as_they_leave)
{
	CHECK_TABLE({"new Date(0)", "\"1970-01-01T00:00:00.000Z\""}, {"[undefined, NaN]", "[null,null]"},
		{"({a: undefined, b: 1})", "{\"b\":1}"}, {"/x/g", "{}"}, {"new Map([[1, 2]])", "{}"},
		{"new Error('x')", "{}"},
		{"x => x", "TypeError: a function cannot leave an expression"},
		{"(() => { const a = []; a.push(a); return a })()",
			"TypeError: Converting circular structure to JSON"},
		{"'a\\0b'", "TypeError: a string with the character U+0000 cannot leave an expression"},
		{"({toJSON() { return 5 }})", "5"}, {"'\\ud800'", "\"\xef\xbf\xbd\""});
}

TEST(errors_read_as_in_v8)
{
	CHECK_TABLE({"ctx.nope.x", "TypeError: Cannot read properties of undefined (reading 'x')"},
		{"ctx.state.nope.map(x => x)",
			"TypeError: Cannot read properties of undefined (reading 'map')"},
		{"ctx.state.o.map(x => x)", "TypeError: ctx.state.o.map is not a function"},
		{"btoa`x``y`", "TypeError: btoa(...) is not a function"},
		{"btoa`\\00``y`", "TypeError: btoa(...) is not a function"},
		{"btoa`\\00`.x`y`", "TypeError: btoa(...).x is not a function"},
		{"nope", "ReferenceError: nope is not defined"},
		{"(() => { const c = 1; c = 2 })()", "TypeError: Assignment to constant variable."},
		{"(() => { x; let x })()", "ReferenceError: Cannot access 'x' before initialization"},
		{"[...ctx.state.a]", "TypeError: ctx.state.a is not iterable"},
		{"(({a}) => a)(null)",
			"TypeError: Cannot destructure property 'a' of 'object null' as it is null."},
		{"[].reduce((a, b) => a)", "TypeError: Reduce of empty array with no initial value"},
		{"new Date(NaN).toISOString()", "RangeError: Invalid time value"},
		{"JSON.parse('{a')", "SyntaxError: Expected property name or '}' in JSON at position 1"},
		{"JSON.parse('x')", "SyntaxError: Unexpected token 'x', \"x\" is not valid JSON"},
		{"(() => { throw {message: 'm', code: 1} })()", "Error: m"},
		{"(() => { throw 'plain' })()", "Error: plain"},
		{"new Math.max()", "TypeError: Math.max is not a constructor"},
		{"decodeURIComponent('%')", "URIError: URI malformed"});
}

TEST(the_scope_is_frozen)
{
	CHECK_TABLE({"ctx.state.a = 2",
			    "TypeError: Cannot assign to read only property 'a' of object '#<Object>'"},
		{"ctx.x = 1", "TypeError: Cannot add property x, object is not extensible"},
		{"delete ctx.state.a", "TypeError: Cannot delete property 'a' of #<Object>"},
		{"ctx.state.list.push(1)", "TypeError: Cannot add property 3, object is not extensible"},
		{"ctx.state.list.sort()",
			"TypeError: Cannot assign to read only property '0' of object '[object Array]'"},
		{"ctx.state.list.length = 0",
			"TypeError: Cannot assign to read only property 'length' of object '[object Array]'"},
		{"ctx = 1", "TypeError: Assignment to constant variable."},
		{"Object.isFrozen(ctx.state.o)", "true"}, {"[...ctx.state.list].sort()", "[1,2,3]"},
		{"Math.x = 1", "TypeError: Cannot add property x, object is not extensible"},
		{"ctx.state.a", "1"});
}

TEST(there_is_no_way_out)
{
	static const char *const names[] = {"Function", "eval", "globalThis", "require", "constructor",
		"__proto__", "global", "window", "self", "Reflect", "Proxy", "Symbol", "setTimeout",
		"Promise", "fetch", "module", "exports", "Buffer", "WebAssembly", "arguments"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str text = {0}, want = {0};
		char *got;

		str_addf(&want, "ReferenceError: %s is not defined", names[i]);
		got = answer(names[i], NULL);
		CHECK_STR(got, str_text(&want));
		free(got);
		str_addf(&text, "typeof %s", names[i]);
		got = answer(str_text(&text), NULL);
		CHECK_STR(got, "\"undefined\"");
		free(got);
		str_release(&text);
		str_release(&want);
	}
	CHECK_TABLE({"[].constructor", "undefined"}, {"''.__proto__", "undefined"},
		{"(x => x).constructor", "undefined"}, {"ctx.constructor", "undefined"},
		{"ctx.state.constructor", "\"own\""}, {"Math.max.constructor", "undefined"},
		{"({}).__proto__ === undefined", "true"}, {"process.mainModule", "undefined"},
		{"Object.getPrototypeOf", "undefined"}, {"({__proto__: {x: 1}}).x", "undefined"},
		{"(() => { const o = {}; o.__proto__ = {x: 1}; return [o, o.x] })()", "[{},null]"},
		{"[]['const' + 'ructor']", "undefined"}, {"(function () {}).caller", "undefined"});
}

TEST(syntax_errors_have_a_place)
{
	CHECK_TABLE({"1 +", "SyntaxError at 3: Unexpected end of input"},
		{"a b", "SyntaxError at 2: Unexpected identifier 'b'"},
		{"(1))", "SyntaxError at 3: Unexpected token ')'"},
		{"f(1 2)", "SyntaxError at 4: missing ) after argument list"},
		{"'abc", "SyntaxError at 0: Invalid or unexpected token"},
		{"`a", "SyntaxError at 0: Unterminated template literal"},
		{"1 = 2", "SyntaxError at 0: Invalid left-hand side in assignment"},
		{"({a = 1})", "SyntaxError at 4: Invalid shorthand property initializer"},
		{"await x", "SyntaxError at 0: await is not supported"},
		{"x => { let y; let y }",
			"SyntaxError at 18: Identifier 'y' has already been declared"},
		{"class A {}", "SyntaxError at 0: classes are not supported"},
		{"/(/", "SyntaxError at 0: Invalid regular expression: /(/: Unterminated group"},
		{"", "SyntaxError at 0: Unexpected end of input"},
		{"return 1", "SyntaxError at 0: Unexpected token 'return'"},
		{"a ?\? b || c", "SyntaxError at 7: Unexpected token '||'"},
		{"async () => 1", "SyntaxError at 0: async functions are not supported"},
		{"10n", "SyntaxError at 0: BigInt literals are not supported"});
}

static void check_limit(const char *text, const struct expr_limits *limits, const char *part)
{
	char *got = answer(text, limits);

	if (strncmp(got, "LIMIT RangeError: ", 18) != 0 || !strstr(got, part))
		test_failed(__FILE__, __LINE__, "%s gives %.200s, want a limit '%s'", text, got, part);
	free(got);
}

TEST(limits_end_an_evaluation)
{
	const struct expr_limits small = {.steps = 1000, .bytes = 1 << 20, .call_depth = 20};

	check_limit("(() => { for (;;) ; })()", &small, "more than 1000 steps");
	check_limit("(() => { for (;;) try { null.x } catch { } })()", &small, "steps");
	check_limit("(() => { try { for (;;) ; } catch { return 1 } finally { return 2 } })()", &small,
		"steps");
	check_limit("(function f() { return f() })()", &small, "20 nested calls");
	check_limit("'x'.repeat(1e9)", NULL, "memory");
	check_limit("'x'.padStart(1e9, 'ab')", NULL, "memory");
	check_limit("(() => { let s = 'x'; for (;;) s += s })()", NULL, "memory");
	check_limit("(() => { const a = []; a[2 ** 31] = 1 })()", NULL, "memory");
	check_limit("new Array(4e9)", NULL, "memory");
	check_limit("[].concat(new Array(3e7), new Array(3e7))", NULL, "memory");
	check_limit("JSON.stringify(new Array(1e6).fill('x'.repeat(1000)))", NULL, "memory");
	check_limit("(() => { const a = []; for (;;) a.push(a) })()", &small, "");
	check_limit("/(a+)+$/.test('a'.repeat(40) + 'b')", NULL, "regular expression");
	check_limit("/^(?:a|aa)+$/.test('a'.repeat(60) + 'b')", NULL, "regular expression");
	check_limit("(() => { let o = {}; for (let i = 0; i < 1e5; i++) o = {o}; return o })()",
		&small, "");
}

TEST(hostile_texts_are_refused)
{
	static const char *const units[] = {"(", "[", "{a:", "!", "-", "x=>", "`${", "f(", "a?", "new ",
		"[...", "({a:", "1+(", "a[", "function(){return ", "void "};
	struct str text = {0};
	char *got;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		str_clear(&text);
		for (int n = 0; n < 20000; n++)
			str_add(&text, units[i]);
		got = answer(str_text(&text), NULL);
		if (!strstr(got, "nested too deeply"))
			test_failed(__FILE__, __LINE__, "'%s' 20000 times gives %.100s", units[i], got);
		free(got);
	}
	str_clear(&text);
	str_add(&text, "1");
	for (int n = 0; n < 100000; n++)
		str_add(&text, "+1");
	got = answer(str_text(&text), NULL);
	CHECK(strstr(got, "nested too deeply"));
	free(got);
	str_clear(&text);
	str_add(&text, "a");
	for (int n = 0; n < 100000; n++)
		str_add(&text, ".a");
	got = answer(str_text(&text), NULL);
	CHECK(strstr(got, "nested too deeply"));
	free(got);
	str_release(&text);
}

TEST(deep_data_does_not_overflow_the_stack)
{
	CHECK_TABLE({"(() => { let a = []; for (let i = 0; i < 500; i++) a = [a]; return a.flat(Infinity) })()",
			    "[]"},
		{"(() => { let a = []; for (let i = 0; i < 300; i++) a = [a]; return a })()",
			"RangeError: a value nested deeper than 256 levels cannot leave an expression"},
		{"(() => { let a = []; for (let i = 0; i < 300; i++) a = [a]; return String(a) })()", "\"\""},
		{"(() => { let s = '['.repeat(300) + ']'.repeat(300); return JSON.stringify(JSON.parse(s)) === s })()",
			"true"});
}
