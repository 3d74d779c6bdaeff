#include "core/expr/builtins.h"
#include "core/expr/regex.h"
#include "core/expr/strings.h"

#include <string.h>

/* String.prototype: what needs no regular expression and no Unicode table. */

bool string_self(struct eval *ev, const struct call *c, const struct text **ret)
{
	if (c->self.kind == VALUE_STRING) {
		*ret = c->self.string;
		return true;
	}
	if (value_is_nullish(c->self))
		return throw_type(ev, "String.prototype.%s called on null or undefined",
			c->builtin->name);
	return value_to_string(ev, c->self, ret);
}

static bool string_value_of(struct eval *ev, const struct call *c, struct value *ret)
{
	if (c->self.kind != VALUE_STRING)
		return throw_type(ev, "String.prototype.%s requires that 'this' be a String",
			c->builtin->name);
	*ret = c->self;
	return true;
}

/* ---- one position ---- */

enum { CHAR_AT, CHAR_CODE_AT, CODE_POINT_AT, AT };

static bool string_char(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;
	size_t step;
	double n;

	if (!string_self(ev, c, &t) || !arg_integer(ev, c, 0, &n))
		return false;
	if (c->builtin->magic == AT && n < 0)
		n += t->len;
	if (n < 0 || n >= t->len) {
		if (c->builtin->magic == CHAR_AT)
			*ret = value_string(&text_empty);
		else if (c->builtin->magic == CHAR_CODE_AT)
			*ret = value_number(NAN);
		return true;
	}
	if (c->builtin->magic == CHAR_CODE_AT)
		return give_number(ret, text_at(t, (size_t)n));
	if (c->builtin->magic == CODE_POINT_AT)
		return give_number(ret, text_code_at(t, (size_t)n, &step));
	return give_text(ret, text_slice(&ev->heap, t, (size_t)n, (size_t)n + 1));
}

/* ---- search ---- */

enum { INDEX_OF, LAST_INDEX_OF, INCLUDES, STARTS_WITH, ENDS_WITH };

static bool needle_of(struct eval *ev, const struct call *c, const struct text **ret)
{
	if (c->builtin->magic >= INCLUDES && value_is_class(call_arg(c, 0), CLASS_REGEXP))
		return throw_type(ev,
			"First argument to String.prototype.%s must not be a regular expression",
			c->builtin->name);
	return arg_text(ev, c, 0, ret);
}

static bool string_search(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t, *needle;
	size_t at, from;
	double n;

	if (!string_self(ev, c, &t) || !needle_of(ev, c, &needle))
		return false;
	if (c->builtin->magic == LAST_INDEX_OF) {
		if (!arg_number(ev, c, 1, &n))
			return false;
		from = n != n || n > t->len ? t->len : n < 0 ? 0 : (size_t)n;
		at = text_find_last(t, needle, from);
		eval_work(ev, t->len / 64);
		return give_number(ret, at == SIZE_MAX ? -1 : (double)at);
	}
	if (!arg_integer(ev, c, 1, &n))
		return false;
	from = n < 0 ? 0 : n > t->len ? t->len : (size_t)n;
	switch (c->builtin->magic) {
	case STARTS_WITH:
		return give_bool(
			ret, needle->len <= t->len - from &&
				     text_eq(text_slice(&ev->heap, t, from, from + needle->len),
					     needle));
	case ENDS_WITH:
		if (value_is_undefined(call_arg(c, 1)))
			from = t->len;
		return give_bool(
			ret, needle->len <= from &&
				     text_eq(text_slice(&ev->heap, t, from - needle->len, from),
					     needle));
	default: at = text_find(t, needle, from); break;
	}
	/* for as far as it looked */
	eval_work(ev, ((at == SIZE_MAX ? t->len : at) - from) / 64);
	if (c->builtin->magic == INCLUDES)
		return give_bool(ret, at != SIZE_MAX);
	return give_number(ret, at == SIZE_MAX ? -1 : (double)at);
}

/* ---- parts ---- */

static bool string_slice(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;
	size_t from, to;

	if (!string_self(ev, c, &t) || !arg_position(ev, c, 0, t->len, 0, &from) ||
		!arg_position(ev, c, 1, t->len, t->len, &to))
		return false;
	return give_text(ret, text_slice(&ev->heap, t, from, to));
}

static bool string_substr(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;
	size_t from;
	double len;

	if (!string_self(ev, c, &t) || !arg_position(ev, c, 0, t->len, 0, &from))
		return false;
	len = (double)(t->len - from);
	if (!value_is_undefined(call_arg(c, 1)) && !arg_integer(ev, c, 1, &len))
		return false;
	if (len > (double)(t->len - from))
		len = (double)(t->len - from);
	return give_text(ret,
		len <= 0 ? &text_empty : text_slice(&ev->heap, t, from, from + (size_t)len));
}

static bool string_substring(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;
	double from, to;

	if (!string_self(ev, c, &t) || !arg_integer(ev, c, 0, &from))
		return false;
	to = t->len;
	if (!value_is_undefined(call_arg(c, 1)) && !arg_integer(ev, c, 1, &to))
		return false;
	from = fmin(fmax(from, 0), t->len);
	to = fmin(fmax(to, 0), t->len);
	return give_text(
		ret, text_slice(&ev->heap, t, (size_t)fmin(from, to), (size_t)fmax(from, to)));
}

enum { TRIM_START = 1, TRIM_END = 2 };

static bool string_trim(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;
	size_t from = 0, to;

	if (!string_self(ev, c, &t))
		return false;
	to = t->len;
	while (c->builtin->magic & TRIM_START && from < to && text_is_space(text_at(t, from)))
		from++;
	while (c->builtin->magic & TRIM_END && to > from && text_is_space(text_at(t, to - 1)))
		to--;
	return give_text(ret, text_slice(&ev->heap, t, from, to));
}

/* ---- building ---- */

static bool string_concat(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t, *more;

	if (!string_self(ev, c, &t))
		return false;
	for (size_t i = 0; i < c->argc; i++) {
		if (!arg_text(ev, c, i, &more))
			return false;
		t = text_concat(&ev->heap, t, more);
	}
	return give_text(ret, t);
}

static bool string_repeat(struct eval *ev, const struct call *c, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	const struct text *t;
	double n;

	if (!string_self(ev, c, &t) || !arg_integer(ev, c, 0, &n))
		return false;
	if (n < 0 || isinf(n))
		return throw_range(
			ev, "Invalid count value: %s", describe_value(ev, call_arg(c, 0)));
	if (!t->len)
		return give_text(ret, t);
	/* more than fits is refused before any of it is made */
	if (n * t->len > (double)TEXT_MAX_LEN || n * t->len > (double)ev->heap.left)
		ev->heap.exhausted(&ev->heap);
	for (size_t i = 0; i < (size_t)n; i++)
		builder_add(&b, t);
	return give_text(ret, builder_text(&b));
}

static bool string_pad(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t, *fill = text_from_code(&ev->heap, ' ');
	struct builder b = {.heap = &ev->heap};
	bool at_start = c->builtin->magic == TRIM_START;
	double len;
	size_t left;

	if (!string_self(ev, c, &t) || !arg_integer(ev, c, 0, &len))
		return false;
	if (!value_is_undefined(call_arg(c, 1)) && !arg_text(ev, c, 1, &fill))
		return false;
	if (len <= t->len || !fill->len)
		return give_text(ret, t);
	if (len > (double)TEXT_MAX_LEN || len > (double)ev->heap.left)
		ev->heap.exhausted(&ev->heap);
	if (!at_start)
		builder_add(&b, t);
	for (left = (size_t)len - t->len; left; left -= left < fill->len ? left : fill->len)
		builder_add_slice(&b, fill, 0, left < fill->len ? left : fill->len);
	if (at_start)
		builder_add(&b, t);
	return give_text(ret, builder_text(&b));
}

static bool string_well_formed(struct eval *ev, const struct call *c, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	const struct text *t;
	bool lone = false;
	size_t step;

	if (!string_self(ev, c, &t))
		return false;
	for (size_t i = 0; i < t->len; i += step) {
		uint32_t cp = text_code_at(t, i, &step);
		bool surrogate = cp >= 0xd800 && cp <= 0xdfff;

		lone |= surrogate;
		builder_add_code(&b, surrogate ? 0xfffd : cp);
	}
	return c->builtin->magic ? give_bool(ret, !lone) : give_text(ret, builder_text(&b));
}

static const struct builtin methods[] = {
	{.name = "at", .call = string_char, .length = 1, .magic = AT},
	{.name = "charAt", .call = string_char, .length = 1, .magic = CHAR_AT},
	{.name = "charCodeAt", .call = string_char, .length = 1, .magic = CHAR_CODE_AT},
	{.name = "codePointAt", .call = string_char, .length = 1, .magic = CODE_POINT_AT},
	{.name = "concat", .call = string_concat, .length = 1},
	{.name = "endsWith", .call = string_search, .length = 1, .magic = ENDS_WITH},
	{.name = "includes", .call = string_search, .length = 1, .magic = INCLUDES},
	{.name = "indexOf", .call = string_search, .length = 1, .magic = INDEX_OF},
	{.name = "isWellFormed", .call = string_well_formed, .magic = 1},
	{.name = "lastIndexOf", .call = string_search, .length = 1, .magic = LAST_INDEX_OF},
	{.name = "localeCompare", .call = string_locale_compare, .length = 1},
	{.name = "match", .call = string_match, .length = 1},
	{.name = "matchAll", .call = string_match_all, .length = 1},
	{.name = "normalize", .call = string_normalize},
	{.name = "padEnd", .call = string_pad, .length = 1, .magic = TRIM_END},
	{.name = "padStart", .call = string_pad, .length = 1, .magic = TRIM_START},
	{.name = "repeat", .call = string_repeat, .length = 1},
	{.name = "replace", .call = string_replace, .length = 2, .magic = 0},
	{.name = "replaceAll", .call = string_replace, .length = 2, .magic = 1},
	{.name = "search", .call = string_search_regex, .length = 1},
	{.name = "slice", .call = string_slice, .length = 2},
	{.name = "split", .call = string_split, .length = 2},
	{.name = "startsWith", .call = string_search, .length = 1, .magic = STARTS_WITH},
	{.name = "substr", .call = string_substr, .length = 2},
	{.name = "substring", .call = string_substring, .length = 2},
	{.name = "toLocaleLowerCase", .call = string_case, .magic = 0},
	{.name = "toLocaleUpperCase", .call = string_case, .magic = 1},
	{.name = "toLowerCase", .call = string_case, .magic = 0},
	{.name = "toString", .call = string_value_of},
	{.name = "toUpperCase", .call = string_case, .magic = 1},
	{.name = "toWellFormed", .call = string_well_formed},
	{.name = "trim", .call = string_trim, .magic = TRIM_START | TRIM_END},
	{.name = "trimEnd", .call = string_trim, .magic = TRIM_END},
	{.name = "trimLeft", .call = string_trim, .magic = TRIM_START},
	{.name = "trimRight", .call = string_trim, .magic = TRIM_END},
	{.name = "trimStart", .call = string_trim, .magic = TRIM_START},
	{.name = "valueOf", .call = string_value_of},
};
MEMBERS(string_members, methods);

/* ---- String itself ---- */

bool global_string(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t = &text_empty;

	return (!c->argc || arg_text(ev, c, 0, &t)) && give_text(ret, t);
}

static bool string_from_codes(struct eval *ev, const struct call *c, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	double n;

	for (size_t i = 0; i < c->argc; i++) {
		if (!arg_number(ev, c, i, &n))
			return false;
		if (!c->builtin->magic) {
			builder_add_unit(&b, (uint16_t)number_to_int32(n));
			continue;
		}
		if (!(n >= 0 && n <= 0x10ffff) || n != (uint32_t)n)
			return throw_range(
				ev, "Invalid code point %s", describe_value(ev, value_number(n)));
		builder_add_code(&b, (uint32_t)n);
	}
	return give_text(ret, builder_text(&b));
}

static bool string_raw(struct eval *ev, const struct call *c, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	const struct text *t, *key = text_from(&ev->heap, "raw");
	struct value raw, v;
	double len;

	if (value_is_nullish(call_arg(c, 0)) || !value_get(ev, call_arg(c, 0), key, &raw) ||
		value_is_nullish(raw))
		return throw_type(ev, "Cannot convert undefined or null to object");
	if (!value_get(ev, raw, text_from(&ev->heap, "length"), &v) ||
		!value_to_integer(ev, v, &len))
		return false;
	for (double i = 0; i < len; i++) {
		eval_step(ev);
		if (!value_get_at(ev, raw, value_number(i), &v) || !value_to_string(ev, v, &t))
			return false;
		builder_add(&b, t);
		if (i + 1 >= len || i + 1 >= (double)c->argc)
			continue;
		if (!arg_text(ev, c, (size_t)i + 1, &t))
			return false;
		builder_add(&b, t);
	}
	return give_text(ret, builder_text(&b));
}

static const struct builtin statics[] = {
	{.name = "fromCharCode", .call = string_from_codes, .length = 1, .magic = 0},
	{.name = "fromCodePoint", .call = string_from_codes, .length = 1, .magic = 1},
	{.name = "raw", .call = string_raw, .length = 1},
};
MEMBERS(string_statics, statics);
