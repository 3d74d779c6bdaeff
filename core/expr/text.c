#include "core/expr/text.h"

#include "core/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Behind the last unit of a text that was made by appending there is room:
 * the next append to exactly this text goes in place, so that a loop of
 * `s += x` takes linear memory although nothing is freed. */
struct text_room {
	size_t used, cap; /* units of the shared block */
};

/* Shorter results are copied each time; room would cost more than it saves. */
#define ROOM_FROM 64

const struct text text_empty = {.hash = 1, .ended = true, .ascii = ""};

#define ONE(c)                                                                                     \
	{                                                                                          \
		.len = 1, .hash = 0x9e3779b9u ^ (c), .ascii = &one_chars[c]                        \
	}
#define ONE8(c)                                                                                    \
	ONE(c), ONE(c + 1), ONE(c + 2), ONE(c + 3), ONE(c + 4), ONE(c + 5), ONE(c + 6), ONE(c + 7)
#define ONE32(c) ONE8(c), ONE8(c + 8), ONE8(c + 16), ONE8(c + 24)

static const char one_chars[128] = {
#define C8(c) c, c + 1, c + 2, c + 3, c + 4, c + 5, c + 6, c + 7
	C8(0), C8(8), C8(16), C8(24), C8(32), C8(40), C8(48), C8(56), C8(64), C8(72), C8(80),
	C8(88), C8(96), C8(104), C8(112), C8(120)
#undef C8
};
/* All ASCII texts of one unit: indexing a string allocates nothing. */
static const struct text ones[128] = {ONE32(0), ONE32(32), ONE32(64), ONE32(96)};

static bool all_ascii(const char *bytes, size_t len)
{
	size_t i = 0;

	for (; i + 8 <= len; i += 8) {
		uint64_t word;

		memcpy(&word, bytes + i, sizeof word);
		if (word & 0x8080808080808080u)
			return false;
	}
	for (; i < len; i++)
		if ((unsigned char)bytes[i] & 0x80)
			return false;
	return true;
}

static void check_len(struct heap *h, size_t len)
{
	if (len > TEXT_MAX_LEN)
		h->exhausted(h);
}

static size_t put_code(uint16_t *out, uint32_t cp)
{
	if (cp < 0x10000) {
		out[0] = (uint16_t)cp;
		return 1;
	}
	out[0] = (uint16_t)(0xd800 + ((cp - 0x10000) >> 10));
	out[1] = (uint16_t)(0xdc00 + ((cp - 0x10000) & 0x3ff));
	return 2;
}

static const struct text *decode(struct heap *h, const char *bytes, size_t len)
{
	struct text *t = heap_new(h, struct text);
	uint16_t *units;
	size_t n = 0;

	check_len(h, len);
	units = heap_array(h, uint16_t, len);
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t step = utf8_decode(bytes + i, len - i, &cp);

		n += put_code(units + n, step ? cp : 0xfffd);
		i += step ? step : 1;
	}
	t->wide = true;
	t->units = units;
	t->len = (uint32_t)n;
	return t;
}

const struct text *text_from_utf8(struct heap *h, const char *bytes, size_t len)
{
	struct text *t;

	if (len == 0)
		return &text_empty;
	if (!all_ascii(bytes, len))
		return decode(h, bytes, len);
	check_len(h, len);
	t = heap_new(h, struct text);
	t->len = (uint32_t)len;
	t->ascii = bytes;
	return t;
}

const struct text *text_from(struct heap *h, const char *literal)
{
	size_t len = strlen(literal);
	struct text *t;

	if (!len || !all_ascii(literal, len))
		return text_from_utf8(h, literal, len);
	t = (struct text *)text_from_utf8(h, literal, len);
	t->ended = true;
	return t;
}

const struct text *text_copy(struct heap *h, const char *bytes, size_t len)
{
	struct text *t;
	char *copy;

	if (!len || !all_ascii(bytes, len))
		return text_from_utf8(h, bytes, len);
	check_len(h, len);
	copy = heap_alloc(h, len + 1);
	memcpy(copy, bytes, len);
	t = (struct text *)text_from_utf8(h, copy, len);
	t->ended = true;
	return t;
}

const struct text *text_from_units(struct heap *h, const uint16_t *units, size_t len)
{
	struct builder b = {.heap = h};

	for (size_t i = 0; i < len; i++)
		builder_add_unit(&b, units[i]);
	return builder_text(&b);
}

const struct text *text_from_code(struct heap *h, uint32_t code_point)
{
	struct text *t;
	uint16_t *units;

	if (code_point < 128)
		return &ones[code_point];
	t = heap_new(h, struct text);
	units = heap_array(h, uint16_t, 2);
	t->wide = true;
	t->len = (uint32_t)put_code(units, code_point);
	t->units = units;
	return t;
}

size_t text_printed(const char *line, size_t size, int len)
{
	size_t end = len < 0 ? 0 : (size_t)len, start;
	uint32_t c;

	if (end < size)
		return end;
	/* not in the middle of a character */
	end = start = size - 1;
	while (start > 0 && end - start < 3 && ((unsigned char)line[start - 1] & 0xc0) == 0x80)
		start--;
	start -= start > 0;
	return utf8_decode(line + start, end - start, &c) == end - start ? end : start;
}

const struct text *text_printf(struct heap *h, const char *format, ...)
{
	char line[1024];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	return text_copy(h, line, text_printed(line, sizeof line, len));
}

const struct text *text_slice(struct heap *h, const struct text *t, size_t from, size_t to)
{
	struct text *part;

	if (from >= to)
		return &text_empty;
	if (from == 0 && to == t->len)
		return t;
	if (to - from == 1 && text_at(t, from) < 128)
		return &ones[text_at(t, from)];
	part = heap_new(h, struct text);
	part->len = (uint32_t)(to - from);
	part->wide = t->wide;
	if (t->wide)
		part->units = t->units + from;
	else
		part->ascii = t->ascii + from;
	return part;
}

static void copy_units(uint16_t *out, const struct text *t)
{
	if (t->wide)
		memcpy(out, t->units, t->len * sizeof *out);
	else
		for (size_t i = 0; i < t->len; i++)
			out[i] = (unsigned char)t->ascii[i];
}

static void copy_into(struct text *to, size_t at, const struct text *from)
{
	if (to->wide)
		copy_units((uint16_t *)to->units + at, from);
	else
		memcpy((char *)to->ascii + at, from->ascii, from->len);
}

/* True when b went into the room behind a. */
static bool append_in_place(struct text *sum, const struct text *a, const struct text *b)
{
	struct text_room *room = a->room;

	if (!room || room->used != a->len || room->cap - room->used < b->len ||
		(b->wide && !a->wide))
		return false;
	sum->wide = a->wide;
	if (a->wide)
		sum->units = a->units;
	else
		sum->ascii = a->ascii;
	copy_into(sum, a->len, b);
	room->used += b->len;
	sum->room = room;
	return true;
}

const struct text *text_concat(struct heap *h, const struct text *a, const struct text *b)
{
	size_t len = (size_t)a->len + b->len, cap = len;
	struct text *sum;

	if (!a->len)
		return b;
	if (!b->len)
		return a;
	check_len(h, len);
	sum = heap_new(h, struct text);
	sum->len = (uint32_t)len;
	if (append_in_place(sum, a, b))
		return sum;
	sum->wide = a->wide || b->wide;
	if (len >= ROOM_FROM) {
		cap = len * 2;
		sum->room = heap_new(h, struct text_room);
		*sum->room = (struct text_room){.used = len, .cap = cap};
	}
	if (sum->wide)
		sum->units = heap_array(h, uint16_t, cap);
	else
		sum->ascii = heap_alloc(h, cap);
	copy_into(sum, 0, a);
	copy_into(sum, a->len, b);
	return sum;
}

bool text_eq(const struct text *a, const struct text *b)
{
	if (a == b)
		return true;
	if (a->len != b->len)
		return false;
	if (a->wide == b->wide)
		return a->wide ? memcmp(a->units, b->units, a->len * sizeof *a->units) == 0
			       : memcmp(a->ascii, b->ascii, a->len) == 0;
	for (size_t i = 0; i < a->len; i++)
		if (text_at(a, i) != text_at(b, i))
			return false;
	return true;
}

bool text_is(const struct text *t, const char *ascii)
{
	size_t len = strlen(ascii);

	if (t->len != len)
		return false;
	if (!t->wide)
		return memcmp(t->ascii, ascii, len) == 0;
	for (size_t i = 0; i < len; i++)
		if (t->units[i] != (unsigned char)ascii[i])
			return false;
	return true;
}

int text_compare(const struct text *a, const struct text *b)
{
	size_t least = a->len < b->len ? a->len : b->len;

	if (!a->wide && !b->wide) {
		int order = memcmp(a->ascii, b->ascii, least);

		if (order)
			return order < 0 ? -1 : 1;
	} else {
		for (size_t i = 0; i < least; i++)
			if (text_at(a, i) != text_at(b, i))
				return text_at(a, i) < text_at(b, i) ? -1 : 1;
	}
	return a->len < b->len ? -1 : a->len > b->len;
}

uint32_t text_hash(const struct text *t)
{
	uint32_t hash = 0x811c9dc5u;

	if (t->hash)
		return t->hash;
	if (!t->len)
		return text_empty.hash;
	if (t->len == 1 && text_at(t, 0) < 128)
		return 0x9e3779b9u ^ text_at(t, 0);
	/* FNV-1a over units: the same for both forms of one string. */
	for (size_t i = 0; i < t->len; i++)
		hash = (hash ^ text_at(t, i)) * 0x01000193u;
	hash ^= hash >> 15;
	if (!hash)
		hash = 1;
	/* Constants have theirs; texts of a compiled expression are hashed when
	 * they are made, so that no two threads write here. */
	((struct text *)t)->hash = hash;
	return hash;
}

uint32_t text_code_at(const struct text *t, size_t at, size_t *ret_len)
{
	uint32_t high = text_at(t, at), low;

	*ret_len = 1;
	if (high < 0xd800 || high > 0xdbff || at + 1 >= t->len)
		return high;
	low = text_at(t, at + 1);
	if (low < 0xdc00 || low > 0xdfff)
		return high;
	*ret_len = 2;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

const char *text_utf8(struct heap *h, const struct text *t, size_t *ret_len)
{
	size_t n = 0, step, ignored;
	char *out;

	if (!ret_len)
		ret_len = &ignored;
	if (!t->wide) {
		*ret_len = t->len;
		if (t->ended)
			return t->ascii;
		out = heap_alloc(h, (size_t)t->len + 1);
		return memcpy(out, t->ascii, t->len);
	}
	out = heap_alloc(h, (size_t)t->len * 3 + 1);
	for (size_t i = 0; i < t->len; i += step) {
		uint32_t cp = text_code_at(t, i, &step);

		n += utf8_encode(cp >= 0xd800 && cp <= 0xdfff ? 0xfffd : cp, out + n);
	}
	*ret_len = n;
	return out;
}

bool text_to_index(const struct text *t, uint32_t *ret)
{
	uint64_t value = 0;

	if (!t->len || t->len > 10 || (t->len > 1 && text_at(t, 0) == '0'))
		return false;
	for (size_t i = 0; i < t->len; i++) {
		uint16_t c = text_at(t, i);

		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	if (value >= UINT32_MAX)
		return false;
	*ret = (uint32_t)value;
	return true;
}

bool text_has_nul(const struct text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if (text_at(t, i) == 0)
			return true;
	return false;
}

bool text_is_space(uint32_t c)
{
	return (c >= 9 && c <= 13) || c == 0x20 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000 || c == 0xfeff;
}
