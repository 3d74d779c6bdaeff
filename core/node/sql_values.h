#ifndef NODE_SQL_VALUES_H
#define NODE_SQL_VALUES_H

#include "core/db/source.h"
#include "core/engine/call.h"

/* More SQLite does not need, and nobody writes. */
#define SQL_VALUES_MAX 100

/* A query and what is bound to it. */
struct sql_values {
	const char *sql; /* with ?1, ?2, … in place of names */
	struct source_value at[SQL_VALUES_MAX];
	size_t len;
	struct arena arena;
};

/* `params` is a list for ?1, ?2, …, or an object for :name; every one of its names
 * must stand in the query, and every :name of the query in it.  `brackets`: [a name]
 * is a quoted name, as in SQLite.  sql_values_release() in any case. */
bool sql_values_read(const char *sql, const cJSON *params, bool brackets, struct sql_values *ret,
	struct failure *failure);
void sql_values_release(struct sql_values *v);

#endif
