#ifndef DB_TARGET_H
#define DB_TARGET_H

#include "core/base/err.h"
#include "core/db/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A database that is changed by its owner's own scripts: a SQLite file or a PostgreSQL
 * server.  Each is a driver (target_impl.h).  One thread at a time. */
struct target;

enum target_flags {
	TARGET_CREATE = 1,    /* a file that is not there is made */
	TARGET_READ_ONLY = 2, /* nothing is ever written, and no lock is asked for */
	/* The process does nothing else with databases: SQLite does not count its memory, a
	 * fifteenth of its time here, and no limit on it holds in this process, which the gate
	 * of a source needs.  Without effect when a database was opened before. */
	TARGET_ALONE = 4,
	/* A file that may be no database any more: only its lock and its name are wanted, and
	 * nothing is read (target_replace()). */
	TARGET_UNREAD = 8,
};

/* `spec` is a path, "sqlite:PATH" or "postgres://…"; ":memory:" is a database of SQLite's that
 * nobody else sees, and "" one that may grow beyond the memory. */
bool target_open(const char *spec, unsigned flags, struct target **ret, struct err *err);
void target_close(struct target *s); /* accepts NULL */
enum source_dialect target_dialect(const struct target *s);
/* For messages: without a password. */
const char *target_name(const struct target *s);
/* The file of a SQLite database, also for specs of files that are not there; NULL for
 * servers and memory. */
const char *target_file(const char *spec);
/* Asked now and then while a statement works; one that it stops is ERR_INTERRUPTED. */
void target_watch(struct target *s, bool (*may_go_on)(void *self), void *self);

/* One process at a time.  The lock is the kernel's or the server's: it ends with the
 * process, however that ends.  ERR_BUSY after the timeout; `waits` (or NULL) is called once
 * when there is somebody to wait for. */
bool target_lock(struct target *s, int64_t timeout_ms, void (*waits)(void *self), void *self,
	struct err *err);
void target_unlock(struct target *s);

/* ---- our own statements ---- */

bool target_exec(struct target *s, const char *sql, struct err *err);
/* Texts (NULL: NULL) for ?1, ?2, …; of a query each row's columns as texts, valid until
 * `each` returns.  `each` NULL: there are none. */
struct target_query {
	const char *sql;
	const char *const *params;
	size_t params_len;
	bool (*each)(void *self, const char *const *columns, struct err *err);
	void *self;
};
bool target_run(struct target *s, const struct target_query *q, struct err *err);

/* BEGIN IMMEDIATE; SQLite does not enforce foreign keys in it, and the commit fails with
 * ERR_INPUT when rows refer to nothing that did not do so before. */
bool target_begin(struct target *s, struct err *err);
bool target_commit(struct target *s, struct err *err);
void target_rollback(struct target *s);
/* In a transaction: whether somebody else may have committed since this was last asked; the
 * first time always. */
bool target_changed(struct target *s);
bool target_in_transaction(const struct target *s);
/* What scripts have set for the connection is as at the beginning, and what they have made for
 * it is gone; also within a transaction, but for databases that are attached.  Fails when a
 * script has left a schema behind that cannot be read. */
bool target_reset(struct target *s, struct err *err);

/* ---- scripts ---- */

/* No statement of a script may change this table; borrowed.  On a server what a function or
 * a DO does inside is not seen. */
void target_guard(struct target *s, const char *table);
/* False, with the error that says so. */
bool target_guarded(const char *table, struct err *err);

enum target_kind {
	STATEMENT_PLAIN,
	STATEMENT_BEGIN,
	STATEMENT_COMMIT, /* or END */
	STATEMENT_ROLLBACK,
	STATEMENT_KEYS,    /* PRAGMA foreign_keys = … */
	STATEMENT_SETTING, /* of the connection: a PRAGMA, SET, ATTACH */
	STATEMENT_CALL,    /* of a procedure, which may commit when there is no transaction */
	STATEMENT_ALONE,   /* cannot be in a transaction: VACUUM, CREATE INDEX CONCURRENTLY, … */
};

struct target_statement {
	size_t at, end; /* in the script: without what is blank before it */
	enum target_kind kind;
	int64_t rows; /* changed by it; of queries 0 */
};

/* The next statement at or behind `from`; *ret_found false: there is none.  It is to be run, or
 * passed over, before the next one is asked for: it may need what the one before has made.
 * On failure *ret_offset is the place in the script. */
bool target_next(struct target *s, const char *script, size_t from, struct target_statement *ret,
	bool *ret_found, size_t *ret_offset, struct err *err);
bool target_step(
	struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err);
void target_skip(struct target *s);

/* ---- copies ---- */

/* An empty database of the same kind that nobody else uses: SQLite's own temporary one, or a
 * database on the same server, which ends with it ("blokctl_scratch_…").  `like` outlives it;
 * NULL is SQLite. */
bool target_scratch(struct target *like, struct target **ret, struct err *err);

/* SQLite: all of `from` into `to`, whose own content is lost. */
bool target_copy(struct target *from, struct target *to, struct err *err);
/* SQLite: into a new file, complete or not at all; synced. */
bool target_backup(struct target *s, const char *path, struct err *err);
/* SQLite: a complete, synced file takes the place of that of `s`, opened with TARGET_UNREAD,
 * with its mode and owner; at no moment there is none, or one with the journal of another.
 * What was there is named `aside` ("-wal", … behind it for what lay beside it), or is gone
 * (NULL).  ERR_BUSY while another program has it open or writes. */
bool target_replace(struct target *s, const char *with, const char *aside, struct err *err);

#endif
