#include "core/ask/frame_impl.h"

#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

/* What the passes have put together becomes a query that counts and lists each row
 * once: tests of other rows become subqueries, conditions that no single row can
 * meet become intersections. */

static size_t table_of_term(const struct ask_frame *p, const struct ask_term *t)
{
	return t->column != ASK_NONE ? p->catalog->columns[t->column].table : t->table;
}

/* The column that refers to the focus on the way to a table, or the focus's key. */
static size_t way_back(const struct ask_frame *p, size_t table)
{
	size_t key = p->catalog->tables[p->focus].key;
	struct ask_shape s = {.focus = p->focus};
	struct ask_join j;

	s.tables[0] = p->focus;
	s.tables[1] = table;
	s.tables_len = 2;
	memcpy(s.vias, p->shape->vias, sizeof s.vias);
	s.vias_len = p->shape->vias_len;
	if (!ask_join_plan(p->catalog, &s, &j) || j.len < 2)
		return key;
	if (p->catalog->edges.at[j.edges[1]].to == key)
		return p->catalog->edges.at[j.edges[1]].from;
	return key;
}

static bool is_range(const struct ask_test_of *t, bool *ret_upper)
{
	*ret_upper = t->test == TEST_LT || t->test == TEST_LE;
	return !t->sub && !t->right && !t->either && t->literals_len == 1 &&
	       (t->test == TEST_LT || t->test == TEST_LE || t->test == TEST_GT ||
		       t->test == TEST_GE);
}

static bool exclude(const struct ask_test_of *a, const struct ask_test_of *b)
{
	bool upper_a, upper_b;
	const char *low, *high;

	if (a->left.column != b->left.column || a->left.agg || b->left.agg)
		return false;
	if (a->test == TEST_EQ && b->test == TEST_EQ && !a->either && !a->sub && !b->sub &&
		a->literals_len && b->literals_len)
		return !str_eq(a->literals[0].text, b->literals[0].text);
	if (!is_range(a, &upper_a) || !is_range(b, &upper_b) || upper_a == upper_b)
		return false;
	high = (upper_a ? a : b)->literals[0].text;
	low = (upper_a ? b : a)->literals[0].text;
	return a->literals[0].is_number ? strtod(high, NULL) <= strtod(low, NULL)
					: strcmp(high, low) <= 0;
}

void frame_remove_test(struct ask_shape *s, size_t i)
{
	memmove(&s->tests[i], &s->tests[i + 1], (s->tests_len - i - 1) * sizeof *s->tests);
	s->tests_len--;
}

/* The second condition holds for another row with the same answer. */
static void intersect(struct ask_frame *p, size_t second)
{
	struct ask_shape *s = p->shape, *sub = arena_new(p->arena, struct ask_shape);
	struct ask_test_of t = s->tests[second];
	size_t table = p->catalog->columns[t.left.column].table, column = ASK_NONE, inner;

	sub->focus = table;
	if (frame_fans_out(p, table) && p->catalog->tables[p->focus].key != ASK_NONE) {
		column = p->catalog->tables[p->focus].key;
		inner = way_back(p, table);
	} else {
		for (size_t i = 0; i < s->targets_len && column == ASK_NONE; i++)
			if (s->targets[i].agg == AGG_NONE || s->targets[i].agg == AGG_COUNT)
				column = s->targets[i].column;
		inner = column;
	}
	if (column == ASK_NONE)
		return;
	sub->targets[sub->targets_len++] = term_column(inner);
	sub->tests[sub->tests_len++] = t;
	for (size_t i = 0; i < s->tests_len; i++)
		if (i != second && i + 1 != second && !s->tests[i].sub &&
			s->tests[i].left.column != ASK_NONE &&
			s->tests[i].left.column != t.left.column &&
			p->catalog->columns[s->tests[i].left.column].table == table &&
			sub->tests_len < ASK_PARTS_MAX)
			sub->tests[sub->tests_len++] = s->tests[i];
	frame_remove_test(s, second);
	frame_add_test(
		p, (struct ask_test_of){.left = term_column(column), .test = TEST_IN, .sub = sub});
	if (!p->counts && !frame_fans_out(p, table))
		s->distinct = true;
}

static void intersections(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->tests_len; i++)
		for (size_t k = i + 1; k < s->tests_len; k++)
			if (exclude(&s->tests[i], &s->tests[k])) {
				intersect(p, k);
				return;
			}
}

/* "types of ships with both Panama and Malta flags": no row has both values. */
static void split_both(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	bool both = false;

	for (size_t i = 0; i < p->link->len; i++)
		both |= frame_has(p, i, TAG_BOTH) && str_starts(frame_item(p, i)->text, "both");
	for (size_t i = 0; both && i < s->tests_len; i++) {
		struct ask_test_of *t = &s->tests[i];

		if (t->test != TEST_IN || t->sub || t->literals_len != 2 ||
			s->tests_len == ASK_PARTS_MAX)
			continue;
		s->tests[s->tests_len] = *t;
		s->tests[s->tests_len].literals[0] = t->literals[1];
		s->tests[s->tests_len].literals_len = 1;
		s->tests[s->tests_len].test = TEST_EQ;
		s->tests_len++;
		t->literals_len = 1;
		t->test = TEST_EQ;
		return;
	}
}

static bool fans(const struct ask_frame *p, const struct ask_term *t)
{
	size_t table = table_of_term(p, t);

	return table != ASK_NONE && frame_fans_out(p, table);
}

static bool is_answer_of_focus(const struct ask_frame *p)
{
	const struct ask_shape *s = p->shape;

	if (s->groups_len || s->having_len || p->catalog->tables[p->focus].key == ASK_NONE)
		return false;
	for (size_t i = 0; i < s->targets_len; i++)
		if (fans(p, &s->targets[i]) ||
			(s->targets[i].other && fans(p, s->targets[i].other)))
			return false;
	for (size_t i = 0; i < s->sorts_len; i++)
		if (fans(p, &s->sorts[i].term))
			return false;
	return s->targets_len > 0;
}

/* Joined tables that only filter become a test of the key: key IN (SELECT …). */
static void fold_joins(struct ask_frame *p)
{
	struct ask_shape *s = p->shape, *sub = arena_new(p->arena, struct ask_shape);
	struct ask_test_of kept[ASK_PARTS_MAX];
	size_t kept_len = 0, tables_len = 0, first = ASK_NONE;

	if (!is_answer_of_focus(p))
		return;
	for (size_t i = 0; i < s->tests_len; i++) {
		struct ask_test_of *t = &s->tests[i];

		if (!t->sub && fans(p, &t->left)) {
			if (t->either)
				return; /* joined to tests of the focus, perhaps */
			sub->tests[sub->tests_len++] = *t;
			if (first == ASK_NONE)
				first = table_of_term(p, &t->left);
		} else {
			kept[kept_len++] = *t;
		}
	}
	for (size_t i = 0; i < s->tables_len; i++) {
		if (frame_fans_out(p, s->tables[i])) {
			sub->tables[sub->tables_len++] = s->tables[i];
			if (first == ASK_NONE)
				first = s->tables[i];
		} else {
			s->tables[tables_len++] = s->tables[i];
		}
	}
	if (first == ASK_NONE)
		return;
	s->tables_len = tables_len;
	memcpy(s->tests, kept, kept_len * sizeof *kept);
	s->tests_len = kept_len;
	sub->focus = first;
	sub->targets[sub->targets_len++] = term_column(way_back(p, first));
	frame_add_test(
		p, (struct ask_test_of){.left = term_column(p->catalog->tables[p->focus].key),
			   .test = TEST_IN,
			   .sub = sub});
	for (size_t i = 0; i < s->targets_len; i++) {
		struct ask_term *t = &s->targets[i];

		if (t->agg == AGG_COUNT && t->distinct &&
			t->column == p->catalog->tables[p->focus].key)
			*t = term_rows(p->focus);
	}
}

/* Months come in their order. */
static void order_by_time(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->groups_len && !s->sorts_len && !s->outer && !s->best; i++)
		if (s->groups[i].bucket != BUCKET_NONE)
			frame_add_sort(p, s->groups[i], false);
}

/* "combinations of state and kind by number of orders": each pair is a group. */
static void combine(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	bool asked = false;

	for (size_t i = 0; i < p->link->len; i++)
		asked |= str_starts(frame_item(p, i)->text, "combination");
	for (size_t i = 0; i < s->targets_len && asked && s->groups_len; i++) {
		const struct ask_term *t = &s->targets[i];
		bool known = t->agg || t->op || t->column == ASK_NONE;

		for (size_t g = 0; g < s->groups_len; g++)
			known |= s->groups[g].column == t->column;
		if (!known)
			frame_add_group(p, *t);
	}
}

void frame_finish(struct ask_frame *p)
{
	combine(p);
	frame_own_kind(p);
	frame_deny_attribute(p);
	frame_extreme_of_parent(p);
	split_both(p);
	intersections(p);
	fold_joins(p);
	frame_drop_leaves(p, p->shape);
	order_by_time(p);
}
