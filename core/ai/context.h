#ifndef AI_CONTEXT_H
#define AI_CONTEXT_H

#include "core/ai/ai.h"
#include "core/ai/price.h"
#include "core/ai/provider.h"
#include "core/base/zone.h"

#include <pthread.h>

/* What the files of core/ai share of an open `struct ai`. */

/* A provider of the configuration, or a built-in one. */
struct ai_provider {
	const char *name;
	const struct ai_protocol *protocol;
	const char *base_url, *api_version;
	const cJSON *settings; /* of the configuration; or NULL */
	bool is_script, is_builtin, key_read;
	char *key;             /* or NULL */
	struct ai_script *script;
};

struct ai {
	struct ai_options options;
	pthread_mutex_t mutex;  /* arena, providers, keys, runs */
	struct redactor keys;   /* of the providers: no upstream message tells one */
	VEC(char *) runs;       /* whose earlier processes' reservations are settled */
	struct arena arena;
	struct ai_prices *prices;
	struct zone *zone;
	VEC(struct ai_provider *) providers;
};

/* Under the mutex.  ERR_INPUT when nobody has configured it. */
bool ai_provider_find(struct ai *ai, const char *name, struct ai_provider **ret, struct err *err);
/* Reads its key or its script, once. */
bool ai_provider_ready(struct ai *ai, struct ai_provider *p, struct err *err);

/* One model of a chain. */
struct ai_candidate {
	struct ai_target target;
	struct ai_provider *provider;
	const char *reason; /* why it is where it is, or why it cannot serve */
	bool usable;
	bool unready; /* for its key, its script, its kind of answer: the user's to change */
	int64_t closed_until; /* it has asked for a pause; 0: it has not */
};
struct ai_route {
	const char *tier, *reason;
	VEC(struct ai_candidate) chain;
};
bool ai_route_find(struct ai *ai, const struct ai_ask *ask, struct ai_route *ret, struct err *err);
void ai_route_release(struct ai_route *r);

/* Upper bound of a request's tokens: bytes / 3.5 and what each message costs. */
int64_t ai_estimate_tokens(const struct ai_request *r);
/* What of it has to fit into the model's context at once: of inputs the longest. */
int64_t ai_estimate_window(const struct ai_request *r);

/* Behind an error about a provider that makes no vectors. */
bool ai_hint_embeddings(struct err *err);

#endif
