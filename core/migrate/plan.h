#ifndef MIGRATE_PLAN_H
#define MIGRATE_PLAN_H

#include "core/migrate/ledger.h"
#include "core/migrate/migration.h"

/* The history beside the ledger: what is applied, what is not, and what does not fit. */

enum migration_state {
	MIGRATION_PENDING,
	MIGRATION_PARTIAL, /* a script without a transaction has stopped in the middle */
	MIGRATION_APPLIED,
	MIGRATION_EDITED,  /* applied, and its file is another one now */
	MIGRATION_MISSING, /* applied, and its file is gone */
};
const char *migration_state_name(enum migration_state state);

struct migrate_item {
	const char *version, *name;
	enum migration_state state;
	bool is_late;                 /* pending, and a later one is applied */
	const struct migration *m;    /* NULL: missing */
	const struct ledger_entry *e; /* NULL: never applied */
};
struct migrate_plan {
	VEC(struct migrate_item) items; /* by version */
	size_t counts[MIGRATION_MISSING + 1], late;
};

void migrate_plan_make(const struct history *h, const struct ledger *l, struct migrate_plan *ret);
void migrate_plan_release(struct migrate_plan *p);
/* What must not be: edited, missing and (unless they are allowed) late ones, as errors. */
void migrate_plan_check(const struct migrate_plan *p, bool allow_late, struct diags *findings);

/* One thing to do. */
struct migrate_step {
	const struct migration *m;
	const struct ledger_entry *e; /* of a partial one: where it goes on; or NULL */
	bool is_down;
};
struct migrate_steps {
	VEC(struct migrate_step) list;
};

/* What is pending, in order: at most `count`, and none beyond `to` (NULL: no bound).
 * ERR_INPUT for a version that is not in the history. */
bool migrate_plan_up(const struct migrate_plan *p, size_t count, const char *to,
	struct migrate_steps *ret, struct err *err);
/* What is applied, from the last one on; `to` stays ("0": nothing does).  ERR_INPUT for one
 * that has no down, or has stopped in the middle of its up. */
bool migrate_plan_down(const struct migrate_plan *p, size_t count, const char *to,
	struct migrate_steps *ret, struct err *err);

#endif
