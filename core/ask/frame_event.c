#include "core/ask/frame_impl.h"

/* Which date is meant where others than the rows asked for have one, too: "customers
 * who ordered in 2025" is about the orders. */

/* A match that is no accident. */
#define LIKELY 0.6

/* The date of what happened to the focus, as one item tells it; ASK_NONE.  *ret_own: the
 * item speaks of the focus itself. */
static size_t date_of_mention(const struct ask_frame *p, size_t at, size_t i, bool *ret_own)
{
	const struct ask_item *item = frame_item(p, i);

	for (size_t k = 0; k < item->candidates_len; k++) {
		const struct ask_candidate *c = &item->candidates[k];
		size_t table = c->kind == MENTION_TABLE ? c->id : p->catalog->columns[c->id].table;
		size_t column = c->id;

		if (c->kind == MENTION_VALUE || c->score < LIKELY)
			continue;
		if (c->kind == MENTION_TABLE)
			column = frame_date_column(p, at, table);
		else if (!p->catalog->columns[column].is_date)
			continue;
		if (table == p->focus) {
			*ret_own = true;
			return ASK_NONE;
		}
		if (column != ASK_NONE && frame_fans_out(p, table))
			return column;
	}
	return ASK_NONE;
}

size_t frame_when(const struct ask_frame *p, size_t i)
{
	bool own = false;

	for (size_t k = frame_prev(p, i); k != ASK_NONE && !own; k = frame_prev(p, k)) {
		size_t column = k == p->head ? ASK_NONE : date_of_mention(p, i, k, &own);

		if (column != ASK_NONE)
			return column;
		own |= k == p->head;
	}
	return frame_date_column(p, i, p->focus);
}
