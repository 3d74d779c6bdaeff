#ifndef DATA_CSV_READER_H
#define DATA_CSV_READER_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Comma-separated values row by row, without a copy of what needs none. */

struct csv_field {
	const char *at; /* in the text, or in the reader's memory where quotes were doubled */
	size_t len;
	bool quoted;
};

/* Begins with `at`, `end` (the text, ended by a NUL), `delimiter` and line 1. */
struct csv_reader {
	const char *at, *end;
	char delimiter;
	int line;                 /* of the next row */
	struct csv_field *fields; /* of the row, until the next one */
	size_t count, cap;
	struct str unquoted;
};

/* True and *ret_row: a row with at least one field is there, a blank line is
 * one empty field; true and not: the end.  err->message begins with "line: ". */
bool csv_reader_next(struct csv_reader *r, bool *ret_row, struct err *err);
void csv_reader_release(struct csv_reader *r);

static inline bool csv_reader_is_blank(const struct csv_reader *r)
{
	return r->count == 1 && !r->fields[0].len && !r->fields[0].quoted;
}

#endif
