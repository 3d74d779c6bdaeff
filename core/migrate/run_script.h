#ifndef MIGRATE_RUN_SCRIPT_H
#define MIGRATE_RUN_SCRIPT_H

#include "core/db/target.h"
#include "core/migrate/migration.h"
#include "core/migrate/vars.h"

/* One direction of a migration is run.  In a transaction of the caller's its own BEGIN and
 * COMMIT and what it says of foreign keys are passed over: it is one anyway, and keys are
 * looked at before the commit.  Without one (transaction:false) each statement is its own, and
 * how far it came is recorded with it, so that it can be continued. */

struct script_progress {
	size_t statements;    /* done */
	size_t bytes;         /* of what is run (names replaced), up to behind the last of them */
	char checksum[65];    /* of these bytes */
	const char *settings; /* what the connection needs to go on: PRAGMA, SET; or NULL */
};

struct script_run {
	struct target *s;
	const struct migration_script *script;
	const struct vars *vars;
	/* In: where to begin, which is ERR_INPUT when what is before it has changed; out: how
	 * far it came. */
	struct script_progress progress;
	/* Writes the progress, within the statement's transaction; NULL: the caller has one
	 * for the whole script. */
	bool (*record)(struct script_run *r, struct err *err);
	bool is_seed;      /* hints are about a file that is no migration */
	bool fills_ledger; /* it may write to the ledger, as what 'dump' prints does */
	void *self;
	int64_t rows; /* changed */
	/* Where it failed, from 1; line 0: at no place of the script. */
	int line, column;
	size_t statement;
};
bool script_run(struct script_run *r, struct err *err);
/* The same in a transaction of its own, or without one if it says so; nothing is recorded. */
bool script_apply(struct script_run *r, struct err *err);

#endif
