#ifndef AI_BUILTIN_FIELD_H
#define AI_BUILTIN_FIELD_H

#include "core/text/value.h"

/* A named value in a text: behind its name ("Total: 12.50 EUR", "the total of
 * 12.50"), or the only one of its form there is. */

enum field_kind {
	FIELD_TEXT,
	FIELD_DATE,
	FIELD_NUMBER,
	FIELD_MONEY,
	FIELD_EMAIL,
	FIELD_URL,
	FIELD_BOOLEAN,
};
/* Of a type's name ("date", "integer", "uri"), or else of the field's own name. */
enum field_kind field_kind_of(const char *type, const char *name);

struct field_value {
	struct text_span source; /* the words that prove it */
	struct text_span written;
	const char *plain; /* in the arena */
};
/* False when the text does not say. */
struct field_query {
	const char *name;
	enum field_kind kind;
	struct text_span text;
};
bool field_find(struct arena *a, const struct field_query *q, struct field_value *ret);

#endif
