#ifndef DB_LOOKS_H
#define DB_LOOKS_H

#include "core/db/source.h"

/* What values look like, for columns whose declaration says nothing. */

/* Sets of these are made while values are read. */
#define LOOKS(type) (1U << (type))

/* A date (2025-06-18), a date with a time of day, a number as people write it
 * ("007" and "+1" are labels), or text. */
enum source_type looks_text(const char *text, size_t len);

/* The one type of all values seen; TYPE_TEXT when they have none in common,
 * `fallback` when there were none. */
enum source_type looks_common(unsigned seen, enum source_type fallback);

/* What a declaration in SQL says, "VARCHAR(20)"; *ret_certain is false where
 * values should be looked at, too. */
enum source_type looks_declared(const char *declared, bool *ret_certain);

#endif
