#include "core/store/gates.h"

#include "core/base/vec.h"

bool idempotency_get(struct store *s, struct arena *a, const struct idempotency_key *key,
	int64_t now_ms, const char **ret_output, const char **ret_effects, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	*ret_output = *ret_effects = NULL;
	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT output, effects FROM idempotency"
		" WHERE workflow = ? AND step = ? AND key = ? AND expires_at > ?",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, key->workflow);
		db_bind_text(q, 2, key->step);
		db_bind_text(q, 3, key->key);
		db_bind_int(q, 4, now_ms);
		ok = db_step(q, &row, err);
	}
	if (ok && row) {
		*ret_output = arena_strdup(a, db_text(q, 0) ? db_text(q, 0) : "");
		*ret_effects = db_text(q, 1) ? arena_strdup(a, db_text(q, 1)) : NULL;
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool idempotency_put(struct store *s, const struct idempotency_key *key,
	const struct idempotency_value *value, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s), "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?)",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, key->workflow);
		db_bind_text(q, 2, key->step);
		db_bind_text(q, 3, key->key);
		db_bind_text(q, 4, value->output);
		db_bind_text(q, 5, value->effects);
		db_bind_int(q, 6, value->expires_at);
		ok = db_run(q, err);
		db_finalize(q);
	}
	return store_end(s, ok, err);
}

static bool delete_slot(struct store *s, const char *run, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "DELETE FROM slot WHERE run = ?", &q, err))
		return false;
	db_bind_text(q, 1, run);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

/* How many places are held, after those of dead runs were given up. */
static bool count_held(
	struct store *s, const struct slot_request *r, unsigned *ret, struct err *err)
{
	struct arena a = {0};
	VEC(char *) dead = {0};
	struct db_stmt *q = NULL;
	bool row = true, ok;

	*ret = 0;
	ok = db_prepare(store_db(s),
		"SELECT run, expires_at FROM slot WHERE workflow = ? AND key = ?", &q, err);
	if (ok) {
		db_bind_text(q, 1, r->workflow);
		db_bind_text(q, 2, r->key);
	}
	while (ok && (ok = db_step(q, &row, err)) && row) {
		if (db_int(q, 1) <= r->now_ms || !store_run_is_live(s, db_text(q, 0)))
			vec_push(&dead, arena_strdup(&a, db_text(q, 0)));
		else
			++*ret;
	}
	db_finalize(q);
	for (size_t i = 0; ok && i < dead.len; i++)
		ok = delete_slot(s, dead.at[i], err);
	vec_release(&dead);
	arena_release(&a);
	return ok;
}

static bool insert_slot(struct store *s, const struct slot_request *r, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?)", &q, err))
		return false;
	db_bind_text(q, 1, r->workflow);
	db_bind_text(q, 2, r->key);
	db_bind_text(q, 3, r->run);
	db_bind_int(q, 4, r->now_ms + r->lease_ms);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool slot_take(struct store *s, const struct slot_request *r, bool *ret_taken, struct err *err)
{
	unsigned held;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = count_held(s, r, &held, err) && (held >= r->limit || insert_slot(s, r, err));
	ok = store_end(s, ok, err);
	if (ok)
		*ret_taken = held < r->limit;
	return ok;
}

bool slot_release(struct store *s, const char *run, struct err *err)
{
	return store_begin(s, err) && store_end(s, delete_slot(s, run, err), err);
}
