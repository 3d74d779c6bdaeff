#ifndef CMD_REPL_H
#define CMD_REPL_H

#include "cmd/app.h"
#include "core/base/vec.h"
#include "core/data/json.h"
#include "core/term/line.h"

/* The place to work in.  Each line is a command of ours, run as a process of its own, so that what
 * goes wrong there, or is interrupted, ends there; SQL or a question for the open database; an
 * expression; or a backslash and a word for the place itself. */
struct repl {
	struct app *app;
	struct line_editor *editor; /* NULL: lines come from a file or a pipe */
	const char *source;         /* its name, for messages */
	int line;                   /* of it, from 1 */
	char *database, *mode;      /* of \open and \mode; or NULL */
	char *output;               /* of \output; or NULL */
	bool timing, expanded, stop_on_error, is_over;
	cJSON *last;                  /* $last */
	struct str names;             /* of the open database: tables, columns, a line each */
	bool once;                    /* \output is for the next line only */
	struct str statement, before; /* what is not complete yet; the last one that was */
};

/* One line: true where it was done, or more lines are to come. */
bool repl_line(struct repl *r, const char *line, struct err *err);
/* Whether a statement is under way. */
bool repl_is_open(const struct repl *r);

/* ---- repl_command.c ---- */

/* A line with a backslash. */
bool repl_command(struct repl *r, const char *line, struct err *err);
bool repl_run_file(struct repl *r, const char *path, struct err *err);

/* ---- repl_terminal.c ---- */

/* Reads and does lines until the user leaves; `norc`: without those of replrc first. */
bool repl_interactive(struct repl *r, bool norc, struct err *err);

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
/* What \once was for has been printed. */
void repl_output_done(struct repl *r);
/* The same, its standard output kept. */
bool repl_capture(const char *const *argv, struct str *ret);

#endif
