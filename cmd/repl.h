#ifndef CMD_REPL_H
#define CMD_REPL_H

#include "cmd/app.h"
#include "core/base/vec.h"
#include "core/data/json.h"
#include "core/term/line.h"

#include <stdatomic.h>

/* The place to work in.  Each line is a command of ours, run as a process of its own, so that what
 * goes wrong there, or is interrupted, ends there; SQL or a question for the open database; an
 * expression; or a backslash and a word for the place itself. */
struct repl {
	struct app *app;
	struct line_editor *editor; /* NULL: lines come from a file or a pipe */
	const char *source;         /* its name, for messages */
	int line;                   /* of it, from 1 */
	char *database, *mode;      /* of \open and \mode; or NULL */
	char *output, *once;        /* of \output and, for one line, \once; or NULL */
	bool timing, expanded, stop_on_error, is_over;
	cJSON *last;                  /* $last */
	struct str names;             /* of the open database: tables, columns, a line each */
	struct str statement, before; /* what is not complete yet; the last one that was */
	bool is_expression;           /* the statement is one */
	bool hides;                   /* it began with a blank: it is not kept */
	bool knows_secrets, keeps;    /* they were looked for; and had: lines are kept */
	struct str files;             /* what the configuration's files were like then */
};

/* Of a child that somebody stopped reading from: no error to tell. */
#define REPL_PIPE_CLOSED (128 + 13)

/* One line: true where it was done, or more lines are to come. */
bool repl_line(struct repl *r, const char *line, struct err *err);
/* Whether a statement is under way. */
bool repl_is_open(const struct repl *r);
/* Does what there is of it, and throws it away. */
bool repl_end_statement(struct repl *r, struct err *err);
void repl_drop(struct repl *r);
/* Whether a line is a command of workflows, though it does not say so. */
bool repl_is_workflow(const char *line);
/* Of several lines: ends at the first that fails. */
bool repl_text(struct repl *r, char *text, struct err *err);

/* ---- repl_command.c ---- */

/* A line with a backslash. */
bool repl_command(struct repl *r, const char *line, struct err *err);
bool repl_run_file(struct repl *r, const char *path, struct err *err);

/* ---- repl_terminal.c ---- */

/* Reads and does lines until the user leaves; `norc`: without those of replrc first. */
bool repl_interactive(struct repl *r, bool norc, struct err *err);

/* Ctrl-C, or what has ended the session, came since the lines began; and SIGTERM or SIGHUP.  Both
 * stay 0 where there is no terminal. */
extern atomic_int repl_interrupted, repl_ended;

/* ---- repl_sql.c ---- */

/* Whether a line begins SQL, and no question. */
bool repl_is_sql(const char *text);
enum sql_comment { COMMENT_NONE, COMMENT_ONLY, COMMENT_OPEN };
/* Whether a text is nothing but comments, or the last of them does not end. */
enum sql_comment repl_sql_comment(const char *text);

/* ---- repl_history.c ---- */

/* An entry of the history, without secrets and passwords; where there is one. */
void repl_keep(struct repl *r, const char *text);
/* Fetches them anew where the configuration has changed. */
void repl_learn_secrets(struct repl *r);
void repl_mask(struct str *text);

/* ---- repl_complete.c: struct line_words ---- */

void repl_complete(void *self, const char *text, size_t *ret_begun, struct str *ret);
void repl_show_words(void *self, const char *words);
/* Words of the place itself: "\open" and the like, and what may stand behind them. */
const char *const *repl_command_names(void);
extern const char *const repl_modes[];

/* ---- repl_run.c ---- */

struct words {
	VEC(char *) list; /* ended by a NULL that does not count */
};
/* As a shell divides it: quotes and backslashes, nothing more.  ERR_USAGE for a quote that does
 * not end. */
bool repl_split(const char *line, struct words *ret, struct err *err);
void words_release(struct words *w);
/* Ourselves with these words, on this terminal; false with the status as the error's kind. */
bool repl_spawn(struct repl *r, struct words *words, struct err *err);
/* The file that the next output goes to, or NULL; and when it is there. */
const char *repl_output(const struct repl *r);
void repl_output_done(struct repl *r);
/* A handler's: to the command that runs now, if any. */
void repl_signal_child(int number);
/* The same, its standard output kept. */
bool repl_capture(const char *const *argv, struct str *ret);

#endif
