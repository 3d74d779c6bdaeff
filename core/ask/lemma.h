#ifndef ASK_LEMMA_H
#define ASK_LEMMA_H

#include <stddef.h>

#define LEMMA_MAX 64

/* English words by rule: `out` gets the singular of a noun, and of a verb what
 * is left without its -s ("cities" -> "city", "wins" -> "win").  `word` is in
 * lower case; a longer one than LEMMA_MAX - 1 bytes is cut. */
void lemma_of(const char *word, char out[LEMMA_MAX]);

/* What words of one family begin with: "departure", "departing", "departs" ->
 * "depart".  Coarser than the lemma, so it counts less. */
void stem_of(const char *word, char out[LEMMA_MAX]);

/* Edit distance of at most 1 (one letter more, less, other, or two swapped). */
int lemma_is_typo(const char *a, const char *b);

#endif
