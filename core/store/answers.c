#include "core/store/answers.h"

#define COLUMNS                                                                                    \
	"key, body, provider, model, task, created_at, expires_at, used_at, hits, tokens,"         \
	" coalesce(cost, -1), bytes"

static void take_row(struct db_stmt *q, struct answer_row *ret)
{
	*ret = (struct answer_row){.key = db_text(q, 0),
		.body = db_text(q, 1),
		.provider = db_text(q, 2),
		.model = db_text(q, 3),
		.task = db_text(q, 4),
		.created_at = db_int(q, 5),
		.expires_at = db_int(q, 6),
		.used_at = db_int(q, 7),
		.hits = db_int(q, 8),
		.tokens = db_int(q, 9),
		.cost = db_int(q, 10),
		.bytes = db_int(q, 11)};
}

static void keep_row(struct arena *a, struct answer_row *row)
{
	const char **texts[] = {&row->key, &row->body, &row->provider, &row->model, &row->task};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = arena_strdup(a, *texts[i]);
}

static bool get(struct store *s, struct arena *a, const char *key, int64_t now_ms,
	struct answer_row *ret, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(s),
		    "UPDATE ai_answer SET hits = hits + 1, used_at = ?2 WHERE key = ?1 AND"
		    " expires_at > ?2 RETURNING " COLUMNS,
		    &q, err))
		return false;
	db_bind_text(q, 1, key);
	db_bind_int(q, 2, now_ms);
	ok = db_step(q, &row, err);
	if (ok && row) {
		take_row(q, ret);
		keep_row(a, ret);
	}
	db_finalize(q);
	return ok;
}

bool answers_get(struct store *s, struct arena *a, const char *key, int64_t now_ms,
	struct answer_row *ret, struct err *err)
{
	*ret = (struct answer_row){0};
	return store_begin(s, err) && store_end(s, get(s, a, key, now_ms, ret, err), err);
}

static bool purge(struct store *s, int64_t now_ms, int64_t *ret_count, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "DELETE FROM ai_answer WHERE expires_at <= ?", &q, err))
		return false;
	db_bind_int(q, 1, now_ms);
	ok = db_run(q, err);
	*ret_count = ok ? db_changes(store_db(s)) : 0;
	db_finalize(q);
	return ok;
}

bool answers_purge(struct store *s, int64_t now_ms, int64_t *ret_count, struct err *err)
{
	return store_begin(s, err) && store_end(s, purge(s, now_ms, ret_count, err), err);
}

/* The sum runs from the newest use backwards: what lies behind the limit goes. */
static bool shrink(struct store *s, int64_t max_bytes, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "DELETE FROM ai_answer WHERE key IN (SELECT key FROM (SELECT key, sum(bytes)"
		    " OVER (ORDER BY used_at DESC, key) AS together FROM ai_answer)"
		    " WHERE together > ?)",
		    &q, err))
		return false;
	db_bind_int(q, 1, max_bytes);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool is_full(struct store *s, int64_t max_bytes, bool *ret, struct err *err)
{
	int64_t bytes;

	if (!db_query_int(
		    store_db(s), "SELECT coalesce(sum(bytes), 0) FROM ai_answer", &bytes, err))
		return false;
	*ret = bytes > max_bytes;
	return true;
}

static bool put(struct store *s, const struct answer_row *row, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO ai_answer(key, body, provider, model, task, created_at,"
		    " expires_at, used_at, tokens, cost, bytes)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?8, ?9, ?10) ON CONFLICT DO UPDATE"
		    " SET body = ?2, created_at = ?6, expires_at = ?7, used_at = ?6, tokens = ?8,"
		    " cost = ?9, bytes = ?10",
		    &q, err))
		return false;
	db_bind_text(q, 1, row->key);
	db_bind_text(q, 2, row->body);
	db_bind_text(q, 3, row->provider);
	db_bind_text(q, 4, row->model);
	db_bind_text(q, 5, row->task);
	db_bind_int(q, 6, row->created_at);
	db_bind_int(q, 7, row->expires_at);
	db_bind_int(q, 8, row->tokens);
	if (row->cost >= 0)
		db_bind_int(q, 9, row->cost);
	db_bind_int(q, 10, row->bytes);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool put_and_tidy(
	struct store *s, const struct answer_row *row, int64_t max_bytes, struct err *err)
{
	int64_t gone;
	bool full;

	return purge(s, row->created_at, &gone, err) && put(s, row, err) &&
	       is_full(s, max_bytes, &full, err) && (!full || shrink(s, max_bytes, err));
}

bool answers_put(struct store *s, const struct answer_row *row, int64_t max_bytes, struct err *err)
{
	return store_begin(s, err) && store_end(s, put_and_tidy(s, row, max_bytes, err), err);
}

bool answers_each(
	struct store *s, const char *prefix, answers_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT " COLUMNS " FROM ai_answer WHERE substr(key, 1, length(?1)) = ?1"
		" ORDER BY used_at DESC, key",
		&q, err);
	if (ok)
		db_bind_text(q, 1, prefix);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct answer_row r;

		take_row(q, &r);
		ok = each(self, &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool answers_stats(struct store *s, int64_t now_ms, struct answers_stats *ret, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	*ret = (struct answers_stats){0};
	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT count(*), coalesce(sum(expires_at <= ?), 0), coalesce(sum(bytes), 0),"
		" coalesce(sum(hits), 0), coalesce(sum(hits * tokens), 0),"
		" coalesce(sum(hits * cost), 0) FROM ai_answer",
		&q, err);
	if (ok) {
		db_bind_int(q, 1, now_ms);
		ok = db_step(q, &row, err);
	}
	if (ok && row)
		*ret = (struct answers_stats){db_int(q, 0), db_int(q, 1), db_int(q, 2),
			db_int(q, 3), db_int(q, 4), db_int(q, 5)};
	db_finalize(q);
	store_unlock(s);
	return ok;
}
