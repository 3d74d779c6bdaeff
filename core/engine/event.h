#ifndef ENGINE_EVENT_H
#define ENGINE_EVENT_H

#include "core/workflow/workflow.h"

enum run_event_kind {
	EVENT_RUN_STARTED,
	EVENT_STEP_STARTED,
	EVENT_STEP_RETRIED, /* an attempt failed, the next one comes after `delay_ms` */
	EVENT_STEP_ENDED,
	EVENT_STEP_WAITING, /* until `wake_at` */
	EVENT_LOG,
};

enum step_status {
	STEP_COMPLETED,
	STEP_FAILED,
	STEP_SKIPPED,
	STEP_WAITING_STATUS,
};
const char *step_status_name(enum step_status status);

/* Something that happened in a run.  Everything is borrowed for the call. */
struct run_event {
	enum run_event_kind kind;
	const char *run_id;
	const struct workflow *workflow; /* the one the step belongs to */
	const struct step *step;
	const char *path;
	const char *middleware; /* the middleware the step belongs to, or NULL */
	int depth;              /* of sub-workflows: 0 is the run's own document */
	/* Where the entry belongs in document and item order: the order of its
	 * ancestors and of itself, pairs (iteration, position). */
	const uint32_t *order;
	size_t order_len;
	int attempt;
	enum step_status status;
	bool cached;
	bool replayed; /* recorded before: it is not done again */
	int64_t duration_us;
	int64_t delay_ms, wake_at;
	const struct failure *failure;
	const char *level, *message; /* EVENT_LOG */
	const cJSON *attrs;
};

/* A listener: called under the run's lock, so one at a time and in order. */
struct run_sink {
	void (*event)(void *self, const struct run_event *event);
	void *self;
};

#endif
