#include "core/expr/builtins.h"
#include "core/expr/regex.h"
#include "core/expr/table.h"

#include "core/base/utf8.h"

#include <string.h>

/* Global functions: URIs, base 64, structuredClone. */

static bool malformed(struct eval *ev)
{
	return throw_error(ev, ERROR_URI, "URI malformed");
}

#define URI_MARKS "-_.!~*'()"
#define URI_RESERVED ";/?:@&=+$,#"

static bool is_plain(uint16_t c, const char *also)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && c < 128 && strchr(also, c));
}

static bool encode(struct eval *ev, const struct text *t, const char *plain, struct value *ret)
{
	static const char hex[] = "0123456789ABCDEF";
	struct builder b = {.heap = &ev->heap};
	size_t step;

	for (size_t i = 0; i < t->len; i += step) {
		uint32_t cp = text_code_at(t, i, &step);
		char bytes[4];
		size_t len;

		if (is_plain((uint16_t)cp, plain) && cp < 128) {
			builder_add_unit(&b, (uint16_t)cp);
			continue;
		}
		if (cp >= 0xd800 && cp <= 0xdfff)
			return malformed(ev);
		len = utf8_encode(cp, bytes);
		for (size_t k = 0; k < len; k++) {
			builder_add_unit(&b, '%');
			builder_add_unit(&b, (uint16_t)hex[(unsigned char)bytes[k] >> 4]);
			builder_add_unit(&b, (uint16_t)hex[(unsigned char)bytes[k] & 15]);
		}
	}
	return give_text(ret, builder_text(&b));
}

static int hex_value(uint16_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return -1;
}

/* The byte of %XX at `at`, or -1. */
static int percent_byte(const struct text *t, size_t at)
{
	int high, low;

	if (at + 3 > t->len || text_at(t, at) != '%')
		return -1;
	high = hex_value(text_at(t, at + 1));
	low = hex_value(text_at(t, at + 2));
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool decode(struct eval *ev, const struct text *t, const char *kept, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};

	for (size_t i = 0; i < t->len;) {
		char bytes[4];
		size_t need, len = 0;
		uint32_t cp;
		int byte;

		if (text_at(t, i) != '%') {
			builder_add_unit(&b, text_at(t, i++));
			continue;
		}
		byte = percent_byte(t, i);
		if (byte < 0)
			return malformed(ev);
		need = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
		for (; len < need; len++) {
			byte = percent_byte(t, i + 3 * len);
			if (byte < 0)
				return malformed(ev);
			bytes[len] = (char)byte;
		}
		if (!utf8_decode(bytes, len, &cp))
			return malformed(ev);
		if (cp < 128 && cp && strchr(kept, (int)cp))
			builder_add_slice(&b, t, i, i + 3);
		else
			builder_add_code(&b, cp);
		i += 3 * len;
	}
	return give_text(ret, builder_text(&b));
}

/* 0 decodeURI, 1 decodeURIComponent, 2 encodeURI, 3 encodeURIComponent */
bool global_uri(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;

	if (!arg_text(ev, c, 0, &t))
		return false;
	eval_work(ev, t->len / 64);
	switch (c->builtin->magic) {
	case 0: return decode(ev, t, URI_RESERVED, ret);
	case 1: return decode(ev, t, "", ret);
	case 2: return encode(ev, t, URI_MARKS URI_RESERVED, ret);
	default: return encode(ev, t, URI_MARKS, ret);
	}
}

/* ---- base 64 (RFC 4648), of texts whose units are bytes ---- */

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool not_base64(struct eval *ev, const char *message)
{
	struct object *e = error_new(ev, ERROR_ERROR, text_from(&ev->heap, message));

	object_put(ev, e, text_from(&ev->heap, "name"),
		value_string(text_from(&ev->heap, "InvalidCharacterError")))
		->hidden = true;
	return throw_value(ev, value_object(e));
}

static bool invalid_character(struct eval *ev)
{
	return not_base64(ev, "Invalid character");
}

static bool base64_input(struct eval *ev, const struct call *c, const struct text **ret)
{
	if (!c->argc)
		return throw_type(ev, "The \"input\" argument must be specified");
	return arg_text(ev, c, 0, ret);
}

bool global_btoa(struct eval *ev, const struct call *c, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	const struct text *t;

	if (!base64_input(ev, c, &t))
		return false;
	for (size_t i = 0; i < t->len; i += 3) {
		size_t left = t->len - i < 3 ? t->len - i : 3;
		uint32_t bits = 0;

		for (size_t k = 0; k < 3; k++) {
			uint16_t unit = k < left ? text_at(t, i + k) : 0;

			if (unit > 255)
				return invalid_character(ev);
			bits = bits << 8 | unit;
		}
		for (size_t k = 0; k < 4; k++)
			builder_add_unit(&b, k > left
						     ? (uint16_t)'='
						     : (uint16_t)base64[bits >> (18 - 6 * k) & 63]);
	}
	return give_text(ret, builder_text(&b));
}

bool global_atob(struct eval *ev, const struct call *c, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	uint32_t bits = 0, count = 0, padding = 0;
	const struct text *t;

	if (!base64_input(ev, c, &t))
		return false;
	for (size_t i = 0; i < t->len; i++) {
		uint16_t unit = text_at(t, i);
		const char *at = unit && unit < 128 ? strchr(base64, unit) : NULL;

		if (unit == ' ' || (unit >= 9 && unit <= 13 && unit != 11))
			continue;
		if (unit == '=' && ++padding <= 2)
			continue;
		if (!at || padding)
			return invalid_character(ev);
		bits = bits << 6 | (uint32_t)(at - base64);
		if (++count % 4 == 0) {
			builder_add_unit(&b, bits >> 16 & 255);
			builder_add_unit(&b, bits >> 8 & 255);
			builder_add_unit(&b, bits & 255);
		}
	}
	if (padding && (count + padding) % 4)
		return invalid_character(ev);
	if (count % 4 == 1)
		return not_base64(ev, "The string to be decoded is not correctly encoded.");
	if (count % 4 >= 2)
		builder_add_unit(&b, bits >> (count % 4 == 2 ? 4 : 10) & 255);
	if (count % 4 == 3)
		builder_add_unit(&b, bits >> 2 & 255);
	return give_text(ret, builder_text(&b));
}

/* ---- structuredClone ---- */

static bool clone(struct eval *ev, struct value v, struct table *done, struct value *ret);

static bool clone_members(struct eval *ev, struct object *from, struct object *to,
	struct table *done)
{
	struct object *keys = object_keys(ev, value_object(from), false);

	for (uint32_t i = 0; i < keys->len; i++) {
		const struct text *key = keys->items[i].string;
		struct value v;

		if (!value_get(ev, value_object(from), key, &v) || !clone(ev, v, done, &v) ||
			!value_set(ev, value_object(to), key, v))
			return false;
	}
	return true;
}

static bool clone_entries(struct eval *ev, const struct object *from, struct object *to,
	struct table *done)
{
	to->table = table_new(ev);
	for (uint32_t i = 0; i < from->table->len; i++) {
		struct value key, v;

		if (from->table->at[i].key.kind == VALUE_HOLE)
			continue;
		if (!clone(ev, from->table->at[i].key, done, &key) ||
			!clone(ev, from->table->at[i].value, done, &v))
			return false;
		table_put(ev, to->table, key, v);
	}
	return true;
}

static bool cannot_clone(struct eval *ev, struct value v)
{
	struct object *e = error_new(ev, ERROR_ERROR,
		text_printf(&ev->heap, "%s could not be cloned.", describe_value(ev, v)));

	object_put(ev, e, text_from(&ev->heap, "name"),
		value_string(text_from(&ev->heap, "DataCloneError")))
		->hidden = true;
	return throw_value(ev, value_object(e));
}

static bool clone_object(struct eval *ev, struct object *from, struct table *done,
	struct value *ret)
{
	struct object *to = object_new(ev, from->class);
	struct prop *message;

	*ret = value_object(to);
	table_put(ev, done, value_object(from), *ret);
	switch (from->class) {
	case CLASS_DATE: to->time = from->time; return true;
	case CLASS_REGEXP: to->regex = regex_object(ev, from->regex)->regex; return true;
	case CLASS_MAP:
	case CLASS_SET: return clone_entries(ev, from, to, done);
	case CLASS_ERROR:
		message = object_own(ev, from, text_from(&ev->heap, "message"));
		*ret = value_object(error_new(ev, from->error,
			message && message->value.kind == VALUE_STRING ? message->value.string
								       : NULL));
		return true;
	case CLASS_ARRAY:
		array_ready(ev, from);
		array_reserve(ev, to, from->len);
		while (to->len < from->len)
			to->items[to->len++] = value_hole();
		break;
	case CLASS_OBJECT: break;
	default: return cannot_clone(ev, value_object(from));
	}
	return clone_members(ev, from, to, done);
}

static bool clone(struct eval *ev, struct value v, struct table *done, struct value *ret)
{
	const struct entry *e;

	eval_step(ev);
	eval_check_stack(ev);
	*ret = v;
	if (!value_is_object(v))
		return true;
	if (v.kind == VALUE_BUILTIN)
		return cannot_clone(ev, v);
	e = table_find(done, v);
	if (e) {
		*ret = e->value;
		return true;
	}
	return clone_object(ev, v.object, done, ret);
}

bool global_structured_clone(struct eval *ev, const struct call *c, struct value *ret)
{
	return clone(ev, call_arg(c, 0), table_new(ev), ret);
}
