#ifndef ASK_RESULT_PAGE_H
#define ASK_RESULT_PAGE_H

#include "core/ask/result.h"
#include "core/term/page.h"

/* The rows as the table of a page, `most` of them at most; in the arena. */
void result_page_table(
	const struct source_result *r, size_t most, struct arena *a, struct page_table *ret);

#endif
