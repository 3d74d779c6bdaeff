#ifndef CMD_SIGNALS_H
#define CMD_SIGNALS_H

#include "core/base/err.h"

#include <stdatomic.h>

/* SIGINT and SIGTERM during long work: the number is kept, and a descriptor
 * becomes readable, so that sleepers wake at once.  A second one ends the
 * process there and then. */
extern atomic_int signals_received;
void signals_catch(void);
int signals_fd(void); /* -1 when there is none */

/* The error of what a signal has ended: exit status 130 or 143. */
bool signals_error(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
