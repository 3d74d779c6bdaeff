#include "cmd/output.h"
#include "cmd/store.h"
#include "cmd/telemetry.h"
#include "core/base/tr.h"
#include "core/telemetry/send.h"

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct sent sent;
	cJSON *document;

	(void)argc, (void)argv;
	if (!store_needed(app, err) || !app_load_config(app, err) ||
		!telemetry_send(app, true, &sent, err))
		return false;
	if (!app->json) {
		app_note(app,
			tr_n("%zu run was told of, %lld wait", "%zu runs were told of, %lld wait",
				sent.runs),
			sent.runs, (long long)sent.waiting);
		return true;
	}
	document = json_new_object();
	json_set_number(document, "sent", (double)sent.runs);
	json_set_number(document, "refused", (double)sent.refused);
	json_set_number(document, "waiting", (double)sent.waiting);
	app_json(app, document);
	json_free(document);
	return true;
}

const struct cmd store_traces = {
	.name = "traces",
	.summary = N_("Send the collector what it has not been told of runs"),
	.details = N_("Runs do this at their end; when the collector could not be reached then, "
		      "the next run does, or this command."),
	.examples = (const char *const[]){"blokctl store traces",
		N_("after the collector was away"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
