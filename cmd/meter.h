#ifndef CMD_METER_H
#define CMD_METER_H

#include "cmd/app.h"

/* What is done while somebody waits: a line on a terminal's stderr, from the first second on, that
 * goes when something is printed or the work ends.  One at a time. */

/* `label`: "checking the store", already translated, as long as the meter.  Nothing is shown with
 * --quiet or --json, in CI, and where stderr is no terminal. */
void meter_begin(struct app *app, const char *label);
/* How far it is: with that, how long it still takes is told, too.  From any thread. */
void meter_at(size_t done, size_t total);
void meter_end(void); /* also without a meter */
/* All of them: the process ends. */
void meter_stop(void);

/* Around what is printed otherwise: the line is taken away, and stays away. */
void meter_pause(void);
void meter_go_on(void);

#endif
