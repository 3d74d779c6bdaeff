#ifndef AI_EMBEDDINGS_H
#define AI_EMBEDDINGS_H

#include "core/ai/ai.h"

/* Vectors of texts.  Many texts are several calls, each of which is routed,
 * reserved, sent and kept by ai_call(); the first one's model serves all. */

/* With 3072 numbers each they take 200 MB: more is work for a database. */
#define AI_EMBED_MAX_TEXTS 16384

/* `ask->request->inputs` are the texts.  ret->reply.vectors are theirs in their
 * order; usage, costs, attempts and time are those of all calls together, and it is
 * `cached` when all were.  ERR_INPUT for an empty text and for too many; as
 * ai_call() otherwise.  What an interrupted call has had done is kept. */
bool ai_call_embeddings(
	struct ai *ai, const struct ai_ask *ask, struct ai_answer *ret, struct err *err);

#endif
