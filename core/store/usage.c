#include "core/store/quota.h"

#include <stdio.h>
#include <string.h>

/* ---- one user, one period ---- */

/* A day's rows and a month's are a range of days: one index serves both. */
static bool read_rows(struct store *s, const char *user, const char *period, struct quota_sum *ret,
	struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(s),
		    "SELECT sum(status = 'reserved'),"
		    " sum(iif(status = 'reserved', input + cache_read + cache_write + output, 0)),"
		    " sum(iif(status = 'reserved', cost, 0)), sum(cached), sum(saved),"
		    " sum(cost IS NULL) FROM ai_usage WHERE user = ?1 AND day >= ?2 AND day < ?2 "
		    "|| '~'",
		    &q, err))
		return false;
	db_bind_text(q, 1, user);
	db_bind_text(q, 2, period);
	ok = db_step(q, &row, err);
	if (ok) { /* sums have one row */
		ret->reserved = (struct quota_amounts){db_int(q, 0), db_int(q, 1), db_int(q, 2)};
		ret->hits = db_int(q, 3);
		ret->saved_cost = db_int(q, 4);
		ret->unpriced = db_int(q, 5);
	}
	db_finalize(q);
	return ok;
}

bool quota_sum(struct store *s, const char *user, const char *period, struct quota_sum *ret,
	struct err *err)
{
	bool ok;

	*ret = (struct quota_sum){0};
	store_lock(s);
	ok = quota_used(s, user, period, &ret->used, err) && read_rows(s, user, period, ret, err);
	store_unlock(s);
	return ok;
}

/* ---- history ---- */

/* The column is ours, never a user's text. */
static const char *column_of(enum usage_group by)
{
	static const char *const columns[] = {
		"day", "provider || '/' || model", "task", "coalesce(run, '-')", "user"};

	return columns[by];
}

static void take_row(struct db_stmt *q, struct usage_row *ret)
{
	*ret = (struct usage_row){.group = db_text(q, 0),
		.calls = db_int(q, 1),
		.hits = db_int(q, 2),
		.errors = db_int(q, 3),
		.tokens = {db_int(q, 4), db_int(q, 5), db_int(q, 6), db_int(q, 7)},
		.cost = db_int(q, 8),
		.saved = db_int(q, 9),
		.unpriced = db_int(q, 10)};
}

static bool prepare(
	struct store *s, const struct usage_query *query, struct db_stmt **ret, struct err *err)
{
	const struct usage_filter *f = &query->filter;
	char sql[800];

	snprintf(sql, sizeof sql,
		"SELECT %s AS what, sum(NOT cached), sum(cached), sum(status = 'error'), "
		"sum(input),"
		" sum(cache_read), sum(cache_write), sum(output), coalesce(sum(cost), 0),"
		" coalesce(sum(saved), 0), sum(cost IS NULL) FROM ai_usage"
		" WHERE (?1 IS NULL OR user = ?1) AND (?2 IS NULL OR day >= ?2)"
		" AND (?3 IS NULL OR day <= ?3) AND (?4 IS NULL OR run = ?4)"
		" GROUP BY what ORDER BY %s",
		column_of(query->by), query->by == USAGE_BY_DAY ? "what" : "9 DESC, 2 DESC, what");
	if (!db_prepare(store_db(s), sql, ret, err))
		return false;
	db_bind_text(*ret, 1, f->user);
	db_bind_text(*ret, 2, f->since);
	db_bind_text(*ret, 3, f->until);
	db_bind_text(*ret, 4, f->run);
	return true;
}

bool usage_each(struct store *s, const struct usage_query *query, usage_visit *each, void *self,
	struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = prepare(s, query, &q, err);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct usage_row r;

		take_row(q, &r);
		ok = each(self, &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}
