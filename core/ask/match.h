#ifndef ASK_MATCH_H
#define ASK_MATCH_H

#include "core/ask/link.h"

/* A run of words held against a name of the database. */
struct match {
	double covered; /* weight of the name's words that were found */
	double total;
	double quality; /* mean over the words of the run */
	size_t found;
};
/* `owner`: the name of the column's table, whose words may stand before; or NULL.
 * False when a word of the run is in neither. */
bool ask_match_name(const struct ask_link *k, struct ask_run run, const struct ask_name *name,
	const struct ask_name *owner, struct match *ret);
/* "of" and the like, which a run may hold without matching them. */
bool ask_is_filler(const struct ask_word *w);

#endif
