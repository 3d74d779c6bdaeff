#include "core/ask/lexicon.h"

#include "core/ask/dictionary.h"
#include "core/ask/lemma.h"
#include "core/base/embedded.h"
#include "core/base/str.h"

#include <string.h>

static const char *const tag_names[TAG_COUNT_OF_TAGS] = {
	[TAG_SKIP] = "skip",
	[TAG_ASK] = "ask",
	[TAG_COUNT] = "count",
	[TAG_HOWMUCH] = "howmuch",
	[TAG_AVG] = "avg",
	[TAG_SUM] = "sum",
	[TAG_MAX] = "max",
	[TAG_MIN] = "min",
	[TAG_DISTINCT] = "distinct",
	[TAG_EACH] = "each",
	[TAG_BY] = "by",
	[TAG_ORDER] = "order",
	[TAG_ASC] = "asc",
	[TAG_DESC] = "desc",
	[TAG_GT] = "gt",
	[TAG_GE] = "ge",
	[TAG_LT] = "lt",
	[TAG_LE] = "le",
	[TAG_EQ] = "eq",
	[TAG_OROVER] = "orover",
	[TAG_ORUNDER] = "orunder",
	[TAG_BETWEEN] = "between",
	[TAG_AFTER] = "after",
	[TAG_SINCE] = "since",
	[TAG_BEFORE] = "before",
	[TAG_NOT] = "not",
	[TAG_AND] = "and",
	[TAG_OR] = "or",
	[TAG_BOTH] = "both",
	[TAG_BUT] = "but",
	[TAG_REL] = "rel",
	[TAG_OF] = "of",
	[TAG_IN] = "in",
	[TAG_BYPREP] = "byprep",
	[TAG_STARTS] = "starts",
	[TAG_ENDS] = "ends",
	[TAG_CONTAINS] = "contains",
	[TAG_PERCENT] = "percent",
	[TAG_DIFF] = "diff",
	[TAG_RATIO] = "ratio",
	[TAG_TOP] = "top",
	[TAG_BOTTOM] = "bottom",
	[TAG_MOST] = "most",
	[TAG_LEAST] = "least",
	[TAG_COMMON] = "common",
	[TAG_THAN] = "than",
	[TAG_AVGREF] = "avgref",
	[TAG_ANYREF] = "anyref",
	[TAG_ALLREF] = "allref",
	[TAG_RECENT] = "recent",
	[TAG_THIS] = "this",
	[TAG_NEXT] = "next",
	[TAG_AGO] = "ago",
	[TAG_YESNO] = "yesno",
	[TAG_NULL] = "null",
	[TAG_NOTNULL] = "notnull",
	[TAG_PRONOUN] = "pronoun",
	[TAG_HALF] = "half",
	[TAG_PER_FIRST] = "per_first",
};

struct ask_text {
	const char *at, *end;
};

/* The next part of `text` before `stop`, trimmed, in the arena; NULL at the end. */
static const char *part(struct arena *a, const char **text, const char *end, char stop)
{
	const char *at = *text, *to;
	size_t len;

	if (at >= end)
		return NULL;
	to = memchr(at, stop, (size_t)(end - at));
	*text = to ? to + 1 : end;
	if (!to)
		to = end;
	while (at < to && *at == ' ')
		at++;
	len = (size_t)(to - at);
	while (len && at[len - 1] == ' ')
		len--;
	return arena_strndup(a, at, len);
}

static size_t words_in(const char *phrase)
{
	size_t count = 1;

	for (; *phrase; phrase++)
		count += *phrase == ' ';
	return count;
}

static void add_tag(struct ask_lexicon *l, const char *name, const char *text, const char *end)
{
	int tag = 0;
	const char *phrase;

	while (tag < TAG_COUNT_OF_TAGS && !str_eq(tag_names[tag], name))
		tag++;
	if (tag == TAG_COUNT_OF_TAGS)
		return;
	while ((phrase = part(&l->arena, &text, end, '|'))) {
		struct ask_phrase *p = map_get(&l->phrases, phrase);
		size_t words = words_in(phrase);

		if (!p) {
			p = arena_new(&l->arena, struct ask_phrase);
			map_put(&l->phrases, phrase, p);
		}
		p->tags |= TAG_BIT(tag);
		if (words > l->longest)
			l->longest = words;
	}
}

/* How many forms an adjective's line may have. */
#define FORMS_MAX 16
#define WORDS_MAX 24

static void add_adjective(
	struct ask_lexicon *l, const char *base, const char *text, const char *end)
{
	struct ask_adjective *adjective = arena_new(&l->arena, struct ask_adjective);
	const char **words = arena_array(&l->arena, const char *, WORDS_MAX);
	int *signs = arena_array(&l->arena, int, WORDS_MAX);
	const char *forms[FORMS_MAX], *form;
	size_t count = 0;

	while (count < FORMS_MAX && (form = part(&l->arena, &text, end, '|'))) {
		const char *at = form, *word;

		if (*form != '+' && *form != '-') {
			forms[count++] = form;
			continue;
		}
		while (adjective->len < WORDS_MAX &&
			(word = part(&l->arena, &at, form + strlen(form), ' '))) {
			char lemma[LEMMA_MAX];

			lemma_of(word + 1, lemma);
			signs[adjective->len] = *word == '-' ? -1 : 1;
			words[adjective->len++] = arena_strdup(&l->arena, lemma);
		}
	}
	*adjective = (struct ask_adjective){base, words, signs, adjective->len};
	for (size_t i = 0; i < count; i++) {
		struct ask_form *f = arena_new(&l->arena, struct ask_form);

		f->adjective = adjective;
		f->degree = str_ends(forms[i], "est") || str_eq(forms[i], "best") ||
					    str_eq(forms[i], "worst")
				    ? DEGREE_SUPERLATIVE
			    : (str_ends(forms[i], "er") || str_eq(forms[i], "worse")) && i
				    ? DEGREE_COMPARATIVE
				    : DEGREE_BASE;
		map_put(&l->adjectives, forms[i], f);
	}
}

static void add_same(struct ask_lexicon *l, int number, const char *text, const char *end)
{
	const char *word;

	while ((word = part(&l->arena, &text, end, '|'))) {
		struct ask_groups *groups = map_get(&l->groups, word);

		if (!groups) {
			groups = arena_new(&l->arena, struct ask_groups);
			map_put(&l->groups, word, groups);
		}
		if (groups->len < ASK_GROUPS_MAX)
			groups->at[groups->len++] = number;
	}
}

/* "qty = quantity | …" */
static void add_shorts(struct ask_lexicon *l, const char *text, const char *end)
{
	const char *pair;

	while ((pair = part(&l->arena, &text, end, '|'))) {
		const char *at = pair, *stop = pair + strlen(pair);
		const char *from = part(&l->arena, &at, stop, '='),
			   *to = part(&l->arena, &at, stop, '=');

		if (from && to)
			map_put(&l->shorts, from, (void *)to);
	}
}

static struct ask_words *words_of(struct ask_lexicon *l, const char *text, const char *end)
{
	struct ask_words *words = arena_new(&l->arena, struct ask_words);
	const char **at = arena_array(&l->arena, const char *, WORDS_MAX), *word;

	words->at = at;
	while (words->len < WORDS_MAX && (word = part(&l->arena, &text, end, '|')))
		at[words->len++] = word;
	return words;
}

static void add_demonyms(struct ask_lexicon *l, const char *text, const char *end)
{
	const char *entry;

	while ((entry = part(&l->arena, &text, end, ';'))) {
		const char *at = entry, *stop = entry + strlen(entry);
		const char *word = part(&l->arena, &at, stop, '=');

		if (word)
			map_put(&l->demonyms, word, words_of(l, at, stop));
	}
}

/* Each word of the list stands for `key`. */
static void add_words(struct ask_lexicon *l, struct map *to, const char *key, struct ask_text list)
{
	const char *word;

	while ((word = part(&l->arena, &list.at, list.end, '|')))
		map_put(to, word, (void *)key);
}

static void add_verbs(struct ask_lexicon *l, const char *text, const char *end)
{
	const char *word;
	char stem[LEMMA_MAX];

	while ((word = part(&l->arena, &text, end, '|'))) {
		stem_of(word, stem);
		map_put(&l->verbs, arena_strdup(&l->arena, stem), l);
	}
}

static void add_line(struct ask_lexicon *l, const char *line, const char *end, int number)
{
	const char *colon = memchr(line, ':', (size_t)(end - line)), *at = line, *kind, *key;

	if (!colon || *line == '#')
		return;
	kind = part(&l->arena, &at, colon, ' ');
	key = part(&l->arena, &at, colon, ':');
	at = colon + 1;
	if (str_eq(kind, "adj"))
		add_adjective(l, key, at, end);
	else if (str_eq(kind, "same"))
		add_same(l, number, at, end);
	else if (str_eq(kind, "short"))
		add_shorts(l, at, end);
	else if (str_eq(kind, "value"))
		map_put(&l->values, key, words_of(l, at, end));
	else if (str_eq(kind, "hint"))
		add_words(l, &l->hints, key, (struct ask_text){at, end});
	else if (str_eq(kind, "tail"))
		add_words(l, &l->tails, kind, (struct ask_text){at, end});
	else if (str_eq(kind, "whole"))
		add_words(l, &l->wholes, kind, (struct ask_text){at, end});
	else if (str_eq(kind, "person"))
		add_words(l, &l->persons, kind, (struct ask_text){at, end});
	else if (str_eq(kind, "verb"))
		add_verbs(l, at, end);
	else if (str_eq(kind, "say"))
		add_words(l, &l->says, key, (struct ask_text){at, end});
	else if (str_eq(kind, "demonym"))
		add_demonyms(l, at, end);
	else
		add_tag(l, kind, at, end);
}

static void read_file(struct ask_lexicon *l, const struct embedded *file)
{
	const char *end = file->bytes + file->len;

	for (const char *at = file->bytes; at < end; l->lines++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		add_line(l, at, stop ? stop : end, l->lines);
		at = stop ? stop + 1 : end;
	}
}

struct ask_lexicon *ask_lexicon_load(void)
{
	struct ask_lexicon *l = mem_alloc(sizeof *l);

	arena_init(&l->arena);
	read_file(l, embedded_find("lexicons/en.txt"));
	return l;
}

void ask_lexicon_speak(struct ask_lexicon *l, struct ask_dictionary *d)
{
	l->dictionary = d;
	/* Its groups of words; the other kinds of line are the dictionary's. */
	read_file(l, d->file);
}

void ask_lexicon_free(struct ask_lexicon *l)
{
	if (!l)
		return;
	ask_dictionary_free(l->dictionary);
	map_release(&l->phrases);
	map_release(&l->adjectives);
	map_release(&l->groups);
	map_release(&l->shorts);
	map_release(&l->hints);
	map_release(&l->values);
	map_release(&l->says);
	map_release(&l->verbs);
	map_release(&l->persons);
	map_release(&l->tails);
	map_release(&l->wholes);
	map_release(&l->demonyms);
	arena_release(&l->arena);
	free(l);
}

uint64_t ask_lexicon_tags(const struct ask_lexicon *l, const char *phrase)
{
	const struct ask_phrase *p = map_get(&l->phrases, phrase);

	return p ? p->tags : 0;
}

const struct ask_form *ask_lexicon_adjective(const struct ask_lexicon *l, const char *word)
{
	return map_get(&l->adjectives, word);
}
