#ifndef DB_WORKER_H
#define DB_WORKER_H

#include "core/base/err.h"

#include <stddef.h>

/* The child that runs one statement of anybody's: this program again, started
 * with the one argument WORKER_COMMAND.  A built-in function of SQLite that
 * runs for minutes can only be killed, and what it eats must not be ours. */
#define WORKER_COMMAND "query-worker"

/* The request, and where a database in memory is handed down (a file in
 * memory). */
#define WORKER_IMAGE_FD 4

/* Reads the request from `in`, writes rows to `out`, and returns the exit
 * status: 0 when the parent knows all, an error of the statement included. */
int worker_run(int in, int out);

#endif
