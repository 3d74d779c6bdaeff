#ifndef TEXT_PLAIN_H
#define TEXT_PLAIN_H

#include "core/text/document.h"

/* Private to the reader of plain text: lines, and what they say by where they stand. */

struct plain_line {
	struct text_span text; /* without the blanks around it */
	size_t number, byte;   /* its line from 1; where it begins */
	int indent;            /* columns before the text; tabs go to the next eighth */
	int gap;               /* column behind the first two or more blanks inside; 0: none */
	bool is_blank;
};
struct plain_lines {
	VEC(struct plain_line) list;
};

/* Overstriking and colours of terminals go: "N\bN" is N.  The bytes stay as many. */
void plain_clean(struct str *text);

/* The lines of a text.  Running heads, page numbers and tables of contents are not
 * among them, and a paragraph that a page divides is one. */
void plain_split(struct plain_lines *ret, const char *text, size_t len);

/* A paragraph, or what looks like one: lines without a blank one between. */
struct plain_chunk {
	size_t first, len; /* lines */
	int indent;        /* of the first */
	int hang;          /* of the others; that of the first when there are none */
	bool after_blank;  /* a blank line, or nothing, stands before it */
	bool before_blank;
};
struct plain_chunks {
	VEC(struct plain_chunk) list;
	int body; /* where most of the text begins */
};
void plain_chunks_of(struct plain_chunks *ret, const struct plain_lines *lines);

/* The level of a chunk that is a heading by its look; 0: it is none. */
int plain_heading_level(const struct plain_lines *l, const struct plain_chunks *c, size_t at);
/* The mark of a list's item at the beginning of a line: how many bytes, or 0. */
size_t plain_item_mark(const struct text_span *t);
/* "====" below a line. */
bool plain_is_rule(const struct plain_line *l);

#endif
