#include "core/ask/link.h"

#include "core/base/clock.h"
#include "core/base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days and ranges of days in words: "April 2023", "the last 30 days", "this
 * year", "Q2 2022", "2023-04-01".  What is relative counts from the clock that
 * BLOKCTL_NOW may fix. */

static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december"};

struct day {
	int64_t year;
	int month, day;
};

static const char *text_of(struct arena *a, int64_t days)
{
	struct day d;

	clock_civil_from_days(days, &d.year, &d.month, &d.day);
	return arena_printf(a, "%04lld-%02d-%02d", (long long)d.year, d.month, d.day);
}

static int64_t month_start(int64_t year, int64_t month) /* month from 0, any number */
{
	int64_t y = year + (month >= 0 ? month / 12 : -((11 - month) / 12));
	int64_t m = ((month % 12) + 12) % 12;

	return clock_days_from_civil(y, (int)m + 1, 1);
}

int ask_month_of(const char *word)
{
	size_t len = strlen(word);

	for (int i = 0; i < 12; i++)
		if (str_eq(months[i], word) || (len == 3 && strncmp(months[i], word, 3) == 0) ||
			(len == 4 && i == 8 && str_eq(word, "sept")))
			return i;
	return -1;
}

struct reading {
	const struct ask_question *q;
	struct arena *arena;
	const char **since, **until;
	int64_t today;
	struct day now;
};

static const struct ask_word *word_at(const struct reading *r, size_t at)
{
	return at < r->q->len ? &r->q->words[at] : NULL;
}

static bool is(const struct reading *r, size_t at, const char *text)
{
	const struct ask_word *w = word_at(r, at);

	return w && str_eq(w->text, text);
}

static bool year_at(const struct reading *r, size_t at, int64_t *ret)
{
	const struct ask_word *w = word_at(r, at);

	if (!w || !w->is_number || w->number < 1000 || w->number > 2100 || strlen(w->raw) != 4)
		return false;
	*ret = (int64_t)w->number;
	return true;
}

static size_t range(const struct reading *r, int64_t from, int64_t to, size_t len)
{
	*r->since = text_of(r->arena, from);
	*r->until = to == INT64_MAX ? NULL : text_of(r->arena, to);
	return len;
}

static size_t iso(const struct reading *r, size_t at)
{
	const char *raw = word_at(r, at)->raw;
	int y, m, d = 0, n = 0;

	if (sscanf(raw, "%4d-%2d-%2d%n", &y, &m, &d, &n) == 3 && !raw[n] && m >= 1 && m <= 12 &&
		d >= 1 && d <= 31)
		return range(
			r, clock_days_from_civil(y, m, d), clock_days_from_civil(y, m, d) + 1, 1);
	n = 0;
	if (sscanf(raw, "%4d-%2d%n", &y, &m, &n) == 2 && n && !raw[n] && y > 1000 && m >= 1 &&
		m <= 12)
		return range(r, month_start(y, m - 1), month_start(y, m), 1);
	n = 0;
	if (sscanf(raw, "%2d/%2d/%4d%n", &m, &d, &y, &n) == 3 && !raw[n] && m >= 1 && m <= 12 &&
		d >= 1 && d <= 31)
		return range(
			r, clock_days_from_civil(y, m, d), clock_days_from_civil(y, m, d) + 1, 1);
	return 0;
}

/* "April 2023", "April 1, 2023", "1 April 2023" */
static size_t named_month(const struct reading *r, size_t at)
{
	const struct ask_word *w = word_at(r, at);
	size_t next = at + 1;
	int64_t year, day = 0;
	int month;

	if (w->is_number && w->number >= 1 && w->number <= 31 && word_at(r, at + 1)) {
		if (is(r, next, "of"))
			next++;
		month = word_at(r, next) ? ask_month_of(word_at(r, next)->text) : -1;
		day = (int64_t)w->number;
		next++;
	} else {
		month = ask_month_of(w->text);
		if (month == 4 && !w->is_capital)
			return 0; /* "may" */
		if (month >= 0 && word_at(r, next) && word_at(r, next)->is_number &&
			word_at(r, next)->number <= 31) {
			day = (int64_t)word_at(r, next)->number;
			next++;
		}
	}
	if (month < 0)
		return 0;
	while (is(r, next, ",") || is(r, next, "of"))
		next++;
	if (!year_at(r, next, &year))
		return 0;
	if (day) {
		int64_t from = clock_days_from_civil(year, month + 1, (int)day);

		return range(r, from, from + 1, next + 1 - at);
	}
	return range(r, month_start(year, month), month_start(year, month + 1), next + 1 - at);
}

/* "Q1 2023", "the 1st quarter of 2023", "first quarter 2023", "first half of 2023" */
static size_t part_of_year(const struct reading *r, size_t at)
{
	const struct ask_word *w = word_at(r, at);
	static const char *const ordinals[] = {"first", "second", "third", "fourth"};
	int64_t year;
	int n = 0, parts = is(r, at + 1, "half") || w->text[0] == 'h' ? 2 : 4, len = 12 / parts;
	size_t next = at + 1;

	if ((w->text[0] == 'q' || w->text[0] == 'h') && w->text[1] >= '1' &&
		w->text[1] <= '0' + parts && !w->text[2])
		n = w->text[1] - '0';
	else if (is(r, next, "quarter") || is(r, next, "half")) {
		if (w->is_number && w->number >= 1 && w->number <= parts)
			n = (int)w->number;
		for (int i = 0; i < parts; i++)
			if (str_eq(ordinals[i], w->text))
				n = i + 1;
		next++;
	}
	if (!n)
		return 0;
	while (is(r, next, "of") || is(r, next, "in"))
		next++;
	if (!year_at(r, next, &year))
		return 0;
	return range(
		r, month_start(year, (n - 1) * len), month_start(year, n * len), next + 1 - at);
}

enum unit {
	UNIT_NONE,
	UNIT_DAY,
	UNIT_WEEK,
	UNIT_MONTH,
	UNIT_QUARTER,
	UNIT_YEAR,
	UNIT_HOUR,
	UNIT_DECADE
};
static enum unit unit_of(const char *lemma)
{
	static const char *const names[] = {
		"", "day", "week", "month", "quarter", "year", "hour", "decade"};

	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], lemma))
			return (enum unit)i;
	return UNIT_NONE;
}

static enum unit unit_at(const struct reading *r, size_t at)
{
	const struct ask_word *w = word_at(r, at);

	return w ? unit_of(w->lemma) : UNIT_NONE;
}

/* The first day of the unit that today is in, moved by `by` units. */
static int64_t unit_start(const struct reading *r, enum unit unit, int64_t by)
{
	/* 1970-01-01 was a Thursday; weeks begin on Monday. */
	int64_t weekday = ((r->today + 3) % 7 + 7) % 7;

	switch (unit) {
	case UNIT_WEEK: return r->today - weekday + 7 * by;
	case UNIT_MONTH: return month_start(r->now.year, r->now.month - 1 + by);
	case UNIT_QUARTER: return month_start(r->now.year, (r->now.month - 1) / 3 * 3 + 3 * by);
	case UNIT_YEAR: return clock_days_from_civil(r->now.year + by, 1, 1);
	case UNIT_DECADE: return clock_days_from_civil(r->now.year / 10 * 10 + 10 * by, 1, 1);
	default: return r->today + by;
	}
}

/* Today, so many units earlier. */
static int64_t units_ago(const struct reading *r, enum unit unit, int64_t n)
{
	int64_t start, day;

	switch (unit) {
	case UNIT_WEEK: return r->today - 7 * n;
	case UNIT_DECADE: n *= 10; /* fall through */
	case UNIT_YEAR: n *= 4;    /* fall through */
	case UNIT_QUARTER: n *= 3; /* fall through */
	case UNIT_MONTH:
		start = month_start(r->now.year, r->now.month - 1 - n);
		/* As SQLite's date('now', '-1 month') has it: the 31st of a shorter
		 * month runs over into the next. */
		day = start + r->now.day - 1;
		return day;
	default: return r->today - n;
	}
}

static size_t relative(const struct reading *r, size_t at, const struct ask_lexicon *l)
{
	const struct ask_word *w = word_at(r, at);
	uint64_t tags = ask_lexicon_tags(l, w->text);
	const struct ask_word *next = word_at(r, at + 1);
	enum unit unit;

	if (str_eq(w->text, "today"))
		return range(r, r->today, r->today + 1, 1);
	if (str_eq(w->text, "yesterday"))
		return range(r, r->today - 1, r->today, 1);
	if (next && next->is_number && (tags & TAG_BIT(TAG_RECENT)) &&
		(unit = unit_at(r, at + 2)) != UNIT_NONE)
		return range(r, units_ago(r, unit, (int64_t)next->number), INT64_MAX, 3);
	if (str_eq(w->text, "last") || str_eq(w->text, "previous") || str_eq(w->text, "past")) {
		unit = unit_at(r, at + 1);
		if (unit == UNIT_NONE || unit == UNIT_HOUR || unit == UNIT_DAY)
			return 0;
		return range(r, unit_start(r, unit, -1), unit_start(r, unit, 0), 2);
	}
	if (str_eq(w->text, "this") || str_eq(w->text, "current")) {
		unit = unit_at(r, at + 1);
		if (unit == UNIT_NONE || unit == UNIT_HOUR)
			return 0;
		return range(r, unit_start(r, unit, 0), unit_start(r, unit, 1), 2);
	}
	if (str_eq(w->text, "next")) {
		unit = unit_at(r, at + 1);
		if (unit == UNIT_NONE || unit == UNIT_HOUR)
			return 0;
		return range(r, unit_start(r, unit, 1), unit_start(r, unit, 2), 2);
	}
	/* "3 months ago" */
	if (w->is_number && (unit = unit_at(r, at + 1)) != UNIT_NONE && is(r, at + 2, "ago")) {
		int64_t day = units_ago(r, unit, (int64_t)w->number);

		return range(r, day, day + 1, 3);
	}
	return 0;
}

static void read_clock(struct reading *r)
{
	int64_t ms = clock_now_ms();

	r->today = (ms - (ms % 86400000 + 86400000) % 86400000) / 86400000;
	clock_civil_from_days(r->today, &r->now.year, &r->now.month, &r->now.day);
}

const char *ask_date_ago(struct arena *a, const char *unit, double n)
{
	struct reading r = {.arena = a};
	enum unit u = unit_of(unit);

	if (u == UNIT_NONE || u == UNIT_HOUR || n < 0 || n > 1000000)
		return NULL;
	read_clock(&r);
	return text_of(a, units_ago(&r, u, (int64_t)n));
}

size_t ask_date_at(const struct ask_question *q, size_t at, const struct ask_lexicon *l,
	const char **ret_since, const char **ret_until)
{
	struct reading r = {.q = q, .arena = q->arena, .since = ret_since, .until = ret_until};
	size_t len;

	if (q->words[at].is_quoted)
		return iso(&r, at);
	read_clock(&r);
	len = iso(&r, at);
	if (!len)
		len = named_month(&r, at);
	if (!len)
		len = part_of_year(&r, at);
	if (!len)
		len = relative(&r, at, l);
	return len;
}
