#ifndef TEST_FUZZ_DOCUMENT_CHECK_H
#define TEST_FUZZ_DOCUMENT_CHECK_H

#include "core/base/utf8.h"
#include "core/text/document.h"

#include <stdlib.h>
#include <string.h>

/* What holds of every document that a reader makes, whatever it read. */
static inline void check_text(const char *text, size_t len)
{
	if (strlen(text) != len || utf8_valid_prefix(text, len) != len)
		abort();
	for (size_t at = 0; at < len; at++)
		if ((unsigned char)text[at] < ' ' && text[at] != '\n' && text[at] != '\t')
			abort();
}

static inline void check_table(const struct text_table *t)
{
	for (size_t c = 0; t->header && c < t->columns; c++)
		check_text(t->header[c], strlen(t->header[c]));
	for (size_t c = 0; c < t->columns * t->rows; c++)
		check_text(t->cells[c], strlen(t->cells[c]));
}

static inline void check_document(const struct text_document *d)
{
	for (size_t b = 0; b < d->blocks.len; b++) {
		const struct text_block *block = &d->blocks.at[b];

		check_text(block->text, block->len);
		if (!block->len && block->kind != BLOCK_TABLE && block->kind != BLOCK_DEFINITION)
			abort();
		if ((block->kind == BLOCK_TABLE) != (block->table != NULL) ||
			(block->kind == BLOCK_DEFINITION) != (block->term != NULL))
			abort();
		if (block->heading != TEXT_NO_BLOCK &&
			(block->heading >= b || d->blocks.at[block->heading].kind != BLOCK_HEADING))
			abort();
		for (size_t m = 0; m < block->marks_len; m++)
			if (!block->marks[m].len ||
				block->marks[m].at + block->marks[m].len > block->len)
				abort();
		if (block->table)
			check_table(block->table);
		if (block->term)
			check_text(block->term, strlen(block->term));
	}
}

static inline void check_reading(enum text_format format, const void *data, size_t size)
{
	char *bytes = mem_alloc(size ? size : 1); /* of its own, so that a byte too far is seen */
	const struct text_input in = {.name = "a", .bytes = bytes, .len = size};
	struct text_document d = {0};
	struct err err = {0};

	memcpy(bytes, data, size);
	if (text_document_read(&d, &in, format, &err)) {
		check_document(&d);
		text_document_release(&d);
	} else if (err.kind != ERR_INPUT)
		abort();
	free(bytes);
}

#endif
