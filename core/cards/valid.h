#ifndef CARDS_VALID_H
#define CARDS_VALID_H

#include "core/base/str.h"
#include "core/cards/card.h"

#include <stdbool.h>

/* What every card has to be, whoever wrote it: a question that can be understood
 * without the text and does not give its answer away. */

enum card_fault {
	FAULT_NONE,
	FAULT_EMPTY,
	FAULT_TOO_LONG,    /* more than 60 words on one side */
	FAULT_LEAK,        /* the question holds the answer */
	FAULT_DANGLING,    /* "It …", "However …" */
	FAULT_REFERENCE,   /* "see below", "Figure 2", "this section" */
	FAULT_MARKUP,      /* "**", "&amp;", "](", "{:" */
	FAULT_TRUNCATED,   /* ends in the middle, a bracket is open */
	FAULT_NO_QUESTION, /* the beginning of a sentence */
	FAULT_VAGUE,       /* nothing in it says what is asked */
	FAULT_SYMBOLS,     /* more signs than letters */
	FAULT_CLOZE,       /* hides all, nothing, or half a sentence */
	FAULT_DUPLICATE,
	FAULT_UNGROUNDED, /* what the answer says is not in the text */
	CARD_FAULTS,
};
const char *card_fault_name(enum card_fault f); /* "leak" */
const char *card_fault_text(enum card_fault f); /* "the question holds the answer" */

/* By itself; FAULT_DUPLICATE and FAULT_UNGROUNDED need more than the card. */
enum card_fault card_fault_of(const struct card_draft *d);
/* The same with the fingerprints of both sides, of a cloze those of its first gap, for
 * who has them already. */
struct card_prints {
	const char *question, *answer;
};
void card_prints_of(struct arena *a, const struct card_draft *d, struct card_prints *ret);
enum card_fault card_fault_printed(const struct card_draft *d, const struct card_prints *p);

/* What a cloze shows while number `ord` (from 1) is hidden, and what it hides; 0: the
 * whole sentence.  Either may be NULL. */
void card_cloze_sides(const char *cloze, int ord, struct str *shown, struct str *hidden);
/* The highest number; 0 when it is no cloze. */
int card_cloze_count(const char *cloze);

#endif
