#ifndef TERM_LINE_IMPL_H
#define TERM_LINE_IMPL_H

#include "core/term/line.h"

#include <histedit.h>

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

struct line_editor {
	EditLine *el;
	History *history;
	char *file;
	const char *prompt;
	struct line_words words;
	bool hints;
	struct str pasted; /* what a place in the line stands for: too long to be edited */
};

struct line_editor *line_editor_of(EditLine *el);
/* To the terminal, past libedit, which has sent all of its own before it waits for a key. */
void line_send(const char *sequence);

/* What the keys do (EL_ADDFN). */
unsigned char line_complete(EditLine *el, int key);
unsigned char line_paste(EditLine *el, int key);
unsigned char line_forward(EditLine *el, int key);
unsigned char line_end_of(EditLine *el, int key);

/* The next character from the terminal (EL_GETCFN): shows the hint while it waits. */
int line_getc(EditLine *el, wchar_t *ret);

/* Puts what was pasted where its place in the line is. */
void line_put_pasted(struct line_editor *l, struct str *line);

#endif
