#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "the oldest dog", "the 5 most expensive tracks", "the longest average track", "top
 * 3 countries by revenue". */

/* Whether more of the adjective means the larger number, by itself. */
bool frame_means_more(const struct ask_adjective *a)
{
	return !(str_eq(a->base, "low") || str_eq(a->base, "small") || str_eq(a->base, "short") ||
		 str_eq(a->base, "cheap") || str_eq(a->base, "early") || str_eq(a->base, "bad"));
}

/* A number beside it: "top 3", "3 youngest". */
static int64_t number_beside(struct ask_frame *p, size_t i)
{
	size_t beside[2] = {frame_prev(p, i), frame_next(p, i)};

	for (int k = 0; k < 2; k++) {
		if (beside[k] == ASK_NONE || !frame_is_free(p, beside[k]) ||
			!frame_item(p, beside[k])->is_number || frame_item(p, beside[k])->is_year ||
			frame_item(p, beside[k])->number < 1)
			continue;
		frame_take(p, beside[k], AS_WORD);
		return (int64_t)frame_item(p, beside[k])->number;
	}
	return 0;
}

static bool is_of_time(const struct ask_adjective *a)
{
	return str_eq(a->base, "recent") || str_eq(a->base, "early") || str_eq(a->base, "late") ||
	       str_eq(a->base, "new") || str_eq(a->base, "old") || str_eq(a->base, "young");
}

static bool is_time(const struct ask_column *c)
{
	return c->is_date || ask_name_has(&c->name, "year") || ask_name_has(&c->name, "date") ||
	       ask_name_has(&c->name, "time") || ask_name_has(&c->name, "age") ||
	       ask_name_has(&c->name, "day");
}

/* What rows of the focus, or of a category, have many of is added up: "top 3 products by
 * quantity", "which region has the largest revenue". */
static bool adds_up(const struct ask_frame *p, size_t column)
{
	static const char *const words[] = {
		"quantity", "amount", "revenue", "sale", "spending", "turnover", "profit"};
	const struct ask_column *c = &p->catalog->columns[column];

	if (!c->is_number || c->is_id ||
		!(frame_fans_out(p, c->table) ||
			(c->table == p->focus && frame_asked_category(p) != ASK_NONE)))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (ask_name_has(&c->name, words[i]))
			return true;
	return false;
}

/* The column a superlative stands before: "highest average salary". */
static bool named_column(
	struct ask_frame *p, const struct superlative *s, size_t from, int64_t limit)
{
	size_t what = from;
	enum ask_agg agg = AGG_NONE;
	struct ask_term term;

	while (what != ASK_NONE &&
		(frame_is_agg_word(p, what) ||
			(!frame_item(p, what)->candidates_len &&
				(frame_has(p, what, TAG_COUNT) || frame_has(p, what, TAG_OF) ||
					frame_has(p, what, TAG_IN))))) {
		if (frame_agg(p, what))
			agg = frame_agg(p, what);
		else if (frame_has(p, what, TAG_COUNT))
			agg = AGG_COUNT;
		what = frame_next(p, what);
	}
	if (what == ASK_NONE)
		return false;
	if (agg == AGG_COUNT && frame_is_table(p, what)) {
		frame_group_for_count(p, frame_table(p, what));
		if (!p->shape->groups_len)
			return false;
		term = term_rows(frame_table(p, what));
	} else if (frame_is_column(p, what)) {
		size_t column = frame_column(p, what, frame_owner(p, what));

		if (column == ASK_NONE ||
			(!p->catalog->columns[column].is_number &&
				!p->catalog->columns[column].is_date && agg == AGG_NONE &&
				p->catalog->columns[column].is_id))
			return false;
		if (s->adjective && is_of_time(s->adjective) &&
			!is_time(&p->catalog->columns[column]))
			return false;
		if (agg == AGG_NONE && !p->shape->groups_len && adds_up(p, column) &&
			(s->is_top || p->catalog->columns[column].table == p->focus))
			agg = AGG_SUM;
		if (agg != AGG_NONE && agg != AGG_MAX && agg != AGG_MIN) {
			frame_group_for_count(p, p->catalog->columns[column].table);
			if (!p->shape->groups_len)
				return false;
		}
		term = agg == AGG_MAX || agg == AGG_MIN ? term_column(column)
							: frame_sort_term(p, agg, column);
	} else {
		return false;
	}
	for (size_t i = from; i != ASK_NONE && i < what; i = frame_next(p, i))
		frame_take(p, i, AS_WORD);
	frame_take(p, what, AS_SORT);
	frame_add_sort(p, term, s->descending);
	p->shape->limit = limit;
	return true;
}

/* What follows, past a number: "the last 2 orders". */
static size_t behind_number(const struct ask_frame *p, size_t i)
{
	size_t next = frame_next(p, i);

	if (next != ASK_NONE && frame_item(p, next)->is_number && !frame_item(p, next)->is_year)
		next = frame_next(p, next);
	return next;
}

/* The column an adjective means, in the table beside it, the focus, or near. */
static bool concept(struct ask_frame *p, const struct superlative *s)
{
	size_t next = behind_number(p, s->at), prev = frame_prev(p, s->at);
	size_t tables[3] = {frame_is_table(p, next) ? frame_table(p, next) : ASK_NONE, p->focus,
		frame_is_table(p, prev) ? frame_table(p, prev) : ASK_NONE};
	int sign;

	for (int i = 0; i < 3; i++) {
		size_t column = frame_concept(p, s->adjective, tables[i], &sign);

		if (column == ASK_NONE)
			continue;
		frame_take(p, s->at, AS_WORD);
		frame_add_sort(
			p, frame_sort_term(p, AGG_NONE, column), (sign > 0) == s->descending);
		p->shape->limit = s->limit;
		return true;
	}
	return false;
}

static bool is_generic(const struct ask_adjective *a)
{
	return str_eq(a->base, "high") || str_eq(a->base, "low") || str_eq(a->base, "large") ||
	       str_eq(a->base, "small") || str_eq(a->base, "big") || str_eq(a->base, "good") ||
	       str_eq(a->base, "bad") || str_eq(a->base, "long") || str_eq(a->base, "short") ||
	       str_eq(a->base, "early") || str_eq(a->base, "late") || str_eq(a->base, "recent") ||
	       str_eq(a->base, "new");
}

/* "the longest average track": the adjective's column, averaged by group. */
static bool averaged(struct ask_frame *p, const struct superlative *s, size_t next)
{
	size_t what, column;
	int sign;

	if (next == ASK_NONE || !frame_is_agg_word(p, next) || frame_item(p, next)->candidates_len)
		return false;
	what = frame_next(p, next);
	if (what == ASK_NONE || !frame_is_table(p, what))
		return false;
	column = frame_concept(p, s->adjective, frame_table(p, what), &sign);
	if (column == ASK_NONE)
		return false;
	frame_group_for_count(p, frame_table(p, what));
	if (!p->shape->groups_len)
		return false;
	frame_add_sort(p, term_agg(frame_agg(p, next), column), (sign > 0) == s->descending);
	p->shape->limit = s->limit;
	frame_take(p, s->at, AS_WORD);
	frame_take(p, next, AS_WORD);
	frame_take(p, what, AS_CONTEXT);
	return true;
}

static bool adjective(struct ask_frame *p, struct superlative s)
{
	size_t next = frame_next(p, s.at);
	struct superlative named = s;

	if (averaged(p, &s, next))
		return true;
	named.descending = frame_means_more(s.adjective) == s.descending;
	/* "highest price", "largest number of orders", "most recent date" */
	if (next != ASK_NONE && (is_generic(s.adjective) || frame_is_column(p, next)) &&
		named_column(p, &named, next, s.limit)) {
		frame_take(p, s.at, AS_WORD);
		return true;
	}
	return concept(p, &s);
}

/* "top 5 customers by total spending" */
static bool top(struct ask_frame *p, struct superlative s)
{
	size_t by = s.at;

	s.is_top = true;
	/* "top product in each region" is of the region. */
	while (by != ASK_NONE &&
		!(frame_has(p, by, TAG_BY) ||
			(frame_has(p, by, TAG_EACH) && frame_next(p, by) != ASK_NONE &&
				frame_is_measure(p, frame_next(p, by)))))
		by = frame_next(p, by);
	if (by != ASK_NONE && named_column(p, &s, frame_next(p, by), s.limit)) {
		frame_take(p, by, AS_WORD);
		frame_take(p, s.at, AS_WORD);
		p->wants_measure = true;
		return true;
	}
	/* "top 3 expensive rooms" */
	for (size_t k = frame_next(p, s.at), n = 0; k != ASK_NONE && n < 2;
		k = frame_next(p, k), n++) {
		if (frame_item(p, k)->adjective &&
			frame_item(p, k)->adjective->degree == DEGREE_BASE) {
			struct superlative own = s;

			own.adjective = frame_item(p, k)->adjective->adjective;
			own.at = k;
			frame_take(p, s.at, AS_WORD);
			if (adjective(p, own))
				return true;
		}
	}
	/* "top 3 best selling", "top 3 largest": the adjective tells. */
	p->shape->limit = s.limit;
	frame_take(p, s.at, AS_WORD);
	return true;
}

static bool is_filtering(const struct ask_frame *p, size_t i)
{
	size_t prev = frame_prev(p, i);

	return prev != ASK_NONE &&
	       (frame_has(p, prev, TAG_REL) || frame_has(p, prev, TAG_IN) || !p->selecting[i]);
}

/* "the 3 oldest"; what was said before; or 1. */
static int64_t limit_beside(struct ask_frame *p, size_t i)
{
	int64_t limit = number_beside(p, i);

	if (!limit && p->shape->limit > 1)
		limit = p->shape->limit;
	return limit ? limit : 1;
}

/* "the most expensive", "the most albums" */
static void most(struct ask_frame *p, size_t i)
{
	struct superlative s = {.at = i, .descending = frame_has(p, i, TAG_MOST)};
	size_t next = frame_next(p, i);
	const struct ask_form *form = next == ASK_NONE ? NULL : frame_item(p, next)->adjective;

	s.limit = limit_beside(p, i);
	if (frame_super_common(p, &s))
		return;
	if (form && form->degree == DEGREE_BASE) {
		s.adjective = form->adjective;
		s.at = next;
		if (adjective(p, s))
			frame_take(p, i, AS_WORD);
		return;
	}
	if (!frame_super_quantity(p, &s))
		p->doubt += 0.3;
}

/* "the oldest" */
static void by_adjective(struct ask_frame *p, size_t i)
{
	struct superlative s = {.at = i,
		.descending = true,
		.limit = limit_beside(p, i),
		.adjective = frame_item(p, i)->adjective->adjective};

	if (!frame_both_ends(p, i) && !frame_as_extreme(p, i, &s) && !adjective(p, s))
		p->doubt += 0.3;
}

/* "the maximum price" that only filters */
static void extreme(struct ask_frame *p, size_t i)
{
	struct superlative s = {.at = i, .descending = frame_has(p, i, TAG_MAX), .limit = 1};

	if (named_column(p, &s, frame_next(p, i), 1))
		frame_take(p, i, AS_WORD);
}

/* What comes first or last: "the first complaint", "the last 10 orders"; or ASK_NONE. */
static size_t in_time(const struct ask_frame *p, size_t i)
{
	const char *text = frame_item(p, i)->text;
	size_t what = behind_number(p, i);

	/* "first shows" of a column that says which are. */
	if (frame_item(p, i)->candidates_len && what == frame_next(p, i))
		return ASK_NONE;
	if (!str_eq(text, "first") && !str_eq(text, "last") && !str_eq(text, "the last"))
		return ASK_NONE;
	return what != ASK_NONE && frame_is_table(p, what) ? what : ASK_NONE;
}

/* By the time, else by the number that rows are given as they come. */
static void earliest_or_latest(struct ask_frame *p, struct superlative s, size_t table)
{
	size_t key = p->catalog->tables[table].key;
	bool first = s.descending;

	s.adjective =
		ask_lexicon_adjective(p->catalog->lexicon, first ? "early" : "recent")->adjective;
	s.descending = true;
	if (concept(p, &s))
		return;
	frame_take(p, s.at, AS_WORD);
	p->shape->limit = s.limit;
	if (key == ASK_NONE || !p->catalog->columns[key].is_number) {
		p->doubt += FRAME_HOPELESS;
		return;
	}
	frame_add_sort(p, term_column(key), !first);
}

/* "the top 3", "the last order" */
static void top_or_bottom(struct ask_frame *p, size_t i)
{
	struct superlative s = {.at = i, .descending = frame_has(p, i, TAG_TOP)};
	const char *text = frame_item(p, i)->text;
	size_t what = in_time(p, i);
	int64_t limit = number_beside(p, i);

	s.limit = limit ? limit : 1;
	if (what != ASK_NONE) {
		earliest_or_latest(p, s, frame_table(p, what));
	} else if (limit || str_eq(text, "top")) {
		top(p, s);
	}
}

static void superlative(struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);
	bool is_most = frame_has(p, i, TAG_MOST) || frame_has(p, i, TAG_LEAST);

	if (item->candidates_len && item->candidates[0].score > 0.9 && !item->adjective && !is_most)
		return;
	if (is_most)
		most(p, i);
	else if (item->adjective && item->adjective->degree == DEGREE_SUPERLATIVE)
		by_adjective(p, i);
	else if ((frame_has(p, i, TAG_MAX) || frame_has(p, i, TAG_MIN)) && is_filtering(p, i))
		extreme(p, i);
	else if (in_time(p, i) != ASK_NONE ||
		 ((frame_has(p, i, TAG_TOP) || frame_has(p, i, TAG_BOTTOM)) &&
			 !item->candidates_len))
		top_or_bottom(p, i);
}

void frame_superlatives(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_is_free(p, i))
			superlative(p, i);
}
