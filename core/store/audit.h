#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "core/store/store.h"

/* The table audit: what was decided, by whom.  Rows are only ever added; each
 * one's hash covers its texts and the hash before it, so that a row that is
 * changed or taken out shows. */

struct audit_row {
	int64_t no, at; /* ms since 1970 */
	const char *actor, *action;
	const char *detail; /* JSON */
	const char *hash;   /* SHA-256 in hex */
};

/* "quota.set", "config.set", "call.refused", …; `detail` is a JSON text. */
bool audit_add(struct store *s, const char *actor, const char *action, const char *detail,
	struct err *err);

typedef bool audit_visit(void *self, const struct audit_row *row, struct err *err);
bool audit_each(struct store *s, audit_visit *each, void *self, struct err *err); /* oldest first */

/* *ret_bad is the first row whose hash is wrong, or 0; *ret_count all rows,
 * *ret_head the last hash, in the arena, "" when there is no row: kept
 * elsewhere it shows that the end was cut off. */
struct audit_check {
	int64_t count, bad;
	const char *head;
};
bool audit_verify(struct store *s, struct arena *a, struct audit_check *ret, struct err *err);

#endif
