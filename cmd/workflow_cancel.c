#include "cmd/output.h"
#include "cmd/workflow.h"
#include "cmd/workflow_stored.h"
#include "core/base/clock.h"
#include "core/base/tr.h"

#include <signal.h>

static bool stop_process(const struct run_row *row, struct err *err)
{
	if (row->pid > 1 && kill((pid_t)row->pid, SIGTERM) == 0)
		return true;
	return err_set(err, ERR_WORK, "cannot reach the process %lld of %s", (long long)row->pid,
		row->id);
}

/* Under the run's lock, so that nobody takes it up meanwhile; the row is read
 * again because it may have ended before the lock was ours. */
static bool give_up(struct app *app, struct run_row *row, struct err *err)
{
	if (!runs_find(app->store, &app->arena, row->id, row, err))
		return false;
	if (row->ended_at)
		return err_set(err, ERR_WORK, "%s is %s already", row->id, row->status);
	return runs_set_status(app->store, row->no, "cancelled", clock_wall_ms(), err);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct run_row row;
	cJSON *document;
	bool live, ok;

	(void)argc;
	if (!stored_find(app, argv[0], &row, err))
		return false;
	live = !store_lock_run(app->store, row.id);
	/* A live run ends itself: its children are stopped, its state is recorded. */
	ok = live ? stop_process(&row, err) : give_up(app, &row, err);
	if (!live)
		store_unlock_run(app->store, row.id);
	if (!ok)
		return false;
	if (app->json) {
		document = json_new_object();
		json_set_string(document, "run_id", row.id);
		json_set_bool(document, "live", live);
		app_json(app, document);
		json_free(document);
	} else {
		app_note(app, live ? tr("%s is being stopped") : tr("%s is cancelled"), row.id);
	}
	return true;
}

const struct cmd workflow_cancel = {
	.name = "cancel",
	.args = "RUN",
	.summary = N_("Stop a run, or give up one that waits"),
	.examples =
		(const char *const[]){
			"blokctl workflow cancel last",
			N_("a running one is stopped, a waiting one will not be resumed by --due"),
			NULL,
		},
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_RUN,
	.run = run,
};
