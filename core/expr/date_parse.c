#include "core/expr/date.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Date.parse: first the format of ECMA-262 (21.4.1.32), then the older one as
 * V8 reads it (src/date/dateparser-inl.h): words and numbers in many orders. */

/* ---- ISO ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool fixed(const char **p, int count, double *ret)
{
	*ret = 0;
	for (int i = 0; i < count; i++) {
		if (!is_digit((*p)[i]))
			return false;
		*ret = *ret * 10 + ((*p)[i] - '0');
	}
	*p += count;
	return true;
}

static bool iso_year(const char **p, double *ret)
{
	char sign = **p;

	if (sign != '+' && sign != '-')
		return fixed(p, 4, ret);
	++*p;
	if (!fixed(p, 6, ret) || (sign == '-' && *ret == 0))
		return false;
	if (sign == '-')
		*ret = -*ret;
	return true;
}

static bool iso_zone(const char **p, double *ret_ms)
{
	double sign = **p == '-' ? -1 : 1, hour, minute;

	*ret_ms = 0;
	if (**p == 'Z' || **p == 'z') {
		++*p;
		return true;
	}
	if (**p != '+' && **p != '-')
		return false;
	++*p;
	if (!fixed(p, 2, &hour))
		return false;
	*p += **p == ':';
	if (!fixed(p, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*ret_ms = sign * (hour * 60 + minute) * 60000;
	return true;
}

static bool iso_time(const char **p, double fields[7])
{
	double scale = 100, ms = 0;

	if (!fixed(p, 2, &fields[3]) || *(*p)++ != ':' || !fixed(p, 2, &fields[4]))
		return false;
	if (**p == ':') {
		++*p;
		if (!fixed(p, 2, &fields[5]))
			return false;
		if (**p == '.') {
			++*p;
			if (!is_digit(**p))
				return false;
			for (; is_digit(**p); ++*p, scale /= 10)
				ms += (**p - '0') * floor(scale);
		}
		fields[6] = ms;
	}
	if (fields[3] == 24)
		return fields[4] == 0 && fields[5] == 0 && ms == 0;
	return fields[3] < 24 && fields[4] < 60 && fields[5] < 60;
}

/* False: it is not of this form. */
static bool parse_iso(const char *p, double *ret)
{
	double fields[7] = {0, 1, 1}, zone = 0;
	bool local = false;

	if (!iso_year(&p, &fields[0]))
		return false;
	if (*p == '-') {
		p++;
		if (!fixed(&p, 2, &fields[1]))
			return false;
		if (*p == '-') {
			p++;
			if (!fixed(&p, 2, &fields[2]))
				return false;
		}
	}
	if (fields[1] < 1 || fields[1] > 12 || fields[2] < 1 || fields[2] > 31)
		return false;
	if (*p == 'T' || *p == 't') {
		p++;
		if (!iso_time(&p, fields))
			return false;
		local = !*p;
		if (*p && !iso_zone(&p, &zone))
			return false;
	}
	if (*p)
		return false;
	fields[1]--;
	*ret = local ? date_to_utc(date_make(fields)) : date_make(fields) - zone;
	return true;
}

/* ---- the older form ---- */

#define NONE INT32_MAX

struct legacy {
	const char *p;
	int day[3], days;
	int month;      /* named, from 1; NONE */
	int time[4], times;
	int hour_offset; /* 0 or 12 of am and pm; NONE */
	int zone_sign, zone_hour, zone_minute;
	bool has_number;
};

static int read_number(struct legacy *l, int *ret_len)
{
	int value = 0, len = 0;

	/* nine digits fit; more do not matter */
	for (; is_digit(*l->p); l->p++, len++)
		if (len < 9)
			value = value * 10 + (*l->p - '0');
	*ret_len = len;
	return value;
}

static bool skip(struct legacy *l, char c)
{
	if (*l->p != c)
		return false;
	l->p++;
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= 9 && c <= 13);
}

static bool time_expects(const struct legacy *l, int n)
{
	return (l->times == 1 && n < 60) || (l->times == 2 && n < 60) ||
	       (l->times == 3 && n < 1000);
}

static bool add_time(struct legacy *l, int n)
{
	if (l->times >= 4)
		return false;
	l->time[l->times++] = n;
	return true;
}

static void finish_time(struct legacy *l, int n)
{
	add_time(l, n);
	while (add_time(l, 0))
		;
}

static bool legacy_colon(struct legacy *l, int n)
{
	if (skip(l, ':')) {
		if (l->times)
			return false;
		return add_time(l, n) && add_time(l, 0);
	}
	skip(l, '.');
	return add_time(l, n);
}

static bool legacy_fraction(struct legacy *l, int n)
{
	int len, ms;

	add_time(l, n);
	if (!is_digit(*l->p))
		return false;
	ms = read_number(l, &len);
	for (; len < 3; len++)
		ms *= 10;
	for (len = len > 9 ? 9 : len; len > 3; len--)
		ms /= 10;
	finish_time(l, ms);
	return true;
}

static bool legacy_number(struct legacy *l)
{
	int len, n = read_number(l, &len);

	l->has_number = true;
	if (skip(l, ':'))
		return legacy_colon(l, n);
	if (*l->p == '.' && time_expects(l, n)) {
		l->p++;
		return legacy_fraction(l, n);
	}
	skip(l, '.');
	if (l->zone_hour != NONE && l->zone_minute == NONE && n < 60) {
		l->zone_minute = n;
		return true;
	}
	if (time_expects(l, n)) {
		finish_time(l, n);
		return !*l->p || is_space(*l->p) || (*l->p | 32) == 'z' || *l->p == '+' ||
		       *l->p == '-';
	}
	if (l->days == 3)
		return false;
	l->day[l->days++] = n;
	skip(l, '-');
	return true;
}

enum word_kind { WORD_MONTH, WORD_HALF, WORD_ZONE, WORD_OTHER };

static enum word_kind find_word(const char *word, size_t len, int *ret)
{
	static const struct {
		const char *text;
		enum word_kind kind;
		int value;
	} words[] = {
		{"jan", WORD_MONTH, 1},
		{"feb", WORD_MONTH, 2},
		{"mar", WORD_MONTH, 3},
		{"apr", WORD_MONTH, 4},
		{"may", WORD_MONTH, 5},
		{"jun", WORD_MONTH, 6},
		{"jul", WORD_MONTH, 7},
		{"aug", WORD_MONTH, 8},
		{"sep", WORD_MONTH, 9},
		{"oct", WORD_MONTH, 10},
		{"nov", WORD_MONTH, 11},
		{"dec", WORD_MONTH, 12},
		{"am", WORD_HALF, 0},
		{"pm", WORD_HALF, 12},
		{"ut", WORD_ZONE, 0},
		{"utc", WORD_ZONE, 0},
		{"z", WORD_ZONE, 0},
		{"gmt", WORD_ZONE, 0},
		{"cdt", WORD_ZONE, -5},
		{"cst", WORD_ZONE, -6},
		{"edt", WORD_ZONE, -4},
		{"est", WORD_ZONE, -5},
		{"mdt", WORD_ZONE, -6},
		{"mst", WORD_ZONE, -7},
		{"pdt", WORD_ZONE, -7},
		{"pst", WORD_ZONE, -8},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i].text), k = 0;

		while (k < n && k < len && (word[k] | 32) == words[i].text[k])
			k++;
		/* months may be written out */
		if (k < n || (len > n && words[i].kind != WORD_MONTH))
			continue;
		*ret = words[i].value;
		return words[i].kind;
	}
	return WORD_OTHER;
}

static void set_zone(struct legacy *l, int hours)
{
	l->zone_sign = hours < 0 ? -1 : 1;
	l->zone_hour = hours < 0 ? -hours : hours;
	l->zone_minute = 0;
}

static bool legacy_word(struct legacy *l)
{
	const char *word = l->p;
	int value = 0;

	while ((*l->p | 32) >= 'a' && (*l->p | 32) <= 'z')
		l->p++;
	switch (find_word(word, (size_t)(l->p - word), &value)) {
	case WORD_MONTH:
		l->month = value;
		skip(l, '-');
		return true;
	case WORD_HALF:
		if (!l->times)
			break;
		l->hour_offset = value;
		return true;
	case WORD_ZONE:
		if (!l->has_number)
			break;
		set_zone(l, value);
		return true;
	default: break;
	}
	return !l->has_number && !is_digit(*l->p);
}

static bool legacy_sign(struct legacy *l)
{
	int len = 0, n = 0;
	bool utc = l->zone_hour == 0 && l->zone_minute == 0;
	char sign = *l->p++;

	if (!utc && !l->times)
		return !l->has_number;
	l->zone_sign = sign == '-' ? -1 : 1;
	if (is_digit(*l->p))
		n = read_number(l, &len);
	l->has_number = true;
	if (*l->p == ':') {
		l->p++;
		l->zone_hour = n;
		l->zone_minute = NONE;
		return true;
	}
	if (len < 1 || len > 4)
		return false;
	l->zone_hour = len > 2 ? n / 100 : n;
	l->zone_minute = len > 2 ? n % 100 : 0;
	return true;
}

static void skip_parentheses(struct legacy *l)
{
	int depth = 0;

	do {
		depth += *l->p == '(' ? 1 : *l->p == ')' ? -1 : 0;
		l->p++;
	} while (*l->p && depth > 0);
}

static bool legacy_date(const struct legacy *l, double fields[7])
{
	int comp[3] = {1, 1, 1};
	int year, month, day;

	if (l->days < 1)
		return false;
	memcpy(comp, l->day, (size_t)l->days * sizeof *comp);
	if (l->month == NONE) {
		bool year_first = !(comp[0] >= 1 && comp[0] <= 31);

		year = year_first ? comp[0] : comp[2];
		month = year_first ? comp[1] : comp[0];
		day = year_first ? comp[2] : comp[1];
	} else {
		bool year_first = !(comp[0] >= 1 && comp[0] <= 31);

		month = l->month;
		day = year_first ? comp[1] : comp[0];
		year = year_first ? comp[0] : comp[1];
	}
	if (year >= 0 && year <= 49)
		year += 2000;
	else if (year >= 50 && year <= 99)
		year += 1900;
	fields[0] = year;
	fields[1] = month - 1;
	fields[2] = day;
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool legacy_time(struct legacy *l, double fields[7])
{
	while (add_time(l, 0))
		;
	if (l->hour_offset != NONE) {
		if (l->time[0] > 12)
			return false;
		l->time[0] = l->time[0] % 12 + l->hour_offset;
	}
	for (int i = 0; i < 4; i++)
		fields[3 + i] = l->time[i];
	if (l->time[0] == 24)
		return !l->time[1] && !l->time[2] && !l->time[3];
	return l->time[0] < 24 && l->time[1] < 60 && l->time[2] < 60 && l->time[3] < 1000;
}

static bool legacy_token(struct legacy *l)
{
	char c = *l->p;

	if (is_digit(c))
		return legacy_number(l);
	if ((c | 32) >= 'a' && (c | 32) <= 'z')
		return legacy_word(l);
	if (c == '+' || c == '-')
		return legacy_sign(l);
	if (c == '(') {
		skip_parentheses(l);
		return true;
	}
	l->p++;
	return c != ')' || !l->has_number;
}

static double parse_legacy(const char *text)
{
	struct legacy l = {.p = text, .month = NONE, .hour_offset = NONE, .zone_hour = NONE,
		.zone_minute = NONE, .zone_sign = 1};
	double fields[7] = {0};

	while (*l.p)
		if (!legacy_token(&l))
			return NAN;
	if (!legacy_date(&l, fields) || !legacy_time(&l, fields))
		return NAN;
	if (l.zone_hour == NONE)
		return date_to_utc(date_make(fields));
	if (l.zone_minute == NONE)
		l.zone_minute = 0;
	return date_make(fields) - l.zone_sign * (l.zone_hour * 60.0 + l.zone_minute) * 60000;
}

double date_parse(const char *text)
{
	double time;

	while (is_space(*text))
		text++;
	if (parse_iso(text, &time))
		return date_clip(time);
	return date_clip(parse_legacy(text));
}
