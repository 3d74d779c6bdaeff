#include "core/db/target_lite.h"

#include "core/db/sqlite.h"

bool target_copy(struct target *from, struct target *to, struct err *err)
{
	struct lite_target *a = from->state, *b = to->state;
	sqlite3_backup *backup = sqlite3_backup_init(b->handle, "main", a->handle, "main");
	/* That somebody has it locked is told by the step alone. */
	int code = backup ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(b->handle);

	sqlite3_backup_finish(backup);
	if (code == SQLITE_DONE)
		return target_lite_keys_note(to, err);
	if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
		return target_lite_fail(to, code, err);
	return err_set(err, ERR_WORK, "cannot copy '%s': %s", from->name, sqlite3_errstr(code));
}

bool target_backup(struct target *s, const char *path, struct err *err)
{
	struct lite_target *l = s->state;
	struct db db = {.handle = l->handle, .path = s->name};

	return db_backup(&db, path, err);
}
