#ifndef STORE_EXAMPLES_H
#define STORE_EXAMPLES_H

#include "core/data/json.h"
#include "core/store/store.h"

/* Questions whose SQL somebody has confirmed, by database. */

/* Adds, or replaces the one of the same question. */
bool example_put(
	struct store *s, const char *db, const char *question, const char *sql, struct err *err);
/* The SQL of that very question (case, blanks and signs aside), or NULL. */
bool example_get(struct store *s, struct arena *a, const char *db, const char *question,
	const char **ret_sql, struct err *err);
/* Forgets that very question; *ret_found: it was known. */
bool example_delete(
	struct store *s, const char *db, const char *question, bool *ret_found, struct err *err);
/* All of a database, the newest first: [{question, sql}].  The caller's. */
bool example_list(struct store *s, const char *db, cJSON **ret, struct err *err);
/* The `most` that share most words with a question, the newest of as good ones
 * first: [{question, sql}].  The caller's. */
bool example_nearest(struct store *s, const char *db, const char *question, size_t most,
	cJSON **ret, struct err *err);

#endif
