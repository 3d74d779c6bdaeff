#ifndef TEXT_LABEL_H
#define TEXT_LABEL_H

#include <stddef.h>

/* "Term: text" at the beginning of a line, with or without emphasis; "Q: …", "Question 3: …"
 * and "A: …". */
enum text_label { LABEL_NONE, LABEL_TERM, LABEL_QUESTION, LABEL_ANSWER };

/* Of a line; *ret_text is where the text behind the label begins, behind its colon. */
enum text_label text_label_of(const char *line, size_t len, size_t *ret_text);
/* The same for a line that stands among others: its text has to be words, not the value of
 * a record's field. */
enum text_label text_label_of_prose(const char *line, size_t len);

#endif
