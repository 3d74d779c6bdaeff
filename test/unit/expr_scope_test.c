#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/expr/expr.h"
#include "test/unit/test.h"

#include <signal.h>
#include <stdlib.h>

/* The scope in its four forms, references, conditions, and what stops an
 * evaluation from outside. */

static cJSON *parse(const char *text)
{
	cJSON *value = NULL;
	struct err err;

	CHECK(json_parse(text, strlen(text), &value, &err));
	return value;
}

struct fixture {
	struct layers outer, state;
	cJSON *lazy;
	int loads;
	struct expr_bind members[6], globals[2];
	struct expr_scope scope;
};

static const cJSON *load(void *self)
{
	struct fixture *f = self;

	f->loads++;
	return f->lazy;
}

static void begin(struct fixture *f)
{
	*f = (struct fixture){.lazy = parse("{\"HOME\":\"/root\",\"N\":\"1\"}")};
	layers_init(&f->outer, NULL);
	layers_set_take(&f->outer, "a", parse("1"));
	layers_set_take(&f->outer, "list", parse("[1,2,3]"));
	layers_init(&f->state, &f->outer);
	layers_set_take(&f->state, "b", parse("{\"x\":[true]}"));
	layers_set_take(&f->state, "a", parse("2"));
	f->members[0] = (struct expr_bind){"state", EXPR_BIND_LAYERS, {.layers = &f->state}, NULL};
	f->members[1] = (struct expr_bind){"vars", EXPR_BIND_LAYERS, {.layers = &f->state}, NULL};
	f->members[2] = (struct expr_bind){"env", EXPR_BIND_LAZY, {.load = load}, f};
	f->members[3] = (struct expr_bind){"id", EXPR_BIND_JSON, {.json = f->lazy->child}, NULL};
	f->members[4] = (struct expr_bind){"absent", EXPR_BIND_JSON, {.json = NULL}, NULL};
	f->globals[0] = (struct expr_bind){"ctx", EXPR_BIND_OBJECT, {.members = f->members}, NULL};
	f->scope.globals = f->globals;
}

static void end(struct fixture *f)
{
	layers_release(&f->state);
	layers_release(&f->outer);
	json_free(f->lazy);
}

static char *evaluate(const struct fixture *f, const char *text)
{
	struct arena code = {0}, scratch = {0};
	struct expr_error error;
	struct expr_syntax bad;
	const struct expr *e;
	struct str out = {0};
	cJSON *value = NULL;

	CHECK(expr_compile(&code, text, strlen(text), &e, &bad));
	if (expr_eval(e, &f->scope, &scratch, &value, &error)) {
		if (value)
			json_print(&out, value, JSON_COMPACT);
	} else {
		str_addf(&out, "%s%s: %s", error.limit ? "LIMIT " : "", error.name, error.message);
		expr_error_release(&error);
	}
	json_free(value);
	arena_release(&code);
	arena_release(&scratch);
	return str_take(&out);
}

static void check(const struct fixture *f, const char *text, const char *want)
{
	char *got = evaluate(f, text);

	if (strcmp(got, want) != 0)
		test_failed(__FILE__, __LINE__, "%s gives %s, want %s", text, got, want);
	free(got);
}

TEST(layers_and_bindings_are_objects)
{
	struct fixture f;

	begin(&f);
	check(&f, "ctx.state === ctx.vars && ctx.state.b === ctx.vars.b", "true");
	check(&f, "ctx.state.b.x === ctx.state.b.x", "true");
	check(&f, "Object.keys(ctx.state)", "[\"a\",\"list\",\"b\"]");
	check(&f, "ctx.state", "{\"a\":2,\"list\":[1,2,3],\"b\":{\"x\":[true]}}");
	check(&f, "Object.keys(ctx)", "[\"state\",\"vars\",\"env\",\"id\",\"absent\"]");
	check(&f, "'absent' in ctx && ctx.absent === undefined", "true");
	check(&f, "({...ctx.state, a: 9}).a + ctx.state.a", "11");
	check(&f, "ctx.state.c = 1", "TypeError: Cannot add property c, object is not extensible");
	check(&f, "ctx.id", "\"/root\"");
	check(&f, "JSON.stringify(ctx).length > 50", "true");
	end(&f);
}

TEST(lazy_bindings_are_asked_once)
{
	struct fixture f;

	begin(&f);
	check(&f, "ctx.state.a", "2");
	CHECK_INT(f.loads, 0);
	check(&f, "ctx.env.HOME + ctx.env.N + ctx.env.NOPE", "\"/root1undefined\"");
	CHECK_INT(f.loads, 1);
	f.scope.load_env = load;
	f.scope.env_self = &f;
	check(&f, "process.env.HOME + process.env.N", "\"/root1\"");
	CHECK_INT(f.loads, 2);
	check(&f, "process.env.X = 1", "TypeError: Cannot add property X, object is not extensible");
	end(&f);
}

TEST(an_evaluation_stops_from_outside)
{
	static const char forever[] = "(() => { for (;;) try { } catch { } })()";
	atomic_int received = SIGINT;
	struct fixture f;

	begin(&f);
	f.scope.signal = &received;
	check(&f, forever, "LIMIT RangeError: the evaluation was cancelled");
	f.scope.signal = NULL;
	f.scope.deadline_us = clock_mono_us() + 1000;
	check(&f, forever, "LIMIT RangeError: the evaluation ran out of time");
	end(&f);
}

TEST(conditions_give_their_truth)
{
	static const struct {
		const char *text;
		bool want;
	} table[] = {{"ctx.state.a > 1", true}, {"''", false}, {"[]", true}, {"NaN", false},
		{"x => x", true}, {"null", false}};
	struct arena code = {0}, scratch = {0};
	struct expr_error error;
	struct expr_syntax bad;
	const struct expr *e;
	struct fixture f;

	begin(&f);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		bool got = !table[i].want;

		CHECK(expr_compile(&code, table[i].text, strlen(table[i].text), &e, &bad));
		CHECK(expr_eval_truth(e, &f.scope, &scratch, &got, &error));
		CHECK(got == table[i].want);
	}
	arena_release(&code);
	arena_release(&scratch);
	end(&f);
}

static void add_reference(void *self, const struct expr_reference *ref)
{
	struct str *out = self;

	str_addf(out, "%s%s", out->len ? " " : "", ref->root);
	for (size_t i = 0; i < ref->path_len; i++)
		str_addf(out, ".%s", ref->path[i]);
	str_addf(out, "@%zu%s", ref->offset, ref->optional ? "?" : "");
}

TEST(references_are_listed)
{
	static const char *const table[][2] = {
		{"ctx.state.user.name", "ctx.state.user.name@0"},
		{"ctx.state['a b'][i].c", "ctx.state.a b@0 i@17"},
		{"ctx.state.a?.b", "ctx.state.a.b@0?"},
		{"ctx.state.a || vars.b", "ctx.state.a@0? vars.b@15"},
		{"typeof nope", "nope@7?"},
		{"list.map(x => x.id + y.z)", "list.map@0 y.z@21"},
		{"(({a = q}) => { const b = a; return [b, c.d] })(e)", "e@48 q@7 c.d@40"},
		{"`${a.b}` + Math.max(...c)", "a.b@3 Math.max@11 c@23"},
		{"x => y => x + y", ""},
	};
	struct arena code = {0}, scratch = {0};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct expr_syntax bad;
		const struct expr *e;
		struct str out = {0};

		CHECK(expr_compile(&code, table[i][0], strlen(table[i][0]), &e, &bad));
		expr_references(e, &scratch, add_reference, &out);
		CHECK_STR(str_text(&out), table[i][1]);
		str_release(&out);
	}
	arena_release(&code);
	arena_release(&scratch);
}

TEST(texts_of_values)
{
	static const char *const table[][2] = {{"null", ""}, {"\"a\\\"b\"", "a\"b"}, {"1e21", "1e+21"},
		{"true", "true"}, {"[1,{\"a\":2}]", "[1,{\"a\":2}]"}, {"-0.5", "-0.5"}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		cJSON *value = parse(table[i][0]);
		struct str out = {0};

		expr_text_of(value, &out);
		CHECK_STR(str_text(&out), table[i][1]);
		str_release(&out);
		json_free(value);
	}
}

TEST(numbers_print_as_in_javascript)
{
	static const struct {
		double value;
		const char *want;
	} table[] = {{0, "0"}, {-0.0, "0"}, {0.1, "0.1"}, {1e21, "1e+21"}, {1e-7, "1e-7"}, {123e-20, "1.23e-18"},
		{5e-324, "5e-324"}, {1.7976931348623157e308, "1.7976931348623157e+308"},
		{0x1p-1022, "2.2250738585072014e-308"}, {0x1p345, "7.167183174968974e+103"},
		{0x1p-24, "5.960464477539063e-8"}, {9007199254740993.0, "9007199254740992"},
		{123456789012345680000.0, "123456789012345680000"}, {1e5, "100000"}, {-1.5e-9, "-1.5e-9"}};
	char out[NUM_TEXT_MAX];

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		out[num_format(table[i].value, out)] = '\0';
		CHECK_STR(out, table[i].want);
	}
}
