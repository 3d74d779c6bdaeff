#include "core/cards/schedule.h"

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS 86400000LL

/* ---- days ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t schedule_day_of(const struct schedule_day *d, int64_t ms)
{
	int64_t at_s = floor_div(ms, 1000), local = at_s;

	if (d->zone)
		local += zone_offset(d->zone, at_s);
	return floor_div(local - d->rollover * 3600LL, 86400);
}

/* The wall's clock shows the rollover once, or twice or never where clocks are changed at
 * that very hour: the day begins at the first instant that does not come before it. */
int64_t schedule_day_begins(const struct schedule_day *d, int64_t day)
{
	int64_t wall = day * 86400 + d->rollover * 3600LL, low, high, a, b;

	if (!d->zone)
		return wall * 1000;
	a = zone_offset(d->zone, wall - 86400);
	b = zone_offset(d->zone, wall + 86400);
	low = wall - (a > b ? a : b);
	high = wall - (a > b ? b : a);
	if (schedule_day_of(d, low * 1000) >= day)
		return low * 1000;
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (schedule_day_of(d, middle * 1000) >= day)
			high = middle;
		else
			low = middle;
	}
	return high * 1000;
}

/* ---- settings ---- */

void schedule_set_fsrs(struct schedule *s, const struct fsrs *f)
{
	char hex[65];

	s->fsrs = *f;
	sha256_hex(f->w, sizeof f->w, hex);
	memcpy(s->params, hex, 16);
	s->params[16] = '\0';
}

void schedule_init(struct schedule *s)
{
	*s = (struct schedule){.retention = 0.9,
		.learning = {60000, 600000},
		.learning_len = 2,
		.relearning = {600000},
		.relearning_len = 1,
		.max_interval = 36500,
		.is_fuzzed = true,
		.day = {.rollover = 4}};
	schedule_set_fsrs(s, &fsrs_default);
}

bool schedule_parse_steps(const char *text, int64_t ret[SCHEDULE_STEPS_MAX], size_t *ret_len)
{
	size_t len = 0;

	while (*text == ' ')
		text++;
	while (*text) {
		char *end;
		double count = strtod(text, &end);
		int64_t unit = *end == 's'   ? 1000
			       : *end == 'm' ? 60000
			       : *end == 'h' ? 3600000
			       : *end == 'd' ? DAY_MS
					     : 0;

		if (end == text || !unit || count <= 0 || count > 1000 ||
			len == SCHEDULE_STEPS_MAX || (end[1] && end[1] != ' ' && end[1] != ','))
			return false;
		ret[len++] = (int64_t)(count * (double)unit);
		text = end + 1;
		while (*text == ' ' || *text == ',')
			text++;
	}
	*ret_len = len;
	return true;
}

/* ---- answers ---- */

struct turn {
	const struct schedule *s;
	const struct card_memory *before;
	int64_t card, now, today;
	int rating;
};

/* Memory as FSRS has it, after this rating. */
static struct fsrs_memory remember(const struct turn *t)
{
	const struct card_memory *b = t->before;
	struct fsrs_memory m = {b->stability, b->difficulty};
	int64_t days = t->today - b->last_day;

	if (b->state == CARD_NEW || m.stability <= 0)
		return fsrs_first(&t->s->fsrs, t->rating);
	return fsrs_next(&t->s->fsrs, m, days > 0 ? (double)days : 0, t->rating);
}

static int64_t plan(const struct turn *t, double stability)
{
	return fsrs_interval(&t->s->fsrs, stability, t->s->retention, t->s->max_interval);
}

static int64_t limited(const struct turn *t, int64_t days)
{
	return days > t->s->max_interval ? t->s->max_interval : days;
}

/* By chance, but never back before what was planned last, when it has grown. */
static int64_t fuzzed(const struct turn *t, int64_t days)
{
	struct fsrs_range range;
	int64_t last = t->before->interval;

	if (!t->s->is_fuzzed)
		return days;
	range = fsrs_fuzz_range((double)days, t->s->max_interval);
	if (t->before->state == CARD_REVIEW && days > last && range.from <= last)
		range.from = last + 1 > range.to ? range.to : last + 1;
	return fsrs_fuzz(range, (uint64_t)t->card * 1000003u + (uint64_t)t->before->reps);
}

/* The days of one rating as if it had been given, for the order among the four. */
static int64_t plan_for(const struct turn *t, int rating)
{
	struct turn other = *t;

	other.rating = rating;
	return fuzzed(t, plan(&other, remember(&other).stability));
}

/* hard < good < easy, for those who pass: after chance, which could turn them round. */
static int64_t ordered(const struct turn *t)
{
	int64_t hard = plan_for(t, 2), good = plan_for(t, 3), easy = plan_for(t, 4);

	hard = hard > good ? good : hard;
	good = good <= hard ? hard + 1 : good;
	easy = easy <= good ? good + 1 : easy;
	return t->rating == 2 ? hard : t->rating == 3 ? good : easy;
}

static void graduate(const struct turn *t, struct card_memory *m, int64_t days)
{
	m->state = CARD_REVIEW;
	m->step = 0;
	m->due_ms = 0;
	m->interval = limited(t, days);
	m->due_day = t->today + m->interval;
}

/* A step is an instant, also one of days. */
static void step(const struct turn *t, struct card_memory *m, int at, int64_t ms)
{
	m->step = at;
	m->due_ms = t->now + ms;
	m->due_day = 0;
	m->interval = 0;
}

/* Hard stays: in between the first two, or half as long again where there is one. */
static int64_t hard_step(const int64_t *steps, size_t len, int at)
{
	if (at > 0)
		return steps[at];
	return len > 1 ? (steps[0] + steps[1]) / 2 : steps[0] * 3 / 2;
}

static void learn(const struct turn *t, struct card_memory *m)
{
	bool again = t->before->state == CARD_RELEARNING;
	const int64_t *steps = again ? t->s->relearning : t->s->learning;
	size_t len = again ? t->s->relearning_len : t->s->learning_len;
	int at = t->before->step;

	m->state = again ? CARD_RELEARNING : CARD_LEARNING;
	at = (size_t)at < len ? at : len ? (int)len - 1 : 0;
	if (t->rating == 4 || !len)
		graduate(t, m, fuzzed(t, plan(t, m->stability)));
	else if (t->rating == 1)
		step(t, m, 0, steps[0]);
	else if (t->rating == 2)
		step(t, m, at, hard_step(steps, len, at));
	else if ((size_t)at + 1 < len)
		step(t, m, at + 1, steps[at + 1]);
	else
		graduate(t, m, fuzzed(t, plan(t, m->stability)));
}

static void review(const struct turn *t, struct card_memory *m)
{
	if (t->rating > 1) {
		graduate(t, m, ordered(t));
		return;
	}
	m->lapses++;
	if (!t->s->relearning_len) {
		graduate(t, m, fuzzed(t, plan(t, m->stability)));
		return;
	}
	m->state = CARD_RELEARNING;
	step(t, m, 0, t->s->relearning[0]);
}

struct card_memory schedule_answer(const struct schedule *s, int64_t card,
	const struct card_memory *before, int rating, int64_t now_ms)
{
	const struct turn t = {s, before, card, now_ms, schedule_day_of(&s->day, now_ms), rating};
	struct fsrs_memory memory = remember(&t);
	struct card_memory m = *before;

	m.stability = memory.stability;
	m.difficulty = memory.difficulty;
	m.last_ms = now_ms;
	m.last_day = t.today;
	m.reps++;
	if (before->state == CARD_REVIEW)
		review(&t, &m);
	else
		learn(&t, &m);
	return m;
}

int schedule_cap(int rating, int hint)
{
	return hint >= 2 && rating > 2 ? 2 : rating;
}

double schedule_recall(const struct schedule *s, const struct card_memory *m, int64_t now_ms)
{
	int64_t days = schedule_day_of(&s->day, now_ms) - m->last_day;

	if (m->stability <= 0 || !m->last_ms)
		return -1;
	return fsrs_recall(&s->fsrs, m->stability, days > 0 ? (double)days : 0);
}
