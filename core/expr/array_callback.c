#include "core/expr/arrays.h"

/* Methods of arrays that call a function for each item. */

/* A callback with (item, index, array). */
struct visitor {
	struct value function;
	struct value args[3];
	struct call call;
};

static bool visitor_init(struct eval *ev, const struct call *c, struct object *a,
	struct visitor *ret)
{
	if (!arg_function(ev, c, 0, &ret->function))
		return false;
	ret->args[2] = value_is_array(c->self) ? value_object(a) : c->self;
	ret->call = (struct call){.self = call_arg(c, 1), .args = ret->args, .argc = 3};
	return true;
}

static bool visit(struct eval *ev, struct visitor *v, struct object *a, size_t i,
	struct value *ret)
{
	v->args[0] = array_at(ev, a, i);
	v->args[1] = value_number((double)i);
	return eval_call(ev, v->function, &v->call, ret);
}

enum { FOR_EACH, MAP, FILTER, SOME, EVERY };

bool array_each(struct eval *ev, const struct call *c, struct value *ret)
{
	int what = c->builtin->magic;
	struct object *a, *made = NULL;
	struct visitor visitor;
	uint32_t len;

	if (!array_self(ev, c, &a) || !visitor_init(ev, c, a, &visitor))
		return false;
	len = a->len;
	if (what == MAP || what == FILTER)
		*ret = value_object(made = array_new(ev, what == MAP ? len : 0));
	for (uint32_t i = 0; i < len && (i < a->len || what == MAP); i++) {
		struct value v;

		eval_step(ev);
		if (i >= a->len || a->items[i].kind == VALUE_HOLE) {
			if (what == MAP)
				array_push_value(ev, made, value_hole());
			continue;
		}
		if (!visit(ev, &visitor, a, i, &v))
			return false;
		if (what == MAP)
			array_push_value(ev, made, v);
		else if (what == FILTER && value_truth(v))
			array_push_value(ev, made, visitor.args[0]);
		else if (what == SOME && value_truth(v))
			return give_bool(ret, true);
		else if (what == EVERY && !value_truth(v))
			return give_bool(ret, false);
	}
	if (what == SOME || what == EVERY)
		*ret = value_bool(what == EVERY);
	return true;
}

/* Bit 0: the index, not the item; bit 1: from the end. */
bool array_find(struct eval *ev, const struct call *c, struct value *ret)
{
	bool index = c->builtin->magic & 1, last = c->builtin->magic & 2;
	struct visitor visitor;
	struct object *a;
	uint32_t len;

	if (!array_self(ev, c, &a) || !visitor_init(ev, c, a, &visitor))
		return false;
	len = a->len;
	for (uint32_t i = 0; i < len; i++) {
		uint32_t at = last ? len - 1 - i : i;
		struct value v;

		eval_step(ev);
		if (!visit(ev, &visitor, a, at, &v))
			return false;
		if (value_truth(v)) {
			*ret = index ? value_number(at) : visitor.args[0];
			return true;
		}
	}
	if (index)
		*ret = value_number(-1);
	return true;
}

bool array_reduce(struct eval *ev, const struct call *c, struct value *ret)
{
	bool right = c->builtin->magic, started = c->argc > 1;
	struct value args[4], function;
	struct call inner = {.args = args, .argc = 4};
	struct object *a;
	uint32_t len;

	if (!array_self(ev, c, &a) || !arg_function(ev, c, 0, &function))
		return false;
	args[0] = call_arg(c, 1);
	args[3] = value_is_array(c->self) ? value_object(a) : c->self;
	len = a->len;
	for (uint32_t i = 0; i < len; i++) {
		uint32_t at = right ? len - 1 - i : i;

		eval_step(ev);
		if (at >= a->len || a->items[at].kind == VALUE_HOLE)
			continue;
		args[1] = array_at(ev, a, at);
		args[2] = value_number(at);
		if (!started)
			args[0] = args[1];
		else if (!eval_call(ev, function, &inner, &args[0]))
			return false;
		started = true;
	}
	*ret = args[0];
	return started || throw_type(ev, "Reduce of empty array with no initial value");
}

bool array_flat_map(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a, *flat = array_new(ev, 4);
	struct visitor visitor;

	*ret = value_object(flat);
	if (!array_self(ev, c, &a))
		return false;
	if (!value_is_callable(call_arg(c, 0)))
		return throw_type(ev, "flatMap mapper function is not callable");
	if (!visitor_init(ev, c, a, &visitor))
		return false;
	for (uint32_t i = 0; i < a->len; i++) {
		struct value v;

		eval_step(ev);
		if (a->items[i].kind == VALUE_HOLE)
			continue;
		if (!visit(ev, &visitor, a, i, &v))
			return false;
		if (!value_is_array(v)) {
			array_push_value(ev, flat, v);
			continue;
		}
		array_ready(ev, v.object);
		eval_work(ev, v.object->len);
		for (uint32_t k = 0; k < v.object->len; k++)
			if (v.object->items[k].kind != VALUE_HOLE)
				array_push_value(ev, flat, array_at(ev, v.object, k));
	}
	return true;
}
