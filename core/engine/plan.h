#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include "core/engine/run.h"

/* What a run would do, without doing it: pure steps whose inputs are known are
 * really computed, everything that depends on what only a run can know stays
 * open.  Nothing is recorded, sent or written.
 *
 * {workflow, method, steps: [{depth, path, id, node, verdict, inputs, output,
 * note}]}; the verdict is "run", "maybe" (behind a condition that is not known
 * yet), "skip" or "compute" (its output is known already). */
cJSON *plan_make(const struct workflow *wf, const struct run_options *options);

/* The plan as an indented list for people. */
void plan_print(const cJSON *plan, struct str *out);

/* Whether a body fits the document's `input`; if not, the failure that the run
 * is answered with.  (gate.c) */
bool run_input_fits(const struct workflow *wf, const cJSON *body, struct failure *failure);

#endif
