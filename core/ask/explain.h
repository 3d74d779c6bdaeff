#ifndef ASK_EXPLAIN_H
#define ASK_EXPLAIN_H

#include "core/ask/ask.h"
#include "core/ask/frame.h"

/* A shape in words: "number of invoices per customer, where country is Brazil,
 * most first, the first 5".  The caller's. */
char *ask_explain(const struct ask_catalog *c, const struct ask_shape *s);
/* Up to three columns that are written like a word, else those of the table that is
 * asked about (or ASK_NONE); NULL: none.  The caller's. */
char *ask_explain_nearest(const struct ask_catalog *c, const char *word, size_t focus);
/* What the answer is looked at best as. */
enum ask_chart ask_explain_chart(const struct ask_frame *f);

#endif
