#include "core/text/read_markdown.h"

#include "core/base/library.h"
#include "core/base/utf8.h"
#include "core/text/charset.h"
#include "core/text/flow.h"
#include "core/text/read_html.h"
#include "core/text/xml.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <md4c.h>

static int (*parse)(const MD_CHAR *, MD_SIZE, const MD_PARSER *, void *);
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {{"md_parse", &parse}, {0}};

	if (!library_load(LIBRARY_MD4C, symbols, why, sizeof why))
		parse = NULL;
}

struct reading {
	struct text_flow f;
	const struct markdown_source *s;
	size_t shift; /* bytes in front of what markdown_prepare() saw */
	const char *source;
	size_t at, line;            /* of the source, where lines are counted up to */
	size_t begun;               /* where the block's text begins in s->text */
	size_t last;                /* behind the text that came last, in s->text */
	size_t term, meaning, span; /* the next ones of s */
	struct markdown_spans spans;
	struct text_grid grid;
	struct text_inline cell;
	struct str html; /* of a block, as it came */
	size_t html_at;
	size_t table_at; /* where its text begins, and 1; 0: not known yet */
	size_t images;   /* that we are in */
	size_t waiting;  /* an item, from 1, of which is not known yet whether it is a meaning */
	bool in_html, in_table;
};

/* ---- places ---- */

/* Lines up to `in`; mostly it is ahead. */
static size_t line_at(struct reading *r, size_t in)
{
	const char *newline;

	while (r->at < in) {
		newline = memchr(r->source + r->at, '\n', in - r->at);
		if (!newline)
			break;
		r->at = (size_t)(newline - r->source) + 1;
		r->line++;
	}
	if (r->at > in) {
		for (; r->at > in; r->at--)
			r->line -= r->source[r->at - 1] == '\n';
	}
	return r->line;
}

static struct text_place place_of(struct reading *r, size_t out)
{
	size_t in = markdown_origin(r->s, out);

	return (struct text_place){.line = line_at(r, in), .byte = in + r->shift};
}

static struct text_inline *target(struct reading *r)
{
	return r->in_table ? &r->cell : &r->f.in;
}

/* Where in the prepared text this is; false: md4c's own. */
static bool offset_of(const struct reading *r, const char *text, size_t *ret)
{
	const char *base = str_text(&r->s->text);

	if (text < base || text >= base + r->s->text.len)
		return false;
	*ret = (size_t)(text - base);
	return true;
}

/* The block begins here; an item learns whether its mark was a definition's. */
static void begin(struct reading *r, size_t out)
{
	const struct markdown_source *s = r->s;

	if (r->waiting && r->waiting <= r->f.boxes.len) {
		while (r->meaning + 1 < s->meanings.len && s->meanings.at[r->meaning + 1] < out)
			r->meaning++;
		if (r->meaning < s->meanings.len && s->meanings.at[r->meaning] < out &&
			!memchr(s->text.at + s->meanings.at[r->meaning], '\n',
				out - s->meanings.at[r->meaning]))
			r->f.boxes.at[r->waiting - 1].kind = FLOW_MEANING;
	}
	r->waiting = 0;
	if (r->in_table && !r->table_at)
		r->table_at = out + 1;
	if (!r->f.is_open && !r->in_table) {
		r->begun = out;
		flow_begin(&r->f, place_of(r, out));
	}
}

/* ---- md4c's calls ---- */

static void end_spans(struct reading *r)
{
	while (r->spans.open.len)
		markdown_close_span(&r->spans, &r->f, target(r));
}

static void html_block(struct reading *r)
{
	struct text_place place = place_of(r, r->html_at);

	read_html_fragment(&r->f, str_text(&r->html), r->html.len, place);
	str_clear(&r->html);
}

/* Whether the block is a line of terms. */
static bool is_term_line(struct reading *r)
{
	const struct markdown_source *s = r->s;

	while (r->term + 1 < s->terms.len && s->terms.at[r->term + 1] <= r->begun)
		r->term++;
	return r->term < s->terms.len && s->terms.at[r->term] <= r->begun &&
	       !memchr(s->text.at + s->terms.at[r->term], '\n', r->begun - s->terms.at[r->term]);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	struct reading *r = self;

	(void)detail;
	if (type == MD_BLOCK_TABLE)
		flow_end(&r->f);
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		flow_enter(&r->f, type == MD_BLOCK_UL ? FLOW_LIST : FLOW_ORDERED);
	else if (type == MD_BLOCK_LI)
		flow_enter(&r->f, FLOW_ITEM);
	else if (type == MD_BLOCK_QUOTE)
		flow_enter(&r->f, FLOW_QUOTE);
	else if (type == MD_BLOCK_P || type == MD_BLOCK_H || type == MD_BLOCK_CODE)
		flow_end(&r->f); /* a tight item's text */
	else if (type == MD_BLOCK_TR)
		grid_row(&r->grid);
	if (type == MD_BLOCK_LI && !r->waiting)
		r->waiting = r->f.boxes.len;
	r->f.in.keeps_blanks = type == MD_BLOCK_CODE;
	r->in_html = type == MD_BLOCK_HTML;
	r->in_table = r->in_table || type == MD_BLOCK_TABLE;
	return 0;
}

static int end_cell(struct reading *r)
{
	end_spans(r);
	grid_cell(&r->grid, str_text(&r->cell.text), r->cell.text.len);
	text_inline_clear(&r->cell);
	return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	struct reading *r = self;

	if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
		return end_cell(r);
	end_spans(r);
	r->waiting = 0;
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL || type == MD_BLOCK_LI ||
		type == MD_BLOCK_QUOTE)
		flow_leave(&r->f);
	else if (type == MD_BLOCK_H)
		flow_end_heading(&r->f, (int)((MD_BLOCK_H_DETAIL *)detail)->level);
	else if (type == MD_BLOCK_CODE)
		flow_end_code(&r->f);
	else if (type == MD_BLOCK_P && r->f.is_open && is_term_line(r))
		flow_end_term(&r->f);
	else if (type == MD_BLOCK_P)
		flow_end(&r->f);
	else if (type == MD_BLOCK_HTML)
		html_block(r);
	else if (type == MD_BLOCK_THEAD)
		r->grid.header_rows = 1;
	else if (type == MD_BLOCK_TABLE) {
		grid_end(&r->grid, &r->f, place_of(r, r->table_at ? r->table_at - 1 : r->last));
		r->table_at = 0;
		r->in_table = false;
	}
	r->in_html = r->in_html && type != MD_BLOCK_HTML;
	return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *self)
{
	const MD_SPAN_A_DETAIL *link = detail;
	struct reading *r = self;

	if (type == MD_SPAN_IMG) {
		r->images++;
		r->f.has_image = r->f.has_image || !r->f.in.text.len;
	} else if (type == MD_SPAN_A)
		markdown_open_span(&r->spans, target(r), MARK_LINK, "",
			link->href.size && link->href.text[0] == '#');
	else if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY) {
		text_inline_add(target(r), "$$", type == MD_SPAN_LATEXMATH ? 1 : 2);
		markdown_open_span(&r->spans, target(r), MARK_NONE, "", false);
	} else
		markdown_open_span(&r->spans, target(r),
			type == MD_SPAN_STRONG ? MARK_STRONG
			: type == MD_SPAN_EM   ? MARK_EMPHASIS
			: type == MD_SPAN_CODE ? MARK_CODE
					       : MARK_NONE,
			"", false);
	return 0;
}

/* Whether only the span's closing marks stand between its text and a "term" attribute. */
static bool is_term_span(struct reading *r)
{
	const struct markdown_source *s = r->s;

	while (r->span < s->spans.len && s->spans.at[r->span] < r->last)
		r->span++;
	if (r->span >= s->spans.len)
		return false;
	for (size_t at = r->last; at < s->spans.at[r->span]; at++)
		if (!strchr("*_`", s->text.at[at]))
			return false;
	return true;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *self)
{
	struct reading *r = self;

	(void)detail;
	if (type == MD_SPAN_IMG) {
		r->images -= r->images > 0;
		return 0;
	}
	while (r->spans.open.len && *r->spans.open.at[r->spans.open.len - 1].tag)
		markdown_close_span(&r->spans, &r->f, target(r)); /* HTML that was left open */
	if (!r->spans.open.len)
		return 0;
	if ((type == MD_SPAN_STRONG || type == MD_SPAN_EM) && is_term_span(r) && !r->in_table)
		r->f.in.marks.at[r->spans.open.at[r->spans.open.len - 1].mark].kind = MARK_TERM;
	markdown_close_span(&r->spans, &r->f, target(r));
	if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY)
		text_inline_add(target(r), "$$", type == MD_SPAN_LATEXMATH ? 1 : 2);
	return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *at, MD_SIZE size, void *self)
{
	struct reading *r = self;
	struct text_inline *i = target(r);
	size_t out;

	if (offset_of(r, at, &out)) {
		if (r->in_html && !r->html.len)
			r->html_at = out;
		if (!r->in_html && size && !r->images)
			begin(r, out);
		r->last = out + size;
	}
	if (r->in_html)
		str_add_bytes(&r->html, at, size);
	else if (r->images)
		return 0;
	else if (type == MD_TEXT_BR)
		text_inline_break(i);
	else if (type == MD_TEXT_SOFTBR)
		text_inline_add(i, " ", 1);
	else if (type == MD_TEXT_NULLCHAR)
		text_inline_add(i, "\xef\xbf\xbd", 3);
	else if (type == MD_TEXT_ENTITY)
		html_entity(i, at, size);
	else if (type == MD_TEXT_HTML)
		markdown_inline_html(&r->spans, &r->f, i, at, size);
	else if (type == MD_TEXT_NORMAL)
		markdown_plain_text(i, at, size);
	else
		text_inline_add(i, at, size);
	return 0;
}

/* ---- the document ---- */

static bool run(struct reading *r, const struct text_input *in, struct err *err)
{
	static const MD_PARSER parser = {
		.flags = MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = text,
	};
	int failed = parse(str_text(&r->s->text), (MD_SIZE)r->s->text.len, &parser, r);

	if (failed)
		return err_set(err, ERR_INPUT, "'%s' is nested too deeply for Markdown", in->name);
	flow_end(&r->f);
	flow_drop_terms(&r->f);
	flow_mark_link_lists(r->f.d, 0);
	if (r->s->is_cut)
		text_document_note(r->f.d, "the tables have too many cells: some are read as text");
	return true;
}

bool text_read_markdown(struct text_document *d, const struct text_input *in, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct markdown_source source = {0};
	struct reading r = {.f.d = d, .s = &source, .line = 1, .grid.a = &d->arena};
	struct str bytes = {0};
	bool ok = false;

	pthread_once(&once, load);
	if (!parse) {
		err_set(err, ERR_WORK, "cannot load md4c, which Markdown is read with: %s", why);
		return err_hint(err, "install it: apt-get install libmd4c0");
	}
	if (!text_decode(&bytes, in, NULL, err))
		goto done;
	r.source = str_text(&bytes);
	r.shift = text_mark_length(in);
	markdown_prepare(&source, r.source, bytes.len);
	if (source.title.len)
		d->title = arena_strndup(&d->arena, str_text(&source.title), source.title.len);
	ok = run(&r, in, err);
done:
	flow_release(&r.f);
	vec_release(&r.spans.open);
	grid_release(&r.grid);
	text_inline_release(&r.cell);
	str_release(&r.html);
	markdown_source_release(&source);
	str_release(&bytes);
	return ok;
}
