#ifndef TERM_CHART_H
#define TERM_CHART_H

#include "core/base/err.h"
#include "core/term/term.h"

#include <stddef.h>
#include <stdint.h>

/* Charts of numbers, for a terminal and as SVG. */

enum chart_kind {
	CHART_KPI, /* figures: the first series, one for each category */
	CHART_BAR, /* the first series */
	CHART_GROUPED_BAR,
	CHART_LINE,
	CHART_PIE, /* the first series; values below 0 make it a bar chart */
	CHART_SCATTER,
};
const char *chart_kind_name(enum chart_kind kind); /* "bar", "grouped bar", … */

struct chart_series {
	const char *name; /* NULL: none */
	/* As many as there are categories.  What is not finite is missing. */
	const double *values;
	const double *xs; /* CHART_SCATTER: where each value stands */
};

/* Everything is borrowed; texts may be anybody's. */
struct chart {
	enum chart_kind kind;
	const char *title, *x_title, *y_title; /* or NULL */
	/* The categories: texts, or instants (ms since 1970, UTC); neither for a
	 * scatter chart and a single figure. */
	const char *const *labels;
	const int64_t *times;
	size_t len;
	const struct chart_series *series;
	size_t series_len;
	int svg_width; /* pixels, from 300 on; 0: 720 */
};

/* More are not told apart. */
#define CHART_SERIES_MAX 8

/* ERR_INPUT with what is wrong: no series, too many, categories or xs missing.  A
 * chart that passes is drawn, whatever its numbers are. */
bool chart_check(const struct chart *c, struct err *err);

/* For the terminal's width (80 where it has none), with a newline at the end.  Of
 * too many categories a bar chart shows the first ones and says so; a pie shows
 * the largest ones and adds up the others. */
void chart_text(const struct chart *c, const struct term *term, struct str *out);

/* One <svg> element that needs nothing else: colours for light and dark pages and
 * for print, <title> and <desc> for those who do not see it. */
void chart_svg(const struct chart *c, struct str *out);

#endif
