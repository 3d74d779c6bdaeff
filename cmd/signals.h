#ifndef CMD_SIGNALS_H
#define CMD_SIGNALS_H

#include <stdatomic.h>

/* SIGINT and SIGTERM during long work: the number is kept, and a descriptor
 * becomes readable, so that sleepers wake at once.  A second one ends the
 * process there and then. */
extern atomic_int signals_received;
void signals_catch(void);
int signals_fd(void); /* -1 when there is none */

#endif
