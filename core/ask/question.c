#include "core/ask/question.h"

#include "core/ask/dictionary.h"
#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_letter(unsigned char c)
{
	return isalnum(c) || c >= 0x80 || c == '_';
}

/* Quotation marks and their partners; curly ones are three bytes. */
static const struct {
	const char *open, *close;
} quotes[] = {{"\"", "\""}, {"'", "'"}, {"`", "`"}, {"\xe2\x80\x9c", "\xe2\x80\x9d"},
	{"\xe2\x80\x98", "\xe2\x80\x99"}, {"\xe2\x80\x9e", "\xe2\x80\x9c"},
	{"\xc2\xab", "\xc2\xbb"}, {"''", "''"}, {"``", "''"}};

/* The length of a quoted text with its marks at `at`, or 0. */
static size_t quoted(const char *text, size_t at, size_t *ret_open, size_t *ret_close)
{
	for (size_t i = sizeof quotes / sizeof *quotes; i-- > 0;) {
		size_t open = strlen(quotes[i].open), close = strlen(quotes[i].close);
		const char *end;

		if (strncmp(text + at, quotes[i].open, open) != 0)
			continue;
		/* An apostrophe inside a word is none of them. */
		if (open == 1 && text[at] == '\'' && at && is_letter((unsigned char)text[at - 1]))
			continue;
		for (end = strstr(text + at + open, quotes[i].close); end;
			end = strstr(end + 1, quotes[i].close)) {
			if (end == text + at + open)
				break;
			if (close == 1 && *end == '\'' && is_letter((unsigned char)end[1]))
				continue;
			*ret_open = open;
			*ret_close = close;
			return (size_t)(end - (text + at)) + close;
		}
	}
	return 0;
}

static const struct {
	const char *word;
	double value;
} number_words[] = {{"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6},
	{"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10}, {"eleven", 11}, {"twelve", 12},
	{"fifteen", 15}, {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50},
	{"hundred", 100}, {"thousand", 1000}, {"million", 1e6}, {"once", 1}, {"twice", 2},
	{"billion", 1e9}, {"zero", 0}, {"single", 1}, {"dozen", 12}};

/* Between groups of three digits, and before the decimals. */
struct marks {
	char group, point;
};
static const struct marks english_marks = {',', '.'}, foreign_marks = {'.', ','};

/* "1,000", "12.5", "3rd", "10k"; the number of bytes, or 0. */
static size_t number_at(const char *text, struct marks marks, double *ret)
{
	char digits[64];
	size_t len = 0, n = 0;

	while (n < sizeof digits - 1 &&
		(isdigit((unsigned char)text[len]) ||
			(text[len] == marks.group && n && isdigit((unsigned char)text[len + 1]) &&
				isdigit((unsigned char)text[len + 2]) &&
				isdigit((unsigned char)text[len + 3]) &&
				!isdigit((unsigned char)text[len + 4])) ||
			(text[len] == marks.point && isdigit((unsigned char)text[len + 1])))) {
		if (text[len] != marks.group)
			digits[n++] = text[len] == marks.point ? '.' : text[len];
		len++;
	}
	if (!n)
		return 0;
	digits[n] = '\0';
	*ret = strtod(digits, NULL);
	if (strncmp(text + len, "th", 2) == 0 || strncmp(text + len, "st", 2) == 0 ||
		strncmp(text + len, "nd", 2) == 0 || strncmp(text + len, "rd", 2) == 0) {
		if (!is_letter((unsigned char)text[len + 2]))
			return len + 2;
	}
	if ((text[len] == 'k' || text[len] == 'K') && !is_letter((unsigned char)text[len + 1])) {
		*ret *= 1000;
		return len + 1;
	}
	return is_letter((unsigned char)text[len]) ||
			       (text[len] == '-' && isdigit((unsigned char)text[len + 1])) ||
			       (text[len] == '/' && isdigit((unsigned char)text[len + 1])) ||
			       (text[len] == ':' && isdigit((unsigned char)text[len + 1]))
		       ? 0
		       : len;
}

/* "1.4.2023", as it is written where the day comes first; the number of bytes, or 0. */
static size_t day_at(const char *text, char ret_iso[40])
{
	int year, month, day, n = 0;

	if (sscanf(text, "%2d.%2d.%4d%n", &day, &month, &year, &n) != 3 || !n || month < 1 ||
		month > 12 || day < 1 || day > 31 || year < 1000 ||
		is_letter((unsigned char)text[n]))
		return 0;
	snprintf(ret_iso, 40, "%04d-%02d-%02d", year, month, day);
	return (size_t)n;
}

/* A word that stands for bytes of the text, read as `text` or as it is written. */
static struct ask_word *add_as(struct ask_question *q, const char *text, size_t begin, size_t end)
{
	struct ask_word *w = &q->words[q->len++];
	char buffer[LEMMA_MAX], *lower;

	memset(w, 0, sizeof *w);
	w->begin = begin;
	w->end = end;
	w->raw = arena_strndup(q->arena, q->text + begin, end - begin);
	if (q->lexicon->dictionary && !text)
		w->lower = ask_dictionary_lower(q->arena, w->raw);
	w->is_exchanged = text != NULL;
	lower = arena_strdup(q->arena, text ? text : w->raw);
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	w->text = lower;
	w->is_capital =
		isupper((unsigned char)*w->raw) || (w->lower && strncmp(w->raw, w->lower, 2) != 0);
	lemma_of(w->text, buffer);
	w->lemma = arena_strdup(q->arena, buffer);
	stem_of(w->text, buffer);
	w->stem = arena_strdup(q->arena, buffer);
	w->full = map_get(&q->lexicon->shorts, w->text);
	w->groups = map_get(&q->lexicon->groups, w->lemma);
	return w;
}

static struct ask_word *add(struct ask_question *q, size_t begin, size_t end)
{
	return add_as(q, NULL, begin, end);
}

static void add_word(struct ask_question *q, const char *text, size_t begin, size_t end)
{
	struct ask_word *w = add_as(q, text, begin, end);

	for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++) {
		if (!str_eq(number_words[i].word, w->text))
			continue;
		/* "two hundred", "5 million" */
		if (number_words[i].value >= 100 && q->len > 1 && q->words[q->len - 2].is_number) {
			q->len--;
			q->words[q->len - 1].number *= number_words[i].value;
			q->words[q->len - 1].end = end;
			return;
		}
		w->is_number = true;
		w->number = number_words[i].value;
		return;
	}
}

void ask_question_add(struct ask_question *q, const char *english, size_t begin, size_t end)
{
	add_word(q, english, begin, end);
}

/* The end of a word at `at`: letters, and signs between them. */
static size_t word_end(const char *text, size_t at)
{
	size_t end = at;

	for (; text[end]; end++) {
		unsigned char c = (unsigned char)text[end], next = (unsigned char)text[end + 1];

		if (is_letter(c))
			continue;
		/* don't, 2023-04-01, x@y.z, 10:30, e-mail, A/B, U.S.A */
		if (end > at && next && is_letter(next) && strchr("'-.@:/+", c)) {
			if (c == '\'' && (next == 's' || next == 'S') &&
				!is_letter((unsigned char)text[end + 2]))
				break;
			continue;
		}
		break;
	}
	return end;
}

/* "Dr. Curie", "John F. Kennedy": the point ends a word that is cut short, no sentence. */
static bool is_shortened(const struct ask_question *q, size_t at)
{
	static const char *const words[] = {"dr", "mr", "mrs", "ms", "st", "prof", "jr", "sr", "mt",
		"ft", "ave", "dept", "inc", "ltd", "vs", NULL};
	const struct ask_word *w = q->len ? &q->words[q->len - 1] : NULL;

	if (q->text[at] != '.' || !w || w->end != at || q->text[at + 1] != ' ' ||
		!is_letter((unsigned char)q->text[at + 2]))
		return false;
	return str_in(w->text, words) ||
	       (!w->text[1] && w->is_capital && q->len > 2 && q->words[q->len - 2].is_capital);
}

static void add_sign(struct ask_question *q, size_t at)
{
	const char *text = q->text + at;
	size_t len = 1;

	if (strncmp(text, "'s", 2) == 0 || strncmp(text, "<=", 2) == 0 ||
		strncmp(text, ">=", 2) == 0)
		len = 2;
	if (len == 2 || (strchr(".?!;,<>=&%'*", *text) && !is_shortened(q, at))) {
		struct ask_word *w = add(q, at, at + len);

		w->is_stop = len == 1 && strchr(".?!;,", *text);
	}
}

void ask_question_read(
	struct arena *a, const struct ask_lexicon *l, const char *text, struct ask_question *ret)
{
	const struct marks marks = l->dictionary ? foreign_marks : english_marks;
	size_t at = 0;

	*ret = (struct ask_question){.text = text, .arena = a, .lexicon = l};
	ret->words = arena_array(a, struct ask_word, ASK_WORDS_MAX + 1);
	while (text[at] && ret->len < ASK_WORDS_MAX) {
		size_t open, close, len = quoted(text, at, &open, &close);
		double number;
		char iso[40];

		if (len) {
			struct ask_word *w = add(ret, at + open, at + len - close);

			w->is_quoted = true;
			w->end = at + len;
			at += len;
		} else if (l->dictionary && (len = day_at(text + at, iso))) {
			add_as(ret, iso, at, at + len)->raw = arena_strdup(a, iso);
			at += len;
		} else if (isdigit((unsigned char)text[at]) &&
			   (len = number_at(text + at, marks, &number))) {
			struct ask_word *w = add(ret, at, at + len);

			w->is_number = true;
			w->number = number;
			at += len;
			/* "1. April" */
			if (l->dictionary && text[at] == '.' && text[at + 1] == ' ' &&
				is_letter((unsigned char)text[at + 2]))
				at++;
		} else if (is_letter((unsigned char)text[at])) {
			size_t end = word_end(text, at);

			add_word(ret, NULL, at, end);
			at = end;
		} else {
			if (!isspace((unsigned char)text[at]))
				add_sign(ret, at);
			at += strncmp(text + at, "'s", 2) == 0 ||
					      strncmp(text + at, "<=", 2) == 0 ||
					      strncmp(text + at, ">=", 2) == 0
				      ? 2
				      : 1;
		}
	}
	if (l->dictionary)
		ask_dictionary_exchange(l->dictionary, ret);
}

size_t ask_normalise(const char *text, size_t len, char *out, size_t room)
{
	size_t n = 0;
	bool gap = false;

	for (size_t i = 0; i < len && n + 2 < room; i++) {
		unsigned char c = (unsigned char)text[i];

		if (!is_letter(c)) {
			gap = n > 0;
			continue;
		}
		if (gap)
			out[n++] = ' ';
		gap = false;
		out[n++] = (char)tolower(c);
	}
	out[n] = '\0';
	return n;
}
