#include "cmd/repl.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/db/db.h"
#include "core/expr/expr.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char *file, *command;
static const char *database;
static bool stop_on_error;

static const struct opt options[] = {{.name = "db",
					     .kind = OPT_TEXT,
					     .value = &database,
					     .arg = "database",
					     .help = N_("open it, as \\open does"),
					     .words = WORDS_FILE},
	{.name = "file",
		.letter = 'f',
		.kind = OPT_TEXT,
		.value = &file,
		.arg = "file",
		.help = N_("do its lines, and leave"),
		.words = WORDS_FILE},
	{.name = "command",
		.letter = 'c',
		.kind = OPT_TEXT,
		.value = &command,
		.arg = "line",
		.help = N_("do this one line, and leave")},
	{.name = "stop-on-error",
		.letter = 'e',
		.kind = OPT_FLAG,
		.value = &stop_on_error,
		.help = N_("of a file: end at the first line that fails")},
	{0}};

/* ---- expressions ---- */

static bool fail_syntax(const struct expr_syntax *bad, struct err *err)
{
	return err_set(err, ERR_INPUT, "column %zu: %s", bad->offset + 1, bad->message);
}

static bool evaluate(struct repl *r, const char *text, struct err *err)
{
	const struct expr_bind globals[] = {
		{.name = "$last", .kind = EXPR_BIND_JSON, .json = r->last}, {0}};
	const struct expr_scope scope = {.globals = globals};
	struct arena code = {0}, scratch = {0};
	struct expr_error error;
	struct expr_syntax bad;
	const struct expr *e;
	cJSON *value = NULL;
	bool ok = expr_compile(&code, text, strlen(text), &e, &bad);

	if (!ok) {
		fail_syntax(&bad, err);
	} else if ((ok = expr_eval(e, &scope, &scratch, &value, &error))) {
		if (value)
			app_json(r->app, value);
		else
			app_print(r->app, "undefined\n");
		json_free(r->last);
		r->last = value;
	} else {
		err_set(err, ERR_INPUT, "%s: %s", error.name, error.message);
		expr_error_release(&error);
	}
	arena_release(&code);
	arena_release(&scratch);
	return ok;
}

/* ---- SQL and questions ---- */

static bool ask(struct repl *r, const char *option, const char *text, struct err *err)
{
	struct words w = {0};
	bool ok;

	if (!r->database) {
		err_set(err, ERR_USAGE, "no database is open");
		return err_hint(err, "\\open FILE, or a command: 'help' lists them");
	}
	vec_push(&w.list, mem_strdup("blokctl"));
	vec_push(&w.list, mem_strdup("ask-sql"));
	vec_push(&w.list, mem_strdup("--db"));
	vec_push(&w.list, mem_strdup(r->database));
	if (r->mode || r->expanded) {
		vec_push(&w.list, mem_strdup("--format"));
		vec_push(&w.list, mem_strdup(r->expanded ? "ndjson" : r->mode));
	}
	if (option)
		vec_push(&w.list, mem_strdup(option));
	else
		vec_push(&w.list, mem_strdup("--"));
	vec_push(&w.list, mem_strdup(text));
	vec_push(&w.list, NULL);
	w.list.len--;
	ok = repl_spawn(r, &w, err);
	words_release(&w);
	return ok;
}

static bool is_sql(const char *line)
{
	static const char *const words[] = {"select", "with", "values", "explain", "insert",
		"update", "delete", "create", "drop", "alter", "pragma"};
	size_t len = strcspn(line, " \t(;");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == len && strncasecmp(line, words[i], len) == 0)
			return true;
	return false;
}

/* ---- lines ---- */

bool repl_is_open(const struct repl *r)
{
	return r->statement.len > 0;
}

static void remember(struct repl *r, const char *text)
{
	str_clear(&r->before);
	str_add(&r->before, text);
}

/* SQL goes on until it is complete by SQLite's own rule: a semicolon that is in no string, no
 * comment and no trigger. */
static bool add_sql(struct repl *r, const char *line, struct err *err)
{
	struct str text = {0};
	bool ok;

	if (r->statement.len)
		str_add_char(&r->statement, '\n');
	str_add(&r->statement, line);
	if (!db_is_complete(str_text(&r->statement)))
		return true;
	text = r->statement;
	r->statement = (struct str){0};
	remember(r, str_text(&text));
	ok = ask(r, "--sql", str_text(&text), err);
	str_release(&text);
	return ok;
}

static bool run_command(struct repl *r, const char *line, struct err *err)
{
	struct words w = {0};
	bool ok;

	vec_push(&w.list, mem_strdup("blokctl"));
	ok = repl_split(line, &w, err);
	if (ok && str_eq(w.list.at[1], "repl"))
		ok = err_set(err, ERR_USAGE, "you are in it: \\help shows what there is");
	if (ok) {
		remember(r, line);
		ok = repl_spawn(r, &w, err);
	}
	words_release(&w);
	return ok;
}

static bool is_command(const char *line)
{
	size_t len = strcspn(line, " \t");
	char name[32] = "";

	if (len < sizeof name)
		memcpy(name, line, len);
	return cmd_find(cmd_table, name) != NULL;
}

bool repl_line(struct repl *r, const char *line, struct err *err)
{
	if (repl_is_open(r))
		return add_sql(r, line, err);
	while (isspace((unsigned char)*line))
		line++;
	if (!*line || *line == '#')
		return true;
	if (*line == '\\')
		return repl_command(r, line, err);
	if (*line == '=')
		return evaluate(r, line + 1, err);
	if (str_eq(line, "exit") || str_eq(line, "quit")) {
		r->is_over = true;
		return true;
	}
	if (is_command(line))
		return run_command(r, line, err);
	if (is_sql(line))
		return add_sql(r, line, err);
	remember(r, line);
	return ask(r, NULL, line, err);
}

/* ---- on a terminal ---- */

/* As the shell's completion knows it, of the words so far. */
static void complete(void *self, const char *text, struct str *ret)
{
	struct words w = {0};
	struct str out = {0};
	struct err ignored;
	size_t len = strlen(text);

	(void)self;
	vec_push(&w.list, mem_strdup("blokctl"));
	vec_push(&w.list, mem_strdup("completion"));
	vec_push(&w.list, mem_strdup("words"));
	vec_push(&w.list, mem_strdup("--"));
	if (repl_split(text, &w, &ignored)) {
		if (!len || text[len - 1] == ' ')
			vec_push(&w.list, mem_strdup(""));
		vec_push(&w.list, NULL);
		repl_capture((const char *const *)w.list.at, &out);
		w.list.len--;
	}
	/* word<tab>description; what begins with a colon is for the shell */
	for (const char *at = str_text(&out); *at; at += strcspn(at, "\n") + 1) {
		if (*at != ':') {
			str_add_bytes(ret, at, strcspn(at, "\t\n"));
			str_add_char(ret, '\n');
		}
		if (!strchr(at, '\n'))
			break;
	}
	str_release(&out);
	words_release(&w);
}

static void show_words(void *self, const char *words)
{
	struct repl *r = self;

	app_print(r->app, "\n");
	for (; *words; words += strcspn(words, "\n") + 1)
		app_print(r->app, "%.*s  ", (int)strcspn(words, "\n"), words);
	app_print(r->app, "\n");
	app_flush(r->app);
}

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

static void read_lines(struct repl *r)
{
	struct str line = {0};
	struct err err = {0};
	enum line_end end = LINE_READ;

	while (!r->is_over) {
		bool open = repl_is_open(r);

		end = line_editor_read(r->editor, open ? "   ...> " : "blokctl> ", &line);
		if (end == LINE_END)
			break;
		if (end == LINE_CANCELLED) {
			str_clear(&r->statement);
			app_print(r->app, "\n");
			app_flush(r->app);
			continue;
		}
		err = (struct err){0};
		if (!repl_line(r, str_text(&line), &err) && *err.message)
			app_error(r->app, &err);
		if (!repl_is_open(r))
			keep_line(r, open ? str_text(&r->before) : str_text(&line));
		app_page_end(r->app);
	}
	if (end == LINE_END)
		app_print(r->app, "\n");
	str_release(&line);
}

static bool interactive(struct repl *r, struct err *err)
{
	struct sigaction action = {.sa_handler = on_interrupt};
	const struct line_words words = {complete, show_words, r};
	const char *history = NULL;

	if (app_load_secrets(r->app, err)) {
		history = history_file(r->app);
	} else {
		app_error(r->app, err);
		app_note(r->app, tr("lines are not kept: what is secret in them is not known"));
		*err = (struct err){0};
	}
	if (!line_editor_open(history, &words, &r->editor, err))
		return false;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	app_note(r->app, tr("blokctl %s: \\help shows what can be typed here"), BLOKCTL_VERSION);
	read_lines(r);
	line_editor_close(r->editor);
	return true;
}

static bool one_line(struct repl *r, const char *line, struct err *err)
{
	if (!repl_line(r, line, err))
		return false;
	if (!repl_is_open(r))
		return true;
	err_set(err, ERR_INPUT, "the statement does not end");
	return err_hint(err, "a semicolon ends it");
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct repl r = {.app = app, .stop_on_error = stop_on_error, .source = "command"};
	bool ok;

	(void)argc, (void)argv;
	if (app->store_path)
		setenv("BLOKCTL_STORE", app->store_path, 1);
	if (database)
		r.database = mem_strdup(database);
	if (command)
		ok = one_line(&r, command, err);
	else if (file || !isatty(STDIN_FILENO))
		ok = repl_run_file(&r, file ? file : "-", err);
	else
		ok = interactive(&r, err);
	if (!ok && !*err->message)
		app->reported = true; /* the command itself has said why */
	json_free(r.last);
	free(r.database);
	free(r.mode);
	free(r.output);
	str_release(&r.statement);
	str_release(&r.before);
	return ok;
}

const struct cmd cmd_repl = {
	.name = "repl",
	.summary = N_("Work in one place: commands, SQL, questions, expressions"),
	.details =
		N_("'blokctl' alone does the same on a terminal. Without one, lines come from the "
		   "standard input."),
	.opts = options,
	.examples = (const char *const[]){"blokctl repl --db shop.db",
		N_("SELECT …; or a question in plain language"),
		"blokctl repl -c '= [1, 2, 3].map(n => n * 2)'", N_("one line"),
		"blokctl repl -e < script", N_("many, until one fails"), NULL},
	.run = run,
};
