#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "core/db/db.h"

/* The steps that make the store what it is, in order; append only.  The
 * number of steps done is the file's user_version. */
extern const char *const store_schema[];
extern const int store_schema_len;
extern const char *const store_schema_titles[]; /* of each, for people */

/* False, and ERR_INPUT, for a database that is no store; reads only. */
bool store_schema_is_ours(struct db *db, const char *path, struct err *err);
/* False, and ERR_REFUSED, for the version of a newer program. */
bool store_schema_is_known(int64_t version, struct err *err);
/* Applies the missing steps, all in one transaction. */
bool store_schema_apply(struct db *db, struct err *err);

#endif
