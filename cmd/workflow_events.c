#include "cmd/output.h"
#include "cmd/workflow.h"

#include "core/base/clock.h"

/* One line of --events: NDJSON on stdout. */
static const char *const names[] = {
	[EVENT_RUN_STARTED] = "run.started",
	[EVENT_STEP_STARTED] = "step.started",
	[EVENT_STEP_RETRIED] = "step.retried",
	[EVENT_STEP_ENDED] = "step.ended",
	[EVENT_STEP_WAITING] = "step.waiting",
	[EVENT_LOG] = "log",
};

static void add_step(cJSON *line, const struct run_event *e)
{
	json_set_string(line, "path", e->path);
	json_set_string(line, "id", e->step->id);
	json_set_string(line, "node", e->step->use);
	json_set_string(line, "middleware", e->middleware);
	json_set_number(line, "attempt", e->attempt);
}

static void add_end(cJSON *line, const struct run_event *e)
{
	json_set_string(line, "status", step_status_name(e->status));
	json_set_bool(line, "cached", e->cached);
	json_set_number(line, "duration_ms", (double)(e->duration_us / 10) / 100);
	if (e->kind == EVENT_STEP_RETRIED)
		json_set_number(line, "delay_ms", (double)e->delay_ms);
	if (e->wake_at) {
		char iso[CLOCK_ISO_MAX];

		clock_format_iso(e->wake_at, iso);
		json_set_string(line, "wake_at", iso);
	}
	json_set_take(line, "error", e->failure ? run_error_json(e->failure) : json_new_null());
}

/* What every line begins with. */
static cJSON *new_line(const char *event, const char *run_id)
{
	cJSON *line = json_new_object();
	char now[CLOCK_ISO_MAX];

	clock_format_iso(clock_wall_ms(), now);
	json_set_string(line, "event", event);
	json_set_string(line, "at", now);
	json_set_string(line, "run_id", run_id);
	return line;
}

static cJSON *line_of(const struct run_event *e)
{
	cJSON *line = new_line(names[e->kind], e->run_id);

	if (e->kind == EVENT_RUN_STARTED)
		json_set_string(line, "workflow", e->workflow->name);
	if (e->step)
		add_step(line, e);
	if (e->kind == EVENT_STEP_ENDED || e->kind == EVENT_STEP_RETRIED ||
		e->kind == EVENT_STEP_WAITING)
		add_end(line, e);
	if (e->kind == EVENT_LOG) {
		json_set_string(line, "path", e->path);
		json_set_string(line, "level", e->level);
		json_set_string(line, "message", e->message);
		json_add_take(line, "attrs", e->attrs ? json_copy(e->attrs) : json_new_null());
	}
	return line;
}

static void on_event(void *self, const struct run_event *e)
{
	cJSON *line = line_of(e);

	app_json_line(self, line);
	json_free(line);
}

static void on_logged(void *self, const struct run_event *e)
{
	const char *level = e->kind == EVENT_LOG            ? e->level
			    : e->kind == EVENT_STEP_STARTED ? "debug"
			    : e->failure                    ? "error"
							    : "info";
	struct app *app = self;

	if (!e->replayed && (app->verbose || !str_eq(level, "debug")))
		app_log_take(app, level, line_of(e));
}

struct run_sink events_log_sink(struct app *app)
{
	return (struct run_sink){on_logged, app};
}

void events_end_take(struct app *app, const char *run_id, cJSON *document)
{
	cJSON *line = new_line("run.ended", run_id);

	while (document->child) {
		const char *key = document->child->string;

		if (json_get(line, key))
			json_free(json_detach(document, key));
		else
			json_set_take(
				line, arena_strdup(&app->arena, key), json_detach(document, key));
	}
	json_free(document);
	app_json_line(app, line);
	json_free(line);
}

struct run_sink events_sink(struct app *app)
{
	return (struct run_sink){on_event, app};
}
