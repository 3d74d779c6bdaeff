#include "core/expr/builtins.h"
#include "core/expr/number.h"

#include <stdlib.h>
#include <string.h>

/* Number, and the functions that read numbers. */

static bool number_self(struct eval *ev, const struct call *c, double *ret)
{
	if (c->self.kind != VALUE_NUMBER)
		return throw_type(ev, "Number.prototype.%s requires that 'this' be a Number",
			c->builtin->name);
	*ret = c->self.number;
	return true;
}

static bool number_value_of(struct eval *ev, const struct call *c, struct value *ret)
{
	double n;

	return number_self(ev, c, &n) && give_number(ret, n);
}

static bool number_to_string(struct eval *ev, const struct call *c, struct value *ret)
{
	char out[NUMBER_RADIX_MAX];
	double n, radix = 10;

	if (!number_self(ev, c, &n))
		return false;
	if (!value_is_undefined(call_arg(c, 0)) && !arg_integer(ev, c, 0, &radix))
		return false;
	if (radix < 2 || radix > 36)
		return throw_range(ev, "toString() radix argument must be between 2 and 36");
	if (radix == 10 || !isfinite(n))
		return give_text(ret, number_to_text(ev, n));
	return give_text(ret, text_copy(&ev->heap, out, number_format_radix(n, (int)radix, out)));
}

enum { FIXED, PRECISION, EXPONENTIAL };

static bool number_to_digits(struct eval *ev, const struct call *c, struct value *ret)
{
	int what = c->builtin->magic;
	bool all = value_is_undefined(call_arg(c, 0));
	char out[NUMBER_FIXED_MAX];
	double n, digits;
	size_t len;

	if (!number_self(ev, c, &n) || !arg_integer(ev, c, 0, &digits))
		return false;
	if (what == PRECISION && all)
		return give_text(ret, number_to_text(ev, n));
	if (what != FIXED && !isfinite(n))
		return give_text(ret, number_to_text(ev, n));
	if (digits < (what == PRECISION) || digits > 100)
		return throw_range(ev, "%s", what == FIXED
				? "toFixed() digits argument must be between 0 and 100"
				: what == PRECISION
				? "toPrecision() argument must be between 1 and 100"
				: "toExponential() argument must be between 0 and 100");
	if (!isfinite(n))
		return give_text(ret, number_to_text(ev, n));
	if (what == FIXED)
		len = number_format_fixed(n, (int)digits, out);
	else if (what == PRECISION)
		len = number_format_precision(n, (int)digits, out);
	else
		len = number_format_exponential(n, all ? -1 : (int)digits, out);
	return give_text(ret, text_copy(&ev->heap, out, len));
}

/* ---- toLocaleString ---- */

/* An option that is a number; missing ones leave *ret alone. */
static bool number_option(struct eval *ev, struct value options, const char *name, int most,
	int *ret)
{
	struct value v;
	double n;

	if (options.kind != VALUE_OBJECT)
		return true;
	if (!value_get(ev, options, text_from(&ev->heap, name), &v))
		return false;
	if (value_is_undefined(v))
		return true;
	if (!value_to_number(ev, v, &n))
		return false;
	if (!(n >= 0 && n <= most))
		return throw_range(ev, "%s value is out of range.", name);
	*ret = (int)n;
	return true;
}

static bool text_option(struct eval *ev, struct value options, const char *name,
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

static const char *currency_symbol(struct eval *ev, const struct text *code)
{
	static const char *const symbols[][2] = {{"USD", "$"}, {"EUR", "€"}, {"GBP", "£"},
		{"JPY", "¥"}, {"INR", "₹"}, {"CNY", "CN¥"}, {"KRW", "₩"}, {"BRL", "R$"},
		{"CAD", "CA$"}, {"AUD", "A$"}, {"MXN", "MX$"}};

	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
		if (text_is(code, symbols[i][0]))
			return symbols[i][1];
	/* the code and a no-break space */
	return text_utf8(&ev->heap, text_printf(&ev->heap, "%s\xc2\xa0",
		text_utf8(&ev->heap, code, NULL)), NULL);
}

static bool number_to_locale_string(struct eval *ev, const struct call *c, struct value *ret)
{
	struct number_style style = {.most_fraction = 3, .least_integer = 1, .grouping = true};
	struct value options = call_arg(c, 1), grouping = value_undefined();
	const struct text *kind, *currency;
	struct builder b = {.heap = &ev->heap};
	char out[NUMBER_FIXED_MAX];
	bool percent, money;
	int most = -1;
	double n;

	if (!number_self(ev, c, &n) || !text_option(ev, options, "style", &kind) ||
		!text_option(ev, options, "currency", &currency))
		return false;
	percent = kind && text_is(kind, "percent");
	money = kind && text_is(kind, "currency");
	if (money && !currency)
		return throw_type(ev, "Currency code is required with currency style.");
	if (percent || money)
		style.most_fraction =
			money && !text_is(currency, "JPY") && !text_is(currency, "KRW") ? 2 : 0;
	style.least_fraction = money ? style.most_fraction : 0;
	if (!number_option(ev, options, "maximumFractionDigits", 100, &most) ||
		!number_option(ev, options, "minimumFractionDigits", 100, &style.least_fraction) ||
		!number_option(ev, options, "minimumIntegerDigits", 21, &style.least_integer))
		return false;
	if (most >= 0)
		style.most_fraction = most;
	if (style.least_fraction > style.most_fraction) {
		if (most >= 0 && !money)
			return throw_range(ev, "maximumFractionDigits value is out of range.");
		if (most >= 0)
			style.least_fraction = most;
		else
			style.most_fraction = style.least_fraction;
	}
	if (options.kind == VALUE_OBJECT &&
		!value_get(ev, options, text_from(&ev->heap, "useGrouping"), &grouping))
		return false;
	style.grouping = value_is_undefined(grouping) || value_truth(grouping);
	if (money && signbit(n))
		builder_add_ascii(&b, "-");
	if (money) {
		const char *symbol = currency_symbol(ev, currency);

		builder_add(&b, text_from(&ev->heap, symbol));
		n = fabs(n);
	}
	builder_add(&b, text_copy(&ev->heap, out,
				number_format_locale(percent ? n * 100 : n, &style, out)));
	if (percent)
		builder_add_ascii(&b, "%");
	return give_text(ret, builder_text(&b));
}

static const struct builtin methods[] = {
	{.name = "toExponential", .call = number_to_digits, .length = 1, .magic = EXPONENTIAL},
	{.name = "toFixed", .call = number_to_digits, .length = 1, .magic = FIXED},
	{.name = "toLocaleString", .call = number_to_locale_string},
	{.name = "toPrecision", .call = number_to_digits, .length = 1, .magic = PRECISION},
	{.name = "toString", .call = number_to_string, .length = 1},
	{.name = "valueOf", .call = number_value_of},
};
MEMBERS(number_members, methods);

/* ---- Number itself ---- */

bool global_number(struct eval *ev, const struct call *c, struct value *ret)
{
	double n = 0;

	return (!c->argc || arg_number(ev, c, 0, &n)) && give_number(ret, n);
}

enum { IS_FINITE, IS_INTEGER, IS_NAN, IS_SAFE_INTEGER };

static bool number_is(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value v = call_arg(c, 0);
	double n = v.number;
	bool integer;

	(void)ev;
	if (v.kind != VALUE_NUMBER)
		return give_bool(ret, false);
	integer = isfinite(n) && trunc(n) == n;
	switch (c->builtin->magic) {
	case IS_FINITE: return give_bool(ret, isfinite(n));
	case IS_INTEGER: return give_bool(ret, integer);
	case IS_NAN: return give_bool(ret, n != n);
	default: return give_bool(ret, integer && fabs(n) <= 9007199254740991.0);
	}
}

bool global_is_nan(struct eval *ev, const struct call *c, struct value *ret)
{
	double n;

	return arg_number(ev, c, 0, &n) && give_bool(ret, n != n);
}

bool global_is_finite(struct eval *ev, const struct call *c, struct value *ret)
{
	double n;

	return arg_number(ev, c, 0, &n) && give_bool(ret, isfinite(n));
}

/* ---- parseInt, parseFloat ---- */

/* ASCII without leading white space; what follows the number may be anything. */
static bool number_text(struct eval *ev, const struct call *c, const char **ret)
{
	const struct text *t;
	size_t from = 0, to;

	if (!arg_text(ev, c, 0, &t))
		return false;
	while (from < t->len && text_is_space(text_at(t, from)))
		from++;
	for (to = from; to < t->len && text_at(t, to) < 128 && text_at(t, to);)
		to++;
	*ret = text_utf8(&ev->heap, text_slice(&ev->heap, t, from, to), NULL);
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

static double parse_digits(struct eval *ev, const char *s, int radix)
{
	size_t len = 0;
	double value = 0;
	char *copy;

	while (digit_of(s[len]) < radix)
		len++;
	if (!len)
		return NAN;
	for (size_t i = 0; i < len; i++)
		value = value * radix + digit_of(s[i]);
	/* past 2^53 the sum has rounded at each step: decimals once more, at once */
	if (radix != 10 || value < 9007199254740992.0)
		return value;
	copy = heap_alloc(&ev->heap, len + 1);
	memcpy(copy, s, len);
	return strtod(copy, NULL);
}

bool global_parse_int(struct eval *ev, const struct call *c, struct value *ret)
{
	const char *s;
	bool negative;
	int32_t radix;
	double n;

	if (!number_text(ev, c, &s) || !value_to_int32(ev, call_arg(c, 1), &radix))
		return false;
	negative = *s == '-';
	s += *s == '-' || *s == '+';
	if (radix != 0 && (radix < 2 || radix > 36))
		return give_number(ret, NAN);
	if ((radix == 0 || radix == 16) && s[0] == '0' && (s[1] | 32) == 'x') {
		s += 2;
		radix = 16;
	}
	n = parse_digits(ev, s, radix ? radix : 10);
	return give_number(ret, negative ? -n : n);
}

/* The longest prefix that is a decimal literal. */
static size_t decimal_prefix(const char *s)
{
	size_t sign = *s == '-' || *s == '+', i = sign, digits = strspn(s + i, "0123456789");
	size_t fraction = 0, exponent;

	i += digits;
	if (s[i] == '.') {
		fraction = strspn(s + i + 1, "0123456789");
		if (digits || fraction)
			i += 1 + fraction;
	}
	if (!digits && !fraction)
		return 0;
	if ((s[i] | 32) != 'e')
		return i;
	sign = s[i + 1] == '-' || s[i + 1] == '+';
	exponent = strspn(s + i + 1 + sign, "0123456789");
	return exponent ? i + 1 + sign + exponent : i;
}

bool global_parse_float(struct eval *ev, const struct call *c, struct value *ret)
{
	const char *s;
	size_t len;
	char *copy;

	if (!number_text(ev, c, &s))
		return false;
	if (strncmp(s + (*s == '-' || *s == '+'), "Infinity", 8) == 0)
		return give_number(ret, *s == '-' ? -INFINITY : INFINITY);
	len = decimal_prefix(s);
	if (!len)
		return give_number(ret, NAN);
	copy = heap_alloc(&ev->heap, len + 1);
	memcpy(copy, s, len);
	return give_number(ret, strtod(copy, NULL));
}

#define CONSTANT(n, v)                                                                             \
	{                                                                                          \
		.name = n, .constant = true, .number = v                                           \
	}

static const struct builtin statics[] = {
	CONSTANT("EPSILON", 0x1p-52),
	CONSTANT("MAX_SAFE_INTEGER", 9007199254740991.0),
	CONSTANT("MAX_VALUE", 1.7976931348623157e308),
	CONSTANT("MIN_SAFE_INTEGER", -9007199254740991.0),
	CONSTANT("MIN_VALUE", 5e-324),
	CONSTANT("NEGATIVE_INFINITY", -INFINITY),
	CONSTANT("NaN", NAN),
	CONSTANT("POSITIVE_INFINITY", INFINITY),
	{.name = "isFinite", .call = number_is, .length = 1, .magic = IS_FINITE},
	{.name = "isInteger", .call = number_is, .length = 1, .magic = IS_INTEGER},
	{.name = "isNaN", .call = number_is, .length = 1, .magic = IS_NAN},
	{.name = "isSafeInteger", .call = number_is, .length = 1, .magic = IS_SAFE_INTEGER},
	{.name = "parseFloat", .call = global_parse_float, .length = 1},
	{.name = "parseInt", .call = global_parse_int, .length = 2},
};
MEMBERS(number_statics, statics);
