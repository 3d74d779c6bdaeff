#include "core/text/plain.h"

#include "core/base/map.h"
#include "core/text/sentence.h"

#include <string.h>

/* ---- terminals ---- */

/* The end of an escape sequence (ECMA-48 5.4) that begins at `at`. */
static size_t escape_end(const struct str *s, size_t at)
{
	if (++at < s->len && s->at[at] == '[')
		for (at++; at < s->len && (unsigned char)s->at[at] < 0x40; at++)
			;
	return at < s->len ? at + 1 : at;
}

/* What is shown moves to the front of its line, blanks fill what was taken out. */
void plain_clean(struct str *text)
{
	size_t to = 0, end;

	if (!text->len || (!memchr(text->at, '\b', text->len) && !memchr(text->at, 27, text->len)))
		return;
	for (size_t at = 0; at < text->len;) {
		char c = text->at[at];

		if (c == 27) {
			at = escape_end(text, at);
		} else if (c == '\b') {
			while (to && ((unsigned char)text->at[to - 1] & 0xc0) == 0x80)
				to--;
			to -= to && text->at[to - 1] != '\n';
			at++;
		} else if (c == '\n') {
			for (end = at; to < end; to++)
				text->at[to] = ' ';
			text->at[to++] = c;
			at++;
		} else {
			text->at[to++] = text->at[at++];
		}
	}
	str_truncate(text, to);
}

/* ---- lines ---- */

/* A blank at the beginning of `t`: its bytes, or 0.  Browsers that write text pad with
 * no-break spaces. */
static size_t blank_at(const char *t, size_t len)
{
	if (len > 1 && t[0] == '\xc2' && t[1] == '\xa0')
		return 2;
	return len && strchr(" \t\r\f", t[0]);
}

static struct plain_line line_of(const char *text, const struct text_span *whole, size_t number)
{
	struct plain_line l = {.number = number, .byte = (size_t)(whole->at - text)};
	size_t begin = 0, end = whole->len, blank;
	int column;

	for (; (blank = blank_at(whole->at + begin, end - begin)); begin += blank)
		l.indent = whole->at[begin] == '\t'               ? (l.indent / 8 + 1) * 8
			   : whole->at[begin] == ' ' || blank > 1 ? l.indent + 1
								  : l.indent;
	while (end > begin && strchr(" \t\r\f", whole->at[end - 1]))
		end--;
	l.text = (struct text_span){whole->at + begin, end - begin};
	l.is_blank = begin == end;
	column = l.indent;
	for (size_t at = begin; at + 2 < end && !l.gap; at++, column++)
		if (whole->at[at] == ' ' && whole->at[at + 1] == ' ' && whole->at[at + 2] != ' ')
			l.gap = column + 2;
		else if (whole->at[at] == '\t')
			l.gap = (column / 8 + 1) * 8;
	return l;
}

/* ---- pages ---- */

/* A line without its numbers: running heads differ in nothing else. */
static void shape_of(const struct plain_line *l, struct str *out)
{
	str_clear(out);
	for (size_t i = 0; i < l->text.len; i++) {
		char c = l->text.at[i];

		if (c >= '0' && c <= '9')
			c = '#';
		if (!out->len || out->at[out->len - 1] != c || (c != '#' && c != ' '))
			str_add_char(out, c);
	}
}

static bool is_contents_line(const struct plain_line *l)
{
	const char *text = l->text.at;
	size_t end = l->text.len, dots = 0;

	while (end && text[end - 1] >= '0' && text[end - 1] <= '9')
		end--;
	if (end == l->text.len)
		return false;
	for (; end && (text[end - 1] == '.' || text[end - 1] == ' '); end--)
		dots += text[end - 1] == '.';
	return dots >= 3;
}

/* Fewer than three times may be chance. */
#define HEAD_REPEATS 3
#define HEAD_MAX 120

struct pages {
	struct arena arena;
	struct map counts; /* shape -> size_t: how often */
	struct str shape;
};

static bool may_be_head(const struct plain_lines *l, size_t at)
{
	const struct plain_line *line = &l->list.at[at];
	bool alone_above = at == 0 || l->list.at[at - 1].is_blank;
	bool alone_below = at + 1 >= l->list.len || l->list.at[at + 1].is_blank;

	return !line->is_blank && line->text.len <= HEAD_MAX && (alone_above || alone_below);
}

/* A page's head or foot has a number that changes. */
static bool is_head(struct pages *p, const struct plain_lines *l, size_t at)
{
	const size_t *count;

	if (!may_be_head(l, at))
		return false;
	shape_of(&l->list.at[at], &p->shape);
	count = map_get(&p->counts, str_text(&p->shape));
	return count && *count >= HEAD_REPEATS && strchr(str_text(&p->shape), '#') &&
	       p->shape.len > 4;
}

static void count_heads(struct pages *p, const struct plain_lines *l)
{
	for (size_t i = 0; i < l->list.len; i++) {
		size_t *count;

		if (!may_be_head(l, i))
			continue;
		shape_of(&l->list.at[i], &p->shape);
		count = map_get(&p->counts, str_text(&p->shape));
		if (!count) {
			count = arena_new(&p->arena, size_t);
			map_put(&p->counts, arena_strdup(&p->arena, str_text(&p->shape)), count);
		}
		++*count;
	}
}

static bool ends_sentence(const struct plain_line *l)
{
	return l->text.len && strchr(".:!?", l->text.at[l->text.len - 1]);
}

/* A text that a page's end divides goes on in lower case at the same place. */
static bool goes_on(const struct plain_line *before, const struct plain_line *l)
{
	return !before->is_blank && before->indent == l->indent && !ends_sentence(before) &&
	       l->text.at[0] >= 'a' && l->text.at[0] <= 'z';
}

/* Takes the heads out, and the blank lines around them but for one. */
static void drop_heads(struct plain_lines *l)
{
	struct pages p = {0};
	size_t kept = 0, last_text = 0;
	bool dropped = false;

	count_heads(&p, l);
	for (size_t i = 0; i < l->list.len; i++) {
		struct plain_line line = l->list.at[i];

		if (!line.is_blank && (is_contents_line(&line) || is_head(&p, l, i))) {
			dropped = true;
			continue;
		}
		if (!line.is_blank) {
			if (dropped && kept > last_text && last_text &&
				goes_on(&l->list.at[last_text - 1], &line))
				kept = last_text;
			dropped = false;
			last_text = kept + 1;
		}
		l->list.at[kept++] = line;
	}
	l->list.len = kept;
	map_release(&p.counts);
	arena_release(&p.arena);
	str_release(&p.shape);
}

/* "LS(1)          User Commands          LS(1)": the head and the foot of a manual
 * page begin or end with the page's name. */
static bool is_manual_head(const struct plain_line *l)
{
	const char *open = l->text.len ? memchr(l->text.at, '(', l->text.len) : NULL;

	return open && open > l->text.at && l->indent == 0 && l->text.len > 20 &&
	       l->text.at[l->text.len - 1] == ')' && l->gap;
}

static void drop_manual_heads(struct plain_lines *l)
{
	size_t first = 0, last = l->list.len;

	while (first < l->list.len && l->list.at[first].is_blank)
		first++;
	if (first >= l->list.len || !is_manual_head(&l->list.at[first]))
		return;
	while (last > first + 1 && l->list.at[last - 1].is_blank)
		last--;
	if (last > first + 1 && l->list.at[last - 1].gap && l->list.at[last - 1].indent == 0)
		l->list.len = last - 1;
	l->list.at[first].is_blank = true;
	l->list.at[first].text.len = 0;
}

void plain_split(struct plain_lines *ret, const char *text, size_t len)
{
	struct text_span line;
	size_t number = 0;

	for (size_t at = 0; text_next_line(text, len, &at, &line);)
		vec_push(&ret->list, line_of(text, &line, ++number));
	drop_manual_heads(ret);
	drop_heads(ret);
}
