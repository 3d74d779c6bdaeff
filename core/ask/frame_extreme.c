#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Superlatives that are a number of the answer, not an order: "the longest and the
 * shortest tracks", "what is the largest area among them". */

/* "what is the largest GNP among them", beside something else that is asked. */
bool frame_as_extreme(struct ask_frame *p, size_t i, const struct superlative *s)
{
	size_t prev = frame_prev(p, i), what = frame_next(p, i), after, column;
	bool asked;

	if (prev == ASK_NONE || what == ASK_NONE || !frame_is_column(p, what) || !p->selecting[i] ||
		s->limit > 1)
		return false;
	asked = frame_has(p, prev, TAG_ASK) && str_starts(frame_item(p, prev)->text, "what");
	while (!asked && prev != ASK_NONE &&
		(frame_has(p, prev, TAG_AND) || frame_item(p, prev)->is_comma ||
			frame_agg(p, prev) || frame_item(p, prev)->adjective))
		prev = frame_prev(p, prev);
	asked |= prev != ASK_NONE && frame_has(p, prev, TAG_ASK) &&
		 str_starts(frame_item(p, prev)->text, "what");
	if (!asked)
		return false;
	after = frame_next(p, what);
	if (after != ASK_NONE && frame_is_table(p, after))
		return false;
	column = frame_column(p, what, frame_owner(p, what));
	if (column == ASK_NONE || !p->catalog->columns[column].is_number)
		return false;
	frame_add_target(
		p, term_agg((frame_means_more(s->adjective) == s->descending) ? AGG_MAX : AGG_MIN,
			   column));
	frame_take(p, i, AS_WORD);
	frame_take(p, what, AS_TARGET);
	return true;
}

/* "the longest and the shortest tracks": both ends. */
bool frame_both_ends(struct ask_frame *p, size_t i)
{
	const struct ask_adjective *a = frame_item(p, i)->adjective->adjective, *b;
	size_t and = frame_next(p, i), other = and == ASK_NONE ? ASK_NONE : frame_next(p, and),
	       what, column = ASK_NONE;
	bool first;
	int sign = 1;

	if (!frame_has(p, and, TAG_AND) || other == ASK_NONE || !frame_item(p, other)->adjective ||
		frame_item(p, other)->adjective->degree != DEGREE_SUPERLATIVE)
		return false;
	b = frame_item(p, other)->adjective->adjective;
	what = frame_next(p, other);
	if (frame_means_more(a) == frame_means_more(b) || what == ASK_NONE)
		return false;
	if (frame_is_column(p, what))
		column = frame_column(p, what, frame_owner(p, what));
	else
		column = frame_concept(
			p, a, frame_is_table(p, what) ? frame_table(p, what) : p->focus, &sign);
	if (column == ASK_NONE || !p->catalog->columns[column].is_number)
		return false;
	first = frame_means_more(a);
	frame_add_target(p, term_agg(first ? AGG_MAX : AGG_MIN, column));
	frame_add_target(p, term_agg(first ? AGG_MIN : AGG_MAX, column));
	for (size_t k = 0; k < i; k++)
		if (frame_is_free(p, k) && frame_is_column(p, k) &&
			frame_column(p, k, ASK_NONE) == column)
			frame_take(p, k, AS_TARGET);
	frame_take(p, i, AS_WORD);
	frame_take(p, other, AS_WORD);
	if (frame_is_column(p, what))
		frame_take(p, what, AS_TARGET);
	return true;
}
