#ifndef CMD_PAGER_H
#define CMD_PAGER_H

#include "cmd/app.h"

/* What is longer than the screen is shown by the user's pager: $BLOKCTL_PAGER, $PAGER or less.
 * What is shorter is printed as if there were none, and no process is started for it. */

/* From here on stdout is something to read; without effect where it is no terminal, with
 * --no-pager and --json, and where the user's pager is "cat" or empty. */
void pager_begin(struct app *app);
/* Whether it has the bytes; false: they are to be written as ever. */
bool pager_take(const char *bytes, size_t len);
/* What was taken is printed now, and what comes is no longer held back: before a prompt, a note,
 * a long wait. */
void pager_flush(void);
/* Waits until the user has read; stdout is as it was before. */
void pager_end(void);

#endif
