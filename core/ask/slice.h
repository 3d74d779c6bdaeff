#ifndef ASK_SLICE_H
#define ASK_SLICE_H

#include "core/ask/link.h"

/* The part of a database that a question is about, as text for a model. */

/* CREATE statements of the tables that the question's words lead to, and of those
 * between them; all of a small database. */
void ask_slice_schema(const struct ask_link *k, struct str *out);
/* "'Rock' is stored in Genre.Name" for the values that were found. */
void ask_slice_values(const struct ask_link *k, struct str *out);

#endif
