#include "core/expr/text.h"

#include <string.h>

static void make_room(struct builder *b, size_t more, bool wide)
{
	size_t cap = b->cap ? b->cap : 32;
	bool widen = wide && !b->wide;

	if (more > TEXT_MAX_LEN || b->len + more > TEXT_MAX_LEN)
		b->heap->exhausted(b->heap);
	while (cap < b->len + more)
		cap *= 2;
	if (cap == b->cap && !widen)
		return;
	if (wide || b->wide) {
		uint16_t *units = heap_array(b->heap, uint16_t, cap);

		for (size_t i = 0; i < b->len; i++)
			units[i] = b->wide ? b->units[i] : (unsigned char)b->ascii[i];
		b->units = units;
		b->wide = true;
	} else {
		char *ascii = heap_alloc(b->heap, cap);

		if (b->len)
			memcpy(ascii, b->ascii, b->len);
		b->ascii = ascii;
	}
	b->cap = cap;
}

void builder_add_slice(struct builder *b, const struct text *t, size_t from, size_t to)
{
	size_t len = to - from;

	if (from >= to)
		return;
	make_room(b, len, t->wide);
	if (b->wide && t->wide)
		memcpy(b->units + b->len, t->units + from, len * sizeof *b->units);
	else if (b->wide)
		for (size_t i = 0; i < len; i++)
			b->units[b->len + i] = (unsigned char)t->ascii[from + i];
	else
		memcpy(b->ascii + b->len, t->ascii + from, len);
	b->len += len;
}

void builder_add(struct builder *b, const struct text *t)
{
	builder_add_slice(b, t, 0, t->len);
}

void builder_add_ascii(struct builder *b, const char *ascii)
{
	struct text t = {.len = (uint32_t)strlen(ascii), .ascii = ascii};

	builder_add(b, &t);
}

void builder_add_unit(struct builder *b, uint16_t unit)
{
	make_room(b, 1, unit >= 128);
	if (b->wide)
		b->units[b->len++] = unit;
	else
		b->ascii[b->len++] = (char)unit;
}

void builder_add_code(struct builder *b, uint32_t cp)
{
	if (cp < 0x10000) {
		builder_add_unit(b, (uint16_t)cp);
		return;
	}
	builder_add_unit(b, (uint16_t)(0xd800 + ((cp - 0x10000) >> 10)));
	builder_add_unit(b, (uint16_t)(0xdc00 + ((cp - 0x10000) & 0x3ff)));
}

const struct text *builder_text(struct builder *b)
{
	struct text *t;

	if (!b->len)
		return &text_empty;
	if (b->len == 1 && !b->wide)
		return text_from_code(b->heap, (unsigned char)b->ascii[0]);
	t = heap_new(b->heap, struct text);
	t->len = (uint32_t)b->len;
	t->wide = b->wide;
	if (b->wide)
		t->units = b->units;
	else
		t->ascii = b->ascii;
	return t;
}
