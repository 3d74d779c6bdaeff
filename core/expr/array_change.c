#include "core/expr/arrays.h"

#include <string.h>

/* Methods of arrays that change them.  A frozen one is refused in V8's words,
 * which tell at which of the steps of the specification it failed. */

static bool cannot_assign(struct eval *ev, double i)
{
	return throw_type(
		ev, "Cannot assign to read only property '%.0f' of object '[object Array]'", i);
}

static bool cannot_add(struct eval *ev, double i)
{
	return throw_type(ev, "Cannot add property %.0f, object is not extensible", i);
}

static bool cannot_delete(struct eval *ev, double i)
{
	return throw_type(ev, "Cannot delete property '%.0f' of [object Array]", i);
}

static bool cannot_resize(struct eval *ev)
{
	return throw_type(ev,
		"Cannot assign to read only property 'length' of object '[object Array]'");
}

bool array_push(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;

	if (!array_target(ev, c, &a))
		return false;
	if (a->flags & OBJECT_FIXED && c->argc)
		return cannot_add(ev, a->len);
	if (a->flags & OBJECT_FROZEN)
		return cannot_resize(ev);
	for (size_t i = 0; i < c->argc; i++)
		array_push_value(ev, a, c->args[i]);
	return give_number(ret, a->len);
}

bool array_pop(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;

	if (!array_target(ev, c, &a))
		return false;
	if (a->flags & OBJECT_SEALED && a->len)
		return cannot_delete(ev, a->len - 1.0);
	if (a->flags & OBJECT_FROZEN)
		return cannot_resize(ev);
	if (a->len) {
		*ret = array_at(ev, a, a->len - 1);
		a->len--;
	}
	return true;
}

bool array_shift(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;

	if (!array_target(ev, c, &a))
		return false;
	if (a->flags & OBJECT_FROZEN && a->len > 1)
		return cannot_assign(ev, 0);
	if (a->flags & OBJECT_SEALED && a->len)
		return cannot_delete(ev, a->len - 1.0);
	if (a->flags & OBJECT_FROZEN)
		return cannot_resize(ev);
	if (!a->len)
		return true;
	*ret = array_at(ev, a, 0);
	/* the items move up by moving the beginning: a queue of n costs n */
	a->items++;
	a->len--;
	a->cap--;
	return true;
}

bool array_unshift(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;

	if (!array_target(ev, c, &a))
		return false;
	if (a->flags & OBJECT_FIXED && c->argc)
		return cannot_add(ev, a->len ? a->len - 1.0 + (double)c->argc : 0);
	if (a->flags & OBJECT_FROZEN)
		return cannot_resize(ev);
	array_reserve(ev, a, (size_t)a->len + c->argc);
	eval_work(ev, a->len / 16);
	if (c->argc) {
		memmove(a->items + c->argc, a->items, a->len * sizeof *a->items);
		memcpy(a->items, c->args, c->argc * sizeof *a->items);
	}
	a->len += (uint32_t)c->argc;
	return give_number(ret, a->len);
}

/* ---- splice ---- */

/* The arguments of a splice: items [from, from + removed) make place. */
struct cut {
	size_t from, removed, added;
};

static bool read_cut(struct eval *ev, const struct call *c, const struct object *a, struct cut *ret)
{
	double removed;

	*ret = (struct cut){.added = c->argc > 2 ? c->argc - 2 : 0};
	if (!arg_position(ev, c, 0, a->len, 0, &ret->from))
		return false;
	ret->removed = c->argc ? a->len - ret->from : 0;
	if (c->argc < 2)
		return true;
	if (!arg_integer(ev, c, 1, &removed))
		return false;
	if (removed < 0)
		removed = 0;
	if (removed < (double)ret->removed)
		ret->removed = (size_t)removed;
	return true;
}

static bool frozen_splice(struct eval *ev, const struct object *a, const struct cut *cut)
{
	bool tail = cut->from + cut->removed < a->len;

	if (cut->added > cut->removed && tail)
		return cannot_add(ev, a->len - 1.0 + (double)(cut->added - cut->removed));
	if (cut->added < cut->removed && tail)
		return cannot_assign(ev, (double)(cut->from + cut->added));
	if (cut->added < cut->removed)
		return cannot_delete(ev, a->len - 1.0);
	if (cut->added)
		return cut->from < a->len ? cannot_assign(ev, (double)cut->from)
					  : cannot_add(ev, (double)cut->from);
	return cannot_resize(ev);
}

bool array_splice(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a, *removed;
	struct cut cut;
	size_t tail;

	if (!array_target(ev, c, &a) || !read_cut(ev, c, a, &cut))
		return false;
	if (a->flags & OBJECT_FROZEN)
		return frozen_splice(ev, a, &cut);
	if (a->flags & OBJECT_FIXED && cut.added > cut.removed)
		return cannot_add(ev, a->len);
	if (a->flags & OBJECT_SEALED && cut.added < cut.removed)
		return cannot_delete(ev, a->len - 1.0);
	removed = array_new(ev, cut.removed);
	for (size_t i = 0; i < cut.removed; i++)
		array_push_value(ev, removed, a->items[cut.from + i]);
	tail = a->len - cut.from - cut.removed;
	array_reserve(ev, a, a->len - cut.removed + cut.added);
	eval_work(ev, tail / 16 + cut.added);
	if (tail)
		memmove(a->items + cut.from + cut.added, a->items + cut.from + cut.removed,
			tail * sizeof *a->items);
	if (cut.added)
		memcpy(a->items + cut.from, c->args + 2, cut.added * sizeof *a->items);
	a->len = (uint32_t)(cut.from + cut.added + tail);
	return give_object(ret, removed);
}

static struct object *copy_of(struct eval *ev, struct object *a)
{
	struct object *copy = array_new(ev, a->len);

	eval_work(ev, a->len);
	for (uint32_t i = 0; i < a->len; i++)
		array_push_value(ev, copy, array_at(ev, a, i));
	return copy;
}

bool array_to_spliced(struct eval *ev, const struct call *c, struct value *ret)
{
	struct call inner = *c;
	struct object *a;

	if (!array_self(ev, c, &a))
		return false;
	inner.self = value_object(copy_of(ev, a));
	if (!array_splice(ev, &inner, ret))
		return false;
	*ret = inner.self;
	return true;
}

/* ---- the rest ---- */

/* reverse, or with magic 1 toReversed */
bool array_reverse(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;

	if (!(c->builtin->magic ? array_self : array_target)(ev, c, &a))
		return false;
	if (c->builtin->magic)
		a = copy_of(ev, a);
	if (a->flags & OBJECT_FROZEN && a->len > 1)
		return cannot_assign(ev, 0);
	eval_work(ev, a->len);
	for (uint32_t i = 0; i < a->len / 2; i++) {
		struct value v = a->items[i];

		a->items[i] = a->items[a->len - 1 - i];
		a->items[a->len - 1 - i] = v;
	}
	return give_object(ret, a);
}

bool array_fill(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;
	size_t from, to;

	if (!array_target(ev, c, &a) || !arg_position(ev, c, 1, a->len, 0, &from) ||
		!arg_position(ev, c, 2, a->len, a->len, &to))
		return false;
	if (from < to && a->flags & OBJECT_FROZEN)
		return cannot_assign(ev, (double)from);
	eval_work(ev, to > from ? to - from : 0);
	for (size_t i = from; i < to; i++)
		a->items[i] = call_arg(c, 0);
	return give_object(ret, a);
}

bool array_copy_within(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;
	size_t to, from, end, count;

	if (!array_target(ev, c, &a) || !arg_position(ev, c, 0, a->len, 0, &to) ||
		!arg_position(ev, c, 1, a->len, 0, &from) ||
		!arg_position(ev, c, 2, a->len, a->len, &end))
		return false;
	count = end > from ? end - from : 0;
	if (count > a->len - to)
		count = a->len - to;
	if (count && a->flags & OBJECT_FROZEN)
		return cannot_assign(
			ev, (double)(from < to && to < from + count ? to + count - 1 : to));
	eval_work(ev, count);
	if (count)
		memmove(a->items + to, a->items + from, count * sizeof *a->items);
	return give_object(ret, a);
}

bool array_with(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *a;
	double n;

	if (!array_self(ev, c, &a) || !arg_integer(ev, c, 0, &n))
		return false;
	if (n < 0)
		n += a->len;
	if (n < 0 || n >= a->len)
		return throw_range(ev, "Invalid index : %s", describe_value(ev, call_arg(c, 0)));
	a = copy_of(ev, a);
	a->items[(size_t)n] = call_arg(c, 1);
	return give_object(ret, a);
}
