#ifndef DB_LITE_GATE_H
#define DB_LITE_GATE_H

#include "core/db/lite.h"

/* What anybody's SQL may do: read, with functions that only compute.  SQLite
 * asks the gate about every table, column and function that a statement names,
 * also through views. */
struct lite_gate;

/* Closes the gate of a connection: from now on all of its statements pass
 * through it, and the limits hold. */
bool lite_gate_close(struct lite *l, struct lite_gate **ret, struct err *err);
/* Opens it again. */
void lite_gate_open(struct lite *l, struct lite_gate *gate); /* accepts NULL */

/* The one statement of `sql`.  ERR_REFUSED: it is more than one, or does more
 * than read; ERR_INPUT: SQLite cannot prepare it. */
bool lite_gate_prepare(
	struct lite_gate *gate, const char *sql, sqlite3_stmt **ret, struct err *err);

/* What a statement failed of while it ran, in our classes. */
bool lite_gate_fail(struct lite_gate *gate, int code, struct err *err);

bool lite_check(struct source *s, const char *sql, struct err *err);

#endif
