#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include "core/store/store.h"

/* The table ai_answer: answers of models, kept for the same request. */

struct answer_row {
	const char *key; /* SHA-256 of the request, in hex */
	const char *body; /* JSON */
	const char *provider, *model, *task;
	int64_t created_at, expires_at, used_at; /* ms since 1970 */
	int64_t hits;
	int64_t tokens, cost; /* saved by each hit; cost in pico-dollars, -1: not known */
	int64_t bytes;
};

/* Texts in the arena; ret->key is NULL when there is none that is valid at
 * `now_ms`.  A look is a hit: it is counted. */
bool answers_get(struct store *s, struct arena *a, const char *key, int64_t now_ms,
	struct answer_row *ret, struct err *err);
/* What has expired goes then, and what was not used for longest while all
 * together take more than `max_bytes`. */
bool answers_put(struct store *s, const struct answer_row *row, int64_t max_bytes, struct err *err);

typedef bool answers_visit(void *self, const struct answer_row *row, struct err *err);
/* The ones used last come first; `prefix` is the beginning of a key, or "". */
bool answers_each(struct store *s, const char *prefix, answers_visit *each, void *self,
	struct err *err);

struct answers_stats {
	int64_t entries, expired, bytes, hits, tokens_saved, cost_saved;
};
bool answers_stats(struct store *s, int64_t now_ms, struct answers_stats *ret, struct err *err);

/* Removes those that have expired by `now_ms`; INT64_MAX: all. */
bool answers_purge(struct store *s, int64_t now_ms, int64_t *ret_count, struct err *err);

#endif
