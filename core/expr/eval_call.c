#include "core/expr/builtins.h"

#include <string.h>

/* Calls: arguments, parameters, closures, built-ins, new. */

/* Arguments of a call; few of them need no memory of the heap. */
struct arguments {
	struct value few[6];
	struct value *at;
	size_t len;
};

static bool spread_arguments(struct eval *ev, const struct node *list, struct arguments *args);

static bool eval_arguments(struct eval *ev, const struct node *list, struct arguments *args)
{
	size_t count = 0;

	args->at = args->few;
	args->len = 0;
	for (const struct node *n = list; n; n = n->next) {
		if (n->kind == NODE_SPREAD)
			return spread_arguments(ev, list, args);
		count++;
	}
	if (count > sizeof args->few / sizeof *args->few)
		args->at = heap_array(&ev->heap, struct value, count);
	for (const struct node *n = list; n; n = n->next)
		if (!eval_node(ev, n, &args->at[args->len++]))
			return false;
	return true;
}

/* V8 has words of its own for f(...x). */
static bool not_spreadable(struct eval *ev, const struct node *n, struct value v)
{
	if (value_is_nullish(v))
		return throw_type(ev, "%s is not iterable (cannot read property %s)",
			describe_node(ev, n), v.kind == VALUE_NULL ? "null" : "undefined");
	return throw_type(
		ev, "Spread syntax requires ...iterable[Symbol.iterator] to be a function");
}

static bool spread_arguments(struct eval *ev, const struct node *list, struct arguments *args)
{
	struct object *all = array_new(ev, 8);
	bool spread_before = false;

	for (const struct node *n = list; n; n = n->next) {
		bool spread = n->kind == NODE_SPREAD;
		struct iteration it;
		struct value v;

		if (!eval_node(ev, spread ? n->a : n, &v))
			return false;
		if (!spread) {
			array_push_value(ev, all, v);
			continue;
		}
		if (!iterate(ev, v, NULL, &it))
			/* with another spread, or behind it, V8 makes an array first */
			return !n->next && !spread_before && not_spreadable(ev, n->a, v);
		spread_before = true;
		while (iterate_next(ev, &it, &v))
			array_push_value(ev, all, v);
	}
	args->at = all->items;
	args->len = all->len;
	return true;
}

/* ---- closures ---- */

static bool bind_params(struct eval *ev, const struct function *code, const struct call *c)
{
	size_t i = 0;

	for (const struct node *n = code->params; n; n = n->next, i++) {
		if (n->kind == NODE_NAME) {
			ev->env->slots[n->slot] = call_arg(c, i);
		} else if (n->kind == NODE_REST) {
			struct object *rest = array_new(ev, c->argc > i ? c->argc - i : 0);

			for (size_t k = i; k < c->argc; k++)
				array_push_value(ev, rest, c->args[k]);
			if (!eval_assign_to(ev, n->a, value_object(rest), true))
				return false;
		} else if (!eval_assign_to(ev, n, call_arg(c, i), true)) {
			return false;
		}
	}
	return true;
}

/* With defaults, a parameter cannot see the ones behind it. */
static void empty_params(struct eval *ev, const struct node *n)
{
	for (; n; n = n->next) {
		if (n->kind == NODE_NAME)
			ev->env->slots[n->slot] = value_hole();
		else if (n->kind == NODE_DEFAULT && n->a->kind == NODE_NAME)
			ev->env->slots[n->a->slot] = value_hole();
	}
}

static bool run_body(struct eval *ev, const struct function *code, struct value *ret)
{
	struct completion done = {.value = value_undefined()};
	enum flow flow;

	if (!code->block)
		return eval_node(ev, code->body, ret);
	flow = eval_statements(ev, code->body, &done);
	*ret = flow == FLOW_RETURN ? done.value : value_undefined();
	return flow != FLOW_THROW;
}

static bool enter_and_run(struct eval *ev, struct object *f, const struct call *c,
	struct value *ret)
{
	const struct function *code = f->closure.code;

	if (code->scope->own) {
		eval_enter_scope(ev, code->scope, code->has_closures);
		if (!code->simple)
			empty_params(ev, code->params);
		if (code->self)
			ev->env->slots[code->self->slot] = value_object(f);
	}
	return bind_params(ev, code, c) && run_body(ev, code, ret);
}

static bool call_closure(struct eval *ev, struct object *f, const struct call *c,
	struct value *ret)
{
	struct env *env = ev->env;
	struct value self = ev->self;
	bool ok;

	if (ev->calls_left-- == 0)
		eval_limit(ev, "Maximum call stack size exceeded (%u nested calls)",
			ev->scope->limits.call_depth ? ev->scope->limits.call_depth
						     : EXPR_DEFAULT_DEPTH);
	eval_check_stack(ev);
	ev->env = f->closure.env;
	ev->self = f->closure.code->arrow ? f->closure.self : c->self;
	ok = enter_and_run(ev, f, c, ret);
	/* what a throw left behind lies between; the function's own is recycled */
	if (f->closure.code->scope->own && !f->closure.code->has_closures)
		env_pop(ev, env);
	ev->env = env;
	ev->self = self;
	ev->calls_left++;
	return ok;
}

static bool call_bound(struct eval *ev, const struct bound *b, const struct call *c,
	struct value *ret)
{
	struct call inner = *c;
	struct value *args = heap_array(&ev->heap, struct value, b->argc + c->argc);

	eval_check_stack(ev);
	if (b->argc)
		memcpy(args, b->args, b->argc * sizeof *args);
	if (c->argc)
		memcpy(args + b->argc, c->args, c->argc * sizeof *args);
	inner.self = b->self;
	inner.args = args;
	inner.argc = b->argc + c->argc;
	return eval_call(ev, b->function, &inner, ret);
}

bool eval_call(struct eval *ev, struct value function, const struct call *c, struct value *ret)
{
	if (function.kind == VALUE_BUILTIN && function.builtin->call) {
		struct call inner = *c;

		eval_step(ev);
		eval_check_stack(ev);
		inner.builtin = function.builtin;
		*ret = value_undefined();
		return function.builtin->call(ev, &inner, ret);
	}
	if (value_is_class(function, CLASS_FUNCTION))
		return call_closure(ev, function.object, c, ret);
	if (value_is_class(function, CLASS_BOUND))
		return call_bound(ev, function.object->bound, c, ret);
	return throw_type(ev, "%s is not a function", describe_value(ev, function));
}

/* ---- the nodes ---- */

/* A callee and the `this` it gives its function. */
static bool eval_callee(struct eval *ev, const struct node *n, struct value *ret_function,
	struct value *ret_self)
{
	struct value key;

	*ret_self = value_undefined();
	if (n->kind == NODE_CHAIN) {
		bool ok = eval_callee(ev, n->a, ret_function, ret_self);

		ev->chain_ended = false;
		return ok;
	}
	if (n->kind != NODE_MEMBER && n->kind != NODE_INDEX)
		return eval_node(ev, n, ret_function);
	if (!eval_node(ev, n->a, ret_self))
		return false;
	if (n->flags & NODE_OPTIONAL && value_is_nullish(*ret_self))
		ev->chain_ended = true;
	if (ev->chain_ended)
		return true;
	if (n->kind == NODE_MEMBER)
		return value_get(ev, *ret_self, n->text, ret_function);
	return eval_node(ev, n->b, &key) && value_get_at(ev, *ret_self, key, ret_function);
}

bool eval_call_node(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value function = value_undefined();
	struct arguments args;
	struct call c = {0};

	if (!eval_callee(ev, n->a, &function, &c.self))
		return false;
	if (!ev->chain_ended && n->flags & NODE_OPTIONAL && value_is_nullish(function))
		ev->chain_ended = true;
	if (ev->chain_ended) {
		*ret = value_undefined();
		return true;
	}
	if (!eval_arguments(ev, n->b, &args))
		return false;
	c.args = args.at;
	c.argc = args.len;
	if (!value_is_callable(function))
		return throw_type(ev, "%s is not a function", describe_node(ev, n->a));
	return eval_call(ev, function, &c, ret);
}

bool eval_construct(struct eval *ev, struct value function, const struct call *c,
	struct value *ret)
{
	struct call inner = *c;

	inner.construct = true;
	inner.self = value_undefined();
	return eval_call(ev, function, &inner, ret);
}

bool eval_new_node(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value function;
	struct arguments args;
	struct call c = {0};

	if (!eval_node(ev, n->a, &function) || !eval_arguments(ev, n->b, &args))
		return false;
	if (function.kind != VALUE_BUILTIN || !function.builtin->constructor)
		return throw_type(ev, "%s is not a constructor", describe_node(ev, n->a));
	c.args = args.at;
	c.argc = args.len;
	return eval_construct(ev, function, &c, ret);
}

bool eval_tagged(struct eval *ev, const struct node *n, struct value *ret)
{
	struct object *strings = array_new(ev, 4), *raw = array_new(ev, 4),
		      *args = array_new(ev, 4);
	struct value function;
	struct call c = {0};

	if (!eval_callee(ev, n->c, &function, &c.self))
		return false;
	array_push_value(ev, args, value_object(strings));
	for (const struct node *item = n->a; item; item = item->next) {
		struct value v;

		if (item->kind == NODE_PIECE) {
			array_push_value(ev, strings,
				item->text ? value_string(item->text) : value_undefined());
			array_push_value(ev, raw, value_string(item->extra));
			continue;
		}
		if (!eval_node(ev, item, &v))
			return false;
		array_push_value(ev, args, v);
	}
	raw->flags |= OBJECT_FIXED | OBJECT_SEALED | OBJECT_FROZEN;
	object_put(ev, strings, text_from(&ev->heap, "raw"), value_object(raw))->hidden = true;
	strings->flags = raw->flags;
	if (!value_is_callable(function))
		return throw_type(ev, "%s is not a function", describe_node(ev, n->c));
	c.args = args->items;
	c.argc = args->len;
	return eval_call(ev, function, &c, ret);
}
