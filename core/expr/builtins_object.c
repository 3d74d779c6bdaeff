#include "core/expr/objects.h"

#include <string.h>

/* Object, and what every value inherits from it. */

/* ---- listing ---- */

enum { KEYS, VALUES, ENTRIES, NAMES };

static bool object_list(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value o = call_arg(c, 0);
	struct object *keys, *list;

	if (value_is_nullish(o))
		return object_missing(ev);
	keys = object_keys(ev, o, c->builtin->magic == NAMES);
	if (c->builtin->magic == KEYS || c->builtin->magic == NAMES)
		return give_object(ret, keys);
	list = array_new(ev, keys->len);
	for (uint32_t i = 0; i < keys->len; i++) {
		struct object *pair;
		struct value v;

		if (!value_get(ev, o, keys->items[i].string, &v))
			return false;
		if (c->builtin->magic == ENTRIES) {
			pair = array_new(ev, 2);
			array_push_value(ev, pair, keys->items[i]);
			array_push_value(ev, pair, v);
			v = value_object(pair);
		}
		array_push_value(ev, list, v);
	}
	return give_object(ret, list);
}

/* ---- making ---- */

static bool object_assign(struct eval *ev, const struct call *c, struct value *ret)
{
	*ret = call_arg(c, 0);
	if (value_is_nullish(*ret))
		return object_missing(ev);
	for (size_t i = 1; i < c->argc; i++) {
		struct object *keys = object_keys(ev, c->args[i], false);

		for (uint32_t k = 0; k < keys->len; k++) {
			struct value v;

			if (!value_get(ev, c->args[i], keys->items[k].string, &v) ||
				!value_set(ev, *ret, keys->items[k].string, v))
				return false;
		}
	}
	return true;
}

static bool object_from_entries(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *o = object_new(ev, CLASS_OBJECT);
	struct value pair, key, v;
	struct iteration it;
	const struct text *name;

	if (value_is_nullish(call_arg(c, 0)))
		return throw_type(ev, "undefined is not iterable");
	if (!iterate(ev, call_arg(c, 0), NULL, &it))
		return false;
	while (iterate_next(ev, &it, &pair)) {
		if (!value_is_object(pair))
			return throw_type(ev, "Iterator value %s is not an entry object",
				describe_value(ev, pair));
		if (!value_get_at(ev, pair, value_number(0), &key) ||
			!value_get_at(ev, pair, value_number(1), &v) ||
			!value_to_key(ev, key, &name))
			return false;
		object_put(ev, o, name, v);
	}
	return give_object(ret, o);
}

static bool object_group_by(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *groups = object_new(ev, CLASS_OBJECT);
	struct value args[2], key, function;
	struct call inner = {.args = args, .argc = 2};
	struct iteration it;

	groups->flags = OBJECT_BARE;
	if (!iterate(ev, call_arg(c, 0), NULL, &it) || !arg_function(ev, c, 1, &function))
		return false;
	for (double i = 0; iterate_next(ev, &it, &args[0]); i++) {
		const struct text *name;
		struct prop *group;

		args[1] = value_number(i);
		if (!eval_call(ev, function, &inner, &key) || !value_to_key(ev, key, &name))
			return false;
		group = object_own(ev, groups, name);
		if (!group)
			group = object_put(ev, groups, name, value_object(array_new(ev, 4)));
		array_push_value(ev, group->value.object, args[0]);
	}
	return give_object(ret, groups);
}

static bool object_create(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value proto = call_arg(c, 0);

	if (proto.kind != VALUE_NULL && !value_is_object(proto))
		return throw_type(ev, "Object prototype may only be an Object or null: %s",
			describe_value(ev, proto));
	if (proto.kind != VALUE_NULL || !value_is_undefined(call_arg(c, 1)))
		return throw_type(ev, "Object.create is supported with null only");
	*ret = value_object(object_new(ev, CLASS_OBJECT));
	ret->object->flags = OBJECT_BARE;
	return true;
}

/* ---- the rest ---- */

static bool object_is(struct eval *ev, const struct call *c, struct value *ret)
{
	(void)ev;
	return give_bool(ret, value_same(call_arg(c, 0), call_arg(c, 1), false));
}

static bool object_value_of(struct eval *ev, const struct call *c, struct value *ret)
{
	if (value_is_nullish(c->self))
		return object_missing(ev);
	*ret = c->self;
	return true;
}

static const char *tag_of(struct value v)
{
	switch (v.kind) {
	case VALUE_UNDEFINED: return "Undefined";
	case VALUE_NULL: return "Null";
	case VALUE_BOOL: return "Boolean";
	case VALUE_NUMBER: return "Number";
	case VALUE_STRING: return "String";
	case VALUE_BUILTIN:
		if (v.builtin->call)
			return "Function";
		return strcmp(v.builtin->name, "Math") == 0 || strcmp(v.builtin->name, "JSON") == 0
			       ? v.builtin->name
			       : "Object";
	default: break;
	}
	switch (v.object->class) {
	case CLASS_ARRAY: return "Array";
	case CLASS_FUNCTION:
	case CLASS_BOUND: return "Function";
	case CLASS_ERROR: return "Error";
	case CLASS_DATE: return "Date";
	case CLASS_REGEXP: return "RegExp";
	case CLASS_MAP: return "Map";
	case CLASS_SET: return "Set";
	case CLASS_ITERATOR: return v.object->iterator;
	default: return "Object";
	}
}

static bool object_to_string(struct eval *ev, const struct call *c, struct value *ret)
{
	return give_text(ret, text_printf(&ev->heap, "[object %s]", tag_of(c->self)));
}

/* What a locale would write: the method that does it for the class. */
static bool object_to_locale_string(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value method;

	if (value_is_nullish(c->self))
		return throw_type(
			ev, "Object.prototype.toLocaleString called on null or undefined");
	if (!value_get(ev, c->self, text_from(&ev->heap, "toString"), &method))
		return false;
	return eval_call(ev, method, &(struct call){.self = c->self}, ret);
}

static const struct builtin methods[] = {
	{.name = "hasOwnProperty", .call = object_has, .length = 1, .magic = 0},
	{.name = "propertyIsEnumerable", .call = object_is_enumerable, .length = 1},
	{.name = "toLocaleString", .call = object_to_locale_string},
	{.name = "toString", .call = object_to_string},
	{.name = "valueOf", .call = object_value_of},
};
MEMBERS(object_members, methods);

bool global_object(struct eval *ev, const struct call *c, struct value *ret)
{
	*ret = call_arg(c, 0);
	if (value_is_nullish(*ret))
		*ret = value_object(object_new(ev, CLASS_OBJECT));
	return true;
}

static const struct builtin statics[] = {
	{.name = "assign", .call = object_assign, .length = 2},
	{.name = "create", .call = object_create, .length = 2},
	{.name = "defineProperties", .call = object_define, .length = 2, .magic = 1},
	{.name = "defineProperty", .call = object_define, .length = 3, .magic = 0},
	{.name = "entries", .call = object_list, .length = 1, .magic = ENTRIES},
	{.name = "freeze", .call = object_protect, .length = 1, .magic = FREEZE},
	{.name = "fromEntries", .call = object_from_entries, .length = 1},
	{.name = "getOwnPropertyDescriptor", .call = object_descriptor, .length = 2},
	{.name = "getOwnPropertyNames", .call = object_list, .length = 1, .magic = NAMES},
	{.name = "groupBy", .call = object_group_by, .length = 2},
	{.name = "hasOwn", .call = object_has, .length = 2, .magic = 1},
	{.name = "is", .call = object_is, .length = 2},
	{.name = "isExtensible", .call = object_is_extensible, .length = 1},
	{.name = "isFrozen", .call = object_is_protected, .length = 1, .magic = FREEZE},
	{.name = "isSealed", .call = object_is_protected, .length = 1, .magic = SEAL},
	{.name = "keys", .call = object_list, .length = 1, .magic = KEYS},
	{.name = "preventExtensions", .call = object_protect, .length = 1, .magic = PREVENT},
	{.name = "seal", .call = object_protect, .length = 1, .magic = SEAL},
	{.name = "values", .call = object_list, .length = 1, .magic = VALUES},
};
MEMBERS(object_statics, statics);
