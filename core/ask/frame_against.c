#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Against an average or an extreme of others: "above the average", "than any
 * country in Asia". */

bool frame_against_all(
	struct ask_frame *p, struct comparison *c, size_t column, enum ask_agg agg, size_t from)
{
	struct ask_shape *sub = arena_new(p->arena, struct ask_shape);
	size_t what = from < p->link->len ? from : ASK_NONE;

	while (what != ASK_NONE && !frame_is_column(p, what) &&
		!item_mentions(frame_item(p, what), MENTION_VALUE))
		what = frame_next(p, what);
	if (column == ASK_NONE && what != ASK_NONE && frame_is_column(p, what))
		column = frame_column(p, what, frame_owner(p, what));
	if (column == ASK_NONE)
		return false;
	sub->focus = p->catalog->columns[column].table;
	sub->targets[sub->targets_len++] = term_agg(agg, column);
	/* What stands behind it restricts the others: "than any country in Asia". */
	for (size_t i = from; i != ASK_NONE && i < p->link->len; i = frame_next(p, i)) {
		const struct ask_item *item = frame_item(p, i);

		if (item_mentions(item, MENTION_VALUE) && sub->tests_len < ASK_PARTS_MAX) {
			sub->tests[sub->tests_len++] =
				(struct ask_test_of){.left = term_column(item->candidates[0].id),
					.test = TEST_EQ,
					.literals = {{item->candidates[0].value, false}},
					.literals_len = 1};
			frame_take(p, i, AS_FILTER);
		} else if (frame_is_column(p, i) && frame_is_free(p, i)) {
			frame_take(p, i, AS_FILTER);
		} else if (frame_is_free(p, i)) {
			frame_take(p, i, AS_WORD);
		}
	}
	frame_add_test(
		p, (struct ask_test_of){.left = term_column(column), .test = c->test, .sub = sub});
	return true;
}

/* 1: "than any", "than some"; 2: "than all"; 0: neither.  *ret_from: what follows. */
int frame_any_or_all(const struct ask_frame *p, const struct comparison *c, size_t *ret_from)
{
	for (size_t k = c->at + 1, n = 0; k < p->link->len && n < 7; k++, n++) {
		const char *text = frame_item(p, k)->text;

		if (frame_item(p, k)->is_stop || frame_item(p, k)->is_number)
			return 0;
		*ret_from = k + 1;
		if (str_eq(text, "any") || str_eq(text, "some") || str_eq(text, "at least one"))
			return 1;
		if (str_eq(text, "all") || str_eq(text, "every") || str_eq(text, "each") ||
			str_eq(text, "all other"))
			return 2;
	}
	return 0;
}
