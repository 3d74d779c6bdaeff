#include "core/data/json_scan.h"

#include "core/base/map.h"
#include "core/base/num.h"
#include "core/base/utf8.h"
#include "core/data/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct json_scan *scan;
	const char *text;
	size_t len, at;
	int depth;
};

struct key {
	size_t start, len; /* between the quotes, undecoded */
	bool escaped;
};

/* Keys of one object are compared one by one up to this many, then hashed. */
#define FEW_KEYS 12

static bool scan_value(struct reader *r, size_t key_offset);

static bool fail(struct reader *r, size_t offset, const char *code, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

static bool fail(struct reader *r, size_t offset, const char *code, const char *hint,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->scan->error, sizeof r->scan->error, format, args);
	va_end(args);
	r->scan->error_offset = offset;
	r->scan->error_code = code;
	r->scan->error_hint = hint;
	return false;
}

static int peek(const struct reader *r)
{
	return r->at < r->len ? (unsigned char)r->text[r->at] : -1;
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->len && memchr(" \t\r\n", r->text[r->at], 4))
		r->at++;
}

static bool unexpected(struct reader *r, const char *wanted)
{
	int c = peek(r);
	const char *hint = NULL;

	if (c < 0)
		return fail(r, r->at, "syntax", NULL, "unexpected end, expected %s", wanted);
	if (c == '/' || c == '#')
		hint = "JSON has no comments";
	else if (c == '\'')
		hint = "JSON strings stand in double quotes";
	else if (c == '}' || c == ']')
		hint = "is there a comma too many before it?";
	if (c < 0x20 || c > 0x7e)
		return fail(
			r, r->at, "syntax", hint, "unexpected byte 0x%02x, expected %s", c, wanted);
	return fail(r, r->at, "syntax", hint, "unexpected '%c', expected %s", c, wanted);
}

static int hex4(const struct reader *r, size_t at)
{
	int value = 0;

	if (at + 4 > r->len)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		int digit = num_hex_digit((unsigned char)r->text[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static bool scan_escape(struct reader *r)
{
	size_t start = r->at++;
	int c = peek(r), unit;

	if (c >= 0 && strchr("\"\\/bfnrt", c)) {
		r->at++;
		return true;
	}
	if (c != 'u')
		return fail(r, start, "syntax", "write a backslash as \\\\",
			"unknown escape in a string");
	unit = hex4(r, r->at + 1);
	if (unit < 0)
		return fail(r, start, "syntax", NULL, "\\u needs four hexadecimal digits");
	if (unit == 0)
		return fail(r, start, "encoding", NULL, "\\u0000 cannot stand in a string");
	r->at += 5;
	if (unit < 0xd800 || unit > 0xdfff)
		return true;
	if (unit <= 0xdbff && peek(r) == '\\' && r->at + 1 < r->len && r->text[r->at + 1] == 'u') {
		int low = hex4(r, r->at + 2);

		if (low >= 0xdc00 && low <= 0xdfff) {
			r->at += 6;
			return true;
		}
	}
	return fail(r, start, "encoding", NULL, "half of a surrogate pair in a string");
}

static bool scan_string(struct reader *r, struct key *ret_key)
{
	size_t start = r->at++;

	ret_key->escaped = false;
	for (;;) {
		int c = peek(r);

		if (c < 0)
			return fail(r, start, "syntax", NULL, "string without an end");
		if (c == '"')
			break;
		if (c < 0x20)
			return fail(r, r->at, "syntax", "write it as an escape, such as \\n or \\t",
				"control character 0x%02x in a string", c);
		if (c != '\\') {
			r->at++;
			continue;
		}
		ret_key->escaped = true;
		if (!scan_escape(r))
			return false;
	}
	ret_key->start = start + 1;
	ret_key->len = r->at - ret_key->start;
	r->at++;
	return true;
}

static bool digits(struct reader *r)
{
	size_t start = r->at;

	while (r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9')
		r->at++;
	return r->at > start;
}

static bool scan_number(struct reader *r)
{
	size_t start = r->at;
	char copy[400];

	if (peek(r) == '-')
		r->at++;
	if (peek(r) == '0')
		r->at++;
	else if (!digits(r))
		return unexpected(r, "a digit");
	if (peek(r) == '.') {
		r->at++;
		if (!digits(r))
			return unexpected(r, "a digit after the point");
	}
	if (peek(r) == 'e' || peek(r) == 'E') {
		r->at++;
		if (peek(r) == '+' || peek(r) == '-')
			r->at++;
		if (!digits(r))
			return unexpected(r, "a digit in the exponent");
	}
	if (r->at - start >= sizeof copy)
		return fail(r, start, "syntax", NULL, "number of more than %zu digits",
			sizeof copy - 1);
	/* cJSON reads at most 63 characters and makes infinities null. */
	memcpy(copy, r->text + start, r->at - start);
	copy[r->at - start] = '\0';
	if (isinf(strtod(copy, NULL)))
		return fail(r, start, "syntax", NULL, "number too large for a double");
	return true;
}

static bool scan_word(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	if (r->len - r->at < len || memcmp(r->text + r->at, word, len) != 0)
		return unexpected(r, "a value");
	r->at += len;
	return true;
}

static bool scan_array(struct reader *r)
{
	r->at++;
	skip_blanks(r);
	if (peek(r) == ']') {
		r->at++;
		return true;
	}
	for (;;) {
		skip_blanks(r);
		if (!scan_value(r, r->at))
			return false;
		skip_blanks(r);
		if (peek(r) == ']') {
			r->at++;
			return true;
		}
		if (peek(r) != ',')
			return unexpected(r, "',' or ']'");
		r->at++;
	}
}

/* Two spellings of one key differ only when one has escapes; then both are
 * decoded by cJSON, which is right by now. */
static char *decoded(const struct reader *r, struct key key)
{
	cJSON *v = cJSON_ParseWithLength(r->text + key.start - 1, key.len + 2);
	char *text = mem_strdup(v ? v->valuestring : "");

	cJSON_Delete(v);
	return text;
}

static bool same_key(const struct reader *r, struct key a, struct key b)
{
	char *ta, *tb;
	bool same;

	if (!a.escaped && !b.escaped)
		return a.len == b.len && memcmp(r->text + a.start, r->text + b.start, a.len) == 0;
	ta = decoded(r, a);
	tb = decoded(r, b);
	same = strcmp(ta, tb) == 0;
	free(ta);
	free(tb);
	return same;
}

struct seen {
	VEC(struct key) keys;
	struct map table; /* decoded keys -> offset + 1, once there are many */
	VEC(char *) owned;
};

static void seen_release(struct seen *seen)
{
	for (size_t i = 0; i < seen->owned.len; i++)
		free(seen->owned.at[i]);
	vec_release(&seen->owned);
	vec_release(&seen->keys);
	map_release(&seen->table);
}

static void *remember(struct reader *r, struct seen *seen, struct key key)
{
	void *offset = (void *)(uintptr_t)(key.start + 1);
	char *text;

	if (!key.escaped)
		return map_put_bytes(&seen->table, r->text + key.start, key.len, offset);
	text = decoded(r, key);
	vec_push(&seen->owned, text);
	return map_put(&seen->table, text, offset);
}

/* True when the key stood in this object before, *ret_first says where. */
static bool seen_before(struct reader *r, struct seen *seen, struct key key, size_t *ret_first)
{
	void *before = NULL;

	if (seen->keys.len < FEW_KEYS) {
		for (size_t i = 0; i < seen->keys.len; i++) {
			if (same_key(r, seen->keys.at[i], key)) {
				*ret_first = seen->keys.at[i].start - 1;
				return true;
			}
		}
		vec_push(&seen->keys, key);
		return false;
	}
	if (!seen->table.len)
		for (size_t i = 0; i < seen->keys.len; i++)
			remember(r, seen, seen->keys.at[i]);
	before = remember(r, seen, key);
	if (before)
		*ret_first = (size_t)(uintptr_t)before - 2;
	return before;
}

static int line_of(const struct reader *r, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset; i++)
		line += r->text[i] == '\n';
	return line;
}

static bool duplicate(struct reader *r, struct key key, size_t first)
{
	if (r->scan->mode == JSON_DATA) {
		r->scan->has_duplicates = true;
		return true;
	}
	return fail(r, key.start - 1, "duplicate-key", "keep one of the two",
		"the key '%.*s' stands twice, first on line %d", key.len > 60 ? 60 : (int)key.len,
		r->text + key.start, line_of(r, first));
}

static bool scan_member(struct reader *r, struct seen *seen)
{
	size_t key_offset, first = 0;
	struct key key;

	skip_blanks(r);
	key_offset = r->at;
	if (peek(r) != '"')
		return unexpected(r, "a key in double quotes");
	if (!scan_string(r, &key))
		return false;
	if (seen_before(r, seen, key, &first) && !duplicate(r, key, first))
		return false;
	skip_blanks(r);
	if (peek(r) != ':')
		return unexpected(r, "':'");
	r->at++;
	skip_blanks(r);
	return scan_value(r, key_offset);
}

static bool scan_object(struct reader *r)
{
	struct seen seen = {0};
	bool ok = true;

	r->at++;
	skip_blanks(r);
	if (peek(r) == '}') {
		r->at++;
		return true;
	}
	while (ok) {
		ok = scan_member(r, &seen);
		skip_blanks(r);
		if (ok && peek(r) == '}') {
			r->at++;
			break;
		}
		if (ok && peek(r) != ',')
			ok = unexpected(r, "',' or '}'");
		r->at++;
	}
	seen_release(&seen);
	return ok;
}

static bool scan_container(struct reader *r, bool (*scan)(struct reader *))
{
	bool ok;

	if (++r->depth > JSON_MAX_DEPTH)
		return fail(
			r, r->at, "depth", NULL, "nested deeper than %d levels", JSON_MAX_DEPTH);
	ok = scan(r);
	r->depth--;
	return ok;
}

static bool scan_value(struct reader *r, size_t key_offset)
{
	struct key ignored;

	if (r->scan->mode == JSON_DOCUMENT)
		vec_push(&r->scan->places,
			((struct place){.value = (uint32_t)r->at, .key = (uint32_t)key_offset}));
	switch (peek(r)) {
	case '{': return scan_container(r, scan_object);
	case '[': return scan_container(r, scan_array);
	case '"': return scan_string(r, &ignored);
	case 't': return scan_word(r, "true");
	case 'f': return scan_word(r, "false");
	case 'n': return scan_word(r, "null");
	default: break;
	}
	if (peek(r) == '-' || (peek(r) >= '0' && peek(r) <= '9'))
		return scan_number(r);
	return unexpected(r, "a value");
}

bool json_scan(struct json_scan *scan, const char *text, size_t len)
{
	struct reader r = {.scan = scan, .text = text, .len = len};
	size_t valid = utf8_valid_prefix(text, len);

	if (valid < len)
		return fail(&r, valid, "encoding", "save the file as UTF-8",
			"byte 0x%02x is no UTF-8", (unsigned char)text[valid]);
	/* RFC 8259 section 8.1: a reader may ignore a byte order mark. */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.at = 3;
	skip_blanks(&r);
	if (!scan_value(&r, r.at))
		return false;
	skip_blanks(&r);
	if (r.at < len)
		return unexpected(&r, "the end");
	return true;
}

void json_scan_release(struct json_scan *scan)
{
	vec_release(&scan->places);
}
