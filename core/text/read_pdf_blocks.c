#include "core/text/read_pdf.h"

#include "core/text/flow.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct assembly {
	const struct pdf *p;
	struct text_flow f;
	VEC(int) lists;  /* where the marks of open lists stand */
	int text_left;   /* of an item's text */
	int item_column; /* its column's left edge */
	size_t item_page;
	int leading;   /* from line to line in this block; 0: not known */
	size_t joined; /* lines behind the block's first */
};

/* ---- blocks ---- */

static struct text_place place_of(const struct pdf_line *l)
{
	return (struct text_place){.page = l->page + 1};
}

static void end_block(struct assembly *s)
{
	pdf_join_marks(&s->f.in);
	flow_end(&s->f);
	s->leading = 0;
	s->joined = 0;
}

static void leave_lists(struct assembly *s, size_t depth)
{
	end_block(s);
	while (s->lists.len > depth) {
		flow_leave(&s->f); /* the item, and its list */
		flow_leave(&s->f);
		s->lists.len--;
	}
}

/* The length of a bullet or an item's number at the text's front, with its blank; 0: none. */
static size_t item_mark(const struct str *text, bool *ret_ordered)
{
	static const char *const bullets[] = {"•", "‣", "◦", "▪", "●", "○", "–", "—", "■", "➢", "✓",
		"·", "∙", "⁃", "-", "*", NULL};
	const char *t = str_text(text);
	size_t at = 0;

	*ret_ordered = false;
	for (size_t b = 0; bullets[b]; b++) {
		size_t len = strlen(bullets[b]);

		if (strncmp(t, bullets[b], len) == 0 && t[len] == ' ' && t[len + 1])
			return len + 1;
	}
	at += t[at] == '(';
	if (isdigit((unsigned char)t[at]))
		while (isdigit((unsigned char)t[at]) && at < 4)
			at++;
	else if (isalpha((unsigned char)t[at]) && at)
		at++;
	else
		return 0;
	if ((t[at] != '.' && t[at] != ')') || t[at + 1] != ' ' || !t[at + 2])
		return 0;
	*ret_ordered = true;
	return at + 2;
}

/* Where an item's text begins: the second piece, or behind the mark by its share. */
static int text_left_of(const struct pdf *p, const struct pdf_line *l, size_t mark)
{
	const struct pdf_piece *first = &p->pieces.at[l->first];

	if (first->len <= mark + 1 && l->end > l->first + 1)
		return first[1].left;
	return first->left + (int)((size_t)(first->right - first->left) * mark / (first->len + 1));
}

static void begin_item(struct assembly *s, const struct pdf_line *l, size_t mark, bool is_ordered)
{
	size_t depth = s->lists.len;

	while (depth && s->lists.at[depth - 1] > l->left + l->size / 2)
		depth--;
	if (depth && s->item_column != l->column_left)
		depth = 1; /* it goes on in the next column */
	leave_lists(s, depth);
	if (depth && (s->item_column != l->column_left ||
			     l->left - s->lists.at[depth - 1] <= l->size / 2)) {
		flow_leave(&s->f);
		s->lists.at[depth - 1] = l->left;
	} else {
		flow_enter(&s->f, is_ordered ? FLOW_ORDERED : FLOW_LIST);
		vec_push(&s->lists, l->left);
	}
	flow_enter(&s->f, FLOW_ITEM);
	s->text_left = text_left_of(s->p, l, mark);
	s->item_column = l->column_left;
	s->item_page = l->page;
}

/* ---- lines ---- */

static bool ends_sentence(const struct text_inline *i)
{
	size_t len = i->text.len;

	while (len && strchr(" \"')]", i->text.at[len - 1]))
		len--;
	return len && strchr(".!?:", i->text.at[len - 1]);
}

/* Whether the next line's first word would have had room on this one. */
static bool ends_early(
	const struct assembly *s, const struct pdf_line *before, const struct pdf_line *l)
{
	const struct pdf_piece *first = &s->p->pieces.at[l->first];
	int room = before->column_right - before->right, width = first->right - first->left;
	size_t word = strcspn(first->text, " "), len = s->f.in.text.len;

	if (len && s->f.in.text.at[len - 1] == '-')
		return false;
	if (first->len > word)
		width = (int)((size_t)width * word / first->len);
	return room > (before->column_right - before->column_left) / 4 &&
	       room > width + 2 * l->size;
}

/* Whether a line goes on with the block that the line before is in. */
static bool goes_on(
	const struct assembly *s, const struct pdf_line *before, const struct pdf_line *l)
{
	bool is_near =
		before->page == l->page && before->column == l->column && before->band == l->band;
	int gap = l->top - before->top, em = l->size;
	int edge = s->lists.len ? s->text_left : l->column_left;
	int usual = s->leading ? s->leading : l->size == s->p->body ? s->p->leading : 0;

	if (!s->f.is_open || abs(before->size - l->size) > 2)
		return false;
	if (!is_near) /* the next column or page */
		return !ends_sentence(&s->f.in) && l->left - l->column_left <= em;
	if (gap <= 0 || gap > em * 2 || (usual && gap > usual + em / 4))
		return false;
	if (l->left - before->left > em / 2 && l->left - edge > em / 2 && !s->lists.len)
		return false; /* its first line is indented */
	if (s->lists.len && l->left < s->text_left - em)
		return false; /* behind the list */
	if (s->joined && !s->lists.len && before->left - l->left > em / 2)
		return false; /* behind a quotation that was indented */
	return !ends_early(s, before, l);
}

static void add_code(struct assembly *s, size_t first, size_t end)
{
	const struct pdf *p = s->p;
	int left = 1 << 30;

	for (size_t l = first; l < end; l++)
		if (p->lines.at[l].left < left)
			left = p->lines.at[l].left;
	flow_begin(&s->f, place_of(&p->lines.at[first]));
	s->f.in.keeps_blanks = true;
	for (size_t l = first; l < end; l++) {
		const struct pdf_line *line = &p->lines.at[l];
		int indent = line->size > 2 ? (line->left - left) * 10 / (line->size * 6) : 0;

		if (l > first)
			text_inline_break(&s->f.in);
		for (int i = 0; i < indent && i < 80; i++)
			text_inline_add(&s->f.in, " ", 1);
		pdf_add_text(p, line, &s->f.in);
	}
	s->f.in.marks.len = 0;
	flow_end_code(&s->f);
}

/* Lines in a fixed pitch; they go on over the page. */
static size_t code_end(const struct pdf *p, size_t l)
{
	size_t end = l;

	while (end < p->lines.len && (p->lines.at[end].style & PDF_MONO) &&
		!p->lines.at[end].heading && !p->lines.at[end].is_dropped &&
		p->lines.at[end].letters)
		end++;
	return end;
}

/* ---- terms with a hanging indent ---- */

/* How many pieces of the line are a term: what the line below is indented to begins
 * behind them, or below it.  0: none. */
static size_t term_pieces(const struct pdf *p, size_t l)
{
	enum { LONGEST = 60 };
	const struct pdf_line *line = &p->lines.at[l], *next = line + 1;
	size_t letters = 0, count = 0;

	if (!pdf_hangs(p, l) || next->heading)
		return 0;
	for (size_t i = line->first; i < line->end; i++, count++) {
		if (i > line->first && abs(p->pieces.at[i].left - next->left) <= 2)
			return letters <= LONGEST && letters > 1 ? count : 0;
		letters += p->pieces.at[i].len;
	}
	return (line->style & (PDF_MONO | PDF_BOLD)) && letters <= LONGEST && line->parts == 1
		       ? count
		       : 0;
}

/* A term and what hangs below it; returns the line behind. */
static size_t add_definition(struct assembly *s, size_t l, size_t count)
{
	const struct pdf *p = s->p;
	struct pdf_line term = p->lines.at[l], rest = term;
	size_t end = l + 1;
	int left = p->lines.at[end].left;

	term.end = rest.first = term.first + count;
	flow_begin(&s->f, place_of(&term));
	pdf_add_text(p, &term, &s->f.in);
	flow_end_term(&s->f);
	flow_enter(&s->f, FLOW_MEANING);
	flow_begin(&s->f, place_of(&term));
	if (rest.first < rest.end)
		pdf_add_text(p, &rest, &s->f.in);
	for (; end < p->lines.len; end++) {
		const struct pdf_line *line = &p->lines.at[end], *before = line - 1;

		if (line->page != term.page || line->column != term.column || line->is_dropped ||
			line->heading || abs(line->left - left) > 2 || (line->style & PDF_MONO) ||
			(s->f.in.text.len && line->top - before->top > line->size * 7 / 4))
			break;
		if (s->f.in.text.len)
			pdf_join_lines(&s->f.in, p, line);
		pdf_add_text(p, line, &s->f.in);
	}
	pdf_join_marks(&s->f.in);
	flow_leave(&s->f);
	return end;
}

/* A heading may take several lines. */
static size_t add_heading(struct assembly *s, size_t l)
{
	const struct pdf_line *line = &s->p->lines.at[l];
	size_t end = l + 1;

	leave_lists(s, 0);
	flow_begin(&s->f, place_of(line));
	pdf_add_text(s->p, line, &s->f.in);
	for (; end < s->p->lines.len; end++) {
		const struct pdf_line *next = &s->p->lines.at[end], *before = next - 1;

		if (next->heading == 0 || next->is_dropped || next->page != line->page ||
			next->column != line->column || next->size != line->size ||
			next->top - before->bottom > line->size / 2 || next->top <= before->top ||
			isdigit((unsigned char)*s->p->pieces.at[next->first].text))
			break;
		pdf_join_lines(&s->f.in, s->p, next);
		pdf_add_text(s->p, next, &s->f.in);
	}
	s->f.in.marks.len = 0;
	flow_end_heading(&s->f, line->heading);
	return end;
}

/* A line of running text. */
static void add_line(struct assembly *s, const struct pdf_line *before, const struct pdf_line *l)
{
	struct text_inline own = {0};
	bool is_ordered;
	size_t mark;

	pdf_add_text(s->p, l, &own);
	mark = item_mark(&own.text, &is_ordered);
	/* "1998." at a line's front is no item, unless it stands where items do */
	if (mark && before && goes_on(s, before, l) && (is_ordered || own.text.at[0] < 0x7f) &&
		!(s->lists.len && abs(l->left - s->lists.at[s->lists.len - 1]) <= l->size / 2 &&
			ends_sentence(&s->f.in)))
		mark = own.text.at[0] == '-' || is_ordered ? 0 : mark;
	if (mark) {
		begin_item(s, l, mark, is_ordered);
		inline_erase(&own, 0, mark);
	} else if (before && goes_on(s, before, l)) {
		if (before->page == l->page && before->column == l->column) {
			s->leading = l->top - before->top;
			s->joined++;
		} else
			s->joined = 0;
		pdf_join_lines(&s->f.in, s->p, l);
	} else if (s->lists.len && s->item_page == l->page && s->item_column == l->column_left &&
		   l->left >= s->text_left - l->size / 2 && l->left > l->column_left)
		end_block(s); /* one more paragraph of the item */
	else
		leave_lists(s, 0);
	flow_begin(&s->f, place_of(l));
	for (size_t m = 0; m < own.marks.len; m++) {
		struct text_mark moved = own.marks.at[m];

		moved.at += s->f.in.text.len;
		vec_push(&s->f.in.marks, moved);
	}
	str_add_bytes(&s->f.in.text, str_text(&own.text), own.text.len);
	text_inline_release(&own);
}

void pdf_add_blocks(const struct pdf *p, struct text_document *d)
{
	struct assembly s = {.p = p, .f = {.d = d}};
	const struct pdf_line *before = NULL;
	size_t count;

	for (size_t l = 0; l < p->lines.len;) {
		const struct pdf_line *line = &p->lines.at[l];

		if (line->is_dropped || !line->letters) {
			l++;
			continue;
		}
		if (line->heading) {
			l = add_heading(&s, l);
			before = NULL;
			continue;
		}
		if ((count = pdf_table_lines(p, l)) > 0) {
			leave_lists(&s, 0);
			pdf_add_table(p, d, l, count);
		} else if ((count = term_pieces(p, l)) > 0) {
			leave_lists(&s, 0);
			count = add_definition(&s, l, count) - l;
		} else if ((count = code_end(p, l) - l) > 0) {
			end_block(&s);
			add_code(&s, l, l + count);
		} else {
			add_line(&s, before, line);
			before = line;
			l++;
			continue;
		}
		before = NULL;
		l += count;
	}
	leave_lists(&s, 0);
	vec_release(&s.lists);
	flow_release(&s.f);
}
