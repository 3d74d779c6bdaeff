#include "cmd/migrate.h"

#include "core/base/tr.h"

static const char *to;
static bool all;

static const struct opt down_options[] = {{.name = "to",
						  .kind = OPT_TEXT,
						  .value = &to,
						  .arg = "version",
						  .help = N_("down to this version, which stays")},
	{.name = "all", .kind = OPT_FLAG, .value = &all, .help = N_("everything that is applied")},
	MIGRATE_RUN_OPTIONS, {0}};
static const struct opt run_options[] = {MIGRATE_RUN_OPTIONS, {0}};

static unsigned needs(void)
{
	return MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_CHECK |
	       (migrate_run_options.dry_run ? MIGRATE_REHEARSE : MIGRATE_LOCK);
}

static bool down_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate_steps steps = {0};
	struct migrate m;
	size_t count = all || to ? SIZE_MAX : 1;
	bool ok;

	if ((argc > 0) + all + (to != NULL) > 1)
		return err_set(err, ERR_USAGE, "N, --to and --all exclude each other");
	if ((argc && !migrate_count(argv[0], &count, err)) || (to && !migrate_version(to, err)))
		return false;
	if (!migrate_open(app, needs(), &m, err))
		return false;
	ok = migrate_plan_down(&m.plan, count, to, &steps, err) &&
	     migrate_do(&m, &steps, &migrate_run_options, err);
	vec_release(&steps.list);
	migrate_close(&m);
	return ok;
}

/* ---- redo ---- */

/* Those that were undone, in the other order. */
static void turn(struct migrate_steps *steps)
{
	for (size_t i = steps->list.len; i-- > 0;)
		vec_push(&steps->list, ((struct migrate_step){.m = steps->list.at[i].m}));
}

/* Who redoes a migration has edited it: it is applied as it is now. */
static void allow_edits(struct migrate_plan *p, const struct migrate_steps *steps)
{
	for (size_t i = 0; i < p->items.len; i++)
		for (size_t k = 0; k < steps->list.len; k++)
			if (p->items.at[i].m == steps->list.at[k].m &&
				p->items.at[i].state == MIGRATION_EDITED)
				p->items.at[i].state = MIGRATION_APPLIED;
}

static bool redo_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate_steps steps = {0};
	struct migrate m;
	size_t count = 1;
	bool ok;

	if ((argc && !migrate_count(argv[0], &count, err)) ||
		!migrate_open(app, needs() & ~(unsigned)MIGRATE_CHECK, &m, err))
		return false;
	ok = migrate_plan_down(&m.plan, count, NULL, &steps, err);
	if (ok)
		allow_edits(&m.plan, &steps);
	ok = ok && migrate_check(&m, err);
	if (ok) {
		turn(&steps);
		ok = migrate_do(&m, &steps, &migrate_run_options, err);
	}
	vec_release(&steps.list);
	migrate_close(&m);
	return ok;
}

/* ---- goto ---- */

static bool goto_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate_steps steps = {0};
	struct migrate m;
	bool ok;

	(void)argc;
	if (!migrate_version(argv[0], err) || !migrate_open(app, needs() | MIGRATE_CREATE, &m, err))
		return false;
	ok = migrate_plan_down(&m.plan, SIZE_MAX, argv[0], &steps, err) &&
	     (version_compare(argv[0], "0") == 0 ||
		     migrate_plan_up(&m.plan, SIZE_MAX, argv[0], &steps, err)) &&
	     migrate_do(&m, &steps, &migrate_run_options, err);
	vec_release(&steps.list);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_down = {
	.name = "down",
	.args = "[N]",
	.summary = N_("Undo the last migration, the last N, or all down to a version"),
	.opts = down_options,
	.examples = (const char *const[]){"blokctl migrate down --db app.db",
		N_("undo the last one"), "blokctl migrate down --to 20250101000000 --dry-run",
		N_("what would be lost on the way?"), NULL},
	.run = down_run,
	.manual = "blokctl-migrate",
};

const struct cmd migrate_redo = {
	.name = "redo",
	.args = "[N]",
	.summary = N_("Undo the last migration and apply it again"),
	.opts = run_options,
	.examples = (const char *const[]){"blokctl migrate redo --db app.db",
		N_("while a migration is being written"), NULL},
	.run = redo_run,
	.manual = "blokctl-migrate",
};

const struct cmd migrate_goto = {
	.name = "goto",
	.args = "VERSION",
	.summary = N_("Go up or down until a version is the last one that is applied"),
	.opts = run_options,
	.examples = (const char *const[]){"blokctl migrate goto 20250101000000 --db app.db",
		N_("the schema as it was then"), "blokctl migrate goto 0 --db app.db",
		N_("as it was before the first"), NULL},
	.run = goto_run,
	.manual = "blokctl-migrate",
};
