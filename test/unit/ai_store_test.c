#include "core/base/str.h"
#include "core/store/answers.h"
#include "core/store/audit.h"
#include "core/store/lanes.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <unistd.h>

static struct store *store;
static struct err err;
static struct arena arena;

static void begin(void)
{
	store = fresh_store();
}

static void end(void)
{
	fresh_store_end(store);
	arena_release(&arena);
}

/* ---- answers ---- */

static void put(const char *key, int64_t at, int64_t max_bytes)
{
	struct answer_row row = {.key = key, .body = "{}", .provider = "p", .model = "m", .task = "chat",
		.created_at = at, .expires_at = at + 1000, .tokens = 10, .cost = 7, .bytes = 100};

	CHECK(answers_put(store, &row, max_bytes, &err));
}

static const char *get(const char *key, int64_t at)
{
	struct answer_row row;

	CHECK(answers_get(store, &arena, key, at, &row, &err));
	return row.key ? row.body : "";
}

TEST(answers_are_kept_for_their_time)
{
	struct answers_stats stats;
	int64_t gone;

	begin();
	put("a", 0, 1000);
	CHECK_STR(get("a", 999), "{}");
	CHECK_STR(get("a", 999), "{}");
	CHECK_STR(get("a", 1000), "");
	CHECK_STR(get("b", 1), "");
	CHECK(answers_stats(store, 1000, &stats, &err));
	CHECK_INT(stats.entries, 1);
	CHECK_INT(stats.expired, 1);
	CHECK_INT(stats.hits, 2);
	CHECK_INT(stats.tokens_saved, 20);
	CHECK_INT(stats.cost_saved, 14);
	/* a new one takes what has expired with it */
	put("b", 1000, 1000);
	CHECK(answers_stats(store, 1000, &stats, &err));
	CHECK_INT(stats.entries, 1);
	CHECK(answers_purge(store, INT64_MAX, &gone, &err));
	CHECK_INT(gone, 1);
	end();
}

TEST(the_least_used_answers_make_room)
{
	begin();
	put("a", 0, 300);
	put("b", 1, 300);
	put("c", 2, 300);
	CHECK_STR(get("a", 3), "{}");
	put("d", 4, 300);
	CHECK_STR(get("b", 5), "");
	CHECK_STR(get("a", 5), "{}");
	CHECK_STR(get("c", 5), "{}");
	CHECK_STR(get("d", 5), "{}");
	end();
}

/* ---- lanes ---- */

static const struct lane_key lane = {"p", "m"};

static int64_t take(int64_t now_ms, double tokens)
{
	struct lane_take t = {lane, 60, 1000, tokens, now_ms};
	int64_t wait = -1;

	CHECK(lanes_take(store, &t, &wait, &err));
	return wait;
}

TEST(a_closed_lane_opens_by_itself)
{
	struct lane_state state;

	begin();
	CHECK(lanes_look(store, &arena, &lane, 0, &state, &err) && !state.closed_until);
	CHECK(lanes_close(store, &lane, 5000, "rate_limited", &err));
	CHECK(lanes_close(store, &lane, 3000, "overloaded", &err));
	CHECK(lanes_look(store, &arena, &lane, 4999, &state, &err));
	CHECK_INT(state.closed_until, 5000);
	CHECK_STR(state.reason, "rate_limited");
	CHECK(lanes_look(store, &arena, &lane, 5000, &state, &err) && !state.closed_until);
	end();
}

TEST(what_a_server_lacks_is_forgotten_in_time)
{
	struct lane_state state;

	begin();
	CHECK(lanes_lack(store, &(struct lane_lack){lane, LANE_STREAM_OPTIONS, 0, 1000}, &err));
	CHECK(lanes_lack(store, &(struct lane_lack){lane, LANE_MAX_TOKENS, 500, 1500}, &err));
	CHECK(lanes_look(store, &arena, &lane, 1499, &state, &err));
	CHECK_INT(state.lacks, LANE_STREAM_OPTIONS | LANE_MAX_TOKENS);
	CHECK(!state.closed_until);
	CHECK(lanes_look(store, &arena, &lane, 1500, &state, &err) && !state.lacks);
	CHECK(lanes_lack(store, &(struct lane_lack){lane, LANE_RESPONSE_FORMAT, 2000, 3000}, &err));
	CHECK(lanes_look(store, &arena, &lane, 2000, &state, &err));
	CHECK_INT(state.lacks, LANE_RESPONSE_FORMAT);
	end();
}

TEST(buckets_fill_evenly)
{
	int64_t before = 0;

	begin();
	CHECK_INT(take(0, 600), 0);
	CHECK_INT(take(0, 600), 12000); /* 200 are missing, 1,000 come in a minute */
	CHECK_INT(take(12000, 600), 0);
	CHECK_INT(take(11000, 100), 6000); /* a clock that goes back fills nothing */
	/* one that is larger than the bucket waits until it is full, once */
	CHECK_INT(take(12000, 5000), 60000);
	CHECK_INT(take(72000, 5000), 0);
	CHECK_INT(take(72000, 1), 240060);
	/* requests, one a second */
	for (int i = 0; i < 60; i++)
		before += take(1000000, 0);
	CHECK_INT(before, 0);
	CHECK_INT(take(1000000, 0), 1000);
	end();
}

/* ---- audit ---- */

static void spoil(const char *sql)
{
	struct db *db;

	CHECK(db_open(fresh_path(), 0, &db, &err) && db_exec(db, sql, &err));
	db_close(db);
}

static int64_t first_bad(void)
{
	struct audit_check check;

	CHECK(audit_verify(store, &arena, &check, &err));
	return check.bad;
}

TEST(the_audit_shows_what_was_changed)
{
	struct audit_check check;

	begin();
	CHECK(audit_verify(store, &arena, &check, &err));
	CHECK_STR(check.head, "");
	CHECK(audit_add(store, "ada", "quota.set", "{\"daily_requests\":5}", &err));
	CHECK(audit_add(store, "ada", "quota.block", "{\"user\":\"bob\"}", &err));
	CHECK(audit_add(store, "eve", "config.set", "{}", &err));
	CHECK(audit_verify(store, &arena, &check, &err));
	CHECK_INT(check.count, 3);
	CHECK_INT(check.bad, 0);
	spoil("UPDATE audit SET actor = 'bob' WHERE no = 2");
	CHECK_INT(first_bad(), 2);
	spoil("UPDATE audit SET actor = 'ada' WHERE no = 2");
	CHECK_INT(first_bad(), 0);
	spoil("DELETE FROM audit WHERE no = 2");
	CHECK_INT(first_bad(), 3);
	end();
}
