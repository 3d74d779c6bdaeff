#include "core/store/quota.h"

/* The columns of ai_limit in their order, with where they go. */
static void list_limits(struct quota_limits *l, int64_t *fields[6])
{
	struct quota_amounts *periods[] = {&l->day, &l->month};

	for (int i = 0; i < 2; i++) {
		fields[i * 3] = &periods[i]->requests;
		fields[i * 3 + 1] = &periods[i]->tokens;
		fields[i * 3 + 2] = &periods[i]->cost;
	}
}

struct quota_limits quota_limits_over(
	const struct quota_limits *own, const struct quota_limits *defaults)
{
	struct quota_limits limits = *own, others = *defaults;
	int64_t *fields[6], *fallback[6];

	list_limits(&limits, fields);
	list_limits(&others, fallback);
	for (int i = 0; i < 6; i++)
		if (*fields[i] == QUOTA_UNSET)
			*fields[i] = *fallback[i];
	return limits;
}

bool quota_read_user(
	struct store *s, struct arena *a, const char *user, struct quota_user *ret, struct err *err)
{
	struct db_stmt *q;
	int64_t *fields[6];
	bool row = false, ok;

	list_limits(&ret->limits, fields);
	for (int i = 0; i < 6; i++)
		*fields[i] = QUOTA_UNSET;
	ret->blocked = NULL;
	ok = db_prepare(store_db(s),
		"SELECT coalesce(day_requests, -2), coalesce(day_tokens, -2), coalesce(day_cost, "
		"-2),"
		" coalesce(month_requests, -2), coalesce(month_tokens, -2), coalesce(month_cost, "
		"-2),"
		" blocked FROM ai_limit WHERE user = ?",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, user);
		ok = db_step(q, &row, err);
		for (int i = 0; ok && row && i < 6; i++)
			*fields[i] = db_int(q, i);
		if (ok && row && db_text(q, 6))
			ret->blocked = arena_strdup(a, db_text(q, 6));
		db_finalize(q);
	}
	return ok;
}

bool quota_get_user(
	struct store *s, struct arena *a, const char *user, struct quota_user *ret, struct err *err)
{
	bool ok;

	store_lock(s);
	ok = quota_read_user(s, a, user, ret, err);
	store_unlock(s);
	return ok;
}

static bool run_for(struct store *s, const char *sql, const char *user, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), sql, &q, err))
		return false;
	db_bind_text(q, 1, user);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool add_user(struct store *s, const char *user, struct err *err)
{
	return run_for(s, "INSERT OR IGNORE INTO ai_limit(user) VALUES (?)", user, err);
}

static bool update_limits(
	struct store *s, const char *user, const struct quota_limits *limits, struct err *err)
{
	struct quota_limits copy = *limits;
	int64_t *fields[6];
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE ai_limit SET day_requests = coalesce(?2, day_requests),"
		    " day_tokens = coalesce(?3, day_tokens), day_cost = coalesce(?4, day_cost),"
		    " month_requests = coalesce(?5, month_requests),"
		    " month_tokens = coalesce(?6, month_tokens), month_cost = coalesce(?7, "
		    "month_cost)"
		    " WHERE user = ?1",
		    &q, err))
		return false;
	db_bind_text(q, 1, user);
	list_limits(&copy, fields);
	for (int i = 0; i < 6; i++)
		if (*fields[i] != QUOTA_UNSET)
			db_bind_int(q, i + 2, *fields[i]);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool quota_set_limits(
	struct store *s, const char *user, const struct quota_limits *limits, struct err *err)
{
	return store_begin(s, err) &&
	       store_end(s, add_user(s, user, err) && update_limits(s, user, limits, err), err);
}

bool quota_reset_limits(struct store *s, const char *user, struct err *err)
{
	return store_begin(s, err) &&
	       store_end(s,
		       run_for(s,
			       "UPDATE ai_limit SET day_requests = NULL, day_tokens = NULL,"
			       " day_cost = NULL, month_requests = NULL, month_tokens = NULL,"
			       " month_cost = NULL WHERE user = ?",
			       user, err),
		       err);
}

static bool set_block(struct store *s, const char *user, const char *reason, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "UPDATE ai_limit SET blocked = ?2 WHERE user = ?1", &q, err))
		return false;
	db_bind_text(q, 1, user);
	db_bind_text(q, 2, reason);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool quota_block(struct store *s, const char *user, const char *reason, struct err *err)
{
	return store_begin(s, err) &&
	       store_end(s, add_user(s, user, err) && set_block(s, user, reason, err), err);
}
