#ifndef MIGRATE_BACKUPS_H
#define MIGRATE_BACKUPS_H

#include "core/base/arena.h"
#include "core/db/target.h"
#include "core/base/vec.h"

/* Copies of a SQLite file, made before it is changed: FILE.backup-20261127T101500.123Z beside
 * it. */

/* So many are kept; the oldest go. */
#define BACKUPS_KEPT 3

/* A copy of what is there now; *ret_path is its name, or NULL where there is nothing worth a
 * copy: no table yet.  `keep` (or NULL) does not go, even if it is the oldest. */
bool backup_make(struct target *s, const char *keep, struct arena *a, const char **ret_path,
	struct err *err);
/* Those there are, the newest first. */
struct backups {
	VEC(const char *) list;
};
bool backups_list(const char *file, struct arena *a, struct backups *ret, struct err *err);
/* Whether it is whole; ERR_INPUT. */
bool backup_check(const char *path, struct err *err);
/* Puts back what a copy holds, in one transaction. */
bool backup_restore(struct target *s, const char *path, struct err *err);

#endif
