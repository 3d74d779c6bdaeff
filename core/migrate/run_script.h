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
	size_t bytes;         /* of the text that is run, up to behind the last of them */
	const char *settings; /* what the connection needs to go on: PRAGMA, SET; or NULL */
};

struct script_run {
	struct target *s;
	const struct migration_script *script;
	const struct vars *vars;
	struct script_progress progress; /* in: where to begin; out: how far it came */
	/* Writes the progress, within the statement's transaction; NULL: the caller has one
	 * for the whole script. */
	bool (*record)(struct script_run *r, struct err *err);
	/* Before the first statement, with the text: may it begin at `progress`? */
	bool (*go_on)(struct script_run *r, struct err *err);
	bool is_seed; /* it may write to the ledger, as what 'dump' prints does */
	void *self;
	const char *text; /* what is run: names are replaced; for the two above */
	int64_t rows; /* changed */
	/* Where it failed, from 1; line 0: at no place of the script. */
	int line, column;
	size_t statement;
};
bool script_run(struct script_run *r, struct err *err);
/* The same in a transaction of its own, or without one if it says so; nothing is recorded. */
bool script_apply(struct script_run *r, struct err *err);

#endif
