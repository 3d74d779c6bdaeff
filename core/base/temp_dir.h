#ifndef BASE_TEMP_DIR_H
#define BASE_TEMP_DIR_H

#include "core/base/err.h"

/* A folder that only we can look into, below TMPDIR; malloc'd.  What is left of
 * them goes when the process exits. */
char *temp_dir_new(struct err *err);
/* Removes it with all that is in it, never following a link, and frees the name;
 * accepts NULL. */
void temp_dir_remove(char *path);

#endif
