#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include "core/base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What characters are, without the locale and without the tables of Unicode:
 * exact for Latin, Greek and Cyrillic, and close enough for counting, matching
 * and dividing text of other scripts. */

enum letter_class {
	LETTER_OTHER, /* punctuation, symbols, emoji */
	LETTER_SPACE,
	LETTER_DIGIT, /* ASCII */
	LETTER_ALPHA,
	LETTER_IDEOGRAPH, /* Han, kana: written without blanks between words */
	LETTER_MARK,      /* combining: belongs to the character before */
};
enum letter_class letter_class(uint32_t cp);
static inline bool letter_is_word(enum letter_class c)
{
	return c == LETTER_DIGIT || c == LETTER_ALPHA || c == LETTER_MARK;
}

bool letter_is_upper(uint32_t cp);
bool letter_is_lower(uint32_t cp); /* false for scripts without case */
uint32_t letter_lower(uint32_t cp);

/* The character at `at`; bytes that are no UTF-8 are U+FFFD.  Returns its length,
 * 0 only at the end. */
size_t letter_next_wide(const char *text, size_t len, uint32_t *ret_cp);
static inline size_t letter_next(const char *text, size_t len, uint32_t *ret_cp)
{
	if (len && (unsigned char)*text < 0x80) { /* most of most texts */
		*ret_cp = (unsigned char)*text;
		return 1;
	}
	return letter_next_wide(text, len, ret_cp);
}
/* The character before `at`; 0 with U+000A when there is none. */
size_t letter_before(const char *text, size_t at, uint32_t *ret_cp);

/* Lower case without diacritics: "Größe" and "GROSSE" are "grosse". */
void letter_fold(struct str *out, const char *text, size_t len);

#endif
