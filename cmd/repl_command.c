#include "cmd/repl.h"

#include "cmd/ask.h"
#include "cmd/editor.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/db/source.h"
#include "core/term/table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Scripts are lines by hand: more is a mistake. */
#define SCRIPT_MAX ((size_t)16 * 1024 * 1024)
/* \read within \read; more is a circle. */
#define DEPTH_MAX 16

static void set(char **place, const char *value)
{
	free(*place);
	*place = value ? mem_strdup(value) : NULL;
}

static bool is_off(const char *word)
{
	return str_eq(word, "off") || str_eq(word, "-");
}

static bool toggle(struct repl *r, bool *what, const char *word, const char *name, struct err *err)
{
	if (word && !str_eq(word, "on") && !str_eq(word, "off"))
		return err_set(err, ERR_USAGE, "\\%s is on or off", name);
	*what = word ? str_eq(word, "on") : !*what;
	app_note(r->app, tr("%s is %s"), name, *what ? tr("on") : tr("off"));
	return true;
}

/* ---- the commands ---- */

static bool do_open(struct repl *r, const char *word, struct err *err)
{
	(void)err;
	if (word) {
		set(&r->database, is_off(word) ? NULL : word);
		str_release(&r->names);
	}
	app_note(r->app, "%s",
		r->database ? ask_database_name(r->app, r->database) : tr("no database is open"));
	return true;
}

const char *const repl_modes[] = {
	"table", "json", "ndjson", "csv", "tsv", "markdown", "html", NULL};

static bool do_mode(struct repl *r, const char *word, struct err *err)
{
	bool known = !word;

	for (size_t i = 0; !known && repl_modes[i]; i++)
		known = str_eq(word, repl_modes[i]);
	if (!known) {
		err_set(err, ERR_USAGE, "there is no mode '%s'", word);
		return err_hint(err, "table, json, ndjson, csv, tsv, markdown or html");
	}
	if (word)
		set(&r->mode, word);
	app_note(r->app, tr("rows come as %s"), r->mode ? r->mode : "table");
	return true;
}

static bool do_output(struct repl *r, const char *word, struct err *err)
{
	(void)err;
	set(&r->output, word && !is_off(word) ? word : NULL);
	set(&r->once, NULL);
	app_note(r->app, tr("output goes to %s"), r->output ? r->output : tr("the screen"));
	return true;
}

static bool do_once(struct repl *r, const char *word, struct err *err)
{
	if (!word)
		return err_set(err, ERR_USAGE, "\\once wants a file");
	set(&r->once, word);
	return true;
}

static bool do_timing(struct repl *r, const char *word, struct err *err)
{
	return toggle(r, &r->timing, word, "timing", err);
}

static bool do_expanded(struct repl *r, const char *word, struct err *err)
{
	return toggle(r, &r->expanded, word, "x", err);
}

static bool do_read(struct repl *r, const char *word, struct err *err)
{
	if (!word)
		return err_set(err, ERR_USAGE, "\\read wants a file");
	return repl_run_file(r, word, err);
}

static void add_table(struct table *t, const struct source_table *of)
{
	for (size_t i = 0; i < of->columns_len; i++) {
		const struct source_column *c = &of->columns[i];

		table_add_styled(t, ROLE_NAME, i ? "" : of->name);
		table_add(t, c->name);
		table_add(t, c->declared);
		table_add(t, c->key_place ? tr("key") : c->not_null ? tr("not null") : "");
	}
}

/* To the screen, or in full into the file of \output. */
static bool put_table(struct repl *r, const struct table *t, struct err *err)
{
	const struct term file = {.unicode = r->app->out.unicode};
	struct str text = {0};
	bool ok;

	if (!repl_output(r)) {
		app_print_table(r->app, t);
		return true;
	}
	table_render(t, &file, &text);
	redact_shown(&r->app->secrets.redactor, &text);
	ok = fs_append(repl_output(r), str_text(&text), text.len, 0666, err);
	repl_output_done(r);
	str_release(&text);
	return ok;
}

static bool print_schema(struct repl *r, struct source *s, const char *only, struct err *err)
{
	static const struct column columns[] = {{N_("TABLE"), COLUMN_TEXT},
		{N_("COLUMN"), COLUMN_TEXT}, {N_("TYPE"), COLUMN_TEXT}, {"", COLUMN_TEXT}, {0}};
	struct source_schema schema;
	struct arena a = {0};
	struct table t;
	size_t count = 0;
	bool ok = source_schema(s, &a, &schema, err);

	table_init(&t, columns);
	for (size_t i = 0; ok && i < schema.len; i++)
		if (!only || strcasecmp(schema.tables[i].name, only) == 0) {
			add_table(&t, &schema.tables[i]);
			count++;
		}
	if (ok && only && !count)
		ok = err_set(err, ERR_WORK, "there is no table '%s'", only);
	else if (ok)
		ok = put_table(r, &t, err);
	table_release(&t);
	arena_release(&a);
	return ok;
}

static bool do_schema(struct repl *r, const char *word, struct err *err)
{
	struct source *s;
	bool ok;

	if (!r->database) {
		err_set(err, ERR_USAGE, "no database is open");
		return err_hint(err, "\\open FILE");
	}
	if (!ask_database_open(r->app, r->database, &s, err))
		return false;
	ok = print_schema(r, s, word, err);
	source_close(s);
	return ok;
}

static bool do_edit(struct repl *r, const char *word, struct err *err)
{
	struct str text = {0};
	bool ok;

	(void)word;
	str_add(&text, str_text(r->statement.len ? &r->statement : &r->before));
	repl_drop(r);
	ok = editor_text(r->app, "statement.sql", "type it in", &text, err);
	while (text.len && isspace((unsigned char)text.at[text.len - 1]))
		str_truncate(&text, text.len - 1); /* editors end the last line */
	if (ok)
		repl_keep(r, str_text(&text));
	ok = ok && (!text.len || repl_text(r, text.at, err));
	str_release(&text);
	return ok;
}

/* The last statement or command, again and again, until Ctrl-C. */
static bool do_watch(struct repl *r, const char *word, struct err *err)
{
	double seconds = word ? strtod(word, NULL) : 2;
	struct timespec pause;
	struct str line = {0};
	bool ok = true, is_over = false;

	if (!(seconds >= 0.1 && seconds <= 86400))
		return err_set(err, ERR_USAGE, "\\watch wants seconds: 0.1 to 86400");
	if (!r->before.len)
		return err_set(err, ERR_USAGE, "there is nothing to watch yet");
	if (repl_is_open(r))
		return err_set(err, ERR_USAGE, "the statement has to end first");
	pause.tv_sec = (time_t)seconds;
	pause.tv_nsec = (long)((seconds - (double)pause.tv_sec) * 1e9);
	str_add(&line, str_text(&r->before));
	while (ok && !is_over)
		if ((ok = repl_line(r, str_text(&line), err)))
			is_over = atomic_load(&repl_interrupted) || nanosleep(&pause, NULL) != 0;
	str_release(&line);
	return ok || err->kind == ERR_INTERRUPTED;
}

static bool do_quit(struct repl *r, const char *word, struct err *err)
{
	(void)word, (void)err;
	r->is_over = true;
	return true;
}

static bool do_help(struct repl *r, const char *word, struct err *err);

/* Each takes one word at most, where `arg` says so. */
static const struct {
	const char *name, *arg, *help;
	bool (*run)(struct repl *r, const char *word, struct err *err);
} commands[] = {
	{"open", "DATABASE", N_("SQL and questions go there; off closes it"), do_open},
	{"schema", "TABLE", N_("its tables and columns"), do_schema},
	{"mode", "FORMAT", N_("table, json, ndjson, csv, tsv, markdown or html"), do_mode},
	{"x", "[on|off]", N_("one row to a line, as JSON"), do_expanded},
	{"timing", "[on|off]", N_("how long each takes"), do_timing},
	{"output", "FILE", N_("add what is printed to a file; off: the screen"), do_output},
	{"once", "FILE", N_("the next output alone goes there"), do_once},
	{"read", "FILE", N_("do its lines"), do_read},
	{"edit", "", N_("the last statement, in $EDITOR"), do_edit},
	{"watch", "SECONDS", N_("the last one again and again, until Ctrl-C"), do_watch},
	{"help", "", N_("this"), do_help},
	{"quit", "", N_("leave, as Ctrl-D does"), do_quit},
};
#define COMMANDS_LEN (sizeof commands / sizeof *commands)

const char *const *repl_command_names(void)
{
	static const char *names[COMMANDS_LEN + 1];

	for (size_t i = 0; i < COMMANDS_LEN; i++)
		names[i] = commands[i].name;
	return names;
}

static bool do_help(struct repl *r, const char *word, struct err *err)
{
	(void)word, (void)err;
	app_page(r->app);
	for (size_t i = 0; i < COMMANDS_LEN; i++)
		app_print(r->app, "  \\%-8s %-9s %s\n", commands[i].name, commands[i].arg,
			tr(commands[i].help));
	app_print(r->app, tr("  = EXPR             an expression; $last is the last result\n"
			     "  COMMAND ...        any command of blokctl, without 'blokctl': help "
			     "lists them\n"
			     "  SELECT ...;        SQL for the open database\n"
			     "  anything else      a question to it\n"));
	return true;
}

static bool too_many(const char *arg, const char *name, struct err *err)
{
	if (!*arg)
		return err_set(err, ERR_USAGE, "\\%s takes no word", name);
	err_set(err, ERR_USAGE, "\\%s takes one word", name);
	return err_hint(err, "quotes keep blanks together");
}

bool repl_command(struct repl *r, const char *line, struct err *err)
{
	struct words words = {0};
	const char *names[COMMANDS_LEN], *nearest;
	bool ok = repl_split(line + 1, &words, err), found = false;
	size_t more = words.list.len ? words.list.len - 1 : 0;
	const char *name = words.list.len ? words.list.at[0] : "?";

	if (str_eq(name, "q"))
		name = "quit";
	if (str_eq(name, "?"))
		name = "help";
	for (size_t i = 0; ok && i < COMMANDS_LEN; i++) {
		names[i] = commands[i].name;
		if (found || !str_eq(name, commands[i].name))
			continue;
		found = true;
		ok = more <= (*commands[i].arg ? 1 : 0) || too_many(commands[i].arg, name, err);
		ok = ok && commands[i].run(r, more ? words.list.at[1] : NULL, err);
	}
	if (ok && !found) {
		nearest = str_nearest(name, names, COMMANDS_LEN);
		ok = err_set(err, ERR_USAGE, "there is no '\\%s'", name);
		err_hint(err, nearest ? "did you mean '\\%s'?" : "\\help lists them", nearest);
	}
	words_release(&words);
	return ok;
}

/* ---- files ---- */

/* Of a line that failed: a command has said why itself, but not where. */
static bool at_line(struct repl *r, struct err *err)
{
	if (*err->message)
		return err_wrap(err, "%s:%d", r->source, r->line);
	return err_set(err, err->kind, "%s:%d: it failed: exit status %d", r->source, r->line,
		(int)err->kind);
}

/* Nobody reads what would be printed, or somebody has had enough: no more lines. */
static bool is_left(const struct err *err)
{
	return (int)err->kind == REPL_PIPE_CLOSED || atomic_load(&repl_interrupted);
}

/* False where no more lines are to be done. */
static bool script_line(struct repl *r, const char *line, size_t *failed, struct err *err)
{
	bool ok = repl_line(r, line, err);

	if (atomic_load(&repl_interrupted))
		return err_set(err, ERR_INTERRUPTED, "%s", "");
	if (ok)
		return true;
	if (is_left(err))
		return false;
	at_line(r, err);
	if (r->stop_on_error)
		return false;
	app_error(r->app, err);
	*err = (struct err){0};
	++*failed;
	return true;
}

/* At the end; an expression says itself what is missing. */
static bool end_lines(struct repl *r, size_t *failed, struct err *err)
{
	if (!repl_is_open(r))
		return true;
	if (r->is_expression)
		return script_line(r, "", failed, err);
	return err_set(
		err, ERR_INPUT, "%s:%d: the last statement does not end", r->source, r->line);
}

static void end_at_newline(char *line, char **ret_next)
{
	char *end = strchr(line, '\n');

	*ret_next = NULL;
	if (!end)
		end = line + strlen(line);
	else if (end[1])
		*ret_next = end + 1; /* the end of the last line begins none */
	*end = '\0';
	if (end > line && end[-1] == '\r')
		end[-1] = '\0';
}

static bool run_lines(struct repl *r, char *text, struct err *err)
{
	size_t failed = 0;

	if (str_starts(text, "\xef\xbb\xbf")) /* a byte order mark */
		text += 3;
	for (char *line = text, *next; line && !r->is_over; line = next) {
		end_at_newline(line, &next);
		r->line++;
		if (!script_line(r, line, &failed, err))
			return false;
	}
	if (!end_lines(r, &failed, err))
		return false;
	return !failed || err_set(err, ERR_WORK, "%s: %zu line%s failed", r->source, failed,
				  failed == 1 ? "" : "s");
}

bool repl_run_file(struct repl *r, const char *path, struct err *err)
{
	static int depth;
	const char *source = r->source;
	int line = r->line;
	struct str text = {0};
	bool ok;

	if (depth >= DEPTH_MAX)
		return err_set(
			err, ERR_INPUT, "files read each other: more than %d deep", DEPTH_MAX);
	if (!fs_read_text(path, SCRIPT_MAX, &text, err))
		return false;
	depth++;
	r->source = str_eq(path, "-") ? "stdin" : path;
	r->line = 0;
	ok = !text.len || run_lines(r, text.at, err);
	depth--;
	r->source = source;
	r->line = line;
	str_release(&text);
	return ok;
}
