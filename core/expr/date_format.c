#include "core/expr/date.h"
#include "core/expr/dates.h"

#include <stdio.h>
#include <string.h>

/* Dates as texts. */

static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"};

/* Years of four digits stand as they are; others have a sign and, when expanded, six. */
static int put_year(double year, bool expanded, char *out, size_t size)
{
	if (year < 0)
		return snprintf(out, size, expanded ? "-%06d" : "-%04d", (int)-year);
	if (expanded && year > 9999)
		return snprintf(out, size, "+%06d", (int)year);
	return snprintf(out, size, "%04d", (int)year);
}

static int put_iso(const struct date_fields *f, char *out, size_t size)
{
	int n = put_year(f->year, true, out, size);

	return n + snprintf(out + n, size - (size_t)n, "-%02d-%02dT%02d:%02d:%02d.%03dZ",
			   f->month + 1, f->day, f->hour, f->minute, f->second, f->ms);
}

static int put_time(double t, const struct date_fields *f, char *out, size_t size)
{
	int minutes = (int)((date_to_local(t) - t) / 60000);
	char zone[64];

	date_zone_name(t, zone, sizeof zone);
	return snprintf(out, size, "%02d:%02d:%02d GMT%c%02d%02d (%s)", f->hour, f->minute,
		f->second, minutes < 0 ? '-' : '+', (minutes < 0 ? -minutes : minutes) / 60,
		(minutes < 0 ? -minutes : minutes) % 60, zone);
}

static const struct text *format(struct eval *ev, double t, enum date_form form)
{
	bool utc = form == DATE_UTC || form == DATE_ISO;
	char out[200], year[16];
	struct date_fields f;
	int n = 0;

	if (t != t)
		return text_from(&ev->heap, "Invalid Date");
	date_split(utc ? t : date_to_local(t), &f);
	put_year(f.year, false, year, sizeof year);
	if (form == DATE_ISO)
		n = put_iso(&f, out, sizeof out);
	else if (form == DATE_UTC)
		n = snprintf(out, sizeof out, "%.3s, %02d %.3s %s %02d:%02d:%02d GMT",
			weekdays[f.weekday], f.day, months[f.month], year, f.hour, f.minute,
			f.second);
	else if (form != DATE_TIME)
		n = snprintf(out, sizeof out, "%.3s %.3s %02d %s%s", weekdays[f.weekday],
			months[f.month], f.day, year, form == DATE_FULL ? " " : "");
	if (form == DATE_FULL || form == DATE_TIME)
		n += put_time(t, &f, out + n, sizeof out - (size_t)n);
	return text_copy(&ev->heap, out, (size_t)n);
}

const struct text *date_text(struct eval *ev, double time)
{
	return format(ev, time, DATE_FULL);
}

bool date_to_text(struct eval *ev, const struct call *c, struct value *ret)
{
	double t;

	if (!date_self(ev, c, &t))
		return false;
	if (t != t && c->builtin->magic == DATE_ISO)
		return throw_range(ev, "Invalid time value");
	return give_text(ret, format(ev, t, c->builtin->magic));
}

/* Of anything that has a toISOString(). */
bool date_to_json(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value v, method;

	if (value_is_nullish(c->self))
		return throw_type(ev, "Cannot convert undefined or null to object");
	if (!value_to_primitive(ev, c->self, HINT_NUMBER, &v))
		return false;
	if (v.kind == VALUE_NUMBER && !isfinite(v.number)) {
		*ret = value_null();
		return true;
	}
	if (!value_get(ev, c->self, text_from(&ev->heap, "toISOString"), &method))
		return false;
	if (!value_is_callable(method))
		return throw_type(ev, "toISOString is not a function");
	return eval_call(ev, method, &(struct call){.self = c->self}, ret);
}

/* ---- en-US ---- */

/* The options that are known; each a text or NULL. */
struct locale_options {
	const struct text *weekday, *year, *month, *day, *hour, *minute, *second, *zone;
	bool hour12, any_date, any_time;
};

static bool read_option(struct eval *ev, struct value options, const char *name,
	const struct text **ret)
{
	struct value v;

	*ret = NULL;
	if (options.kind != VALUE_OBJECT)
		return true;
	if (!value_get(ev, options, text_from(&ev->heap, name), &v))
		return false;
	return value_is_undefined(v) || value_to_string(ev, v, ret);
}

static bool read_options(struct eval *ev, struct value options, struct locale_options *o)
{
	const struct text *hour12, *styles[2];

	if (!read_option(ev, options, "weekday", &o->weekday) ||
		!read_option(ev, options, "year", &o->year) ||
		!read_option(ev, options, "month", &o->month) ||
		!read_option(ev, options, "day", &o->day) ||
		!read_option(ev, options, "hour", &o->hour) ||
		!read_option(ev, options, "minute", &o->minute) ||
		!read_option(ev, options, "second", &o->second) ||
		!read_option(ev, options, "timeZone", &o->zone) ||
		!read_option(ev, options, "hour12", &hour12) ||
		!read_option(ev, options, "dateStyle", &styles[0]) ||
		!read_option(ev, options, "timeStyle", &styles[1]))
		return false;
	if (styles[0] || styles[1])
		return throw_range(ev, "dateStyle and timeStyle are not supported");
	if (o->zone && !text_is(o->zone, "UTC") && !text_is(o->zone, "GMT"))
		return throw_range(ev, "Invalid time zone specified: %s (UTC only is supported)",
			text_utf8(&ev->heap, o->zone, NULL));
	o->hour12 = !hour12 || !text_is(hour12, "false");
	o->any_date = o->weekday || o->year || o->month || o->day;
	o->any_time = o->hour || o->minute || o->second;
	return true;
}

static bool is_long(const struct text *t)
{
	return t && text_is(t, "long");
}

static bool two_digits(const struct text *t)
{
	return t && text_is(t, "2-digit");
}

static void put_number(struct builder *b, double n, bool two)
{
	char out[24];

	snprintf(out, sizeof out, two ? "%02d" : "%d", (int)(two ? fmod(n, 100) : n));
	builder_add_ascii(b, out);
}

static void put_name(struct builder *b, const char *name, bool whole)
{
	if (whole) {
		builder_add_ascii(b, name);
		return;
	}
	for (int i = 0; i < 3; i++)
		builder_add_unit(b, (uint16_t)name[i]);
}

static void separate(struct builder *b, size_t from, const char *separator)
{
	if (b->len > from)
		builder_add_ascii(b, separator);
}

/* 1/2/2024, or with a month in letters: Tuesday, January 2, 2024 */
static void put_locale_date(struct builder *b, const struct date_fields *f,
	const struct locale_options *o)
{
	bool letters = o->month && !text_is(o->month, "numeric") && !two_digits(o->month);
	size_t from = b->len;

	if (o->weekday)
		put_name(b, weekdays[f->weekday], is_long(o->weekday));
	if (o->month) {
		separate(b, from, ", ");
		if (letters)
			put_name(b, months[f->month], is_long(o->month));
		else
			put_number(b, f->month + 1, two_digits(o->month));
	}
	if (o->day) {
		separate(b, from, !o->month ? ", " : letters ? " " : "/");
		put_number(b, f->day, two_digits(o->day));
	}
	if (o->year) {
		separate(b, from, letters && !o->day ? " " : letters || !o->month ? ", " : "/");
		put_number(b, f->year, two_digits(o->year));
	}
}

static void put_locale_time(struct builder *b, const struct date_fields *f,
	const struct locale_options *o)
{
	size_t from = b->len;

	if (o->hour)
		put_number(b,
			o->hour12 ? (f->hour + 11) % 12 + 1
			: f->hour ? f->hour
				  : 24,
			two_digits(o->hour) || !o->hour12);
	if (o->minute) {
		separate(b, from, ":");
		put_number(b, f->minute, o->hour || o->second);
	}
	if (o->second) {
		separate(b, from, ":");
		put_number(b, f->second, o->minute);
	}
	if (o->hour && o->hour12) {
		builder_add_ascii(b, f->hour < 12 ? " AM" : " PM");
	}
}

bool date_to_locale(struct eval *ev, const struct call *c, struct value *ret)
{
	int what = c->builtin->magic;
	const struct text *numeric = text_from(&ev->heap, "numeric");
	struct builder b = {.heap = &ev->heap};
	struct locale_options o = {0};
	struct date_fields f;
	double t;

	if (!date_self(ev, c, &t) || !read_options(ev, call_arg(c, 1), &o))
		return false;
	if (t != t)
		return give_text(ret, text_from(&ev->heap, "Invalid Date"));
	if (what == DATE_DATE ? !o.any_date : what == DATE_FULL && !o.any_date && !o.any_time)
		o.year = o.month = o.day = numeric;
	if (what == DATE_TIME ? !o.any_time : what == DATE_FULL && !o.any_date && !o.any_time)
		o.hour = o.minute = o.second = numeric;
	date_split(o.zone ? t : date_to_local(t), &f);
	put_locale_date(&b, &f, &o);
	if (o.hour || o.minute || o.second) {
		if (b.len)
			builder_add_ascii(&b, ", ");
		put_locale_time(&b, &f, &o);
	}
	return give_text(ret, builder_text(&b));
}
