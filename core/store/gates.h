#ifndef STORE_GATES_H
#define STORE_GATES_H

#include "core/store/store.h"

/* Results that are kept for a key, and places under a concurrencyKey.  Each
 * call is a transaction of its own. */

struct idempotency_key {
	const char *workflow, *step, *key;
};
/* *ret_output is JSON in the arena, NULL when nothing (valid at `now_ms`) is kept. */
bool idempotency_get(struct store *s, struct arena *a, const struct idempotency_key *key,
	int64_t now_ms, const char **ret_output, const char **ret_effects, struct err *err);
struct idempotency_value {
	const char *output, *effects; /* JSON or NULL */
	int64_t expires_at;
};
bool idempotency_put(struct store *s, const struct idempotency_key *key,
	const struct idempotency_value *value, struct err *err);

/* Takes one of `limit` places; *ret_taken false when all are held by live
 * runs.  Places of dead or overdue runs are given up. */
struct slot_request {
	const char *workflow, *key, *run;
	unsigned limit;
	int64_t now_ms, lease_ms;
};
bool slot_take(struct store *s, const struct slot_request *request, bool *ret_taken,
	struct err *err);
bool slot_release(struct store *s, const char *run, struct err *err);

#endif
