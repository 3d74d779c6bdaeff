#include "cmd/repl.h"

#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const char *history_file(struct app *app)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	const char *folder = state && *state ? fs_join(&app->arena, state, "blokctl")
			     : home && *home ? fs_join(&app->arena, home, ".local/state/blokctl")
					     : NULL;
	struct err ignored;

	if (!folder || !fs_make_dirs(folder, 0700, &ignored))
		return NULL;
	return fs_join(&app->arena, folder, "history");
}

/* Secrets are no part of the history. */
static void keep_line(struct repl *r, const char *text)
{
	struct str clean = {0};

	str_add(&clean, text);
	redact_text(&r->app->secrets.redactor, &clean);
	line_editor_remember(r->editor, str_text(&clean));
	str_release(&clean);
}

static void on_interrupt(int number)
{
	(void)number; /* it ends what is being read, or the child, which gets it itself */
}

/* What was typed, or several lines that were pasted; each statement is an entry of the history. */
static void do_lines(struct repl *r, char *text)
{
	for (char *line = text, *next; line && !r->is_over; line = next) {
		bool open = repl_is_open(r);
		struct err err = {0};

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!repl_line(r, line, &err) && *err.message)
			app_error(r->app, &err);
		if (!repl_is_open(r))
			keep_line(r, open ? str_text(&r->before) : line);
		app_page_end(r->app);
	}
}

static void read_lines(struct repl *r)
{
	struct str line = {0};
	enum line_end end = LINE_READ;

	while (!r->is_over) {
		end = line_editor_read(
			r->editor, repl_is_open(r) ? "   ...> " : "blokctl> ", &line);
		if (end == LINE_END)
			break;
		if (end == LINE_READ) {
			do_lines(r, line.at ? line.at : (char[]){""});
			continue;
		}
		str_clear(&r->statement);
		app_print(r->app, "\n");
		app_flush(r->app);
	}
	if (end == LINE_END)
		app_print(r->app, "\n");
	str_release(&line);
}

/* What is wrong in it is told, and the lines behind it are done. */
static void run_replrc(struct repl *r)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME"), *path;
	struct err err = {0};

	if (config && *config)
		path = fs_join(&r->app->arena, config, "blokctl/replrc");
	else if (home && *home)
		path = fs_join(&r->app->arena, home, ".config/blokctl/replrc");
	else
		return;
	if (fs_exists(path) && !repl_run_file(r, path, &err))
		app_error(r->app, &err);
	str_clear(&r->statement);
}

bool repl_interactive(struct repl *r, bool norc, struct err *err)
{
	struct sigaction action = {.sa_handler = on_interrupt};
	struct line_options o = {
		.words = {repl_complete, repl_show_words, r}, .hints = r->app->out.colour};

	if (app_load_secrets(r->app, err)) {
		o.history = history_file(r->app);
	} else {
		app_error(r->app, err);
		app_note(r->app, tr("lines are not kept: what is secret in them is not known"));
		*err = (struct err){0};
	}
	if (!line_editor_open(&o, &r->editor, err))
		return false;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	if (!norc)
		run_replrc(r);
	app_note(r->app, tr("blokctl %s: \\help shows what can be typed here"), BLOKCTL_VERSION);
	read_lines(r);
	line_editor_close(r->editor);
	return true;
}
