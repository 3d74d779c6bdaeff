#include "core/text/sentence.h"

#include "core/text/letter.h"

#include <string.h>

/* A single letter before a point: the initial of a name, or a sentence's last word. */

/* What letters tell apart: "vitamin C", "Gruppe B". */
static bool takes_letters(const char *word)
{
	static const char *const endings[] = {"vitamin", "hepatitis", "influenza", "type", "class",
		"group", "plan", "point", "option", "appendix", "section", "part", "grade",
		"category", "factor", "phase", "zone", "level", "line", "model", "version",
		"language", "vector", "matrix", "variable", "typ", "klasse", "gruppe", "punkt",
		"anhang", "teil", "faktor", "stufe", "linie", "sprache", "variante", "modell",
		"vektor", "menge", "ebene", "gerade", "strecke", "letter", "symbol", "function",
		"constant", "element", "gene", "protein", "enzyme", "particle", "node", "team",
		"drive", "column", "row", "step", "region", "buchstabe", "konstante", "funktion",
		"spalte", "zeile", NULL};
	size_t len = strlen(word);

	for (const char *const *e = endings; *e; e++)
		if (len >= strlen(*e) && strcmp(word + len - strlen(*e), *e) == 0)
			return true;
	return false;
}

/* "president", "physicist": a name follows. */
static bool is_profession(const char *word)
{
	static const char *const words[] = {"president", "general", "senator", "professor",
		"author", "writer", "poet", "philosopher", "engineer", "scientist", "king", "queen",
		"composer", "painter", "inventor", "explorer", "astronomer", "judge", "minister",
		"chancellor", "director", "architect", "admiral", "captain", NULL};
	size_t len = strlen(word);

	return str_in(word, words) ||
	       (len > 5 &&
		       (strcmp(word + len - 3, "ist") == 0 || strcmp(word + len - 3, "ian") == 0));
}

/* The token that ends before `at`, and the blanks behind it. */
static struct text_span token_before(const char *text, size_t at)
{
	size_t end = at, begin;

	while (end && strchr(" \t\n", text[end - 1]))
		end--;
	for (begin = end; begin && !strchr(" \t\n", text[begin - 1]); begin--)
		;
	return (struct text_span){text + begin, end - begin};
}

static bool stop_word_follows(const char *text, size_t len, size_t at)
{
	struct str folded = {0};
	struct text_span word;
	bool is;

	if (!text_next_word(text, len, &at, &word))
		return false;
	letter_fold(&folded, word.at, word.len);
	is = text_is_stop_word(str_text(&folded), TEXT_UNKNOWN);
	str_release(&folded);
	return is;
}

/* "z. B.", "v. Chr.", "s. Abschnitt", "p. 12": small letters abbreviate little else. */
static bool is_small_abbreviation(const char *text, size_t len, size_t at)
{
	size_t next = at + 1;
	uint32_t cp = 0;

	while (next < len && text[next] == ' ')
		next++;
	letter_next(text + next, len - next, &cp);
	return letter_class(cp) == LETTER_DIGIT || strchr("sv", text[at - 1]) ||
	       (next + 1 < len && text[next + 1] == '.') ||
	       (next + 3 < len && memcmp(text + next, "Chr", 3) == 0);
}

static bool is_article(const struct text_span *word)
{
	static const char *const articles[] = {"the", "a", "an", "this", "der", "die", "das", "ein",
		"eine", "The", "A", "An", NULL};

	for (const char *const *w = articles; *w; w++)
		if (strlen(*w) == word->len && memcmp(word->at, *w, word->len) == 0)
			return true;
	return false;
}

/* By the word before it, which a blank divides from it. */
static bool follows_name(const char *text, const struct text_span *before)
{
	struct text_span article = token_before(text, (size_t)(before->at - text));
	struct str folded = {0};
	uint32_t first = 0;
	bool follows;

	letter_next(before->at, before->len, &first);
	letter_fold(&folded, before->at, before->len);
	if (strchr(".,;:", before->at[before->len - 1])) /* "J. S. Bach", "Bach, J. S." */
		follows = true;
	else if (takes_letters(str_text(&folded)))
		follows = false;
	else /* "met J. Doe", "the physicist J. Doe", but "the lens L" */
		follows = letter_is_upper(first) || !is_article(&article) ||
			  is_profession(str_text(&folded));
	str_release(&folded);
	return follows;
}

bool text_is_initial(const char *text, size_t len, size_t at)
{
	uint32_t cp = 0, sign = 0;
	size_t begin = at - letter_before(text, at, &cp);
	struct text_span before = token_before(text, begin);
	bool is_glued = begin && !strchr(" \t\n(\"'", text[begin - 1]);

	if (is_glued) /* "°C", "m/s", but "J.-P. Sartre" and "(„A. Maier" */
		return letter_before(text, begin, &sign) &&
		       (sign == '-' || sign == 0x201c || sign == 0x201e || sign == 0xab);
	if (letter_class(cp) == LETTER_DIGIT ||
		(before.len && strchr("0123456789%", before.at[before.len - 1])))
		return false;
	if (letter_is_lower(cp))
		return is_small_abbreviation(text, len, at);
	if (cp == 'I' || stop_word_follows(text, len, at + 1))
		return false;
	return !before.len || follows_name(text, &before);
}
