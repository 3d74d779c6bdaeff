#ifndef MIGRATE_REHEARSE_H
#define MIGRATE_REHEARSE_H

#include "core/migrate/apply.h"
#include "core/migrate/shape.h"

/* Histories that are run where nothing can be lost: on scratch databases (target_scratch()). */

/* ---- do the downs undo the ups? ---- */

struct rehearse_counts {
	size_t migrations, downs, undone, failed, differ;
};
/* Each up, its down and its up again, on a scratch database that is empty, or at what `ledger`
 * says (NULL: nothing is applied).  What fails and what a down leaves behind goes to `findings`
 * as errors; the run goes on behind them.  `done` (or NULL) is called after each. */
struct rehearsal {
	const struct history *history;
	struct target *scratch;
	const struct ledger *ledger;
	struct vars vars;
	void (*done)(void *self, const struct migration *m, size_t of);
	void *self;
};
bool rehearse_downs(const struct rehearsal *r, struct diags *findings, struct rehearse_counts *ret,
	struct err *err);

/* ---- is the database what its history makes? ---- */

/* Everything that counts as applied, on an empty scratch database. */
bool rehearse_applied(const struct history *h, const struct ledger *l, const struct vars *vars,
	struct target *scratch, struct err *err);

/* ---- what would become of the rows? ---- */

struct table_rows {
	const char *name;
	int64_t rows;
};
struct rows_listing {
	struct arena arena;
	VEC(struct table_rows) list; /* by name; without the ledger */
};
bool rehearse_count_rows(struct target *s, struct rows_listing *ret, struct err *err);
void rows_listing_release(struct rows_listing *l);

#endif
