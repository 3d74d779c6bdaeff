#include "cmd/output.h"
#include "cmd/workflow.h"
#include "core/base/clock.h"

#include <signal.h>

static bool is_over(const struct run_row *row)
{
	return str_eq(row->status, "completed") || str_eq(row->status, "cancelled");
}

static bool stop_process(const struct run_row *row, struct err *err)
{
	if (row->pid > 1 && kill((pid_t)row->pid, SIGTERM) == 0)
		return true;
	return err_set(err, ERR_WORK, "cannot reach the process %lld of %s", (long long)row->pid,
		row->id);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct run_row row;
	cJSON *document;
	bool live;

	(void)argc;
	if (!runs_find(app->store, &app->arena, argv[0], &row, err))
		return false;
	if (is_over(&row))
		return err_set(err, ERR_WORK, "%s is %s already", row.id, row.status);
	live = store_run_is_live(app->store, row.id);
	/* A live run ends itself: its children are stopped, its state is recorded. */
	if (live ? !stop_process(&row, err)
		 : !runs_set_status(app->store, row.no, "cancelled", clock_wall_ms(), err))
		return false;
	if (app->json) {
		document = json_new_object();
		json_set_string(document, "run_id", row.id);
		json_set_bool(document, "live", live);
		app_json(app, document);
		json_free(document);
	} else {
		app_note(app, live ? "%s is being stopped" : "%s is cancelled", row.id);
	}
	return true;
}

const struct cmd workflow_cancel = {
	.name = "cancel",
	.args = "RUN",
	.summary = "Stop a run, or give up one that waits",
	.examples =
		(const char *const[]){
			"blokctl workflow cancel last",
			"a running one is stopped, a waiting one will not be resumed by --due",
			NULL,
		},
	.needs = NEEDS_STORE,
	.operands = WORDS_RUN,
	.run = run,
};
