#ifndef TERM_LINE_IMPL_H
#define TERM_LINE_IMPL_H

#include "core/base/vec.h"
#include "core/term/line.h"

#include <histedit.h>
#include <signal.h>

/* libedit, and what its keys do; private to core/term/line*.c. */
struct line_api {
	EditLine *(*init)(const char *, FILE *, FILE *, FILE *);
	void (*end)(EditLine *);
	const char *(*read)(EditLine *, int *);
	int (*set)(EditLine *, int, ...);
	int (*get)(EditLine *, int, ...);
	const LineInfo *(*line)(EditLine *);
	int (*insertstr)(EditLine *, const char *);
	int (*cursor)(EditLine *, int);
	int (*wgetc)(EditLine *, wchar_t *);
	int (*source)(EditLine *, const char *);
	void (*reset)(EditLine *);
	void (*resize)(EditLine *);
	History *(*history_init)(void);
	void (*history_end)(History *);
	int (*history)(History *, HistEvent *, int, ...);
};
extern struct line_api line_api;

/* SIGWINCH, SIGTSTP, SIGCONT. */
#define LINE_SIGNALS 3

struct line_editor {
	EditLine *el;
	History *history;
	char *file;
	VEC(char *) added; /* entries that are not in the file yet */
	const char *prompt;
	struct line_words words;
	const atomic_int *ended;
	bool hints, is_vi;
	bool is_plain;     /* the terminal understands no sequences */
	bool wraps_wide;   /* the line as it was drawn last */
	struct str pasted; /* what a place in the line stands for: too long to be edited */
	char ahead[8];     /* bytes behind an Escape that were no key of several */
	size_t ahead_len;
	struct sigaction before[LINE_SIGNALS];
};

/* What keys of several bytes become where vi's Escape is one of its own (C1 controls). */
enum line_key {
	LINE_KEY_PASTE = 0x80,
	LINE_KEY_UP,
	LINE_KEY_DOWN,
	LINE_KEY_RIGHT,
	LINE_KEY_LEFT,
	LINE_KEY_HOME,
	LINE_KEY_END,
	LINE_KEY_DELETE,
};

struct line_editor *line_editor_of(EditLine *el);
/* To the terminal, past libedit, which has sent all of its own before it waits for a key. */
void line_send(const char *sequence);
/* What is pasted comes between marks (xterm), or no more. */
void line_mark_pastes(const struct line_editor *l, bool on);

/* ---- line_history.c ---- */
void line_history_open(struct line_editor *l, const char *file);
void line_history_close(struct line_editor *l);

/* ---- line_input.c ---- */
int line_columns(void);
void line_signals(struct line_editor *l, bool on);
/* The next character as it comes: 1, 0 at the end, -1 and errno. */
int line_character(EditLine *el, wchar_t *ret);

/* What the keys do (EL_ADDFN). */
unsigned char line_complete(EditLine *el, int key);
unsigned char line_paste(EditLine *el, int key);
unsigned char line_forward(EditLine *el, int key);
unsigned char line_end_of(EditLine *el, int key);

/* The next key (EL_GETCFN): shows the hint while it waits. */
int line_getc(EditLine *el, wchar_t *ret);
bool line_draw_hint(struct line_editor *l, EditLine *el);

/* Puts what was pasted where its place in the line is. */
void line_put_pasted(struct line_editor *l, struct str *line);

#endif
