#ifndef STORE_KV_H
#define STORE_KV_H

#include "core/store/store.h"

/* The table kv: values (JSON texts) by namespace and key, with an expiry. */

struct kv_key {
	const char *namespace_, *key;
};

/* *ret is NULL when there is none that is valid at `now_ms`. */
bool kv_get(struct store *s, struct arena *a, const struct kv_key *key, int64_t now_ms,
	const char **ret, struct err *err);
bool kv_set(struct store *s, const struct kv_key *key, const char *value, int64_t expires_at,
	struct err *err);
bool kv_delete(struct store *s, const struct kv_key *key, bool *ret_deleted, struct err *err);
/* Adds to a number and expires when it did before; where there is none it is 0
 * and gets `expires_at` (0: never).  ERR_INPUT when the value is no number, or
 * the sum is too large. */
struct kv_addition {
	double by;
	int64_t now_ms, expires_at;
};
bool kv_increment(struct store *s, const struct kv_key *key, const struct kv_addition *add,
	double *ret, struct err *err);
typedef bool kv_visit(void *self, const char *key, const char *value, struct err *err);
bool kv_list(struct store *s, const char *namespace_, const char *prefix, int64_t now_ms,
	kv_visit *each, void *self, struct err *err);

#endif
