#ifndef TEST_UNIT_FRESH_STORE_H
#define TEST_UNIT_FRESH_STORE_H

#include "core/store/store.h"

/* A store of a test's own, in a folder that goes with it. */
struct store *fresh_store(void);
/* The folder alone; where a store could be: fresh_path(). */
void fresh_folder(void);
const char *fresh_path(void);
/* The number that a query gives; a test that fails when it gives none. */
int64_t fresh_store_count(struct store *s, const char *query);
void fresh_store_end(struct store *s); /* NULL: somebody else closed it */

#endif
