#include "core/cards/make.h"

#include "core/text/label.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Questions that the document asks itself: headings, "Q: …" and "A: …". */

/* "7.1. ", "Q3: ", "Question 3: " before a question. */
static const char *without_number(const char *heading)
{
	const char *at = heading;
	size_t text = 0;

	if (text_label_of(heading, strlen(heading), &text) == LABEL_QUESTION)
		return heading + text;
	while (isdigit((unsigned char)*at) || *at == '.' || *at == ')' || *at == ':')
		at++;
	while (*at == ' ' || strncmp(at, "\xc2\xa0", 2) == 0)
		at += *at == ' ' ? 1 : 2;
	return *at ? at : heading;
}

/* The first sentences of a text, as many as make an answer. */
static void answer_of(const char *text, struct str *out)
{
	enum { ENOUGH = 12, MOST = 45 };
	struct text_span s;
	size_t len = strlen(text);

	for (size_t at = 0; text_next_sentence(text, len, &at, &s);) {
		size_t words = text_count_words(str_text(out), out->len);

		if (out->len && (words >= ENOUGH || words + text_count_words(s.at, s.len) > MOST))
			break;
		if (out->len)
			str_add_char(out, ' ');
		str_add_bytes(out, s.at, s.len);
	}
	while (out->len && strchr(" .", out->at[out->len - 1]))
		str_truncate(out, out->len - 1);
}

/* The question and the beginning of a text as a card of the block at hand. */
static void add_asked(struct maker *m, const char *question, const char *text)
{
	struct str answer = {0};
	struct card_draft draft;

	answer_of(text, &answer);
	if (answer.len && answer.at[answer.len - 1] != ':') {
		draft = (struct card_draft){.kind = CARD_FAQ,
			.question = arena_strdup(&m->set->arena, question),
			.answer = arena_strdup(&m->set->arena, answer.at),
			.term = "",
			.sentence = arena_strdup(&m->set->arena, answer.at),
			.block = m->block,
			.score = 0.9};
		vec_push(&m->set->list, draft);
	}
	str_release(&answer);
}

void make_faq(struct maker *m, size_t heading)
{
	const struct text_block *h = &m->d->blocks.at[heading], *b;
	const char *text;
	size_t label = 0;

	if (!h->len || h->text[h->len - 1] != '?' || heading + 1 >= m->d->blocks.len)
		return;
	b = &m->d->blocks.at[heading + 1];
	if (b->kind != BLOCK_PARAGRAPH)
		return;
	text = b->text;
	if (text_label_of(text, b->len, &label) == LABEL_ANSWER)
		text += label;
	m->block = heading + 1;
	add_asked(m, without_number(h->text), text);
}

/* ---- "Q: …", "A: …" ---- */

/* The answer's label within the text of a question, behind its mark; NULL: it has none. */
static const char *answer_in(const char *text)
{
	size_t label = 0;

	for (const char *at = text; (at = strchr(at, '?')); at++)
		if ((at[1] == ' ' || at[1] == '\n') &&
			text_label_of(at + 2, strlen(at + 2), &label) == LABEL_ANSWER)
			return at + 2 + label;
	return NULL;
}

bool make_asked(struct maker *m, size_t block)
{
	const struct text_block *b = &m->d->blocks.at[block];
	const struct text_block *next = block + 1 < m->d->blocks.len ? b + 1 : NULL;
	const char *question, *answer, *mark;
	size_t label = 0;

	if (text_label_of(b->text, b->len, &label) != LABEL_QUESTION)
		return false;
	question = b->text + label;
	answer = answer_in(question);
	mark = strrchr(question, '?');
	if (answer) {
		mark = strchr(question, '?');
	} else if (mark && !mark[1] && next &&
		   (next->kind == BLOCK_PARAGRAPH || next->kind == b->kind)) {
		enum text_label kind = text_label_of(next->text, next->len, &label);

		if (kind == LABEL_QUESTION)
			return true;
		answer = next->text + (kind == LABEL_ANSWER ? label : 0);
		m->block = block + 1;
	}
	if (answer && mark)
		add_asked(m, arena_strndup(&m->scratch, question, (size_t)(mark - question) + 1),
			answer);
	m->block = block;
	return true;
}
