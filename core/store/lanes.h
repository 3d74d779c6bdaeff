#ifndef STORE_LANES_H
#define STORE_LANES_H

#include "core/store/store.h"

/* The table ai_lane: what every process knows of a model at a provider. */

struct lane_key {
	const char *provider, *model;
};

/* A model that has said "later" is not asked before; `reason` is for people. */
bool lanes_close(struct store *s, const struct lane_key *key, int64_t until_ms, const char *reason,
	struct err *err);

/* Fields that a server has refused, or-ed together. */
enum lane_field {
	LANE_STREAM_OPTIONS = 1,
	LANE_RESPONSE_FORMAT = 2,
	LANE_MAX_TOKENS = 4,
	LANE_MAX_COMPLETION_TOKENS = 8,
};
/* Added to those that are known at `now_ms`; all of them hold until `until_ms`. */
struct lane_lack {
	struct lane_key key;
	unsigned fields;
	int64_t now_ms, until_ms;
};
bool lanes_lack(struct store *s, const struct lane_lack *lack, struct err *err);

/* At `now_ms`: closed_until is 0 when it may be asked; the reason is in the arena. */
struct lane_state {
	int64_t closed_until;
	const char *reason;
	unsigned lacks; /* enum lane_field */
};
bool lanes_look(struct store *s, struct arena *a, const struct lane_key *key, int64_t now_ms,
	struct lane_state *ret, struct err *err);

/* Buckets that hold a minute's worth and fill evenly.  A request takes one and
 * its tokens; a larger one than the bucket waits until it is full. */
struct lane_take {
	struct lane_key key;
	double requests_per_minute, tokens_per_minute; /* 0: no limit */
	double tokens;
	int64_t now_ms;
};
/* *ret_wait_ms is 0 when it was taken, else how long until it is worth asking. */
bool lanes_take(struct store *s, const struct lane_take *take, int64_t *ret_wait_ms, struct err *err);

#endif
