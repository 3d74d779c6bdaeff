#include "core/db/sqlite.h"

#include "core/base/fs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool refuse(const char *path, struct err *err)
{
	err_set(err, ERR_WORK, "'%s' is there already", path);
	return err_hint(err, "name another file, or remove it first");
}

/* That somebody else was in the way, and nothing was copied, the manual promises of the step alone.
 */
static int take_pages(sqlite3_backup *backup)
{
	int step = sqlite3_backup_step(backup, -1), code = sqlite3_backup_finish(backup);

	return code == SQLITE_OK && step != SQLITE_DONE ? step : code;
}

/* All pages in one step: one snapshot of the database, which in WAL mode keeps
 * no writer waiting. */
static bool copy_pages(struct db *db, const char *to, struct err *err)
{
	sqlite3 *target = NULL;
	sqlite3_backup *backup;
	int code = sqlite3_open_v2(to, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK) {
		backup = sqlite3_backup_init(target, "main", db->handle, "main");
		code = backup ? take_pages(backup) : sqlite3_errcode(target);
	}
	if (code != SQLITE_OK)
		err_set(err, ERR_WORK, "cannot copy '%s': %s", db->path,
			target ? sqlite3_errmsg(target) : sqlite3_errstr(code));
	sqlite3_close(target);
	return code == SQLITE_OK;
}

/* A link, and not rename(): that would put it over a file made meanwhile. */
static bool give_name(const char *temporary, const char *path, struct err *err)
{
	if (link(temporary, path) == 0) {
		unlink(temporary);
		return true;
	}
	if (errno == EEXIST)
		return refuse(path, err);
	/* A file system without links. */
	if (!fs_exists(path) && rename(temporary, path) == 0)
		return true;
	return err_errno(err, errno, "cannot write '%s'", path);
}

/* With its journal, which SQLite could not wipe where nothing could be written. */
static void drop(struct str *temporary)
{
	unlink(temporary->at);
	str_add(temporary, "-journal");
	unlink(temporary->at);
}

bool db_backup(struct db *db, const char *path, struct err *err)
{
	struct str temporary = {0};
	bool ok = false;
	int fd;

	if (fs_exists(path))
		return refuse(path, err);
	str_addf(&temporary, "%s.XXXXXX", path);
	fd = mkstemp(temporary.at); /* 0600 */
	if (fd < 0) {
		err_errno(err, errno, "cannot write '%s'", path);
	} else {
		close(fd);
		ok = copy_pages(db, temporary.at, err) && give_name(temporary.at, path, err);
		if (!ok)
			drop(&temporary);
	}
	str_release(&temporary);
	return ok;
}
