#ifndef EXPR_TEXT_H
#define EXPR_TEXT_H

#include "core/expr/heap.h"

#include <stdbool.h>
#include <stdint.h>

struct text_room;

/* A JavaScript string: UTF-16 units, kept as bytes while all are ASCII.
 * Immutable to everyone who holds one. */
struct text {
	uint32_t len;  /* in units */
	uint32_t hash; /* 0: not asked for yet */
	bool wide;
	bool ended; /* ascii[len] is NUL */
	struct text_room *room; /* free space behind the last unit, or NULL */
	union {
		const char *ascii;
		const uint16_t *units;
	};
};

/* No string is longer; V8's limit is near it (2^29 - 24). */
#define TEXT_MAX_LEN ((size_t)1 << 29)

extern const struct text text_empty;

static inline uint16_t text_at(const struct text *t, size_t i)
{
	return t->wide ? t->units[i] : (unsigned char)t->ascii[i];
}

/* ASCII bytes are borrowed and must outlive the text. */
const struct text *text_from_utf8(struct heap *h, const char *bytes, size_t len);
const struct text *text_from(struct heap *h, const char *literal); /* the same, to the NUL */
const struct text *text_copy(struct heap *h, const char *bytes, size_t len); /* copies, UTF-8 */
const struct text *text_from_units(struct heap *h, const uint16_t *units, size_t len); /* copies */
const struct text *text_from_code(struct heap *h, uint32_t code_point);
/* How much of a line stands: what vsnprintf() said, or what fits without half a character. */
size_t text_printed(const char *line, size_t size, int len);
const struct text *text_printf(struct heap *h, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

const struct text *text_slice(struct heap *h, const struct text *t, size_t from, size_t to);
const struct text *text_concat(struct heap *h, const struct text *a, const struct text *b);

bool text_eq(const struct text *a, const struct text *b);
bool text_is(const struct text *t, const char *ascii);
int text_compare(const struct text *a, const struct text *b); /* by unit */
uint32_t text_hash(const struct text *t);
/* Where `needle` stands at or after (before) `from`; SIZE_MAX: nowhere. */
size_t text_find(const struct text *t, const struct text *needle, size_t from);
size_t text_find_last(const struct text *t, const struct text *needle, size_t from);

/* The code point at a unit; a lone surrogate is itself.  *ret_len: 1 or 2. */
uint32_t text_code_at(const struct text *t, size_t at, size_t *ret_len);
/* NUL-terminated UTF-8; lone surrogates become U+FFFD. */
const char *text_utf8(struct heap *h, const struct text *t, size_t *ret_len);
/* True for "0", "1", … "4294967294". */
bool text_to_index(const struct text *t, uint32_t *ret);
bool text_has_nul(const struct text *t);

/* Text that grows piece by piece. */
struct builder {
	struct heap *heap;
	size_t len, cap;
	bool wide;
	union {
		char *ascii;
		uint16_t *units;
	};
};

void builder_add(struct builder *b, const struct text *t);
void builder_add_slice(struct builder *b, const struct text *t, size_t from, size_t to);
void builder_add_ascii(struct builder *b, const char *ascii);
void builder_add_unit(struct builder *b, uint16_t unit);
void builder_add_code(struct builder *b, uint32_t code_point);
const struct text *builder_text(struct builder *b);

/* The white space that trim(), Number() and regular expressions know. */
bool text_is_space(uint32_t code_point);

#endif
