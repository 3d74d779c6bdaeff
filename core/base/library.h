#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* Libraries that load on first use, so that a command pays for what it uses. */

enum library {
	LIBRARY_CURL,
	LIBRARY_CRYPTO,
	LIBRARY_PQ,
	LIBRARY_MD4C,
	LIBRARY_XML,
	LIBRARY_ZIP,
	LIBRARY_ZSTD,
	LIBRARY_UCHARDET,
	LIBRARY_UTF8PROC,
	LIBRARY_EDIT,
};
#define LIBRARIES (LIBRARY_EDIT + 1)

/* By enum library; also read by test/tools/deb.sh. */
struct library_facts {
	const char *names[3]; /* the first that is there is opened */
	const char *purpose;  /* "requests": what does not work without it */
	const char *package;  /* of Debian */
};
extern const struct library_facts library_facts[LIBRARIES];

struct library_symbol {
	const char *name; /* NULL ends the list */
	void *slot;       /* where the pointer goes */
};

/* Opens it, for good, and fills every slot; `why` says in words why it could not. */
bool library_load(
	enum library which, const struct library_symbol *symbols, char *why, size_t why_size);

#endif
