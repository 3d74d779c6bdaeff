#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Allocation that cannot fail: when memory runs out the process ends here,
 * through mem_exhausted(), and nowhere else.  What the store has committed
 * stays; what it has not is rolled back by SQLite at the next opening. */
void *mem_alloc(size_t size);             /* zeroed */
void *mem_resize(void *block, size_t size); /* new bytes are not zeroed */
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t len);

/* Reports on stderr with plain write() and ends with exit status 1. */
_Noreturn void mem_exhausted(void);

#endif
