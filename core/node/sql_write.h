#ifndef NODE_SQL_WRITE_H
#define NODE_SQL_WRITE_H

#include "core/node/sql_values.h"

/* Statements that change a SQLite file, all of them or none: one immediate
 * transaction.  Each gets the same values.  {changes, lastInsertId} */
bool sql_write(const char *path, const struct sql_values *v, cJSON **ret, struct err *err);

#endif
