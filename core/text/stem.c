#include "core/text/word.h"

#include <string.h>

static bool is_vowel(const struct str *w, size_t i)
{
	if (w->at[i] == 'y')
		return i > 0 && !is_vowel(w, i - 1);
	return strchr("aeiou", w->at[i]) != NULL;
}

/* How often vowels are followed by consonants in the first `len` letters. */
static size_t measure(const struct str *w, size_t len)
{
	size_t count = 0;

	for (size_t i = 1; i < len; i++)
		count += !is_vowel(w, i) && is_vowel(w, i - 1);
	return count;
}

static bool has_vowel(const struct str *w, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_vowel(w, i))
			return true;
	return false;
}

/* Consonant, vowel, consonant that is no w, x or y: "hop". */
static bool is_short(const struct str *w, size_t len)
{
	return len >= 3 && !is_vowel(w, len - 1) && is_vowel(w, len - 2) && !is_vowel(w, len - 3) &&
	       !strchr("wxy", w->at[len - 1]);
}

static bool ends(const struct str *w, const char *suffix)
{
	size_t len = strlen(suffix);

	return w->len > len && memcmp(w->at + w->len - len, suffix, len) == 0;
}

static void cut(struct str *w, size_t count)
{
	str_truncate(w, w->len - count);
}

static void cut_plural(struct str *w)
{
	if (ends(w, "'s"))
		cut(w, 2);
	if (ends(w, "sses") || (ends(w, "ies") && w->len > 4))
		cut(w, 2);
	else if (ends(w, "s") && w->len > 3 && !ends(w, "ss") && !ends(w, "us") && !ends(w, "is"))
		cut(w, 1);
}

/* What "-ed" and "-ing" have done to the stem. */
static void mend(struct str *w)
{
	char last = w->at[w->len - 1];

	if (ends(w, "at") || ends(w, "bl") || ends(w, "iz"))
		str_add_char(w, 'e');
	else if (w->len > 1 && w->at[w->len - 2] == last && !is_vowel(w, w->len - 1) &&
		 !strchr("lsz", last))
		cut(w, 1);
	else if (measure(w, w->len) == 1 && is_short(w, w->len))
		str_add_char(w, 'e');
}

static void cut_english(struct str *w)
{
	size_t m;

	cut_plural(w);
	if (ends(w, "eed")) {
		if (measure(w, w->len - 3))
			cut(w, 1);
	} else if (ends(w, "ed") && has_vowel(w, w->len - 2)) {
		cut(w, 2);
		mend(w);
	} else if (ends(w, "ing") && has_vowel(w, w->len - 3)) {
		cut(w, 3);
		mend(w);
	}
	if (ends(w, "y") && has_vowel(w, w->len - 1))
		w->at[w->len - 1] = 'i';
	if (!ends(w, "e"))
		return;
	m = measure(w, w->len - 1);
	if (m > 1 || (m == 1 && !is_short(w, w->len - 1)))
		cut(w, 1);
}

static bool may_stand_before_s(const struct str *w, size_t behind)
{
	return strchr("bdfghklmnt", w->at[w->len - behind]) != NULL;
}

static void cut_german(struct str *w)
{
	if (w->len > 5 && ends(w, "ern"))
		cut(w, 3);
	else if (w->len > 4 && (ends(w, "em") || ends(w, "en") || ends(w, "er") || ends(w, "es")))
		cut(w, 2);
	else if (w->len > 3 && (ends(w, "e") || (ends(w, "s") && may_stand_before_s(w, 2))))
		cut(w, 1);
	if (w->len > 5 && ends(w, "est"))
		cut(w, 3);
	else if (w->len > 4 && (ends(w, "er") || ends(w, "en")))
		cut(w, 2);
	else if (w->len > 4 && ends(w, "st") && may_stand_before_s(w, 3))
		cut(w, 2);
}

void text_stem(struct str *word, enum text_language language)
{
	for (size_t i = 0; i < word->len; i++)
		if ((word->at[i] < 'a' || word->at[i] > 'z') && word->at[i] != '\'')
			return; /* numbers and other scripts */
	if (word->len > 3 && language == TEXT_ENGLISH)
		cut_english(word);
	else if (word->len > 3 && language == TEXT_GERMAN)
		cut_german(word);
}
