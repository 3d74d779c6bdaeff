#include "cmd/output.h"
#include "cmd/meter.h"
#include "cmd/pager.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/term/findings.h"
#include "core/term/table.h"
#include "core/term/width.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the first write that failed; stdio remembers only that one did. */
static int output_errno;

static void to_stdout(const char *bytes, size_t len)
{
	errno = 0;
	if (pager_take(bytes, len))
		return;
	meter_pause(); /* both may be the same screen */
	if (fwrite(bytes, 1, len, stdout) < len && !output_errno)
		output_errno = errno ? errno : EIO;
	meter_go_on();
}

void app_print_bytes(struct app *app, const char *bytes, size_t len)
{
	struct str text = {0};

	if (redact_is_empty(&app->secrets.redactor)) {
		to_stdout(bytes, len);
		return;
	}
	str_add_bytes(&text, bytes, len);
	redact_shown(&app->secrets.redactor, &text);
	to_stdout(str_text(&text), text.len);
	str_release(&text);
}

void app_print_str(struct app *app, const struct str *text)
{
	app_print_bytes(app, str_text(text), text->len);
}

void app_print_table(struct app *app, const struct table *t)
{
	struct str text = {0};

	app_page(app);
	table_render(t, &app->out, &text);
	app_print_str(app, &text);
	str_release(&text);
}

void app_print(struct app *app, const char *format, ...)
{
	struct str text = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&text, format, args);
	va_end(args);
	app_print_str(app, &text);
	str_release(&text);
}

void app_flush(struct app *app)
{
	(void)app;
	pager_flush();
	errno = 0;
	if (fflush(stdout) != 0 && !output_errno)
		output_errno = errno ? errno : EIO;
}

static void print_json(struct app *app, const cJSON *value, enum json_style style)
{
	struct str text = {0};

	json_print(&text, value, style);
	str_add_char(&text, '\n');
	app_print_str(app, &text);
	str_release(&text);
}

void app_json(struct app *app, const cJSON *document)
{
	print_json(app, document, app->out.is_tty ? JSON_PRETTY : JSON_COMPACT);
}

void app_json_line(struct app *app, const cJSON *line)
{
	print_json(app, line, JSON_COMPACT);
	app_flush(app);
}

/* One write for one message, so that those of two processes do not mix. */
static void to_stderr(struct app *app, const struct str *text)
{
	struct str clean = {0};

	app_flush(app);
	str_add_bytes(&clean, str_text(text), text->len);
	redact_shown(&app->secrets.redactor, &clean);
	meter_pause();
	fwrite(str_text(&clean), 1, clean.len, stderr);
	meter_go_on();
	str_release(&clean);
}

void app_put(struct app *app, const struct term *to, const struct str *text)
{
	if (to == &app->err)
		to_stderr(app, text);
	else
		app_print_str(app, text);
}

static void add_clean(struct str *out, const char *text)
{
	text_escape(out, text, strlen(text), ESCAPE_LINES);
}

/* A message may quote bytes that are no UTF-8, which JSON cannot carry. */
static void set_text(cJSON *object, const char *key, const char *text)
{
	struct str clean = {0};

	str_add_utf8(&clean, text, strlen(text));
	json_set_string(object, key, str_text(&clean));
	str_release(&clean);
}

void app_log_take(struct app *app, const char *level, cJSON *line)
{
	cJSON *whole = json_new_object();
	char at[CLOCK_ISO_MAX];
	struct str text = {0};

	clock_format_iso(clock_wall_ms(), at);
	json_set_string(whole, "at", at);
	json_set_string(whole, "level", level);
	while (line->child) {
		const char *key = line->child->string;
		char *name = mem_strdup(key);

		if (json_get(whole, name))
			json_free(json_detach(line, name));
		else
			json_set_take(whole, name, json_detach(line, name));
		free(name);
	}
	json_print(&text, whole, JSON_COMPACT);
	str_add_char(&text, '\n');
	to_stderr(app, &text);
	str_release(&text);
	json_free(whole);
	json_free(line);
}

static void log_text(struct app *app, const char *level, const char *text)
{
	cJSON *line = json_new_object();

	set_text(line, "message", text);
	app_log_take(app, level, line);
}

static void message(
	struct app *app, enum term_role role, const char *label, const char *format, va_list args)
{
	struct str raw = {0}, line = {0};

	str_vaddf(&raw, format, args);
	if (app->log_json) {
		log_text(app,
			role == ROLE_WARNING ? "warning"
			: role == ROLE_FAINT ? "debug"
					     : "info",
			str_text(&raw));
		str_release(&raw);
		return;
	}
	term_styled(&app->err, &line, role, label);
	add_clean(&line, str_text(&raw));
	str_add_char(&line, '\n');
	to_stderr(app, &line);
	str_release(&raw);
	str_release(&line);
}

void app_note(struct app *app, const char *format, ...)
{
	va_list args;

	if (app->quiet)
		return;
	va_start(args, format);
	message(app, ROLE_PLAIN, "", format, args);
	va_end(args);
}

void app_detail(struct app *app, const char *format, ...)
{
	va_list args;

	if (app->quiet || !app->verbose)
		return;
	va_start(args, format);
	message(app, ROLE_FAINT, "", format, args);
	va_end(args);
}

void app_warn(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message(app, ROLE_WARNING, "blokctl: warning: ", format, args);
	va_end(args);
}

void app_error(struct app *app, const struct err *err)
{
	struct str text = {0};

	if (app->log_json) {
		app_log_take(app, "error", app_error_json(err));
		return;
	}
	term_styled(&app->err, &text, ROLE_ERROR, "blokctl: ");
	add_clean(&text, err->message[0] ? err->message : "failed");
	str_add_char(&text, '\n');
	if (err->hint[0]) {
		term_styled(&app->err, &text, ROLE_HINT, "hint: ");
		add_clean(&text, err->hint);
		str_add_char(&text, '\n');
	}
	to_stderr(app, &text);
	str_release(&text);
}

cJSON *app_error_json(const struct err *err)
{
	cJSON *object = json_new_object();

	set_text(object, "message", err->message[0] ? err->message : "failed");
	json_set_string(object, "code", err_code(err->kind));
	if (err->hint[0])
		set_text(object, "hint", err->hint);
	else
		json_set_take(object, "hint", json_new_null());
	json_set_number(object, "exit_status", err->kind ? err->kind : ERR_WORK);
	return object;
}

void app_page(struct app *app)
{
	pager_begin(app);
}

void app_page_end(struct app *app)
{
	app_flush(app);
	pager_end();
}

bool app_close_output(struct app *app)
{
	struct err err = {0};

	meter_stop();
	app_page_end(app);
	if (!output_errno)
		return true;
	if (output_errno == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
		return false;
	}
	err_errno(&err, output_errno, "cannot write the output");
	app_error(app, &err);
	return false;
}

static void log_findings(struct app *app, const struct diags *d)
{
	cJSON *list = app_findings_json(d);

	json_each(finding, list) {
		bool is_error = str_eq(json_get_string(finding, "severity"), "error");

		app_log_take(app, is_error ? "error" : "warning", json_copy(finding));
	}
	json_free(list);
}

void app_diags(struct app *app, const struct diags *d, const struct term *to)
{
	struct str text = {0};

	if (to == &app->out)
		app_page(app);
	else if (app->log_json) {
		log_findings(app, d);
		return;
	}
	findings_render(d, to, &text);
	app_put(app, to, &text);
	str_release(&text);
}

cJSON *app_findings_json(const struct diags *diags)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < diags->list.len; i++) {
		const struct diag *d = &diags->list.at[i];
		cJSON *item = json_new_object();

		json_set_string(item, "path", d->path);
		json_set_number(item, "line", d->line);
		json_set_number(item, "column", d->column);
		json_set_string(item, "severity", d->severity == DIAG_ERROR ? "error" : "warning");
		json_set_string(item, "code", d->code);
		json_set_string(item, "message", d->message);
		json_set_string(item, "hint", d->hint);
		json_append_take(list, item);
	}
	return list;
}

bool app_refuse_json(struct app *app, const struct err *err, const char *key, cJSON *more)
{
	cJSON *document = json_new_object(), *error = app_error_json(err);

	json_add_take(error, key, more);
	json_add_take(document, "error", error);
	app_json(app, document);
	json_free(document);
	app->reported = true;
	return false;
}

bool app_refuse(struct app *app, const struct diags *d, const struct err *err)
{
	if (app->json)
		return app_refuse_json(app, err, "findings", app_findings_json(d));
	app_diags(app, d, &app->err);
	return false;
}
