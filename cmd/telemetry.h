#ifndef CMD_TELEMETRY_H
#define CMD_TELEMETRY_H

#include "cmd/app.h"

/* What is told to others about runs, where the user wants it. */

/* Metrics of everything in the store, as a text of Prometheus'. */
bool telemetry_metrics(struct app *app, struct str *out, struct err *err);

/* Whether traces are sent: by the settings, or by OpenTelemetry's variables. */
bool telemetry_traces(struct app *app);

/* Tells the collector what waits in the store; `now`: also soon after a failure. */
struct sent;
bool telemetry_send(struct app *app, bool now, struct sent *ret, struct err *err);

/* At the end of a run, whatever came of it: what cannot be told is a warning.
 * `metrics_file`: of the command line, or NULL. */
void telemetry_after_run(struct app *app, const char *run_id, const char *metrics_file);

#endif
