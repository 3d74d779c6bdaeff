#include "core/base/clock.h"
#include "core/cards/schedule.h"
#include "test/unit/test.h"

/* Days where clocks are changed at the very hour of the rollover. */

static int64_t at(const char *text)
{
	int64_t ms = 0;

	CHECK(clock_parse_iso(text, &ms));
	return ms;
}

static struct zone *zone(const char *name)
{
	struct zone *z = NULL;
	struct err err;

	if (!zone_open(name, &z, &err))
		test_skip("no time zones here");
	return z;
}

/* Every day of two years begins at the first instant that belongs to it. */
static void check_days(const char *name)
{
	struct zone *z = zone(name);

	for (int rollover = 0; z && rollover < 24; rollover++) {
		const struct schedule_day d = {z, rollover};

		for (int64_t day = 20450; day < 21180; day++) {
			int64_t begins = schedule_day_begins(&d, day);

			CHECK_INT(schedule_day_of(&d, begins), day);
			CHECK_INT(schedule_day_of(&d, begins - 1), day - 1);
		}
	}
	zone_close(z);
}

TEST(a_day_begins_at_its_first_instant)
{
	static const char *const names[] = {"Europe/Berlin", "America/New_York", "America/Havana",
		"Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland", "Africa/Cairo"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		check_days(names[i]);
}

/* On 25 October 2026 two o'clock in Berlin comes twice: the day begins at the first. */
TEST(an_hour_that_comes_twice_begins_one_day)
{
	struct zone *z = zone("Europe/Berlin");
	struct schedule_day d = {z, 2};

	if (!z)
		return;
	CHECK_INT(schedule_day_begins(&d, schedule_day_of(&d, at("2026-10-25T10:00:00Z"))),
		at("2026-10-25T00:00:00Z"));
	/* On 29 March there is no two o'clock: it begins when three strikes. */
	CHECK_INT(schedule_day_begins(&d, schedule_day_of(&d, at("2026-03-29T10:00:00Z"))),
		at("2026-03-29T01:00:00Z"));
	zone_close(z);
}
