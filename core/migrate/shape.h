#ifndef MIGRATE_SHAPE_H
#define MIGRATE_SHAPE_H

#include "core/base/str.h"
#include "core/db/target.h"
#include "core/base/vec.h"

/* The schema of a database as a list of its parts, without the ledger, and what two of them
 * have not in common. */

struct shape_part {
	const char *type; /* table, index, view, trigger, column, constraint, … */
	const char *name, *table;
	const char *sql; /* its definition */
};
struct shape {
	struct arena arena;
	VEC(struct shape_part) parts; /* by type and name */
};
bool shape_read(struct target *s, struct shape *ret, struct err *err);
void shape_release(struct shape *s);

/* Differences in definitions that are more than blanks, comments, the case of words outside of
 * quotes, and quotes around plain names.  `want` NULL: it is there and should not be; `got`
 * NULL: it is missing. */
typedef void shape_differs(void *self, const struct shape_part *want, const struct shape_part *got);
size_t shape_compare(
	const struct shape *want, const struct shape *got, shape_differs *each, void *self);

/* As a script that makes it, with the rows of the ledger that hold, so that what is made of it
 * counts as migrated.  SQLite only: ERR_USAGE for a server. */
bool shape_dump(struct target *s, struct str *out, struct err *err);

#endif
