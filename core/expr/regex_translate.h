#ifndef EXPR_REGEX_TRANSLATE_H
#define EXPR_REGEX_TRANSLATE_H

#include "core/expr/regex.h"

/* The state of one translation, shared by the files that do it. */
struct translator {
	const struct text *source;
	size_t at;
	unsigned flags;
	struct regex_pattern *ret;
	struct builder out;
	bool repeatable;        /* what was read last may have a quantifier */
	bool looked;            /* it was an assertion in parentheses that may have none */
	bool lookbehind[200];   /* of each open group: it cannot have one */
	unsigned depth;
};

int translate_peek(const struct translator *tr, size_t ahead); /* -1 at the end */
uint32_t translate_next(struct translator *tr);
void translate_put(struct translator *tr, const char *text);
void translate_char(struct translator *tr, uint32_t c);
void translate_range(struct translator *tr, uint32_t from, uint32_t to); /* in a class */
const struct text *translate_group_name(struct translator *tr);  /* up to its '>', or NULL */
bool translate_fail(struct translator *tr, const char *message); /* returns false */

/* Behind the backslash; behind the bracket. */
bool translate_escape(struct translator *tr);
bool translate_class(struct translator *tr);

#endif
