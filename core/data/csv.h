#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "core/data/json.h"

/* Comma-separated values, RFC 4180, in both directions. */
struct csv_options {
	char delimiter;
	bool header; /* rows are objects with the first row's names, else arrays */
	bool types;  /* numbers, true, false and empty (null) are recognised */
};

/* An array of rows.  A NUL stands behind the text.  err->message begins with "line: ". */
bool csv_parse(const char *text, size_t len, const struct csv_options *options, cJSON **ret,
	struct err *err);

/* Rows are objects or arrays; `columns` (names) may be NULL: those of the
 * first row. */
void csv_print(struct str *out, const cJSON *rows, const cJSON *columns);
/* Between quotes where it has to be. */
void csv_print_field(struct str *out, const char *text);

#endif
