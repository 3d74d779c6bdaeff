#include "test/unit/text_blocks.h"

#include <stdio.h>
#include <string.h>

static struct str out;
char blocks_notes[2048];

__attribute__((destructor)) static void release(void)
{
	str_release(&out);
}

static void add_table(const struct text_table *t)
{
	size_t columns = t->columns;

	str_add(&out, "t");
	if (t->caption)
		str_addf(&out, " %s:", t->caption);
	for (size_t c = 0; t->header && c < columns; c++)
		str_addf(&out, "%c%s", c ? '|' : ' ', t->header[c]);
	for (size_t c = 0; c < columns * t->rows; c++)
		str_addf(&out, "%s%s", c % columns ? "|" : "; ", t->cells[c]);
}

static void add_block(const struct text_block *b)
{
	static const char letters[] = "hpidtqc";

	if (b->is_chrome)
		str_add_char(&out, '~');
	if (b->goes_on)
		str_add_char(&out, '+');
	for (int l = 0; b->list && l < b->level; l++)
		str_add_char(&out, b->is_ordered ? '1' : '-');
	if (b->kind == BLOCK_TABLE)
		add_table(b->table);
	else if (b->kind != BLOCK_ITEM)
		str_add_char(&out, letters[b->kind]);
	if (b->kind == BLOCK_HEADING)
		str_addf(&out, "%d", b->level);
	if (b->kind == BLOCK_DEFINITION)
		str_addf(&out, " %s =", b->term);
	if (b->len)
		str_addf(&out, " %s", b->text);
	str_add_char(&out, '\n');
}

typedef void visit(const struct text_document *d, const struct text_block *b);

static void each(enum text_format format, const char *bytes, size_t len, visit *visit_block)
{
	const struct text_input in = {.name = "a", .bytes = bytes, .len = len};
	struct text_document d = {0};
	struct err err = {0};
	size_t notes = 0;

	str_clear(&out);
	*blocks_notes = '\0';
	if (!text_document_read(&d, &in, format, &err)) {
		str_addf(&out, "error %d: %s", err.kind, err.message);
		snprintf(blocks_notes, sizeof blocks_notes, "%s", err.hint);
		return;
	}
	for (size_t n = 0; n < d.notes.len && notes < sizeof blocks_notes; n++)
		notes += (size_t)snprintf(
			blocks_notes + notes, sizeof blocks_notes - notes, "%s|", d.notes.at[n]);
	for (size_t b = 0; b < d.blocks.len; b++)
		visit_block(&d, &d.blocks.at[b]);
	text_document_release(&d);
}

static void visit_text(const struct text_document *d, const struct text_block *b)
{
	if (b == d->blocks.at && d->title && !(b->kind == BLOCK_HEADING && b->text == d->title))
		str_addf(&out, "= %s\n", d->title);
	add_block(b);
}

static void visit_marks(const struct text_document *d, const struct text_block *b)
{
	static const char *const names[] = {"strong", "em", "code", "term", "link"};

	(void)d;
	for (size_t m = 0; m < b->marks_len; m++)
		str_addf(&out, "%s%s:%.*s", out.len ? " " : "", names[b->marks[m].kind],
			(int)b->marks[m].len, b->text + b->marks[m].at);
}

static void visit_places(const struct text_document *d, const struct text_block *b)
{
	(void)d;
	if (b->place.page)
		str_addf(&out, "p%zu ", b->place.page);
	else
		str_addf(&out, "%zu:%zu ", b->place.line, b->place.byte);
}

const char *blocks_of_bytes(enum text_format format, const char *bytes, size_t len)
{
	each(format, bytes, len, visit_text);
	return str_text(&out);
}

const char *blocks_of(enum text_format format, const char *text)
{
	return blocks_of_bytes(format, text, strlen(text));
}

const char *marks_of(enum text_format format, const char *text)
{
	each(format, text, strlen(text), visit_marks);
	return str_text(&out);
}

const char *places_of(enum text_format format, const char *text)
{
	each(format, text, strlen(text), visit_places);
	return str_text(&out);
}
