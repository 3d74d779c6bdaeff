#include "core/ask/dictionary.h"

#include "core/ask/lemma.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/text/letter.h"

#include <stdlib.h>
#include <string.h>

/* Shorter stems and parts of compounds say too little. */
#define ROOT_MIN 3
#define PART_MIN 3

static const char *fold(struct arena *a, const char *text)
{
	struct str folded = {0};
	const char *kept;

	letter_fold(&folded, text, strlen(text));
	kept = arena_strdup(a, str_text(&folded));
	str_release(&folded);
	return kept;
}

const char *ask_dictionary_lower(struct arena *a, const char *text)
{
	struct str out = {0};
	size_t len = strlen(text), at = 0, n;
	const char *kept;
	char bytes[4];
	uint32_t cp;

	for (; (n = letter_next(text + at, len - at, &cp)) != 0; at += n)
		str_add_bytes(&out, bytes, utf8_encode(letter_lower(cp), bytes));
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

/* Longest first. */
static const char *const endings[] = {"en", "em", "er", "es", "e", "n", "s"};

/* Cuts the ending of the word that `text` ends with. */
static void cut_ending(struct str *text, size_t word)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);

		if (text->len - word >= n + ROOT_MIN && str_ends(text->at, endings[i])) {
			str_truncate(text, text->len - n);
			return;
		}
	}
}

/* A folded phrase without the endings of its words. */
static const char *roots_of(struct arena *a, const char *folded)
{
	struct str out = {0};
	const char *kept;

	for (const char *at = folded; *at;) {
		size_t len = strcspn(at, " "), word = out.len;

		str_add_bytes(&out, at, len);
		cut_ending(&out, word);
		at += len;
		if (*at == ' ') {
			str_add_char(&out, ' ');
			at++;
		}
	}
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

const char *ask_dictionary_root(struct arena *a, const char *word)
{
	return roots_of(a, fold(a, word));
}

/* ---- the file ---- */

/* Of several meanings the one that stands first in the file. */
static void put(struct map *m, const char *phrase, const char *english)
{
	if (!map_has(m, phrase))
		map_put(m, phrase, (void *)english);
}

static void add(
	struct ask_dictionary *d, enum ask_entry_kind kind, const char *english, const char *phrase)
{
	const char *folded = fold(&d->arena, phrase);
	size_t words = 1;

	for (const char *p = folded; *p; p++)
		words += *p == ' ';
	if (words > d->longest)
		d->longest = words;
	put(&d->exact[kind], ask_dictionary_lower(&d->arena, phrase), english);
	put(&d->folded[kind], folded, english);
	put(&d->loose[kind], roots_of(&d->arena, folded), english);
}

/* The text between two marks without the blanks around it. */
static const char *trimmed(struct arena *a, const char *at, const char *end)
{
	while (at < end && *at == ' ')
		at++;
	while (at < end && end[-1] == ' ')
		end--;
	return arena_strndup(a, at, (size_t)(end - at));
}

static void add_line(struct ask_dictionary *d, const char *line, const char *end)
{
	static const char *const kinds[ENTRY_KINDS] = {
		[ENTRY_COMMA] = "comma ",
		[ENTRY_BEHIND] = "behind ",
		[ENTRY_PHRASE] = "phrase ",
		[ENTRY_NOUN] = "noun ",
	};
	const char *colon = memchr(line, ':', (size_t)(end - line)), *english;

	for (size_t kind = 0; colon && kind < ENTRY_KINDS; kind++) {
		if (!str_starts(line, kinds[kind]))
			continue;
		english = trimmed(&d->arena, line + strlen(kinds[kind]), colon);
		for (const char *at = colon + 1; at < end;) {
			const char *stop = memchr(at, '|', (size_t)(end - at));

			if (!stop)
				stop = end;
			add(d, (enum ask_entry_kind)kind, english, trimmed(&d->arena, at, stop));
			at = stop + 1;
		}
	}
}

struct ask_dictionary *ask_dictionary_load(const char *language)
{
	struct ask_dictionary *d = mem_alloc(sizeof *d);
	const char *end;

	arena_init(&d->arena);
	d->file = embedded_find(arena_printf(&d->arena, "lexicons/%s.txt", language));
	if (!d->file) {
		ask_dictionary_free(d);
		return NULL;
	}
	end = d->file->bytes + d->file->len;
	for (const char *at = d->file->bytes; at < end;) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (!stop)
			stop = end;
		add_line(d, at, stop);
		at = stop + 1;
	}
	return d;
}

void ask_dictionary_free(struct ask_dictionary *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < ENTRY_KINDS; i++) {
		map_release(&d->exact[i]);
		map_release(&d->folded[i]);
		map_release(&d->loose[i]);
	}
	arena_release(&d->arena);
	free(d);
}

/* ---- words ---- */

/* Without an ending of so many bytes; an empty text when it has none. */
static const char *shorter(struct arena *a, const char *folded, size_t count)
{
	size_t len = strlen(folded);

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (strlen(endings[i]) == count && len >= count + ROOT_MIN &&
			str_ends(folded, endings[i]))
			return arena_strndup(a, folded, len - count);
	return "";
}

size_t ask_dictionary_bare(struct arena *a, const char *word, const char *ret[ASK_BARE_MAX])
{
	size_t count = 0;

	for (size_t n = 1; n <= ASK_BARE_MAX; n++) {
		const char *bare = shorter(a, word, n);

		if (*bare)
			ret[count++] = bare;
	}
	return count;
}

const char *ask_dictionary_phrase(const struct ask_dictionary *d, struct arena *a,
	const bool kinds[ENTRY_KINDS], const char *phrase, enum ask_entry_kind *ret_kind)
{
	const char *folded = fold(a, phrase);
	const struct {
		const struct map *maps;
		const char *key;
	} passes[] = {{d->exact, phrase}, {d->folded, folded}, {d->folded, shorter(a, folded, 1)},
		{d->folded, shorter(a, folded, 2)}, {d->loose, roots_of(a, folded)}};

	for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
		for (size_t kind = 0; kind < ENTRY_KINDS; kind++) {
			const char *english =
				kinds[kind] ? map_get(&passes[i].maps[kind], passes[i].key) : NULL;

			if (!english)
				continue;
			*ret_kind = (enum ask_entry_kind)kind;
			return english;
		}
	}
	return NULL;
}

/* "groesse" -> "grosse": umlauts written with an e. */
static const char *without_e(struct arena *a, const char *folded)
{
	char *out = arena_strdup(a, folded), *to = out;

	for (const char *p = folded; *p; p++) {
		*to++ = *p;
		if (strchr("aou", *p) && p[1] == 'e')
			p++;
	}
	*to = '\0';
	return out;
}

/* What joins the parts of a compound. */
static const char *const links[] = {"", "s", "n", "en", "es", "er", "e", "ns"};

static const char *compound(const struct ask_dictionary *d, struct arena *a, const char *folded);

static const char *part_of(const struct ask_dictionary *d, struct arena *a, const char *folded)
{
	const char *english;
	size_t len = strlen(folded);

	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		size_t n = strlen(links[i]);

		if (len < n + PART_MIN || !str_ends(folded, links[i]))
			continue;
		english = map_get(&d->folded[ENTRY_NOUN], arena_strndup(a, folded, len - n));
		if (english)
			return english;
	}
	return compound(d, a, folded);
}

/* Nouns written as one word, the longest last part first. */
static const char *compound(const struct ask_dictionary *d, struct arena *a, const char *folded)
{
	static const bool nouns[ENTRY_KINDS] = {[ENTRY_NOUN] = true};
	size_t len = strlen(folded);

	for (size_t at = PART_MIN; at + 2 <= len; at++) {
		enum ask_entry_kind kind;
		const char *last = ask_dictionary_phrase(d, a, nouns, folded + at, &kind), *first;

		if (!last)
			continue;
		first = part_of(d, a, arena_strndup(a, folded, at));
		if (first)
			return arena_printf(a, "%s %s", first, last);
	}
	return NULL;
}

/* Longer words are no compounds; splitting them would take long. */
#define COMPOUND_MAX 48

const char *ask_dictionary_word(const struct ask_dictionary *d, struct arena *a, const char *word)
{
	static const bool kinds[ENTRY_KINDS] = {[ENTRY_PHRASE] = true, [ENTRY_NOUN] = true};
	const char *spelt = ask_dictionary_lower(a, word), *english = NULL, *folded;
	enum ask_entry_kind kind;

	for (size_t i = 0; i < 2 && !english; i++, spelt = without_e(a, spelt)) {
		english = ask_dictionary_phrase(d, a, kinds, spelt, &kind);
		folded = fold(a, spelt);
		if (!english && strlen(folded) <= COMPOUND_MAX)
			english = compound(d, a, folded);
	}
	return english;
}

/* ---- which language ---- */

static bool is_english(const struct ask_lexicon *l, const char *word)
{
	char lemma[LEMMA_MAX], stem[LEMMA_MAX];

	lemma_of(word, lemma);
	stem_of(word, stem);
	return ask_lexicon_tags(l, word) || map_has(&l->groups, lemma) ||
	       map_has(&l->verbs, stem) || map_has(&l->adjectives, word) ||
	       map_has(&l->tails, lemma) || map_has(&l->wholes, lemma);
}

int ask_dictionary_leaning(
	const struct ask_dictionary *d, const struct ask_lexicon *l, const char *text)
{
	struct arena a = {0};
	const char *at = ask_dictionary_lower(&a, text);
	int leaning = 0;

	while (*at) {
		size_t len = strcspn(at, " _.,;:!?()'\"-/0123456789");
		const char *word = arena_strndup(&a, at, len);

		if (len > 1) {
			leaning += map_has(&d->exact[ENTRY_BEHIND], word) ||
				   ask_dictionary_word(d, &a, word);
			leaning -= is_english(l, word);
		}
		at += len + (at[len] != '\0');
	}
	arena_release(&a);
	return leaning;
}
