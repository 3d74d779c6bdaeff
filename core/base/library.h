#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* Libraries that load on first use, so that a command pays for what it uses. */

struct library_symbol {
	const char *name; /* NULL ends the list */
	void *slot;       /* where the pointer goes */
};

/* Opens the first of `names` (NULL ends them) that is there, for good, and
 * fills every slot; `why` says in words why it could not. */
bool library_load(const char *const *names, const struct library_symbol *symbols, char *why,
	size_t why_size);

#endif
