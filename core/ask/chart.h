#ifndef ASK_CHART_H
#define ASK_CHART_H

#include "core/ask/ask.h"
#include "core/term/chart.h"

/* Which chart fits the rows of a query, and the rows as that chart. */

/* By the shape of the result: one number is a figure; a time and a number a line; a
 * category and a number bars; shares of few categories a pie; two numbers of many
 * rows points; anything else a table.  `question` may be NULL: its words tell
 * shares from amounts. */
enum ask_chart ask_chart_of(const struct source_result *r, const char *question);

/* The rows as a chart, in the arena; false for ASK_CHART_TABLE and for rows that do
 * not have that shape.  `title` is borrowed. */
bool ask_chart_make(const struct source_result *r, enum ask_chart kind, const char *title,
	struct arena *a, struct chart *ret);

/* "auto", "none" and the names of ask_chart_name(), as OPT_CHOICE wants them. */
#define ASK_CHARTS "auto|bar|line|pie|scatter|none"
bool ask_chart_named(const char *word, enum ask_chart *ret); /* false for "auto" */

#endif
