#ifndef TEXT_FLOW_H
#define TEXT_FLOW_H

#include "core/text/document.h"

/* Blocks as a walk through markup makes them, for Markdown, HTML and EPUB alike: text
 * comes piece by piece, and what it stands in decides what becomes of it.  Private to
 * core/text. */

enum flow_kind {
	FLOW_LIST,
	FLOW_ORDERED,
	FLOW_ITEM,
	FLOW_QUOTE,
	FLOW_MEANING, /* what stands behind a term: <dd> */
	FLOW_CHROME,  /* navigation and the like */
};
struct flow_box {
	enum flow_kind kind;
	size_t list;   /* number of a list */
	size_t blocks; /* that were added in it */
};

struct text_flow {
	struct text_document *d;
	struct text_inline in; /* the block that is open */
	struct text_place place;
	bool is_open; /* the place is known */
	VEC(struct flow_box) boxes;
	size_t lists;            /* numbers that are given away */
	VEC(const char *) terms; /* they wait for what they mean */
	struct text_place terms_place;
	bool terms_used;
	bool has_image; /* the block begins with one */
	bool was_cut;   /* a reference was left out of it */
	int level;      /* of the last heading that is marked up as one */
};
void flow_release(struct text_flow *f);

void flow_enter(struct text_flow *f, enum flow_kind kind); /* ends the block */
void flow_leave(struct text_flow *f);                      /* ends the block and the box */
/* The innermost box; NULL: none. */
struct flow_box *flow_top(struct text_flow *f);
bool flow_is_chrome(const struct text_flow *f);

/* Where the block begins, unless it has begun. */
void flow_begin(struct text_flow *f, struct text_place place);
/* Ends the block: a paragraph, an item, what a term means. */
void flow_end(struct text_flow *f);
void flow_end_heading(struct text_flow *f, int level);
void flow_end_code(struct text_flow *f);
/* The text is a term; flow_end() in a FLOW_MEANING makes definitions of those. */
void flow_end_term(struct text_flow *f);
/* Terms that nothing was said about become paragraphs. */
void flow_drop_terms(struct text_flow *f);

/* A link's end: what only refers to a figure or a note is left out of the text. */
void flow_end_link(struct text_flow *f, size_t mark, bool is_local);
/* From `at` on the text is superscript: an exponent in characters that are so, a note's
 * mark left out. */
void flow_superscript(struct text_flow *f, size_t at);

/* Lists that are nearly nothing but links are navigation; from this block on. */
void flow_mark_link_lists(struct text_document *d, size_t from);

/* ---- the parts of it ---- */

/* "Term: meaning", "Term - meaning" with the term in bold or as code: the term's length
 * and where the meaning begins.  The text is trimmed at its front. */
struct flow_lead {
	size_t term_len, meaning;
};
bool flow_find_lead(const struct text_inline *i, struct flow_lead *ret);
/* A text that is one bold run and no sentence. */
bool flow_is_bold_title(const struct text_inline *i);

void inline_erase(struct text_inline *i, size_t at, size_t len);
void inline_cut(struct text_inline *i, size_t at); /* what is behind it */
void inline_trim_front(struct text_inline *i);

/* Cells as they come, row by row. */
struct text_grid {
	struct arena *a; /* where the cells live */
	VEC(const char *) cells;
	VEC(size_t) rows;   /* each one's first cell */
	size_t header_rows; /* the first ones */
	const char *caption;
	bool is_cut;
};
/* More cells than these are left out, with a note: no table that one learns from. */
#define GRID_COLUMNS_MAX 100
#define GRID_CELLS_MAX 100000
void grid_row(struct text_grid *g);
void grid_cell(struct text_grid *g, const char *text, size_t len);
/* Adds it as a block, when it has a cell with text, and empties the grid. */
void grid_end(struct text_grid *g, struct text_flow *f, struct text_place place);
void grid_release(struct text_grid *g);

#endif
