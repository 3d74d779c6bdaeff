#include "core/ask/frame_impl.h"

#include "core/base/str.h"

#include <string.h>

/* Parts of texts: "starts with B", "contains the word 'love'". */

/* The part of a text, and what it is to be a part of. */
struct part {
	size_t at, value; /* items: "contains", and what */
	bool starts, ends;
	size_t item, column; /* the item names the column; ASK_NONE: not yet */
};

/* "contains the word" */
static bool is_kind_of_text(const char *text)
{
	static const char *const kinds[] = {"letter", "word", "substring", "string", "phrase"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(text, kinds[i]))
			return true;
	return false;
}

static bool find_part(const struct ask_frame *p, struct part *m)
{
	const struct ask_item *v;

	m->value = frame_next(p, m->at);
	while (m->value != ASK_NONE && !frame_item(p, m->value)->is_quoted &&
		(frame_has(p, m->value, TAG_CONTAINS) ||
			is_kind_of_text(frame_item(p, m->value)->text)))
		m->value = frame_next(p, m->value);
	/* "have 'Love' in the name" */
	if (str_eq(frame_item(p, m->at)->text, "in the name"))
		m->value = frame_prev(p, m->at);
	/* "starts with A" is no article. */
	if ((m->starts || m->ends) && m->at + 1 < p->link->len &&
		frame_item(p, m->at + 1)->is_capital && strlen(frame_item(p, m->at + 1)->text) == 1)
		m->value = m->at + 1;
	if (m->value == ASK_NONE || !frame_is_free(p, m->value))
		return false;
	v = frame_item(p, m->value);
	return v->is_quoted || m->starts || m->ends || (v->is_capital && !v->candidates_len) ||
	       (v->len == 1 && strlen(v->text) == 1);
}

/* "'Full' in their accreditation types"; else a column a few words before. */
static void find_column(const struct ask_frame *p, struct part *m)
{
	size_t in = frame_next(p, m->value),
	       behind = frame_has(p, in, TAG_IN) ? frame_next(p, in) : ASK_NONE;

	if (behind != ASK_NONE && frame_is_column(p, behind)) {
		m->item = behind;
		m->column = frame_column(p, behind, frame_owner(p, behind));
	}
	for (size_t k = frame_prev(p, m->at), steps = 0;
		m->column == ASK_NONE && k != ASK_NONE && steps < 3;
		k = frame_prev(p, k), steps++) {
		if (frame_is_column(p, k)) {
			m->column = frame_column(p, k, frame_owner(p, k));
			m->item = k;
			return;
		}
		if (frame_is_table(p, k))
			return;
	}
}

/* "the state whose name contains" is about the state. */
static void find_whose_name(struct ask_frame *p, struct part *m)
{
	size_t rel, noun;

	if (m->item == ASK_NONE || !str_eq(frame_item(p, m->item)->lemma, "name") ||
		!str_eq(frame_item(p, m->item)->text, "name"))
		return;
	rel = frame_prev(p, m->item);
	noun = rel == ASK_NONE ? ASK_NONE : frame_prev(p, rel);
	if (!frame_has(p, rel, TAG_REL))
		return;
	if (noun != ASK_NONE && frame_is_column(p, noun)) {
		m->column = frame_column(p, noun, frame_owner(p, noun));
		if (frame_is_free(p, noun) && noun > 0 && !frame_has(p, noun - 1, TAG_AND))
			frame_take(p, noun, AS_FILTER);
	}
	/* "a scientist assigned to it whose name contains" */
	for (size_t steps = 0; noun != ASK_NONE && steps < 3; steps++) {
		if (frame_is_table(p, noun) && p->catalog->tables[frame_table(p, noun)].names_len) {
			m->column = p->catalog->tables[frame_table(p, noun)].names[0];
			return;
		}
		noun = frame_prev(p, noun);
	}
}

static void add_like(struct ask_frame *p, const struct part *m)
{
	const char *text = p->link->question->words[frame_item(p, m->value)->first].raw;
	struct ask_test_of t = {.test = TEST_LIKE, .literals_len = 1};

	t.left = term_column(m->column);
	t.literals[0].text =
		arena_printf(p->arena, "%s%s%s", m->starts ? "" : "%", text, m->ends ? "" : "%");
	if (frame_negated(p, m->at))
		t.test = TEST_NOT_LIKE;
	frame_add_test(p, t);
}

void frame_like(struct ask_frame *p, size_t i)
{
	struct part m = {.at = i,
		.starts = frame_has(p, i, TAG_STARTS),
		.ends = frame_has(p, i, TAG_ENDS),
		.item = ASK_NONE,
		.column = ASK_NONE};

	if (!find_part(p, &m))
		return;
	find_column(p, &m);
	find_whose_name(p, &m);
	if (m.column == ASK_NONE && p->catalog->tables[p->focus].names_len)
		m.column = p->catalog->tables[p->focus].names[0];
	if (m.column == ASK_NONE)
		return;
	add_like(p, &m);
	/* What is also asked for stays. */
	if (m.item != ASK_NONE && !p->selecting[m.item])
		frame_take(p, m.item, AS_FILTER);
	frame_take(p, m.value, AS_FILTER);
	frame_take(p, i, AS_WORD);
}
