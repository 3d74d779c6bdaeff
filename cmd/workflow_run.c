#include "cmd/output.h"
#include "cmd/workflow_request.h"
#include "cmd/workflow_session.h"
#include "core/base/tr.h"
#include "core/base/trace.h"
#include "core/engine/plan.h"

#include <stdlib.h>

static bool no_store, dry_run;

static const struct opt options[] = {
	REQUEST_OPTIONS,
	WORKFLOW_WITH_OPTION,
	WORKFLOW_MOCK_OPTION,
	{.name = "no-store", .kind = OPT_FLAG, .value = &no_store, .help = N_("record nothing")},
	{.name = "dry-run", .kind = OPT_FLAG, .value = &dry_run,
		.help = N_("show what would run, with expressions resolved as far as they can be")},
	SESSION_OPTIONS,
	{0},
};

static bool execute(struct session *s, struct err *err)
{
	struct run_options o = {0};

	if (!no_store && !app_open_store(s->app, NEEDS_STORE, err))
		return false;
	return session_execute(s, &o, err);
}

static void show_plan(struct session *s)
{
	struct run_options o = {.registry = s->registry,
		.env = s->env,
		.request = s->request,
		.secrets = s->app->secrets.values,
		.secret_env = s->app->secrets.env,
		.redactor = &s->app->secrets.redactor};
	struct str text = {0};
	cJSON *plan = plan_make(s->wf, &o);
	struct failure failure = {0};

	if (!run_input_fits(s->wf, json_get(s->request, "body"), &failure))
		app_warn(s->app, tr("the run would be answered with %d: %s"), failure.code,
			failure.message);
	failure_release(&failure);
	if (s->app->json) {
		app_json(s->app, plan);
	} else {
		plan_print(plan, &text);
		app_print_str(s->app, &text);
	}
	str_release(&text);
	json_free(plan);
}

/* The trace that the caller is in is recorded with the request, so that the run stays in it when it
 * goes on later. */
static void add_trace(cJSON *request)
{
	const char *parent = getenv("TRACEPARENT");
	cJSON *headers = (cJSON *)json_get(request, "headers");
	struct trace trace;

	if (!json_get(headers, "traceparent") && trace_parse(parent, &trace))
		json_set_string(headers, "traceparent", parent);
}

static bool open(struct session *s, const char *name, struct err *err)
{
	const char *path;

	if (!workflow_locate(s->app, name, &path, err) || !app_load_secrets(s->app, err) ||
		!app_load_policy(s->app, err) || !app_load_sandbox(s->app, err) ||
		!request_env(&s->env, err) ||
		!session_open(s, path, err) || !request_build(&s->request, err))
		return false;
	s->request = run_request(s->wf, s->request);
	add_trace(s->request);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct session s = {.app = app};
	bool ok;

	(void)argc;
	ok = open(&s, argv[0], err);
	if (ok && dry_run)
		show_plan(&s);
	else if (ok)
		ok = execute(&s, err);
	return session_close(&s, ok ? NULL : err);
}

const struct cmd workflow_run = {
	.name = "run",
	.args = "FILE|NAME",
	.summary = N_("Run a workflow and print its response"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow run workflows/hello.yaml --input '{\"name\": \"Ada\"}'",
			N_("a body for the request"),
			"blokctl workflow run workflows/hello.yaml --dry-run",
			N_("what would run; nothing is touched"),
			NULL,
		},
	.operands = WORDS_WORKFLOW,
	.run = run,
};
