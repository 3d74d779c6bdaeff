#ifndef MIGRATE_APPLY_H
#define MIGRATE_APPLY_H

#include "core/migrate/plan.h"
#include "core/migrate/vars.h"

/* Steps are done: each file in a transaction of its own, with its row of the ledger, or all in
 * one.  A file that fails leaves nothing behind; those before it stay. */

struct migrate_result {
	int64_t duration_us;
	size_t statements;
	int64_t rows; /* changed */
};
/* Where a file failed. */
struct migrate_failure {
	const struct migrate_step *step; /* NULL: at none */
	const char *path;
	int line, column; /* 0: at no place of the file */
	size_t statement; /* from 1 */
};

struct migrate_job {
	struct target *s;
	struct ledger *ledger;
	const struct migrate_steps *steps;
	struct vars vars;
	bool atomic;    /* all or nothing */
	bool rehearsal; /* all in one transaction, and back: PostgreSQL's way of a dry run */
	/* Of each that is kept, or would be; in an atomic job before the commit. */
	void (*done)(void *self, const struct migrate_step *step, const struct migrate_result *r);
	/* Of a rehearsal: before all of it is taken back; or NULL. */
	bool (*look)(void *self, struct err *err);
	/* Of one that a rehearsal leaves out, because it wants no transaction; or NULL. */
	void (*left_out)(void *self, const struct migrate_step *step);
	void *self;
	bool kept; /* out: something was changed for good */
	struct migrate_failure failure;
};
/* On failure the message begins with "FILE:LINE:COLUMN: " where there is a place. */
bool migrate_apply(struct migrate_job *job, struct err *err);
/* The same with a copy of a SQLite file before (backups.h); *ret_copy is its name, or NULL where
 * there is none, or it went again because nothing was changed. */
bool migrate_apply_copied(
	struct migrate_job *job, struct arena *a, const char **ret_copy, struct err *err);

#endif
