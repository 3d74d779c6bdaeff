#ifndef TEXT_SUMMARY_H
#define TEXT_SUMMARY_H

#include "core/text/sentence.h"

/* The sentences that say most of a text, in its own words.
 *
 * A sentence counts by the weight of its stems, which is the logarithm of how
 * often the text has them (H. P. Luhn, The automatic creation of literature
 * abstracts, 1958), by its place, and by the words of `focus`; one after the other
 * is taken, less whatever is said already (maximal marginal relevance,
 * J. Carbonell and J. Goldstein, 1998).  They stand in the order of the text. */
struct text_summary {
	const char *text;
	size_t len;
	size_t words;      /* at most so many, as text_count_words() counts */
	const char *focus; /* what the reader wants to know; or "" */
	bool bullets;      /* a list, a sentence each; else one paragraph */
};
/* Nothing for a text without words; a first sentence that is too long by itself
 * is cut and ends in "…". */
void text_summarise(struct str *out, const struct text_summary *s);

#endif
