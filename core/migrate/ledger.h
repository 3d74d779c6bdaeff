#ifndef MIGRATE_LEDGER_H
#define MIGRATE_LEDGER_H

#include "core/db/target.h"
#include "core/base/vec.h"

/* What was done to a database: a table in it, blokctl_migration, to which rows are only ever
 * added.  What holds of a version is its last row. */

enum ledger_action {
	LEDGER_UP,       /* applied */
	LEDGER_DOWN,     /* undone */
	LEDGER_PART,     /* of a script without a transaction: so much is done */
	LEDGER_BASELINE, /* counts as applied: it was before there was a ledger */
	LEDGER_IMPORT,   /* the same, as another tool's ledger says */
	LEDGER_REPAIR,   /* its file may be as it is now */
	LEDGER_FORGET,   /* counts as never applied */
};
const char *ledger_action_name(enum ledger_action action);

struct ledger_entry {
	const char *version, *name;
	enum ledger_action action;
	const char *checksum; /* of the file; of a part: of what is done; or NULL */
	const char *at;       /* RFC 3339; set when it is added */
	double duration_ms;
	size_t statements, bytes; /* of a part */
	const char *reason;       /* the user's; of a part: its settings; or NULL */
};

struct ledger {
	struct arena arena;
	const char *table, *insert; /* as statements name it; the one that adds a row */
	bool exists;
	int64_t last, count; /* id of the last row, or 0; how many there are */
	bool last_is_part;
	const char *last_version;
	VEC(struct ledger_entry) rows; /* all, in order */
	VEC(size_t) state;             /* of each version the last row, by version */
};

bool ledger_read(struct target *s, struct ledger *ret, struct err *err);
void ledger_release(struct ledger *l);
const struct ledger_entry *ledger_find(const struct ledger *l, const char *version);
/* Whether the version counts as applied; a part does not. */
bool ledger_is_applied(const struct ledger_entry *e);

/* In a transaction: makes the table where it is not there, and adds the row.  ERR_BUSY when
 * somebody has written to it since it was read. */
bool ledger_add(struct target *s, struct ledger *l, const struct ledger_entry *e, struct err *err);
/* In a transaction, behind a script that was not to write to it: whether it did not, nobody
 * else being able to.  ERR_INPUT on a server, where a function may have. */
bool ledger_is_untouched(struct target *s, const struct ledger *l, struct err *err);

#endif
