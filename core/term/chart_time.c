#include "core/base/clock.h"
#include "core/term/chart_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* What people divide time into.  Months have no fixed length: `months` counts. */
static const struct time_step {
	int64_t ms; /* of months their mean */
	int months;
} steps[] = {{SECOND, 0}, {5 * SECOND, 0}, {15 * SECOND, 0}, {30 * SECOND, 0}, {MINUTE, 0},
	{5 * MINUTE, 0}, {15 * MINUTE, 0}, {30 * MINUTE, 0}, {HOUR, 0}, {3 * HOUR, 0},
	{6 * HOUR, 0}, {12 * HOUR, 0}, {DAY, 0}, {2 * DAY, 0}, {7 * DAY, 0}, {14 * DAY, 0},
	{30 * DAY, 1}, {91 * DAY, 3}, {182 * DAY, 6}, {365 * DAY, 12}, {730 * DAY, 24},
	{1826 * DAY, 60}, {3652 * DAY, 120}, {7305 * DAY, 240}, {18262 * DAY, 600},
	{36525 * DAY, 1200}};
#define STEPS (sizeof steps / sizeof *steps)

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct date {
	int64_t year;
	int month, day, hour, minute, second;
};

static struct date date_of(int64_t ms)
{
	int64_t days = floor_div(ms, DAY), s = (ms - days * DAY) / SECOND;
	struct date d;

	clock_civil_from_days(days, &d.year, &d.month, &d.day);
	d.hour = (int)(s / 3600);
	d.minute = (int)(s / 60 % 60);
	d.second = (int)(s % 60);
	return d;
}

/* As much of a date as a step of this length needs. */
static void date_text(
	int64_t ms, int64_t step_ms, bool one_year, bool one_day, char out[FORMAT_MAX])
{
	struct date d = date_of(ms);
	char day[FORMAT_MAX] = "";

	if (step_ms >= 365 * DAY) {
		snprintf(out, FORMAT_MAX, "%lld", (long long)d.year);
		return;
	}
	if (step_ms >= 28 * DAY) {
		snprintf(out, FORMAT_MAX, "%lld-%02d", (long long)d.year, d.month);
		return;
	}
	if (!one_year)
		snprintf(day, sizeof day, "%lld-%02d-%02d", (long long)d.year, d.month, d.day);
	else if (step_ms >= DAY || !one_day)
		snprintf(day, sizeof day, "%02d-%02d", d.month, d.day);
	if (step_ms >= DAY)
		snprintf(out, FORMAT_MAX, "%s", day);
	else if (step_ms >= MINUTE)
		snprintf(out, FORMAT_MAX, "%.12s%s%02d:%02d", day, *day ? " " : "", d.hour,
			d.minute);
	else
		snprintf(out, FORMAT_MAX, "%.12s%s%02d:%02d:%02d", day, *day ? " " : "", d.hour,
			d.minute, d.second);
}

static bool same_year(int64_t a, int64_t b)
{
	return date_of(a).year == date_of(b).year;
}

static bool same_day(int64_t a, int64_t b)
{
	return floor_div(a, DAY) == floor_div(b, DAY);
}

/* The first of a month that counts from the year 0 in steps. */
static int64_t month_start(int64_t months)
{
	int64_t year = floor_div(months, 12);

	return clock_days_from_civil(year, (int)(months - year * 12) + 1, 1) * DAY;
}

static void add_tick(struct chart_time_ticks *ticks, int64_t at, const struct time_step *step,
	int64_t from, int64_t to)
{
	struct chart_time_tick *t = vec_add(&ticks->list);

	t->at = at;
	date_text(at, step->ms, same_year(from, to), same_day(from, to), t->text);
}

static void add_months(
	struct chart_time_ticks *ticks, const struct time_step *step, int64_t from, int64_t to)
{
	struct date d = date_of(from);
	int64_t month = floor_div(d.year * 12 + d.month - 1, step->months) * step->months, at;

	for (; (at = month_start(month)) <= to; month += step->months)
		if (at >= from)
			add_tick(ticks, at, step, from, to);
}

/* The longest step that all instants are on, which tells how much of each has to be
 * shown. */
static int64_t grain(const int64_t *times, size_t len)
{
	bool years = true, months = true, days = true, minutes = true;

	for (size_t i = 0; i < len; i++) {
		struct date d = date_of(times[i]);

		minutes &= times[i] % MINUTE == 0;
		days &= times[i] % DAY == 0;
		months &= days && d.day == 1;
		years &= months && d.month == 1;
	}
	/* One January alone is no year. */
	return years && len > 1    ? 365 * DAY
	       : months && len > 1 ? 28 * DAY
	       : days              ? DAY
	       : minutes           ? MINUTE
				   : SECOND;
}

struct chart_span chart_span_of(const int64_t *times, size_t len)
{
	struct chart_span span = {.grain_ms = grain(times, len)};

	span.from = span.to = len ? times[0] : 0;
	for (size_t i = 0; i < len; i++) {
		span.from = times[i] < span.from ? times[i] : span.from;
		span.to = times[i] > span.to ? times[i] : span.to;
	}
	return span;
}

void chart_time_ticks(const struct chart_span *span, int want, struct chart_time_ticks *ret)
{
	const struct time_step *step = steps;
	const int64_t from = span->from, to = span->to;
	/* Weeks begin on Monday; 1970-01-01 was a Thursday. */
	int64_t monday;

	/* A few more than asked for are better than half of them. */
	while (step + 1 < steps + STEPS &&
		(step->ms < span->grain_ms ||
			step->ms * 5 / 4 < (to - from) / (want > 1 ? want - 1 : 1)))
		step++;
	*ret = (struct chart_time_ticks){0};
	if (step->months) {
		add_months(ret, step, from, to);
	} else {
		monday = step->ms % (7 * DAY) == 0 ? 4 * DAY : 0;
		for (int64_t at = (floor_div(from - monday - 1, step->ms) + 1) * step->ms + monday;
			at <= to; at += step->ms)
			add_tick(ret, at, step, from, to);
	}
	if (!ret->list.len)
		add_tick(ret, from, step, from, to);
}

const char *const *chart_time_labels(struct arena *a, const int64_t *times, size_t len)
{
	const char **labels = arena_array(a, const char *, len + 1);
	const struct chart_span span = chart_span_of(times, len);
	char text[FORMAT_MAX];

	for (size_t i = 0; i < len; i++) {
		date_text(times[i], span.grain_ms, len > 1 && same_year(span.from, span.to),
			same_day(span.from, span.to), text);
		labels[i] = arena_strdup(a, text);
	}
	return labels;
}
