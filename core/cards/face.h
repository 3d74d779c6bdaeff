#ifndef CARDS_FACE_H
#define CARDS_FACE_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/store/notes.h"

/* What a learner sees of a card, and what can be told her on the way. */

struct card_face {
	const char *question, *answer; /* of a cloze: the sentence with […], what is hidden */
	const char *sentence, *heading, *kind;
};
void card_face_of(struct arena *a, const struct note *n, int ord, struct card_face *ret);

/* A hint of level 1 to 3, by rules: the form of the answer and where it comes from; the
 * sentence it stands in, with a gap; first letters.  Never the answer itself. */
#define HINT_LEVELS 3
bool card_hint(const struct card_face *f, int level, struct str *out, struct err *err);
/* Whether a hint (of a model) tells the answer. */
bool card_hint_tells(const char *hint, const char *answer);

#endif
