#ifndef AI_LISTING_H
#define AI_LISTING_H

#include "core/ai/ai.h"

/* What a provider offers, asked of it: no tokens are spent. */
struct ai_listing {
	cJSON *models;       /* names, in the provider's order */
	int64_t duration_ms;
	int64_t skew_ms;     /* how far our clock is ahead of its; 0 when it tells no time */
	const char *base_url; /* in the ai's arena; "": there is no server */
};
/* ERR_INPUT for a provider without key, ERR_WORK when it does not answer. */
bool ai_list_models(struct ai *ai, const char *provider, struct ai_listing *ret, struct err *err);
void ai_listing_release(struct ai_listing *l);

/* The names of the providers that are configured, of the protocols whose key or
 * address stands in the environment, and last "builtin"; a JSON array. */
cJSON *ai_provider_names(struct ai *ai);

#endif
