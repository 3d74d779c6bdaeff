#ifndef AI_EXTRACT_H
#define AI_EXTRACT_H

#include "core/data/json.h"

/* The JSON in a model's answer: models wrap it in prose and fences, and write
 * it as JavaScript or Python would. */

enum extract_kind { EXTRACT_ANY, EXTRACT_OBJECT, EXTRACT_ARRAY };

struct extract_options {
	enum extract_kind kind; /* one of this kind goes before one of another */
	/* The answer was cut at its length limit: what is open at the end is not
	 * closed, for that would make something of half a value. */
	bool cut;
};

/* Tried in this order: the whole text; a fenced block; the first complete
 * value anywhere; the same after repairs that add nothing but signs: trailing
 * commas, comments, single quotes, keys without quotes, Python's literals,
 * control characters in strings, brackets left open at the end.
 * `repairs` gets their names, separated by commas; it stays empty when the text
 * held a value that was right.  ERR_INPUT when there is none. */
bool extract_json(const char *text, const struct extract_options *options, cJSON **ret,
	struct str *repairs, struct err *err);

/* One value at the beginning of `text`, made right: JSON text in `out`.
 * *ret_len says how much of the text it was.  False when nothing helps. */
bool extract_repair(const char *text, bool cut, struct str *out, struct str *repairs,
	size_t *ret_len);

#endif
