#include "core/base/rfc3339.h"

/* Two or four digits that make a number within bounds. */
static bool field(const char **p, int count, int min, int max, int *ret)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if ((*p)[i] < '0' || (*p)[i] > '9')
			return false;
		value = value * 10 + ((*p)[i] - '0');
	}
	*p += count;
	*ret = value;
	return value >= min && value <= max;
}

static bool sign(const char **p, char wanted)
{
	if (**p != wanted)
		return false;
	++*p;
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

bool rfc3339_date(const char **p, struct rfc3339 *t)
{
	return field(p, 4, 0, 9999, &t->year) && sign(p, '-') && field(p, 2, 1, 12, &t->month) &&
	       sign(p, '-') && field(p, 2, 1, days_in(t->year, t->month), &t->day);
}

bool rfc3339_minutes(const char **p, struct rfc3339 *t)
{
	return field(p, 2, 0, 23, &t->hour) && sign(p, ':') && field(p, 2, 0, 59, &t->minute);
}

bool rfc3339_seconds(const char **p, struct rfc3339 *t)
{
	t->ms = 0;
	if (!sign(p, ':') || !field(p, 2, 0, 60, &t->second))
		return false;
	if (!sign(p, '.'))
		return true;
	if (**p < '0' || **p > '9')
		return false;
	for (int scale = 100; **p >= '0' && **p <= '9'; ++*p, scale /= 10)
		t->ms += (**p - '0') * scale;
	return true;
}

bool rfc3339_zone(const char **p, struct rfc3339 *t)
{
	int direction = **p == '-' ? -1 : 1, hours, minutes;

	t->zone_minutes = 0;
	if (sign(p, 'Z') || sign(p, 'z'))
		return true;
	if ((!sign(p, '+') && !sign(p, '-')) || !field(p, 2, 0, 23, &hours) || !sign(p, ':') ||
		!field(p, 2, 0, 59, &minutes))
		return false;
	t->zone_minutes = direction * (hours * 60 + minutes);
	return true;
}

bool rfc3339_time(const char **p, struct rfc3339 *t)
{
	return rfc3339_minutes(p, t) && rfc3339_seconds(p, t);
}

bool rfc3339_leap_fits(const struct rfc3339 *t)
{
	return t->second < 60 ||
	       (t->hour * 60 + t->minute - t->zone_minutes + 2 * 1440) % 1440 == 1439;
}
