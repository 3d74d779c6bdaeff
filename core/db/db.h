#ifndef DB_DB_H
#define DB_DB_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A connection to a SQLite database and its statements.  The only folder that
 * knows sqlite3.h.  A connection serves one thread at a time; who shares it
 * brings a mutex. */
struct db;
struct db_stmt;

enum db_open_flags {
	DB_CREATE = 1,
	DB_READ_ONLY = 2,
};

const char *db_version(void); /* of SQLite */
/* Whether a text of SQL ends with a statement's end: not within a string, a comment or a
 * trigger. */
bool db_is_complete(const char *sql);
bool db_open(const char *path, unsigned flags, struct db **ret, struct err *err);
void db_close(struct db *db); /* accepts NULL */
/* How long a statement waits for other processes that write; 60 s unless told. */
void db_set_patience(struct db *db, int64_t ms);
/* Asked now and then while a statement works (not while it waits for others): one
 * that it stops fails with ERR_INTERRUPTED. */
void db_watch(struct db *db, bool (*may_go_on)(void *self), void *self);

/* For files of strangers: nothing in their schema is trusted, cells are checked, and a
 * collation of this name, which ignores the case of ASCII letters, is known. */
bool db_distrust(struct db *db, const char *collation, struct err *err);

/* One or more statements without parameters and rows. */
bool db_exec(struct db *db, const char *sql, struct err *err);
/* The first column of the first row. */
bool db_query_int(struct db *db, const char *sql, int64_t *ret, struct err *err);

/* A consistent copy in a new file (0600) while others go on writing.  A file
 * that is there is refused; what failed half-way leaves nothing behind. */
bool db_backup(struct db *db, const char *path, struct err *err);

/* BEGIN IMMEDIATE: a writer waits here, never in the middle. */
bool db_begin(struct db *db, struct err *err);
bool db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
int64_t db_last_rowid(const struct db *db);
int64_t db_changes(const struct db *db);
/* Of all statements of the connection, with those of triggers. */
int64_t db_total_changes(const struct db *db);

/* Statements are made where they are used: one that was done and has the same text is
 * taken again, so that a loop does not pay for it (3 to 20 microseconds). */
bool db_prepare(struct db *db, const char *sql, struct db_stmt **ret, struct err *err);
/* The first of several statements, and what stands behind it; *ret is NULL where
 * there are only blanks and comments. */
bool db_prepare_first(struct db *db, const char *sql, struct db_stmt **ret, const char **ret_rest,
	struct err *err);
void db_finalize(struct db_stmt *s); /* accepts NULL */
/* The highest number of its parameters. */
int db_parameters(const struct db_stmt *s);

/* Parameters count from 1.  Texts are borrowed until the statement is done; a
 * NULL text binds NULL.  What cannot be bound makes the next step fail. */
void db_bind_int(struct db_stmt *s, int index, int64_t value);
void db_bind_real(struct db_stmt *s, int index, double value);
void db_bind_text(struct db_stmt *s, int index, const char *text);
/* The same, copied: for buffers that end before the statement does. */
void db_bind_text_copy(struct db_stmt *s, int index, const char *text);
void db_bind_blob(struct db_stmt *s, int index, const void *bytes, size_t len);
void db_bind_null(struct db_stmt *s, int index);

/* True and *ret_row: a row is there; true and not: done. */
bool db_step(struct db_stmt *s, bool *ret_row, struct err *err);
/* Steps to the end and resets, for statements without rows. */
bool db_run(struct db_stmt *s, struct err *err);

/* Columns count from 0; texts are valid until the next step. */
int64_t db_int(struct db_stmt *s, int column);
double db_real(struct db_stmt *s, int column);
const char *db_text(struct db_stmt *s, int column); /* NULL for NULL */
const void *db_blob(struct db_stmt *s, int column, size_t *ret_len);

#endif
