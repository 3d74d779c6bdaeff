#include "core/cards/make.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* Sentences with a gap: a number that means something, a term. */

/* "See …", "Please …": told to the reader. */
static bool is_order(const struct clause *c)
{
	static const char *const words[] = {"see", "please", "read", "use", "note", "let", "try",
		"click", "send", "check", "visit", "consult", "refer", "remember", "suppose",
		"consider", "imagine", "compare", "recall", "think", "look", "siehe", "bitte",
		"lies", "beachte"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, 0, words[i]))
			return true;
	/* "Explain …", "Compare …" of a list of aims */
	if (clause_is(c, 0, LEX_VERB_BASE) && !clause_is(c, 0, LEX_WEAK | LEX_DETERMINER))
		return true;
	return clause_word_is(c, 0, "for") &&
	       (clause_word_is(c, 1, "more") || clause_word_is(c, 1, "details") ||
		       clause_word_is(c, 1, "further") || clause_word_is(c, 1, "information"));
}

/* "P. Murrell (2005), “…”, ISBN …" */
static bool is_citation(const struct clause *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct clause_word *w = &c->words[i];

		if (clause_word_is(c, i, "isbn") || clause_word_is(c, i, "doi"))
			return true;
		if (i && i + 1 < c->count && w->is_number && w->before == '(' && w->len == 4 &&
			w->raw_len == 7 && c->words[i - 1].is_capital)
			return true;
	}
	return false;
}

/* "Sein Präsident": of whom? */
static bool is_german_pronoun(const char *low)
{
	static const char *const words[] = {"er", "sie", "es", "sein", "seine", "seiner", "seinem",
		"seinen", "seines", "ihr", "ihre", "ihrer", "ihrem", "ihren", "ihres", "dessen",
		"deren", "dies", "diese", "dieser", "dieses", "diesem", "diesen", NULL};

	return str_in(low, words);
}

/* A sentence that stands by itself. */
static bool stands_alone(struct maker *m, const struct clause *c)
{
	enum verb_kind kind;

	uint32_t cp = 0;

	letter_next(c->text, c->len, &cp);
	if (c->count < 7 || letter_is_lower(cp) || cp == '(' || is_order(c) || is_citation(c) ||
		c->count > 34 || clause_is(c, 0, LEX_PRONOUN) ||
		clause_connective(c, &m->topics, 0) || clause_word_is(c, 0, "such") ||
		strchr("?:", c->text[c->len - 1]) || clause_is_indefinite(c, 0) ||
		strstr(c->text, "example of") ||
		(m->d->language != TEXT_GERMAN && clause_verb(c, 0, c->count, &kind) == c->count &&
			!clause_is(c, 0, LEX_PREPOSITION | LEX_CONJUNCTION)))
		return false;
	for (size_t i = 0; i < c->count && i < 4; i++)
		if (clause_is_pronoun(c, i))
			return false;
	return m->d->language != TEXT_GERMAN || !is_german_pronoun(c->words[0].low);
}

/* The formula between dollar signs that begins at or behind `from` (by the rule of Pandoc:
 * no blanks at its inside, no digit behind it); false: there is none. */
static bool next_formula(const char *text, size_t from, size_t *ret_begin, size_t *ret_end)
{
	for (const char *at = text + from; (at = strchr(at, '$')); at++) {
		const char *inside = at + (at[1] == '$' ? 2 : 1), *end = inside;

		if (!*inside || isspace((unsigned char)*inside))
			continue;
		while ((end = strchr(end, '$')) &&
			(isspace((unsigned char)end[-1]) || end[-1] == '\\' || end == inside ||
				isdigit((unsigned char)end[1])))
			end++;
		if (!end)
			continue;
		*ret_begin = (size_t)(at - text);
		*ret_end = (size_t)(end - text) + (end[1] == '$' && inside - at == 2 ? 2 : 1);
		return true;
	}
	return false;
}

/* A part of a formula teaches nothing, and its signs would stand alone. */
static bool cuts_formula(const struct clause *c, size_t from, size_t to)
{
	size_t begin = c->words[from].raw_at,
	       end = c->words[to - 1].raw_at + c->words[to - 1].raw_len, open = 0, close = 0;

	while (next_formula(c->text, close, &open, &close))
		if (open < end && close > begin && !(begin <= open && close <= end))
			return true;
	return false;
}

/* The sentence with words from..to hidden.  Their signs stay outside. */
static void hide(struct maker *m, const struct clause *c, const size_t range[2],
	const struct make_card *card)
{
	struct str cloze = {0}, hidden = {0};
	const char *begin;
	size_t at;

	clause_text(c, range[0], range[1], &hidden);
	begin = hidden.len ? strstr(c->text + c->words[range[0]].raw_at, hidden.at) : NULL;
	if (begin && !strstr(c->text, "{{") && !strstr(hidden.at, "::") &&
		!strchr(hidden.at, '}')) {
		at = (size_t)(begin - c->text);
		str_add_bytes(&cloze, c->text, at);
		str_addf(&cloze, "{{c1::%s}}", hidden.at);
		str_add_bytes(&cloze, c->text + at + hidden.len, c->len - at - hidden.len);
		make_add_cloze(m, card->kind, cloze.at, card->score);
	}
	str_release(&cloze);
	str_release(&hidden);
}

/* ---- numbers ---- */

/* "Section 3", "(2)", "[4]", "v1.2": numbers that measure nothing. */
static bool is_label(const struct clause *c, size_t at)
{
	static const char *const words[] = {"section", "sections", "chapter", "chapters", "figure",
		"figures", "table", "page", "rfc", "version", "step", "example", "appendix", "line",
		"kapitel", "abschnitt", "abbildung", "seite", "level", "type"};
	const struct clause_word *w = &c->words[at];

	for (size_t i = 0; at && i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at - 1, words[i]))
			return true;
	/* "Route 53", "Layer 7" */
	if (at && (c->words[at - 1].is_capital || clause_word_is(c, at - 1, "layer")) &&
		!c->words[at - 1].after && !(at + 1 < c->count && clause_is_plural(c, at + 1)))
		return true;
	return c->text[w->raw_at] == '[' || (w->before == '(' && w->after == ')' && w->len < 3) ||
	       (w->len == 1 && w->after == '.');
}

/* A number and its unit. */
static size_t quantity_end(const struct clause *c, size_t at)
{
	size_t end = at + 1;

	while (end < c->count && end < at + 5 && !c->words[end - 1].after &&
		(c->words[end].is_number || clause_word_is(c, end, "to") ||
			clause_word_is(c, end, "million") || clause_word_is(c, end, "billion") ||
			clause_word_is(c, end, "percent") || clause_word_is(c, end, "or") ||
			clause_word_is(c, end, "per") ||
			(end == at + 1 && !c->words[end].is.is && !c->words[end].before)))
		end++;
	while (end > at + 1 && clause_is(c, end - 1, LEX_PREPOSITION | LEX_CONJUNCTION))
		end--;
	return end;
}

/* "2.6.35": who learns that? */
static bool is_version(const struct clause *c, size_t at)
{
	const char *text = c->text + c->words[at].at, *point = memchr(text, '.', c->words[at].len);
	size_t behind = point ? c->words[at].len - (size_t)(point - text) - 1 : 0;

	return behind && (memchr(point + 1, '.', behind) || (at && c->words[at - 1].is_capital));
}

void make_number(struct maker *m, const struct clause *c)
{
	if (!stands_alone(m, c))
		return;
	for (size_t i = 1; i < c->count; i++) {
		size_t end;

		if (!c->words[i].is_number || is_label(c, i) || is_version(c, i) ||
			c->words[i].in_parens)
			continue;
		end = quantity_end(c, i);
		if (cuts_formula(c, i, end))
			continue;
		hide(m, c, (size_t[]){i, end},
			&(struct make_card){.kind = CARD_NUMBER, .score = 0.5});
		return;
	}
}

/* ---- terms ---- */

/* How much a phrase from..to is worth hiding. */
static double worth(struct maker *m, const struct clause *c, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to; i++) {
		const struct topic_word *w = topic_find(&m->topics, c->words[i].low);
		double weight = topic_weight(&m->topics, c->words[i].low);

		if (weight < 0.3)
			return 0;
		/* What every other sentence speaks of is no gap. */
		if (w && to - from == 1 && w->count > 3 + m->topics.total / 250)
			return 0;
		/* One word has to be a term, a name, or long. */
		if (w && to - from == 1 && !w->marked && w->capital <= w->small &&
			strlen(c->words[i].low) < 9)
			return 0;
		sum += weight;
	}
	return sum / (double)(to - from) + 0.1 * (double)(to - from);
}

static bool is_marked(const struct maker *m, const struct clause *c, size_t at)
{
	const struct topic_word *w = topic_find(&m->topics, c->words[at].low);

	return w && w->marked;
}

static bool may_hide(const struct maker *m, const struct clause *c, size_t at)
{
	/* German nouns have a capital, and nothing else is worth a gap. */
	if (m->d->language == TEXT_GERMAN && !c->words[at].is_capital)
		return false;
	if (c->words[at].is_number ||
		(clause_is(c, at, LEX_VERB_BASE | LEX_VERB_S) && !is_marked(m, c, at)))
		return false;
	return !(c->words[at].is.is & ~(unsigned)(LEX_WEAK | LEX_VERB_BASE | LEX_VERB_S |
						  LEX_OBJECT | LEX_GERUND)) &&
	       c->words[at].len > 2 && !c->words[at].in_parens;
}

void make_cloze(struct maker *m, const struct clause *c)
{
	size_t range[2] = {0, 0};
	double best = 0.5;

	if (!stands_alone(m, c))
		return;
	for (size_t from = 0; from < c->count; from++)
		for (size_t to = from + 1; to <= c->count && to <= from + 3; to++) {
			double value;

			if (!may_hide(m, c, to - 1))
				break;
			value = worth(m, c, from, to);
			if (value > best && !cuts_formula(c, from, to)) {
				best = value;
				range[0] = from;
				range[1] = to;
			}
			if (c->words[to - 1].after)
				break;
		}
	if (range[1])
		hide(m, c, range,
			&(struct make_card){
				.kind = CARD_CLOZE, .score = 0.2 + 0.15 * (best > 1 ? 1 : best)});
}
