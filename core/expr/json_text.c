#include "core/expr/builtins.h"

#include <stdlib.h>
#include <string.h>

/* JSON.parse, with V8's messages (src/json/json-parser.cc). */

struct reader {
	struct eval *ev;
	const struct text *text;
	size_t at;
	unsigned depth;
};

static bool read_value(struct reader *r, struct value *ret);

static int peek(const struct reader *r)
{
	return r->at < r->text->len ? text_at(r->text, r->at) : -1;
}

static void skip_blanks(struct reader *r)
{
	int c;

	while ((c = peek(r)) == ' ' || c == '\n' || c == '\r' || c == '\t')
		r->at++;
}

static bool fail_at(struct reader *r, const char *what)
{
	return throw_error(r->ev, ERROR_SYNTAX, "%s in JSON at position %zu", what, r->at);
}

/* Around the place of an error, this many units are shown. */
#define CONTEXT 10

static bool unexpected(struct reader *r)
{
	struct heap *h = &r->ev->heap;
	const struct text *t = r->text;
	size_t from = 0, to = t->len;
	int c = peek(r);

	if (c < 0)
		return throw_error(r->ev, ERROR_SYNTAX, "Unexpected end of JSON input");
	if (c == '"')
		return fail_at(r, "Unexpected string");
	if ((c >= '0' && c <= '9') || c == '-')
		return fail_at(r, "Unexpected number");
	if (text_is(t, "undefined") || text_is(t, "NaN") || text_is(t, "Infinity") ||
		text_is(t, "[object Object]"))
		return throw_error(r->ev, ERROR_SYNTAX, "\"%s\" is not valid JSON",
			text_utf8(h, t, NULL));
	if (t->len > 2 * CONTEXT) {
		from = r->at > CONTEXT ? r->at - CONTEXT : 0;
		to = r->at + CONTEXT < t->len ? r->at + CONTEXT : t->len;
	}
	return throw_error(r->ev, ERROR_SYNTAX,
		"Unexpected token '%s', %s\"%s\"%s is not valid JSON",
		text_utf8(h, text_slice(h, t, r->at, r->at + 1), NULL), from ? "..." : "",
		text_utf8(h, text_slice(h, t, from, to), NULL), to < t->len ? "..." : "");
}

/* ---- strings ---- */

static bool read_unicode(struct reader *r, struct builder *b)
{
	int unit = 0;

	for (int i = 0; i < 4; i++) {
		int c = peek(r), digit = -1;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (c | 32) - 'a' + 10;
		if (digit < 0)
			return fail_at(r, "Bad Unicode escape");
		unit = unit * 16 + digit;
		r->at++;
	}
	builder_add_unit(b, (uint16_t)unit);
	return true;
}

static bool read_escape(struct reader *r, struct builder *b)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	int c;
	const char *at;

	r->at++;
	c = peek(r);
	if (c < 0)
		return unexpected(r);
	if (c == 'u') {
		r->at++;
		return read_unicode(r, b);
	}
	at = c && c < 128 ? strchr(names, c) : NULL;
	if (!at)
		return fail_at(r, "Bad escaped character");
	builder_add_unit(b, (uint16_t)values[at - names]);
	r->at++;
	return true;
}

static bool read_string(struct reader *r, const struct text **ret)
{
	struct builder b = {.heap = &r->ev->heap};
	size_t from = ++r->at;
	int c;

	while ((c = peek(r)) != '"') {
		if (c < 0)
			return fail_at(r, "Unterminated string");
		if (c < 0x20)
			return fail_at(r, "Bad control character in string literal");
		if (c != '\\') {
			r->at++;
			continue;
		}
		builder_add_slice(&b, r->text, from, r->at);
		if (!read_escape(r, &b))
			return false;
		from = r->at;
	}
	if (!b.len) {
		*ret = text_slice(&r->ev->heap, r->text, from, r->at++);
		return true;
	}
	builder_add_slice(&b, r->text, from, r->at++);
	*ret = builder_text(&b);
	return true;
}

/* ---- numbers ---- */

static bool digits(struct reader *r)
{
	size_t start = r->at;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return r->at > start;
}

static bool read_number(struct reader *r, struct value *ret)
{
	size_t start = r->at;

	if (peek(r) == '-')
		r->at++;
	if (peek(r) == '0') {
		r->at++;
		if (peek(r) >= '0' && peek(r) <= '9')
			return fail_at(r, "Unexpected number");
	} else if (!digits(r)) {
		return fail_at(r, "No number after minus sign");
	}
	if (peek(r) == '.') {
		r->at++;
		if (!digits(r))
			return fail_at(r, "Unterminated fractional number");
	}
	if ((peek(r) | 32) == 'e') {
		r->at++;
		if (peek(r) == '+' || peek(r) == '-')
			r->at++;
		if (!digits(r))
			return fail_at(r, "Exponent part is missing a number");
	}
	*ret = value_number(strtod(text_utf8(&r->ev->heap,
		text_slice(&r->ev->heap, r->text, start, r->at), NULL), NULL));
	return true;
}

/* ---- containers ---- */

static bool read_array(struct reader *r, struct value *ret)
{
	struct object *a = array_new(r->ev, 4);
	struct value v;

	*ret = value_object(a);
	r->at++;
	skip_blanks(r);
	if (peek(r) == ']') {
		r->at++;
		return true;
	}
	for (;;) {
		if (!read_value(r, &v))
			return false;
		array_push_value(r->ev, a, v);
		skip_blanks(r);
		if (peek(r) == ']') {
			r->at++;
			return true;
		}
		if (peek(r) != ',')
			return fail_at(r, "Expected ',' or ']' after array element");
		r->at++;
	}
}

static bool read_member(struct reader *r, struct object *o)
{
	const struct text *key;
	struct value v;

	if (!read_string(r, &key))
		return false;
	skip_blanks(r);
	/* V8 expects it by name in the first member only */
	if (peek(r) != ':')
		return o->props.len ? unexpected(r)
				    : fail_at(r, "Expected ':' after property name");
	r->at++;
	if (!read_value(r, &v))
		return false;
	object_put(r->ev, o, key, v);
	return true;
}

static bool read_object(struct reader *r, struct value *ret)
{
	struct object *o = object_new(r->ev, CLASS_OBJECT);

	*ret = value_object(o);
	r->at++;
	skip_blanks(r);
	if (peek(r) == '}') {
		r->at++;
		return true;
	}
	if (peek(r) != '"')
		return fail_at(r, "Expected property name or '}'");
	for (;;) {
		if (!read_member(r, o))
			return false;
		skip_blanks(r);
		if (peek(r) == '}') {
			r->at++;
			return true;
		}
		if (peek(r) != ',')
			return fail_at(r, "Expected ',' or '}' after property value");
		r->at++;
		skip_blanks(r);
		if (peek(r) != '"')
			return fail_at(r, "Expected double-quoted property name");
	}
}

static bool read_word(struct reader *r, const char *word, struct value v, struct value *ret)
{
	for (; *word; word++, r->at++)
		if (peek(r) != *word)
			return unexpected(r);
	*ret = v;
	return true;
}

static bool read_value(struct reader *r, struct value *ret)
{
	const struct text *t;
	int c;
	bool ok;

	eval_step(r->ev);
	eval_check_stack(r->ev);
	skip_blanks(r);
	c = peek(r);
	switch (c) {
	case '"':
		ok = read_string(r, &t);
		if (ok)
			*ret = value_string(t);
		return ok;
	case '[': return read_array(r, ret);
	case '{': return read_object(r, ret);
	case 't': return read_word(r, "true", value_bool(true), ret);
	case 'f': return read_word(r, "false", value_bool(false), ret);
	case 'n': return read_word(r, "null", value_null(), ret);
	default: break;
	}
	return c == '-' || (c >= '0' && c <= '9') ? read_number(r, ret) : unexpected(r);
}

bool json_parse_text(struct eval *ev, const struct text *t, struct value *ret)
{
	struct reader r = {.ev = ev, .text = t};

	if (!read_value(&r, ret))
		return false;
	skip_blanks(&r);
	return peek(&r) < 0 ||
	       throw_error(ev, ERROR_SYNTAX,
		       "Unexpected non-whitespace character after JSON at position %zu", r.at);
}
