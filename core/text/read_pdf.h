#ifndef TEXT_READ_PDF_H
#define TEXT_READ_PDF_H

#include "core/text/document.h"

/* The pages of a PDF as pdftohtml -xml lists them, and what they become.  Private to
 * read_pdf*.c and the fuzzer. */

enum pdf_style {
	PDF_BOLD = 1,
	PDF_ITALIC = 2,
	PDF_MONO = 4,
	PDF_LINK = 8,
};
/* A run of text in one font; pixels at 108 to the inch. */
struct pdf_piece {
	int left, right, top, bottom, size;
	unsigned style;
	bool is_joined; /* goes on where the one before ends */
	const char *text;
	size_t len;
	size_t order; /* in the file */
};
struct pdf_page {
	size_t first, end; /* pieces */
	int width, height;
};
struct pdf_line {
	size_t page;       /* from 0 */
	size_t first, end; /* pieces, from left to right */
	int left, right, top, bottom, size;
	int column_left, column_right;
	int band, column;
	unsigned style; /* that all its letters have */
	size_t letters; /* bytes that are no blanks */
	size_t parts;   /* between wide gaps */
	bool is_dropped;
	int heading; /* its level, 0: none */
};
struct pdf_entry { /* of the outline */
	const char *title;
	size_t page;
	int level;
};
struct pdf {
	struct arena *a;
	VEC(struct pdf_page) pages;
	VEC(struct pdf_piece) pieces;
	VEC(struct pdf_line) lines;
	VEC(struct pdf_entry) outline;
	int body;    /* size of most of the text */
	int leading; /* from line to line in most of it */
	bool is_cut; /* more pieces than are read */
};
void pdf_release(struct pdf *p);

/* What pdftohtml wrote. */
bool pdf_parse(struct pdf *p, const char *xml, size_t len, const char *name, struct err *err);
/* Lines in the order of reading, column after column. */
void pdf_make_lines(struct pdf *p);
/* Running heads, page numbers, tables of contents. */
void pdf_drop_lines(struct pdf *p);
void pdf_find_headings(struct pdf *p);
/* Whether what is below a line hangs from it: it is indented, and goes on so. */
bool pdf_hangs(const struct pdf *p, size_t line);
/* Whether a table begins at a line: how many lines it has, 0: none. */
size_t pdf_table_lines(const struct pdf *p, size_t line);
void pdf_add_table(const struct pdf *p, struct text_document *d, size_t line, size_t count);
void pdf_add_blocks(const struct pdf *p, struct text_document *d);
size_t pdf_words(const struct pdf *p);

/* The line's text, added with its marks: blanks where there are gaps. */
void pdf_add_text(const struct pdf *p, const struct pdf_line *l, struct text_inline *i);
/* The text alone, in place of what is in *ret. */
void pdf_text_of(const struct pdf *p, const struct pdf_line *l, struct str *ret);
/* What stands between a line and the next: a blank, or nothing when the line's end divides
 * a word or an address. */
void pdf_join_lines(struct text_inline *i, const struct pdf *p, const struct pdf_line *next);
/* Marks of one kind that only a blank divides become one. */
void pdf_join_marks(struct text_inline *i);
/* Whether a wide gap is between two pieces that follow each other. */
bool pdf_is_gap(const struct pdf_piece *a, const struct pdf_piece *b);

/* Everything behind the child: for the reader and the fuzzer. */
bool pdf_read_xml(
	struct text_document *d, const char *xml, size_t len, const char *name, struct err *err);

#endif
