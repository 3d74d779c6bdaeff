#include "cmd/output.h"
#include "cmd/signals.h"
#include "cmd/workflow.h"
#include "cmd/workflow_request.h"
#include "core/base/clock.h"
#include "core/engine/plan.h"
#include "core/node/kinds.h"

#include <string.h>

static bool no_store, dry_run, events, no_wait;
static long long timeout_ms, jobs;

static const struct opt options[] = {
	REQUEST_OPTIONS,
	WORKFLOW_WITH_OPTION,
	WORKFLOW_MOCK_OPTION,
	{.name = "no-store", .kind = OPT_FLAG, .value = &no_store, .help = "record nothing"},
	{.name = "dry-run", .kind = OPT_FLAG, .value = &dry_run,
		.help = "show what would run, with expressions resolved as far as they can be"},
	{.name = "events", .kind = OPT_FLAG, .value = &events,
		.help = "one JSON line per event instead of the response"},
	{.name = "no-wait", .kind = OPT_FLAG, .value = &no_wait,
		.help = "stop at a wait step with status 75 instead of waiting"},
	{.name = "timeout", .kind = OPT_DURATION, .value = &timeout_ms, .arg = "duration",
		.help = "stop the run after this long"},
	{.name = "jobs", .letter = 'j', .kind = OPT_INT, .value = &jobs, .arg = "count",
		.help = "at most this many steps at once", .min = 1, .max = 1000},
	{0},
};

/* What one run needs and has to give back. */
struct session {
	struct app *app;
	struct registry *registry;
	struct workflow *wf;
	struct diags diags;
	struct mock *mocks;
	size_t mocks_len;
	cJSON *request, *env;
	struct run_sink sinks[3];
	size_t sinks_len;
	struct progress_view *progress;
	struct report *report;
};

static void close_session(struct session *s)
{
	progress_view_free(s->progress);
	report_free(s->report);
	workflow_free_mocks(s->mocks, s->mocks_len);
	json_free(s->request);
	json_free(s->env);
	diags_release(&s->diags);
	workflow_free(s->wf);
	registry_free(s->registry);
}

/* Findings of a document that will not run, as `validate` would show them. */
static bool refuse(struct session *s, const char *path, struct err *err)
{
	cJSON *document, *error;

	err_set(err, ERR_INPUT, "'%s' does not run: %zu error%s", path, s->diags.errors,
		s->diags.errors == 1 ? "" : "s");
	if (!s->app->json) {
		app_diags(s->app, &s->diags, &s->app->err);
		return false;
	}
	document = json_new_object();
	error = app_error_json(err);
	json_add_take(error, "findings", workflow_findings_json(&s->diags));
	json_add_take(document, "error", error);
	app_json(s->app, document);
	json_free(document);
	s->app->reported = true;
	return false;
}

static bool open_session(struct session *s, const char *name, struct err *err)
{
	const char *path;

	if (!workflow_locate(s->app, name, &path, err))
		return false;
	s->registry = workflow_registry(path);
	if (!workflow_load_mocks(s->app, &s->mocks, &s->mocks_len, err) ||
		!request_env(&s->env, err) ||
		!workflow_open(path, s->registry, &s->diags, &s->wf, err))
		return false;
	diags_sort(&s->diags);
	if (!s->wf)
		return refuse(s, path, err);
	if (s->diags.warnings && !s->app->json && !s->app->quiet)
		app_diags(s->app, &s->diags, &s->app->err);
	registry_add_loaded(s->registry, s->wf);
	if (!request_build(&s->request, err))
		return false;
	s->request = run_request(s->wf, s->request);
	return true;
}

static void add_sinks(struct session *s)
{
	if (s->app->json || events) {
		s->report = report_new();
		s->sinks[s->sinks_len++] = report_sink(s->report);
	}
	if (events) {
		s->sinks[s->sinks_len++] = events_sink(s->app);
	} else if (!s->app->quiet) {
		s->progress = progress_view_new(s->app);
		s->sinks[s->sinks_len++] = progress_view_sink(s->progress);
	}
}

static void print_body(struct app *app, const cJSON *response)
{
	const cJSON *body = json_get(response, "body");

	if (json_is_string(body)) {
		size_t len = strlen(body->valuestring);

		app_print_bytes(app, body->valuestring, len);
		if (len && body->valuestring[len - 1] != '\n')
			app_print(app, "\n");
	} else if (body) {
		app_json(app, body);
	}
}

static void print_result(struct session *s, const struct run_result *result)
{
	cJSON *document;

	if (!s->app->json && !events) {
		if (str_eq(result->status, "completed"))
			print_body(s->app, result->response);
		return;
	}
	document = workflow_result_json(s->wf, result, s->report);
	if (events) {
		struct str line = {0};

		json_set_string(document, "event", "run.ended");
		json_print(&line, document, JSON_COMPACT);
		str_add_char(&line, '\n');
		app_print_str(s->app, &line);
		str_release(&line);
	} else {
		app_json(s->app, document);
	}
	json_free(document);
	s->app->reported = true;
}

/* The error that main prints, and its exit status. */
static bool conclude(const struct run_result *result, struct err *err)
{
	const struct failure *f = &result->failure;
	enum err_kind kind = ERR_RUN;

	if (str_eq(result->status, "completed"))
		return true;
	if (str_eq(result->status, "waiting")) {
		char iso[CLOCK_ISO_MAX];

		clock_format_iso(result->wake_at, iso);
		err_set(err, ERR_BUSY, "%s waits until %s", result->id, iso);
		return err_hint(err, "blokctl workflow show %s", result->id);
	}
	if (f->kind == FAILURE_TIMEOUT)
		kind = ERR_TIMEOUT;
	else if (f->kind == FAILURE_CANCELLED && atomic_load(&signals_received))
		kind = (enum err_kind)(128 + atomic_load(&signals_received));
	else if (f->kind == FAILURE_MISSING)
		kind = ERR_INPUT;
	else if (str_eq(result->status, "throttled") || str_eq(result->status, "expired"))
		kind = ERR_BUSY;
	if (f->path)
		err_set(err, kind, "the step '%s' failed: %s", f->path, f->message);
	else
		err_set(err, kind, "%s", f->message);
	if (f->hint && *f->hint)
		err_hint(err, "%s", f->hint);
	else if (result->recorded)
		err_hint(err, "blokctl workflow show %s", result->id);
	return false;
}

static bool execute(struct session *s, struct err *err)
{
	struct run_options o = {.registry = s->registry,
		.nodes = node_kinds,
		.mocks = s->mocks,
		.mocks_len = s->mocks_len,
		.env = s->env,
		.request = s->request,
		.no_wait = no_wait,
		.jobs = (unsigned)jobs,
		.timeout_ms = timeout_ms,
		.signal = &signals_received};
	struct run_result result;
	bool ok;

	if (!no_store && !app_open_store(s->app, NEEDS_STORE, err))
		return false;
	o.store = s->app->store;
	signals_catch();
	o.signal_fd = signals_fd();
	add_sinks(s);
	o.sinks = s->sinks;
	o.sinks_len = s->sinks_len;
	ok = run_execute(s->wf, &o, &result, err);
	progress_view_free(s->progress);
	s->progress = NULL;
	if (ok) {
		print_result(s, &result);
		ok = conclude(&result, err);
	}
	run_result_release(&result);
	return ok;
}

static bool show_plan(struct session *s, struct err *err)
{
	struct run_options o = {.registry = s->registry,
		.nodes = node_kinds,
		.mocks = s->mocks,
		.mocks_len = s->mocks_len,
		.env = s->env,
		.request = s->request};
	struct str text = {0};
	cJSON *plan = plan_make(s->wf, &o);

	(void)err;
	if (s->app->json) {
		app_json(s->app, plan);
	} else {
		plan_print(plan, &text);
		app_print_str(s->app, &text);
	}
	str_release(&text);
	json_free(plan);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct session s = {.app = app};
	bool ok;

	(void)argc;
	ok = open_session(&s, argv[0], err) && (dry_run ? show_plan(&s, err) : execute(&s, err));
	close_session(&s);
	return ok;
}

const struct cmd workflow_run = {
	.name = "run",
	.args = "FILE|NAME",
	.summary = "Run a workflow and print its response",
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow run workflows/hello.yaml --input '{\"name\": \"Ada\"}'",
			"a body for the request",
			"blokctl workflow run workflows/hello.yaml --dry-run",
			"what would run; nothing is touched",
			NULL,
		},
	.operands = WORDS_WORKFLOW,
	.run = run,
};
