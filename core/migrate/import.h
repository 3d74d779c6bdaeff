#ifndef MIGRATE_IMPORT_H
#define MIGRATE_IMPORT_H

#include "core/migrate/ledger.h"
#include "core/migrate/migration.h"

/* What the ledger of another tool says is applied becomes rows of ours; theirs stays. */

enum import_tool { IMPORT_DBMATE, IMPORT_GOLANG_MIGRATE, IMPORT_GOOSE };

struct import_versions {
	struct arena arena;
	VEC(const char *) list; /* in order */
};
/* What counts as applied there.  ERR_INPUT where there is no such ledger, or it is not whole: a
 * "dirty" version of golang-migrate's. */
bool import_read(struct target *s, enum import_tool tool, const struct history *h,
	struct import_versions *ret, struct err *err);
void import_versions_release(struct import_versions *v);

/* Whether it is the table of a tool whose ledger was taken over. */
bool import_is_theirs(const struct ledger *l, const char *table);

/* In one transaction: those of the history that are listed, with the checksums of today's
 * files.  ERR_INPUT for one that has no file, and when the ledger has rows already. */
bool import_adopt(struct target *s, struct ledger *l, const struct history *h,
	const struct import_versions *v, const struct ledger_entry *as, struct err *err);

#endif
