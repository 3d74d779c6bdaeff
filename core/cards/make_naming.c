#include "core/cards/make.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* Names that a sentence gives in passing: "a process called X", "X, which is the Y",
 * "First In First Out (FIFO)". */

static void ask_what(struct maker *m, const struct clause *c, const size_t term[2],
	const size_t said[2], double score)
{
	struct str question = {0}, name = {0}, answer = {0};

	clause_inner(c, &m->topics, term[0], term[1], &name);
	clause_text(c, said[0], said[1], &answer);
	str_addf(&question, "%s %s", make_is_plural(str_text(&name)) ? "What are" : "What is",
		str_text(&name));
	if (name.len && text_count_words(str_text(&answer), answer.len) >= 3)
		make_add(m, &(struct make_card){CARD_DEFINITION, str_text(&question),
				    str_text(&answer), str_text(&name), score});
	str_release(&question);
	str_release(&name);
	str_release(&answer);
}

/* Where the noun phrase that ends before `end` begins. */
static size_t phrase_before(const struct clause *c, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < 5) {
		const struct clause_word *w = &c->words[at - 1];

		if ((w->after && at < end) ||
			(w->is.is &
				(LEX_PREPOSITION | LEX_CONJUNCTION | LEX_AUXILIARY | LEX_VERB_S |
					LEX_PARTICIPLE | LEX_PRONOUN | LEX_ADVERB | LEX_GERUND)))
			break;
		at--;
		if (w->is.is & LEX_DETERMINER)
			break;
	}
	return at;
}

static size_t end_of_part(const struct clause *c, size_t from)
{
	for (size_t i = from; i < c->count; i++)
		if (!c->words[i].in_parens &&
			(c->words[i].after == ';' || c->words[i].after == '.'))
			return i + 1;
	return c->count;
}

/* "…called X, which is the Y" and "X, which is the Y" */
static void relative(struct maker *m, const struct clause *c)
{
	for (size_t i = 2; i + 3 < c->count; i++) {
		size_t begin;

		if (!clause_word_is(c, i, "which") || c->words[i - 1].after != ',' ||
			!clause_is(c, i + 1, LEX_BE) || !clause_is(c, i + 2, LEX_DETERMINER) ||
			c->words[i].in_parens)
			continue;
		begin = phrase_before(c, i);
		if (begin == i || topic_weight_of(&m->topics, c->text + c->words[begin].at,
					  c->words[i - 1].at + c->words[i - 1].len -
						  c->words[begin].at) < 0.45)
			continue;
		ask_what(m, c, (size_t[]){begin, i}, (size_t[]){i + 2, end_of_part(c, i + 2)}, 0.7);
		return;
	}
}

/* "the point above it", "where it starts": of a sentence before. */
static bool has_pronoun(const struct clause *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (clause_is_pronoun(c, i) && !c->words[i].in_parens)
			return true;
	return false;
}

/* "Moving X into Y is called Z", "the Y, called Z, …", "known as Z" */
static void called(struct maker *m, const struct clause *c)
{
	for (size_t i = 2; i + 1 < c->count; i++) {
		size_t name = i + 1, end, begin = 0, said = i - 1;
		bool known = clause_word_is(c, i, "known") || clause_word_is(c, i, "referred");

		if (!clause_word_is(c, i, "called") && !clause_word_is(c, i, "termed") && !known)
			continue;
		if (known) {
			name = clause_word_is(c, i, "known") && clause_word_is(c, i + 1, "as")
				       ? i + 2
			       : clause_word_is(c, i + 1, "to") && clause_word_is(c, i + 2, "as")
				       ? i + 3
				       : 0;
			if (!name || name >= c->count)
				continue;
		}
		/* The whole statement is the definition, and the name its end. */
		end = c->count;
		if (!clause_is(c, i - 1, LEX_BE) || end - name > 5 ||
			clause_behind_comma(c, name, end) || c->words[i].in_parens)
			continue;
		begin = clause_connective(c, &m->topics, 0);
		if (clause_is(c, begin, LEX_PRONOUN) || clause_word_is(c, begin, "such") ||
			clause_word_is(c, begin, "this") || i - 1 - begin < 3)
			continue;
		while (said > begin && clause_is(c, said - 1, LEX_AUXILIARY | LEX_ADVERB))
			said--;
		if (has_pronoun(c, begin, said))
			return;
		ask_what(m, c, (size_t[]){name, end}, (size_t[]){begin, said}, 0.8);
		return;
	}
}

/* ---- acronyms ---- */

/* Whether the letters are the words' initials, small words passed over. */
static bool are_initials(const struct clause *c, size_t from, size_t to, const char *letters)
{
	const char *at = letters;

	for (size_t i = from; i < to; i++) {
		const char *word = c->text + c->words[i].at;
		const char *hyphen = memchr(word, '-', c->words[i].len);

		if (tolower((unsigned char)word[0]) == tolower((unsigned char)*at))
			at++;
		else if (!clause_is(c, i, LEX_PREPOSITION | LEX_CONJUNCTION | LEX_DETERMINER))
			return false;
		if (hyphen && *at &&
			tolower((unsigned char)hyphen[1]) == tolower((unsigned char)*at))
			at++;
	}
	return *at == '\0' || (at[0] == 's' && at[1] == '\0');
}

static bool is_acronym(const struct clause_word *w, const char *text, char out[16])
{
	size_t upper = 0, len = w->len;

	if (len < 2 || len > 8)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)text[w->at + i]))
			return false;
		upper += isupper((unsigned char)text[w->at + i]) != 0;
	}
	memcpy(out, text + w->at, len);
	out[len] = '\0';
	return upper >= 2 && upper * 2 >= len;
}

static void stands_for(struct maker *m, const char *letters, const char *words, double score)
{
	struct str question = {0};

	str_addf(&question,
		m->d->language == TEXT_GERMAN ? "Wofür steht %s" : "What does %s stand for",
		letters);
	make_add(m, &(struct make_card){CARD_ACRONYM, str_text(&question), words, letters, score});
	str_release(&question);
}

static void words_before(struct maker *m, const struct clause *c, size_t at, const char *letters)
{
	size_t len = strlen(letters);

	for (size_t from = at > len + 3 ? at - len - 3 : 0; from + 2 <= at; from++) {
		struct str words = {0};
		bool found =
			!clause_is(c, from, LEX_DETERMINER | LEX_PREPOSITION | LEX_CONJUNCTION) &&
			are_initials(c, from, at, letters);

		if (found) {
			clause_text(c, from, at, &words);
			stands_for(m, letters, str_text(&words), 0.85);
		}
		str_release(&words);
		if (found)
			return;
	}
}

/* "FIFO (short for First In First Out)", "FIFO stands for …", "CRAN, the “…”" */
static void words_behind(struct maker *m, const struct clause *c, size_t at, const char *letters)
{
	struct str words = {0};
	size_t from = at + 1, to;

	if (clause_word_is(c, from, "short") && clause_word_is(c, from + 1, "for"))
		from += 2;
	else if (clause_word_is(c, from, "stands") && clause_word_is(c, from + 1, "for"))
		from += 2;
	else if (clause_word_is(c, from, "steht") && clause_word_is(c, from + 1, "fur"))
		from += 2;
	if (clause_is(c, from, LEX_DETERMINER))
		from++;
	for (to = from; to < c->count && to < from + 9; to++)
		if (c->words[to].after || to + 1 == c->count) {
			to++;
			break;
		}
	while (to > from + 1 && !are_initials(c, from, to, letters))
		to--;
	if (to > from + 1 && to <= c->count) {
		clause_text(c, from, to, &words);
		stands_for(m, letters, str_text(&words), 0.85);
	}
	str_release(&words);
}

void make_acronym(struct maker *m, const struct clause *c)
{
	char letters[16];

	for (size_t i = 0; i < c->count; i++) {
		if (!is_acronym(&c->words[i], c->text, letters))
			continue;
		if (i >= 2 && c->words[i].before == '(')
			words_before(m, c, i, letters);
		else if (i + 2 < c->count)
			words_behind(m, c, i, letters);
	}
}

void make_naming(struct maker *m, const struct clause *c)
{
	relative(m, c);
	called(m, c);
}
