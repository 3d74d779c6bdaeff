#include "core/expr/date.h"

#include "core/base/clock.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_MS 86400000.0
#define MAX_TIME 8.64e15

double date_clip(double time)
{
	return fabs(time) <= MAX_TIME ? trunc(time) + 0.0 : NAN;
}

void date_split(double time, struct date_fields *ret)
{
	double days = floor(time / DAY_MS);
	int64_t year, rest = (int64_t)(time - days * DAY_MS);
	int month;

	clock_civil_from_days((int64_t)days, &year, &month, &ret->day);
	ret->year = (double)year;
	ret->month = month - 1;
	ret->hour = (int)(rest / 3600000);
	ret->minute = (int)(rest / 60000 % 60);
	ret->second = (int)(rest / 1000 % 60);
	ret->ms = (int)(rest % 1000);
	ret->weekday = (int)fmod(fmod(days + 4, 7) + 7, 7);
}

double date_make(const double fields[7])
{
	double year, month, days;

	for (int i = 0; i < 7; i++)
		if (!isfinite(fields[i]) || fabs(fields[i]) > 1e17)
			return NAN;
	month = trunc(fields[1]);
	year = trunc(fields[0]) + floor(month / 12);
	month = month - floor(month / 12) * 12;
	if (fabs(year) > 400000)
		return NAN;
	days = (double)clock_days_from_civil((int64_t)year, (int)month + 1, 1);
	days += trunc(fields[2]) - 1;
	return days * DAY_MS + trunc(fields[3]) * 3600000 + trunc(fields[4]) * 60000 +
	       trunc(fields[5]) * 1000 + trunc(fields[6]);
}

/* ---- zones ---- */

static void read_zone(void)
{
	tzset();
}

/* localtime_r need not look at TZ. */
static bool local_fields(double utc, struct tm *ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	time_t seconds = (time_t)floor(utc / 1000);

	pthread_once(&once, read_zone);
	return localtime_r(&seconds, ret);
}

/* Milliseconds that local time is ahead. */
static double offset_at(double utc)
{
	double seconds = floor(utc / 1000), local;
	struct tm tm;

	if (!(fabs(utc) <= MAX_TIME + DAY_MS) || !local_fields(utc, &tm))
		return 0;
	local = (double)clock_days_from_civil(
			(int64_t)tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) *
			86400 +
		tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
	return (local - seconds) * 1000;
}

double date_to_local(double utc)
{
	return utc != utc ? utc : utc + offset_at(utc);
}

/* A time that stands twice is the first of the two; one that is skipped is
 * read with the offset before the change. */
double date_to_utc(double local)
{
	double before, after;

	if (local != local)
		return local;
	before = offset_at(local - DAY_MS);
	after = offset_at(local + DAY_MS);
	if (offset_at(local - before) == before || offset_at(local - after) != after)
		return local - before;
	return local - after;
}

void date_zone_name(double utc, char *out, size_t size)
{
	static const char *const names[][2] = {
		{"UTC", "Coordinated Universal Time"},
		{"GMT", "Greenwich Mean Time"},
		{"BST", "British Summer Time"},
		{"IST", "India Standard Time"},
		{"CET", "Central European Standard Time"},
		{"CEST", "Central European Summer Time"},
		{"EET", "Eastern European Standard Time"},
		{"EEST", "Eastern European Summer Time"},
		{"WET", "Western European Standard Time"},
		{"WEST", "Western European Summer Time"},
		{"MSK", "Moscow Standard Time"},
		{"EST", "Eastern Standard Time"},
		{"EDT", "Eastern Daylight Time"},
		{"CST", "Central Standard Time"},
		{"CDT", "Central Daylight Time"},
		{"MST", "Mountain Standard Time"},
		{"MDT", "Mountain Daylight Time"},
		{"PST", "Pacific Standard Time"},
		{"PDT", "Pacific Daylight Time"},
		{"JST", "Japan Standard Time"},
		{"AEST", "Australian Eastern Standard Time"},
		{"AEDT", "Australian Eastern Daylight Time"},
		{"NZST", "New Zealand Standard Time"},
		{"NZDT", "New Zealand Daylight Time"},
	};
	char name[64] = "UTC";
	struct tm tm;

	if (local_fields(utc, &tm) && !strftime(name, sizeof name, "%Z", &tm))
		*name = '\0';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(name, names[i][0]) == 0) {
			snprintf(out, size, "%s", names[i][1]);
			return;
		}
	}
	snprintf(out, size, "%s", name);
}
