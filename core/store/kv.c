#include "core/store/kv.h"

#include "core/base/num.h"
#include "core/base/str.h"

#include <math.h>
#include <stdlib.h>

static bool select_value(struct store *s, const struct kv_key *key, int64_t now_ms,
	struct db_stmt **ret, bool *ret_row, struct err *err)
{
	if (!db_prepare(store_db(s),
		    "SELECT value, coalesce(expires_at, 0) FROM kv WHERE namespace = ? AND key = ?"
		    " AND (expires_at IS NULL OR expires_at > ?)",
		    ret, err))
		return false;
	db_bind_text(*ret, 1, key->namespace_);
	db_bind_text(*ret, 2, key->key);
	db_bind_int(*ret, 3, now_ms);
	return db_step(*ret, ret_row, err);
}

bool kv_get(struct store *s, struct arena *a, const struct kv_key *key, int64_t now_ms,
	const char **ret, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	store_lock(s);
	ok = select_value(s, key, now_ms, &q, &row, err);
	*ret = ok && row ? arena_strdup(a, db_text(q, 0)) : NULL;
	db_finalize(q);
	store_unlock(s);
	return ok;
}

static bool put(struct store *s, const struct kv_key *key, const char *value, int64_t expires_at,
	struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "INSERT OR REPLACE INTO kv VALUES (?, ?, ?, ?)", &q, err))
		return false;
	db_bind_text(q, 1, key->namespace_);
	db_bind_text(q, 2, key->key);
	db_bind_text(q, 3, value);
	if (expires_at)
		db_bind_int(q, 4, expires_at);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool kv_set(struct store *s, const struct kv_key *key, const char *value, int64_t expires_at,
	struct err *err)
{
	return store_begin(s, err) && store_end(s, put(s, key, value, expires_at, err), err);
}

bool kv_delete(struct store *s, const struct kv_key *key, bool *ret_deleted, struct err *err)
{
	bool deleted = false, ok;
	struct db_stmt *q;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s), "DELETE FROM kv WHERE namespace = ? AND key = ?", &q, err);
	if (ok) {
		db_bind_text(q, 1, key->namespace_);
		db_bind_text(q, 2, key->key);
		ok = db_run(q, err);
		deleted = db_changes(store_db(s)) > 0;
		db_finalize(q);
	}
	ok = store_end(s, ok, err);
	if (ok)
		*ret_deleted = deleted;
	return ok;
}

static bool add(struct store *s, const struct kv_key *key, const struct kv_addition *a, double *ret,
	struct err *err)
{
	char text[NUM_TEXT_MAX];
	struct db_stmt *q = NULL;
	int64_t expires_at = a->expires_at;
	bool row = false;
	char *tail = text;

	*ret = a->by;
	if (!select_value(s, key, a->now_ms, &q, &row, err)) {
		db_finalize(q);
		return false;
	}
	if (row) {
		*ret += strtod(db_text(q, 0), &tail);
		expires_at = db_int(q, 1);
	}
	if (row && *tail) {
		err_set(err, ERR_INPUT, "the value of '%s' is no number", key->key);
		db_finalize(q);
		return false;
	}
	db_finalize(q);
	if (!isfinite(*ret))
		return err_set(err, ERR_INPUT, "the value of '%s' grows too large", key->key);
	num_format(*ret, text);
	return put(s, key, text, expires_at, err);
}

bool kv_increment(struct store *s, const struct kv_key *key, const struct kv_addition *a,
	double *ret, struct err *err)
{
	double sum;

	if (!store_begin(s, err) || !store_end(s, add(s, key, a, &sum, err), err))
		return false;
	*ret = sum;
	return true;
}

bool kv_list(struct store *s, const char *namespace_, const char *prefix, int64_t now_ms,
	kv_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT key, value FROM kv WHERE namespace = ? AND substr(key, 1, length(?2)) = ?2"
		" AND (expires_at IS NULL OR expires_at > ?) ORDER BY key",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, namespace_);
		db_bind_text(q, 2, prefix);
		db_bind_int(q, 3, now_ms);
	}
	while (ok && (ok = db_step(q, &row, err)) && row)
		ok = each(self, db_text(q, 0), db_text(q, 1), err);
	db_finalize(q);
	store_unlock(s);
	return ok;
}
