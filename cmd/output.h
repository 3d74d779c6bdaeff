#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include "cmd/app.h"
#include "core/base/diag.h"
#include "core/base/str.h"
#include "core/data/json.h"

/* Everything that leaves the process passes through here: data to stdout,
 * all else to stderr. */

/* Data, to stdout as it is.  Text of strangers goes through text_escape(). */
void app_print(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_print_bytes(struct app *app, const char *bytes, size_t len);
void app_print_str(struct app *app, const struct str *text);

struct table;
void app_print_table(struct app *app, const struct table *t);

/* One document and a newline: indented on a terminal, one line elsewhere. */
void app_json(struct app *app, const cJSON *document);

/* One line, whatever stdout is, and handed on at once: for who reads along. */
void app_json_line(struct app *app, const cJSON *line);

/* To stderr, a newline behind it, control characters made visible. */
void app_note(struct app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* not with --quiet */
void app_detail(struct app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* only with --verbose */
void app_warn(struct app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* "blokctl: warning: …" */

/* Findings in compiler form with the source line and a caret. */
void app_diags(struct app *app, const struct diags *d, const struct term *to);

/* {path, line, column, severity, code, message, hint} of each. */
cJSON *app_findings_json(const struct diags *d);
/* Shows the findings behind the error: with --json inside it, and main prints
 * nothing more.  Returns false. */
bool app_refuse(struct app *app, const struct diags *d, const struct err *err);

/* The document of an error with one key more in it, which is taken over; main
 * prints nothing more.  Returns false. */
bool app_refuse_json(struct app *app, const struct err *err, const char *key, cJSON *more);

/* With --log-format=json: a line on stderr, with the time and the level before what is in it;
 * taken over. */
void app_log_take(struct app *app, const char *level, cJSON *line);

/* The error as main prints it, for commands that go on after one. */
void app_error(struct app *app, const struct err *err);
/* {message, code, hint, exit_status}: the value of a document's "error" key. */
cJSON *app_error_json(const struct err *err);

/* Rendered text to the stream that `to` describes: &app->out or &app->err. */
void app_put(struct app *app, const struct term *to, const struct str *text);

/* At the end, by main.  Data that could not be written (a full disk, a closed
 * descriptor) is reported and the result false.  Whoever closed the pipe does
 * not want to hear about it: the process ends as if SIGPIPE had never been
 * ignored. */
bool app_close_output(struct app *app);

/* What is printed now is something to read: more than a screen of it goes to the user's pager.
 * Tables and findings do this by themselves. */
void app_page(struct app *app);
/* Waits for the reader; for commands that go on. */
void app_page_end(struct app *app);

/* Hands the buffered data to the kernel now: before a long wait. */
void app_flush(struct app *app);

#endif
