#ifndef ASK_PIVOT_H
#define ASK_PIVOT_H

#include "core/base/arena.h"
#include "core/db/source.h"
#include "core/term/chart.h"

/* Rows of two categories and a number as a table of series: "sales per region and
 * year" is a series for each year. */
struct ask_pivot {
	size_t category, series, number; /* columns of the result */
	const size_t *rows;              /* for each category the row that has it first */
	size_t len;
	struct chart_series *list;
	size_t list_len;
};

/* In the arena; false when the rows are none: a pair stands there twice, nothing
 * repeats, or there are more series than can be told apart. */
bool ask_pivot_make(const struct source_result *r, struct arena *a, struct ask_pivot *p);

#endif
