#include "core/ask/frame_impl.h"

#include <math.h>

/* Parts of the shape. */

struct ask_term term_column(size_t column)
{
	return (struct ask_term){.column = column, .table = ASK_NONE};
}

struct ask_term term_agg(enum ask_agg agg, size_t column)
{
	return (struct ask_term){.agg = agg, .column = column, .table = ASK_NONE};
}

struct ask_term term_rows(size_t table)
{
	return (struct ask_term){.agg = AGG_COUNT, .column = ASK_NONE, .table = table};
}

static bool same_term(const struct ask_term *a, const struct ask_term *b)
{
	return a->agg == b->agg && a->column == b->column && a->bucket == b->bucket &&
	       a->op == b->op && (a->column != ASK_NONE || a->table == b->table);
}

/* A metric is computed of rows, like an aggregate. */
static struct ask_term as_metric(const struct ask_frame *p, struct ask_term t)
{
	if (t.column != ASK_NONE && p->catalog->columns[t.column].raw)
		t.agg = AGG_SUM;
	return t;
}

void frame_add_target(struct ask_frame *p, struct ask_term t)
{
	struct ask_shape *s = p->shape;

	t = as_metric(p, t);

	for (size_t i = 0; i < s->targets_len; i++)
		if (same_term(&s->targets[i], &t))
			return;
	if (s->targets_len < ASK_PARTS_MAX)
		s->targets[s->targets_len++] = t;
}

void frame_add_group(struct ask_frame *p, struct ask_term t)
{
	struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->groups_len; i++)
		if (same_term(&s->groups[i], &t))
			return;
	if (s->groups_len < ASK_PARTS_MAX)
		s->groups[s->groups_len++] = t;
}

struct ask_test_of *frame_add_test(struct ask_frame *p, struct ask_test_of t)
{
	struct ask_shape *s = p->shape;

	/* "with a revenue above 1000" */
	if (t.left.column != ASK_NONE && p->catalog->columns[t.left.column].raw &&
		!p->catalog->columns[t.left.column].is_filter) {
		t.left = as_metric(p, t.left);
		if (!s->groups_len)
			frame_group_rows(p, p->focus);
		frame_add_having(p, t);
		return &s->having[s->having_len - 1];
	}
	if (s->tests_len == ASK_PARTS_MAX)
		return &s->tests[ASK_PARTS_MAX - 1];
	s->tests[s->tests_len] = t;
	return &s->tests[s->tests_len++];
}

void frame_add_having(struct ask_frame *p, struct ask_test_of t)
{
	if (p->shape->having_len < ASK_PARTS_MAX)
		p->shape->having[p->shape->having_len++] = t;
}

void frame_add_sort(struct ask_frame *p, struct ask_term t, bool descending)
{
	struct ask_shape *s = p->shape;

	t = as_metric(p, t);
	/* The best by a metric: each row's own. */
	if (t.column != ASK_NONE && p->catalog->columns[t.column].raw && !s->groups_len &&
		p->focus != ASK_NONE && p->focus != p->catalog->columns[t.column].table)
		frame_group_rows(p, p->focus);

	for (size_t i = 0; i < s->sorts_len; i++)
		if (same_term(&s->sorts[i].term, &t))
			return;
	if (s->sorts_len < ASK_PARTS_MAX)
		s->sorts[s->sorts_len++] = (struct ask_sort){t, descending};
}

void frame_add_table(struct ask_frame *p, size_t table)
{
	struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->tables_len; i++)
		if (s->tables[i] == table)
			return;
	if (s->tables_len < ASK_PARTS_MAX)
		s->tables[s->tables_len++] = table;
}

void frame_group_rows(struct ask_frame *p, size_t table)
{
	const struct ask_table *t = &p->catalog->tables[table];

	if (t->key != ASK_NONE)
		frame_add_group(p, term_column(t->key));
	else
		for (size_t i = 0; i < t->names_len; i++)
			frame_add_group(p, term_column(t->names[i]));
}

struct ask_literal frame_number(struct ask_frame *p, double number)
{
	const char *text = floor(number) == number && fabs(number) < 1e15
				   ? arena_printf(p->arena, "%.0f", number)
				   : arena_printf(p->arena, "%.15g", number);

	return (struct ask_literal){text, true};
}
