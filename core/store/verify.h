#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "core/store/runs.h"

/* Looking for damage that SQLite itself does not notice. */

/* A row whose checksum is wrong, or whose run is gone (run_id NULL).  What is
 * in it cannot be trusted; any text may be NULL. */
typedef bool damaged_visit(void *self, const char *run_id, const struct attempt_row *row,
	struct err *err);
/* Reads every attempt of every run.  Fails when SQLite cannot go on. */
bool runs_each_damaged(struct store *s, damaged_visit *each, void *self, int64_t *ret_checked,
	struct err *err);

/* What is wrong with the file: SQLite's own check, tables and columns that are
 * not as this program makes them, documents that do not match their hash or
 * are missing.  `what` is a kebab-case word, `message` a sentence. */
typedef bool fault_visit(void *self, const char *what, const char *message, struct err *err);
bool store_each_fault(struct store *s, fault_visit *each, void *self, struct err *err);

#endif
