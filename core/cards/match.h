#ifndef CARDS_MATCH_H
#define CARDS_MATCH_H

#include "core/cards/card.h"
#include "core/store/notes.h"

/* Which card of a document is which note of an earlier reading of it. */

struct match_old {
	struct note note;
	bool is_taken;
};

struct match_new {
	const struct card_draft *card;
	const char *fingerprint; /* as of the note */
	const char *anchor;      /* heading path and term; "": none */
	const char *heading;
	struct match_old *match; /* NULL: it is a new one */
};

/* By what is asked; else by kind and anchor, where each side has one such; else by how
 * alike question, answer and source are, the most alike first. */
void cards_match(struct match_old *old, size_t old_len, struct match_new *fresh, size_t fresh_len);

#endif
