#ifndef TEXT_READ_MARKDOWN_H
#define TEXT_READ_MARKDOWN_H

#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/text/flow.h"

#include <stdbool.h>
#include <stddef.h>

/* Markdown with the extensions of kramdown, Pandoc and their like, turned into what
 * md4c reads.  Private to read_markdown*.c. */

struct markdown_point {
	size_t out, in; /* from here on text[out + n] was at byte in + n */
};
struct markdown_source {
	struct str text;
	VEC(struct markdown_point) points;
	/* Offsets in the text, each ascending: */
	VEC(size_t) terms;    /* lines that are a term */
	VEC(size_t) meanings; /* list marks that were the ":" of a definition */
	VEC(size_t) spans;    /* behind spans that are said to be a term */
	struct str title;     /* of the front matter */
	bool is_cut;          /* tables with too many cells are text from some row on */
};
void markdown_prepare(struct markdown_source *ret, const char *text, size_t len);
void markdown_source_release(struct markdown_source *s);
size_t markdown_origin(const struct markdown_source *s, size_t out);

/* ---- spans ---- */

/* Beside the marks of blocks. */
enum { MARK_NONE = -1, MARK_OTHER = -2 };

struct markdown_span {
	size_t mark, at; /* of the block's text */
	bool is_local;   /* a link into the document */
	char tag[12];    /* of inline HTML; else "" */
};
struct markdown_spans {
	VEC(struct markdown_span) open;
};
/* `i` is the flow's text or a cell's. */
void markdown_open_span(
	struct markdown_spans *s, struct text_inline *i, int kind, const char *tag, bool is_local);
void markdown_close_span(struct markdown_spans *s, struct text_flow *f, struct text_inline *i);
/* A tag that stands in a text. */
void markdown_inline_html(struct markdown_spans *s, struct text_flow *f, struct text_inline *i,
	const char *text, size_t len);
/* Without the asterisks of *“*Some words*”*, in which CommonMark sees no emphasis. */
void markdown_plain_text(struct text_inline *i, const char *text, size_t len);

/* ---- for markdown_prepare() ---- */

struct markdown_line {
	const char *at, *end; /* without its line end */
	const char *next;
};
bool markdown_next_line(const char *at, const char *end, struct markdown_line *ret);
bool markdown_is_blank(const struct markdown_line *l);
size_t markdown_indent(const struct markdown_line *l); /* columns */

enum { MARKDOWN_RAW_TAGS = 4 };
/* The pass over the lines. */
struct markdown_pass {
	struct markdown_source *s;
	const char *text, *end;
	char fence; /* of the code that we are in, or '\0' */
	size_t fence_len;
	const char *raw;       /* closing tag of the HTML that we are in, or NULL */
	size_t columns, cells; /* of the table that we are in; of all of them */
	size_t terms;          /* lines to come that are terms */
	bool expects;          /* a ":" may follow */
	bool after_blank;      /* the line before is blank, or there is none */
	bool in_labels;        /* the paragraph began with "Term: text" */
	bool no_comment_ends, no_raw_ends[MARKDOWN_RAW_TAGS]; /* none is left in the text */
	bool in_division; /* lines behind a tag that was taken out, up to a blank one */
};
/* Keeps bytes of the source; puts others in their place. */
void markdown_keep(struct markdown_pass *p, const char *from, const char *to);
void markdown_put(struct markdown_pass *p, const char *source, const char *text);
/* The text of a line, without what says nothing; a comment may make *l longer. */
void markdown_inline_text(struct markdown_pass *p, struct markdown_line *l);
const char *markdown_find(const char *at, const char *end, const char *word);

/* Length of front matter, 0: none; its title is added to *title. */
size_t markdown_front_matter(const char *text, size_t len, struct str *title);
/* How many lines from here on are terms that a ": meaning" follows; 0: none. */
size_t markdown_terms_ahead(const char *at, const char *end);
/* Whether it is a line ": meaning"; *ret_mark: where the colon is. */
bool markdown_is_meaning(const struct markdown_line *l, const char **ret_mark);
/* A line that says nothing to a reader: attributes, fences of divisions, a place for a
 * table of contents, template tags. */
bool markdown_is_markup(const struct markdown_line *l);
/* Tags of divisions at the line's ends, which only hold what is in them: *l becomes what
 * is between. */
bool markdown_strip_tags(struct markdown_line *l);

#endif
