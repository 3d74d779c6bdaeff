#ifndef CARDS_SCHEDULE_H
#define CARDS_SCHEDULE_H

#include "core/base/zone.h"
#include "core/cards/fsrs.h"
#include "core/store/notes.h"

/* When a card comes again: steps of minutes while it is learnt, days by FSRS after.
 * Pure functions of what was before; the store keeps what they say. */

/* A day of study goes from rollover to rollover of the wall's clock, so that late
 * evenings belong to the day before, and clocks that are changed move nothing. */
struct schedule_day {
	const struct zone *zone; /* NULL: UTC */
	int rollover;            /* hours behind midnight */
};
/* Days since 1970 of the study day at an instant. */
int64_t schedule_day_of(const struct schedule_day *d, int64_t ms);
/* The first instant of a study day. */
int64_t schedule_day_begins(const struct schedule_day *d, int64_t day);

#define SCHEDULE_STEPS_MAX 8
struct schedule {
	struct fsrs fsrs;
	char params[17]; /* a hash of the parameters, for the log */
	double retention;
	int64_t learning[SCHEDULE_STEPS_MAX], relearning[SCHEDULE_STEPS_MAX]; /* ms */
	size_t learning_len, relearning_len;
	int64_t max_interval; /* days */
	bool is_fuzzed;
	struct schedule_day day;
};
/* 0.9, 1m 10m, 10m, 36500, fuzzed, rollover at four. */
void schedule_init(struct schedule *s);
/* "1m 10m": false when it is no such list. */
bool schedule_parse_steps(const char *text, int64_t ret[SCHEDULE_STEPS_MAX], size_t *ret_len);
void schedule_set_fsrs(struct schedule *s, const struct fsrs *f);

/* What a rating makes of a card. */
struct card_memory schedule_answer(const struct schedule *s, int64_t card,
	const struct card_memory *before, int rating, int64_t now_ms);
/* A strong hint is help: who needed it has not known it better than with effort. */
int schedule_cap(int rating, int hint);
/* The chance to know a card now; below 0: it was never reviewed. */
double schedule_recall(const struct schedule *s, const struct card_memory *m, int64_t now_ms);

#endif
