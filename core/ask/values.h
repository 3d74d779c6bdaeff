#ifndef ASK_VALUES_H
#define ASK_VALUES_H

#include "core/ask/catalog.h"
#include "core/ask/question.h"

/* Which runs of words of a question are stored somewhere, and how they are
 * written there. */

/* Beyond this many rows of a table only the first are looked at, and said so. */
#define ASK_VALUES_MAX_ROWS 50000
/* Longer texts are prose, nobody asks for them word by word. */
#define ASK_VALUE_MAX_BYTES 60
#define ASK_SPAN_MAX 8 /* words of the longest run */

struct ask_hit {
	size_t first, len; /* words of the question */
	size_t column;
	const char *value; /* as stored */
	double score;      /* 1: the very text; less: another case, number or name for it */
};

struct ask_values {
	VEC(struct ask_hit) hits;
	bool is_partial; /* some table had more rows than were looked at */
};

bool ask_values_find(struct source *s, const struct ask_catalog *c, const struct ask_question *q,
	struct ask_values *ret, struct err *err);
void ask_values_release(struct ask_values *v);

/* The literal for "true" and "false" of a column of flags ("1", "'Y'"), from what is
 * stored; NULL when it is none. */
struct ask_flag {
	const char *yes, *no;
	bool is_text;
};
bool ask_flag_read(struct source *s, const struct ask_catalog *c, size_t column, struct arena *a,
	struct ask_flag *ret, struct err *err);

#endif
