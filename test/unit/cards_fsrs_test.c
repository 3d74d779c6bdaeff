#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/cards/schedule.h"
#include "core/data/json.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

static void near(double got, double want)
{
	if (!(fabs(got - want) <= 1e-4 * fabs(want) + 1e-12))
		test_failed(__FILE__, __LINE__, "%.10g, want %.10g", got, want);
}

/* ---- published values ---- */

TEST(the_first_review_sets_stability_and_difficulty)
{
	static const double s[] = {0.212, 1.2931, 2.3065, 8.2956},
			    d[] = {6.4133, 5.11217071, 2.11810397, 1};

	for (int g = 1; g <= 4; g++) {
		near(fsrs_first(&fsrs_default, g).stability, s[g - 1]);
		near(fsrs_first(&fsrs_default, g).difficulty, d[g - 1]);
	}
}

TEST(difficulty_moves_by_the_rating)
{
	static const double d[] = {8.34176237, 6.66599536, 4.99022837, 3.31446137};

	for (int g = 1; g <= 4; g++)
		near(fsrs_next(&fsrs_default, (struct fsrs_memory){10, 5}, 5, g).difficulty,
			d[g - 1]);
}

TEST(recall_falls_with_the_days)
{
	static const double r[] = {1, 0.9, 0.84588465, 0.8093881};

	for (int t = 0; t < 4; t++)
		near(fsrs_recall(&fsrs_default, 1, t), r[t]);
}

TEST(intervals_follow_the_retention)
{
	static const int64_t days[] = {3116766, 34793, 2508, 387, 90, 27, 9, 3, 1, 1};

	for (int i = 0; i < 10; i++)
		near((double)fsrs_interval(&fsrs_default, 1, (i + 1) / 10.0, 10000000),
			(double)days[i]);
	CHECK_INT(fsrs_interval(&fsrs_default, 1e6, 0.9, 36500), 36500);
}

TEST(a_history_gives_a_memory)
{
	static const int ratings[] = {1, 3, 3, 3, 3, 3}, gaps[] = {0, 0, 1, 3, 8, 21};
	struct fsrs without = fsrs_default;
	struct fsrs_memory m = fsrs_first(&fsrs_default, 1), n;

	without.w[17] = without.w[18] = without.w[19] = 0;
	n = fsrs_first(&without, 1);
	for (int i = 1; i < 6; i++) {
		m = fsrs_next(&fsrs_default, m, gaps[i], ratings[i]);
		n = fsrs_next(&without, n, gaps[i], ratings[i]);
	}
	near(m.stability, 53.62691);
	near(m.difficulty, 6.3574867);
	near(n.stability, 53.335106);
}

TEST(hard_on_the_same_day_loses_nothing)
{
	struct fsrs_memory m = {10, 5};

	CHECK(fsrs_next(&fsrs_default, m, 0, 2).stability >= 10);
	CHECK(fsrs_next(&fsrs_default, m, 0, 1).stability < 10);
}

TEST(older_parameters_are_carried_over)
{
	double w[19] = {0.4, 0.6, 2.4, 5.8, 4.93, 0.94, 0.86, 0.01, 1.49, 0.14, 0.94, 2.18, 0.05,
		0.34, 1.26, 0.29, 2.61, 0.5, 0.6};
	struct fsrs f;
	struct err err;

	CHECK(fsrs_init(&f, w, 19, &err));
	near(f.w[20], 0.5);
	CHECK_INT(f.w[19] * 1000, 0);
	CHECK(fsrs_init(&f, w, 17, &err));
	near(f.w[4], 4.93 + 2 * 0.94);
	near(f.w[5], log(3 * 0.94 + 1) / 3);
	near(f.w[6], 1.36);
	CHECK(!fsrs_init(&f, w, 18, &err));
	w[0] = NAN;
	CHECK(!fsrs_init(&f, w, 19, &err));
}

/* ---- the reference vectors ---- */

static void check_sequence(const cJSON *sequence)
{
	struct fsrs_memory m = {0};

	json_each(review, sequence) {
		int rating = (int)json_get_number(review, "rating", 0);
		double days = json_get_number(review, "elapsed_days", 0);

		if (m.stability > 0 && json_is_number(json_get(review, "retrievability_before")))
			near(fsrs_recall(&fsrs_default, m.stability, days),
				json_get_number(review, "retrievability_before", 0));
		m = m.stability > 0 ? fsrs_next(&fsrs_default, m, days, rating)
				    : fsrs_first(&fsrs_default, rating);
		near(m.stability, json_get_number(review, "stability", 0));
		near(m.difficulty, json_get_number(review, "difficulty", 0));
		json_each(interval, json_get(review, "interval"))
			CHECK_INT(fsrs_interval(&fsrs_default, m.stability,
					  strtod(interval->string, NULL), 36500),
				(long long)interval->valuedouble);
	}
}

TEST(all_reference_vectors_hold)
{
	const char *path = test_shared("eval/cards/fsrs_vectors.json");
	struct str bytes = {0};
	cJSON *all = NULL;
	struct err err;

	if (!path)
		return;
	CHECK(fs_read(path, 1 << 20, &bytes, &err) && json_parse(bytes.at, bytes.len, &all, &err));
	json_each(sequence, json_get(all, "sequences"))
		check_sequence(sequence);
	json_each(point, json_get(all, "retrievability"))
		near(fsrs_recall(&fsrs_default, json_get_number(point, "s", 1),
			     json_get_number(point, "t", 0)),
			json_get_number(point, "r", 0));
	json_each(fuzz, json_get(all, "fuzz_bounds")) {
		double days = json_get_number(fuzz, "interval", 0);
		struct fsrs_range range = fsrs_fuzz_range(days, 36500);
		const cJSON *want = json_get(fuzz, "bounds");

		CHECK_INT(range.from, (long long)want->child->valuedouble);
		CHECK_INT(range.to, (long long)want->child->next->valuedouble);
	}
	json_free(all);
	str_release(&bytes);
}

/* ---- the schedule ---- */

TEST(good_again_good_as_published)
{
	static const int ratings[] = {3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3};
	static const int64_t days[] = {0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21};
	struct schedule s;
	struct card_memory m = {0};
	int64_t now = 1700000000000;

	schedule_init(&s);
	s.is_fuzzed = false;
	for (int i = 0; i < 13; i++) {
		m = schedule_answer(&s, 1, &m, ratings[i], now);
		CHECK_INT(m.interval, days[i]);
		now = m.due_ms ? m.due_ms : schedule_day_begins(&s.day, m.due_day);
	}
	CHECK_INT(m.reps, 13);
	CHECK_INT(m.lapses, 1);
}

TEST(learning_goes_by_steps)
{
	struct schedule s;
	struct card_memory none = {0}, m;

	schedule_init(&s);
	m = schedule_answer(&s, 1, &none, 1, 1000);
	CHECK_INT(m.state, CARD_LEARNING);
	CHECK_INT(m.due_ms, 61000);
	m = schedule_answer(&s, 1, &none, 2, 1000);
	CHECK_INT(m.due_ms, 1000 + 330000);
	m = schedule_answer(&s, 1, &none, 3, 1000);
	CHECK_INT(m.step, 1);
	CHECK_INT(m.due_ms, 601000);
	m = schedule_answer(&s, 1, &m, 2, 601000);
	CHECK_INT(m.due_ms, 601000 + 600000);
	m = schedule_answer(&s, 1, &none, 4, 1000);
	CHECK_INT(m.state, CARD_REVIEW);
	s.learning_len = 1;
	m = schedule_answer(&s, 1, &none, 2, 1000);
	CHECK_INT(m.due_ms, 1000 + 90000);
	s.learning_len = 0;
	m = schedule_answer(&s, 1, &none, 1, 1000);
	CHECK_INT(m.state, CARD_REVIEW);
}

TEST(the_four_answers_keep_their_order)
{
	struct schedule s;
	struct card_memory m = {.state = CARD_REVIEW,
		.stability = 1.2,
		.difficulty = 9.5,
		.last_ms = 1,
		.last_day = 20000,
		.interval = 1,
		.reps = 5};
	int64_t day = 86400000LL, now = 20001 * day + day / 2;
	int64_t hard, good, easy;

	schedule_init(&s);
	s.is_fuzzed = false;
	hard = schedule_answer(&s, 1, &m, 2, now).interval;
	good = schedule_answer(&s, 1, &m, 3, now).interval;
	easy = schedule_answer(&s, 1, &m, 4, now).interval;
	CHECK(hard <= good && good >= hard + 1 && easy >= good + 1);
}

TEST(a_strong_hint_caps_the_grade)
{
	CHECK_INT(schedule_cap(4, 2), 2);
	CHECK_INT(schedule_cap(3, 1), 3);
	CHECK_INT(schedule_cap(1, 3), 1);
}

TEST(steps_are_read_from_text)
{
	int64_t steps[SCHEDULE_STEPS_MAX];
	size_t len;

	CHECK(schedule_parse_steps("1m 10m 1d", steps, &len));
	CHECK_INT(len, 3);
	CHECK_INT(steps[2], 86400000);
	CHECK(schedule_parse_steps("", steps, &len));
	CHECK_INT(len, 0);
	CHECK(!schedule_parse_steps("ten", steps, &len));
	CHECK(!schedule_parse_steps("5", steps, &len));
}

/* ---- days ---- */

static int64_t at(const char *text)
{
	int64_t ms = 0;

	CHECK(clock_parse_iso(text, &ms));
	return ms;
}

TEST(a_day_begins_at_the_rollover)
{
	struct schedule_day d = {.rollover = 4};

	CHECK_INT(schedule_day_of(&d, at("2026-05-02T03:59:59Z")),
		schedule_day_of(&d, at("2026-05-01T23:00:00Z")));
	CHECK_INT(schedule_day_of(&d, at("2026-05-02T04:00:00Z")),
		schedule_day_of(&d, at("2026-05-02T03:59:59Z")) + 1);
	CHECK_INT(schedule_day_begins(&d, schedule_day_of(&d, at("2026-05-02T12:00:00Z"))),
		at("2026-05-02T04:00:00Z"));
	d.rollover = 0;
	CHECK_INT(schedule_day_of(&d, at("2026-05-02T00:00:00Z")),
		schedule_day_of(&d, at("2026-05-01T23:59:59Z")) + 1);
	CHECK_INT(schedule_day_of(&d, -1), -1);
}

TEST(clocks_that_are_changed_move_no_day)
{
	struct schedule_day d = {.rollover = 4};
	struct zone *berlin = NULL;
	struct err err;

	if (!zone_open("Europe/Berlin", &berlin, &err)) {
		test_skip("no time zones here");
		return;
	}
	d.zone = berlin;
	/* 29 March 2026 has 23 hours, 25 October has 25; four o'clock stays four o'clock. */
	CHECK_INT(schedule_day_begins(&d, schedule_day_of(&d, at("2026-03-29T10:00:00Z"))),
		at("2026-03-29T02:00:00Z"));
	CHECK_INT(schedule_day_begins(&d, schedule_day_of(&d, at("2026-03-28T10:00:00Z"))),
		at("2026-03-28T03:00:00Z"));
	CHECK_INT(schedule_day_begins(&d, schedule_day_of(&d, at("2026-10-25T10:00:00Z"))),
		at("2026-10-25T03:00:00Z"));
	CHECK_INT(schedule_day_of(&d, at("2026-03-29T01:59:59Z")) + 1,
		schedule_day_of(&d, at("2026-03-29T02:00:00Z")));
	CHECK_INT(schedule_day_of(&d, at("2026-10-25T02:59:59Z")) + 1,
		schedule_day_of(&d, at("2026-10-25T03:00:00Z")));
	zone_close(berlin);
}

/* ---- chance and replay ---- */

TEST(chance_is_the_same_each_time_and_within_its_range)
{
	for (int64_t days = 1; days < 400; days += 7) {
		struct fsrs_range r = fsrs_fuzz_range((double)days, 36500);

		for (uint64_t seed = 0; seed < 50; seed++) {
			int64_t one = fsrs_fuzz(r, seed);

			CHECK(one >= r.from && one <= r.to);
			CHECK_INT(one, fsrs_fuzz(r, seed));
		}
	}
}

TEST(a_pass_does_not_shorten_the_interval)
{
	struct schedule s;
	struct card_memory m = {.state = CARD_REVIEW,
		.stability = 10.5,
		.difficulty = 5,
		.last_ms = 1,
		.last_day = 20000,
		.interval = 11,
		.reps = 3};

	schedule_init(&s);
	for (int64_t card = 1; card < 300; card++)
		CHECK(schedule_answer(&s, card, &m, 3, 20011 * 86400000LL + 43200000).interval >
			11);
}

/* Chance moves each of the four; whoever knew it better never waits less. */
TEST(chance_keeps_the_order_of_the_four_answers)
{
	struct schedule s;
	int64_t now = 20031 * 86400000LL + 43200000;

	schedule_init(&s);
	for (int64_t card = 1; card < 400; card++) {
		struct card_memory m = {.state = CARD_REVIEW,
			.stability = 1 + (double)(card % 60),
			.difficulty = 1 + (double)(card % 10),
			.last_ms = 1,
			.last_day = 20031 - card % 50,
			.interval = card % 50,
			.reps = (int)card % 7};
		int64_t hard = schedule_answer(&s, card, &m, 2, now).interval;
		int64_t good = schedule_answer(&s, card, &m, 3, now).interval;
		int64_t easy = schedule_answer(&s, card, &m, 4, now).interval;

		CHECK(hard < good && good < easy);
	}
	/* There is nothing beyond the longest. */
	s.max_interval = 3;
	for (int rating = 2; rating <= 4; rating++) {
		struct card_memory m = {.state = CARD_REVIEW,
			.stability = 50,
			.difficulty = 5,
			.last_ms = 1,
			.last_day = 20000,
			.interval = 3};

		CHECK_INT(schedule_answer(&s, 1, &m, rating, now).interval <= 3, true);
	}
}

TEST(ten_thousand_reviews_replay_to_the_same_memory)
{
	static int ratings[10000];
	static int64_t times[10000];
	struct schedule s;
	struct card_memory m = {0}, n = {0};
	uint32_t state = 1;
	int64_t now = 1700000000000;

	schedule_init(&s);
	for (int i = 0; i < 10000; i++) {
		state = state * 1664525u + 1013904223u;
		ratings[i] = 1 + (int)(state >> 16) % 4;
		times[i] = now;
		m = schedule_answer(&s, 7, &m, ratings[i], now);
		now = (m.due_ms ? m.due_ms : schedule_day_begins(&s.day, m.due_day)) +
		      (state >> 8) % 90000000;
		if (now > 4000000000000)
			now = 1700000000000 + i; /* whatever the clock says */
	}
	for (int i = 0; i < 10000; i++)
		n = schedule_answer(&s, 7, &n, ratings[i], times[i]);
	CHECK(memcmp(&m.stability, &n.stability, sizeof m.stability) == 0);
	CHECK(memcmp(&m.difficulty, &n.difficulty, sizeof m.difficulty) == 0);
	CHECK_INT(m.due_day, n.due_day);
	CHECK_INT(m.due_ms, n.due_ms);
	CHECK_INT(m.lapses, n.lapses);
	CHECK(m.stability >= 0.001 && m.difficulty >= 1 && m.difficulty <= 10);
}
