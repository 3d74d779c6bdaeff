#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/db/db.h"

#include <stdbool.h>
#include <stdint.h>

/* blokctl's own state: one SQLite file, with a lock file beside it.  One
 * connection for the whole process; every function here takes the store's
 * mutex, so any thread may call. */
struct store;

/* Opens, and creates with its folders (0700) and file (0600) when it is not
 * there.  A store that a newer program wrote, and a database that is no store,
 * are refused and not touched. */
bool store_open(const char *path, struct store **ret, struct err *err);
void store_close(struct store *s); /* accepts NULL */
const char *store_path(const struct store *s);
/* How long to wait for other processes that write; 60 s unless told. */
void store_set_patience(struct store *s, int64_t ms);

/* Each commit is on the disk before it returns: a power cut loses nothing. */
bool store_set_full_sync(struct store *s, struct err *err);

/* A writing transaction: queues fairly behind other processes on the lock
 * file (ERR_BUSY at the end of patience), then begins.  store_begin() leaves the mutex taken until
 * store_commit() or store_rollback(); its thread may read meanwhile. */
bool store_begin(struct store *s, struct err *err);
bool store_commit(struct store *s, struct err *err);
void store_rollback(struct store *s);
/* Commits what went well, rolls back what did not (`ok` false, with its error). */
bool store_end(struct store *s, bool ok, struct err *err);
/* For reads. */
void store_lock(struct store *s);
void store_unlock(struct store *s);
struct db *store_db(struct store *s); /* only under the mutex */

/* The lock that says a run is alive: the kernel's, so a killed process leaves
 * none behind.  False when another process holds it. */
bool store_lock_run(struct store *s, const char *run_id);
void store_unlock_run(struct store *s, const char *run_id);
bool store_run_is_live(struct store *s, const char *run_id);

/* Texts kept once, by their SHA-256 in hex: documents. */
bool store_blob_put(struct store *s, const char *hash, const char *bytes, size_t len,
	struct err *err); /* inside a transaction */
/* NULL *ret when there is none. */
bool store_blob_get(struct store *s, struct arena *a, const char *hash, const char **ret,
	size_t *ret_len, struct err *err);

#endif
