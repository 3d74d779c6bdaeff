#include "cmd/migrate.h"
#include "cmd/migrate_store.h"
#include "core/base/tr.h"

#include <stdlib.h>

static const char *to;

static const struct opt options[] = {{.name = "to",
					     .kind = OPT_TEXT,
					     .value = &to,
					     .arg = "version",
					     .help = N_("up to this version")},
	MIGRATE_RUN_OPTIONS, {0}};

bool migrate_count(const char *text, size_t *ret, struct err *err)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (*end || end == text || *text == '-' || n == 0 || n > 1000000) {
		err_set(err, ERR_USAGE, "'%s' is no number of migrations", text);
		return err_hint(err, "a version is named by --to");
	}
	*ret = (size_t)n;
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate_steps steps = {0};
	struct migrate m;
	size_t count = SIZE_MAX;
	bool ok;

	if (migrate_is_store())
		return migrate_store_up(app, err);
	if ((argc && !migrate_count(argv[0], &count, err)) || (to && !migrate_version(to, err)))
		return false;
	if (!migrate_open(app,
		    MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_CHECK |
			    (migrate_run_options.dry_run ? MIGRATE_REHEARSE
							 : MIGRATE_CREATE | MIGRATE_LOCK),
		    &m, err))
		return false;
	ok = migrate_plan_up(&m.plan, count, to, &steps, err) &&
	     migrate_do(&m, &steps, &migrate_run_options, err);
	vec_release(&steps.list);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_up = {
	.name = "up",
	.args = "[N]",
	.summary = N_("Apply what is pending: all, the next N, or up to a version"),
	.details =
		N_("Each file is applied in a transaction of its own, together with its row of the "
		   "ledger; one that fails leaves nothing behind. A file of SQLite's is copied "
		   "before ('migrate restore' puts the copy back)."),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate up --db app.db",
		N_("apply what is pending"), "blokctl migrate up 1 --dry-run",
		N_("what would the next one do to the rows?"), "blokctl migrate up --atomic",
		N_("all of them or none"), NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
