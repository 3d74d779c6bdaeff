#define _GNU_SOURCE /* timegm */
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/zone.h"
#include "core/base/zone_rule.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <time.h>

static int64_t at(const char *iso)
{
	int64_t ms = 0;

	CHECK(clock_parse_iso(iso, &ms));
	return ms / 1000;
}

static const char *iso(int64_t at_s)
{
	static char text[CLOCK_ISO_MAX];

	clock_format_iso(at_s * 1000, text);
	return text;
}

/* Machines without tzdata have UTC alone. */
static bool have_zones(void)
{
	return fs_exists("/usr/share/zoneinfo/Europe/Berlin");
}

static struct zone *open_zone(const char *name)
{
	struct zone *z = NULL;
	struct err err;

	if (!zone_open(name, &z, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return z;
}

TEST(utc_needs_no_database)
{
	struct zone *z = open_zone("UTC");

	CHECK_STR(zone_name(z), "UTC");
	CHECK_INT(zone_offset(z, 0), 0);
	CHECK_STR(iso(zone_next_day(z, at("2026-12-31T23:59:59Z"))), "2027-01-01T00:00:00.000Z");
	CHECK_STR(iso(zone_next_day(z, at("2026-11-20T00:00:00Z"))), "2026-11-21T00:00:00.000Z");
	CHECK_STR(iso(zone_next_month(z, at("2028-02-29T12:00:00Z"))), "2028-03-01T00:00:00.000Z");
	zone_close(z);
}

TEST(a_zone_that_is_none)
{
	static const char *const names[] = {"", "Nowhere/City", "../passwd", "/etc/passwd",
		"Europe/../../../../etc/passwd", "Europe", "zone.tab"};
	struct zone *z;
	struct err err;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK(!zone_open(names[i], &z, &err));
}

TEST(days_of_23_and_25_hours)
{
	struct zone *z;

	if (!have_zones())
		return;
	z = open_zone("Europe/Berlin");
	CHECK_STR(iso(zone_next_day(z, at("2026-03-29T00:00:00Z"))), "2026-03-29T22:00:00.000Z");
	CHECK_STR(iso(zone_next_day(z, at("2026-10-24T22:00:00Z"))), "2026-10-25T23:00:00.000Z");
	CHECK_STR(iso(zone_next_month(z, at("2026-10-01T12:00:00Z"))), "2026-10-31T23:00:00.000Z");
	/* far behind the last transition of the file */
	CHECK_INT(zone_offset(z, at("2097-07-01T00:00:00Z")), 7200);
	CHECK_INT(zone_offset(z, at("2097-12-01T00:00:00Z")), 3600);
	zone_close(z);
	/* a day that begins at one o'clock */
	z = open_zone("Asia/Beirut");
	CHECK_STR(iso(zone_next_day(z, at("2026-03-28T12:00:00Z"))), "2026-03-28T22:00:00.000Z");
	zone_close(z);
	z = open_zone("Pacific/Apia");
	CHECK_STR(iso(zone_next_day(z, at("2011-12-30T09:00:00Z"))), "2011-12-30T10:00:00.000Z");
	zone_close(z);
}

/* The C library is the judge: its own zone, hour by hour. */
static void compare_with_libc(const char *name)
{
	struct zone *z = open_zone(name);

	setenv("TZ", name, 1);
	tzset();
	for (int64_t t = at("1969-06-01T00:00:00Z"); t < at("2100-01-01T00:00:00Z"); t += 7 * 3600 + 11) {
		time_t time = (time_t)t;
		struct tm tm;

		localtime_r(&time, &tm);
		if (tm.tm_gmtoff != zone_offset(z, t)) {
			test_failed(__FILE__, __LINE__, "%s at %s: %lld, not %ld", name, iso(t),
				(long long)zone_offset(z, t), tm.tm_gmtoff);
			break;
		}
	}
	unsetenv("TZ");
	tzset();
	zone_close(z);
}

TEST(offsets_are_those_of_the_c_library)
{
	static const char *const names[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
		"Asia/Kathmandu", "Africa/Cairo", "America/Santiago", "Pacific/Chatham",
		"Europe/Dublin", "Africa/Casablanca"};

	for (size_t i = 0; have_zones() && i < sizeof names / sizeof *names; i++)
		compare_with_libc(names[i]);
}

TEST(rules_of_posix)
{
	struct zone_rule r;

	CHECK(zone_rule_parse(&r, "EST5EDT,M3.2.0,M11.1.0"));
	CHECK_INT(zone_rule_offset(&r, at("2026-03-08T06:59:59Z")), -18000);
	CHECK_INT(zone_rule_offset(&r, at("2026-03-08T07:00:00Z")), -14400);
	CHECK_INT(zone_rule_offset(&r, at("2026-11-01T06:00:00Z")), -18000);
	CHECK(zone_rule_parse(&r, "<-03>3<-02>,J60/0,300/24:30\n"));
	CHECK_INT(zone_rule_offset(&r, at("2028-03-01T02:59:59Z")), -10800);
	CHECK_INT(zone_rule_offset(&r, at("2028-03-01T03:00:00Z")), -7200);
	CHECK(!zone_rule_parse(&r, "E5"));
	CHECK(!zone_rule_parse(&r, "EST5EDT,M13.1.0,M11.1.0"));
	CHECK(!zone_rule_parse(&r, "EST5EDT,M3.2.0"));
	CHECK(!zone_rule_parse(&r, "EST5EDT,M3.2.0,M11.1.0,"));
}
