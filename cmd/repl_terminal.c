#include "cmd/repl.h"

#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <ctype.h>
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

/* ---- signals ---- */

atomic_int repl_interrupted, repl_ended;

/* It ends what is being read, and the lines that would follow; a child gets it itself. */
static void on_interrupt(int number)
{
	atomic_store(&repl_interrupted, number);
}

/* The lines of the session are kept, and the terminal is left as it was: nothing ends here. */
static void on_end(int number)
{
	atomic_store(&repl_interrupted, number);
	atomic_store(&repl_ended, number);
	repl_signal_child(number);
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_interrupt};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = on_end;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* ---- lines ---- */

static bool is_blank(const char *line)
{
	return !line[strspn(line, " \t\r")];
}

enum entry { TYPED, PASTED };

static bool do_line(struct repl *r, const char *line, enum entry entry, struct err *err)
{
	if (entry == TYPED && repl_is_open(r) && is_blank(line))
		return repl_end_statement(r, err);
	return repl_line(r, line, err);
}

/* What was typed, or several lines that were pasted; each statement is an entry of the history,
 * but those that begin with a blank. */
static void do_lines(struct repl *r, char *text)
{
	enum entry entry = strchr(text, '\n') ? PASTED : TYPED;

	atomic_store(&repl_interrupted, 0);
	for (char *line = text, *next; line && !r->is_over; line = next) {
		bool open = repl_is_open(r);
		struct err err = {0};

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!open)
			r->hides = isspace((unsigned char)*line);
		if (!do_line(r, line, entry, &err) && *err.message)
			app_error(r->app, &err);
		if (!repl_is_open(r) && !r->hides)
			repl_keep(r, open ? str_text(&r->before) : line);
		app_page_end(r->app);
		if (err.kind == ERR_INTERRUPTED || atomic_load(&repl_interrupted)) {
			/* The terminal has shown ^C on the prompt's line. */
			app_print(r->app, "\n");
			repl_drop(r);
			break;
		}
	}
	app_flush(r->app);
}

static void read_lines(struct repl *r)
{
	struct str line = {0};
	enum line_end end = LINE_READ;

	while (!r->is_over && !atomic_load(&repl_ended)) {
		end = line_editor_read(
			r->editor, repl_is_open(r) ? "   ...> " : "blokctl> ", &line);
		if (end == LINE_END)
			break;
		if (end == LINE_READ) {
			do_lines(r, line.at ? line.at : (char[]){""});
			continue;
		}
		repl_drop(r);
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
	if (fs_exists(path) && !repl_run_file(r, path, &err) && *err.message)
		app_error(r->app, &err);
	repl_drop(r);
}

bool repl_interactive(struct repl *r, bool norc, struct err *err)
{
	struct line_options o = {.words = {repl_complete, repl_show_words, r},
		.hints = r->app->out.colour,
		.history = history_file(r->app),
		.ended = &repl_ended};

	repl_learn_secrets(r);
	if (!line_editor_open(&o, &r->editor, err))
		return false;
	catch_signals();
	if (!norc)
		run_replrc(r);
	app_note(r->app, tr("blokctl %s: \\help shows what can be typed here"), BLOKCTL_VERSION);
	read_lines(r);
	line_editor_close(r->editor);
	r->editor = NULL;
	return !atomic_load(&repl_ended) || err_set(err, ERR_TERMINATED, "%s", "");
}
