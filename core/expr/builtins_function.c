#include "core/expr/arrays.h"
#include "core/expr/builtins.h"

#include <string.h>

/* What functions, booleans and errors inherit, and Error and Boolean themselves. */

static bool function_self(struct eval *ev, const struct call *c)
{
	return value_is_callable(c->self) ||
	       throw_type(ev,
		       "Function.prototype.%s was called on %s, which is a %s and not a function",
		       c->builtin->name, describe_value(ev, c->self), value_typeof(c->self));
}

static bool function_call(struct eval *ev, const struct call *c, struct value *ret)
{
	struct call inner = {.self = call_arg(c, 0),
		.args = c->argc ? c->args + 1 : c->args,
		.argc = c->argc ? c->argc - 1 : 0};

	return function_self(ev, c) && eval_call(ev, c->self, &inner, ret);
}

static bool function_apply(struct eval *ev, const struct call *c, struct value *ret)
{
	struct call inner = {.self = call_arg(c, 0)};
	struct value list = call_arg(c, 1);
	struct object *args;

	if (!function_self(ev, c))
		return false;
	if (!value_is_nullish(list)) {
		if (!value_is_object(list))
			return throw_type(ev, "CreateListFromArrayLike called on non-object");
		if (value_is_array(list))
			list = value_object(list.object);
		if (!array_from_like(ev, list, &args))
			return false;
		inner.args = args->items;
		inner.argc = args->len;
	}
	return eval_call(ev, c->self, &inner, ret);
}

static bool function_bind(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *f = object_new(ev, CLASS_BOUND);
	struct bound *b = heap_new(&ev->heap, struct bound);

	if (!value_is_callable(c->self))
		return throw_type(ev, "Bind must be called on a function");
	b->function = c->self;
	b->self = call_arg(c, 0);
	if (c->argc > 1) {
		b->argc = c->argc - 1;
		b->args = heap_array(&ev->heap, struct value, b->argc);
		memcpy(b->args, c->args + 1, b->argc * sizeof *b->args);
	}
	f->bound = b;
	return give_object(ret, f);
}

static bool function_to_string(struct eval *ev, const struct call *c, struct value *ret)
{
	if (!value_is_callable(c->self))
		return throw_type(
			ev, "Function.prototype.toString requires that 'this' be a Function");
	if (value_is_class(c->self, CLASS_FUNCTION))
		return give_text(ret, text_from(&ev->heap, describe_value(ev, c->self)));
	return give_text(ret, text_printf(&ev->heap, "function %s() { [native code] }",
				      c->self.kind == VALUE_BUILTIN ? c->self.builtin->name : ""));
}

static const struct builtin function_methods[] = {
	{.name = "apply", .call = function_apply, .length = 2},
	{.name = "bind", .call = function_bind, .length = 1},
	{.name = "call", .call = function_call, .length = 1},
	{.name = "toString", .call = function_to_string},
};
MEMBERS(function_members, function_methods);

/* ---- booleans ---- */

bool global_boolean(struct eval *ev, const struct call *c, struct value *ret)
{
	(void)ev;
	return give_bool(ret, value_truth(call_arg(c, 0)));
}

static bool boolean_value(struct eval *ev, const struct call *c, struct value *ret)
{
	if (c->self.kind != VALUE_BOOL)
		return throw_type(ev, "Boolean.prototype.%s requires that 'this' be a Boolean",
			c->builtin->name);
	*ret = c->self;
	if (c->builtin->magic)
		*ret = value_string(text_from(&ev->heap, c->self.boolean ? "true" : "false"));
	return true;
}

static const struct builtin boolean_methods[] = {
	{.name = "toString", .call = boolean_value, .magic = 1},
	{.name = "valueOf", .call = boolean_value, .magic = 0},
};
MEMBERS(boolean_members, boolean_methods);

/* ---- errors ---- */

bool global_error(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *message = NULL;
	struct value options = call_arg(c, 1), cause;
	struct object *e;

	if (!value_is_undefined(call_arg(c, 0)) && !arg_text(ev, c, 0, &message))
		return false;
	e = error_new(ev, c->builtin->magic, message);
	if (options.kind == VALUE_OBJECT &&
		object_has_own(ev, options.object, text_from(&ev->heap, "cause"))) {
		if (!value_get(ev, options, text_from(&ev->heap, "cause"), &cause))
			return false;
		object_put(ev, e, text_from(&ev->heap, "cause"), cause)->hidden = true;
	}
	return give_object(ret, e);
}

/* A member as text; one that is undefined leaves *ret alone. */
static bool text_member(struct eval *ev, struct value o, const char *name, const struct text **ret)
{
	struct value v;

	return value_get(ev, o, text_from(&ev->heap, name), &v) &&
	       (value_is_undefined(v) || value_to_string(ev, v, ret));
}

static bool error_to_string(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *name = text_from(&ev->heap, "Error"), *message = &text_empty;

	if (!value_is_object(c->self))
		return throw_type(ev,
			"Method Error.prototype.toString called on incompatible receiver %s",
			describe_value(ev, c->self));
	if (!text_member(ev, c->self, "name", &name) ||
		!text_member(ev, c->self, "message", &message))
		return false;
	if (name->len && message->len)
		name = text_concat(&ev->heap, name, text_from(&ev->heap, ": "));
	return give_text(ret, text_concat(&ev->heap, name, message));
}

static const struct builtin error_methods[] = {
	{.name = "toString", .call = error_to_string},
};
MEMBERS(error_members, error_methods);
