#include "core/expr/builtins.h"

#include "core/base/num.h"

#include <stdlib.h>
#include <string.h>

bool value_is_class(struct value v, int object_class)
{
	return v.kind == VALUE_OBJECT && v.object->class == object_class;
}

bool value_is_array(struct value v)
{
	return value_is_class(v, CLASS_ARRAY);
}

bool value_is_callable(struct value v)
{
	if (v.kind == VALUE_BUILTIN)
		return v.builtin->call;
	return value_is_class(v, CLASS_FUNCTION) || value_is_class(v, CLASS_BOUND);
}

bool value_is_object(struct value v)
{
	return v.kind == VALUE_OBJECT || v.kind == VALUE_BUILTIN;
}

const char *value_typeof(struct value v)
{
	switch (v.kind) {
	case VALUE_BOOL: return "boolean";
	case VALUE_NUMBER: return "number";
	case VALUE_STRING: return "string";
	case VALUE_NULL: return "object";
	case VALUE_OBJECT:
	case VALUE_BUILTIN: return value_is_callable(v) ? "function" : "object";
	default: return "undefined";
	}
}

bool value_truth(struct value v)
{
	switch (v.kind) {
	case VALUE_BOOL: return v.boolean;
	case VALUE_NUMBER: return v.number != 0 && v.number == v.number;
	case VALUE_STRING: return v.string->len > 0;
	case VALUE_OBJECT:
	case VALUE_BUILTIN: return true;
	default: return false;
	}
}

/* ---- numbers ---- */

int32_t number_to_int32(double n)
{
	double m;

	if (n >= -2147483648.0 && n <= 2147483647.0)
		return (int32_t)n;
	if (!isfinite(n))
		return 0;
	m = fmod(trunc(n), 4294967296.0);
	if (m < 0)
		m += 4294967296.0;
	return (int32_t)(uint32_t)m;
}

/* The digits behind 0x, 0o or 0b. */
static double radix_to_number(const char *s, int base)
{
	double value = 0;

	if (!*s)
		return NAN;
	for (; *s; s++) {
		int digit = *s >= '0' && *s <= '9' ? *s - '0'
			: (*s | 32) >= 'a' && (*s | 32) <= 'f' ? (*s | 32) - 'a' + 10
							      : 99;

		if (digit >= base)
			return NAN;
		value = value * base + digit;
	}
	return value;
}

double text_to_number(struct eval *ev, const struct text *t)
{
	size_t from = 0, to = t->len, len;
	const char *s;
	char *end;
	double n;

	while (from < to && text_is_space(text_at(t, from)))
		from++;
	while (to > from && text_is_space(text_at(t, to - 1)))
		to--;
	if (from == to)
		return 0;
	s = text_utf8(&ev->heap, text_slice(&ev->heap, t, from, to), &len);
	if (strlen(s) != len)
		return NAN;
	if (s[0] == '0' && (s[1] | 32) == 'x' && strspn(s + 2, "0123456789abcdefABCDEF") == len - 2)
		return len > 2 ? strtod(s, NULL) : NAN;
	if (s[0] == '0' && ((s[1] | 32) == 'o' || (s[1] | 32) == 'b'))
		return radix_to_number(s + 2, (s[1] | 32) == 'o' ? 8 : 2);
	if (strcmp(s + (*s == '+' || *s == '-'), "Infinity") == 0)
		return *s == '-' ? -INFINITY : INFINITY;
	/* strtod also reads nan, inf and hexadecimals */
	if (strspn(s, "0123456789.eE+-") != len || !strpbrk(s, "0123456789"))
		return NAN;
	n = strtod(s, &end);
	return *end ? NAN : n;
}

bool value_to_number(struct eval *ev, struct value v, double *ret)
{
	switch (v.kind) {
	case VALUE_NUMBER: *ret = v.number; return true;
	case VALUE_BOOL: *ret = v.boolean; return true;
	case VALUE_NULL: *ret = 0; return true;
	case VALUE_STRING: *ret = text_to_number(ev, v.string); return true;
	case VALUE_OBJECT:
	case VALUE_BUILTIN:
		return value_to_primitive(ev, v, HINT_NUMBER, &v) && value_to_number(ev, v, ret);
	default: *ret = NAN; return true;
	}
}

bool value_to_integer(struct eval *ev, struct value v, double *ret)
{
	double n;

	if (!value_to_number(ev, v, &n))
		return false;
	*ret = n == n ? trunc(n) + 0.0 : 0;
	return true;
}

bool value_to_int32(struct eval *ev, struct value v, int32_t *ret)
{
	double n;

	if (!value_to_number(ev, v, &n))
		return false;
	*ret = number_to_int32(n);
	return true;
}

/* ---- strings ---- */

const struct text *number_to_text(struct eval *ev, double n)
{
	char out[NUM_TEXT_MAX];

	if (n >= 0 && n < 10 && n == (int)n)
		return text_from_code(&ev->heap, '0' + (uint32_t)n);
	return text_copy(&ev->heap, out, num_format(n, out));
}

bool value_to_string(struct eval *ev, struct value v, const struct text **ret)
{
	switch (v.kind) {
	case VALUE_STRING: *ret = v.string; return true;
	case VALUE_NUMBER: *ret = number_to_text(ev, v.number); return true;
	case VALUE_BOOL: *ret = text_from(&ev->heap, v.boolean ? "true" : "false"); return true;
	case VALUE_NULL: *ret = text_from(&ev->heap, "null"); return true;
	case VALUE_OBJECT:
	case VALUE_BUILTIN:
		return value_to_primitive(ev, v, HINT_STRING, &v) && value_to_string(ev, v, ret);
	default: *ret = text_from(&ev->heap, "undefined"); return true;
	}
}

bool value_to_key(struct eval *ev, struct value v, const struct text **ret)
{
	return value_to_string(ev, v, ret);
}

bool value_to_primitive(struct eval *ev, struct value v, enum value_hint hint, struct value *ret)
{
	static const char *const orders[2][2] = {{"valueOf", "toString"}, {"toString", "valueOf"}};
	bool string_first = hint == HINT_STRING ||
			    (hint == HINT_DEFAULT && value_is_class(v, CLASS_DATE));

	if (!value_is_object(v)) {
		*ret = v;
		return true;
	}
	eval_check_stack(ev);
	for (int i = 0; i < 2; i++) {
		struct call c = {.self = v};
		struct value method;

		if (!value_get(ev, v, text_from(&ev->heap, orders[string_first][i]), &method))
			return false;
		if (!value_is_callable(method))
			continue;
		if (!eval_call(ev, method, &c, ret))
			return false;
		if (!value_is_object(*ret))
			return true;
	}
	return throw_type(ev, "Cannot convert object to primitive value");
}

/* ---- equality ---- */

bool value_strict_equal(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case VALUE_BOOL: return a.boolean == b.boolean;
	case VALUE_NUMBER: return a.number == b.number;
	case VALUE_STRING: return text_eq(a.string, b.string);
	case VALUE_OBJECT: return a.object == b.object;
	case VALUE_BUILTIN: return a.builtin == b.builtin;
	default: return true;
	}
}

bool value_same(struct value a, struct value b, bool zeros_equal)
{
	if (a.kind != VALUE_NUMBER || b.kind != VALUE_NUMBER)
		return value_strict_equal(a, b);
	if (a.number != a.number)
		return b.number != b.number;
	if (a.number == 0 && b.number == 0)
		return zeros_equal || signbit(a.number) == signbit(b.number);
	return a.number == b.number;
}

bool value_loose_equal(struct eval *ev, struct value a, struct value b, bool *ret)
{
	double x, y;

	if (a.kind == b.kind || (value_is_object(a) && value_is_object(b))) {
		*ret = value_strict_equal(a, b);
		return true;
	}
	if (value_is_nullish(a) || value_is_nullish(b)) {
		*ret = value_is_nullish(a) && value_is_nullish(b);
		return true;
	}
	if (value_is_object(a))
		return value_to_primitive(ev, a, HINT_DEFAULT, &a) &&
		       value_loose_equal(ev, a, b, ret);
	if (value_is_object(b))
		return value_to_primitive(ev, b, HINT_DEFAULT, &b) &&
		       value_loose_equal(ev, a, b, ret);
	if (!value_to_number(ev, a, &x) || !value_to_number(ev, b, &y))
		return false;
	*ret = x == y;
	return true;
}
