#ifndef MIGRATE_BACKUPS_H
#define MIGRATE_BACKUPS_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/db/target.h"

/* Copies of a SQLite file, made before it is changed: FILE.backup-20261127T101500.123Z beside
 * it. */

/* So many are kept; the oldest go. */
#define BACKUPS_KEPT 3

/* A copy of what is there now; *ret_path is its name, or NULL where there is nothing worth a
 * copy: no table yet. */
bool backup_make(struct target *s, struct arena *a, const char **ret_path, struct err *err);
/* When the change is done, the oldest go, but for `keep` (or NULL).  When nothing was changed,
 * the copy that was made goes: it would push out one of a state that is no more. */
void backup_done(struct target *s, const char *keep, struct arena *a);
void backup_drop(const char **path);
/* Those there are, the newest first. */
struct backups {
	VEC(const char *) list;
};
bool backups_list(const char *file, struct arena *a, struct backups *ret, struct err *err);
/* Whether it is whole; ERR_INPUT. */
bool backup_check(const char *path, struct err *err);
/* Puts back what a copy holds, in one transaction. */
bool backup_restore(struct target *s, const char *path, struct err *err);
/* The same for a file that is lost or that nothing can read, opened with TARGET_UNREAD: the copy
 * takes its place.  What is left of it and of its journals is FILE.damaged-TIME, and `keep`
 * false removes it; *ret_aside is that name, or NULL. */
bool backup_replace(struct target *s, const char *path, bool keep, struct arena *a,
	const char **ret_aside, struct err *err);

#endif
