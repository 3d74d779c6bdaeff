#include "core/expr/builtins.h"
#include "core/expr/regex.h"

#include "core/base/mem.h"
#include "core/base/num.h"

#include <stdlib.h>
#include <string.h>

/* Entry: sets an evaluation up, runs it, and lets its result out. */

/* Threads of a pool have 8 MiB of stack unless someone said otherwise; the
 * evaluator stops well before half of the smallest usual one (2 MiB). */
#define STACK_BYTES ((size_t)1024 * 1024)

static _Noreturn void exhausted(struct heap *h)
{
	struct eval *ev = (struct eval *)h;
	size_t limit = ev->scope->limits.bytes ? ev->scope->limits.bytes : EXPR_DEFAULT_BYTES;

	eval_limit(ev, "the expression needs more than %zu bytes of memory", limit);
}

static void begin(struct eval *ev, const struct expr *e, const struct expr_scope *scope,
	struct arena *scratch)
{
	const struct expr_limits *limits = &scope->limits;

	memset(ev, 0, sizeof *ev);
	arena_reset(scratch);
	ev->heap.arena = scratch;
	ev->heap.left = limits->bytes ? limits->bytes : EXPR_DEFAULT_BYTES;
	ev->heap.exhausted = exhausted;
	ev->expr = e;
	ev->scope = scope;
	ev->steps_left = limits->steps ? limits->steps : EXPR_DEFAULT_STEPS;
	ev->fuel = 1;
	ev->calls_left = limits->call_depth ? limits->call_depth : EXPR_DEFAULT_DEPTH;
	ev->stack_end = (const char *)__builtin_frame_address(0) - STACK_BYTES;
}

/* What may run into a limit from here on. */
static void prepare(struct eval *ev)
{
	const struct expr *e = ev->expr;

	ev->globals = heap_array(&ev->heap, struct value, e->globals_len);
	for (size_t i = 0; i < e->globals_len; i++)
		ev->globals[i] = value_hole();
	if (e->regexes)
		ev->regexes = heap_array(&ev->heap, struct regex *, e->regexes);
}

static char *copy_text(struct eval *ev, const struct text *t)
{
	size_t len;
	const char *utf8 = text_utf8(&ev->heap, t, &len);
	char *copy = mem_strndup(utf8, len);

	/* a message is a C string */
	for (size_t i = 0; i < len; i++)
		if (!copy[i])
			copy[i] = ' ';
	return copy;
}

static const struct text *error_member(struct eval *ev, struct object *error, const char *key)
{
	struct value v;
	const struct text *t;

	if (value_get(ev, value_object(error), text_from(&ev->heap, key), &v) &&
		value_to_string(ev, v, &t))
		return t;
	return &text_empty;
}

static void report_thrown(struct eval *ev, struct expr_error *error)
{
	struct value thrown = ev->thrown;
	struct str text = {0};
	cJSON *json = NULL;

	if (value_is_class(thrown, CLASS_ERROR)) {
		error->name = copy_text(ev, error_member(ev, thrown.object, "name"));
		error->message = copy_text(ev, error_member(ev, thrown.object, "message"));
		return;
	}
	if (!eval_to_json(ev, thrown, &json)) {
		json_free(ev->result);
		ev->result = NULL;
		json = NULL;
	}
	error->name = mem_strdup("Error");
	if (json_get_string(json, "message"))
		str_add(&text, json_get_string(json, "message"));
	else
		expr_text_of(json, &text);
	error->message = str_take(&text);
	error->value = json;
}

/* One evaluation; `use` takes the value while everything still lives. */
typedef bool use_value(struct eval *ev, struct value v, void *ret);

static bool run(struct eval *ev, use_value *use, void *ret, struct expr_error *error)
{
	struct value v;
	bool ok;

	*error = (struct expr_error){0};
	if (setjmp(ev->out)) {
		/* may have come from report_thrown() */
		expr_error_release(error);
		*error = (struct expr_error){.name = mem_strdup("RangeError"),
			.message = mem_strdup(ev->limit_message), .limit = true};
		ok = false;
	} else {
		prepare(ev);
		ok = eval_node(ev, ev->expr->root, &v) && use(ev, v, ret);
		if (!ok)
			report_thrown(ev, error);
	}
	json_free(ev->result);
	str_release(&ev->held);
	arena_reset(ev->heap.arena);
	return ok;
}

static bool use_json(struct eval *ev, struct value v, void *ret)
{
	return eval_to_json(ev, v, ret);
}

static bool use_truth(struct eval *ev, struct value v, void *ret)
{
	(void)ev;
	*(bool *)ret = value_truth(v);
	return true;
}

bool expr_eval(const struct expr *e, const struct expr_scope *scope, struct arena *scratch,
	cJSON **ret, struct expr_error *ret_error)
{
	struct eval ev;
	cJSON *value = NULL;

	begin(&ev, e, scope, scratch);
	if (!run(&ev, use_json, &value, ret_error))
		return false;
	*ret = value;
	return true;
}

bool expr_eval_truth(const struct expr *e, const struct expr_scope *scope, struct arena *scratch,
	bool *ret, struct expr_error *ret_error)
{
	struct eval ev;

	begin(&ev, e, scope, scratch);
	return run(&ev, use_truth, ret, ret_error);
}

void expr_error_release(struct expr_error *e)
{
	free(e->name);
	free(e->message);
	json_free(e->value);
	*e = (struct expr_error){0};
}

void expr_text_of(const cJSON *value, struct str *out)
{
	char number[NUM_TEXT_MAX];

	if (!value || json_is_null(value))
		return;
	if (json_is_string(value))
		str_add(out, value->valuestring);
	else if (json_is_number(value))
		str_add_bytes(out, number, num_format(value->valuedouble, number));
	else
		json_print(out, value, JSON_COMPACT);
}
