#ifndef DB_TARGET_SPLIT_H
#define DB_TARGET_SPLIT_H

#include "core/db/target.h"

/* Statements of PostgreSQL's SQL; private to core/db.  SQLite's own parser divides its. */

/* The next one at or behind `from`, its place and its kind; false when there is none. */
bool split_next(const char *script, size_t from, struct target_statement *ret);
/* COPY … FROM STDIN, whose rows psql reads from the lines below. */
bool split_is_copy(const char *statement);
/* Whether it changes, makes or drops this table; *ret_at is where it names it. */
bool split_changes(const char *statement, const char *table, size_t *ret_at);

#endif
