#include "core/base/str.h"
#include "core/store/quota.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"


#define CENT INT64_C(10000000000)

static struct store *store;
static struct err err;

static void begin(void)
{
	store = fresh_store();
}

static void end(void)
{
	fresh_store_end(store);
}

static const struct quota_limits unlimited = {
	{QUOTA_NONE, QUOTA_NONE, QUOTA_NONE}, {QUOTA_NONE, QUOTA_NONE, QUOTA_NONE}};
static const struct quota_limits unset = {
	{QUOTA_UNSET, QUOTA_UNSET, QUOTA_UNSET}, {QUOTA_UNSET, QUOTA_UNSET, QUOTA_UNSET}};

/* A call of 100 tokens that may cost a cent. */
static struct usage_call a_call(void)
{
	return (struct usage_call){.user = "ada", .day = "2026-11-20", .month = "2026-11",
		.task = "chat", .provider = "openai", .model = "m", .run = "run_1",
		.tokens = {.input = 60, .output = 40}, .cost = CENT, .at = 1000, .expires_at = 2000,
		.defaults = unlimited, .budget = QUOTA_NONE};
}

static enum quota_answer ask(const struct usage_call *call, struct quota_verdict *v)
{
	if (!quota_reserve(store, call, v, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return v->answer;
}

static void check_sum(const char *period, int64_t requests, int64_t tokens, int64_t cost)
{
	struct quota_sum sum;

	CHECK(quota_sum(store, "ada", period, &sum, &err));
	CHECK_INT(sum.used.requests, requests);
	CHECK_INT(sum.used.tokens, tokens);
	CHECK_INT(sum.used.cost, cost);
}

static const struct usage_result fine = {.status = "ok", .counts = true,
	.tokens = {.input = 50, .output = 7}, .cost = CENT / 4, .duration_ms = 3};

TEST(a_call_counts_with_its_estimate_then_with_what_it_was)
{
	struct usage_call call = a_call();
	struct quota_verdict v;

	begin();
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	check_sum("2026-11-20", 1, 100, CENT);
	check_sum("2026-11", 1, 100, CENT);
	CHECK(quota_settle(store, v.no, &fine, &err));
	check_sum("2026-11-20", 1, 57, CENT / 4);
	check_sum("2026-11", 1, 57, CENT / 4);
	/* told twice, counted once */
	CHECK(quota_settle(store, v.no, &fine, &err));
	check_sum("2026-11", 1, 57, CENT / 4);
	CHECK(!quota_settle(store, 99, &fine, &err));
	end();
}

TEST(what_was_not_done_does_not_count)
{
	const struct usage_result refused = {.status = "error", .error = "503"};
	struct usage_call call = a_call();
	struct quota_verdict v;

	begin();
	ask(&call, &v);
	CHECK(quota_settle(store, v.no, &refused, &err));
	check_sum("2026-11-20", 0, 0, 0);
	end();
}

TEST(no_limit_zero_and_a_number_are_three_things)
{
	struct usage_call call = a_call();
	struct quota_limits limits = unset;
	struct quota_verdict v;

	begin();
	call.defaults.day.requests = 1;
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	CHECK_INT(v.percent, 100);
	CHECK_INT(ask(&call, &v), QUOTA_EXHAUSTED);
	CHECK(!v.month && v.kind == QUOTA_REQUESTS);
	CHECK_INT(v.limit, 1);
	CHECK_INT(v.used, 1);
	limits.day.requests = QUOTA_NONE;
	CHECK(quota_set_limits(store, "ada", &limits, &err));
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	limits.day.requests = 0;
	CHECK(quota_set_limits(store, "ada", &limits, &err));
	CHECK_INT(ask(&call, &v), QUOTA_EXHAUSTED);
	CHECK_INT(v.limit, 0);
	/* others have the default */
	call.user = "bob";
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	call.user = "ada";
	CHECK(quota_reset_limits(store, "ada", &err));
	CHECK_INT(ask(&call, &v), QUOTA_EXHAUSTED);
	CHECK_INT(v.limit, 1);
	end();
}

TEST(each_limit_of_each_period)
{
	struct usage_call call = a_call();
	struct quota_verdict v;

	begin();
	call.defaults.month.tokens = 250;
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	CHECK(v.month && v.kind == QUOTA_TOKENS && v.percent == 40 && v.used == 100);
	call.day = "2026-11-21";
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	CHECK_INT(ask(&call, &v), QUOTA_EXHAUSTED);
	CHECK(v.month && v.kind == QUOTA_TOKENS);
	call.month = "2026-12";
	call.day = "2026-12-01";
	call.defaults.day.cost = CENT;
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	CHECK_INT(ask(&call, &v), QUOTA_EXHAUSTED);
	CHECK(!v.month && v.kind == QUOTA_COST);
	/* a number that would not fit in any limit does not wrap around */
	call.day = "2026-12-02";
	call.cost = INT64_MAX;
	CHECK_INT(ask(&call, &v), QUOTA_EXHAUSTED);
	end();
}

TEST(a_blocked_user_a_budget_and_an_unknown_price)
{
	struct usage_call call = a_call();
	struct quota_verdict v;

	begin();
	CHECK(quota_block(store, "ada", "term is over", &err));
	CHECK_INT(ask(&call, &v), QUOTA_BLOCKED);
	CHECK_STR(v.reason, "term is over");
	CHECK(quota_block(store, "ada", NULL, &err));
	call.budget = CENT * 2;
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	CHECK_INT(ask(&call, &v), QUOTA_OVER_BUDGET);
	call.run = "run_2";
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	call.cost = -1;
	CHECK_INT(ask(&call, &v), QUOTA_UNPRICED);
	call.allow_unpriced = true;
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	call.allow_unpriced = false;
	call.budget = QUOTA_NONE;
	CHECK_INT(ask(&call, &v), QUOTA_ADMITTED);
	call.defaults.month.cost = CENT * 100;
	CHECK_INT(ask(&call, &v), QUOTA_UNPRICED);
	end();
}

TEST(reservations_of_the_dead_expire_and_stay_counted)
{
	struct usage_call call = a_call();
	struct quota_verdict v, other;
	int64_t count;

	begin();
	ask(&call, &v);
	call.at = 1999;
	ask(&call, &other);
	CHECK_INT(other.expired, 0);
	call.at = 2000;
	call.expires_at = 9000;
	ask(&call, &other);
	CHECK_INT(other.expired, 2);
	check_sum("2026-11", 3, 300, 3 * CENT);
	/* the one that was only slow corrects it */
	CHECK(quota_settle(store, v.no, &fine, &err));
	check_sum("2026-11", 3, 257, 2 * CENT + CENT / 4);
	/* a run that goes on settles its own at once */
	CHECK(quota_expire(store, 2001, "run_1", &count, &err));
	CHECK_INT(count, 1);
	end();
}

TEST(a_clock_that_goes_back_is_noticed)
{
	struct usage_call call = a_call();
	struct quota_verdict v;

	begin();
	ask(&call, &v);
	CHECK(!v.went_back);
	call.day = "2026-11-19";
	ask(&call, &v);
	CHECK(v.went_back);
	end();
}

static bool show(void *self, const struct usage_row *row, struct err *e)
{
	struct str *out = self;

	(void)e;
	str_addf(out, "%s%s %lld+%lld %lld", out->len ? "; " : "", row->group, (long long)row->calls,
		(long long)row->hits, (long long)(row->cost / (CENT / 4)));
	return true;
}

TEST(history_in_groups)
{
	struct usage_query query = {.filter = {.user = "ada", .since = "2026-11-20"}, .by = USAGE_BY_MODEL};
	struct usage_call call = a_call();
	struct quota_verdict v;
	struct quota_sum sum;
	struct str out = {0};

	begin();
	ask(&call, &v);
	quota_settle(store, v.no, &fine, &err);
	CHECK(quota_note_hit(store, &call, &err));
	call.model = "n";
	call.day = "2026-11-21";
	ask(&call, &v);
	CHECK(usage_each(store, &query, show, &out, &err));
	CHECK_STR(str_text(&out), "openai/n 1+0 4; openai/m 1+1 1");
	str_clear(&out);
	query.by = USAGE_BY_DAY;
	CHECK(usage_each(store, &query, show, &out, &err));
	CHECK_STR(str_text(&out), "2026-11-20 1+1 1; 2026-11-21 1+0 4");
	CHECK(quota_sum(store, "ada", "2026-11", &sum, &err));
	CHECK_INT(sum.hits, 1);
	CHECK_INT(sum.saved_cost, CENT);
	CHECK_INT(sum.reserved.requests, 1);
	CHECK_INT(sum.reserved.tokens, 100);
	str_release(&out);
	end();
}
