#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "core/db/db.h"

#include <sqlite3.h>

/* What the files of this folder know of a connection. */
struct db {
	sqlite3 *handle;
	char *path;
	bool (*may_go_on)(void *self); /* of db_watch() */
	void *self;
};

#endif
