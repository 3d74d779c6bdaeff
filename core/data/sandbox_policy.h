#ifndef DATA_SANDBOX_POLICY_H
#define DATA_SANDBOX_POLICY_H

#include "core/base/arena.h"
#include "core/base/sandbox.h"
#include "core/data/json.h"

/* A sandbox as a document has it, below `sandbox` of the configuration or of a step:
 *
 *   mode: off | preferred | required
 *   read: [PATH, …]    write: [PATH, …]
 *   network: none | any | [PORT, …]
 *   cpu: SECONDS   memory: BYTES   filesize: BYTES   files: COUNT   processes: COUNT
 *
 * A step may also have the mode alone, or true (required) or false (off). */

/* What is wrong with a step's: called for each finding. */
typedef void sandbox_finding(void *self, const cJSON *at, const char *hint, const char *text);
void sandbox_policy_check(const cJSON *step, sandbox_finding *each, void *self);

/* none, any, or a list of ports. */
bool sandbox_policy_is_network(const cJSON *value);

struct sandbox_sources {
	const cJSON *config, *step; /* that were found right; each may be NULL */
	const char *also;           /* what it may read besides, or NULL */
};
/* The sandbox of a step, in the arena, which borrows texts of the sources; NULL:
 * none.  What the step says goes over the configuration; where that requires a
 * sandbox, its own is around the step's: a step can narrow it, not leave it. */
const struct sandbox *sandbox_policy(struct arena *a, const struct sandbox_sources *from);

#endif
