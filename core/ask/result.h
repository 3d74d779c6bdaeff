#ifndef ASK_RESULT_H
#define ASK_RESULT_H

#include "core/base/str.h"
#include "core/data/json.h"
#include "core/db/source.h"
#include "core/term/term.h"

/* The rows of a query for people and for programs.  What stands in them is
 * anybody's: terminals, spreadsheets and pages get it made inert. */

enum result_format {
	RESULT_TABLE,
	RESULT_JSON,   /* an array of objects */
	RESULT_NDJSON, /* an object a line */
	RESULT_CSV,    /* RFC 4180, but lines end with a newline alone */
	RESULT_TSV,    /* with \t, \n, \r and \\ for what may not stand in a field */
	RESULT_MARKDOWN,
	RESULT_HTML, /* a <table>, no page */
};
/* As OPT_CHOICE wants them, in the order above. */
#define RESULT_FORMATS "table|json|ndjson|csv|tsv|markdown|html"
bool result_format_of(const char *word, enum result_format *ret);

/* With a newline at the end.  `term` is for RESULT_TABLE; columns that do not
 * fit it stand one below the other.  That rows are missing is said in Markdown
 * and HTML; elsewhere the caller says it. */
void result_print(const struct source_result *r, enum result_format format, const struct term *term,
	struct str *out);

/* The rows as a tree, for documents that hold more.  A double does not hold
 * every integer beyond 2^53: such a one becomes a text.  Bytes become
 * {"base64": …}. */
cJSON *result_rows_json(const struct source_result *r);
cJSON *result_columns_json(const struct source_result *r);
/* columns, rows, row_count, truncated and duration_ms into a document; each null
 * when `r` is NULL: nothing was run. */
void result_add_json(const struct source_result *r, cJSON *document);

/* ---- for those who show results in another way ---- */

/* The columns' names, none twice and none empty: "total", "total_2", "column_3". */
const char *const *result_names(const struct source_result *r, struct arena *a);

static inline const struct source_value *result_value(
	const struct source_result *r, size_t row, size_t column)
{
	return &r->values[row * r->columns + column];
}
/* Numbers only, NULLs aside, and at least one of them. */
bool result_is_number(const struct source_result *r, size_t column);
/* An integer as a double has it exactly. */
bool result_is_safe_integer(int64_t value);
/* A value for people: 15 digits of a number, the first bytes of a blob, UTF-8;
 * NULL is "".  Nothing is escaped. */
void result_text(const struct source_value *v, struct str *out);
/* "only the first 100 rows are here, there are more" */
void result_truncation(const struct source_result *r, struct str *out);

#endif
