#include "cmd/output.h"
#include "cmd/workflow.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/store/runs.h"

/* -1: not given */
static long long older_than_ms = -1, keep = -1;

static const struct opt options[] = {
	{.name = "older-than", .kind = OPT_DURATION, .value = &older_than_ms, .arg = "duration",
		.help = N_("only runs that ended longer ago, such as 30d")},
	{.name = "keep", .kind = OPT_INT, .value = &keep, .arg = "count",
		.help = N_("spare the newest runs, whatever their age")},
	{0},
};

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	int64_t before = older_than_ms < 0 ? 0 : clock_wall_ms() - older_than_ms, removed = 0;
	cJSON *document;

	(void)argc;
	(void)argv;
	if (older_than_ms < 0 && keep < 0) {
		err_set(err, ERR_USAGE, "prune needs --older-than or --keep");
		return err_hint(err,
			"'--older-than 30d' removes old runs, '--keep 100' all but the newest");
	}
	if (app->store && !runs_prune(app->store, before, keep, &removed, err))
		return false;
	if (!app->json) {
		app_print(app,
			tr_n("%lld run removed\n", "%lld runs removed\n",
				(unsigned long long)removed),
			(long long)removed);
		return true;
	}
	document = json_new_object();
	json_set_number(document, "removed", (double)removed);
	app_json(app, document);
	json_free(document);
	return true;
}

const struct cmd workflow_prune = {
	.name = "prune",
	.summary = N_("Remove the records of runs that have ended"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.details = N_("With both options a run goes when it is older and is not among the newest. "
		   "Runs that have not ended (running, waiting, paused, crashed) stay: they can "
		   "still go on."),
	.examples =
		(const char *const[]){
			"blokctl workflow prune --older-than 30d",
			N_("forget what is older than a month"),
			"blokctl workflow prune --keep 100",
			N_("forget all but the newest hundred"),
			NULL,
		},
	.run = run,
};
