#include "core/expr/arrays.h"

#include <string.h>

/* A stable merge sort, as ECMA-262 asks for. */

struct sorter {
	struct eval *ev;
	struct value compare; /* or undefined: by text */
	struct item {
		struct value value;
		const struct text *text;
	} *items, *other;
};

/* Less than zero: a stands before b.  False: it threw. */
static bool order_of(struct sorter *s, const struct item *a, const struct item *b, double *ret)
{
	const struct value args[2] = {a->value, b->value};
	struct call c = {.args = args, .argc = 2};
	struct value v;

	eval_step(s->ev);
	if (value_is_undefined(s->compare)) {
		*ret = text_compare(a->text, b->text);
		return true;
	}
	return eval_call(s->ev, s->compare, &c, &v) && value_to_number(s->ev, v, ret);
}

static void reverse(struct item *items, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		struct item item = items[i];

		items[i] = items[len - 1 - i];
		items[len - 1 - i] = item;
	}
}

/* How many items from `from` on are in order already; falling ones are turned
 * around. */
static bool find_run(struct sorter *s, size_t from, size_t end, size_t *ret)
{
	bool falling;
	double order;
	size_t i;

	*ret = end - from;
	if (end - from < 2)
		return true;
	if (!order_of(s, &s->items[from + 1], &s->items[from], &order))
		return false;
	falling = order < 0;
	for (i = from + 2; i < end; i++) {
		if (!order_of(s, &s->items[i], &s->items[i - 1], &order))
			return false;
		if (falling != (order < 0))
			break;
	}
	*ret = i - from;
	if (falling)
		reverse(s->items + from, *ret);
	return true;
}

/* Up to this many items are put in order by binary insertion.  The order of
 * the comparisons is V8's (third_party/v8/builtins/array-sort.tq): it shows
 * when a comparison function contradicts itself. */
#define RUN 64

static bool insert(struct sorter *s, size_t from, size_t end)
{
	size_t done;

	if (!find_run(s, from, end, &done))
		return false;
	for (size_t i = from + done; i < end; i++) {
		struct item item = s->items[i];
		size_t left = from, right = i;

		while (left < right) {
			size_t mid = left + (right - left) / 2;
			double order;

			if (!order_of(s, &item, &s->items[mid], &order))
				return false;
			if (order < 0)
				right = mid;
			else
				left = mid + 1;
		}
		memmove(s->items + left + 1, s->items + left, (i - left) * sizeof item);
		s->items[left] = item;
	}
	return true;
}

static bool merge(struct sorter *s, size_t from, size_t mid, size_t end)
{
	size_t a = from, b = mid;

	for (size_t i = from; i < end; i++) {
		double order = a < mid ? 0 : -1;

		if (a < mid && b < end && !order_of(s, &s->items[b], &s->items[a], &order))
			return false;
		s->other[i] = s->items[b < end && order < 0 ? b++ : a++];
	}
	memcpy(s->items + from, s->other + from, (end - from) * sizeof *s->items);
	return true;
}

static bool sort(struct sorter *s, size_t len)
{
	for (size_t from = 0; from < len; from += RUN)
		if (!insert(s, from, from + RUN < len ? from + RUN : len))
			return false;
	for (size_t width = RUN; width < len; width *= 2)
		for (size_t from = 0; from + width < len; from += 2 * width)
			if (!merge(s, from, from + width,
				    from + 2 * width < len ? from + 2 * width : len))
				return false;
	return true;
}

/* undefined goes to the end, holes behind it. */
static bool sort_array(struct eval *ev, struct object *a, struct value compare, struct object *into)
{
	struct sorter s = {.ev = ev, .compare = compare};
	uint32_t len = a->len;
	size_t n = 0, undefined = 0;

	s.items = heap_array(&ev->heap, struct item, len);
	s.other = heap_array(&ev->heap, struct item, len);
	for (uint32_t i = 0; i < len; i++) {
		struct value v = object_slot(ev, &a->items[i]);

		if (v.kind == VALUE_UNDEFINED || (v.kind == VALUE_HOLE && into != a)) {
			undefined++;
			continue;
		}
		if (v.kind == VALUE_HOLE)
			continue;
		s.items[n].value = v;
		if (value_is_undefined(compare) && !value_to_string(ev, v, &s.items[n].text))
			return false;
		n++;
	}
	if (!sort(&s, n))
		return false;
	array_reserve(ev, into, len);
	into->len = len;
	for (size_t i = 0; i < len; i++)
		into->items[i] = i < n               ? s.items[i].value
			: i < n + undefined ? value_undefined()
					    : value_hole();
	return true;
}

/* sort, or with magic 1 toSorted */
bool array_sort(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value compare = call_arg(c, 0);
	struct object *a, *into;

	if (!value_is_undefined(compare) && !value_is_callable(compare))
		return throw_type(ev,
			"The comparison function must be either a function or undefined");
	if (!(c->builtin->magic ? array_self : array_target)(ev, c, &a))
		return false;
	into = c->builtin->magic ? array_new(ev, a->len) : a;
	*ret = value_object(into);
	if (into == a && a->flags & OBJECT_FROZEN && a->len > 1)
		return throw_type(ev,
			"Cannot assign to read only property '0' of object '[object Array]'");
	return (into == a && a->len < 2) || sort_array(ev, a, compare, into);
}
