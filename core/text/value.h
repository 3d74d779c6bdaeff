#ifndef TEXT_VALUE_H
#define TEXT_VALUE_H

#include "core/text/word.h"

/* Values that have a form of their own, found in a text. */

enum text_value_kind { VALUE_DATE, VALUE_NUMBER, VALUE_MONEY, VALUE_EMAIL, VALUE_URL };

#define TEXT_VALUE_MAX 64
struct text_value {
	struct text_span span; /* as written; of money with its currency */
	/* A date as YYYY-MM-DD when day, month and year are beyond doubt, a number
	 * with a decimal point and without separators; "": as written. */
	char plain[TEXT_VALUE_MAX];
};

/* The next one at or behind *at, which goes behind it; false when there is none.
 * Numbers that are parts of dates, words and codes are none. */
bool text_next_value(const struct text_span *text, enum text_value_kind kind, size_t *at,
	struct text_value *ret);

/* ---- private to core/text ---- */

/* What begins at this place, or 0; otherwise its length. */
size_t text_date_at(const char *at, size_t len, char plain[TEXT_VALUE_MAX]);
size_t text_number_at(const char *at, size_t len, char plain[TEXT_VALUE_MAX]);

#endif
