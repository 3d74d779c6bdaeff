#ifndef STORE_UNDO_H
#define STORE_UNDO_H

#include "core/store/reviews.h"

/* Takes the last change back: of what it touched only that which it changed.  What
 * gen-cards, an import, a review or a bridge has made of a card since then stays.
 * *ret_what NULL: there is no change.  ERR_WORK when the words of an edited card have
 * been replaced since; that change is forgotten then, so that the one before it is next. */
bool undo_last(struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes,
	struct err *err);

#endif
