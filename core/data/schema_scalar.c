#include "core/base/num.h"
#include "core/base/utf8.h"
#include "core/data/schema_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool fail_limit(struct schema_check *c, const struct schema_rule *r,
	const struct schema_at *at, const char *relation)
{
	char number[NUM_TEXT_MAX];

	num_format(r->number, number);
	return schema_fail(c, r, at, "must be %s %s", relation, number);
}

SCHEMA_CHECK(maximum)
{
	(void)marks;
	return at->value->valuedouble <= r->number || fail_limit(c, r, at, "<=");
}

SCHEMA_CHECK(minimum)
{
	(void)marks;
	return at->value->valuedouble >= r->number || fail_limit(c, r, at, ">=");
}

SCHEMA_CHECK(exclusive_maximum)
{
	(void)marks;
	return at->value->valuedouble < r->number || fail_limit(c, r, at, "<");
}

SCHEMA_CHECK(exclusive_minimum)
{
	(void)marks;
	return at->value->valuedouble > r->number || fail_limit(c, r, at, ">");
}

struct decimal {
	long long digits;
	int exponent; /* value = digits * 10^exponent */
};

static struct decimal decimal_of(double value)
{
	char text[21] = "";
	int point;
	size_t len = num_digits(value, text, &point);

	text[len] = '\0';
	return (struct decimal){.digits = strtoll(text, NULL, 10), .exponent = point - (int)len};
}

/* On the shortest decimals of both, so that 0.3 is a multiple of 0.1 although
 * neither double is what it looks like. */
static bool is_multiple(double value, double divisor)
{
	struct decimal v, d;
	long long rest;

	if (value == 0)
		return true;
	if (!isfinite(value))
		return false;
	v = decimal_of(fabs(value));
	d = decimal_of(divisor);
	for (; d.exponent > v.exponent; d.exponent--) {
		if (d.digits > v.digits)
			return false; /* the rest is the value itself */
		d.digits *= 10;
	}
	/* at most 17 digits each: ten times the rest fits */
	rest = v.digits % d.digits;
	for (; rest && v.exponent > d.exponent; v.exponent--)
		rest = rest * 10 % d.digits;
	return rest == 0;
}

SCHEMA_CHECK(multiple_of)
{
	(void)marks;
	return is_multiple(at->value->valuedouble, r->number) ||
	       fail_limit(c, r, at, "multiple of");
}

SCHEMA_CHECK(max_length)
{
	(void)marks;
	return (double)utf8_count(at->value->valuestring) <= r->number ||
	       schema_fail(c, r, at, "must NOT have more than %.0f characters", r->number);
}

SCHEMA_CHECK(min_length)
{
	(void)marks;
	return (double)utf8_count(at->value->valuestring) >= r->number ||
	       schema_fail(c, r, at, "must NOT have fewer than %.0f characters", r->number);
}

SCHEMA_CHECK(pattern)
{
	(void)marks;
	return schema_matches(c, r->pattern, at->value->valuestring) ||
	       schema_fail(c, r, at, "must match pattern \"%s\"", r->value->valuestring);
}

SCHEMA_CHECK(format)
{
	(void)marks;
	return !r->format || r->format(at->value->valuestring) ||
	       schema_fail(c, r, at, "must match format \"%s\"", r->value->valuestring);
}
