#ifndef AI_KEPT_H
#define AI_KEPT_H

#include "core/ai/ledger.h"

/* Answers in the cache. */

/* Fills the reply when there is one; *ret_found.  A hit is recorded as a call
 * that costs nothing. */
bool ai_kept_get(const struct ai_entry *e, const char *key, struct ai_answer *ret, bool *ret_found,
	struct err *err);
/* Keeps it, if it is one to keep: a whole answer, without tools. */
bool ai_kept_put(const struct ai_entry *e, const struct ai_request *request,
	const struct ai_answer *answer, struct err *err);

#endif
