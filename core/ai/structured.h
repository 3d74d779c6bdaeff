#ifndef AI_STRUCTURED_H
#define AI_STRUCTURED_H

#include "core/ai/ai.h"

/* Answers that are JSON of a schema: asked for on the wire where the model
 * knows schemas, found in the text, repaired, held against the schema, and
 * asked for once more, one tier up, with what was wrong. */

struct ai_structured {
	struct ai_answer answer; /* of the last call */
	cJSON *value;
	struct str repairs;      /* what was repaired, "" */
	bool asked_again;
};

/* `ask->request->schema` is the schema.  ERR_INPUT when the second answer does
 * not fit either; ret->answer holds its text then.  As ai_call() otherwise. */
bool ai_call_structured(struct ai *ai, const struct ai_ask *ask, struct ai_structured *ret,
	struct err *err);
void ai_structured_release(struct ai_structured *s);

#endif
