#ifndef ASK_SHAPE_H
#define ASK_SHAPE_H

#include "core/ask/pivot.h"

/* What the columns of a result hold, as far as a chart wants to know: times,
 * numbers, and categories, which are all others. */
struct ask_shape {
	size_t time, number[2], text[2]; /* the first columns of each; SIZE_MAX: none */
	size_t times, numbers, texts;    /* how many; one time at most */
};
struct ask_shape ask_shape_of(const struct source_result *r);

/* Ms since 1970 of "2024", "2024-03", "2024-Q1", "2024-03-15" and longer, and of a
 * year as a number. */
bool ask_shape_time(const struct source_value *v, int64_t *ret);
double ask_shape_number(const struct source_value *v); /* NaN where it is none */
/* By the column's name: a number that nobody measures. */
bool ask_shape_is_id(const char *name);

/* Each instant once: what happened then, not a list of things with their dates. */
bool ask_shape_goes_in_time(const struct source_result *r, const struct ask_shape *s);
/* A category, or a time, of which there are several series; the one of which there
 * are fewer is the series. */
bool ask_shape_pivot(const struct source_result *r, const struct ask_shape *s, struct arena *a,
	struct ask_pivot *ret);

/* More bars than this nobody reads. */
#define ASK_BARS_MAX 30

#endif
