#include "core/cards/lexicon.h"

#include "core/base/embedded.h"
#include "core/text/letter.h"

#include <pthread.h>
#include <string.h>

struct lexicon {
	struct arena arena;
	struct map words; /* -> struct lexicon_word */
};

static struct lexicon english, german;

struct lexicon_word lexicon_find(const struct lexicon *l, const char *low)
{
	const struct lexicon_word *w = map_get(&l->words, low);

	return w ? *w : (struct lexicon_word){0};
}

static void add(struct lexicon *l, const char *word, unsigned is, const char *base)
{
	struct lexicon_word *w = map_get(&l->words, word);

	if (!w) {
		w = arena_new(&l->arena, struct lexicon_word);
		map_put(&l->words, arena_strdup(&l->arena, word), w);
	}
	w->is |= is;
	if (base && !w->base)
		w->base = base;
}

/* ---- forms of regular verbs ---- */

static bool is_vowel(char c)
{
	return c && strchr("aeiou", c);
}

/* One vowel before one consonant at the end: "stop", "permit" doubles it, too, but
 * "enter" does not; both spellings are added where that is open. */
static bool may_double(const char *base, size_t len)
{
	return len >= 3 && !is_vowel(base[len - 1]) && !strchr("wxy", base[len - 1]) &&
	       is_vowel(base[len - 2]) && !is_vowel(base[len - 3]);
}

static void add_form(
	struct lexicon *l, const char *base, size_t stem, const char *ending, unsigned is)
{
	char form[64];

	if (stem + strlen(ending) >= sizeof form)
		return;
	memcpy(form, base, stem);
	memcpy(form + stem, ending, strlen(ending) + 1);
	add(l, form, is, base);
}

static void add_regular(struct lexicon *l, const char *base, bool past, unsigned weak)
{
	size_t len = strlen(base);
	char last = base[len - 1];
	bool y = last == 'y' && len > 1 && !is_vowel(base[len - 2]);
	bool hiss = last == 's' || last == 'x' || last == 'z' ||
		    (last == 'h' && len > 1 && strchr("cs", base[len - 2])) || last == 'o';
	char doubled[3][8] = {{last, 'e', 'd', 0}, {last, 'i', 'n', 'g', 0}};

	add(l, base, LEX_VERB_BASE | weak, base);
	add_form(l, base, y ? len - 1 : len, y ? "ies" : hiss ? "es" : "s", LEX_VERB_S | weak);
	add_form(l, base, last == 'e' && len > 2 && base[len - 2] != 'e' ? len - 1 : len, "ing",
		LEX_GERUND);
	if (past)
		add_form(l, base, y || last == 'e' ? len - 1 : len, y ? "ied" : "ed",
			LEX_PAST | LEX_PARTICIPLE);
	if (may_double(base, len)) {
		add_form(l, base, len, doubled[1], LEX_GERUND);
		if (past)
			add_form(l, base, len, doubled[0], LEX_PAST | LEX_PARTICIPLE);
	}
}

/* "write/wrote/written", "~change" */
static void add_verb(struct lexicon *l, char *item)
{
	unsigned weak = *item == '~' ? LEX_WEAK : 0;
	char *past = strchr(item += weak != 0, '/'), *participle = NULL;
	const char *base;

	if (past) {
		*past++ = '\0';
		participle = strchr(past, '/');
		if (participle)
			*participle++ = '\0';
	}
	base = arena_strdup(&l->arena, item);
	add_regular(l, base, !past, weak);
	if (past)
		add(l, past, LEX_PAST, base);
	if (past)
		add(l, participle ? participle : past, LEX_PARTICIPLE, base);
}

/* ---- the file ---- */

static const struct section {
	const char *name;
	unsigned is;
} sections[] = {
	{"object", LEX_OBJECT},
	{"maker", LEX_MAKER},
	{"determiners", LEX_DETERMINER},
	{"prepositions", LEX_PREPOSITION},
	{"conjunctions", LEX_CONJUNCTION},
	{"pronouns", LEX_PRONOUN},
	{"be", LEX_BE},
	{"auxiliaries", LEX_AUXILIARY},
	{"adverbs", LEX_ADVERB},
	{"common", LEX_COMMON},
	{"connectives", LEX_CONNECTIVE},
	{"chrome", LEX_CHROME},
};

static unsigned section_of(const char *line, size_t len)
{
	for (size_t s = 0; s < sizeof sections / sizeof *sections; s++)
		if (strlen(sections[s].name) + 2 == len &&
			memcmp(line + 1, sections[s].name, len - 2) == 0)
			return sections[s].is;
	return 0; /* verbs */
}

static void add_line(struct lexicon *l, const struct text_span *line, unsigned section)
{
	char item[64];
	struct str folded = {0};

	for (size_t at = 0; at < line->len;) {
		const char *begin = line->at + at;
		const char *blank = memchr(begin, ' ', line->len - at);
		size_t len = blank ? (size_t)(blank - begin) : line->len - at;

		at += len + 1;
		if (!len || len >= sizeof item)
			continue;
		memcpy(item, begin, len);
		item[len] = '\0';
		if (section) {
			str_clear(&folded);
			letter_fold(&folded, item, len);
			add(l, str_text(&folded), section, NULL);
		} else {
			add_verb(l, item);
		}
	}
	str_release(&folded);
}

static void load(struct lexicon *l, const char *path)
{
	const struct embedded *file = embedded_find(path);
	unsigned section = 0;

	for (size_t at = 0; file && at < file->len;) {
		const char *begin = file->bytes + at, *end = strchr(begin, '\n');
		struct text_span line = {begin, end ? (size_t)(end - begin) : file->len - at};

		at += line.len + 1;
		if (!line.len || line.at[0] == '#')
			continue;
		if (line.at[0] == '[')
			section = section_of(line.at, line.len);
		else
			add_line(l, &line, section);
	}
}

static void load_english(void)
{
	load(&english, "cards/en.txt");
}

static void load_german(void)
{
	load(&german, "cards/de.txt");
}

const struct lexicon *lexicon_of(enum text_language language)
{
	static pthread_once_t once_english = PTHREAD_ONCE_INIT, once_german = PTHREAD_ONCE_INIT;

	if (language == TEXT_GERMAN) {
		pthread_once(&once_german, load_german);
		return &german;
	}
	pthread_once(&once_english, load_english);
	return &english;
}
