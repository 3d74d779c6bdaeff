#include "core/expr/lex_literal.h"

#include "core/base/utf8.h"

#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

static int peek(const struct lexer *l, size_t ahead)
{
	return l->at + ahead < l->len ? (unsigned char)l->text[l->at + ahead] : -1;
}

static int digit_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/* Digits with single '_' between them, copied without those. */
static bool digits(struct lexer *l, int base, struct str *out)
{
	bool any = false;

	for (;; l->at++) {
		int c = peek(l, 0);

		if (c == '_') {
			if (!any)
				return lex_fail(l, l->at, "Invalid or unexpected token");
			if (peek(l, 1) == '_')
				return lex_fail(l, l->at,
					"Only one underscore is allowed as numeric separator");
			if (digit_value(peek(l, 1)) >= base)
				return lex_fail(l, l->at,
					"Numeric separators are not allowed at the end of numeric "
					"literals");
			continue;
		}
		if (digit_value(c) >= base)
			return true;
		any = true;
		str_add_char(out, (char)c);
	}
}

static bool radix_number(struct lexer *l, int base, struct str *out)
{
	double value = 0;

	l->at += 2;
	if (!digits(l, base, out))
		return false;
	if (!out->len)
		return lex_fail(l, l->token.start, "Invalid or unexpected token");
	if (base == 16) {
		/* strtod rounds long literals correctly */
		struct str hex = {0};

		str_addf(&hex, "0x%s", str_text(out));
		value = strtod(str_text(&hex), NULL);
		str_release(&hex);
	} else {
		for (size_t i = 0; i < out->len; i++)
			value = value * base + digit_value(out->at[i]);
	}
	l->token.number = value;
	return true;
}

static bool decimal_number(struct lexer *l, struct str *out)
{
	if (!digits(l, 10, out))
		return false;
	if (out->len > 1 && out->at[0] == '0')
		return lex_fail(l, l->token.start,
			strspn(out->at, "01234567") == out->len
				? "Octal literals are not allowed in strict mode."
				: "Decimals with leading zeros are not allowed in strict mode.");
	if (peek(l, 0) == '.') {
		l->at++;
		str_add_char(out, '.');
		if (!digits(l, 10, out))
			return false;
	}
	if ((peek(l, 0) | 32) == 'e') {
		int sign = peek(l, 1);
		size_t ahead = sign == '+' || sign == '-' ? 2 : 1;

		if (digit_value(peek(l, ahead)) >= 10)
			return lex_fail(l, l->token.start, "Invalid or unexpected token");
		str_add_char(out, 'e');
		if (ahead == 2)
			str_add_char(out, (char)sign);
		l->at += ahead;
		if (!digits(l, 10, out))
			return false;
	}
	l->token.number = strtod(str_text(out), NULL);
	return true;
}

bool lex_number(struct lexer *l)
{
	int prefix = peek(l, 0) == '0' && peek(l, 1) > 0 ? peek(l, 1) | 32 : 0;
	struct str out = {0};
	bool ok, whole;

	l->token.kind = TOKEN_NUMBER;
	if (prefix == 'x')
		ok = radix_number(l, 16, &out);
	else if (prefix == 'o')
		ok = radix_number(l, 8, &out);
	else if (prefix == 'b')
		ok = radix_number(l, 2, &out);
	else
		ok = decimal_number(l, &out);
	whole = prefix || !strpbrk(str_text(&out), ".e");
	str_release(&out);
	if (ok && whole && peek(l, 0) == 'n')
		return lex_fail(l, l->token.start, "BigInt literals are not supported");
	return ok;
}

static int hex_digits(const struct lexer *l, size_t ahead, size_t count)
{
	int value = 0;

	for (size_t i = 0; i < count; i++) {
		int digit = digit_value(peek(l, ahead + i));

		if (digit >= 16)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* \u at the lexer's place (behind the backslash): NULL, or what is wrong. */
static const char *unicode_escape(struct lexer *l, uint32_t *ret)
{
	static const char malformed[] = "Invalid Unicode escape sequence";
	uint32_t value = 0;
	int unit;

	if (peek(l, 1) != '{') {
		unit = hex_digits(l, 1, 4);
		if (unit < 0)
			return malformed;
		*ret = (uint32_t)unit;
		l->at += 5;
		return NULL;
	}
	if (peek(l, 2) == '}')
		return malformed;
	for (l->at += 2; peek(l, 0) != '}'; l->at++) {
		int digit = digit_value(peek(l, 0));

		if (digit >= 16)
			return malformed;
		value = value * 16 + (uint32_t)digit;
		if (value > 0x10ffff)
			return "Undefined Unicode code-point";
	}
	l->at++;
	*ret = value;
	return NULL;
}

/* NULL, or what is wrong with the escape. */
static const char *escape(struct lexer *l, struct builder *b)
{
	static const char names[] = "nrtbvf", values[] = "\n\r\t\b\v\f";
	int c = peek(l, 0), value;
	const char *name = c > 0 ? strchr(names, c) : NULL;
	uint32_t cp;
	size_t step;

	if (c == 'u') {
		const char *wrong = unicode_escape(l, &cp);

		if (!wrong)
			builder_add_code(b, cp);
		return wrong;
	}
	if (c == 'x') {
		value = hex_digits(l, 1, 2);
		if (value < 0)
			return "Invalid hexadecimal escape sequence";
		builder_add_unit(b, (uint16_t)value);
		l->at += 3;
		return NULL;
	}
	if (c >= '0' && c <= '9' && !(c == '0' && digit_value(peek(l, 1)) >= 10))
		return c >= '8' ? "\\8 and \\9 are not allowed in strict mode."
				: "Octal escape sequences are not allowed in strict mode.";
	if (c == '0' || name) {
		builder_add_unit(b, name ? (uint16_t)values[name - names] : 0);
		l->at++;
		return NULL;
	}
	step = utf8_decode(l->text + l->at, l->len - l->at, &cp);
	l->at += step ? step : 1;
	if (cp == '\r' && peek(l, 0) == '\n')
		l->at++;
	else if (cp != '\n' && cp != '\r' && cp != 0x2028 && cp != 0x2029)
		builder_add_code(b, step ? cp : 0xfffd);
	return NULL;
}

/* Copies one code point of the source. */
static void plain(struct lexer *l, struct builder *b)
{
	uint32_t cp;
	size_t step = utf8_decode(l->text + l->at, l->len - l->at, &cp);

	builder_add_code(b, step ? cp : 0xfffd);
	l->at += step ? step : 1;
}

bool lex_string(struct lexer *l)
{
	struct builder b = {.heap = &l->heap};
	int quote = peek(l, 0);

	l->token.kind = TOKEN_STRING;
	for (l->at++; peek(l, 0) != quote;) {
		const char *wrong;
		size_t start = l->at;
		int c = peek(l, 0);

		if (c < 0 || c == '\n' || c == '\r')
			return lex_fail(l, l->token.start, "Invalid or unexpected token");
		if (c != '\\') {
			plain(l, &b);
			continue;
		}
		l->at++;
		if (l->at >= l->len)
			return lex_fail(l, l->token.start, "Invalid or unexpected token");
		wrong = escape(l, &b);
		if (wrong)
			return lex_fail(l, start, "%s", wrong);
	}
	l->at++;
	l->token.text = builder_text(&b);
	text_hash(l->token.text);
	return true;
}

/* A template piece as written; line ends count as \n. */
static const struct text *raw_piece(struct lexer *l, size_t from)
{
	const struct text *t = text_copy(&l->heap, l->text + from, l->at - from);
	struct builder b = {.heap = &l->heap};

	if (!memchr(l->text + from, '\r', l->at - from))
		return t;
	for (size_t i = 0; i < t->len; i++)
		if (text_at(t, i) != '\r')
			builder_add_unit(&b, text_at(t, i));
		else if (i + 1 >= t->len || text_at(t, i + 1) != '\n')
			builder_add_unit(&b, '\n');
	return builder_text(&b);
}

/* The escape behind the lexer's backslash. */
static void template_escape(struct lexer *l, struct builder *b)
{
	size_t at = l->at++;
	const char *wrong = escape(l, b);

	if (!wrong)
		return;
	l->at++;
	if (l->token.bad_escape)
		return;
	l->token.bad_escape = true;
	if (strstr(wrong, "strict mode"))
		wrong = *wrong == '\\'
				? "\\8 and \\9 are not allowed in template strings."
				: "Octal escape sequences are not allowed in template strings.";
	lex_fail(l, at, "%s", wrong);
}

bool lex_template(struct lexer *l)
{
	struct builder b = {.heap = &l->heap};
	struct token *t = &l->token;
	size_t start = t->start;

	l->at = t->end;
	*t = (struct token){.kind = TOKEN_TEMPLATE, .start = l->at};
	for (;;) {
		int c = peek(l, 0);

		if (c < 0 || (c == '\\' && peek(l, 1) < 0))
			return lex_fail(l, start, "Unterminated template literal");
		if (c == '`' || (c == '$' && peek(l, 1) == '{'))
			break;
		if (c == '\\') {
			template_escape(l, &b);
		} else if (c == '\r') {
			l->at += peek(l, 1) == '\n' ? 2 : 1;
			builder_add_unit(&b, '\n');
		} else {
			plain(l, &b);
		}
	}
	t->text = builder_text(&b);
	t->extra = raw_piece(l, t->start);
	text_hash(t->text);
	text_hash(t->extra);
	t->tail = peek(l, 0) == '`';
	l->at += t->tail ? 1 : 2;
	t->end = l->at;
	return true;
}

bool lex_regex(struct lexer *l)
{
	struct token *t = &l->token;
	bool in_class = false;
	size_t body;

	l->at = t->start + 1;
	for (;; l->at++) {
		int c = peek(l, 0);

		if (c == '\\' && peek(l, 1) >= 0 && peek(l, 1) != '\n' && peek(l, 1) != '\r') {
			l->at++;
			continue;
		}
		if (c < 0 || c == '\n' || c == '\r')
			return lex_fail(l, t->start, "Invalid regular expression: missing /");
		if (c == '[')
			in_class = true;
		else if (c == ']')
			in_class = false;
		else if (c == '/' && !in_class)
			break;
	}
	t->kind = TOKEN_REGEX;
	t->text = text_copy(&l->heap, l->text + t->start + 1, l->at - t->start - 1);
	body = ++l->at;
	while ((peek(l, 0) | 32) >= 'a' && (peek(l, 0) | 32) <= 'z')
		l->at++;
	t->extra = text_copy(&l->heap, l->text + body, l->at - body);
	text_hash(t->text);
	t->end = l->at;
	return true;
}
