#include "core/ask/frame_impl.h"

#include "core/base/str.h"

#include <string.h>

/* Conditions about other rows than the one in hand: "students in the dorm with the
 * largest capacity", "studios without films by somebody", "who manages Jane Peacock". */

static bool is_plural(const struct ask_frame *p, size_t i)
{
	return i != ASK_NONE && !str_eq(frame_item(p, i)->text, frame_item(p, i)->lemma);
}

/* "the average age of students in the dorm with the largest capacity": all rows
 * of that one, not the first of all. */
void frame_extreme_of_parent(struct ask_frame *p)
{
	struct ask_shape *s = p->shape, *sub;
	size_t table, key, from = ASK_NONE;
	bool aggs = false;
	struct ask_join j;
	struct ask_shape way = {.focus = p->focus};

	if (s->sorts_len != 1 || s->limit != 1 || s->groups_len || s->sorts[0].term.agg ||
		s->sorts[0].term.column == ASK_NONE)
		return;
	table = p->catalog->columns[s->sorts[0].term.column].table;
	key = p->catalog->tables[table].key;
	for (size_t i = 0; i < s->targets_len; i++)
		aggs |= s->targets[i].agg != AGG_NONE;
	if (table == p->focus || key == ASK_NONE || !(aggs || is_plural(p, p->head)))
		return;
	way.tables[0] = p->focus;
	way.tables[1] = table;
	way.tables_len = 2;
	if (!ask_join_plan(p->catalog, &way, &j))
		return;
	for (size_t i = 1; i < j.len; i++) {
		const struct ask_edge *e = &p->catalog->edges.at[j.edges[i]];

		if (e->to == key)
			from = e->from;
	}
	if (from == ASK_NONE)
		return;
	sub = arena_new(p->arena, struct ask_shape);
	sub->focus = table;
	sub->targets[sub->targets_len++] = term_column(key);
	sub->sorts[sub->sorts_len++] = s->sorts[0];
	sub->limit = 1;
	for (size_t i = 0; i < s->tests_len;) {
		if (s->tests[i].left.column != ASK_NONE &&
			p->catalog->columns[s->tests[i].left.column].table == table) {
			sub->tests[sub->tests_len++] = s->tests[i];
			frame_remove_test(s, i);
		} else {
			i++;
		}
	}
	s->sorts_len = 0;
	s->limit = 0;
	frame_add_test(
		p, (struct ask_test_of){.left = term_column(from), .test = TEST_IN, .sub = sub});
}

static bool is_attribute(const struct ask_frame *p, size_t column)
{
	const struct ask_table *t = ask_table_of(p->catalog, column);

	for (size_t i = 0; i < t->names_len; i++)
		if (t->names[i] == column)
			return false;
	return !p->catalog->columns[column].is_key && !p->catalog->columns[column].is_number;
}

void frame_deny_attribute(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	size_t column;
	bool has = false;

	for (size_t i = 0; i < p->link->len; i++)
		has |= frame_has(p, i, TAG_NOT) && strstr(frame_item(p, i)->text, "ha");
	if (!has || s->targets_len != 1 || s->targets[0].agg || s->groups_len ||
		s->tests_len != 1 || p->counts || s->targets[0].column == ASK_NONE ||
		!is_attribute(p, s->targets[0].column) || p->head != ASK_NONE)
		return;
	column = s->targets[0].column;
	if (s->tests[0].test == TEST_NE && !s->tests[0].sub && s->tests[0].left.column != column &&
		s->tests[0].left.column != ASK_NONE &&
		p->catalog->columns[s->tests[0].left.column].table ==
			p->catalog->columns[column].table) {
		struct ask_shape *sub = arena_new(p->arena, struct ask_shape);

		sub->focus = p->catalog->columns[column].table;
		sub->targets[sub->targets_len++] = term_column(column);
		sub->tests[sub->tests_len] = s->tests[0];
		sub->tests[sub->tests_len++].test = TEST_EQ;
		s->tests[0] = (struct ask_test_of){
			.left = term_column(column), .test = TEST_NOT_IN, .sub = sub};
		s->distinct = true;
	} else if (s->tests[0].test == TEST_NOT_IN && s->tests[0].sub &&
		   s->tests[0].left.column == ask_table_of(p->catalog, column)->key) {
		struct ask_shape *sub = s->tests[0].sub;

		s->tests[0].left = term_column(column);
		sub->targets[0] = term_column(column);
		s->distinct = true;
	}
}

static bool speaks_of(const struct ask_frame *p, const char *const *stems, size_t count)
{
	for (size_t w = 0; w < p->link->question->len; w++)
		for (size_t i = 0; i < count; i++)
			if (str_starts(p->link->question->words[w].text, stems[i]))
				return true;
	return false;
}

void frame_own_kind(struct ask_frame *p)
{
	static const char *const above[] = {
		"manage", "manager", "supervis", "boss", "lead", "parent", "mother", "father"};
	static const char *const below[] = {
		"report", "subordinate", "child", "managed by", "works for", "under"};
	struct ask_shape *s = p->shape, *sub;
	size_t from = ASK_NONE, to = ASK_NONE;
	bool down = speaks_of(p, below, sizeof below / sizeof *below);
	const struct ask_table *t = &p->catalog->tables[p->focus];

	for (size_t e = 0; e < p->catalog->edges.len; e++) {
		const struct ask_edge *edge = &p->catalog->edges.at[e];

		if (p->catalog->columns[edge->from].table == p->focus &&
			p->catalog->columns[edge->to].table == p->focus) {
			from = edge->from;
			to = edge->to;
		}
	}
	if (from == ASK_NONE || (!down && !speaks_of(p, above, sizeof above / sizeof *above)))
		return;
	sub = arena_new(p->arena, struct ask_shape);
	sub->focus = p->focus;
	sub->targets[sub->targets_len++] = term_column(down ? to : from);
	for (size_t i = 0; i < s->tests_len;) {
		bool name = false;

		for (size_t k = 0; k < t->names_len; k++)
			name |= s->tests[i].left.column == t->names[k] &&
				s->tests[i].test == TEST_EQ && !s->tests[i].sub;
		if (name) {
			sub->tests[sub->tests_len++] = s->tests[i];
			frame_remove_test(s, i);
		} else {
			i++;
		}
	}
	if (sub->tests_len)
		frame_add_test(p, (struct ask_test_of){.left = term_column(down ? from : to),
					  .test = TEST_IN,
					  .sub = sub});
}
