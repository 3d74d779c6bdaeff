#include "core/ask/frame_impl.h"

/* What must not be there under a condition: "customers without orders in 2025", where
 * the condition is not denied but is one of the orders. */

/* Something behind restricts it, before the next clause. */
static bool is_restricted(const struct ask_frame *p, size_t i)
{
	for (size_t k = frame_next(p, i); k != ASK_NONE; k = frame_next(p, k)) {
		const struct ask_item *item = frame_item(p, k);

		if (frame_has(p, k, TAG_BUT) || frame_has(p, k, TAG_NOT))
			return false;
		if (item_mentions(item, MENTION_VALUE) || item->since || item->until ||
			item->is_number)
			return true;
	}
	return false;
}

static void absent_rows(struct ask_frame *p, size_t not, size_t i)
{
	struct ask_shape *sub = frame_add_absence(p, frame_table(p, i));

	if (!sub)
		return;
	/* Two of them: whose condition it is nobody knows. */
	if (p->absent)
		p->doubt += FRAME_HOPELESS;
	p->absent = sub;
	frame_take(p, not, AS_WORD);
	frame_take(p, i, AS_FILTER);
}

/* "orders without discount in 2025" */
static void absent_value(struct ask_frame *p, size_t not, size_t i)
{
	size_t column = frame_column(p, i, ASK_NONE);
	struct ask_flag f;

	if (column == ASK_NONE || p->catalog->columns[column].table != p->focus ||
		p->catalog->columns[column].source->not_null ||
		!frame_has(p, frame_next(p, i), TAG_IN) ||
		!ask_flag_read(p->source, p->catalog, column, p->arena, &f, p->err) || f.yes)
		return;
	frame_add_test(p, (struct ask_test_of){.left = term_column(column), .test = TEST_NULL});
	frame_take(p, not, AS_WORD);
	frame_take(p, i, AS_FILTER);
}

void frame_absences(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		size_t not = frame_prev(p, i);

		if (!frame_is_free(p, i) || i == p->head || !frame_has(p, not, TAG_NOT) ||
			!frame_is_free(p, not ) || frame_item(p, not )->candidates_len ||
			!is_restricted(p, i))
			continue;
		if (frame_is_table(p, i) && frame_table(p, i) != p->focus)
			absent_rows(p, not, i);
		else if (frame_is_column(p, i))
			absent_value(p, not, i);
	}
}

void frame_narrow_absence(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;

	for (size_t i = 0; p->absent && i < s->tests_len;) {
		const struct ask_test_of *t = &s->tests[i];

		if (t->sub || t->left.column == ASK_NONE ||
			!frame_fans_out(p, p->catalog->columns[t->left.column].table) ||
			p->absent->tests_len == ASK_PARTS_MAX) {
			i++;
			continue;
		}
		p->absent->tests[p->absent->tests_len++] = *t;
		frame_remove_test(s, i);
	}
}
