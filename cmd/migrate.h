#ifndef CMD_MIGRATE_H
#define CMD_MIGRATE_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/base/tr.h"
#include "core/data/json.h"
#include "core/migrate/apply.h"
#include "core/migrate/ledger.h"
#include "core/migrate/plan.h"

/* What the subcommands of `migrate` share. */

extern const struct cmd migrate_up, migrate_down, migrate_redo, migrate_goto, migrate_status,
	migrate_plan, migrate_new, migrate_verify, migrate_repair, migrate_baseline,
	migrate_lint_cmd, migrate_test, migrate_dump, migrate_drift, migrate_seed, migrate_restore,
	migrate_import;

/* What is opened; all is released by migrate_close(). */
enum migrate_needs {
	MIGRATE_FILES = 1,
	MIGRATE_DATABASE = 2,
	MIGRATE_CREATE = 4,    /* the database is made where it is not there */
	MIGRATE_READ_ONLY = 8, /* one that is not there is an empty one */
	MIGRATE_REHEARSE = 16, /* the same, but a server is written to, and all of it taken back */
	MIGRATE_LOCK = 32,     /* one at a time */
	MIGRATE_NAME = 128,    /* only what it is called: `spec` */
	MIGRATE_CHECK = 64,    /* refuses what does not fit (migrate_plan_check()) */
};

struct migrate {
	struct app *app;
	const char *dir, *spec;
	const char *name; /* of the database, to be shown: without a password */
	struct history history;
	struct target *s; /* NULL: none was asked for */
	struct ledger ledger;
	struct migrate_plan plan;
	struct vars vars;
};

/* Findings about files are shown, and are ERR_INPUT. */
bool migrate_open(struct app *app, unsigned needs, struct migrate *ret, struct err *err);
void migrate_close(struct migrate *m);
/* The database of `spec`, or another in its place; `flags` are those of target_open(),
 * and MIGRATE_LOCK is what counts of the needs. */
bool migrate_open_target(
	struct migrate *m, const char *spec, unsigned flags, unsigned needs, struct err *err);
/* Refuses what does not fit: MIGRATE_CHECK. */
bool migrate_check(struct migrate *m, struct err *err);
/* What must not be (migrate_plan_check()), as --allow-out-of-order says. */
void migrate_findings(const struct migrate *m, struct diags *findings);
/* Whether --db says "store:", blokctl's own. */
bool migrate_is_store(void);
/* For commands that cannot do their work there; false with ERR_USAGE when it is. */
bool migrate_not_store(struct err *err);
/* The dialect that --db means, without opening anything: SQLite unless it is a server. */
bool migrate_dialect(struct app *app, enum source_dialect *ret, struct err *err);
/* "20250101000000_create_users" */
const char *migrate_title(struct arena *a, const char *version, const char *name);
bool migrate_read_files(struct migrate *m, struct err *err);
bool migrate_count(const char *text, size_t *ret, struct err *err); /* the operand N */
bool migrate_version(const char *text, struct err *err);            /* ERR_USAGE for what is none */

/* ---- migrate_apply.c: steps are done and shown ---- */

struct migrate_run {
	bool atomic, dry_run, no_backup;
};
bool migrate_do(struct migrate *m, const struct migrate_steps *steps, const struct migrate_run *run,
	struct err *err);
/* The options of commands that do steps. */
extern struct migrate_run migrate_run_options;
#define MIGRATE_RUN_OPTIONS                                                                        \
	{.name = "atomic",                                                                         \
		.kind = OPT_FLAG,                                                                  \
		.value = &migrate_run_options.atomic,                                              \
		.help = N_("all files in one transaction: all or nothing")},               \
		{.name = "dry-run",                                                                \
			.letter = 'n',                                                             \
			.kind = OPT_FLAG,                                                          \
			.value = &migrate_run_options.dry_run,                                     \
			.help = N_("run it on a copy, and show what would become of the rows")}, \
	{                                                                                          \
		.name = "no-backup", .kind = OPT_FLAG, .value = &migrate_run_options.no_backup,    \
		.help = N_("make no copy of the file before")                              \
	}

#endif
