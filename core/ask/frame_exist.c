#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Tables and columns that must, or must not, have something: "customers without
 * orders", "students who own pets", "suppliers without a rating". */

struct ask_shape *frame_add_absence(struct ask_frame *p, size_t table)
{
	size_t key = p->catalog->tables[p->focus].key;
	struct ask_shape *sub;

	if (key == ASK_NONE || !frame_fans_out(p, table))
		return NULL;
	sub = arena_new(p->arena, struct ask_shape);
	sub->focus = table;
	for (size_t e = 0; e < p->catalog->edges.len; e++) {
		const struct ask_edge *edge = &p->catalog->edges.at[e];

		if (edge->to == key && p->catalog->columns[edge->from].table == table)
			sub->targets[sub->targets_len++] = term_column(edge->from);
		if (sub->targets_len)
			break;
	}
	if (!sub->targets_len) {
		sub->targets[sub->targets_len++] = term_column(key);
		sub->tables[sub->tables_len++] = table;
	} else if (!p->catalog->columns[sub->targets[0].column].source->not_null) {
		sub->tests[sub->tests_len++] =
			(struct ask_test_of){.left = sub->targets[0], .test = TEST_NOT_NULL};
	}
	frame_add_test(
		p, (struct ask_test_of){.left = term_column(key), .test = TEST_NOT_IN, .sub = sub});
	return sub;
}

static bool is_absent(struct ask_frame *p, size_t i, size_t table)
{
	return p->catalog->tables[p->focus].key != ASK_NONE && frame_fans_out(p, table) &&
	       frame_negated(p, i) && frame_add_absence(p, table);
}

/* "without a rating", "who have a company" */
static void presence(struct ask_frame *p, size_t i)
{
	size_t column = frame_column(p, i, ASK_NONE), prev = i ? i - 1 : ASK_NONE;
	bool no;

	if (column == ASK_NONE)
		return;
	if (p->catalog->columns[column].table != p->focus) {
		if (is_absent(p, i, p->catalog->columns[column].table))
			frame_take(p, i, AS_FILTER);
		return;
	}
	if (p->catalog->columns[column].source->not_null)
		return;
	no = frame_negated(p, i);
	if (!no && !(prev != ASK_NONE && str_eq(frame_item(p, prev)->text, "a")) &&
		!(prev != ASK_NONE && str_eq(frame_item(p, prev)->text, "an")))
		return;
	frame_add_test(p, (struct ask_test_of){.left = term_column(column),
				  .test = no ? TEST_NULL : TEST_NOT_NULL});
	frame_take(p, i, AS_FILTER);
}

/* A table that must have no row has been said twice. */
static bool is_excluded(const struct ask_frame *p, size_t table)
{
	for (size_t i = 0; i < p->shape->tests_len; i++) {
		const struct ask_test_of *t = &p->shape->tests[i];

		if (t->test == TEST_NOT_IN && t->sub) {
			struct ask_join j;

			if (t->sub->focus == table)
				return true;
			for (size_t k = 0; ask_join_plan(p->catalog, t->sub, &j) && k < j.len; k++)
				if (j.tables[k] == table)
					return true;
			/* What the others lead to: "have not treated any dogs". */
			if (ask_join_distance(p->catalog, t->sub->focus, table) < 1.3)
				return true;
		}
	}
	return false;
}

/* Rows of the focus that have some of a table: key IN (SELECT …). */
static struct ask_test_of has_some(struct ask_frame *p, size_t table)
{
	struct ask_test_of t;

	/* The reverse of having none. */
	frame_add_absence(p, table);
	t = p->shape->tests[--p->shape->tests_len];
	t.test = TEST_IN;
	return t;
}

/* The table before "or": "orders or reviews"; ASK_NONE. */
static size_t table_joined_by_or(const struct ask_frame *p, size_t i)
{
	size_t or = frame_prev(p, i), before = or == ASK_NONE ? ASK_NONE : frame_prev(p, or);

	return frame_has(p, or, TAG_OR) && before != ASK_NONE && frame_is_table(p, before) &&
			       before != p->head && frame_fans_out(p, frame_table(p, before))
		       ? frame_table(p, before)
		       : ASK_NONE;
}

/* "customers with orders or reviews": one of them will do; without: neither is there. */
static bool either_exists(struct ask_frame *p, size_t i, size_t table)
{
	struct ask_shape *s = p->shape;
	size_t first = table_joined_by_or(p, i), kept = 0;
	struct ask_test_of a, b;

	if (first == ASK_NONE || first == table || !frame_fans_out(p, table) ||
		p->catalog->tables[p->focus].key == ASK_NONE || s->tests_len + 2 > ASK_PARTS_MAX)
		return false;
	if (s->tests_len && s->tests[s->tests_len - 1].test == TEST_NOT_IN &&
		s->tests[s->tests_len - 1].sub && s->tests[s->tests_len - 1].sub->focus == first)
		return frame_add_absence(p, table) != NULL;
	for (size_t k = 0; k < s->tables_len; k++)
		if (s->tables[k] != first)
			s->tables[kept++] = s->tables[k];
	if (kept == s->tables_len)
		return false;
	s->tables_len = kept;
	a = has_some(p, first);
	b = has_some(p, table);
	a.either = b.either = ++p->either;
	frame_add_test(p, a);
	frame_add_test(p, b);
	return true;
}

void frame_existence(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		size_t table;

		if (!frame_is_free(p, i) || i == p->head)
			continue;
		if (frame_is_column(p, i) && (!p->selecting[i] || frame_negated(p, i))) {
			presence(p, i);
			continue;
		}
		if (!frame_is_table(p, i))
			continue;
		table = frame_table(p, i);
		if (table == p->focus)
			continue;
		if (either_exists(p, i, table) || is_absent(p, i, table)) {
			frame_take(p, i, AS_FILTER);
			continue;
		}
		if (!p->selecting[i] && !is_excluded(p, table)) {
			frame_add_table(p, table);
			frame_take(p, i, AS_CONTEXT);
		}
	}
}
