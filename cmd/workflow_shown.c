#include "cmd/workflow_shown.h"

#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/width.h"

#include <string.h>

void shown_add_error(struct str *out, const char *error_json)
{
	cJSON *error = stored_value(error_json);
	const char *name = json_get_string(error, "name");
	const char *message = json_get_string(error, "message");
	struct str text = {0};

	if (message && name && !str_eq(name, "Error"))
		str_addf(&text, "%s: %s", name, message);
	else
		str_add(&text, message ? message : error_json);
	text_escape(out, str_text(&text), text.len, ESCAPE_ALL);
	str_release(&text);
	json_free(error);
}

void shown_add_value(struct str *out, const cJSON *value, size_t depth)
{
	struct str json = {0}, safe = {0};

	json_print(&json, value, JSON_PRETTY);
	text_escape(&safe, str_text(&json), json.len, ESCAPE_LINES);
	for (const char *at = str_text(&safe); *at;) {
		size_t len = strcspn(at, "\n");

		width_pad(out, depth);
		str_add_bytes(out, at, len);
		str_add_char(out, '\n');
		at += len + (at[len] == '\n');
	}
	str_release(&json);
	str_release(&safe);
}

/* Wider than the widest label in every language. */
#define LABEL_WIDTH 11

static void add_field(struct shown_run *r, struct str *out, const char *label, enum term_role role,
	const char *text)
{
	struct str clean = {0};

	label = tr(label);
	str_add(out, label);
	width_pad(out, LABEL_WIDTH - width_of(label, strlen(label)));
	text_escape(&clean, text, strlen(text), ESCAPE_ALL);
	term_styled(&r->app->out, out, role, str_text(&clean));
	str_add_char(out, '\n');
	str_release(&clean);
}

static void add_start(struct shown_run *r, struct str *out)
{
	char iso[CLOCK_ISO_MAX], age[FORMAT_MAX];
	struct str text = {0};

	clock_format_iso(r->row.started_at, iso);
	format_age(age, r->row.started_at, clock_wall_ms());
	str_add(&text, iso);
	if (!str_starts(iso, age))
		str_addf(&text, " (%s)", age);
	add_field(r, out, N_("started"), ROLE_PLAIN, str_text(&text));
	if (stored_has_result(&r->row)) {
		format_duration(age, r->row.duration_ms);
		add_field(r, out, N_("duration"), ROLE_PLAIN, age);
	}
	if (r->row.wake_at) {
		clock_format_iso(r->row.wake_at, iso);
		add_field(r, out, N_("waits"), ROLE_PLAIN, iso);
	}
	str_release(&text);
}

static void print_head(struct shown_run *r)
{
	const char *status = stored_status(r->app->store, &r->row);
	struct str out = {0};

	add_field(r, &out, N_("run"), ROLE_STRONG, r->row.id);
	add_field(r, &out, N_("workflow"), ROLE_PLAIN,
		arena_printf(&r->app->arena, "%s %s", r->row.workflow,
			r->row.version ? r->row.version : ""));
	if (r->row.file)
		add_field(r, &out, N_("file"), ROLE_PLAIN, r->row.file);
	add_field(r, &out, N_("status"), stored_role(status), stored_status_text(status));
	add_start(r, &out);
	if (r->row.parent)
		add_field(r, &out, N_("parent"), ROLE_NAME, r->row.parent);
	if (r->row.replay_of)
		add_field(r, &out, N_("replay of"), ROLE_NAME, r->row.replay_of);
	app_print_str(r->app, &out);
	str_release(&out);
}

static void print_title(struct shown_run *r, const char *title)
{
	struct str out = {0};

	str_add_char(&out, '\n');
	term_styled(&r->app->out, &out, ROLE_HEADING, title);
	str_add_char(&out, '\n');
	app_print_str(r->app, &out);
	str_release(&out);
}

static void print_section(struct shown_run *r, const char *title, const char *json)
{
	cJSON *value = stored_value(json);
	struct str out = {0};

	if (json) {
		print_title(r, title);
		shown_add_value(&out, value, 2);
		app_print_str(r->app, &out);
	}
	str_release(&out);
	json_free(value);
}

/* What is there by default would only hide what the caller gave. */
static void print_request(struct shown_run *r)
{
	cJSON *request = stored_value(r->row.request);
	static const char *const objects[] = {"headers", "params", "query"};
	struct str out = {0};

	json_set_take(request, "rawBody", NULL);
	json_set_take(request, "url", NULL);
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (json_count(json_get(request, objects[i])) == 0)
			json_set_take(request, objects[i], NULL);
	print_title(r, tr("request"));
	shown_add_value(&out, request, 2);
	app_print_str(r->app, &out);
	str_release(&out);
	json_free(request);
}

static void print_response(struct shown_run *r)
{
	cJSON *response = stored_value(r->row.response);
	const char *type = json_get_string(response, "content_type");
	const cJSON *headers = json_get(response, "headers"), *body = json_get(response, "body");
	struct str out = {0};

	if (!r->row.response)
		goto done;
	print_title(r, arena_printf(&r->app->arena, tr("response %d %s"),
		json_get_int(response, "status", 0), type ? type : ""));
	if (json_count(headers))
		shown_add_value(&out, headers, 2);
	if (body)
		shown_add_value(&out, body, 2);
	app_print_str(r->app, &out);
done:
	str_release(&out);
	json_free(response);
}

static void print_attempt(struct shown_run *r, const struct attempt_row *row)
{
	char iso[CLOCK_ISO_MAX], took[FORMAT_MAX];
	struct str out = {0};

	clock_format_iso(row->started_at, iso);
	add_field(r, &out, N_("status"), stored_role(row->status),
		row->cached ? tr("completed (cached)") : stored_status_text(row->status));
	add_field(r, &out, N_("started"), ROLE_PLAIN, iso);
	if (row->duration_us >= 0) {
		format_duration(took, row->duration_us / 1000);
		add_field(r, &out, N_("duration"), ROLE_PLAIN, took);
	}
	app_print_str(r->app, &out);
	str_release(&out);
	print_section(r, tr("inputs"), row->inputs);
	print_section(r, tr("output"), row->output);
	print_section(r, tr("effects"), row->effects);
	print_section(r, tr("error"), row->error);
}

void shown_print_step(struct shown_run *r)
{
	const struct attempt_row *first = &r->attempts.at[0];
	struct str out = {0};

	add_field(r, &out, N_("run"), ROLE_STRONG, r->row.id);
	add_field(r, &out, N_("step"), ROLE_NAME, first->path);
	add_field(r, &out, N_("node"), ROLE_PLAIN, first->node);
	if (first->middleware)
		add_field(r, &out, N_("middleware"), ROLE_PLAIN, first->middleware);
	app_print_str(r->app, &out);
	str_release(&out);
	for (size_t i = 0; i < r->attempts.len; i++) {
		if (r->attempts.len > 1)
			print_title(r, arena_printf(&r->app->arena, tr("attempt %zu of %zu"), i + 1,
				r->attempts.len));
		print_attempt(r, &r->attempts.at[i]);
	}
}

void shown_print_run(struct shown_run *r)
{
	print_head(r);
	print_request(r);
	if (r->attempts.len) {
		print_title(r, tr("steps"));
		tree_print(r);
	}
	print_response(r);
	print_section(r, tr("error"), r->row.error);
}
