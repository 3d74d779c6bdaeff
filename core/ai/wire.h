#ifndef AI_WIRE_H
#define AI_WIRE_H

#include "core/ai/problem.h"
#include "core/ai/provider.h"

/* The bytes of an answer, streamed or whole, become a reply; in whatever pieces
 * they come, and whatever the server calls them. */

struct ai_wire {
	const struct ai_protocol *protocol;
	const struct ai_request *request; /* whose inputs the vectors have to fit; or NULL */
	struct ai_reply *reply;     /* grows; borrowed */
	struct ai_problem *problem; /* set when the server tells of one in its answer */
	/* Called with each new piece of text, whole characters only; or NULL. */
	void (*on_text)(void *self, const char *text, size_t len);
	void *self;
	/* The reader's own; zero at the beginning. */
	struct sse sse;
	struct str whole;
	enum { WIRE_UNDECIDED, WIRE_STREAM, WIRE_WHOLE } form;
	size_t told; /* of reply->text */
};

/* False, with the error and *problem, when it is no answer; nothing more is
 * to be fed then. */
bool ai_wire_feed(struct ai_wire *w, const char *bytes, size_t len, struct err *err);
/* The bytes have ended.  False when the answer had not. */
bool ai_wire_end(struct ai_wire *w, struct err *err);
void ai_wire_release(struct ai_wire *w);

#endif
