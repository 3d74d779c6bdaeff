#ifndef CMD_WORKFLOW_STORED_H
#define CMD_WORKFLOW_STORED_H

#include "cmd/app.h"
#include "core/data/json.h"
#include "core/store/runs.h"

/* What the commands that read recorded runs share. */

/* As runs_find(); without a store there is no run. */
bool stored_find(struct app *app, const char *name, struct run_row *ret, struct err *err);

/* The run's status; "crashed" when it is recorded as running but no process
 * holds its lock. */
const char *stored_status(struct store *s, const struct run_row *row);
/* Whether it has an end, or at least a pause, that duration and steps tell of. */
bool stored_has_result(const struct run_row *row);
/* The word that people read for the status of a run or a step. */
const char *stored_status_text(const char *status);
enum term_role stored_role(const char *status); /* of runs and of steps */

/* A stored JSON text as a value; NULL is null. */
cJSON *stored_value(const char *text);
/* {message, name, code, step_id, path} of a stored error, which holds more. */
cJSON *stored_error(const char *text);
cJSON *stored_time(int64_t ms); /* ISO 8601; 0 is null */
cJSON *stored_text(const char *text); /* NULL is null */

/* {run_id, workflow, version, file, status, started_at, ended_at, duration_ms}
 * are the first keys of every document about a run. */
cJSON *stored_head(struct store *s, const struct run_row *row);

#endif
