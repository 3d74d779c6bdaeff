#include "core/text/flow.h"

#include <string.h>

void flow_release(struct text_flow *f)
{
	text_inline_release(&f->in);
	vec_release(&f->boxes);
	vec_release(&f->terms);
}

struct flow_box *flow_top(struct text_flow *f)
{
	return f->boxes.len ? &f->boxes.at[f->boxes.len - 1] : NULL;
}

bool flow_is_chrome(const struct text_flow *f)
{
	for (size_t b = f->boxes.len; b-- > 0;)
		if (f->boxes.at[b].kind == FLOW_CHROME)
			return true;
	return false;
}

static bool is_list(const struct flow_box *box)
{
	return box->kind == FLOW_LIST || box->kind == FLOW_ORDERED;
}

/* The box that decides what a block is: an item, a quotation, a meaning; or NULL. */
static struct flow_box *deciding(struct text_flow *f)
{
	for (size_t b = f->boxes.len; b-- > 0;)
		if (!is_list(&f->boxes.at[b]) && f->boxes.at[b].kind != FLOW_CHROME)
			return &f->boxes.at[b];
	return NULL;
}

/* The list of the innermost item, and how deep it is. */
static const struct flow_box *list_of(const struct text_flow *f, int *ret_level)
{
	const struct flow_box *found = NULL;

	*ret_level = 0;
	for (size_t b = f->boxes.len; b-- > 0 && f->boxes.at[b].kind != FLOW_MEANING;)
		if (is_list(&f->boxes.at[b])) {
			found = found ? found : &f->boxes.at[b];
			++*ret_level;
		}
	return found;
}

void flow_begin(struct text_flow *f, struct text_place place)
{
	if (!f->is_open)
		f->place = place;
	f->is_open = true;
}

/* The block is over; what it was told is forgotten. */
static void close_block(struct text_flow *f)
{
	text_inline_clear(&f->in);
	f->in.keeps_blanks = false;
	f->is_open = f->has_image = f->was_cut = false;
}

/* What every block has. */
static void added(struct text_flow *f, struct text_block *block)
{
	struct flow_box *box = deciding(f);

	if (block) {
		block->is_chrome = block->is_chrome || flow_is_chrome(f);
		if (box)
			box->blocks++;
	}
	close_block(f);
}

/* ---- terms and what they mean ---- */

void flow_end_term(struct text_flow *f)
{
	inline_trim_front(&f->in);
	while (f->in.text.len && strchr(" \n:", f->in.text.at[f->in.text.len - 1]))
		str_truncate(&f->in.text, f->in.text.len - 1);
	if (f->terms_used) {
		f->terms.len = 0;
		f->terms_used = false;
	}
	if (f->in.text.len) {
		if (!f->terms.len)
			f->terms_place = f->place;
		vec_push(&f->terms,
			arena_strndup(&f->d->arena, str_text(&f->in.text), f->in.text.len));
	}
	close_block(f);
}

void flow_drop_terms(struct text_flow *f)
{
	for (size_t t = 0; t < f->terms.len && !f->terms_used; t++) {
		struct text_inline term = {0};
		size_t mark = text_inline_begin(&term, MARK_STRONG);
		struct text_block *block;

		text_inline_add(&term, f->terms.at[t], strlen(f->terms.at[t]));
		text_inline_end(&term, mark);
		block = text_document_add(f->d, BLOCK_PARAGRAPH, &term, f->terms_place);
		if (block)
			block->is_chrome = flow_is_chrome(f);
		text_inline_release(&term);
	}
	f->terms.len = 0;
	f->terms_used = false;
}

/* One definition for each of the terms; they share the text. */
static void end_meaning(struct text_flow *f)
{
	struct text_block *first =
		text_document_add(f->d, BLOCK_DEFINITION, &f->in, f->terms_place);

	first->term = f->terms.at[0];
	first->is_chrome = flow_is_chrome(f);
	for (size_t t = 1; t < f->terms.len; t++) {
		struct text_block copy = f->d->blocks.at[f->d->blocks.len - 1];

		copy.term = f->terms.at[t];
		vec_push(&f->d->blocks, copy);
	}
	f->terms_used = true;
	added(f, &f->d->blocks.at[f->d->blocks.len - 1]);
}

/* "Term: meaning" at the front of the text. */
static struct text_block *add_led(struct text_flow *f)
{
	struct flow_lead lead;
	struct text_block *block;
	const char *term;

	if (!flow_find_lead(&f->in, &lead))
		return NULL;
	term = arena_strndup(&f->d->arena, str_text(&f->in.text), lead.term_len);
	inline_erase(&f->in, 0, lead.meaning);
	block = text_document_add(f->d, BLOCK_DEFINITION, &f->in, f->place);
	block->term = term;
	return block;
}

/* ---- blocks ---- */

static void end_item(struct text_flow *f, const struct flow_box *box)
{
	struct text_block *block = box->blocks ? NULL : add_led(f);
	const struct flow_box *list;

	if (!block)
		block = text_document_add(f->d, BLOCK_ITEM, &f->in, f->place);
	if (block) {
		list = list_of(f, &block->level);
		block->list = list ? list->list : 0;
		block->is_ordered = list && list->kind == FLOW_ORDERED;
		block->goes_on = box->blocks > 0;
	}
	added(f, block);
}

static void end_paragraph(struct text_flow *f)
{
	enum { CAPTION_WORDS = 30 };
	bool is_caption = f->has_image &&
			  text_count_words(str_text(&f->in.text), f->in.text.len) <= CAPTION_WORDS;
	struct text_block *block;

	if (!is_caption && f->level < 6 && flow_is_bold_title(&f->in)) {
		f->in.marks.len = 0;
		added(f, text_document_add_heading(f->d, f->level + 1, &f->in, f->place));
		return;
	}
	block = is_caption ? NULL : add_led(f);
	if (!block)
		block = text_document_add(f->d, BLOCK_PARAGRAPH, &f->in, f->place);
	if (block && is_caption)
		block->is_chrome = true;
	added(f, block);
}

/* "( )" and "(, )", which a reference leaves behind, and the blank before. */
static void close_gaps(struct text_inline *i)
{
	enum { GAPS_MAX = 1000 }; /* each moves the text behind it */
	int gaps = 0;

	for (size_t at = 0; at < i->text.len && gaps < GAPS_MAX; at++) {
		size_t end = at + 1, from = at;

		if (i->text.at[at] != '(' || (at && i->text.at[at - 1] != ' '))
			continue; /* "main()" is none */
		while (end < i->text.len && strchr(" ,;\n", i->text.at[end]))
			end++;
		if (end >= i->text.len || i->text.at[end] != ')')
			continue;
		if (from && i->text.at[from - 1] == ' ')
			from--;
		inline_erase(i, from, end + 1 - from);
		at = from ? from - 1 : 0;
		gaps++;
	}
}

void flow_end(struct text_flow *f)
{
	struct flow_box *box = deciding(f);

	if (f->was_cut)
		close_gaps(&f->in);
	inline_trim_front(&f->in);
	if (!f->in.text.len) {
		close_block(f);
		return;
	}
	if (box && box->kind == FLOW_MEANING && !box->blocks && f->terms.len) {
		end_meaning(f);
		return;
	}
	flow_drop_terms(f);
	if (box && box->kind == FLOW_ITEM)
		end_item(f, box);
	else if (box && box->kind == FLOW_QUOTE)
		added(f, text_document_add(f->d, BLOCK_QUOTE, &f->in, f->place));
	else
		end_paragraph(f);
}

void flow_end_heading(struct text_flow *f, int level)
{
	if (deciding(f) || flow_is_chrome(f)) { /* there it divides nothing */
		flow_end(f);
		return;
	}
	if (f->was_cut)
		close_gaps(&f->in);
	flow_drop_terms(f);
	inline_trim_front(&f->in);
	if (f->in.text.len)
		f->level = level;
	added(f, text_document_add_heading(f->d, level, &f->in, f->place));
}

void flow_end_code(struct text_flow *f)
{
	flow_drop_terms(f);
	added(f, text_document_add(f->d, BLOCK_CODE, &f->in, f->place));
}

void flow_enter(struct text_flow *f, enum flow_kind kind)
{
	struct flow_box box = {.kind = kind};

	flow_end(f);
	if (is_list(&box))
		box.list = ++f->lists;
	vec_push(&f->boxes, box);
}

void flow_leave(struct text_flow *f)
{
	flow_end(f);
	if (!f->boxes.len)
		return;
	if (f->boxes.at[f->boxes.len - 1].kind == FLOW_MEANING &&
		!f->boxes.at[f->boxes.len - 1].blocks)
		flow_drop_terms(f);
	f->boxes.len--;
}
