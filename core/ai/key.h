#ifndef AI_KEY_H
#define AI_KEY_H

#include "core/ai/context.h"
#include "core/base/sha256.h"

/* What an answer in the cache is the answer to: SHA-256 over the server, its
 * protocol and version, the request as it would be sent (but for whether it is
 * streamed), the template and whose answers they are. */
#define AI_KEY_MAX (SHA256_SIZE * 2 + 1)
struct ai_key {
	const struct ai_target *target;
	const struct ai_request *request;
	const char *template_hash; /* or NULL */
	const char *scope;         /* a user's name, or "" for everybody's */
};
void ai_key_of(const struct ai_key *k, char out[AI_KEY_MAX]);

#endif
