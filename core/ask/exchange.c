#include "core/ask/dictionary.h"
#include "core/ask/link.h"

#include "core/base/str.h"

#include <string.h>

/* A question's words exchanged for English ones, from left to right, the longest
 * phrase first.  What the dictionary does not know stays: a value, or a name. */

struct exchange {
	const struct ask_dictionary *dictionary;
	const struct ask_word *words;
	size_t len;
	struct ask_question *out;
	bool has_capitals;
	bool behind_comma, behind_noun;
};

/* A number, or a day in digits. */
static bool is_number(const struct ask_word *w)
{
	return w->is_number || w->is_exchanged;
}

/* What a word is in a phrase of the dictionary. */
static const char *key_of(const struct ask_word *w)
{
	return is_number(w) ? "#" : w->lower;
}

/* The phrase of a run, with its word `any` as "*"; NULL when it cannot be one. */
static const char *phrase_of(const struct exchange *x, struct ask_run run, size_t any)
{
	struct str phrase = {0};
	const char *kept;

	for (size_t i = run.first; i < run.first + run.len; i++) {
		if (x->words[i].is_stop || (x->words[i].is_quoted && i != any))
			break;
		str_addf(&phrase, "%s%s", i > run.first ? " " : "",
			i == any ? "*" : key_of(&x->words[i]));
		if (i + 1 < run.first + run.len)
			continue;
		kept = arena_strdup(x->out->arena, str_text(&phrase));
		str_release(&phrase);
		return kept;
	}
	str_release(&phrase);
	return NULL;
}

/* German nouns have a capital, unless nothing of the question has. */
static bool may_be_noun(const struct exchange *x, size_t at)
{
	return x->words[at].is_capital || !x->has_capitals;
}

/* The English of a run, and the word of it that may be any. */
static const char *english_of(const struct exchange *x, struct ask_run run,
	enum ask_entry_kind *ret_kind, size_t *ret_any)
{
	const bool kinds[ENTRY_KINDS] = {
		[ENTRY_COMMA] = x->behind_comma,
		[ENTRY_BEHIND] = x->behind_noun,
		[ENTRY_PHRASE] = true,
		[ENTRY_NOUN] = may_be_noun(x, run.first),
	};
	/* The verb stands last: "mit X beginnt". */
	const size_t anys[] = {ASK_WORDS_MAX, run.len > 2 ? run.first + run.len - 2 : run.first};
	const char *english = NULL;

	if (run.len == 1 && is_number(&x->words[run.first]))
		return NULL;
	for (size_t i = 0; i < (run.len > 2 ? 2 : 1) && !english; i++) {
		const char *phrase = phrase_of(x, run, anys[i]);

		*ret_any = anys[i];
		if (phrase)
			english = ask_dictionary_phrase(
				x->dictionary, x->out->arena, kinds, phrase, ret_kind);
	}
	return english;
}

/* The number that is the `nth` of the run. */
static const struct ask_word *number_in(const struct exchange *x, struct ask_run run, size_t nth)
{
	for (size_t i = run.first; i < run.first + run.len; i++)
		if (is_number(&x->words[i]) && nth-- == 0)
			return &x->words[i];
	return &x->words[run.first];
}

static bool has_room(const struct exchange *x)
{
	return x->out->len < ASK_WORDS_MAX;
}

/* "gefunden", "eingeladen", "verloren", "erzeugt": what ends a clause and need be
 * called like nothing. */
static bool is_participle(const struct ask_word *w)
{
	const char *ge = w->lower ? strstr(w->lower, "ge") : NULL;

	if (!w->lower || w->is_capital || w->is_quoted || w->is_number || strlen(w->lower) < 6)
		return false;
	return (str_ends(w->lower, "t") || str_ends(w->lower, "en")) &&
	       ((ge && ge - w->lower < 5 && strlen(ge) > 4) || str_starts(w->lower, "ver") ||
		       str_starts(w->lower, "be") || str_starts(w->lower, "er"));
}

/* A word that is only compared with names and values. */
static void keep(struct exchange *x, const struct ask_word *w)
{
	struct ask_word *kept = &x->out->words[x->out->len++];

	*kept = *w;
	kept->is_verb = is_participle(w);
	if (x->out->lexicon->foreign_names && !is_number(w) && !w->is_quoted && !w->is_stop)
		kept->lemma = kept->stem = ask_dictionary_root(x->out->arena, w->lower);
}

/* Writes the English words, all of which stand for the whole run. */
static void put(struct exchange *x, struct ask_run run, const char *english, size_t any)
{
	const struct ask_word *from = &x->words[run.first];
	size_t numbers = 0;

	for (const char *at = english; *at && has_room(x);) {
		size_t len = strcspn(at, " ");

		if (len == 1 && *at == '#')
			x->out->words[x->out->len++] = *number_in(x, run, numbers++);
		else if (len == 1 && *at == '*')
			keep(x, &x->words[any]);
		else
			ask_question_add(x->out, arena_strndup(x->out->arena, at, len), from->begin,
				x->words[run.first + run.len - 1].end);
		at += len + (at[len] == ' ');
	}
}

/* That a noun has a capital says nothing. */
static void put_noun(struct exchange *x, size_t at, const char *english)
{
	size_t first = x->out->len;

	put(x, (struct ask_run){at, 1}, english, at);
	for (size_t i = first; i < x->out->len; i++)
		x->out->words[i].is_capital = false;
}

/* Tells how the next word is to be seen. */
static void move_on(struct exchange *x, bool comma, bool noun)
{
	x->behind_comma = comma;
	x->behind_noun = noun;
}

/* Whether it counts years, so that a number behind it is one without more. */
static bool is_unit(const char *word)
{
	return str_eq(word, "year") || str_eq(word, "month") || str_eq(word, "quarter") ||
	       ask_month_of(word) >= 0;
}

/* "were 2023 placed", "revenue 2023": a year needs no preposition in German. */
static void put_in_before_year(struct exchange *x, const struct ask_word *year)
{
	const struct ask_word *before = x->out->len ? &x->out->words[x->out->len - 1] : NULL;
	uint64_t tags = before ? ask_lexicon_tags(x->out->lexicon, before->text) : 0;

	if (!before || before->is_stop || before->is_number || is_unit(before->text) ||
		year->number < 1900 || year->number > 2100 || strlen(year->raw) != 4 ||
		(tags & ~(TAG_BIT(TAG_SKIP) | TAG_BIT(TAG_ASK))) || !has_room(x))
		return;
	ask_question_add(x->out, "in", year->begin, year->begin);
}

static void exchange_word(struct exchange *x, size_t at)
{
	const struct ask_word *w = &x->words[at];
	const char *english = !may_be_noun(x, at) || w->is_quoted || w->is_stop || is_number(w)
				      ? NULL
				      : ask_dictionary_word(x->dictionary, x->out->arena, w->lower);

	if (english) {
		put_noun(x, at, english);
		move_on(x, false, true);
		return;
	}
	if (w->is_number)
		put_in_before_year(x, w);
	if (has_room(x))
		keep(x, w);
	move_on(x, w->is_stop && *w->raw == ',', w->is_capital || w->is_quoted);
}

static size_t exchange_at(struct exchange *x, size_t at)
{
	size_t longest = x->dictionary->longest, any;
	enum ask_entry_kind kind;

	if (longest > x->len - at)
		longest = x->len - at;
	for (size_t len = longest; len > 0; len--) {
		const struct ask_run run = {at, len};
		const char *english = english_of(x, run, &kind, &any);

		if (!english)
			continue;
		if (kind == ENTRY_NOUN && len == 1)
			put_noun(x, at, english);
		else
			put(x, run, english, any);
		move_on(x, false, kind == ENTRY_NOUN);
		return len;
	}
	exchange_word(x, at);
	return 1;
}

void ask_dictionary_exchange(const struct ask_dictionary *d, struct ask_question *q)
{
	struct exchange x = {.dictionary = d, .words = q->words, .len = q->len, .out = q};

	q->words = arena_array(q->arena, struct ask_word, ASK_WORDS_MAX + 1);
	q->len = 0;
	for (size_t i = 1; i < x.len; i++)
		x.has_capitals |= x.words[i].is_capital;
	for (size_t at = 0; at < x.len;)
		at += exchange_at(&x, at);
}
