#ifndef BASE_TEMP_DIR_H
#define BASE_TEMP_DIR_H

/* A folder that only we can look into, below TMPDIR; malloc'd, or NULL with errno.
 * What is left of them goes when the process exits. */
char *temp_dir_new(void);
/* Removes it with all that is in it, never following a link, and frees the name;
 * accepts NULL. */
void temp_dir_remove(char *path);

#endif
