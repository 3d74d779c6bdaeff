#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "core/store/store.h"

/* Sums over everything that is recorded, for monitoring. */

enum total {
	TOTAL_RUNS,      /* that have ended: workflow, status; seconds */
	TOTAL_RUNS_LAST, /* workflow; when the last one ended, seconds since 1970 */
	TOTAL_RUNS_WAIT, /* status waiting or paused */
	TOTAL_STEPS,     /* attempts that have ended: node, status; seconds */
	TOTAL_CALLS,     /* of models: provider, model, status; seconds */
	TOTAL_TOKENS,    /* provider, model, direction (input, output) */
	TOTAL_COST,      /* provider, model; value in pico-dollars */
	TOTAL_HITS,      /* answered from what was kept: provider, model */
	TOTAL_PERIODS,   /* user, period; requests, tokens, and cost as value */
};

#define TOTAL_LABELS 3
struct total_row {
	const char *labels[TOTAL_LABELS]; /* in the order above; NULL behind the last */
	int64_t count, more;
	double value;
};
typedef bool total_visit(void *self, const struct total_row *row, struct err *err);
/* The row lasts until the visit returns, which must not use the store. */
bool totals_each(struct store *s, enum total which, total_visit *each, void *self, struct err *err);

#endif
