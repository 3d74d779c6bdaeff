#ifndef DB_LITE_WORDS_H
#define DB_LITE_WORDS_H

#include "core/base/str.h"

#include <stdbool.h>

/* The words that the gate knows. */

/* Functions that compute from what they are given, and no more. */
bool lite_may_call(const char *function);

/* Tables that no file has, of SQLite's own making. */
bool lite_is_made_up(const char *table);

/* The first word of a statement when it is one that begins no query: "DELETE";
 * else NULL, also for what is no SQL at all. */
const char *lite_first_word(const char *sql);

/* Behind blanks, comments and semicolons. */
const char *lite_skip_blank(const char *sql);

/* Only blanks, comments and semicolons. */
bool lite_is_blank(const char *sql);

/* "name" with its quotes doubled. */
void lite_quote(struct str *out, const char *name);

#endif
