#ifndef AI_ATTEMPT_H
#define AI_ATTEMPT_H

#include "core/ai/problem.h"
#include "core/ai/provider.h"

/* One request to one model: written, sent, read. */

struct ai_attempt {
	const struct ai_target *target;
	const struct ai_request *request;
	const struct net_policy *policy; /* or NULL */
	bool stream;
	int64_t timeout_ms, idle_ms;
	/* Each piece of text as it comes; only with `stream`.  Or NULL. */
	void (*on_text)(void *self, const char *text, size_t len);
	bool (*may_go_on)(void *self); /* or NULL */
	void *self;
	int wake_fd;
};

/* False: *problem says why; what had come of the reply stays in it. */
bool ai_attempt_run(const struct ai_attempt *a, struct ai_reply *reply, struct ai_problem *problem);

#endif
