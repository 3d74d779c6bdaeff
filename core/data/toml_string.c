#include "core/base/num.h"
#include "core/base/utf8.h"
#include "core/data/toml_reader.h"

#include <stdlib.h>
#include <string.h>

static bool is_bare(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

/* \uXXXX and \UXXXXXXXX: Unicode scalar values. */
static bool read_code_point(struct toml_reader *r, int digits, struct str *out)
{
	size_t start = r->at - 2;
	uint32_t cp = 0;
	char bytes[4];

	for (int i = 0; i < digits; i++, r->at++) {
		int digit = num_hex_digit(toml_peek(r));

		if (digit < 0)
			return toml_fail(r, start, "syntax", NULL,
				"\\%c needs %d hexadecimal digits", digits == 4 ? 'u' : 'U',
				digits);
		cp = cp << 4 | (uint32_t)digit;
	}
	if (cp == 0)
		return toml_fail(r, start, "encoding", NULL,
			"the character U+0000 cannot stand in a string");
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return toml_fail(
			r, start, "encoding", NULL, "U+%04X is no character", (unsigned)cp);
	str_add_bytes(out, bytes, utf8_encode(cp, bytes));
	return true;
}

/* A backslash at the end of a line: blanks and newlines behind it go away. */
static bool skip_line_end(struct toml_reader *r, size_t start)
{
	toml_skip_blanks(r);
	if (!toml_skip_newline(r))
		return toml_fail(r, start, "syntax", "write a backslash as \\\\",
			"unknown escape in a string");
	do
		toml_skip_blanks(r);
	while (toml_skip_newline(r));
	return true;
}

static bool read_escape(struct toml_reader *r, bool multi_line, struct str *out)
{
	static const char letters[] = "btnfr\"\\", meanings[] = "\b\t\n\f\r\"\\";
	size_t start = r->at++;
	int c = toml_peek(r);
	const char *letter = c > 0 ? strchr(letters, c) : NULL;

	if (letter) {
		r->at++;
		str_add_char(out, meanings[letter - letters]);
		return true;
	}
	if (c == 'u' || c == 'U') {
		r->at++;
		return read_code_point(r, c == 'u' ? 4 : 8, out);
	}
	if (multi_line && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
		return skip_line_end(r, start);
	return toml_fail(r, start, "syntax", "write a backslash as \\\\, or use single quotes",
		"unknown escape in a string");
}

static bool is_control(int c)
{
	return (c < 0x20 && c != '\t') || c == 0x7f;
}

static bool read_newline(struct toml_reader *r, size_t start, bool multi_line, struct str *out)
{
	size_t newline = r->at;

	if (!multi_line)
		return toml_fail(r, start, "syntax", "close the quote; three quotes span lines",
			"string without an end");
	if (!toml_skip_newline(r))
		return toml_fail(r, r->at, "syntax", "end lines with a line feed",
			"a carriage return stands alone");
	str_add_bytes(out, r->text + newline, r->at - newline);
	return true;
}

/* Quotes inside a multi-line string: three end it, up to two more belong to it. */
static bool read_quotes(struct toml_reader *r, int quote, struct str *out, bool *ret_end)
{
	size_t count = 0;

	while (count < 5 && toml_peek(r) == quote) {
		count++;
		r->at++;
	}
	*ret_end = count >= 3;
	for (size_t i = *ret_end ? 3 : 0; i < count; i++)
		str_add_char(out, (char)quote);
	return true;
}

bool toml_string(struct toml_reader *r, struct str *out)
{
	size_t start = r->at;
	int quote = toml_peek(r), c;
	bool multi_line = toml_looking_at(r, quote == '"' ? "\"\"\"" : "'''", 3), end = false;

	str_clear(out);
	r->at += multi_line ? 3 : 1;
	if (multi_line)
		toml_skip_newline(r);
	while (!end) {
		c = toml_peek(r);
		if (c < 0)
			return toml_fail(
				r, start, "syntax", "close the quote", "string without an end");
		if (c == quote) {
			end = !multi_line;
			if (multi_line)
				read_quotes(r, quote, out, &end);
			else
				r->at++;
		} else if (c == '\\' && quote == '"') {
			if (!read_escape(r, multi_line, out))
				return false;
		} else if (c == '\n' || c == '\r') {
			if (!read_newline(r, start, multi_line, out))
				return false;
		} else if (is_control(c)) {
			return toml_fail(r, r->at, "syntax",
				"write it as an escape, such as \\u0007",
				"control character 0x%02x in a string", c);
		} else {
			str_add_char(out, (char)c);
			r->at++;
		}
	}
	return true;
}

static bool read_key(struct toml_reader *r, struct toml_key *ret)
{
	struct str quoted = {0};
	int c = toml_peek(r);

	ret->offset = r->at;
	if (c == '"' || c == '\'') {
		if (toml_looking_at(r, c == '"' ? "\"\"\"" : "'''", 3))
			return toml_fail(
				r, r->at, "syntax", NULL, "a key cannot be a multi-line string");
		if (!toml_string(r, &quoted)) {
			str_release(&quoted);
			return false;
		}
		ret->text = mem_strdup(str_text(&quoted));
		str_release(&quoted);
		return true;
	}
	while (is_bare(toml_peek(r)))
		r->at++;
	if (r->at == ret->offset)
		return toml_unexpected(r, "a key");
	ret->text = mem_strndup(r->text + ret->offset, r->at - ret->offset);
	return true;
}

/* Section "Keys": dotted, blanks around the dots. */
bool toml_path(struct toml_reader *r, struct toml_path *path)
{
	struct toml_key key;

	for (;;) {
		if (path->parts.len > TOML_MAX_DEPTH)
			return toml_fail(r, r->at, "depth", NULL, "nested deeper than %d levels",
				TOML_MAX_DEPTH);
		if (!read_key(r, &key))
			return false;
		vec_push(&path->parts, key);
		toml_skip_blanks(r);
		if (toml_peek(r) != '.')
			return true;
		r->at++;
		toml_skip_blanks(r);
	}
}

void toml_path_release(struct toml_path *path)
{
	for (size_t i = 0; i < path->parts.len; i++)
		free(path->parts.at[i].text);
	vec_release(&path->parts);
}
