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
	const struct expr_scope scope = {.globals = globals, .signal = &repl_interrupted};
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
	ok = fs_append(repl_output(r), text.at, text.len, 0666, err);
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
	if (repl_output(r))
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
	if (!r->app->json && (r->mode || r->expanded)) {
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

static void add_line(struct repl *r, const char *line)
{
	if (r->statement.len)
		str_add_char(&r->statement, '\n');
	str_add(&r->statement, line);
}

void repl_drop(struct repl *r)
{
	str_clear(&r->statement);
	r->is_expression = false;
}

static bool end_sql(struct repl *r, struct err *err)
{
	struct str text = r->statement;
	bool ok;

	r->statement = (struct str){0};
	remember(r, str_text(&text));
	ok = ask(r, "--sql", str_text(&text), err);
	str_release(&text);
	return ok;
}

/* SQL goes on until it is complete by SQLite's own rule: a semicolon that is in no string, no
 * comment and no trigger. */
static bool add_sql(struct repl *r, const char *line, struct err *err)
{
	add_line(r, line);
	if (repl_sql_comment(str_text(&r->statement)) == COMMENT_ONLY)
		str_clear(&r->statement);
	return !db_is_complete(str_text(&r->statement)) || end_sql(r, err);
}

/* What is wrong with it is that it ends. */
static bool is_begun(const char *text)
{
	struct arena code = {0};
	struct expr_syntax bad;
	const struct expr *e;
	size_t len = strlen(text);
	bool begun;

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	begun = len && !expr_compile(&code, text, len, &e, &bad) &&
		(bad.offset >= len || strstr(bad.message, "Unterminated template"));
	arena_release(&code);
	return begun;
}

static bool end_expression(struct repl *r, struct err *err)
{
	struct str text = r->statement;
	bool ok;

	r->statement = (struct str){0};
	r->is_expression = false;
	remember(r, str_text(&text));
	ok = evaluate(r, str_text(&text) + 1, err);
	str_release(&text);
	return ok;
}

/* An empty line ends it, whatever is missing. */
static bool add_expression(struct repl *r, const char *line, struct err *err)
{
	bool goes_on = *line != '\0';

	add_line(r, line);
	r->is_expression = goes_on && is_begun(str_text(&r->statement) + 1);
	return r->is_expression || end_expression(r, err);
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

bool repl_end_statement(struct repl *r, struct err *err)
{
	if (r->is_expression)
		return end_expression(r, err);
	return could_end(r) ? end_sql(r, err) : add_sql(r, "", err);
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

/* "run" and "resume", which are of workflows. */
bool repl_is_workflow(const char *line)
{
	size_t len = strcspn(line, " \t");

	return (len == 3 && str_starts(line, "run")) || (len == 6 && str_starts(line, "resume"));
}

static bool run_command(struct repl *r, const char *line, struct err *err)
{
	struct words w = {0};
	bool ok;

	vec_push(&w.list, mem_strdup("blokctl"));
	if (repl_is_workflow(line))
		vec_push(&w.list, mem_strdup("workflow"));
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
	return cmd_find(cmd_table, name) != NULL || repl_is_workflow(line);
}

/* Another line of what is not complete yet; one of the place itself stands between them. */
static bool goes_on(const struct repl *r, const char *line)
{
	return repl_is_open(r) && !(*line == '\\' && (r->is_expression || could_end(r)));
}

bool repl_line(struct repl *r, const char *line, struct err *err)
{
	if (goes_on(r, line))
		return r->is_expression ? add_expression(r, line, err) : add_sql(r, line, err);
	while (isspace((unsigned char)*line))
		line++;
	if (*line == '#' || repl_sql_comment(line) == COMMENT_ONLY)
		return true;
	if (*line == '\\')
		return repl_command(r, line, err);
	if (*line == '=')
		return add_expression(r, line, err);
	if (str_eq(line, "exit") || str_eq(line, "quit")) {
		r->is_over = true;
		return true;
	}
	if (is_command(line))
		return run_command(r, line, err);
	if (repl_sql_comment(line) == COMMENT_OPEN || repl_is_sql(line))
		return add_sql(r, line, err);
	remember(r, line);
	return ask(r, NULL, line, err);
}

bool repl_text(struct repl *r, char *text, struct err *err)
{
	bool ok = true;

	for (char *line = text, *next; ok && line && !r->is_over; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		ok = repl_line(r, line, err);
	}
	return ok;
}

static bool one_line(struct repl *r, const char *line, struct err *err)
{
	if (!repl_line(r, line, err))
		return false;
	if (!repl_is_open(r))
		return true;
	if (r->is_expression)
		return end_expression(r, err);
	repl_drop(r);
	err_set(err, ERR_INPUT, "the statement does not end");
	return err_hint(err, "a semicolon ends it");
}

/* One line's failure is the whole's; of several, each is told, as those of a file. */
static bool do_commands(struct repl *r, struct err *err)
{
	size_t failed = 0;

	for (size_t i = 0; i < command.len && !r->is_over; i++) {
		if (one_line(r, command.at[i], err))
			continue;
		if (r->stop_on_error || command.len == 1 || (int)err->kind == REPL_PIPE_CLOSED)
			return false;
		if (*err->message)
			app_error(r->app, err);
		*err = (struct err){0};
		failed++;
	}
	return !failed || err_set(err, ERR_WORK, "%zu of %zu lines failed", failed, command.len);
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
	if (command.len)
		ok = do_commands(&r, err);
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
	free(r.once);
	str_release(&r.names);
	str_release(&r.statement);
	str_release(&r.before);
	str_release(&r.files);
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
