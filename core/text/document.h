#ifndef TEXT_DOCUMENT_H
#define TEXT_DOCUMENT_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/text/word.h"

#include <stdbool.h>
#include <stddef.h>

/* What a reader makes of a document, whatever its format: blocks in the order
 * of the text, each with its place, on which everything else works.
 *
 * Text is UTF-8, plain, without control characters; blanks are collapsed, and a line
 * break that says something (<br>, lines of code, of verse) is a newline.  What markup
 * said about a piece of it stands in its marks. */

enum text_format {
	TEXT_FORMAT_AUTO, /* by the name, the media type and the bytes */
	TEXT_FORMAT_MARKDOWN,
	TEXT_FORMAT_HTML,
	TEXT_FORMAT_EPUB,
	TEXT_FORMAT_PDF,
	TEXT_FORMAT_PLAIN, /* also rendered man pages and RFCs */
};
const char *text_format_name(enum text_format f); /* "markdown" */

enum block_kind {
	BLOCK_HEADING,
	BLOCK_PARAGRAPH,
	BLOCK_ITEM,       /* of a list; a paragraph behind its first is one more item block */
	BLOCK_DEFINITION, /* a term and what it means: <dl>, a hanging indent, "Term: text" */
	BLOCK_TABLE,
	BLOCK_QUOTE,
	BLOCK_CODE,
};

enum mark_kind {
	MARK_STRONG,
	MARK_EMPHASIS,
	MARK_CODE,
	MARK_TERM, /* said to be a term: <dfn>, data-type="term" */
	MARK_LINK,
};
struct text_mark {
	enum mark_kind kind;
	size_t at, len; /* bytes of the block's text */
};

/* Where a block begins.  0: the format has no such thing. */
struct text_place {
	size_t line, page; /* from 1 */
	size_t byte;       /* of the bytes that were read; of their UTF-8, were they none */
	const char *part;  /* of an EPUB: the file inside; or NULL */
};

/* Cells are plain text; every row has `columns` of them, "" where one is missing. */
struct text_table {
	const char *caption; /* or NULL */
	size_t columns, rows;
	const char *const *header; /* `columns` of them; NULL: there is none */
	const char *const *cells;  /* row after row */
};

#define TEXT_NO_BLOCK ((size_t)-1)

struct text_block {
	enum block_kind kind;
	struct text_place place;
	const char *text; /* of a definition what it means; of a table "" */
	size_t len;
	const char *term;              /* of a definition; else NULL */
	const struct text_mark *marks; /* in their order; of `text` */
	size_t marks_len;
	const struct text_table *table; /* of a table */
	size_t heading; /* index of the heading it stands under; a heading's own parent */
	int level;      /* of a heading 1 to 6; of an item or a term how deep it is nested, from 1; of a
			 * term 0: unknown */
	size_t list;    /* items of one list have the same number, from 1; 0: none */
	bool is_ordered;    /* the list's items are numbered */
	bool goes_on;       /* an item's second paragraph, which belongs to the block before */
	bool is_chrome;     /* navigation, running heads, licences: not what one learns from */
};

/* A zeroed struct is an empty document. */
struct text_document {
	struct arena arena; /* everything below */
	enum text_format format;
	const char *title;  /* or NULL */
	enum text_language language;
	VEC(struct text_block) blocks;
	size_t pages;       /* of a PDF; else 0 */
	VEC(const char *) notes; /* what was left out, and why: for the user */
};
void text_document_release(struct text_document *d);

/* What is to be read.  Bytes as they came; the charset is found out. */
struct text_input {
	const char *name; /* path, URL or "-": for the format and for messages */
	const char *bytes;
	size_t len;
	const char *media_type; /* "text/html; charset=…" of a server; or NULL */
};
/* No document is larger: one that is refused with the limit's name. */
#define TEXT_INPUT_MAX ((size_t)64 << 20)

/* ERR_INPUT for what is no such document, broken or beyond a limit. */
bool text_document_read(struct text_document *ret, const struct text_input *in,
	enum text_format format, struct err *err);

/* The headings above a block, outermost first; returns how many, at most `max`. */
size_t text_heading_path(const struct text_document *d, size_t block, size_t *ret, size_t max);

/* ---- for readers, private to core/text ---- */

/* Text of a block as it comes, piece by piece, with its marks. */
struct text_inline {
	struct str text;
	VEC(struct text_mark) marks;
	bool keeps_blanks; /* code */
};
void text_inline_add(struct text_inline *i, const char *text, size_t len);
void text_inline_break(struct text_inline *i); /* a newline */
/* Marks what is added between both; end with the value of begin.  Nesting is fine. */
size_t text_inline_begin(struct text_inline *i, enum mark_kind kind);
void text_inline_end(struct text_inline *i, size_t mark);
void text_inline_clear(struct text_inline *i);
void text_inline_release(struct text_inline *i);

/* Adds a block; its text is taken out of `i`, trimmed, and `i` is empty after.  NULL,
 * and nothing is added, when there is no text (tables excepted: pass NULL).  Valid
 * until the next one is added. */
struct text_block *text_document_add(struct text_document *d, enum block_kind kind,
	struct text_inline *i, struct text_place place);
/* A heading: those of its level and below end here. */
struct text_block *text_document_add_heading(struct text_document *d, int level,
	struct text_inline *i, struct text_place place);
void text_document_note(struct text_document *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

typedef bool text_reader(struct text_document *d, const struct text_input *in, struct err *err);
text_reader text_read_markdown, text_read_html, text_read_epub, text_read_pdf, text_read_plain;

#endif
