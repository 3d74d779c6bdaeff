#ifndef CARDS_FSRS_H
#define CARDS_FSRS_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FSRS-6: how well a memory is kept, and when it should be asked for (J. Ye, J. Su,
 * Y. Cao, A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition
 * Scheduling, 2022; the formulae of its sixth version).
 *
 * Stability is the days until the chance to recall has fallen to 0.9, difficulty goes
 * from 1 to 10.  Ratings: 1 again, 2 hard, 3 good, 4 easy. */

#define FSRS_PARAMETERS 21
#define FSRS_ALGORITHM "FSRS-6"

struct fsrs {
	double w[FSRS_PARAMETERS];
};
extern const struct fsrs fsrs_default;

/* 21 numbers, or the 19 of FSRS-5 and the 17 of FSRS-4.5, which are carried over; each
 * is brought within its bounds.  ERR_INPUT for another count or no numbers. */
bool fsrs_init(struct fsrs *ret, const double *w, size_t len, struct err *err);

struct fsrs_memory {
	double stability, difficulty;
};
/* After the first review. */
struct fsrs_memory fsrs_first(const struct fsrs *f, int rating);
/* After a later one, `days` behind the review before; 0: on the same day. */
struct fsrs_memory fsrs_next(const struct fsrs *f, struct fsrs_memory m, double days, int rating);

/* The chance to recall after so many days. */
double fsrs_recall(const struct fsrs *f, double stability, double days);
/* Days, not rounded, until it has fallen to `retention`. */
double fsrs_days(const struct fsrs *f, double stability, double retention);
/* The same as a number of whole days, from 1 to `max`. */
int64_t fsrs_interval(const struct fsrs *f, double stability, double retention, int64_t max);

/* Intervals of which one is chosen by chance, so that cards that were learnt together do
 * not stay together.  Below 2.5 days there is only one. */
struct fsrs_range {
	int64_t from, to;
};
struct fsrs_range fsrs_fuzz_range(double days, int64_t max);
/* One of them, the same for the same seed. */
int64_t fsrs_fuzz(struct fsrs_range range, uint64_t seed);

#endif
