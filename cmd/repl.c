#include "cmd/repl.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/db/db.h"
#include "core/expr/expr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char *file;
static struct opt_list command;
static const char *database;
static bool stop_on_error, norc;

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
		.kind = OPT_LIST,
		.value = &command,
		.arg = "line",
		.help = N_("do this line, and leave; repeatable")},
	{.name = "stop-on-error",
		.letter = 'e',
		.kind = OPT_FLAG,
		.value = &stop_on_error,
		.help = N_("of a file: end at the first line that fails")},
	{.name = "norc",
		.kind = OPT_FLAG,
		.value = &norc,
		.help = N_("do not do the lines of the user's replrc first")},
	{0}};

/* ---- expressions ---- */

static bool fail_syntax(const struct expr_syntax *bad, struct err *err)
{
	return err_set(err, ERR_INPUT, "column %zu: %s", bad->offset + 1, bad->message);
}

#define LAST "$last"

/* NULL for undefined; the caller's. */
static bool value_of(struct repl *r, const char *text, cJSON **ret, struct err *err)
{
	const struct expr_bind globals[] = {
		{.name = LAST, .kind = EXPR_BIND_JSON, .json = r->last}, {0}};
	const struct expr_scope scope = {.globals = globals};
	struct arena code = {0}, scratch = {0};
	struct expr_error error;
	struct expr_syntax bad;
	const struct expr *e;
	bool ok = expr_compile(&code, text, strlen(text), &e, &bad);

	*ret = NULL;
	if (!ok) {
		fail_syntax(&bad, err);
	} else if (!(ok = expr_eval(e, &scope, &scratch, ret, &error))) {
		err_set(err, ERR_INPUT, "%s: %s", error.name, error.message);
		expr_error_release(&error);
	}
	arena_release(&code);
	arena_release(&scratch);
	return ok;
}

/* Into the file of \output. */
static bool keep_value(struct repl *r, const cJSON *value, struct err *err)
{
	struct str text = {0};
	bool ok;

	if (value)
		json_print(&text, value, JSON_COMPACT);
	else
		str_add(&text, "undefined");
	str_add_char(&text, '\n');
	ok = fs_append(r->output, text.at, text.len, 0666, err);
	repl_output_done(r);
	str_release(&text);
	return ok;
}

static bool evaluate(struct repl *r, const char *text, struct err *err)
{
	bool ok = true;
	cJSON *value;

	if (!value_of(r, text, &value, err))
		return false;
	if (r->output)
		ok = keep_value(r, value, err);
	else if (value)
		app_json(r->app, value);
	else
		app_print(r->app, "undefined\n");
	json_free(r->last);
	r->last = value;
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

/* Words that begin with $last are expressions: a text is the word, all else its JSON. */
static bool fill_last(struct repl *r, struct words *w, struct err *err)
{
	for (size_t i = 1; i < w->list.len; i++) {
		char **word = &w->list.at[i];
		cJSON *value;

		if (!str_starts(*word, LAST) || isalnum((unsigned char)(*word)[strlen(LAST)]))
			continue;
		if (!value_of(r, *word, &value, err))
			return false;
		if (!value)
			return err_set(err, ERR_INPUT, "'%s' is undefined", *word);
		free(*word);
		*word = json_is_string(value) ? mem_strdup(value->valuestring) : json_text(value);
		json_free(value);
	}
	return true;
}

static bool run_command(struct repl *r, const char *line, struct err *err)
{
	struct words w = {0};
	bool ok;

	vec_push(&w.list, mem_strdup("blokctl"));
	ok = repl_split(line, &w, err);
	if (ok && str_eq(w.list.at[1], "repl"))
		ok = err_set(err, ERR_USAGE, "you are in it: \\help shows what there is");
	ok = ok && fill_last(r, &w, err);
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

/* A semicolon would end the statement: what comes next is in no string, no comment, no trigger. */
static bool could_end(const struct repl *r)
{
	struct str text = {0};
	bool could;

	str_addf(&text, "%s\n;", str_text(&r->statement));
	could = db_is_complete(str_text(&text));
	str_release(&text);
	return could;
}

bool repl_line(struct repl *r, const char *line, struct err *err)
{
	if (repl_is_open(r) && !(*line == '\\' && could_end(r)))
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
	bool ok = true;

	(void)argc, (void)argv;
	if (app->store_path)
		setenv("BLOKCTL_STORE", app->store_path, 1);
	if (database)
		r.database = mem_strdup(database);
	for (size_t i = 0; ok && !r.is_over && i < command.len; i++)
		ok = one_line(&r, command.at[i], err);
	if (command.len)
		r.is_over = true;
	else if (file || !isatty(STDIN_FILENO))
		ok = repl_run_file(&r, file ? file : "-", err);
	else
		ok = repl_interactive(&r, norc, err);
	if (!ok && !*err->message)
		app->reported = true; /* the command itself has said why */
	json_free(r.last);
	free(r.database);
	free(r.mode);
	free(r.output);
	str_release(&r.names);
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
		"blokctl repl -c '= [1, 2, 3]' -c '= $last.map(n => n * 2)'", N_("two lines"),
		"blokctl repl -e < script", N_("many, until one fails"), NULL},
	.run = run,
};
