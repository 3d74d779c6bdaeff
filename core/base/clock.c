#include "core/base/clock.h"

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
	const char *fixed = getenv("BLOKCTL_NOW");
	int64_t ms;

	if (fixed && clock_parse_iso(fixed, &ms))
		return ms;
	return clock_wall_ms();
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

/* Reads exactly `count` digits. */
static bool digits(const char **p, int count, int *ret)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if ((*p)[i] < '0' || (*p)[i] > '9')
			return false;
		value = value * 10 + ((*p)[i] - '0');
	}
	*p += count;
	*ret = value;
	return true;
}

static bool parse_time(const char **p, int64_t *ret_ms)
{
	int hour, minute, second = 0, scale = 100;
	int64_t ms = 0;

	if (!digits(p, 2, &hour) || *(*p)++ != ':' || !digits(p, 2, &minute))
		return false;
	if (**p == ':') {
		++*p;
		if (!digits(p, 2, &second))
			return false;
	}
	if (**p == '.') {
		for (++*p; **p >= '0' && **p <= '9'; ++*p, scale /= 10)
			ms += (**p - '0') * scale;
	}
	if (hour > 24 || minute > 59 || second > 60)
		return false;
	*ret_ms = ((hour * 60LL + minute) * 60 + second) * 1000 + ms;
	return true;
}

static bool parse_zone(const char **p, int64_t *ret_ms)
{
	int sign = **p == '-' ? -1 : 1, hour, minute = 0;

	*ret_ms = 0;
	if (**p == 'Z' || **p == '\0') {
		*p += **p == 'Z';
		return true;
	}
	if (*(*p) != '+' && *(*p) != '-')
		return false;
	++*p;
	if (!digits(p, 2, &hour))
		return false;
	*p += **p == ':';
	if (!digits(p, 2, &minute))
		return false;
	*ret_ms = sign * (hour * 60LL + minute) * 60000;
	return true;
}

bool clock_parse_iso(const char *text, int64_t *ret_ms)
{
	static const unsigned char month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const char *p = text;
	int year, month, day;
	int64_t time = 0, zone = 0;

	if (!digits(&p, 4, &year) || *p++ != '-' || !digits(&p, 2, &month) || *p++ != '-' ||
		!digits(&p, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > month_days[month - 1])
		return false;
	if (*p == 'T' || *p == ' ') {
		p++;
		if (!parse_time(&p, &time) || !parse_zone(&p, &zone))
			return false;
	}
	if (*p)
		return false;
	*ret_ms = clock_days_from_civil(year, month, day) * 86400000 + time - zone;
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
