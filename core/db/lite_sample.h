#ifndef DB_LITE_SAMPLE_H
#define DB_LITE_SAMPLE_H

#include "core/base/str.h"
#include "core/db/lite.h"

/* Sets the types of the table's columns, looking at some values where the
 * declaration does not settle it, and the number of its rows.  Never reads a
 * large table.  `analyzed` is LITE_ANALYZED, or NULL when there is no such table. */
void lite_sample(struct lite *l, sqlite3_stmt *analyzed, struct source_table *t,
	struct source_column *columns);
#define LITE_ANALYZED "SELECT max(CAST(stat AS INTEGER)) FROM main.sqlite_stat1 WHERE tbl = ?1"

#endif
