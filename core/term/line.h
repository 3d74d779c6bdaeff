#ifndef TERM_LINE_H
#define TERM_LINE_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <stdatomic.h>

/* Lines that a user edits on a terminal, with a history: libedit, loaded on first use.  Keys are
 * those of ~/.editrc, emacs' without. */
struct line_editor;

struct line_words {
	/* The words that may stand where the cursor is, added to `ret` with a newline behind
	 * each: `text` is what stands before the cursor, whose last *ret_begun bytes begin the
	 * word. */
	void (*find)(void *self, const char *text, size_t *ret_begun, struct str *ret);
	/* Shows several of them, on lines of their own. */
	void (*show)(void *self, const char *words);
	void *self;
};

struct line_options {
	/* A file, 0600, read now; at the end what is new is put behind what it holds then.
	 * Or NULL. */
	const char *history;
	struct line_words words;
	/* Behind the cursor stands, faint, how the history went on after the same beginning;
	 * the right arrow takes it. */
	bool hints;
	/* Looked at while a key is waited for: not zero ends the reading, as Ctrl-D does.  A
	 * handler without SA_RESTART sets it.  Or NULL. */
	const atomic_int *ended;
};
bool line_editor_open(const struct line_options *o, struct line_editor **ret, struct err *err);
void line_editor_close(struct line_editor *l); /* accepts NULL */

enum line_end { LINE_READ, LINE_CANCELLED, LINE_END };
/* Without its newline; with newlines within when it was pasted.  Ctrl-C cancels, Ctrl-D on an
 * empty line ends. */
enum line_end line_editor_read(struct line_editor *l, const char *prompt, struct str *ret);
enum line_kept { LINE_KEPT, LINE_FOR_NOW };
/* One entry, of however many lines; one that begins with a blank is left out.  LINE_FOR_NOW:
 * never in the file. */
void line_editor_remember(struct line_editor *l, const char *text, enum line_kept kept);

#endif
