#include "core/ask/lemma.h"

#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by the first. */
static const char *const irregular[][2] = {
	{"aliases", "alias"},
	{"always", "always"},
	{"analyses", "analysis"},
	{"as", "as"},
	{"bases", "base"},
	{"began", "begin"},
	{"begun", "begin"},
	{"bonuses", "bonus"},
	{"born", "birth"},
	{"bought", "buy"},
	{"broke", "break"},
	{"built", "build"},
	{"bus", "bus"},
	{"buses", "bus"},
	{"calories", "calorie"},
	{"came", "come"},
	{"campuses", "campus"},
	{"canvas", "canvas"},
	{"cases", "case"},
	{"causes", "cause"},
	{"census", "census"},
	{"children", "child"},
	{"chose", "choose"},
	{"chosen", "choose"},
	{"christmas", "christmas"},
	{"cookies", "cookie"},
	{"courses", "course"},
	{"criteria", "criterion"},
	{"data", "data"},
	{"databases", "database"},
	{"diagnoses", "diagnosis"},
	{"die", "death"},
	{"died", "death"},
	{"dies", "death"},
	{"drawn", "draw"},
	{"driven", "drive"},
	{"drove", "drive"},
	{"exercises", "exercise"},
	{"expenses", "expense"},
	{"feet", "foot"},
	{"flew", "fly"},
	{"flown", "fly"},
	{"franchises", "franchise"},
	{"gas", "gas"},
	{"gases", "gas"},
	{"gave", "give"},
	{"geese", "goose"},
	{"genres", "genre"},
	{"given", "give"},
	{"gps", "gps"},
	{"grew", "grow"},
	{"gross", "gross"},
	{"grown", "grow"},
	{"has", "has"},
	{"heads", "head"},
	{"held", "hold"},
	{"horses", "horse"},
	{"houses", "house"},
	{"indexes", "index"},
	{"indices", "index"},
	{"ios", "ios"},
	{"is", "is"},
	{"its", "its"},
	{"kids", "kid"},
	{"knives", "knife"},
	{"known", "know"},
	{"leaves", "leaf"},
	{"led", "lead"},
	{"left", "left"},
	{"lenses", "lens"},
	{"licenses", "license"},
	{"lies", "lie"},
	{"lost", "lose"},
	{"made", "make"},
	{"matrices", "matrix"},
	{"media", "media"},
	{"men", "man"},
	{"mice", "mouse"},
	{"movies", "movie"},
	{"news", "news"},
	{"nurses", "nurse"},
	{"paid", "pay"},
	{"people", "person"},
	{"persons", "person"},
	{"phases", "phase"},
	{"plus", "plus"},
	{"pos", "pos"},
	{"premises", "premise"},
	{"purchases", "purchase"},
	{"ran", "run"},
	{"releases", "release"},
	{"responses", "response"},
	{"sales", "sale"},
	{"sang", "sing"},
	{"sent", "send"},
	{"series", "series"},
	{"shelves", "shelf"},
	{"shoes", "shoe"},
	{"shown", "show"},
	{"sms", "sms"},
	{"sold", "sell"},
	{"species", "species"},
	{"spent", "spend"},
	{"spoke", "speak"},
	{"spoken", "speak"},
	{"status", "status"},
	{"statuses", "status"},
	{"sung", "sing"},
	{"taken", "take"},
	{"taught", "teach"},
	{"this", "this"},
	{"ties", "tie"},
	{"took", "take"},
	{"us", "us"},
	{"usa", "usa"},
	{"uses", "use"},
	{"virus", "virus"},
	{"vs", "vs"},
	{"warehouses", "warehouse"},
	{"was", "was"},
	{"went", "go"},
	{"wives", "wife"},
	{"women", "woman"},
	{"won", "win"},
	{"wore", "wear"},
	{"written", "write"},
	{"wrote", "write"},
	{"yes", "yes"},
};

static void copy(char out[LEMMA_MAX], const char *word, size_t len)
{
	if (len > LEMMA_MAX - 1)
		len = LEMMA_MAX - 1;
	memmove(out, word, len);
	out[len] = '\0';
}

static int by_word(const void *word, const void *pair)
{
	return strcmp(word, *(const char *const *)pair);
}

void lemma_of(const char *word, char out[LEMMA_MAX])
{
	size_t len = strlen(word);

	const char *const(*known)[2] = bsearch(
		word, irregular, sizeof irregular / sizeof *irregular, sizeof *irregular, by_word);

	if (known) {
		copy(out, (*known)[1], strlen((*known)[1]));
		return;
	}
	if (len > 2 && str_ends(word, "'s"))
		len -= 2;
	if (len > 4 && strncmp(word + len - 3, "ies", 3) == 0) {
		copy(out, word, len - 2);
		out[strlen(out) - 1] = 'y';
		return;
	}
	if (len > 4 && (strncmp(word + len - 4, "sses", 4) == 0 ||
			       strncmp(word + len - 4, "ches", 4) == 0 ||
			       strncmp(word + len - 4, "shes", 4) == 0 ||
			       strncmp(word + len - 3, "xes", 3) == 0 ||
			       strncmp(word + len - 3, "oes", 3) == 0 ||
			       strncmp(word + len - 4, "zzes", 4) == 0))
		len -= 2;
	else if (len > 2 && word[len - 1] == 's' && word[len - 2] != 's' && word[len - 2] != 'u' &&
		 word[len - 2] != 'i')
		len -= 1;
	copy(out, word, len);
}

/* Longest first, each with what must be left of the word. */
static const struct {
	const char *end;
	size_t left;
} endings[] = {
	{"ations", 4},
	{"ation", 4},
	{"ators", 4},
	{"ments", 4},
	{"ions", 4},
	{"ment", 4},
	{"ship", 4},
	{"ator", 4},
	{"ance", 4},
	{"ence", 4},
	{"ures", 4},
	{"able", 4},
	{"ness", 4},
	{"ings", 3},
	{"ion", 4},
	{"ing", 3},
	{"ers", 3},
	{"ors", 4},
	{"ure", 4},
	{"ity", 4},
	{"ive", 4},
	{"ous", 4},
	{"ist", 4},
	{"ian", 4},
	{"ed", 3},
	{"er", 3},
	{"or", 4},
	{"al", 4},
	{"ly", 4},
	{"es", 4},
	{"e", 4},
	{"y", 5},
};

static bool strip_ending(char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i].end);

		if (len >= n + endings[i].left && str_ends(word, endings[i].end)) {
			word[len - n] = '\0';
			return true;
		}
	}
	return false;
}

void stem_of(const char *word, char out[LEMMA_MAX])
{
	size_t len;

	lemma_of(word, out);
	/* "ordered" is of the family of "order", which loses an ending itself. */
	if (strip_ending(out) && (str_ends(out, "er") || str_ends(out, "or")))
		strip_ending(out);
	/* "planned", "running": the doubled letter is the ending's. */
	len = strlen(out);
	if (len > 3 && out[len - 1] == out[len - 2] && !strchr("lsz", out[len - 1]))
		out[len - 1] = '\0';
	else if (len > 3 && out[len - 1] == 'e')
		out[len - 1] = '\0';
}

int lemma_is_typo(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), i = 0;

	if (la > lb + 1 || lb > la + 1)
		return 0;
	while (a[i] && a[i] == b[i])
		i++;
	if (!a[i] && !b[i])
		return 1;
	if (la == lb)
		return str_eq(a + i + 1, b + i + 1) ||
		       (a[i + 1] && a[i] == b[i + 1] && a[i + 1] == b[i] &&
			       str_eq(a + i + 2, b + i + 2));
	return la > lb ? str_eq(a + i + 1, b + i) : str_eq(a + i, b + i + 1);
}
