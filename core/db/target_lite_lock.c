#define _GNU_SOURCE /* F_OFD_SETLK */

#include "core/db/target_lite.h"

#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>

/* One process migrates at a time.  SQLite's own locks do not tell: they are given up between
 * transactions. */

/* The byte that is locked: far behind those that SQLite locks (1 GiB and 511 bytes), and
 * behind every page. */
#define LOCK_BYTE ((off_t)1 << 60)

/* Held open as long as the connection: closing any descriptor of a file drops the locks that
 * SQLite has on it. */
bool target_lite_open_lock(struct target *s, unsigned flags, struct err *err)
{
	struct lite_target *l = s->state;

	if (!l->path || flags & TARGET_READ_ONLY)
		return true;
	l->lock_fd = open(l->path,
		O_RDWR | O_CLOEXEC | O_NONBLOCK | (flags & TARGET_CREATE ? O_CREAT : 0), 0644);
	if (l->lock_fd < 0 && errno == ENOENT && flags & TARGET_UNREAD)
		return true;
	return l->lock_fd >= 0 || err_errno(err, errno, "cannot open '%s'", l->path);
}

static bool is_journal(struct lite_target *l, const char *mode)
{
	sqlite3_stmt *stmt = NULL;
	bool is = sqlite3_prepare_v2(l->handle, "PRAGMA journal_mode", -1, &stmt, NULL) ==
			  SQLITE_OK &&
		  sqlite3_step(stmt) == SQLITE_ROW &&
		  str_eq((const char *)sqlite3_column_text(stmt, 0), mode);

	sqlite3_finalize(stmt);
	return is;
}

static bool lock_byte(struct lite_target *l, short type)
{
	struct flock f = {.l_type = type, .l_whence = SEEK_SET, .l_start = LOCK_BYTE, .l_len = 1};

	return l->lock_fd < 0 || fcntl(l->lock_fd, F_OFD_SETLK, &f) == 0;
}

/* A rollback journal that stays between transactions, with its header wiped, saves making and
 * removing a file for each; the mode is the connection's, not the file's. */
static bool keep_journal(struct target *s, bool keep, struct err *err)
{
	struct lite_target *l = s->state;

	l->keeps_journal = false;
	/* A script may have said what it is to be from now on: WAL. */
	if (!is_journal(l, keep ? "delete" : "persist"))
		return true;
	l->keeps_journal = keep;
	return target_lite_exec(
		s, keep ? "PRAGMA journal_mode = PERSIST" : "PRAGMA journal_mode = DELETE", err);
}

bool target_lite_try_lock(struct target *s, bool *ret_held, struct err *err)
{
	struct lite_target *l = s->state;

	*ret_held = lock_byte(l, F_WRLCK);
	if (*ret_held)
		return !l->handle || keep_journal(s, true, err);
	if (errno == EAGAIN || errno == EACCES)
		return true;
	return err_errno(err, errno, "cannot lock '%s'", s->name);
}

void target_lite_unlock(struct target *s)
{
	struct lite_target *l = s->state;
	struct err ignored;

	if (l->keeps_journal)
		keep_journal(s, false, &ignored);
	lock_byte(l, F_UNLCK);
}
