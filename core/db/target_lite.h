#ifndef DB_TARGET_LITE_H
#define DB_TARGET_LITE_H

#include "core/base/vec.h"
#include "core/db/target_impl.h"

#include <sqlite3.h>

/* A SQLite database that scripts change; private to core/db. */
struct lite_target {
	sqlite3 *handle;
	const char *path; /* NULL: in memory */
	int lock_fd;      /* -1: there is none */
	sqlite3_stmt *pending;
	bool is_looking; /* a script's statement is being prepared: its facts are noted */
	enum target_kind kind;
	unsigned data_version; /* of the file, when somebody last asked; 0 */
	bool keeps_journal; /* between transactions, while the lock is held */
	/* What scripts have done to the connection. */
	bool has_settings, has_temporary, has_attached;
	const char *denied; /* the pragma that was refused; NULL: see denied_action */
	int denied_action;  /* the authorizer's, or 0 for a table */
	/* What may have broken a foreign key since the last BEGIN. */
	bool keys_suspect;            /* any of them */
	bool may_replace;             /* rows that are inserted take others away */
	bool knows_schema;            /* it was looked through for that */
	bool is_rebuilt;              /* a table was dropped or altered: a copy's rows may have
				       * other rowids, and its keys other numbers */
	VEC(char *) written;          /* those of these tables */
	VEC(struct broken_key) known; /* in memory: those that were broken when it was filled */
};

/* Rows of a table that refer to nothing in another by one of its keys. */
struct broken_key {
	char *table, *parent;
	int key;             /* its number: "id" of PRAGMA foreign_key_list */
	VEC(int64_t) rowids; /* 0 of tables without */
};

/* Errors of SQLite in our classes. */
bool target_lite_fail(const struct target *s, int code, struct err *err);

bool target_lite_exec(struct target *s, const char *sql, struct err *err);

void target_lite_rollback(struct target *s);
bool target_lite_run(struct target *s, const struct target_query *q, struct err *err);

/* ---- target_lite_script.c ---- */

/* SQLite's own parser tells what a statement does: its authorizer. */
int target_lite_look(
	void *self, int action, const char *a, const char *b, const char *c, const char *d);
bool target_lite_refused(const struct target *s, struct err *err);
bool target_lite_next(struct target *s, const char *script, size_t from,
	struct target_statement *ret, bool *ret_found, size_t *ret_offset, struct err *err);
bool target_lite_step(
	struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err);
void target_lite_skip(struct target *s);
bool target_lite_reset(struct target *s, struct err *err);

/* ---- target_lite_lock.c ---- */

/* Opens what is locked: before SQLite does. */
bool target_lite_open_lock(struct target *s, unsigned flags, struct err *err);
bool target_lite_try_lock(struct target *s, bool *ret_held, struct err *err);
void target_lite_unlock(struct target *s);

/* ---- target_lite_keys.c ---- */

void target_lite_keys_forget(struct lite_target *l);
/* False with ERR_INPUT when rows refer to nothing that did not do so before. */
bool target_lite_keys_check(struct target *s, struct err *err);
/* Notes those that are broken now, as such that were so before. */
bool target_lite_keys_note(struct target *s, struct err *err);
void target_lite_keys_release(struct lite_target *l);

/* ---- target_lite_functions.c ---- */

/* Functions of newer SQLites that histories use: unhex() (3.41). */
bool target_lite_functions(sqlite3 *handle);

#endif
