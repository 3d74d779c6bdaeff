#ifndef DB_LITE_H
#define DB_LITE_H

#include "core/db/driver.h"

#include <sqlite3.h>
#include <sys/types.h>
#include <time.h>

/* What the drivers on SQLite share: a file of the user's, or data in memory. */
struct lite {
	sqlite3 *handle;
	char *name; /* as messages call it */
	char *path; /* of the file, without links; NULL: in memory */
	/* Of a file that is read as if nobody wrote it: what it and its log were like. */
	bool is_unguarded;
	struct lite_state {
		struct timespec modified;
		off_t size;
	} file, log;
	int image;    /* in memory: the file there, for children; -1: none */
	void *mapped; /* what the handle reads then */
	size_t image_len;
	char *notes; /* of the files that were loaded; or NULL */
};

/* A file that is there, for reading only; no file is made beside it.  The
 * connection trusts nothing that it reads. */
bool lite_open(const char *path, struct lite **ret, struct err *err);
/* The same with a database that is a file in memory, which stays the caller's. */
bool lite_open_image(const char *name, int fd, size_t len, struct lite **ret, struct err *err);
/* Whether a file that is read as if nobody wrote it was written after all. */
bool lite_is_stale(const struct lite *l);
/* Opens such a file anew. */
bool lite_refresh(struct source *s, struct err *err);
void lite_close(struct lite *l); /* accepts NULL */

/* The name of the VFS of lite_vfs.c, or NULL when SQLite's own serves. */
const char *lite_vfs_name(bool own_index);

/* Errors of SQLite in our classes; `what` is what could not be done. */
bool lite_fail(const struct lite *l, int code, const char *what, struct err *err);

bool lite_bind(sqlite3_stmt *stmt, const struct source_value *params, size_t len);
void lite_value(sqlite3_stmt *stmt, int column, struct source_value *ret);

/* What the drivers have in common. */
void lite_source_close(struct source *s);
const char *lite_notes(const struct source *s);
bool lite_schema(struct source *s, struct arena *a, struct source_schema *ret, struct err *err);
bool lite_query(struct source *s, const struct source_query *q, struct arena *a,
	struct source_result *ret, struct err *err);
bool lite_walk(struct source *s, const struct source_query *q, source_each *each, void *self,
	struct err *err);

#endif
