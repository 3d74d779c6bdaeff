#include "core/ask/frame_impl.h"

/* Values that are stored somewhere become tests: "from Brazil", "English or French",
 * "hazardous". */

/* Rows of the focus for which a test of other tables holds: key IN (SELECT …). */
static bool add_membership(struct ask_frame *p, const struct ask_test_of *t, enum ask_test test)
{
	struct ask_shape *sub;
	size_t key = p->catalog->tables[p->focus].key;

	if (key == ASK_NONE)
		return false;
	sub = arena_new(p->arena, struct ask_shape);
	sub->focus = p->catalog->columns[t->left.column].table;
	/* The reference to the key in the other table does without the focus. */
	for (size_t e = 0; e < p->catalog->edges.len; e++) {
		const struct ask_edge *edge = &p->catalog->edges.at[e];

		if (edge->to == key && p->catalog->columns[edge->from].table == sub->focus) {
			sub->targets[sub->targets_len++] = term_column(edge->from);
			break;
		}
	}
	if (!sub->targets_len)
		sub->targets[sub->targets_len++] = term_column(key);
	sub->tests[sub->tests_len++] = *t;
	frame_add_test(p, (struct ask_test_of){.left = term_column(key), .test = test, .sub = sub});
	return true;
}

void frame_add_value(struct ask_frame *p, size_t i, size_t column, struct ask_literal literal)
{
	struct ask_test_of t = {.left = term_column(column),
		.test = TEST_EQ,
		.literals = {literal},
		.literals_len = 1};
	size_t before;
	enum ask_tag join = frame_joined_by(p, i, &before);
	struct ask_shape *s = p->shape;
	struct ask_test_of *last = s->tests_len ? &s->tests[s->tests_len - 1] : NULL;
	bool fans = frame_fans_out(p, p->catalog->columns[column].table);
	bool follows =
		before != ASK_NONE && last && join != TAG_SKIP &&
		frame_item(p, before)->role == AS_FILTER &&
		(item_mentions(frame_item(p, before), MENTION_VALUE) ||
			frame_item(p, before)->is_number || frame_item(p, before)->is_quoted);

	if (frame_negated(p, i)) {
		if (fans && add_membership(p, &t, TEST_NOT_IN))
			return;
		t.test = TEST_NE;
		frame_add_test(p, t);
		return;
	}
	if (follows && !last->sub && last->left.column == column &&
		(last->test == TEST_EQ || last->test == TEST_IN || last->test == TEST_NE ||
			last->test == TEST_NOT_IN)) {
		if (join == TAG_AND && fans && last->test == TEST_EQ && last->literals_len == 1) {
			struct ask_test_of first = *last;

			s->tests_len--;
			if (add_membership(p, &first, TEST_IN) && add_membership(p, &t, TEST_IN))
				return;
			s->tests[s->tests_len++] = first;
		}
		if (last->literals_len < ASK_LITERALS_MAX) {
			last->literals[last->literals_len++] = literal;
			last->test = last->test == TEST_NE || last->test == TEST_NOT_IN
					     ? TEST_NOT_IN
					     : TEST_IN;
		}
		return;
	}
	/* "English and French": each by itself, where many rows belong to one. */
	if (follows && last->sub && join == TAG_AND && add_membership(p, &t, last->test))
		return;
	if (follows && join == TAG_OR && last->left.column != ASK_NONE) {
		if (!last->either)
			last->either = ++p->either;
		t.either = last->either;
	}
	frame_add_test(p, t);
}

static void value(struct ask_frame *p, size_t i)
{
	size_t mention;
	const struct ask_candidate *c = frame_choose(p, i, &mention);

	if (!c)
		return;
	frame_add_value(p, i, c->id, (struct ask_literal){c->value, false});
	frame_take(p, i, AS_FILTER);
	if (mention != ASK_NONE && frame_is_free(p, mention))
		frame_take(p, mention, AS_FILTER);
}

/* "hazardous products", "dogs that were abandoned": a column of yes and no. */
static void flag(struct ask_frame *p, size_t i)
{
	size_t column = frame_column(p, i, ASK_NONE), next = frame_next(p, i),
	       prev = frame_prev(p, i);
	struct ask_flag f;
	bool no;

	if (column == ASK_NONE)
		return;
	/* "how many customers get the newsletter": of what is counted already. */
	if (p->selecting[i] && !(p->counts && p->head != ASK_NONE && i > p->head + 1) &&
		!(next != ASK_NONE && (frame_is_table(p, next) || frame_is_column(p, next))) &&
		!(prev != ASK_NONE && (frame_is_table(p, prev) || frame_has(p, prev, TAG_NOT))))
		return;
	if (!ask_flag_read(p->source, p->catalog, column, p->arena, &f, p->err) || !f.yes)
		return;
	no = frame_negated(p, i);
	frame_add_test(p, (struct ask_test_of){.left = term_column(column),
				  .test = TEST_EQ,
				  .literals = {{no ? f.no : f.yes, !f.is_text}},
				  .literals_len = 1});
	frame_take(p, i, AS_FILTER);
}

/* "out of stock" */
static void used_up(struct ask_frame *p, size_t i)
{
	size_t what = i + 1 < p->link->len ? i + 1 : ASK_NONE, column;

	if (what == ASK_NONE || !frame_is_column(p, what) || !frame_is_free(p, what))
		return;
	column = frame_column(p, what, ASK_NONE);
	if (column == ASK_NONE || !p->catalog->columns[column].is_number ||
		p->catalog->columns[column].is_id)
		return;
	frame_add_test(p, (struct ask_test_of){.left = term_column(column),
				  .test = TEST_EQ,
				  .literals = {frame_number(p, 0)},
				  .literals_len = 1});
	frame_take(p, i, AS_WORD);
	frame_take(p, what, AS_FILTER);
}

/* "urgent orders": a condition of the glossary. */
static bool is_named_filter(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);

	return item_mentions(item, MENTION_COLUMN) &&
	       p->catalog->columns[item->candidates[0].id].is_filter;
}

static void named_filter(struct ask_frame *p, size_t i)
{
	bool no = frame_negated(p, i);

	frame_add_test(
		p, (struct ask_test_of){.left = term_column(frame_item(p, i)->candidates[0].id),
			   .test = no ? TEST_NE : TEST_EQ});
	frame_take(p, i, AS_FILTER);
}

void frame_values(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);

		if (!frame_is_free(p, i))
			continue;
		if (is_named_filter(p, i))
			named_filter(p, i);
		else if (item_mentions(item, MENTION_VALUE))
			value(p, i);
		else if (item->is_quoted)
			frame_quoted(p, i);
		else if (item->since || item->until)
			frame_bare_date(p, i);
		else if (item->is_number)
			frame_bare_number(p, i);
		else if (frame_is_month(p, i))
			frame_bare_month(p, i);
		else if (str_eq(item->text, "out of"))
			used_up(p, i);
		else if (frame_is_column(p, i))
			flag(p, i);
	}
}
