#ifndef CMD_KEYS_H
#define CMD_KEYS_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <stdint.h>

/* Single keys from the terminal, without Enter.  Signals wake who waits; the terminal
 * is as it was after keys_close(), and after a signal that ends the process. */
bool keys_open(struct err *err); /* ERR_USAGE when stdin or stdout is no terminal */
void keys_close(void);           /* any number of times */

enum {
	KEY_END = -1,    /* the terminal is gone */
	KEY_SIGNAL = -2, /* signals_received tells which */
	KEY_TIMEOUT = -3,
	KEY_OTHER = -4, /* an arrow, a function key */
};
/* A character (ASCII as itself), or one of the above.  0 ms: waits as long as it takes. */
int keys_read(int64_t timeout_ms);

/* A line with echo and erasing, until `deadline_us` (monotonic; 0: none).  The value of
 * the key that ended it: '\n', or one of the above. */
int keys_line(struct str *ret, int64_t deadline_us);

#endif
