#include "core/base/zone_rule.h"

#include "core/base/clock.h"

#include <ctype.h>
#include <stddef.h>

#define DAY 86400

/* ---- reading ---- */

static bool skip_name(const char **p)
{
	const char *begin = *p;

	if (**p == '<') {
		while (**p && **p != '>')
			++*p;
		return *(*p)++ == '>';
	}
	while (isalpha((unsigned char)**p))
		++*p;
	return *p - begin >= 3;
}

static bool read_number(const char **p, int64_t limit, int64_t *ret)
{
	if (!isdigit((unsigned char)**p))
		return false;
	for (*ret = 0; isdigit((unsigned char)**p) && *ret <= limit; ++*p)
		*ret = *ret * 10 + (**p - '0');
	return *ret <= limit;
}

/* [+-]hh[:mm[:ss]] */
static bool read_time(const char **p, int64_t *ret_s)
{
	int64_t hours, part, sign = **p == '-' ? -1 : 1;

	if (**p == '+' || **p == '-')
		++*p;
	if (!read_number(p, 167, &hours))
		return false;
	*ret_s = hours * 3600;
	for (int64_t unit = 60; unit && **p == ':'; unit /= 60) {
		++*p;
		if (!read_number(p, 59, &part))
			return false;
		*ret_s += part * unit;
	}
	*ret_s *= sign;
	return true;
}

static bool read_weekday(const char **p, struct zone_change *c)
{
	int64_t month, week, day;

	if (!read_number(p, 12, &month) || *(*p)++ != '.' || !read_number(p, 5, &week) ||
		*(*p)++ != '.' || !read_number(p, 6, &day) || !month || !week)
		return false;
	c->month = (int)month;
	c->week = (int)week;
	c->day = (int)day;
	return true;
}

static bool read_change(const char **p, struct zone_change *c)
{
	int64_t day;

	c->second = 2 * 3600;
	c->kind = **p == 'M' ? CHANGE_WEEKDAY : **p == 'J' ? CHANGE_JULIAN : CHANGE_DAY;
	*p += c->kind != CHANGE_DAY;
	if (c->kind == CHANGE_WEEKDAY) {
		if (!read_weekday(p, c))
			return false;
	} else {
		if (!read_number(p, 365, &day) || (c->kind == CHANGE_JULIAN && !day))
			return false;
		c->day = (int)day;
	}
	if (**p != '/')
		return true;
	++*p;
	return read_time(p, &c->second);
}

bool zone_rule_parse(struct zone_rule *r, const char *text)
{
	const char *p = text;
	int64_t west;

	*r = (struct zone_rule){0};
	if (!*p || *p == '\n')
		return true;
	if (!skip_name(&p) || !read_time(&p, &west))
		return false;
	r->standard_offset = -west;
	r->set = true;
	if (!*p || *p == '\n')
		return true;
	r->summer = true;
	r->summer_offset = r->standard_offset + 3600;
	if (!skip_name(&p))
		return false;
	if (*p != ',') {
		if (!read_time(&p, &west))
			return false;
		r->summer_offset = -west;
	}
	return *p++ == ',' && read_change(&p, &r->begin) && *p++ == ',' && read_change(&p, &r->end) &&
		(!*p || *p == '\n');
}

/* ---- asking ---- */

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The local second since 1970 at which it happens, by the clock before. */
static int64_t change_at(const struct zone_change *c, int64_t year)
{
	int64_t days = clock_days_from_civil(year, 1, 1), first, weekday;

	if (c->kind == CHANGE_DAY)
		return (days + c->day) * DAY + c->second;
	if (c->kind == CHANGE_JULIAN) /* 29 February has no number */
		return (days + c->day - 1 + (is_leap(year) && c->day >= 60)) * DAY + c->second;
	first = clock_days_from_civil(year, c->month, 1);
	weekday = ((first + 4) % 7 + 7) % 7; /* 1970 began on a Thursday */
	days = first + (c->day - weekday + 7) % 7 + (c->week - 1) * 7;
	/* "Week 5" is the last one. */
	while (days >= (c->month == 12 ? clock_days_from_civil(year + 1, 1, 1)
				       : clock_days_from_civil(year, c->month + 1, 1)))
		days -= 7;
	return days * DAY + c->second;
}

int64_t zone_rule_offset(const struct zone_rule *r, int64_t at_s)
{
	int64_t local = at_s + r->standard_offset, begin, end, year;
	int month, day;
	bool summer;

	if (!r->summer)
		return r->standard_offset;
	clock_civil_from_days(local / DAY - (local % DAY < 0), &year, &month, &day);
	begin = change_at(&r->begin, year) - r->standard_offset;
	end = change_at(&r->end, year) - r->summer_offset;
	/* South of the equator summer goes over the end of the year. */
	summer = begin < end ? at_s >= begin && at_s < end : at_s >= begin || at_s < end;
	return summer ? r->summer_offset : r->standard_offset;
}
