#ifndef DB_LITE_SAMPLE_H
#define DB_LITE_SAMPLE_H

#include "core/base/str.h"
#include "core/db/lite.h"

/* Sets the types of the table's columns, looking at some values where the
 * declaration does not settle it, and the number of its rows.  Never reads a
 * large table. */
void lite_sample(struct lite *l, struct source_table *t, struct source_column *columns);

/* "name" with its quotes doubled. */
void lite_quote(struct str *out, const char *name);

#endif
