#include "core/text/charset.h"
#include "core/text/plain.h"

#include "core/text/label.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <string.h>

/* Plain text, rendered manual pages, RFCs.  What is said by indents, blank lines and
 * marks becomes blocks; the rest are paragraphs. */

struct reading {
	struct text_document *d;
	struct plain_lines lines;
	struct plain_chunks chunks;
	struct text_inline text;
	size_t list;         /* number of the last one */
	int item_indents[8]; /* of the items that are open, outermost first */
	int depth;
	int terms[8], bodies[8]; /* where the open terms and their texts begin, outermost first */
	int bodies_len;
};

static struct text_place place_of(const struct plain_line *l)
{
	return (struct text_place){.line = l->number, .byte = l->byte};
}

/* U+2010 at the end of a line divides a word; an ASCII hyphen may be the word's own. */
static bool ends_in_hyphen(const struct text_span *t, size_t *ret_len)
{
	*ret_len = t->len;
	if (t->len > 3 && memcmp(t->at + t->len - 3, "\xe2\x80\x90", 3) == 0)
		*ret_len = t->len - 3;
	else if (t->len > 2 && memcmp(t->at + t->len - 2, "\xc2\xad", 2) == 0)
		*ret_len = t->len - 2;
	return *ret_len < t->len;
}

/* "security-" and "aware" are a word with a hyphen inside. */
static bool joins_next(const struct text_span *t)
{
	uint32_t cp = 0;

	if (t->len < 3 || t->at[t->len - 1] != '-')
		return false;
	letter_before(t->at, t->len - 1, &cp);
	return letter_class(cp) == LETTER_ALPHA;
}

static void add_line(struct text_inline *out, const struct text_span *t)
{
	size_t len;
	bool hyphen = ends_in_hyphen(t, &len);

	text_inline_add(out, t->at, len);
	if (!hyphen && !joins_next(t))
		text_inline_add(out, " ", 1);
}

/* The lines of a chunk from `from` on, without `skip` bytes of the first. */
static void add_lines(struct reading *r, const struct plain_chunk *c, size_t from, size_t skip)
{
	for (size_t i = from; i < c->len; i++) {
		struct text_span t = r->lines.list.at[c->first + i].text;

		if (i == from) {
			t.at += skip;
			t.len -= skip;
		}
		add_line(&r->text, &t);
	}
}

/* ---- terms ---- */

#define TERM_MAX 80

/* A line that is a term: short, and no sentence. */
static bool is_term_line(const struct text_span *t)
{
	return t->len <= TERM_MAX && t->len && !strchr(".;,", t->at[t->len - 1]) &&
	       text_count_words(t->at, t->len) <= 10;
}

/* "Term: text" whose further lines are indented: the colon's offset, or 0. */
static size_t colon_of(const struct text_span *t)
{
	const char *colon =
		t->len ? memchr(t->at, ':', t->len < TERM_MAX ? t->len : TERM_MAX) : NULL;
	size_t at = colon ? (size_t)(colon - t->at) : 0;

	if (!at || at + 2 >= t->len || t->at[at + 1] != ' ')
		return 0;
	return text_count_words(t->at, at) <= 8 ? at : 0;
}

/* Where the text of "-s     be silent" begins, when the chunk's other lines begin there
 * as well; 0: nowhere. */
static size_t tag_end(const struct plain_line *l, const struct plain_chunk *c)
{
	size_t at;

	if (!l->gap || (c->len > 1 ? l->gap != c->hang : l->gap - l->indent > 16))
		return 0;
	for (at = 0; at + 1 < l->text.len && !(l->text.at[at] == ' ' && l->text.at[at + 1] == ' ');
		at++)
		if (l->text.at[at] == '\t')
			break;
	return at && at <= 24 && at < l->text.len ? at : 0;
}

static void add_definition(
	struct reading *r, const struct plain_chunk *c, const struct text_span *term)
{
	struct text_inline name = {0};
	struct text_block *b;

	text_inline_add(&name, term->at, term->len);
	b = text_document_add(
		r->d, BLOCK_DEFINITION, &r->text, place_of(&r->lines.list.at[c->first]));
	while (name.text.len && name.text.at[name.text.len - 1] == ' ')
		str_truncate(&name.text, name.text.len - 1);
	b->term = arena_strdup(&r->d->arena, str_text(&name.text));
	text_inline_release(&name);
	/* A term within another one's text is one of its parts. */
	while (r->bodies_len && c->indent <= r->terms[r->bodies_len - 1])
		r->bodies_len--;
	b->level = r->bodies_len + 1;
	if (r->bodies_len < 8) {
		r->terms[r->bodies_len] = c->indent;
		r->bodies[r->bodies_len++] = c->hang;
	}
}

static bool try_definition(struct reading *r, size_t at)
{
	struct plain_chunk *c = &r->chunks.list.at[at];
	const struct plain_line *first = &r->lines.list.at[c->first];
	struct text_span term = first->text;
	size_t colon = colon_of(&first->text), tag = tag_end(first, c);

	if (colon && c->len > 1 && c->hang > c->indent) {
		add_lines(r, c, 0, colon + 1);
		term.len = colon;
	} else if (tag) {
		size_t skip = tag;

		while (skip < term.len && strchr(" \t", term.at[skip]))
			skip++;
		if (c->len == 1 && c->indent < r->chunks.body)
			return false;
		add_lines(r, c, 0, skip);
		term.len = tag;
	} else if (c->len > 1 && c->hang >= c->indent + 2 && is_term_line(&first->text)) {
		add_lines(r, c, 1, 0);
	} else {
		return false;
	}
	add_definition(r, c, &term);
	return true;
}

/* A term alone on its line, its text behind a blank one and further in. */
static bool try_apart(struct reading *r, size_t *at)
{
	const struct plain_chunk *c = &r->chunks.list.at[*at];
	const struct text_span *t = &r->lines.list.at[c->first].text;
	struct plain_chunk *next;

	if (*at + 1 >= r->chunks.list.len || c->len > 1 || !c->before_blank ||
		c->indent < r->chunks.body || !is_term_line(t) || strchr("?!:", t->at[t->len - 1]))
		return false;
	next = &r->chunks.list.at[*at + 1];
	if (next->indent < c->indent + 2 || next->hang != next->indent || next->len < 2 ||
		plain_item_mark(&r->lines.list.at[next->first].text))
		return false;
	add_lines(r, next, 0, 0);
	add_definition(r, next, t);
	++*at;
	return true;
}

/* ---- items ---- */

static void open_item(struct reading *r, int indent)
{
	while (r->depth && r->item_indents[r->depth - 1] > indent)
		r->depth--;
	if (!r->depth)
		r->list++;
	if (!r->depth || r->item_indents[r->depth - 1] < indent) {
		if (r->depth < 8)
			r->item_indents[r->depth++] = indent;
	}
}

static bool try_item(struct reading *r, const struct plain_chunk *c)
{
	const struct plain_line *first = &r->lines.list.at[c->first];
	size_t mark = plain_item_mark(&first->text);
	struct text_block *b;

	if (!mark)
		return false;
	add_lines(r, c, 0, mark);
	b = text_document_add(r->d, BLOCK_ITEM, &r->text, place_of(first));
	if (!b)
		return true;
	open_item(r, c->indent);
	b->level = r->depth;
	b->list = r->list;
	b->is_ordered = first->text.at[0] >= '0' && first->text.at[0] <= '9';
	return true;
}

/* ---- code ---- */

/* "Priority: optional": a field of a record. */
static bool is_field(const struct text_span *t)
{
	size_t at = 0;

	while (at < t->len && t->at[at] != ':' && t->at[at] != ' ')
		at++;
	return at && at + 1 < t->len && t->at[at] == ':' && t->at[at + 1] == ' ';
}

/* Lines that are no running text: many signs, few words; fields, columns. */
static bool looks_like_code(const struct reading *r, const struct plain_chunk *c)
{
	size_t signs = 0, letters = 0, filled = 0, fields = 0, gaps = 0;

	for (size_t i = 0; i < c->len; i++) {
		const struct text_span *t = &r->lines.list.at[c->first + i].text;

		filled += t->len > 55;
		fields += is_field(t);
		gaps += r->lines.list.at[c->first + i].gap > 0;
		for (size_t k = 0; k < t->len; k++) {
			signs += strchr("{}[]()<>=;|&$#_/\\*+@^~", t->at[k]) != NULL;
			letters += ((unsigned char)t->at[k] | 32) >= 'a' &&
				   ((unsigned char)t->at[k] | 32) <= 'z';
		}
	}
	if ((fields >= 3 && fields * 4 >= c->len * 3) ||
		(c->len >= 3 && filled * 2 < c->len && gaps * 3 >= c->len * 2)) /* columns */
		return true;
	return c->indent > r->chunks.body && filled * 2 < c->len + 1 && signs * 8 > letters;
}

static void add_code(struct reading *r, const struct plain_chunk *c)
{
	r->text.keeps_blanks = true;
	for (size_t i = 0; i < c->len; i++) {
		const struct plain_line *l = &r->lines.list.at[c->first + i];

		for (int k = c->indent; k < l->indent; k++)
			text_inline_add(&r->text, " ", 1);
		text_inline_add(&r->text, l->text.at, l->text.len);
		text_inline_add(&r->text, "\n", 1);
	}
	text_document_add(r->d, BLOCK_CODE, &r->text, place_of(&r->lines.list.at[c->first]));
	r->text.keeps_blanks = false;
}

/* ---- chunks ---- */

static void add_heading(struct reading *r, size_t at, int level)
{
	struct plain_chunk *c = &r->chunks.list.at[at];
	const struct plain_line *first = &r->lines.list.at[c->first];
	size_t own = c->len > 1 && c->hang == c->indent ? c->len : 1;
	struct plain_chunk head = {c->first, own, c->indent, c->hang, true, true};

	add_lines(r, &head, 0, 0);
	text_document_add_heading(r->d, level, &r->text, place_of(first));
	r->depth = 0;
	r->bodies_len = 0;
	if (c->len > own) { /* what stands below it without a blank line */
		struct plain_chunk rest = {
			c->first + own, c->len - own, c->hang, c->hang, true, true};

		add_lines(r, &rest, 0, 0);
		text_document_add(
			r->d, BLOCK_PARAGRAPH, &r->text, place_of(&r->lines.list.at[rest.first]));
	}
}

static void add_paragraph(struct reading *r, const struct plain_chunk *c)
{
	struct text_block *b;
	bool in_item = r->depth && c->indent > r->item_indents[0];

	add_lines(r, c, 0, 0);
	b = text_document_add(r->d, in_item ? BLOCK_ITEM : BLOCK_PARAGRAPH, &r->text,
		place_of(&r->lines.list.at[c->first]));
	if (!b)
		return;
	if (in_item) {
		b->level = r->depth;
		b->list = r->list;
	} else {
		r->depth = 0;
	}
	while (r->bodies_len && c->indent < r->bodies[r->bodies_len - 1])
		r->bodies_len--;
	b->goes_on = in_item || (r->bodies_len && c->indent == r->bodies[r->bodies_len - 1]);
	if (!b->goes_on)
		r->bodies_len = 0;
}

/* "Term: text" line below line: each is a paragraph, with the lines that go on.  Of a record
 * most fields say no more than a value. */
static bool try_labels(struct reading *r, const struct plain_chunk *c)
{
	size_t labels = 0, fields = 0;
	const struct plain_line *lines = &r->lines.list.at[c->first];

	if (c->hang != c->indent || !text_label_of_prose(lines->text.at, lines->text.len))
		return false;
	for (size_t i = 0; i < c->len; i++) {
		labels += text_label_of_prose(lines[i].text.at, lines[i].text.len) != LABEL_NONE;
		fields += is_field(&lines[i].text);
	}
	if (labels < 2 || labels * 2 < fields)
		return false;
	for (size_t from = 0, to; from < c->len; from = to) {
		struct plain_chunk part = *c;

		for (to = from + 1; to < c->len; to++)
			if (text_label_of_prose(lines[to].text.at, lines[to].text.len))
				break;
		part.first += from;
		part.len = to - from;
		add_paragraph(r, &part);
	}
	return true;
}

static void add_chunk(struct reading *r, size_t *at)
{
	struct plain_chunk *c = &r->chunks.list.at[*at];
	const struct plain_line *first = &r->lines.list.at[c->first];
	int level;

	if (plain_is_rule(first))
		return;
	level = plain_heading_level(&r->lines, &r->chunks, *at);
	if (level) {
		add_heading(r, *at, level);
		return;
	}
	if (try_item(r, c))
		return;
	if (r->depth && c->indent > r->item_indents[0]) {
		add_paragraph(r, c);
		return;
	}
	if (try_labels(r, c))
		return;
	if (looks_like_code(r, c)) {
		add_code(r, c);
		return;
	}
	if (try_definition(r, *at) || try_apart(r, at)) {
		r->depth = 0;
		return;
	}
	add_paragraph(r, c);
}

bool text_read_plain(struct text_document *d, const struct text_input *in, struct err *err)
{
	struct reading r = {.d = d};
	struct str bytes = {0};

	if (!text_decode(&bytes, in, NULL, err)) {
		str_release(&bytes);
		return false;
	}
	plain_clean(&bytes);
	plain_split(&r.lines, str_text(&bytes), bytes.len);
	plain_chunks_of(&r.chunks, &r.lines);
	for (size_t i = 0; i < r.chunks.list.len; i++)
		add_chunk(&r, &i);
	text_inline_release(&r.text);
	vec_release(&r.lines.list);
	vec_release(&r.chunks.list);
	str_release(&bytes);
	return true;
}
