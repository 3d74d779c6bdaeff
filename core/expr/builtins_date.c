#include "core/expr/builtins.h"
#include "core/expr/date.h"
#include "core/expr/dates.h"

#include "core/base/clock.h"

#include <stdio.h>
#include <string.h>

/* Date: construction, getters, setters. */

bool date_self(struct eval *ev, const struct call *c, double *ret)
{
	const char *name = c->builtin->name;
	/* V8 has the getters in machine code, with words of their own */
	bool getter = (strncmp(name, "get", 3) == 0 && strcmp(name, "getYear") != 0) ||
		      strcmp(name, "valueOf") == 0;

	if (!value_is_class(c->self, CLASS_DATE))
		return getter ? throw_type(ev, "this is not a Date object.")
			      : throw_type(ev,
					"Method Date.prototype.%s called on incompatible receiver "
					"%s",
					name, describe_value(ev, c->self));
	*ret = c->self.object->time;
	return true;
}

static bool date_value(struct eval *ev, const struct call *c, struct value *ret)
{
	double t;

	return date_self(ev, c, &t) && give_number(ret, t);
}

/* ---- getters ---- */

/* The magic of getters and setters: a field, and whether it is in UTC. */
enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MS, WEEKDAY, OLD_YEAR, UTC = 16 };

static bool date_get(struct eval *ev, const struct call *c, struct value *ret)
{
	struct date_fields f;
	double t;

	if (!date_self(ev, c, &t))
		return false;
	if (t != t)
		return give_number(ret, NAN);
	date_split(c->builtin->magic & UTC ? t : date_to_local(t), &f);
	switch (c->builtin->magic & 15) {
	case YEAR: return give_number(ret, f.year);
	case OLD_YEAR: return give_number(ret, f.year - 1900);
	case MONTH: return give_number(ret, f.month);
	case DAY: return give_number(ret, f.day);
	case HOUR: return give_number(ret, f.hour);
	case MINUTE: return give_number(ret, f.minute);
	case SECOND: return give_number(ret, f.second);
	case MS: return give_number(ret, f.ms);
	default: return give_number(ret, f.weekday);
	}
}

static bool date_offset(struct eval *ev, const struct call *c, struct value *ret)
{
	double t;

	return date_self(ev, c, &t) && give_number(ret, (t - date_to_local(t)) / 60000 + 0.0);
}

/* ---- setters ---- */

static bool date_set(struct eval *ev, const struct call *c, struct value *ret)
{
	/* how many arguments follow each field's setter */
	static const size_t counts[] = {3, 2, 1, 4, 3, 2, 1};
	int first = c->builtin->magic & 15;
	bool utc = c->builtin->magic & UTC;
	double t, fields[7], values[4];
	struct date_fields f = {0};
	size_t count;

	if (!date_self(ev, c, &t))
		return false;
	count = c->argc < counts[first] ? c->argc : counts[first];
	for (size_t i = 0; i < count; i++)
		if (!arg_number(ev, c, i, &values[i]))
			return false;
	/* only a year brings an invalid date back */
	if (!c->argc || (t != t && first != YEAR)) {
		c->self.object->time = NAN;
		return give_number(ret, NAN);
	}
	date_split(t != t ? 0 : utc ? t : date_to_local(t), &f);
	fields[0] = f.year;
	fields[1] = f.month;
	fields[2] = f.day;
	fields[3] = f.hour;
	fields[4] = f.minute;
	fields[5] = f.second;
	fields[6] = f.ms;
	for (size_t i = 0; i < count; i++)
		fields[(size_t)first + i] = values[i];
	t = date_make(fields);
	c->self.object->time = date_clip(utc ? t : date_to_utc(t));
	return give_number(ret, c->self.object->time);
}

static bool date_set_time(struct eval *ev, const struct call *c, struct value *ret)
{
	double t, n;

	if (!date_self(ev, c, &t) || !arg_number(ev, c, 0, &n))
		return false;
	c->self.object->time = date_clip(n);
	return give_number(ret, c->self.object->time);
}

static const struct builtin methods[] = {
	{.name = "getDate", .call = date_get, .magic = DAY},
	{.name = "getDay", .call = date_get, .magic = WEEKDAY},
	{.name = "getFullYear", .call = date_get, .magic = YEAR},
	{.name = "getHours", .call = date_get, .magic = HOUR},
	{.name = "getMilliseconds", .call = date_get, .magic = MS},
	{.name = "getMinutes", .call = date_get, .magic = MINUTE},
	{.name = "getMonth", .call = date_get, .magic = MONTH},
	{.name = "getSeconds", .call = date_get, .magic = SECOND},
	{.name = "getTime", .call = date_value},
	{.name = "getTimezoneOffset", .call = date_offset},
	{.name = "getUTCDate", .call = date_get, .magic = DAY | UTC},
	{.name = "getUTCDay", .call = date_get, .magic = WEEKDAY | UTC},
	{.name = "getUTCFullYear", .call = date_get, .magic = YEAR | UTC},
	{.name = "getUTCHours", .call = date_get, .magic = HOUR | UTC},
	{.name = "getUTCMilliseconds", .call = date_get, .magic = MS | UTC},
	{.name = "getUTCMinutes", .call = date_get, .magic = MINUTE | UTC},
	{.name = "getUTCMonth", .call = date_get, .magic = MONTH | UTC},
	{.name = "getUTCSeconds", .call = date_get, .magic = SECOND | UTC},
	{.name = "getYear", .call = date_get, .magic = OLD_YEAR},
	{.name = "setDate", .call = date_set, .length = 1, .magic = DAY},
	{.name = "setFullYear", .call = date_set, .length = 3, .magic = YEAR},
	{.name = "setHours", .call = date_set, .length = 4, .magic = HOUR},
	{.name = "setMilliseconds", .call = date_set, .length = 1, .magic = MS},
	{.name = "setMinutes", .call = date_set, .length = 3, .magic = MINUTE},
	{.name = "setMonth", .call = date_set, .length = 2, .magic = MONTH},
	{.name = "setSeconds", .call = date_set, .length = 2, .magic = SECOND},
	{.name = "setTime", .call = date_set_time, .length = 1},
	{.name = "setUTCDate", .call = date_set, .length = 1, .magic = DAY | UTC},
	{.name = "setUTCFullYear", .call = date_set, .length = 3, .magic = YEAR | UTC},
	{.name = "setUTCHours", .call = date_set, .length = 4, .magic = HOUR | UTC},
	{.name = "setUTCMilliseconds", .call = date_set, .length = 1, .magic = MS | UTC},
	{.name = "setUTCMinutes", .call = date_set, .length = 3, .magic = MINUTE | UTC},
	{.name = "setUTCMonth", .call = date_set, .length = 2, .magic = MONTH | UTC},
	{.name = "setUTCSeconds", .call = date_set, .length = 2, .magic = SECOND | UTC},
	{.name = "toDateString", .call = date_to_text, .magic = DATE_DATE},
	{.name = "toGMTString", .call = date_to_text, .magic = DATE_UTC},
	{.name = "toISOString", .call = date_to_text, .magic = DATE_ISO},
	{.name = "toJSON", .call = date_to_json, .length = 1},
	{.name = "toLocaleDateString", .call = date_to_locale, .magic = DATE_DATE},
	{.name = "toLocaleString", .call = date_to_locale, .magic = DATE_FULL},
	{.name = "toLocaleTimeString", .call = date_to_locale, .magic = DATE_TIME},
	{.name = "toString", .call = date_to_text, .magic = DATE_FULL},
	{.name = "toTimeString", .call = date_to_text, .magic = DATE_TIME},
	{.name = "toUTCString", .call = date_to_text, .magic = DATE_UTC},
	{.name = "valueOf", .call = date_value},
};
MEMBERS(date_members, methods);

/* ---- Date itself ---- */

/* Year, month and so on from the arguments; two-digit years are of the 1900s. */
static bool from_fields(struct eval *ev, const struct call *c, double *ret)
{
	double fields[7] = {NAN, 0, 1};

	for (size_t i = 0; i < c->argc && i < 7; i++)
		if (!arg_number(ev, c, i, &fields[i]))
			return false;
	if (trunc(fields[0]) >= 0 && trunc(fields[0]) <= 99)
		fields[0] = trunc(fields[0]) + 1900;
	*ret = date_make(fields);
	return true;
}

static bool from_value(struct eval *ev, struct value v, double *ret)
{
	if (value_is_class(v, CLASS_DATE)) {
		*ret = v.object->time;
		return true;
	}
	if (!value_to_primitive(ev, v, HINT_DEFAULT, &v))
		return false;
	if (v.kind == VALUE_STRING) {
		*ret = date_parse(text_utf8(&ev->heap, v.string, NULL));
		return true;
	}
	return value_to_number(ev, v, ret);
}

bool global_date(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *o = object_new(ev, CLASS_DATE);

	*ret = value_object(o);
	o->time = (double)clock_now_ms();
	if (!c->construct)
		return give_text(ret, date_text(ev, o->time));
	if (c->argc == 1 && !from_value(ev, c->args[0], &o->time))
		return false;
	if (c->argc > 1) {
		if (!from_fields(ev, c, &o->time))
			return false;
		o->time = date_to_utc(o->time);
	}
	o->time = date_clip(o->time);
	return true;
}

static bool date_now(struct eval *ev, const struct call *c, struct value *ret)
{
	(void)ev;
	(void)c;
	return give_number(ret, (double)clock_now_ms());
}

static bool date_parse_method(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;

	return arg_text(ev, c, 0, &t) &&
	       give_number(ret, date_parse(text_utf8(&ev->heap, t, NULL)));
}

static bool date_utc(struct eval *ev, const struct call *c, struct value *ret)
{
	double t;

	return from_fields(ev, c, &t) && give_number(ret, date_clip(t));
}

static const struct builtin statics[] = {
	{.name = "UTC", .call = date_utc, .length = 7},
	{.name = "now", .call = date_now},
	{.name = "parse", .call = date_parse_method, .length = 1},
};
MEMBERS(date_statics, statics);
