#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* A piece of a text, not a copy. */
struct text_span {
	const char *at;
	size_t len;
};

/* Words as UAX #29 divides them, nearly: letters and digits, with an apostrophe
 * between letters and a point or comma between digits; each ideograph is one.
 * Hyphens divide.  False at the end. */
bool text_next_word(const char *text, size_t len, size_t *at, struct text_span *ret);
/* As people count them: what stands between blanks and has a letter or digit. */
size_t text_count_words(const char *text, size_t len);

enum text_language { TEXT_UNKNOWN, TEXT_ENGLISH, TEXT_GERMAN };
/* By its function words; TEXT_UNKNOWN when neither has clearly more. */
enum text_language text_language_of(const char *text, size_t len);

/* Whether a folded word says little by itself: "the", "und".  TEXT_UNKNOWN: in
 * either language. */
bool text_is_stop_word(const char *folded, enum text_language language);

/* Cuts the ending of a folded word, in place: English after step 1 of M. F. Porter,
 * An algorithm for suffix stripping (1980), and its final "e"; German after the
 * light stemmer of J. Savoy, Light stemming approaches for the French,
 * Portuguese, German and Hungarian languages (2006).  Others stay. */
void text_stem(struct str *word, enum text_language language);

/* Stems of a text as numbers, for counting and comparing. */
struct text_stems {
	struct arena arena;
	struct map numbers; /* stem -> its number + 1 */
	VEC(const char *) list;
	enum text_language language;
};
void text_stems_release(struct text_stems *s);
struct text_numbers {
	VEC(uint32_t) list;
};
/* Adds those of the words that are no stop words, in their order. */
void text_stems_add(struct text_stems *s, const char *text, size_t len, struct text_numbers *ret);
/* The number of a stem that is known; -1 otherwise. */
int64_t text_stems_find(const struct text_stems *s, const char *stem);

#endif
