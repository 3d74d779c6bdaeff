#ifndef TERM_WIDTH_H
#define TERM_WIDTH_H

#include "core/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns that a code point takes: 0 (combining, control), 1 or 2. */
int width_of_char(uint32_t cp);

/* Columns of a UTF-8 text on one line.  A flag (two regional indicators), an
 * emoji with a skin tone and a family joined by ZWJ are two columns; bytes
 * that are no UTF-8 count one each. */
size_t width_of(const char *text, size_t len);

/* The text, cut to at most `columns` with an ellipsis ("…", or "..." when
 * `unicode` is false).  Nothing is padded. */
void width_cut(struct str *out, const char *text, size_t columns, bool unicode);

void width_pad(struct str *out, size_t columns); /* that many blanks */

enum escape_mode {
	ESCAPE_ALL,   /* one line: newline and tab too, as \n and \t */
	ESCAPE_LINES, /* newline and tab stay */
};

/* Text of strangers for a terminal: control characters, broken UTF-8 and the
 * marks that reorder a line (CVE-2021-42574) come out as \x1b, \u202e. */
void text_escape(struct str *out, const char *text, size_t len, enum escape_mode mode);

/* Breaks at blanks so that no line is wider than `columns`, each line after
 * the first behind `indent` blanks; a newline in the text stays one. */
void text_wrap(struct str *out, const char *text, size_t columns, size_t indent);

#endif
