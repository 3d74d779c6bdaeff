#include "core/base/clock.h"

#include "core/base/rfc3339.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t id, int64_t per_second)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * per_second + t.tv_nsec / (1000000000 / per_second);
}

int64_t clock_wall_ms(void)
{
	return read_clock(CLOCK_REALTIME, 1000);
}

int64_t clock_mono_us(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000000);
}

int64_t clock_now_ms(void)
{
	int64_t ms;

	return clock_fixed_ms(&ms) ? ms : clock_wall_ms();
}

/* Read each time: a test of a workflow fixes it for the time of a run. */
bool clock_fixed_ms(int64_t *ret_ms)
{
	const char *fixed = getenv("BLOKCTL_NOW");

	return fixed && clock_parse_iso(fixed, ret_ms);
}

bool clock_check_fixed(struct err *err)
{
	const char *fixed = getenv("BLOKCTL_NOW");
	int64_t ignored;

	if (!fixed || !*fixed || clock_parse_iso(fixed, &ignored))
		return true;
	err_set(err, ERR_USAGE, "BLOKCTL_NOW: '%s' is no date", fixed);
	return err_hint(err, "write 2026-01-31 or 2026-01-31T08:00:00Z");
}

int64_t clock_days_from_civil(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void clock_civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

bool clock_parse_iso(const char *text, int64_t *ret_ms)
{
	struct rfc3339 t = {0};
	const char *p = text;

	if (!rfc3339_date(&p, &t))
		return false;
	if (*p == 'T' || *p == 't' || *p == ' ') {
		p++;
		if (!rfc3339_minutes(&p, &t) || (*p == ':' && !rfc3339_seconds(&p, &t)) ||
			(*p && !rfc3339_zone(&p, &t)) || !rfc3339_leap_fits(&t))
			return false;
	}
	if (*p)
		return false;
	*ret_ms = ((clock_days_from_civil(t.year, t.month, t.day) * 24 + t.hour) * 60 + t.minute -
			  t.zone_minutes) *
			60000 +
		t.second * 1000 + t.ms;
	return true;
}

void clock_format_iso(int64_t ms, char out[CLOCK_ISO_MAX])
{
	int64_t days = ms / 86400000, rest = ms % 86400000, year;
	int month, day;

	if (rest < 0) {
		rest += 86400000;
		days--;
	}
	clock_civil_from_days(days, &year, &month, &day);
	snprintf(out, CLOCK_ISO_MAX, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int)year, month, day,
		(int)(rest / 3600000), (int)(rest / 60000 % 60), (int)(rest / 1000 % 60),
		(int)(rest % 1000));
}
