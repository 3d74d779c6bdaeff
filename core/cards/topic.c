#include "core/cards/topic.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <math.h>
#include <string.h>

static struct topic_word *word_at(struct topics *t, const char *folded)
{
	struct topic_word *w = map_get(&t->words, folded);

	if (!w) {
		w = arena_new(&t->arena, struct topic_word);
		w->folded = arena_strdup(&t->arena, folded);
		map_put(&t->words, w->folded, w);
		vec_push(&t->list, w);
	}
	return w;
}

static bool begins_upper(const struct text_span *word)
{
	uint32_t cp = 0;

	return letter_next(word->at, word->len, &cp) && letter_is_upper(cp);
}

/* A capital says something only where none has to stand. */
static bool is_first(const char *text, size_t at)
{
	uint32_t cp = 0;

	while (at) {
		at -= letter_before(text, at, &cp);
		if (cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == '\n')
			return true;
		if (letter_class(cp) != LETTER_SPACE && cp != '"' && cp != '(' && cp != 0x201c)
			return false;
	}
	return true;
}

static void count_text(struct topics *t, const char *text, size_t len)
{
	enum { OTHER, A, THE } before = OTHER;
	struct text_span word;
	struct str folded = {0};

	for (size_t at = 0; text_next_word(text, len, &at, &word);) {
		struct topic_word *w;

		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		if (!folded.len)
			continue;
		w = word_at(t, folded.at);
		w->count++;
		w->after_a += before == A;
		w->after_the += before == THE;
		before = strcmp(folded.at, "a") == 0 || strcmp(folded.at, "an") == 0 ? A
			 : strcmp(folded.at, "the") == 0                             ? THE
										     : OTHER;
		t->total++;
		if (!begins_upper(&word))
			w->small++;
		else if (!is_first(text, (size_t)(word.at - text)))
			w->capital++;
	}
	str_release(&folded);
}

enum place { IN_HEADING, IN_MARK };

static void note_place(struct topics *t, const char *text, size_t len, enum place place)
{
	struct text_span word;
	struct str folded = {0};

	for (size_t at = 0; text_next_word(text, len, &at, &word);) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		if (!folded.len)
			continue;
		if (place == IN_HEADING)
			word_at(t, folded.at)->heading++;
		else
			word_at(t, folded.at)->marked++;
	}
	str_release(&folded);
}

static double weigh(const struct topics *t, const struct topic_word *w)
{
	struct lexicon_word known = lexicon_find(t->lexicon, w->folded);
	double weight;

	if (known.is & (LEX_DETERMINER | LEX_PREPOSITION | LEX_CONJUNCTION | LEX_PRONOUN |
			       LEX_AUXILIARY | LEX_ADVERB | LEX_BE))
		return 0;
	if (text_is_stop_word(w->folded, TEXT_UNKNOWN))
		return 0;
	weight = 0.2 + 0.1 * log2(1 + w->count) + (w->heading ? 0.25 : 0) + (w->marked ? 0.25 : 0) +
		 (w->capital && !w->small ? 0.15 : 0);
	if (known.is & LEX_COMMON)
		weight = weight > 0.8 ? 0.3 : 0.05;
	else if (known.base && !w->marked && !w->heading)
		weight *= 0.5;
	return weight > 1 ? 1 : weight;
}

void topics_of(struct topics *ret, const struct text_document *d)
{
	memset(ret, 0, sizeof *ret);
	ret->lexicon = lexicon_of(d->language);
	for (size_t i = 0; i < d->blocks.len; i++) {
		const struct text_block *b = &d->blocks.at[i];

		if (b->is_chrome || b->kind == BLOCK_CODE)
			continue;
		if (b->kind == BLOCK_HEADING) {
			note_place(ret, b->text, b->len, IN_HEADING);
			continue;
		}
		count_text(ret, b->text, b->len);
		if (b->term)
			note_place(ret, b->term, strlen(b->term), IN_MARK);
		for (size_t m = 0; m < b->marks_len; m++)
			if (b->marks[m].kind == MARK_TERM || b->marks[m].kind == MARK_STRONG)
				note_place(ret, b->text + b->marks[m].at, b->marks[m].len, IN_MARK);
	}
	for (size_t i = 0; i < ret->list.len; i++)
		ret->list.at[i]->weight = weigh(ret, ret->list.at[i]);
}

void topics_release(struct topics *t)
{
	map_release(&t->words);
	vec_release(&t->list);
	arena_release(&t->arena);
}

const struct topic_word *topic_find(const struct topics *t, const char *folded)
{
	return map_get(&t->words, folded);
}

double topic_weight(const struct topics *t, const char *folded)
{
	const struct topic_word *w = topic_find(t, folded);

	return w ? w->weight : 0;
}

double topic_weight_of(const struct topics *t, const char *text, size_t len)
{
	struct text_span word;
	struct str folded = {0};
	double best = 0;

	for (size_t at = 0; text_next_word(text, len, &at, &word);) {
		double weight;

		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		weight = folded.len ? topic_weight(t, folded.at) : 0;
		best = weight > best ? weight : best;
	}
	str_release(&folded);
	return best;
}

/* "Deflation", "Subduction": English makes no names with these endings. */
static bool is_abstract(const struct topics *t, const char *folded)
{
	static const char *const endings[] = {"tion", "sion", "ment", "ness", "ity", "ology",
		"esis", "ysis", "ancy", "ency", "ance", "ence"};
	size_t len = strlen(folded);

	if (t->lexicon != lexicon_of(TEXT_ENGLISH) || len < 7)
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (strcmp(folded + len - strlen(endings[i]), endings[i]) == 0)
			return true;
	return false;
}

bool topic_is_name(const struct topics *t, const struct text_span *word)
{
	const struct topic_word *w;
	struct lexicon_word known;
	struct str folded = {0};
	bool name = false;
	uint32_t cp = 0;

	if (!begins_upper(word))
		return false;
	for (size_t at = letter_next(word->at, word->len, &cp), step; at < word->len; at += step) {
		step = letter_next(word->at + at, word->len - at, &cp);
		name |= letter_is_upper(cp) || letter_class(cp) == LETTER_DIGIT;
	}
	letter_fold(&folded, word->at, word->len);
	w = topic_find(t, str_text(&folded));
	known = lexicon_find(t->lexicon, str_text(&folded));
	if (!name && !(w && w->small > w->capital) &&
		!(!(w && w->capital) && is_abstract(t, str_text(&folded))) &&
		!(known.is & ~(unsigned)(LEX_CONNECTIVE | LEX_CHROME)))
		name = true;
	if (word->len == 1 && word->at[0] != 'A' && word->at[0] != 'I') /* "R", "package B" */
		name = true;
	str_release(&folded);
	return name;
}
