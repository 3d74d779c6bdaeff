#include "cmd/workflow_session.h"

#include "cmd/ai.h"
#include "cmd/ask.h"
#include "cmd/database.h"
#include "cmd/output.h"
#include "cmd/prompt.h"
#include "cmd/signals.h"
#include "cmd/telemetry.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/term/width.h"
#include "core/workflow/check.h"

#include <signal.h>
#include <string.h>

struct session_options session_options = {.durability = "normal"};

/* Whoever reads the events of a run that has not begun learns why. */
static void end_events(struct session *s, const struct err *failed)
{
	cJSON *document = json_new_object();

	json_add_take(document, "error", app_error_json(failed));
	events_end_take(s->app, NULL, document);
	s->app->reported |= s->app->json;
}

bool session_close(struct session *s, const struct err *failed)
{
	if (failed && session_options.events && !s->ended)
		end_events(s, failed);
	progress_view_free(s->progress);
	report_free(s->report);
	json_free(s->request);
	json_free(s->env);
	diags_release(&s->diags);
	registry_free(s->registry);
	workflow_free(s->wf);
	for (size_t i = 0; i < s->stored.len; i++)
		workflow_free(s->stored.at[i]);
	vec_release(&s->stored);
	workflow_nodes_release(&s->nodes);
	vec_release(&s->databases);
	ai_close(s->ai);
	return !failed;
}

bool session_open(struct session *s, const char *path, struct err *err)
{
	if (!workflow_nodes_load(&s->nodes, err) ||
		!workflow_registry(path, &s->nodes, &s->registry, err) ||
		!workflow_open(path, s->registry, &s->diags, &s->wf, err))
		return false;
	diags_sort(&s->diags);
	if (!s->wf && s->collected) {
		app_diags(s->app, &s->diags, &s->app->err);
		return err_set(err, ERR_INPUT, "'%s' has errors", path);
	}
	if (!s->wf)
		return workflow_refuse(s->app, path, &s->diags, err);
	if (s->diags.warnings)
		app_diags(s->app, &s->diags, &s->app->err);
	registry_add_loaded(s->registry, s->wf);
	return workflow_nodes_check(&s->nodes, s->wf, err);
}

static bool load_stored(struct session *s, const char *path, const char *text, size_t len,
	struct workflow **ret, struct err *err)
{
	*ret = workflow_load_text(path, text, len, &s->nodes, &s->diags);
	if (*ret)
		return true;
	err_set(err, ERR_INPUT, "the recorded document '%s' does not load any more", path);
	return err_hint(err, "--with-current takes the file as it is now");
}

static bool add_stored(void *self, const char *name, const char *path, const char *text, size_t len,
	struct err *err)
{
	struct session *s = self;
	struct workflow *wf;

	(void)name;
	if (!load_stored(s, path, text, len, &wf, err))
		return false;
	vec_push(&s->stored, wf);
	registry_add_loaded(s->registry, wf);
	return true;
}

static bool load_recorded(struct session *s, const struct run_row *row, struct err *err)
{
	const char *text;
	size_t len;

	if (!store_blob_get(s->app->store, &s->app->arena, row->document, &text, &len, err))
		return false;
	if (!text)
		return err_set(err, ERR_WORK, "the document of %s is not in the store", row->id);
	return load_stored(s, row->file, text, len, &s->wf, err);
}

bool session_open_run(struct session *s, const struct run_row *row, bool current, struct err *err)
{
	if (!app_load_secrets(s->app, err) || !app_load_policy(s->app, err) ||
		!app_load_sandbox(s->app, err))
		return false;
	if (current) {
		if (!session_open(s, row->file, err) || !session_tell_unmatched(s, row, err))
			return false;
	} else {
		if (!workflow_nodes_load(&s->nodes, err) ||
			!workflow_registry(row->file, &s->nodes, &s->registry, err) ||
			!load_recorded(s, row, err) ||
			!runs_each_document(s->app->store, row->no, add_stored, s, err) ||
			!workflow_nodes_check(&s->nodes, s->wf, err))
			return false;
		registry_add_loaded(s->registry, s->wf);
	}
	return run_stored_json(row->request, &s->app->secrets.redactor, &s->request, err);
}

static void add_sinks(struct session *s)
{
	if (s->app->json || session_options.events || s->reports.junit || s->reports.github) {
		s->report = report_new();
		s->sinks[s->sinks_len++] = report_sink(s->report);
	}
	if (session_options.events) {
		s->sinks[s->sinks_len++] = events_sink(s->app);
	} else if (!s->app->quiet && s->app->log_json) {
		s->sinks[s->sinks_len++] = events_log_sink(s->app);
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
		struct str shown = {0};

		/* On a terminal a stranger's text is no sequence of commands for it. */
		if (app->out.is_tty)
			text_escape(&shown, body->valuestring, len, ESCAPE_LINES);
		else
			str_add_bytes(&shown, body->valuestring, len);
		app_print_str(app, &shown);
		str_release(&shown);
		if (len && body->valuestring[len - 1] != '\n')
			app_print(app, "\n");
	} else if (body) {
		app_json(app, body);
	}
}

/* Takes the document over. */
static void print_document_take(struct session *s, const struct run_result *result, cJSON *document)
{
	s->ended = true;
	s->app->reported = true;
	if (session_options.events) {
		events_end_take(s->app, result->id, document);
	} else if (s->collected) {
		json_append_take(s->collected, document);
	} else {
		app_json(s->app, document);
		json_free(document);
	}
}

/* Of the outermost step that failed, or of the file. */
static struct report_place place_of(struct session *s, const struct failure *f)
{
	struct document *d = &s->wf->document;
	struct report_place at = {.file = d->file.path};
	const char *id = f->outer_id ? f->outer_id : f->step_id;

	for (size_t i = 0; id && i < s->wf->steps.len; i++)
		if (str_eq(s->wf->steps.at[i]->id, id))
			user_file_place(&d->file, document_offset(d, s->wf->steps.at[i]->at),
				&at.line, &at.column);
	return at;
}

static bool print_result(struct session *s, const struct run_result *result, struct err *err)
{
	bool prints = s->app->json || session_options.events, ok;
	struct report_place at = place_of(s, &result->failure);
	cJSON *document;

	if (!prints && str_eq(result->status, "completed"))
		print_body(s->app, result->response);
	if (!s->report)
		return true;
	document = workflow_result_json(s->wf, result, s->report);
	ok = report_run(s->app, &s->reports, &at, document, err);
	if (prints)
		print_document_take(s, result, document);
	else
		json_free(document);
	return ok;
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
		return err_hint(err, "blokctl workflow resume %s", result->id);
	}
	if (str_eq(result->status, "paused")) {
		err_set(err, ERR_BUSY, "%s is paused: %s", result->id, f->message);
		return err_hint(
			err, "blokctl workflow resume %s --on-crash rerun|skip|fail", result->id);
	}
	if (f->kind == FAILURE_TIMEOUT || f->kind == FAILURE_EXPIRED)
		kind = ERR_TIMEOUT;
	else if (f->kind == FAILURE_CANCELLED && atomic_load(&signals_received))
		kind = atomic_load(&signals_received) == SIGTERM ? ERR_TERMINATED : ERR_INTERRUPTED;
	else if (f->kind == FAILURE_MISSING)
		kind = ERR_INPUT;
	else if (f->kind == FAILURE_REFUSED)
		kind = ERR_REFUSED;
	else if (str_eq(result->status, "throttled") || str_eq(result->status, "expired"))
		kind = ERR_BUSY;
	if (f->path)
		err_set(err, kind, "the step '%s' failed: %s", f->path, f->message);
	else
		err_set(err, kind, "%s", f->message);
	if (f->hint && *f->hint)
		err_hint(err, "%s", f->hint);
	else if (result->recorded)
		err_hint(err, "blokctl workflow show %s; resume %s goes on there", result->id,
			result->id);
	return false;
}

/* Called under the run's mutex.  The app's redactor is being read by others: what
 * providers say is rid of their keys before it gets here. */
static struct ai *open_ai(void *self, struct err *err)
{
	struct session *s = self;
	struct ai_options o = {.store = s->app->store,
		.user = ai_user(s->app),
		.policy = s->app->policy,
		.offline_command = ai_offline_command};
	struct ai_prompt_folders folders;

	if (s->ai)
		return s->ai;
	if (!app_load_config(s->app, err))
		return NULL;
	o.config = s->app->config;
	prompt_folders(s->app, &folders);
	o.project_prompts = folders.project;
	o.user_prompts = folders.user;
	return ai_open(&o, &s->ai, err) ? s->ai : NULL;
}

/* Called under the run's mutex, as open_ai() is; what databases say has no password
 * in it. */
static bool find_database(void *self, const char *name, struct run_database *ret, struct err *err)
{
	struct session *s = self;
	struct str password = {0};
	bool ok;

	for (size_t i = 0; i < s->databases.len; i++) {
		if (str_eq(s->databases.at[i].name, name)) {
			*ret = s->databases.at[i].found;
			return true;
		}
	}
	name = arena_strdup(&s->app->arena, name);
	ok = database_spec(s->app, name, &password, &ret->spec, err);
	str_release(&password);
	if (!ok)
		return false;
	ret->glossary = ask_glossary_path(s->app);
	vec_push(&s->databases, ((struct named_database){name, *ret}));
	return true;
}

static bool set_budget(struct session *s, struct run_options *o, struct err *err)
{
	o->open_ai = open_ai;
	o->ai_self = s;
	o->find_database = find_database;
	o->database_self = s;
	if (!session_options.budget)
		return true;
	if (!ai_parse_usd("budget-usd", session_options.budget, &s->budget, err))
		return false;
	if (s->budget != QUOTA_NONE)
		o->budget = &s->budget;
	return true;
}

bool session_execute(struct session *s, struct run_options *o, struct err *err)
{
	struct run_result result;
	bool ok;

	if (!reports_parse(s->app, REPORT_JUNIT | REPORT_GITHUB, &s->reports, err) ||
		!set_budget(s, o, err))
		return false;
	if (session_options.events && s->reports.github) {
		err_set(err, ERR_USAGE, "--report github and --events both want standard output");
		return err_hint(err, "a report that is a file goes together with each of them");
	}
	if (s->app->store && str_eq(session_options.durability, "full") &&
		!store_set_full_sync(s->app->store, err))
		return false;
	o->store = s->app->store;
	o->no_wait = session_options.no_wait;
	o->jobs = (unsigned)session_options.jobs;
	o->timeout_ms = session_options.timeout_ms;
	o->registry = s->registry;
	o->env = s->env;
	o->request = s->request;
	o->secrets = s->app->secrets.values;
	o->secret_env = s->app->secrets.env;
	o->redactor = &s->app->secrets.redactor;
	o->policy = s->app->policy;
	o->sandbox = s->app->sandbox;
	o->traces = o->store && telemetry_traces(s->app);
	o->signal = &signals_received;
	signals_catch();
	o->signal_fd = signals_fd();
	add_sinks(s);
	o->sinks = s->sinks;
	o->sinks_len = s->sinks_len;
	ok = run_execute(s->wf, o, &result, err);
	progress_view_free(s->progress);
	s->progress = NULL;
	if (ok) {
		ok = print_result(s, &result, err);
		telemetry_after_run(
			s->app, result.recorded ? result.id : "", session_options.metrics_file);
		s->paused = str_eq(result.status, "paused");
		ok = ok && conclude(&result, err);
	}
	run_result_release(&result);
	return ok;
}
