#include "core/cards/chunk.h"

#include "core/text/sentence.h"

#include <string.h>

/* Less is a heading, and no sentence to learn from. */
#define WORDS_LEAST 5
/* A section shorter than the first goes with the next; one of more than the second is
 * divided.  Between them models find the facts, and keep to the text. */
#define CHUNK_WORDS 250
#define CHUNK_WORDS_MAX 900

void card_heading_path(const struct text_document *d, size_t block, struct str *out)
{
	size_t path[8], len = text_heading_path(d, block, path, 8);

	for (size_t i = 0; i < len; i++)
		str_addf(out, "%s%s", i ? " > " : "", d->blocks.at[path[i]].text);
	if (d->blocks.at[block].kind == BLOCK_HEADING)
		str_addf(out, "%s%s", len ? " > " : "", d->blocks.at[block].text);
}

static void add_table(struct str *out, const struct text_table *t)
{
	for (size_t c = 0; t->header && c < t->columns; c++)
		str_addf(out, "%s%s", c ? " | " : "", t->header[c]);
	str_add_char(out, '\n');
	for (size_t i = 0; i < t->rows * t->columns; i++)
		str_addf(out, "%s%s", t->cells[i], (i + 1) % t->columns ? " | " : "\n");
}

static void add_block(struct str *out, const struct text_block *b)
{
	switch (b->kind) {
	case BLOCK_HEADING: str_addf(out, "\n%.*s %s\n", b->level, "######", b->text); return;
	case BLOCK_ITEM: str_addf(out, "- %s\n", b->text); return;
	case BLOCK_DEFINITION: str_addf(out, "%s: %s\n", b->term, b->text); return;
	case BLOCK_TABLE: add_table(out, b->table); return;
	case BLOCK_CODE: str_addf(out, "```\n%s\n```\n", b->text); return;
	default: str_addf(out, "%s\n\n", b->text); return;
	}
}

static void end_chunk(struct card_chunks *c, const struct text_document *d, struct str *text,
	struct card_chunk *open)
{
	struct str subject = {0};

	open->words = text_count_words(str_text(text), text->len);
	if (open->words >= WORDS_LEAST) {
		card_heading_path(d, open->first, &subject);
		open->text = arena_strdup(&c->arena, str_text(text));
		open->subject = arena_strdup(&c->arena, str_text(&subject));
		vec_push(&c->list, *open);
	}
	str_release(&subject);
	str_clear(text);
}

void card_chunks_of(struct card_chunks *ret, const struct text_document *d)
{
	struct card_chunk open = {0};
	struct str text = {0};
	size_t words = 0;

	memset(ret, 0, sizeof *ret);
	for (size_t i = 0; i < d->blocks.len; i++) {
		const struct text_block *b = &d->blocks.at[i];
		size_t more = text_count_words(b->text, b->len);

		if (b->is_chrome)
			continue;
		if (text.len && ((b->kind == BLOCK_HEADING && words >= CHUNK_WORDS) ||
					words + more > CHUNK_WORDS_MAX)) {
			end_chunk(ret, d, &text, &open);
			words = 0;
		}
		if (!text.len)
			open = (struct card_chunk){.first = i};
		open.last = i;
		add_block(&text, b);
		words += more;
	}
	if (text.len)
		end_chunk(ret, d, &text, &open);
	str_release(&text);
}

void card_chunks_release(struct card_chunks *c)
{
	vec_release(&c->list);
	arena_release(&c->arena);
}
