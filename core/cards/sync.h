#ifndef CARDS_SYNC_H
#define CARDS_SYNC_H

#include "core/cards/card.h"
#include "core/store/notes.h"
#include "core/text/document.h"

/* Cards of a document into the store: the same document again, edited or not, brings
 * its notes up to date.  None comes twice, none loses what was learnt, and what was
 * rejected is not offered again.
 *
 * A card is found again by what it asks; else by its kind and its anchor, which is the
 * heading path and the term; else by how alike question and source are. */

struct card_sync {
	const struct text_document *document;
	struct card_document row; /* without its id */
	const struct card_set *set;
	const char *deck, *tags; /* of new notes; tags NULL: none */
	const char *engine;      /* builtin, model */
};

struct card_sync_result {
	size_t added, changed, same;
	size_t rejected;    /* not offered again */
	size_t edited;      /* the user's words stay */
	size_t gone;        /* the document does not say it any more */
	const char **uuids; /* of each card of the set, in the arena; NULL: rejected */
};

/* One transaction: all of it, or nothing. */
bool cards_sync(struct store *s, struct arena *a, const struct card_sync *c,
	struct card_sync_result *ret, struct err *err);

#endif
