#include "cmd/output.h"
#include "cmd/signals.h"
#include "cmd/workflow.h"
#include "cmd/workflow_stored.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/width.h"

#include <poll.h>
#include <string.h>

static const char *level;
static bool follow;

/* How often a live run is asked for more: its own commits come at most ten
 * times a second. */
#define FOLLOW_PAUSE_MS 100

static const struct opt options[] = {
	{.name = "level", .letter = 'l', .kind = OPT_CHOICE, .value = &level, .arg = "level",
		.help = N_("only lines of this level or a more serious one"),
		.choices = "debug|info|warn|error"},
	{.name = "follow", .letter = 'f', .kind = OPT_FLAG, .value = &follow,
		.help = N_("go on until the run ends; with --json, a line each")},
	{0},
};

struct log_view {
	struct app *app;
	cJSON *list; /* with --json */
	size_t count;
	int64_t last; /* seq of the last line read */
};

static int rank(const char *name)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};

	for (int i = 0; i < 4; i++)
		if (str_eq(name, names[i]))
			return i;
	return 1; /* a level of somebody's own */
}

static enum term_role role(const char *name)
{
	static const enum term_role roles[] = {ROLE_FAINT, ROLE_GOOD, ROLE_WARNING, ROLE_ERROR};

	return roles[rank(name)];
}

static void add_clean(struct str *out, const char *text)
{
	text_escape(out, text, strlen(text), ESCAPE_ALL);
}

static void print_line(struct log_view *v, const struct log_row *row)
{
	const struct term *term = &v->app->out;
	struct str line = {0}, name = {0};
	char iso[CLOCK_ISO_MAX];

	clock_format_iso(row->at, iso);
	term_styled(term, &line, ROLE_FAINT, iso);
	str_add(&line, "  ");
	add_clean(&name, row->level);
	term_styled(term, &line, role(row->level), str_text(&name));
	width_pad(&line, name.len < 5 ? 7 - name.len : 2);
	str_clear(&name);
	add_clean(&name, row->path);
	term_styled(term, &line, ROLE_NAME, str_text(&name));
	str_add(&line, "  ");
	add_clean(&line, row->message);
	if (row->attrs) {
		str_add(&line, "  ");
		add_clean(&line, row->attrs);
	}
	str_add_char(&line, '\n');
	app_print_str(v->app, &line);
	str_release(&line);
	str_release(&name);
}

static cJSON *line_json(const struct log_row *row)
{
	cJSON *json = json_new_object();

	json_add_take(json, "at", stored_time(row->at));
	json_set_string(json, "level", row->level);
	json_set_string(json, "path", row->path);
	json_set_string(json, "message", row->message);
	json_add_take(json, "attrs", stored_value(row->attrs));
	return json;
}

static void print_json_line(struct log_view *v, const struct log_row *row)
{
	cJSON *json = line_json(row);

	app_json_line(v->app, json);
	json_free(json);
}

static bool show(void *self, const struct log_row *row, struct err *err)
{
	struct log_view *v = self;

	(void)err;
	v->last = row->seq;
	if (level && rank(row->level) < rank(level))
		return true;
	v->count++;
	if (v->list && !follow)
		json_append_take(v->list, line_json(row));
	else if (v->list)
		print_json_line(v, row);
	else
		print_line(v, row);
	return true;
}

/* Until nobody is at the run any more and everything it left is read. */
static bool follow_run(struct log_view *v, const struct run_row *row, struct err *err)
{
	signals_catch();
	for (;;) {
		struct pollfd wake = {.fd = signals_fd(), .events = POLLIN};
		bool live = store_run_is_live(v->app->store, row->id);

		if (!runs_each_log(v->app->store, row->no, v->last, show, v, err))
			return false;
		app_flush(v->app);
		if (!live)
			return true;
		if (poll(&wake, 1, FOLLOW_PAUSE_MS) > 0)
			return signals_error(err, "interrupted; the run goes on");
	}
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct log_view v = {.app = app, .list = app->json ? json_new_array() : NULL, .last = -1};
	cJSON *document;
	struct run_row row;
	bool ok;

	(void)argc;
	if (!follow)
		app_page(app);
	ok = stored_find(app, argv[0], &row, err) &&
		(follow ? follow_run(&v, &row, err)
			: runs_each_log(app->store, row.no, -1, show, &v, err));
	if (ok && app->json && !follow) {
		document = json_new_object();
		json_set_string(document, "run_id", row.id);
		json_add_take(document, "logs", v.list);
		v.list = NULL;
		app_json(app, document);
		json_free(document);
	} else if (ok && !v.count && !app->json) {
		app_note(app,
			level ? tr("%s logged nothing of that level") : tr("%s logged nothing"),
			row.id);
	}
	json_free(v.list);
	return ok;
}

const struct cmd workflow_logs = {
	.name = "logs",
	.args = "RUN",
	.summary = N_("Show what a run's steps have logged"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.examples =
		(const char *const[]){
			"blokctl workflow logs last",
			N_("the lines of the latest run"),
			"blokctl workflow logs last --level warn",
			N_("warnings and errors"),
			NULL,
		},
	.operands = WORDS_RUN,
	.run = run,
};
