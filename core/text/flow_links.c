#include "core/text/flow.h"

#include "core/text/letter.h"

#include <string.h>

/* The bytes of a block that are links, at most all of them. */
static size_t linked(const struct text_block *b)
{
	size_t count = 0;

	for (size_t m = 0; m < b->marks_len; m++)
		if (b->marks[m].kind == MARK_LINK)
			count += b->marks[m].len;
	return count < b->len ? count : b->len;
}

struct list {
	size_t text, links, items;
	bool is_introduced; /* by a text that ends in a colon: it belongs to that */
};

/* "Table of contents:" introduces nothing that one learns. */
static bool names_contents(const struct text_block *b)
{
	struct str folded = {0};
	bool found;

	if (b->len > 60)
		return false;
	letter_fold(&folded, b->text, b->len);
	found = strstr(str_text(&folded), "contents") || strstr(str_text(&folded), "inhalt");
	str_release(&folded);
	return found;
}

static bool ends_in_colon(const struct text_block *b)
{
	return b->kind != BLOCK_HEADING && !b->is_chrome && b->len && b->text[b->len - 1] == ':' &&
	       !names_contents(b);
}

void flow_mark_link_lists(struct text_document *d, size_t from)
{
	const struct list none = {0};
	VEC(struct list) lists = {0};

	for (size_t b = from; b < d->blocks.len; b++) {
		const struct text_block *block = &d->blocks.at[b];

		while (lists.len <= block->list)
			vec_push(&lists, none);
		if (!lists.at[block->list].items && b > from)
			lists.at[block->list].is_introduced = ends_in_colon(block - 1);
		lists.at[block->list].items += block->kind == BLOCK_ITEM;
		lists.at[block->list].text += block->len;
		lists.at[block->list].links += linked(block);
	}
	for (size_t b = from; b < d->blocks.len; b++) {
		struct text_block *block = &d->blocks.at[b];

		if (block->kind == BLOCK_ITEM && block->list &&
			!lists.at[block->list].is_introduced &&
			lists.at[block->list].links * 10 > lists.at[block->list].text * 8 &&
			(lists.at[block->list].items > 1 || linked(block) == block->len))
			block->is_chrome = true;
	}
	vec_release(&lists);
}
