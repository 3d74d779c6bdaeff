#include "core/store/quota.h"

#include <stdio.h>
#include <string.h>

static int64_t known(int64_t cost)
{
	return cost < 0 ? 0 : cost;
}

/* ---- sums ---- */

struct change {
	const char *user, *day, *month;
	struct quota_amounts by;
};

static bool add_to_period(
	struct store *s, const struct change *c, const char *period, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO ai_period VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
		    " requests = requests + ?3, tokens = tokens + ?4, cost = cost + ?5",
		    &q, err))
		return false;
	db_bind_text(q, 1, c->user);
	db_bind_text(q, 2, period);
	db_bind_int(q, 3, c->by.requests);
	db_bind_int(q, 4, c->by.tokens);
	db_bind_int(q, 5, c->by.cost);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool add_to_sums(struct store *s, const struct change *c, struct err *err)
{
	return add_to_period(s, c, c->day, err) && add_to_period(s, c, c->month, err);
}

bool quota_used(struct store *s, const char *user, const char *period, struct quota_amounts *ret,
	struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	*ret = (struct quota_amounts){0};
	if (!db_prepare(store_db(s),
		    "SELECT requests, tokens, cost FROM ai_period WHERE user = ? AND period = ?",
		    &q, err))
		return false;
	db_bind_text(q, 1, user);
	db_bind_text(q, 2, period);
	ok = db_step(q, &row, err);
	if (ok && row)
		*ret = (struct quota_amounts){db_int(q, 0), db_int(q, 1), db_int(q, 2)};
	db_finalize(q);
	return ok;
}

/* ---- what is overdue ---- */

/* What was reserved stays counted: the sums do not change, the rows do. */
static bool expire(
	struct store *s, int64_t now_ms, const char *run, int64_t *ret_count, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE ai_usage SET status = 'error', estimated = 1,"
		    " error = 'its process ended before the answer; counted as estimated'"
		    " WHERE status = 'reserved' AND (expires_at <= ?1 OR run = ?2)",
		    &q, err))
		return false;
	db_bind_int(q, 1, now_ms);
	db_bind_text(q, 2, run);
	ok = db_run(q, err);
	*ret_count = ok ? db_changes(store_db(s)) : 0;
	db_finalize(q);
	return ok;
}

bool quota_expire(
	struct store *s, int64_t now_ms, const char *run, int64_t *ret_count, struct err *err)
{
	return store_begin(s, err) && store_end(s, expire(s, now_ms, run, ret_count, err), err);
}

/* ---- the decision ---- */

static bool fits(int64_t limit, int64_t used, int64_t more)
{
	return limit == QUOTA_NONE || (more <= limit && used <= limit - more);
}

/* The day or the month, and how it stands. */
struct standing {
	bool month;
	const struct quota_amounts *limit, *used;
};

static void name_limit(const struct standing *p, enum quota_kind kind, struct quota_verdict *ret)
{
	const int64_t limits[] = {p->limit->requests, p->limit->tokens, p->limit->cost};
	const int64_t sums[] = {p->used->requests, p->used->tokens, p->used->cost};

	ret->month = p->month;
	ret->kind = kind;
	ret->limit = limits[kind];
	ret->used = sums[kind];
}

/* Whether `more` fits below each limit of a period; else *ret says which not. */
static bool period_admits(
	const struct standing *p, const struct quota_amounts *more, struct quota_verdict *ret)
{
	const int64_t limits[] = {p->limit->requests, p->limit->tokens, p->limit->cost};
	const int64_t sums[] = {p->used->requests, p->used->tokens, p->used->cost};
	const int64_t adds[] = {more->requests, more->tokens, more->cost};

	for (int i = 0; i < 3; i++) {
		enum quota_kind kind = (enum quota_kind)i;
		int percent;

		if (!fits(limits[i], sums[i], adds[i])) {
			ret->answer = QUOTA_EXHAUSTED;
			name_limit(p, kind, ret);
			return false;
		}
		percent = limits[i] > 0
				  ? (int)((double)(sums[i] + adds[i]) / (double)limits[i] * 100)
				  : 0;
		if (percent > ret->percent) {
			ret->percent = percent;
			name_limit(p, kind, ret);
			ret->used += adds[i];
		}
	}
	return true;
}

struct account {
	struct quota_limits limits;
	struct quota_amounts day, month;
};

static bool read_limits(struct store *s, const struct usage_call *call, struct account *a,
	struct quota_verdict *ret, struct err *err)
{
	struct quota_user user;
	struct arena arena = {0};
	bool ok = quota_read_user(s, &arena, call->user, &user, err);

	if (ok)
		a->limits = quota_limits_over(&user.limits, &call->defaults);
	if (ok && user.blocked) {
		ret->answer = QUOTA_BLOCKED;
		snprintf(ret->reason, sizeof ret->reason, "%s", user.blocked);
	}
	arena_release(&arena);
	return ok;
}

static bool run_admits(
	struct store *s, const struct usage_call *call, struct quota_verdict *ret, struct err *err)
{
	struct db_stmt *q;
	int64_t spent = 0;
	bool row = false, ok;

	if (call->budget == QUOTA_NONE)
		return true;
	if (!db_prepare(store_db(s), "SELECT coalesce(sum(cost), 0) FROM ai_usage WHERE run = ?",
		    &q, err))
		return false;
	db_bind_text(q, 1, call->run);
	ok = db_step(q, &row, err);
	if (ok) /* a sum has one row */
		spent = db_int(q, 0);
	db_finalize(q);
	if (ok && !fits(call->budget, spent, known(call->cost))) {
		ret->answer = QUOTA_OVER_BUDGET;
		ret->kind = QUOTA_COST;
		ret->limit = call->budget;
		ret->used = spent;
	}
	return ok;
}

/* A clock that was set back must not open a day again unseen. */
static bool look_ahead(
	struct store *s, const struct usage_call *call, struct quota_verdict *ret, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(s),
		    "SELECT 1 FROM ai_period WHERE user = ? AND period > ? AND length(period) = 10 "
		    "LIMIT 1",
		    &q, err))
		return false;
	db_bind_text(q, 1, call->user);
	db_bind_text(q, 2, call->day);
	ok = db_step(q, &row, err);
	ret->went_back = ok && row;
	db_finalize(q);
	return ok;
}

static bool limits_money(const struct account *a, const struct usage_call *call)
{
	return a->limits.day.cost != QUOTA_NONE || a->limits.month.cost != QUOTA_NONE ||
	       call->budget != QUOTA_NONE;
}

static bool decide(
	struct store *s, const struct usage_call *call, struct quota_verdict *ret, struct err *err)
{
	const struct quota_amounts more = {1, usage_total(&call->tokens), known(call->cost)};
	struct account a;

	if (!read_limits(s, call, &a, ret, err) ||
		!quota_used(s, call->user, call->day, &a.day, err) ||
		!quota_used(s, call->user, call->month, &a.month, err) ||
		!look_ahead(s, call, ret, err))
		return false;
	if (ret->answer == QUOTA_BLOCKED)
		return true;
	if (call->cost < 0 && !call->allow_unpriced && limits_money(&a, call)) {
		ret->answer = QUOTA_UNPRICED;
		return true;
	}
	if (!period_admits(&(struct standing){false, &a.limits.day, &a.day}, &more, ret) ||
		!period_admits(&(struct standing){true, &a.limits.month, &a.month}, &more, ret))
		return true;
	return run_admits(s, call, ret, err);
}

/* ---- rows ---- */

/* A reservation; an answer from the cache; or work of our own, which costs
 * nothing (`own` says how it ended; NULL: it is one of the others). */
struct new_row {
	const struct usage_call *call;
	bool hit;
	const struct usage_result *own;
};

static bool insert_row(struct store *s, const struct new_row *row, struct err *err)
{
	const struct usage_call *call = row->call;
	bool hit = row->hit, free = hit || row->own;
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO ai_usage(at, user, day, month, task, provider, model, input,"
		    " cache_read, cache_write, output, cost, price, requests, cached, saved, "
		    "status,"
		    " estimated, run, step, expires_at, duration_ms, error)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
		    " ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
		    &q, err))
		return false;
	db_bind_int(q, 1, call->at);
	db_bind_text(q, 2, call->user);
	db_bind_text(q, 3, call->day);
	db_bind_text(q, 4, call->month);
	db_bind_text(q, 5, call->task);
	db_bind_text(q, 6, call->provider);
	db_bind_text(q, 7, call->model);
	db_bind_int(q, 8, free ? 0 : call->tokens.input);
	db_bind_int(q, 9, free ? 0 : call->tokens.cache_read);
	db_bind_int(q, 10, free ? 0 : call->tokens.cache_write);
	db_bind_int(q, 11, free ? 0 : call->tokens.output);
	if (free)
		db_bind_int(q, 12, 0);
	else if (call->cost >= 0)
		db_bind_int(q, 12, call->cost);
	db_bind_text(q, 13, call->price);
	db_bind_int(q, 14, !free);
	db_bind_int(q, 15, hit);
	if (hit && call->cost >= 0)
		db_bind_int(q, 16, call->cost);
	db_bind_text(q, 17, hit ? "ok" : row->own ? row->own->status : "reserved");
	db_bind_int(q, 18, !free);
	db_bind_text(q, 19, call->run);
	db_bind_text(q, 20, call->step);
	if (!free)
		db_bind_int(q, 21, call->expires_at);
	if (row->own) {
		db_bind_int(q, 22, row->own->duration_ms);
		db_bind_text(q, 23, row->own->error);
	}
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool reserve(
	struct store *s, const struct usage_call *call, struct quota_verdict *ret, struct err *err)
{
	const struct change c = {call->user, call->day, call->month,
		{1, usage_total(&call->tokens), known(call->cost)}};

	if (!expire(s, call->at, NULL, &ret->expired, err) || !decide(s, call, ret, err))
		return false;
	if (ret->answer != QUOTA_ADMITTED)
		return true;
	if (!insert_row(s, &(struct new_row){.call = call}, err))
		return false;
	ret->no = db_last_rowid(store_db(s));
	return add_to_sums(s, &c, err);
}

bool quota_reserve(
	struct store *s, const struct usage_call *call, struct quota_verdict *ret, struct err *err)
{
	*ret = (struct quota_verdict){0};
	return store_begin(s, err) && store_end(s, reserve(s, call, ret, err), err);
}

bool quota_note_hit(struct store *s, const struct usage_call *call, struct err *err)
{
	const struct new_row row = {.call = call, .hit = true};

	return store_begin(s, err) && store_end(s, insert_row(s, &row, err), err);
}

bool quota_note_own(struct store *s, const struct usage_call *call,
	const struct usage_result *result, struct err *err)
{
	const struct new_row row = {.call = call, .own = result};

	return store_begin(s, err) && store_end(s, insert_row(s, &row, err), err);
}

/* ---- the end of a call ---- */

/* What a row counts with now; its periods go to the change. */
static bool read_row(
	struct store *s, struct arena *a, int64_t no, struct change *ret, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(s),
		    "SELECT user, day, month, requests, input + cache_read + cache_write + output,"
		    " coalesce(cost, 0) FROM ai_usage WHERE no = ?",
		    &q, err))
		return false;
	db_bind_int(q, 1, no);
	ok = db_step(q, &row, err);
	if (ok && !row)
		ok = err_set(
			err, ERR_WORK, "the reservation %lld is not in the store", (long long)no);
	if (ok)
		*ret = (struct change){arena_strdup(a, db_text(q, 0)),
			arena_strdup(a, db_text(q, 1)), arena_strdup(a, db_text(q, 2)),
			{db_int(q, 3), db_int(q, 4), db_int(q, 5)}};
	db_finalize(q);
	return ok;
}

static bool update_row(struct store *s, int64_t no, const struct usage_result *r, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE ai_usage SET status = ?2, estimated = ?3, input = ?4, cache_read = ?5,"
		    " cache_write = ?6, output = ?7, cost = ?8, duration_ms = ?9,"
		    " model = coalesce(?10, model), error = ?11, requests = ?12, expires_at = NULL"
		    " WHERE no = ?1",
		    &q, err))
		return false;
	db_bind_int(q, 1, no);
	db_bind_text(q, 2, r->status);
	db_bind_int(q, 3, r->estimated);
	db_bind_int(q, 4, r->tokens.input);
	db_bind_int(q, 5, r->tokens.cache_read);
	db_bind_int(q, 6, r->tokens.cache_write);
	db_bind_int(q, 7, r->tokens.output);
	if (r->cost >= 0)
		db_bind_int(q, 8, r->cost);
	db_bind_int(q, 9, r->duration_ms);
	db_bind_text(q, 10, r->model);
	db_bind_text(q, 11, r->error);
	db_bind_int(q, 12, r->counts);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool settle(struct store *s, int64_t no, const struct usage_result *r, struct err *err)
{
	struct arena a = {0};
	struct change c;
	bool ok = read_row(s, &a, no, &c, err);

	if (ok) {
		c.by = (struct quota_amounts){r->counts - c.by.requests,
			usage_total(&r->tokens) - c.by.tokens, known(r->cost) - c.by.cost};
		ok = update_row(s, no, r, err) && add_to_sums(s, &c, err);
	}
	arena_release(&a);
	return ok;
}

bool quota_settle(struct store *s, int64_t no, const struct usage_result *result, struct err *err)
{
	return store_begin(s, err) && store_end(s, settle(s, no, result, err), err);
}
