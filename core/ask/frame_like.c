#include "core/ask/frame_impl.h"

#include "core/base/str.h"

#include <string.h>

/* Parts of texts: "starts with B", "contains the word 'love'". */

void frame_like(struct ask_frame *p, size_t i)
{
	bool starts = frame_has(p, i, TAG_STARTS), ends = frame_has(p, i, TAG_ENDS);
	size_t value = frame_next(p, i), item = ASK_NONE, column = ASK_NONE;
	const struct ask_item *v;
	struct ask_test_of t = {.test = TEST_LIKE, .literals_len = 1};
	const char *text;

	while (value != ASK_NONE && !frame_item(p, value)->is_quoted &&
		(frame_has(p, value, TAG_CONTAINS) ||
			str_eq(frame_item(p, value)->text, "letter") ||
			str_eq(frame_item(p, value)->text, "word") ||
			str_eq(frame_item(p, value)->text, "substring") ||
			str_eq(frame_item(p, value)->text, "string") ||
			str_eq(frame_item(p, value)->text, "phrase")))
		value = frame_next(p, value);
	/* "have 'Love' in the name" */
	if (str_eq(frame_item(p, i)->text, "in the name"))
		value = frame_prev(p, i);
	/* "starts with A" is no article. */
	if ((starts || ends) && i + 1 < p->link->len && frame_item(p, i + 1)->is_capital &&
		strlen(frame_item(p, i + 1)->text) == 1)
		value = i + 1;
	if (value == ASK_NONE || !frame_is_free(p, value))
		return;
	v = frame_item(p, value);
	if (!v->is_quoted && !starts && !ends && !(v->is_capital && !v->candidates_len) &&
		!(v->len == 1 && strlen(v->text) == 1))
		return;
	/* "'Full' in their accreditation types" */
	if (frame_has(p, frame_next(p, value), TAG_IN) &&
		frame_next(p, frame_next(p, value)) != ASK_NONE &&
		frame_is_column(p, frame_next(p, frame_next(p, value)))) {
		item = frame_next(p, frame_next(p, value));
		column = frame_column(p, item, frame_owner(p, item));
	}
	for (size_t k = frame_prev(p, i), steps = 0;
		column == ASK_NONE && k != ASK_NONE && steps < 3; k = frame_prev(p, k), steps++) {
		if (frame_is_column(p, k)) {
			column = frame_column(p, k, frame_owner(p, k));
			item = k;
			break;
		}
		if (frame_is_table(p, k))
			break;
	}
	/* "the state whose name contains" */
	if (item != ASK_NONE && str_eq(frame_item(p, item)->lemma, "name") &&
		str_eq(frame_item(p, item)->text, "name")) {
		size_t rel = frame_prev(p, item),
		       noun = rel == ASK_NONE ? ASK_NONE : frame_prev(p, rel);

		if (frame_has(p, rel, TAG_REL) && noun != ASK_NONE && frame_is_column(p, noun)) {
			column = frame_column(p, noun, frame_owner(p, noun));
			if (frame_is_free(p, noun) && noun > 0 && !frame_has(p, noun - 1, TAG_AND))
				frame_take(p, noun, AS_FILTER);
		}
		/* "a scientist assigned to it whose name contains" */
		for (size_t steps = 0; frame_has(p, rel, TAG_REL) && noun != ASK_NONE && steps < 3;
			steps++) {
			if (frame_is_table(p, noun) &&
				p->catalog->tables[frame_table(p, noun)].names_len) {
				column = p->catalog->tables[frame_table(p, noun)].names[0];
				break;
			}
			noun = frame_prev(p, noun);
		}
	}
	if (column == ASK_NONE && p->catalog->tables[p->focus].names_len)
		column = p->catalog->tables[p->focus].names[0];
	if (column == ASK_NONE)
		return;
	text = p->link->question->words[v->first].raw;
	t.left = term_column(column);
	t.literals[0].text =
		arena_printf(p->arena, "%s%s%s", starts ? "" : "%", text, ends ? "" : "%");
	if (frame_negated(p, i))
		t.test = TEST_NOT_LIKE;
	frame_add_test(p, t);
	/* What is also asked for stays. */
	if (item != ASK_NONE && !p->selecting[item])
		frame_take(p, item, AS_FILTER);
	frame_take(p, value, AS_FILTER);
	frame_take(p, i, AS_WORD);
}
