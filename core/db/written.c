#include "core/db/written.h"

#include "core/base/str.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many digits are exact in a double. */
#define DIGITS_MAX 15

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- numbers ---- */

/* What is looked at, from both ends. */
struct span {
	const char *at, *end;
};

static bool cut_front(struct span *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return false;
	s->at += len;
	return true;
}

static bool cut_back(struct span *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->end - len, word, len) != 0)
		return false;
	s->end -= len;
	return true;
}

/* One of the words, at either end. */
static bool cut_any(struct span *s, const char *const *words)
{
	for (; *words; words++)
		if (cut_front(s, *words) || cut_back(s, *words))
			return true;
	return false;
}

static const char *const blanks[] = {" ", "\u00a0", "\u202f", NULL};
static const char *const currencies[] = {"$", "€", "£", "¥", "USD", "EUR", "GBP", "CHF", NULL};

static void trim(struct span *s)
{
	while (cut_any(s, blanks))
		;
}

static bool cut_currency(struct span *s)
{
	if (!cut_any(s, currencies))
		return false;
	trim(s);
	return true;
}

/* The sign stands before the currency or behind it. */
static bool strip(struct span *s, bool *ret_negative)
{
	bool sure;

	trim(s);
	*ret_negative = cut_front(s, "-");
	sure = cut_currency(s) || cut_back(s, "%");
	trim(s);
	if (sure && !*ret_negative)
		*ret_negative = cut_front(s, "-");
	return sure;
}

/* What parts groups of thousands: nothing else may, once one did. */
static size_t separator(const struct span *s, char mark)
{
	struct span rest = *s;

	if (rest.at < rest.end && (*rest.at == mark || *rest.at == '\''))
		return 1;
	for (const char *const *blank = blanks; *blank; blank++)
		if (cut_front(&rest, *blank))
			return (size_t)(rest.at - s->at);
	return 0;
}

static size_t count_digits(const struct span *s)
{
	size_t n = 0;

	while (s->at + n < s->end && is_digit(s->at[n]))
		n++;
	return n;
}

/* 1,200: three digits behind each mark, at most three before the first. */
static bool take_whole(struct span *s, char mark, struct str *digits)
{
	size_t first = count_digits(s), step;
	const char *sign = NULL;

	if (!first || (first > 1 && *s->at == '0'))
		return false; /* 007 is a label */
	str_add_bytes(digits, s->at, first);
	s->at += first;
	while ((step = separator(s, mark))) {
		struct span group = {s->at + step, s->end};

		if (first > 3 || count_digits(&group) != 3 ||
			(sign && memcmp(sign, s->at, step) != 0))
			return false;
		sign = s->at;
		str_add_bytes(digits, group.at, 3);
		s->at = group.at + 3;
	}
	return true;
}

/* Digits and a point into `digits`. */
static bool take_number(struct span s, enum written how, struct str *digits, bool *ret_fraction)
{
	char mark = how == WRITTEN_POINT ? ',' : '.', point = how == WRITTEN_POINT ? '.' : ',';

	*ret_fraction = false;
	if (!take_whole(&s, mark, digits))
		return false;
	if (s.at < s.end && *s.at == point) {
		s.at++;
		*ret_fraction = count_digits(&s) > 0;
		str_add_char(digits, '.');
		str_add_bytes(digits, s.at, count_digits(&s));
		s.at += count_digits(&s);
		if (!*ret_fraction)
			return false;
	}
	return s.at == s.end && digits->len <= DIGITS_MAX + 1;
}

static unsigned number_as(const char *text, size_t len)
{
	struct span s = {text, text + len};
	struct str digits = {0};
	unsigned ret = 0;
	bool negative, fraction;

	if (strip(&s, &negative) || memchr(text, ',', len))
		ret = WRITTEN_SURE;
	if (take_number(s, WRITTEN_POINT, &digits, &fraction))
		ret |= WRITTEN_POINT | (fraction ? WRITTEN_POINT_FRACTION : 0);
	str_clear(&digits);
	if (take_number(s, WRITTEN_COMMA, &digits, &fraction))
		ret |= WRITTEN_COMMA | (fraction ? WRITTEN_COMMA_FRACTION : 0);
	str_release(&digits);
	return ret & (WRITTEN_POINT | WRITTEN_COMMA) ? ret : 0;
}

double written_number(const char *text, size_t len, enum written how)
{
	struct span s = {text, text + len};
	struct str digits = {0};
	bool negative, fraction;
	double value = 0;

	strip(&s, &negative);
	if (take_number(s, how, &digits, &fraction))
		value = strtod(str_text(&digits), NULL);
	str_release(&digits);
	return negative ? -value : value;
}

/* ---- dates ---- */

/* Two parts and a year of four digits; false where it is anything else. */
static bool read_date(const char *text, size_t len, int ret[3])
{
	const char *at = text, *end = text + len;
	char sign = 0;

	for (int part = 0; part < 3; part++) {
		struct span rest = {at, end};
		size_t n = count_digits(&rest);

		if (part == 2 ? n != 4 : n < 1 || n > 2)
			return false;
		for (ret[part] = 0; n; n--)
			ret[part] = ret[part] * 10 + *at++ - '0';
		if (part == 2)
			break;
		if (at == end || !strchr("./-", *at) || (sign && *at != sign))
			return false;
		sign = *at++;
	}
	return at == end;
}

static bool is_date(int day, int month, int year)
{
	static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

static unsigned date_as(const char *text, size_t len)
{
	int part[3];
	unsigned ret = 0;

	if (len < 8 || len > 10 || !read_date(text, len, part))
		return 0;
	if (is_date(part[0], part[1], part[2]))
		ret = WRITTEN_DAY_FIRST;
	/* nobody writes 11.15.2018 */
	if (!memchr(text, '.', len) && is_date(part[1], part[0], part[2]))
		ret |= WRITTEN_MONTH_FIRST;
	return ret;
}

void written_date(const char *text, size_t len, enum written how, char ret[11])
{
	bool day_first = how == WRITTEN_DAY_FIRST;
	int part[3] = {0};

	read_date(text, len, part);
	snprintf(ret, 11, "%04u-%02u-%02u", (unsigned)part[2] % 10000,
		(unsigned)part[day_first ? 1 : 0] % 100, (unsigned)part[day_first ? 0 : 1] % 100);
}

unsigned written_as(const char *text, size_t len)
{
	unsigned date = date_as(text, len);

	return date ? date : number_as(text, len);
}
