#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "core/db/db.h"

#include <sqlite3.h>

/* What the files of this folder know of a connection. */
/* Statements that are done wait here for the same text: enough for those of one loop. */
#define DB_IDLE_STATEMENTS 16

struct db {
	sqlite3 *handle;
	char *path;
	bool (*may_go_on)(void *self); /* of db_watch() */
	void *self;
	struct db_stmt *idle[DB_IDLE_STATEMENTS]; /* NULL: free */
	unsigned idle_next;                       /* whose turn it is to make room */
	bool is_strange; /* a stranger's file: what it asks for may be beyond all memory */
};

#endif
