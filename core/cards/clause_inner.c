#include "core/cards/clause.h"

#include "core/text/letter.h"

#include <ctype.h>
#include <string.h>

/* A part of a clause in the middle of another sentence: which capitals are a name's, and which
 * only the place gave. */

/* "Red blood cells" at a sentence's beginning: what goes on in small letters is no name,
 * unless the text has it with a capital elsewhere, too. */
static bool is_first_of_phrase(
	const struct clause *c, const struct topics *t, size_t from, size_t to)
{
	const struct topic_word *w = topic_find(t, c->words[from].low);
	uint32_t cp = 0, next = 0;

	if (from + 1 >= to || (w && w->capital) || from > 0)
		return false;
	letter_next(c->text + c->words[from].at + 1, c->words[from].len - 1, &cp);
	letter_next(c->text + c->words[from + 1].at, c->words[from + 1].len, &next);
	return letter_is_lower(cp) && letter_is_lower(next) &&
	       !clause_is(c, from + 1, LEX_PREPOSITION | LEX_CONJUNCTION);
}

/* "Tsunamis are …": a plural, and no people. */
static bool is_common_plural(const struct clause *c, const struct topics *t, size_t from, size_t to)
{
	static const char *const peoples[] = {"ans", "ens", "ists", "ants", "ics", "ites", "ims",
		"kings", "celts", "jews", "greeks", "turks", "aztecs", "incas", "mayas", "sikhs",
		"arabs", "slavs", "serbs", "croats", "danes", "swedes", "finns", "poles", "czechs",
		"scots", "goths", "huns", "franks", "saxons", "vandals", "moors", "tatars", "kurds",
		"mongols", "hindus", "beatles", "alps", "andes", NULL};
	const struct topic_word *w = topic_find(t, c->words[from].low);
	const char *low = c->words[from].low;
	size_t len = strlen(low);

	if (from > 0 || to != from + 1 || (w && w->capital) || len < 4 || low[len - 1] != 's' ||
		!(clause_word_is(c, to, "are") || clause_word_is(c, to, "were") ||
			clause_word_is(c, to, "have")) ||
		strspn(c->text + c->words[from].at + 1, "abcdefghijklmnopqrstuvwxyz") + 1 <
			c->words[from].len)
		return false;
	for (const char *const *p = peoples; *p; p++)
		if (len >= strlen(*p) && strcmp(low + len - strlen(*p), *p) == 0)
			return false;
	return true;
}

/* "von" in "Albrecht von Wallenstein", "v" in "Donoghue v Stevenson". */
static bool is_particle(const char *low)
{
	static const char *const words[] = {"von", "van", "de", "da", "di", "del", "della", "der",
		"den", "du", "la", "le", "bin", "ibn", "al", "ter", "zu", "zur", "zum", "y", "v",
		"vs", NULL};

	return str_in(low, words);
}

/* "New Zealand", "Mount Everest", "King John": parts of names that are words as well. */
static bool opens_name(const char *low)
{
	static const char *const words[] = {"new", "mount", "lake", "cape", "fort", "port", "san",
		"saint", "great", "north", "south", "east", "west", "northern", "southern",
		"eastern", "western", "upper", "lower", "river", "bay", "gulf", "sir", "lord",
		"lady", "king", "queen", "prince", "princess", "pope", "emperor", "president",
		"cardinal", "general", "duke", "count", "bishop", NULL};

	return str_in(low, words);
}

/* A name of several words begins here: what follows has capitals, too. */
static bool is_name_of_words(const struct clause *c, const struct topics *t, size_t from, size_t to)
{
	const struct topic_word *w = topic_find(t, c->words[from].low);
	size_t next = from + 1;

	if (clause_is(c, from,
		    LEX_DETERMINER | LEX_PREPOSITION | LEX_CONJUNCTION | LEX_PRONOUN | LEX_ADVERB |
			    LEX_AUXILIARY))
		return false;
	while (next < to && next < from + 4 && is_particle(c->words[next].low))
		next++;
	if (next >= to || !c->words[next].is_capital)
		return false;
	if (c->words[next - 1].after) /* "Ollama, Studio" */
		return next == from + 1 && !c->words[from].is.is;
	return next > from + 1 || !c->words[from].is.is || opens_name(c->words[from].low) ||
	       !(w && w->small);
}

void clause_inner(
	const struct clause *c, const struct topics *t, size_t from, size_t to, struct str *out)
{
	size_t begin = out->len;
	struct text_span word;
	char low[8];
	uint32_t cp = 0;
	size_t step;

	clause_text(c, from, to, out);
	if (from >= to || out->len == begin)
		return;
	word = (struct text_span){c->text + c->words[from].at, c->words[from].len};
	if (is_name_of_words(c, t, from, to)) /* "Lowest Astronomical Tide" */
		return;
	if (topic_is_name(t, &word) && !is_first_of_phrase(c, t, from, to) &&
		!is_common_plural(c, t, from, to))
		return;
	if (memcmp(out->at + begin, word.at, word.len < out->len - begin ? word.len : 0) != 0)
		return;
	step = letter_next(out->at + begin, out->len - begin, &cp);
	if (letter_is_upper(cp) && cp < 128 && step == 1) {
		low[0] = (char)tolower((int)cp);
		out->at[begin] = low[0];
	}
}
