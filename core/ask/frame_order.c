#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "sorted by age in descending order", "in alphabetical order", "most first". */

static int direction(const struct ask_frame *p, size_t i)
{
	return frame_has(p, i, TAG_DESC) ? -1 : frame_has(p, i, TAG_ASC) ? 1 : 0;
}

static bool is_order_word(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);

	/* "who ordered tea", "each order": only "ordered by" and the like sort. */
	if (item->len == 1 && frame_has(p, i, TAG_ORDER) && !direction(p, i)) {
		size_t next = i + 1 < p->link->len ? i + 1 : ASK_NONE;

		if (next == ASK_NONE || !(frame_has(p, next, TAG_BY) ||
						frame_has(p, next, TAG_IN) || direction(p, next)))
			return false;
		/* "who ordered in 2025" */
		next = frame_next(p, next);
		if (next != ASK_NONE &&
			(frame_item(p, next)->since || frame_item(p, next)->is_number))
			return false;
	}
	/* "never ordered" */
	if (frame_has(p, frame_prev(p, i), TAG_NOT) && item->candidates_len)
		return false;
	/* "Sort the names by …" */
	if (i == 0 && frame_has(p, i, TAG_ORDER))
		return false;

	return (item->tags & (TAG_BIT(TAG_ORDER) | TAG_BIT(TAG_ASC) | TAG_BIT(TAG_DESC))) &&
	       !(item->candidates_len && item->candidates[0].score > 0.9 && item->len == 1 &&
		       frame_has(p, i, TAG_ORDER));
}

/* One key of the order, from item *at on; false when there is none. */
static bool sort_key(struct ask_frame *p, size_t *at, struct ask_term *ret)
{
	size_t i = *at, first = *at;
	enum ask_agg agg = AGG_NONE;

	while (i != ASK_NONE &&
		(frame_agg(p, i) || frame_has(p, i, TAG_COUNT) || frame_has(p, i, TAG_OF) ||
			frame_has(p, i, TAG_EACH)) &&
		!frame_is_column(p, i)) {
		if (frame_has(p, i, TAG_COUNT))
			agg = AGG_COUNT;
		else if (frame_agg(p, i))
			agg = frame_agg(p, i);
		i = frame_next(p, i);
	}
	if (i == ASK_NONE || !frame_is_free(p, i))
		return false;
	if (frame_is_table(p, i)) {
		size_t table = frame_table(p, i);

		if (agg == AGG_COUNT) {
			*ret = term_rows(table);
			if (!p->shape->groups_len && table != p->focus && frame_fans_out(p, table))
				frame_group_rows(p, p->focus);
		} else if (p->catalog->tables[table].names_len) {
			*ret = term_column(p->catalog->tables[table].names[0]);
		} else {
			return false;
		}
	} else if (frame_is_column(p, i)) {
		size_t column = frame_column(p, i, frame_owner(p, i));

		if (column == ASK_NONE)
			return false;
		/* "by the number of years": the column is the number. */
		if (agg == AGG_COUNT && p->catalog->columns[column].is_number &&
			!p->catalog->columns[column].is_id)
			agg = p->shape->groups_len ? AGG_SUM : AGG_NONE;
		*ret = term_agg(agg, column);
	} else {
		return false;
	}
	for (size_t k = first; k <= i; k++)
		if (frame_is_free(p, k))
			frame_take(p, k, AS_SORT);
	*at = frame_next(p, i);
	return true;
}

/* The words of the order around i: takes them, tells the direction. */
static size_t order_words(struct ask_frame *p, size_t i, int *dir)
{
	while (i != ASK_NONE && frame_is_free(p, i) &&
		(is_order_word(p, i) || ((frame_has(p, i, TAG_OF) || frame_has(p, i, TAG_IN) ||
						 frame_has(p, i, TAG_BY)) &&
						!frame_item(p, i)->candidates_len))) {
		if (direction(p, i))
			*dir = direction(p, i);
		frame_take(p, i, AS_WORD);
		i = frame_next(p, i);
	}
	return i;
}

/* "oldest to youngest" has been read as one phrase; its adjective is the key. */
static bool by_phrase(struct ask_frame *p, size_t i, int dir)
{
	const struct ask_question *q = p->link->question;
	const struct ask_item *item = frame_item(p, i);
	int sign;

	for (size_t w = item->first; w < item->first + item->len; w++) {
		const struct ask_form *f =
			ask_lexicon_adjective(p->catalog->lexicon, q->words[w].text);
		size_t column = f ? frame_concept(p, f->adjective, p->focus, &sign) : ASK_NONE;

		if (column == ASK_NONE || f->degree != DEGREE_SUPERLATIVE)
			continue;
		frame_add_sort(p, term_column(column), sign > 0);
		(void)dir;
		return true;
	}
	return false;
}

/* "customers by number of orders", "products by price", and no more: a ranking. */
static void rank(struct ask_frame *p)
{
	size_t by = p->head == ASK_NONE ? ASK_NONE : frame_next(p, p->head), at;
	struct ask_term term;

	if (!frame_has(p, by, TAG_BY) || p->counts || p->shape->sorts_len)
		return;
	for (size_t i = 0; i < p->head; i++)
		if (!frame_is_blank(p, i) && !frame_has(p, i, TAG_ASK))
			return;
	at = frame_next(p, by);
	if (at == ASK_NONE || !(frame_has(p, at, TAG_COUNT) || frame_is_agg_word(p, at) ||
				      frame_is_measure(p, at)))
		return;
	for (size_t i = at; i != ASK_NONE; i = frame_next(p, i))
		if (frame_has(p, i, TAG_AND) || frame_has(p, i, TAG_EACH) ||
			frame_item(p, i)->is_comma)
			return;
	if (!sort_key(p, &at, &term))
		return;
	if (term.column != ASK_NONE && frame_fans_out(p, p->catalog->columns[term.column].table)) {
		if (!p->shape->groups_len)
			frame_group_rows(p, p->focus);
		term.agg = term.agg ? term.agg : AGG_SUM;
	}
	frame_take(p, by, AS_WORD);
	frame_add_sort(p, term, true);
	p->wants_measure = true;
}

void frame_sorts(struct ask_frame *p)
{
	rank(p);
	for (size_t i = 0; i < p->link->len; i++) {
		int dir = 0;
		size_t at;
		struct ask_term term;
		bool any = false;

		if (!frame_is_free(p, i) || !is_order_word(p, i))
			continue;
		at = order_words(p, i, &dir);
		while (at != ASK_NONE && sort_key(p, &at, &term)) {
			int own = 0;

			any = true;
			if (at != ASK_NONE && is_order_word(p, at))
				at = order_words(p, at, &own);
			else if (at != ASK_NONE &&
				 (frame_has(p, at, TAG_IN) || frame_item(p, at)->is_comma)) {
				size_t next = frame_next(p, at);

				if (next != ASK_NONE && is_order_word(p, next))
					at = order_words(p, next, &own);
			}
			frame_add_sort(p, term, (own ? own : dir) < 0);
			while (at != ASK_NONE && !frame_item(p, at)->candidates_len &&
				!frame_item(p, at)->is_comma && !frame_has(p, at, TAG_AND) &&
				!is_order_word(p, at) && !frame_item(p, at)->is_number)
				at = frame_next(p, at);
			if (at == ASK_NONE ||
				!(frame_has(p, at, TAG_AND) || frame_item(p, at)->is_comma))
				break;
			at = frame_next(p, at);
			while (at != ASK_NONE &&
				(frame_has(p, at, TAG_ASK) || frame_has(p, at, TAG_AND)) &&
				!frame_item(p, at)->candidates_len)
				at = frame_next(p, at);
			if (at == ASK_NONE || !(frame_is_column(p, at) || frame_agg(p, at)))
				break;
		}
		/* "the highest mountains, ordered by …": all of them. */
		if (p->shape->limit == 1 && p->shape->sorts_len && p->head != ASK_NONE &&
			!str_eq(frame_item(p, p->head)->text, frame_item(p, p->head)->lemma)) {
			p->shape->limit = 0;
			p->wants_measure = true;
		}
		if (!any && !by_phrase(p, i, dir))
			p->sort_default = dir ? dir : 1;
	}
}
