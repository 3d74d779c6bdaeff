#ifndef TEXT_CLOZE_H
#define TEXT_CLOZE_H

#include "core/text/word.h"

#include <stdbool.h>

/* Sentences with gaps as Anki writes them: "Water boils at {{c1::100 °C::how hot?}}". */

struct text_gap {
	struct text_span whole, hidden, hint; /* "{{c1::…}}"; hint.at NULL: there is none */
	int number;                           /* 1 to TEXT_GAP_MAX */
};
#define TEXT_GAP_MAX 999

/* The next one; false when there is none.  "{{cat}}" is none, nor is one that does not
 * end.  Of "}}}" the first belongs to what is hidden. */
bool text_next_gap(const char *cloze, struct text_gap *ret);

#endif
