#ifndef NODE_ASKING_H
#define NODE_ASKING_H

#include "core/ai/ai.h"
#include "core/engine/call.h"

/* A question to a model as a step: within quotas and budgets, recorded with the
 * run, its answer logged as it comes when somebody wants that. */
struct asking {
	struct node_call *call;
	struct failure *failure;
	struct ai_request request;
	struct ai_ask ask;
	cJSON *params;
	struct str line; /* of a streamed answer, not logged yet */
};

/* What every question takes from its run; `request` and the rest of `ask` are
 * the node's. */
void asking_begin(struct asking *a);
/* From the inputs temperature and maxTokens. */
void asking_take_limits(struct asking *a);
/* The answer is logged, a line at a time. */
void asking_stream(struct asking *a);
/* The failure for an error; returns false. */
bool asking_refuse(struct asking *a, const struct err *err);
void asking_release(struct asking *a); /* logs what is left of the last line */

#endif
