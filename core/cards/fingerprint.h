#ifndef CARDS_FINGERPRINT_H
#define CARDS_FINGERPRINT_H

#include "core/base/str.h"

/* Texts compared by their words. */

/* The words that say something of a text, as they are compared: folded, stems, sorted,
 * once each, with blanks between. */
void card_fingerprint(const char *text, struct str *out);
/* Words that two fingerprints share, as a part of all: 0 to 1; 1 of two empty ones. */
double card_similarity(const char *a, const char *b);
/* The same of two texts. */
double card_text_similarity(const char *a, const char *b);
/* The part of a's words that is in b, both fingerprints; *ret_words (or NULL): how many a has. */
double card_share(const char *a, const char *b, size_t *ret_words);

/* How much of the answer's words stand in a text: 0 to 1. */
double card_grounding(const char *answer, const char *text);

#endif
