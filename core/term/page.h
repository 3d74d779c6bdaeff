#ifndef TERM_PAGE_H
#define TERM_PAGE_H

#include "core/term/chart.h"

/* One HTML page that needs nothing else: no script, no font, no request.  Light
 * and dark as the reader's system is, and for paper.  All texts are anybody's. */

struct page_table {
	const char *const *titles; /* of the columns */
	const bool *numbers;       /* columns that are numbers; NULL: none */
	size_t columns;
	const char *const *cells; /* row by row; NULL: no value */
	size_t rows;
	size_t left_out; /* rows that are not here: it is said */
};

struct page_section {
	const char *title;              /* or NULL */
	const char *note;               /* paragraphs, a blank line between them; or NULL */
	const char *code;               /* as it stands: a query; or NULL */
	const struct chart *chart;      /* or NULL */
	const struct page_table *table; /* or NULL */
	const char *problem;            /* what kept the rest away; or NULL */
	/* Twelfths of the width: sections stand beside each other as they fit.  0: no
	 * section is beside another. */
	int span;
	bool folds; /* code, and a table below a chart, open with a click */
};

struct page {
	const char *title, *subtitle; /* the subtitle may be NULL */
	const char *language;         /* "en" */
	const struct page_section *sections;
	size_t sections_len;
	const char *footer; /* or NULL */
};

void page_html(const struct page *p, struct str *out);

#endif
