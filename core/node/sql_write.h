#ifndef NODE_SQL_WRITE_H
#define NODE_SQL_WRITE_H

#include "core/node/sql_values.h"

struct sql_write_limits {
	struct call_watch *watch; /* ends what takes long */
	int64_t timeout_ms;       /* of all statements, waiting for other writers included */
};
/* Statements that change a SQLite file, all of them or none: one immediate
 * transaction.  Each gets the same values.  {changes, lastInsertId} */
bool sql_write(const char *path, const struct sql_values *v, const struct sql_write_limits *limits,
	cJSON **ret, struct err *err);

#endif
