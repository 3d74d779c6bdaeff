#ifndef CARDS_GENERATE_H
#define CARDS_GENERATE_H

#include "core/cards/card.h"
#include "core/cards/valid.h"
#include "core/text/document.h"

/* The offline generator: cards by rules, the same each time.
 *
 * Techniques look at the document's blocks and sentences, surest first: definitions
 * that its structure shows, headings that ask, statements, conditions, causes,
 * enumerations, acronyms, numbers, tables, gaps for what is left.  Every card passes the
 * validator; of those that ask the same the surest stays. */

struct card_options {
	unsigned kinds;   /* 1 << enum card_kind; 0: all */
	size_t max;       /* 0: by the text's length */
	double min_score; /* 0 to 1 */
};

/* What became of the parts of a document. */
struct card_coverage {
	size_t sections, sections_used;
	size_t tables, tables_used;
	size_t pages, pages_used; /* 0 where there are none */
	size_t words;
	size_t made;                 /* cards before they were judged */
	size_t dropped[CARD_FAULTS]; /* by what was wrong */
	size_t weak;                 /* below min_score, not of these kinds, or beyond max */
	VEC(size_t) unused;          /* headings without a card, by their blocks */
};
void card_coverage_release(struct card_coverage *c);

/* Cards in the order of the text. */
void cards_generate(struct card_set *ret, struct card_coverage *coverage,
	const struct text_document *d, const struct card_options *o);

/* Takes out what is faulty, asked twice, too weak or too much, and counts it. */
void cards_select(struct card_set *set, struct card_coverage *coverage,
	const struct text_document *d, const struct card_options *o);

#endif
