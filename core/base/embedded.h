#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

/* A file of templates/ as it was when the program was built (test/tools/embed.c),
 * translations compiled: locale/de.mo. */
struct embedded {
	const char *path;  /* below templates/: "workflows/hello.yaml" */
	const char *bytes; /* len bytes and a NUL */
	size_t len;
};

/* Those of one folder sorted by path; ends with a NULL path. */
extern const struct embedded embedded_files[];

/* NULL when there is no such file. */
const struct embedded *embedded_find(const char *path);

#endif
