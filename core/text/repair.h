#ifndef TEXT_REPAIR_H
#define TEXT_REPAIR_H

#include "core/base/str.h"

/* Text that a program has taken out of a PDF, a scan or a page, made readable:
 * lines that belong to one paragraph and words that were divided at their ends
 * are joined, ligatures and typesetters' blanks become plain characters, page
 * numbers and running heads go.  No word is changed; lists, headings, tables,
 * and what is indented or fenced stay as they are.  UTF-8. */
void text_repair(struct str *out, const char *text, size_t len);

/* ---- private to core/text ---- */

/* Characters: ligatures, blanks, quotes, line ends; a form feed begins a line. */
void text_repair_characters(struct str *out, const char *text, size_t len);
/* Without page numbers and running heads; form feeds become blank lines. */
void text_repair_pages(struct str *out, const char *text, size_t len);

#endif
