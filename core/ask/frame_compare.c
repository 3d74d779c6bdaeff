#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "older than 20", "between 5 and 10", "before 2003", "20 or more", "below its
 * reorder point". */

static enum ask_test denied(enum ask_test t)
{
	switch (t) {
	case TEST_LT: return TEST_GE;
	case TEST_LE: return TEST_GT;
	case TEST_GT: return TEST_LE;
	case TEST_GE: return TEST_LT;
	case TEST_EQ: return TEST_NE;
	case TEST_LIKE: return TEST_NOT_LIKE;
	case TEST_IN: return TEST_NOT_IN;
	case TEST_NULL: return TEST_NOT_NULL;
	case TEST_BETWEEN: return TEST_NOT_BETWEEN;
	default: return t;
	}
}

static bool comparator(const struct ask_frame *p, size_t i, enum ask_test *ret)
{
	static const struct {
		enum ask_tag tag;
		enum ask_test test;
	} tests[] = {{TAG_GE, TEST_GE}, {TAG_LE, TEST_LE}, {TAG_GT, TEST_GT}, {TAG_LT, TEST_LT},
		{TAG_AFTER, TEST_GT}, {TAG_SINCE, TEST_GE}, {TAG_BEFORE, TEST_LT},
		{TAG_BETWEEN, TEST_BETWEEN}, {TAG_EQ, TEST_EQ}};

	/* Up to that day, to its end. */
	if (str_eq(frame_item(p, i)->text, "until")) {
		*ret = TEST_LE;
		return true;
	}
	for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
		if (frame_has(p, i, tests[k].tag)) {
			*ret = tests[k].test;
			return true;
		}
	}
	return false;
}

static bool date_test(struct ask_frame *p, const struct comparison *c, size_t column)
{
	const struct ask_item *v = frame_item(p, c->value);
	struct ask_test_of t = {.test = c->test, .literals_len = 1};

	if (column == ASK_NONE ||
		!(p->catalog->columns[column].is_date || !frame_is_numeric(p, column)))
		column = frame_when(p, c->at);
	if (column == ASK_NONE)
		return false;
	t.left = term_column(column);
	/* "after April 2023" begins where April ends. */
	if (c->test == TEST_GT && v->until) {
		t.test = TEST_GE;
		t.literals[0].text = v->until;
	} else if (c->test == TEST_LE && v->until) {
		t.test = TEST_LT;
		t.literals[0].text = v->until;
	} else {
		t.literals[0].text = v->since;
	}
	frame_add_test(p, t);
	return true;
}

static bool columns_compared(struct ask_frame *p, const struct comparison *c)
{
	size_t item = ASK_NONE, left = frame_left_side(p, c, &item), right;
	struct ask_term *term;

	if (left == ASK_NONE || !frame_is_column(p, c->value) || !frame_is_free(p, c->value))
		return false;
	right = frame_column(p, c->value, p->catalog->columns[left].table);
	if (right == ASK_NONE || right == left ||
		p->catalog->columns[right].table != p->catalog->columns[left].table)
		return false;
	term = arena_new(p->arena, struct ask_term);
	*term = term_column(right);
	frame_add_test(
		p, (struct ask_test_of){.left = term_column(left), .test = c->test, .right = term});
	frame_take(p, item, AS_FILTER);
	frame_take(p, c->value, AS_FILTER);
	return true;
}

static bool is_less(const struct comparison *c)
{
	return c->test == TEST_LT || c->test == TEST_LE;
}

static bool step_over(const struct ask_frame *p, struct comparison *c)
{
	c->value = frame_next(p, c->value);
	return c->value != ASK_NONE;
}

static bool skip_words(const struct ask_frame *p, struct comparison *c)
{
	while (c->value != ASK_NONE &&
		(frame_has(p, c->value, TAG_THAN) || frame_has(p, c->value, TAG_EQ) ||
			frame_has(p, c->value, TAG_OF)) &&
		!frame_item(p, c->value)->candidates_len)
		c->value = frame_next(p, c->value);
	return c->value != ASK_NONE;
}

/* "more expensive than the average" */
static bool take_adjective(struct ask_frame *p, struct comparison *c)
{
	const struct ask_item *v = frame_item(p, c->value);
	int sign = 1;

	if (!v->adjective || v->adjective->degree != DEGREE_BASE || v->candidates_len ||
		!frame_has(p, frame_next(p, c->value), TAG_THAN))
		return true;
	c->adjective = v->adjective->adjective;
	if (frame_concept(p, c->adjective, p->focus, &sign) != ASK_NONE && sign < 0)
		c->test = c->test == TEST_GT   ? TEST_LT
			  : c->test == TEST_LT ? TEST_GT
					       : c->test;
	frame_take(p, c->value, AS_WORD);
	return step_over(p, c) && step_over(p, c);
}

/* "a greater weight than 10" */
static bool take_left_side(struct ask_frame *p, struct comparison *c)
{
	size_t than = frame_next(p, c->value);

	if (!frame_is_column(p, c->value) || !frame_is_free(p, c->value) ||
		!(frame_has(p, than, TAG_THAN) ||
			(than != ASK_NONE && frame_item(p, than)->is_number)))
		return true;
	c->left = c->value;
	c->value = frame_has(p, than, TAG_THAN) ? frame_next(p, than) : than;
	return c->value != ASK_NONE;
}

/* "after the year 2008" */
static void take_year(struct ask_frame *p, struct comparison *c)
{
	size_t next = frame_next(p, c->value);

	if (!str_eq(frame_item(p, c->value)->lemma, "year") || next == ASK_NONE ||
		!frame_item(p, next)->is_year)
		return;
	frame_take(p, c->value, AS_WORD);
	c->value = next;
}

static bool with_date(struct ask_frame *p, struct comparison *c)
{
	size_t item = ASK_NONE, column = frame_left_side(p, c, &item);

	if (!date_test(p, c, column))
		return false;
	frame_take(p, item, AS_FILTER);
	frame_take(p, c->value, AS_FILTER);
	return true;
}

static bool with_number(struct ask_frame *p, const struct comparison *c)
{
	frame_take(p, c->value, AS_FILTER);
	if (frame_number_test(p, c))
		return true;
	frame_take(p, c->value, AS_NOTHING);
	return false;
}

/* Larger than any: than the smallest; as people mean it of "all": than the largest. */
static bool with_any_or_all(struct ask_frame *p, struct comparison *c)
{
	size_t item = ASK_NONE, from = ASK_NONE, column;
	int any = c->test == TEST_EQ ? 0 : frame_any_or_all(p, c, &from);

	if (!any)
		return false;
	column = frame_left_side(p, c, &item);
	if (!frame_against_all(p, c, column, (any == 1) == is_less(c) ? AGG_MAX : AGG_MIN, from))
		return false;
	frame_take(p, item, AS_FILTER);
	return true;
}

static bool is_aggregate(const struct ask_frame *p, size_t i)
{
	return frame_has(p, i, TAG_AVGREF) || frame_agg(p, i) || frame_has(p, i, TAG_ANYREF) ||
		frame_has(p, i, TAG_ALLREF);
}

static bool with_aggregate(struct ask_frame *p, struct comparison *c)
{
	enum ask_agg agg = frame_agg(p, c->value);
	size_t item = ASK_NONE, column = frame_left_side(p, c, &item);

	if (frame_has(p, c->value, TAG_AVGREF))
		agg = AGG_AVG;
	if (!agg)
		agg = frame_has(p, c->value, TAG_ALLREF) == is_less(c) ? AGG_MIN : AGG_MAX;
	if (!frame_against_all(p, c, column, agg, frame_next(p, c->value)))
		return false;
	frame_take(p, c->value, AS_WORD);
	frame_take(p, item, AS_FILTER);
	return true;
}

static bool compared(struct ask_frame *p, struct comparison *c)
{
	const struct ask_item *v;

	if (!skip_words(p, c) || !take_adjective(p, c) || !take_left_side(p, c))
		return false;
	take_year(p, c);
	v = frame_item(p, c->value);
	if (c->test == TEST_BETWEEN || c->test == TEST_NOT_BETWEEN)
		return frame_between(p, c);
	if (v->since)
		return with_date(p, c);
	if (v->is_number)
		return with_number(p, c);
	if (with_any_or_all(p, c))
		return true;
	return is_aggregate(p, c->value) ? with_aggregate(p, c) : columns_compared(p, c);
}

/* "after 2013 or before 2008": the test joins the one before. */
static void join_either(struct ask_frame *p, size_t i, size_t tests)
{
	size_t or = frame_prev(p, i);
	struct ask_shape *s = p->shape;

	while (or != ASK_NONE && !frame_has(p, or, TAG_OR) &&
			  (frame_item(p, or)->role == AS_FILTER ||
				  !frame_item(p, or)->candidates_len) &&
			  !frame_has(p, or, TAG_AND) && !frame_item(p, or)->is_number &&
			  !frame_item(p, or)->since)
		or = frame_prev(p, or);
	if (!frame_has(p, or, TAG_OR) || !tests || s->tests_len != tests + 1)
		return;
	if (!s->tests[tests - 1].either)
		s->tests[tests - 1].either = ++p->either;
	s->tests[tests].either = s->tests[tests - 1].either;
}

static void comparison(struct ask_frame *p, size_t i)
{
	size_t tests = p->shape->tests_len;
	const struct ask_item *item = frame_item(p, i);
	struct comparison c = {.at = i, .left = ASK_NONE};
	int sign;
	size_t column, left;

	if (item->adjective && item->adjective->degree == DEGREE_COMPARATIVE &&
		!comparator(p, i, &c.test)) {
		c.adjective = item->adjective->adjective;
		column = frame_concept(p, c.adjective, p->focus, &sign);
		if (column == ASK_NONE || frame_column_before(p, i, &left) != ASK_NONE)
			sign = frame_means_more(c.adjective) ? 1 : -1;
		c.test = sign < 0 ? TEST_LT : TEST_GT;
	} else if (!comparator(p, i, &c.test) ||
		   (item->candidates_len && item->candidates[0].score > 0.9)) {
		return;
	} else {
		/* "larger than" looks at sizes. */
		for (size_t w = item->first; w < item->first + item->len; w++) {
			const struct ask_form *f = ask_lexicon_adjective(
				p->catalog->lexicon, p->link->question->words[w].text);

			if (f && f->degree == DEGREE_COMPARATIVE)
				c.adjective = f->adjective;
		}
	}
	if (frame_negated(p, i))
		c.test = denied(c.test);
	c.value = frame_next(p, i);
	if (compared(p, &c)) {
		frame_take(p, i, AS_WORD);
		join_either(p, i, tests);
	} else if (c.test != TEST_EQ)
		p->doubt += 0.2;
}

/* "20 or more", "23 or younger" */
static void open_ended(struct ask_frame *p, size_t i)
{
	size_t value = frame_prev(p, i), item = ASK_NONE, column;
	struct comparison c = {.at = value,
		.value = value,
		.left = ASK_NONE,
		.test = frame_has(p, i, TAG_OROVER) ? TEST_GE : TEST_LE};
	const struct ask_question *q = p->link->question;
	const struct ask_item *it = frame_item(p, i);

	if (value != ASK_NONE && !frame_item(p, value)->is_number)
		value = c.at = c.value = frame_prev(p, value); /* "5 albums or more" */
	if (value == ASK_NONE || !frame_is_free(p, value) || !frame_item(p, value)->is_number)
		return;
	for (size_t w = it->first; w < it->first + it->len; w++) {
		const struct ask_form *f =
			ask_lexicon_adjective(p->catalog->lexicon, q->words[w].text);

		if (f && f->degree == DEGREE_COMPARATIVE)
			c.adjective = f->adjective;
	}
	column = frame_left_side(p, &c, &item);
	/* "50 or older" was born before. */
	if (column != ASK_NONE && c.adjective && p->catalog->columns[column].is_date)
		c.test = c.test == TEST_GE ? TEST_LE : TEST_GE;
	frame_take(p, value, AS_FILTER);
	frame_take(p, i, AS_WORD);
	/* "1 or more deaths" */
	if (column == ASK_NONE && frame_next(p, i) != ASK_NONE &&
		frame_is_column(p, frame_next(p, i))) {
		size_t what = frame_next(p, i);

		column = frame_column(p, what, frame_owner(p, what));
		if (column != ASK_NONE && frame_is_numeric(p, column) &&
			!p->catalog->columns[column].is_id) {
			frame_add_test(p,
				(struct ask_test_of){.left = term_column(column),
					.test = c.test,
					.literals = {frame_number(p, frame_item(p, value)->number)},
					.literals_len = 1});
			frame_take(p, what, AS_FILTER);
			return;
		}
	}
	if (!frame_number_test(p, &c)) {
		size_t what = frame_next(p, i);

		if (what == ASK_NONE || !(frame_is_table(p, what) || frame_is_column(p, what)) ||
			!frame_count_of(p, &c, what, frame_item(p, value)->number)) {
			frame_take(p, value, AS_NOTHING);
			p->doubt += 0.2;
		}
	}
}

void frame_comparisons(struct ask_frame *p)
{
	frame_ranges(p);
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_is_free(p, i) &&
			(frame_has(p, i, TAG_OROVER) || frame_has(p, i, TAG_ORUNDER)))
			open_ended(p, i);
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_is_free(p, i) &&
			(frame_has(p, i, TAG_STARTS) || frame_has(p, i, TAG_ENDS) ||
				frame_has(p, i, TAG_CONTAINS)))
			frame_like(p, i);
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_is_free(p, i))
			comparison(p, i);
}
