#include "core/expr/arrays.h"

#include <string.h>

/* Array and the methods that only read. */

bool array_from_like(struct eval *ev, struct value like, struct object **ret)
{
	struct object *a = array_new(ev, 0);
	struct value v;
	double len;

	*ret = a;
	if (!value_get(ev, like, text_from(&ev->heap, "length"), &v) ||
		!value_to_integer(ev, v, &len))
		return false;
	if (len > (double)UINT32_MAX / 2)
		ev->heap.exhausted(&ev->heap);
	eval_work(ev, len > 0 ? (size_t)len : 0);
	for (double i = 0; i < len; i++) {
		if (!value_get_at(ev, like, value_number(i), &v))
			return false;
		array_push_value(ev, a, v);
	}
	return true;
}

/* V8 has words of its own in the methods that it compiles. */
static bool no_array(struct eval *ev, const struct call *c)
{
	static const char *const compiled[] = {"concat", "every", "filter", "find", "findIndex",
		"findLast", "findLastIndex", "forEach", "indexOf", "map", "reduce", "reduceRight",
		"some"};

	for (size_t i = 0; i < sizeof compiled / sizeof *compiled; i++)
		if (strcmp(c->builtin->name, compiled[i]) == 0)
			return throw_type(ev, "Array.prototype.%s called on null or undefined",
				c->builtin->name);
	return throw_type(ev, "Cannot convert undefined or null to object");
}

bool array_self(struct eval *ev, const struct call *c, struct object **ret)
{
	if (value_is_array(c->self)) {
		*ret = c->self.object;
		array_ready(ev, *ret);
		return true;
	}
	if (value_is_nullish(c->self))
		return no_array(ev, c);
	return array_from_like(ev, c->self, ret);
}

bool array_target(struct eval *ev, const struct call *c, struct object **ret)
{
	if (value_is_array(c->self) || value_is_nullish(c->self))
		return array_self(ev, c, ret);
	return throw_type(ev, "Array.prototype.%s is supported for arrays only", c->builtin->name);
}

/* ---- reading ---- */

static bool array_at_method(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;
	double n;

	if (!array_self(ev, c, &a) || !arg_integer(ev, c, 0, &n))
		return false;
	if (n < 0)
		n += a->len;
	if (n >= 0 && n < a->len)
		*ret = array_at(ev, a, (size_t)n);
	return true;
}

static bool array_slice(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a, *part;
	size_t from, to;

	if (!array_self(ev, c, &a) || !arg_position(ev, c, 0, a->len, 0, &from) ||
		!arg_position(ev, c, 1, a->len, a->len, &to))
		return false;
	part = array_new(ev, to > from ? to - from : 0);
	eval_work(ev, to > from ? to - from : 0);
	for (size_t i = from; i < to && i < a->len; i++)
		array_push_value(ev, part, object_slot(ev, &a->items[i]));
	return give_object(ret, part);
}

static bool array_concat(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a, *all;

	if (!array_self(ev, c, &a))
		return false;
	all = array_new(ev, (size_t)a->len + c->argc);
	for (size_t i = 0; i <= c->argc; i++) {
		struct value v = i ? c->args[i - 1] : value_object(a);

		if (!value_is_array(v)) {
			array_push_value(ev, all, v);
			continue;
		}
		array_ready(ev, v.object);
		eval_work(ev, v.object->len);
		for (uint32_t k = 0; k < v.object->len; k++)
			array_push_value(ev, all, object_slot(ev, &v.object->items[k]));
	}
	return give_object(ret, all);
}

static bool item_text(struct eval *ev, struct value v, bool locale, const struct text **ret)
{
	struct call c = {.self = v};
	struct value method;

	if (!locale)
		return value_to_string(ev, v, ret);
	return value_get(ev, v, text_from(&ev->heap, "toLocaleString"), &method) &&
	       eval_call(ev, method, &c, &v) && value_to_string(ev, v, ret);
}

static bool join_items(struct eval *ev, struct object *a, const struct text *separator,
	struct builder *b, bool locale)
{
	const struct text *t;

	for (uint32_t i = 0; i < a->len; i++) {
		struct value v = array_at(ev, a, i);

		eval_step(ev);
		if (i)
			builder_add(b, separator);
		if (value_is_nullish(v))
			continue;
		if (!item_text(ev, v, locale, &t))
			return false;
		builder_add(b, t);
	}
	return true;
}

enum {
	JOIN,
	TO_STRING,
	TO_LOCALE_STRING,
};

static bool array_join(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *separator = text_from_code(&ev->heap, ',');
	struct builder b = {.heap = &ev->heap};
	struct object *a;
	bool ok;

	if (!array_self(ev, c, &a))
		return false;
	if (c->builtin->magic == JOIN && !value_is_undefined(call_arg(c, 0)) &&
		!arg_text(ev, c, 0, &separator))
		return false;
	*ret = value_string(&text_empty);
	/* an array within itself is empty, as in every browser */
	if (a->flags & OBJECT_BUSY)
		return true;
	eval_check_stack(ev);
	a->flags |= OBJECT_BUSY;
	ok = join_items(ev, a, separator, &b, c->builtin->magic == TO_LOCALE_STRING);
	a->flags &= (uint8_t)~OBJECT_BUSY;
	return ok && give_text(ret, builder_text(&b));
}

enum { INDEX_OF, INCLUDES };

static bool array_index_of(struct eval *ev, const struct call *c, struct value *ret)
{
	bool includes = c->builtin->magic == INCLUDES;
	struct object *a;
	size_t i;

	if (!array_self(ev, c, &a) || !arg_position(ev, c, 1, a->len, 0, &i))
		return false;
	for (; i < a->len; i++) {
		eval_step(ev);
		if (includes ? value_same(array_at(ev, a, i), call_arg(c, 0), true)
			     : a->items[i].kind != VALUE_HOLE &&
				       value_strict_equal(array_at(ev, a, i), call_arg(c, 0)))
			return includes ? give_bool(ret, true) : give_number(ret, (double)i);
	}
	return includes ? give_bool(ret, false) : give_number(ret, -1);
}

static bool array_last_index_of(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;
	double n;

	if (!array_self(ev, c, &a))
		return false;
	n = a->len - 1.0;
	if (c->argc > 1) {
		if (!arg_integer(ev, c, 1, &n))
			return false;
		n = n < 0 ? n + a->len : fmin(n, a->len - 1.0);
	}
	for (; n >= 0; n--) {
		eval_step(ev);
		if (a->items[(size_t)n].kind != VALUE_HOLE &&
			value_strict_equal(array_at(ev, a, (size_t)n), call_arg(c, 0)))
			return give_number(ret, n);
	}
	return give_number(ret, -1);
}

static void flatten(struct eval *ev, struct object *from, double depth, struct object *into)
{
	eval_check_stack(ev);
	array_ready(ev, from);
	for (uint32_t i = 0; i < from->len; i++) {
		struct value v = object_slot(ev, &from->items[i]);

		eval_step(ev);
		if (v.kind == VALUE_HOLE)
			continue;
		if (depth >= 1 && value_is_array(v))
			flatten(ev, v.object, depth - 1, into);
		else
			array_push_value(ev, into, v);
	}
}

static bool array_flat(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a, *flat = array_new(ev, 4);
	double depth = 1;

	if (!array_self(ev, c, &a))
		return false;
	if (!value_is_undefined(call_arg(c, 0)) && !arg_integer(ev, c, 0, &depth))
		return false;
	flatten(ev, a, depth, flat);
	return give_object(ret, flat);
}

enum { KEYS, VALUES, ENTRIES };

static bool array_iterator(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a, *it = object_new(ev, CLASS_ITERATOR);

	if (!array_self(ev, c, &a))
		return false;
	it->iterator = "Array Iterator";
	eval_work(ev, a->len);
	for (uint32_t i = 0; i < a->len; i++) {
		struct object *pair;

		if (c->builtin->magic != ENTRIES) {
			array_push_value(ev, it, c->builtin->magic == KEYS ? value_number(i)
									   : array_at(ev, a, i));
			continue;
		}
		pair = array_new(ev, 2);
		array_push_value(ev, pair, value_number(i));
		array_push_value(ev, pair, array_at(ev, a, i));
		array_push_value(ev, it, value_object(pair));
	}
	return give_object(ret, it);
}

enum {
	EACH_FOR,
	EACH_MAP,
	EACH_FILTER,
	EACH_SOME,
	EACH_EVERY,
	FIND = 0,
	FIND_INDEX = 1,
	FIND_LAST = 2,
	FIND_LAST_INDEX = 3,
};

static const struct builtin methods[] = {
	{.name = "at", .call = array_at_method, .length = 1},
	{.name = "concat", .call = array_concat, .length = 1},
	{.name = "copyWithin", .call = array_copy_within, .length = 2},
	{.name = "entries", .call = array_iterator, .magic = ENTRIES},
	{.name = "every", .call = array_each, .length = 1, .magic = EACH_EVERY},
	{.name = "fill", .call = array_fill, .length = 1},
	{.name = "filter", .call = array_each, .length = 1, .magic = EACH_FILTER},
	{.name = "find", .call = array_find, .length = 1, .magic = FIND},
	{.name = "findIndex", .call = array_find, .length = 1, .magic = FIND_INDEX},
	{.name = "findLast", .call = array_find, .length = 1, .magic = FIND_LAST},
	{.name = "findLastIndex", .call = array_find, .length = 1, .magic = FIND_LAST_INDEX},
	{.name = "flat", .call = array_flat},
	{.name = "flatMap", .call = array_flat_map, .length = 1},
	{.name = "forEach", .call = array_each, .length = 1, .magic = EACH_FOR},
	{.name = "includes", .call = array_index_of, .length = 1, .magic = INCLUDES},
	{.name = "indexOf", .call = array_index_of, .length = 1, .magic = INDEX_OF},
	{.name = "join", .call = array_join, .length = 1, .magic = JOIN},
	{.name = "keys", .call = array_iterator, .magic = KEYS},
	{.name = "lastIndexOf", .call = array_last_index_of, .length = 1},
	{.name = "map", .call = array_each, .length = 1, .magic = EACH_MAP},
	{.name = "pop", .call = array_pop},
	{.name = "push", .call = array_push, .length = 1},
	{.name = "reduce", .call = array_reduce, .length = 1, .magic = 0},
	{.name = "reduceRight", .call = array_reduce, .length = 1, .magic = 1},
	{.name = "reverse", .call = array_reverse, .magic = 0},
	{.name = "shift", .call = array_shift},
	{.name = "slice", .call = array_slice, .length = 2},
	{.name = "some", .call = array_each, .length = 1, .magic = EACH_SOME},
	{.name = "sort", .call = array_sort, .length = 1, .magic = 0},
	{.name = "splice", .call = array_splice, .length = 2},
	{.name = "toLocaleString", .call = array_join, .magic = TO_LOCALE_STRING},
	{.name = "toReversed", .call = array_reverse, .magic = 1},
	{.name = "toSorted", .call = array_sort, .length = 1, .magic = 1},
	{.name = "toSpliced", .call = array_to_spliced, .length = 2},
	{.name = "toString", .call = array_join, .magic = TO_STRING},
	{.name = "unshift", .call = array_unshift, .length = 1},
	{.name = "values", .call = array_iterator, .magic = VALUES},
	{.name = "with", .call = array_with, .length = 2},
};
MEMBERS(array_members, methods);

/* ---- Array itself ---- */

bool global_array(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a = array_new(ev, c->argc);
	double n = call_arg(c, 0).number;

	*ret = value_object(a);
	if (c->argc != 1 || call_arg(c, 0).kind != VALUE_NUMBER) {
		for (size_t i = 0; i < c->argc; i++)
			array_push_value(ev, a, c->args[i]);
		return true;
	}
	if (!(n >= 0 && n <= UINT32_MAX) || n != (uint32_t)n)
		return throw_range(ev, "Invalid array length");
	array_reserve(ev, a, (size_t)n);
	for (a->len = 0; a->len < (uint32_t)n; a->len++)
		a->items[a->len] = value_hole();
	return true;
}

static bool array_is_array(struct eval *ev, const struct call *c, struct value *ret)
{
	(void)ev;
	return give_bool(ret, value_is_array(call_arg(c, 0)));
}

static bool array_of(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a = array_new(ev, c->argc);

	for (size_t i = 0; i < c->argc; i++)
		array_push_value(ev, a, c->args[i]);
	return give_object(ret, a);
}

/* `from` is the call: with a function and its this behind the items. */
static bool from_add(struct eval *ev, struct object *a, const struct call *from, struct value v)
{
	const struct value args[2] = {v, value_number(a->len)};
	struct call c = {.self = call_arg(from, 2), .args = args, .argc = 2};
	struct value map = call_arg(from, 1);

	if (!value_is_undefined(map) && !eval_call(ev, map, &c, &v))
		return false;
	array_push_value(ev, a, v);
	return true;
}

static bool is_iterable(struct value v)
{
	return v.kind == VALUE_STRING || value_is_array(v) || value_is_class(v, CLASS_SET) ||
	       value_is_class(v, CLASS_MAP) || value_is_class(v, CLASS_ITERATOR);
}

static bool array_from(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value items = call_arg(c, 0), map = call_arg(c, 1), v;
	struct object *a = array_new(ev, 4);
	struct iteration it;
	double len;

	*ret = value_object(a);
	if (!value_is_undefined(map) && !arg_function(ev, c, 1, &map))
		return false;
	if (is_iterable(items) || value_is_nullish(items)) {
		if (!iterate(ev, items, NULL, &it))
			return false;
		while (iterate_next(ev, &it, &v))
			if (!from_add(ev, a, c, v))
				return false;
		return true;
	}
	if (!value_get(ev, items, text_from(&ev->heap, "length"), &v) ||
		!value_to_integer(ev, v, &len))
		return false;
	if (len > (double)UINT32_MAX)
		return throw_range(ev, "Invalid array length");
	for (double i = 0; i < len; i++) {
		eval_step(ev);
		if (!value_get_at(ev, items, value_number(i), &v) || !from_add(ev, a, c, v))
			return false;
	}
	return true;
}

static const struct builtin statics[] = {
	{.name = "from", .call = array_from, .length = 1},
	{.name = "isArray", .call = array_is_array, .length = 1},
	{.name = "of", .call = array_of},
};
MEMBERS(array_statics, statics);
