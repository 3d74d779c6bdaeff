#define _GNU_SOURCE /* RTLD_NEXT */

#include "test/unit/sqlite_faults.h"

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>

/* The program's own functions stand before those of the shared library. */

static atomic_long left;
static atomic_bool failed;
/* What SQLite calls by itself is a part of the call: its own code does not look at all of them. */
static _Thread_local int inside;

void sqlite_fails_at(long n)
{
	atomic_store(&failed, false);
	atomic_store(&left, n);
}

bool sqlite_failed(void)
{
	atomic_store(&left, 0);
	return atomic_load(&failed);
}

static bool fails(void)
{
	long before = atomic_load(&left);

	if (inside || before <= 0)
		return false;
	if (atomic_fetch_sub(&left, 1) != 1)
		return false;
	atomic_store(&failed, true);
	return true;
}

#define NEXT(name) (__extension__(__typeof__(name) *) dlsym(RTLD_NEXT, #name))

/* The real function, within which none fails. */
#define CALL(name, ...)                                                                            \
	do {                                                                                       \
		int code;                                                                          \
                                                                                                   \
		inside++;                                                                          \
		code = NEXT(name)(__VA_ARGS__);                                                    \
		inside--;                                                                          \
		return code;                                                                       \
	} while (0)

int sqlite3_open_v2(const char *path, sqlite3 **ret, int flags, const char *vfs)
{
	*ret = NULL;
	if (fails())
		return SQLITE_CANTOPEN;
	CALL(sqlite3_open_v2, path, ret, flags, vfs);
}

int sqlite3_prepare_v2(
	sqlite3 *db, const char *sql, int len, sqlite3_stmt **ret, const char **ret_rest)
{
	*ret = NULL;
	if (fails())
		return SQLITE_IOERR;
	CALL(sqlite3_prepare_v2, db, sql, len, ret, ret_rest);
}

int sqlite3_step(sqlite3_stmt *stmt)
{
	if (fails())
		return SQLITE_IOERR;
	CALL(sqlite3_step, stmt);
}

int sqlite3_backup_step(sqlite3_backup *backup, int pages)
{
	if (fails())
		return SQLITE_IOERR;
	CALL(sqlite3_backup_step, backup, pages);
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*each)(void *, int, char **, char **),
	void *self, char **ret_message)
{
	if (fails())
		return SQLITE_IOERR;
	CALL(sqlite3_exec, db, sql, each, self, ret_message);
}

/* Has its own way to say that memory is out, and no other reason. */
unsigned char *sqlite3_serialize(sqlite3 *db, const char *name, sqlite3_int64 *size, unsigned flags)
{
	unsigned char *image;

	inside++;
	image = NEXT(sqlite3_serialize)(db, name, size, flags);
	inside--;
	return image;
}
