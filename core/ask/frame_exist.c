#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Tables and columns that must, or must not, have something: "customers without
 * orders", "students who own pets", "suppliers without a rating". */

/* "customers without orders", "students who own pets" */
static bool is_absent(struct ask_frame *p, size_t i, size_t table)
{
	size_t key = p->catalog->tables[p->focus].key;
	struct ask_shape *sub;

	if (key == ASK_NONE || !frame_fans_out(p, table) || !frame_negated(p, i))
		return false;
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
	return true;
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
		if (is_absent(p, i, table)) {
			frame_take(p, i, AS_FILTER);
			continue;
		}
		if (!p->selecting[i] && !is_excluded(p, table)) {
			frame_add_table(p, table);
			frame_take(p, i, AS_CONTEXT);
		}
	}
}
