#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Where the answer's columns are named: from a command or question word to the first
 * relative word or condition. */

/* "which dogs have …", "how many dogs have …": the noun ends what is asked for. */
static bool ends_head(const struct ask_frame *p, size_t i)
{
	size_t prev = frame_prev(p, i), next = frame_next(p, i);

	if (!frame_is_table(p, i) || prev == ASK_NONE)
		return false;
	while (prev != ASK_NONE && (frame_has(p, prev, TAG_DISTINCT) || frame_has(p, prev, TAG_OF)))
		prev = frame_prev(p, prev);
	if (prev == ASK_NONE || frame_item(p, prev)->candidates_len)
		return false;
	if (!(frame_has(p, prev, TAG_COUNT) || str_eq(frame_item(p, prev)->text, "which") ||
		    str_eq(frame_item(p, prev)->text, "who")))
		return false;
	return next == ASK_NONE ||
	       !(frame_has(p, next, TAG_AND) || frame_item(p, next)->is_comma ||
		       frame_has(p, next, TAG_OF) || (frame_is_column(p, next) && next == i + 1) ||
		       frame_has(p, next, TAG_EACH));
}

static bool is_possessive(const struct ask_frame *p, size_t i)
{
	const struct ask_question *q = p->link->question;
	size_t w = frame_item(p, i)->first + frame_item(p, i)->len;

	return w < q->len &&
	       (str_eq(q->words[w].text, "its") || str_eq(q->words[w].text, "their") ||
		       str_eq(q->words[w].text, "his") || str_eq(q->words[w].text, "her"));
}

/* "each type with the number of flats", and no comparison behind. */
static bool is_counted(const struct ask_frame *p, size_t i)
{
	size_t next = frame_next(p, i);

	if (next == ASK_NONE || !frame_has(p, next, TAG_COUNT))
		return false;
	for (size_t k = next, n = 0; k != ASK_NONE && n < 5; k = frame_next(p, k), n++)
		if (!frame_item(p, k)->candidates_len &&
			(frame_item(p, k)->tags &
				(TAG_BIT(TAG_GT) | TAG_BIT(TAG_GE) | TAG_BIT(TAG_LT) |
					TAG_BIT(TAG_LE) | TAG_BIT(TAG_EQ) | TAG_BIT(TAG_BETWEEN))))
			return false;
	return true;
}

/* "orders with the customer's name", "products with category and price": columns to the end
 * of the sentence, and nothing that would make a condition of them. */
static bool lists_columns(const struct ask_frame *p, size_t i)
{
	const struct ask_question *q = p->link->question;
	size_t columns = 0, word = frame_item(p, i)->first + frame_item(p, i)->len;

	if (word < q->len &&
		(str_eq(q->words[word].text, "a") || str_eq(q->words[word].text, "an")))
		return false;
	for (size_t k = 0; k < i; k++)
		if (frame_has(p, k, TAG_COUNT))
			return false;
	for (size_t k = frame_next(p, i); k != ASK_NONE; k = frame_next(p, k)) {
		const struct ask_item *item = frame_item(p, k);

		if (item->is_number || item->since || item->until || item->is_quoted ||
			item->adjective || item_mentions(item, MENTION_VALUE))
			return false;
		/* "the maximum occupancy" */
		for (size_t w = item->first; w < item->first + item->len; w++)
			if (ask_lexicon_tags(q->lexicon, q->words[w].text) &
				(TAG_BIT(TAG_MAX) | TAG_BIT(TAG_MIN)))
				return false;
		if (frame_is_column(p, k))
			columns++;
		else if (!(frame_is_table(p, k) || item->is_comma || frame_has(p, k, TAG_AND) ||
				 frame_has(p, k, TAG_OF)))
			return false;
	}
	return columns > 0;
}

void frame_mark_regions(struct ask_frame *p)
{
	bool selecting = true, seen = false;

	p->selecting = arena_array(p->arena, bool, p->link->len + 1);
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);

		if (item->is_stop) {
			selecting = true;
			seen = false;
		} else if (frame_has(p, i, TAG_ASK) && !(frame_has(p, i, TAG_REL) && seen) &&
			   !item->candidates_len) {
			selecting = true;
		} else if (frame_has(p, i, TAG_COUNT) && !selecting && i > 0 &&
			   (frame_item(p, i - 1)->is_comma || frame_has(p, i - 1, TAG_AND)) &&
			   str_eq(item->text, "how many")) {
			selecting = true;
		} else if (seen && !item->candidates_len &&
			   (item->tags & (TAG_BIT(TAG_REL) | TAG_BIT(TAG_GT) | TAG_BIT(TAG_GE) |
						 TAG_BIT(TAG_LT) | TAG_BIT(TAG_LE) |
						 TAG_BIT(TAG_BETWEEN) | TAG_BIT(TAG_AFTER) |
						 TAG_BIT(TAG_BEFORE) | TAG_BIT(TAG_NOT) |
						 TAG_BIT(TAG_STARTS) | TAG_BIT(TAG_ENDS)))) {
			selecting = str_eq(item->text, "with") &&
				    (is_possessive(p, i) || lists_columns(p, i));
			p->head_too |= selecting;
			selecting |= str_eq(item->text, "with") && is_counted(p, i);
		}
		/* "orchestras founded after 2008" */
		if (selecting && seen && i > 0 && item->len == 1 && str_ends(item->text, "ed") &&
			frame_prev(p, i) == i - 1 && frame_is_table(p, i - 1) &&
			frame_next(p, i) != ASK_NONE)
			selecting = false;
		p->selecting[i] = selecting;
		if (selecting && (ends_head(p, i) || (i == 0 && frame_people(p) != ASK_NONE)))
			selecting = false;
		seen |= frame_is_table(p, i) || frame_is_column(p, i);
	}
}
