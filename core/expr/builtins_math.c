#include "core/expr/builtins.h"

#include "core/base/id.h"

/* Math and crypto. */

typedef double math_fn(double);

/* Halves go up, also below zero; what rounds to zero keeps its sign. */
static double math_round(double x)
{
	double down = floor(x);

	if (!isfinite(x) || down == x)
		return x;
	return copysign(x - down >= 0.5 ? down + 1 : down, x);
}

static double math_sign(double x)
{
	return x > 0 ? 1 : x < 0 ? -1 : x;
}

static double math_fround(double x)
{
	return (float)x;
}

static double math_clz32(double x)
{
	uint32_t n = (uint32_t)number_to_int32(x);

	return n ? __builtin_clz(n) : 32;
}

/* glibc's cbrt() is off by one in the last place even for cubes of whole numbers. */
static double math_cbrt(double x)
{
	return (double)cbrtl(x);
}

static math_fn *const functions[] = {acos, acosh, asin, asinh, atan, atanh, math_cbrt, ceil,
	math_clz32, cos, cosh, exp, expm1, fabs, floor, math_fround, log, log10, log1p, log2,
	math_round, math_sign, sin, sinh, sqrt, tan, tanh, trunc};

enum {
	ACOS,
	ACOSH,
	ASIN,
	ASINH,
	ATAN,
	ATANH,
	CBRT,
	CEIL,
	CLZ32,
	COS,
	COSH,
	EXP,
	EXPM1,
	ABS,
	FLOOR,
	FROUND,
	LOG,
	LOG10,
	LOG1P,
	LOG2,
	ROUND,
	SIGN,
	SIN,
	SINH,
	SQRT,
	TAN,
	TANH,
	TRUNC,
};

static bool math_unary(struct eval *ev, const struct call *c, struct value *ret)
{
	double x;

	return arg_number(ev, c, 0, &x) && give_number(ret, functions[c->builtin->magic](x));
}

static bool math_atan2(struct eval *ev, const struct call *c, struct value *ret)
{
	double y, x;

	return arg_number(ev, c, 0, &y) && arg_number(ev, c, 1, &x) &&
	       give_number(ret, atan2(y, x));
}

static bool math_pow(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct value v[2] = {call_arg(c, 0), call_arg(c, 1)};

	return eval_operator(ev, TOKEN_POWER, v, ret);
}

static bool math_imul(struct eval *ev, const struct call *c, struct value *ret)
{
	int32_t a, b;

	return value_to_int32(ev, call_arg(c, 0), &a) && value_to_int32(ev, call_arg(c, 1), &b) &&
	       give_number(ret, (int32_t)((uint32_t)a * (uint32_t)b));
}

/* max with magic 1, else min */
static bool math_extreme(struct eval *ev, const struct call *c, struct value *ret)
{
	bool max = c->builtin->magic;
	double best = max ? -INFINITY : INFINITY, x;

	for (size_t i = 0; i < c->argc; i++) {
		eval_step(ev);
		if (!arg_number(ev, c, i, &x))
			return false;
		if (x != x || best != best)
			best = NAN;
		else if (x == best)
			best = max == !signbit(x) ? x : best;
		else if (max ? x > best : x < best)
			best = x;
	}
	return give_number(ret, best);
}

static bool math_hypot(struct eval *ev, const struct call *c, struct value *ret)
{
	double largest = 0, sum = 0, lost = 0, x;
	bool infinite = false, nan = false;

	for (size_t i = 0; i < c->argc; i++) {
		if (!arg_number(ev, c, i, &x))
			return false;
		infinite |= isinf(x);
		nan |= x != x;
		largest = fmax(largest, fabs(x));
	}
	if (infinite || nan || largest == 0)
		return give_number(ret, infinite ? INFINITY : nan ? NAN : 0);
	/* Kahan summation, as V8 does it */
	for (size_t i = 0; i < c->argc; i++) {
		double n, next;

		if (!arg_number(ev, c, i, &x))
			return false;
		n = x / largest;
		n = n * n - lost;
		next = sum + n;
		lost = (next - sum) - n;
		sum = next;
	}
	return give_number(ret, sqrt(sum) * largest);
}

static bool math_random(struct eval *ev, const struct call *c, struct value *ret)
{
	(void)ev;
	(void)c;
	return give_number(ret, random_unit());
}

#define UNARY(n, m)                                                                                \
	{                                                                                          \
		.name = n, .call = math_unary, .length = 1, .magic = m                             \
	}
#define CONSTANT(n, v)                                                                             \
	{                                                                                          \
		.name = n, .constant = true, .number = v                                           \
	}

static const struct builtin math[] = {
	CONSTANT("E", 2.718281828459045),
	CONSTANT("LN10", 2.302585092994046),
	CONSTANT("LN2", 0.6931471805599453),
	CONSTANT("LOG10E", 0.4342944819032518),
	CONSTANT("LOG2E", 1.4426950408889634),
	CONSTANT("PI", 3.141592653589793),
	CONSTANT("SQRT1_2", 0.7071067811865476),
	CONSTANT("SQRT2", 1.4142135623730951),
	UNARY("abs", ABS),
	UNARY("acos", ACOS),
	UNARY("acosh", ACOSH),
	UNARY("asin", ASIN),
	UNARY("asinh", ASINH),
	UNARY("atan", ATAN),
	{.name = "atan2", .call = math_atan2, .length = 2},
	UNARY("atanh", ATANH),
	UNARY("cbrt", CBRT),
	UNARY("ceil", CEIL),
	UNARY("clz32", CLZ32),
	UNARY("cos", COS),
	UNARY("cosh", COSH),
	UNARY("exp", EXP),
	UNARY("expm1", EXPM1),
	UNARY("floor", FLOOR),
	UNARY("fround", FROUND),
	{.name = "hypot", .call = math_hypot, .length = 2},
	{.name = "imul", .call = math_imul, .length = 2},
	UNARY("log", LOG),
	UNARY("log10", LOG10),
	UNARY("log1p", LOG1P),
	UNARY("log2", LOG2),
	{.name = "max", .call = math_extreme, .length = 2, .magic = 1},
	{.name = "min", .call = math_extreme, .length = 2, .magic = 0},
	{.name = "pow", .call = math_pow, .length = 2},
	{.name = "random", .call = math_random},
	UNARY("round", ROUND),
	UNARY("sign", SIGN),
	UNARY("sin", SIN),
	UNARY("sinh", SINH),
	UNARY("sqrt", SQRT),
	UNARY("tan", TAN),
	UNARY("tanh", TANH),
	UNARY("trunc", TRUNC),
};
MEMBERS(math_statics, math);

static bool crypto_random_uuid(struct eval *ev, const struct call *c, struct value *ret)
{
	char uuid[ID_UUID_LEN + 1];

	(void)c;
	id_uuid(uuid);
	return give_text(ret, text_copy(&ev->heap, uuid, ID_UUID_LEN));
}

static const struct builtin crypto[] = {
	{.name = "randomUUID", .call = crypto_random_uuid},
};
MEMBERS(crypto_statics, crypto);
