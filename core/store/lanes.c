#include "core/store/lanes.h"

#include <math.h>

static bool close_lane(struct store *s, const struct lane_key *key, int64_t until_ms,
	const char *reason, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO ai_lane(provider, model, closed_until, reason) VALUES (?1, ?2, "
		    "?3, ?4)"
		    " ON CONFLICT DO UPDATE SET reason = iif(closed_until < ?3, ?4, reason),"
		    " closed_until = max(closed_until, ?3)",
		    &q, err))
		return false;
	db_bind_text(q, 1, key->provider);
	db_bind_text(q, 2, key->model);
	db_bind_int(q, 3, until_ms);
	db_bind_text(q, 4, reason);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool lanes_close(struct store *s, const struct lane_key *key, int64_t until_ms, const char *reason,
	struct err *err)
{
	return store_begin(s, err) && store_end(s, close_lane(s, key, until_ms, reason, err), err);
}

static bool add_lacks(struct store *s, const struct lane_lack *lack, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO ai_lane(provider, model, lacks, lacks_until) VALUES (?1, ?2, ?3, "
		    "?5)"
		    " ON CONFLICT DO UPDATE SET lacks = iif(lacks_until > ?4, lacks, 0) | ?3,"
		    " lacks_until = ?5",
		    &q, err))
		return false;
	db_bind_text(q, 1, lack->key.provider);
	db_bind_text(q, 2, lack->key.model);
	db_bind_int(q, 3, lack->fields);
	db_bind_int(q, 4, lack->now_ms);
	db_bind_int(q, 5, lack->until_ms);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool lanes_lack(struct store *s, const struct lane_lack *lack, struct err *err)
{
	return store_begin(s, err) && store_end(s, add_lacks(s, lack, err), err);
}

bool lanes_look(struct store *s, struct arena *a, const struct lane_key *key, int64_t now_ms,
	struct lane_state *ret, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	*ret = (struct lane_state){0};
	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT iif(closed_until > ?3, closed_until, 0), coalesce(reason, ''),"
		" iif(lacks_until > ?3, lacks, 0) FROM ai_lane WHERE provider = ?1 AND model = ?2",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, key->provider);
		db_bind_text(q, 2, key->model);
		db_bind_int(q, 3, now_ms);
		ok = db_step(q, &row, err);
	}
	if (ok && row)
		*ret = (struct lane_state){
			db_int(q, 0), arena_strdup(a, db_text(q, 1)), (unsigned)db_int(q, 2)};
	db_finalize(q);
	store_unlock(s);
	return ok;
}

struct buckets {
	double requests, tokens;
	int64_t filled_at;
};

static bool read_buckets(
	struct store *s, const struct lane_take *t, struct buckets *ret, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	*ret = (struct buckets){t->requests_per_minute, t->tokens_per_minute, t->now_ms};
	if (!db_prepare(store_db(s),
		    "SELECT requests, tokens, filled_at FROM ai_lane"
		    " WHERE provider = ? AND model = ? AND filled_at IS NOT NULL",
		    &q, err))
		return false;
	db_bind_text(q, 1, t->key.provider);
	db_bind_text(q, 2, t->key.model);
	ok = db_step(q, &row, err);
	if (ok && row)
		*ret = (struct buckets){
			(double)db_int(q, 0) / 1000, (double)db_int(q, 1) / 1000, db_int(q, 2)};
	db_finalize(q);
	return ok;
}

static bool write_buckets(
	struct store *s, const struct lane_take *t, const struct buckets *b, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO ai_lane(provider, model, requests, tokens, filled_at)"
		    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
		    " requests = ?3, tokens = ?4, filled_at = ?5",
		    &q, err))
		return false;
	db_bind_text(q, 1, t->key.provider);
	db_bind_text(q, 2, t->key.model);
	db_bind_int(q, 3, (int64_t)floor(b->requests * 1000));
	db_bind_int(q, 4, (int64_t)floor(b->tokens * 1000));
	db_bind_int(q, 5, b->filled_at);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

/* A clock that was set back fills nothing. */
static void fill(struct buckets *b, const struct lane_take *t)
{
	double minutes = t->now_ms > b->filled_at ? (double)(t->now_ms - b->filled_at) / 60000 : 0;

	b->requests = fmin(b->requests + minutes * t->requests_per_minute, t->requests_per_minute);
	b->tokens = fmin(b->tokens + minutes * t->tokens_per_minute, t->tokens_per_minute);
	b->filled_at = t->now_ms;
}

/* Until a bucket that fills at a rate holds what is wanted, or all it can. */
static double wait_ms(double held, double wanted, double rate)
{
	double missing = fmin(wanted, rate) - held;

	return rate > 0 && missing > 0 ? missing / rate * 60000 : 0;
}

static bool take(struct store *s, const struct lane_take *t, int64_t *ret_wait_ms, struct err *err)
{
	struct buckets b;

	if (!read_buckets(s, t, &b, err))
		return false;
	fill(&b, t);
	/* A millionth is the rounding of the sums above, not time. */
	*ret_wait_ms =
		(int64_t)ceil(-1e-6 + fmax(wait_ms(b.requests, 1, t->requests_per_minute),
					      wait_ms(b.tokens, t->tokens, t->tokens_per_minute)));
	if (*ret_wait_ms)
		return true;
	b.requests -= 1;
	b.tokens -= t->tokens;
	return write_buckets(s, t, &b, err);
}

bool lanes_take(struct store *s, const struct lane_take *t, int64_t *ret_wait_ms, struct err *err)
{
	*ret_wait_ms = 0;
	if (t->requests_per_minute <= 0 && t->tokens_per_minute <= 0)
		return true;
	return store_begin(s, err) && store_end(s, take(s, t, ret_wait_ms, err), err);
}
