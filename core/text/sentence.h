#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include "core/text/word.h"

/* The next sentence, without the blanks around it; newlines inside it stay.  A
 * blank line, a list item and a Markdown heading end one as well.  English and
 * German abbreviations, initials, ordinals and numbers do not.  False at the end. */
bool text_next_sentence(const char *text, size_t len, size_t *at, struct text_span *ret);

/* The next paragraph: what stands between blank lines. */
bool text_next_paragraph(const char *text, size_t len, size_t *at, struct text_span *ret);

/* The next line, without its end; *at goes behind it.  False at the end. */
bool text_next_line(const char *text, size_t len, size_t *at, struct text_span *ret);
bool text_is_blank(const char *text, size_t len);
/* "- ", "* ", "• ", "3. ", "b) " at its beginning: how many bytes, or 0. */
size_t text_list_mark(const char *text, size_t len);

/* ---- private to core/text ---- */

/* Whether the point behind this word (folded, without it) belongs to it. */
enum abbreviation {
	ABBREVIATION_NONE,
	ABBREVIATION_ALWAYS,
	ABBREVIATION_MAY_END,
	ABBREVIATION_BEFORE_NUMBER,
};
enum abbreviation text_abbreviation(const char *folded);
/* "mai", "december": behind "3." a date goes on. */
bool text_is_month(const char *folded);
/* Whether the letter before the point at `at` is an initial: "J. Smith", not "vitamin C". */
bool text_is_initial(const char *text, size_t len, size_t at);

#endif
