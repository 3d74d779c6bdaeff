#include "core/text/repair.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>

/* What stood at the edges of pages. */

struct line {
	struct text_span span;
	bool edge; /* the first or last one of a page, where pages are known */
	bool blank;
	bool gone;
	bool breaks; /* a page begins here */
	long number; /* of a line that is nothing but a number; -1 */
};

struct pages {
	VEC(struct line) lines;
	bool fed; /* there are form feeds */
};

static struct text_span trimmed(struct text_span s)
{
	while (s.len && strchr(" \t\f", s.at[0]))
		s.at++, s.len--;
	while (s.len && strchr(" \t\f", s.at[s.len - 1]))
		s.len--;
	return s;
}

static size_t skip_blanks(struct text_span s, size_t at)
{
	while (at < s.len && s.at[at] == ' ')
		at++;
	return at;
}

static size_t skip_digits(struct text_span s, size_t at)
{
	size_t begin = at;

	while (at < s.len && at - begin < 5 && s.at[at] >= '0' && s.at[at] <= '9')
		at++;
	return at;
}

/* Any of the words, whatever its case, at a place; returns where it ends, or 0. */
static size_t skip_word(struct text_span s, size_t at, const char *const *words)
{
	struct str rest = {0};
	size_t found = 0;

	letter_fold(&rest, s.at + at, s.len - at < 16 ? s.len - at : 16);
	for (; *words && !found; words++)
		if (str_starts(str_text(&rest), *words))
			found = at + strlen(*words);
	str_release(&rest);
	return found;
}

/* "Page 3", "Seite 3 von 10", "- 3 -", "3/10", "14 Chapter 2": nothing else looks so. */
static bool is_page_mark(struct text_span s)
{
	static const char *const page[] = {"page ", "seite ", NULL};
	static const char *const of[] = {"of ", "von ", "/", NULL};
	static const char *const chapter[] = {"chapter ", "kapitel ", NULL};
	bool dashed = s.len > 4 && s.at[0] == '-' && s.at[1] == ' ' && s.at[s.len - 1] == '-';
	size_t worded = skip_word(s, 0, page), begin, at, next;

	if (dashed)
		s = trimmed((struct text_span){s.at + 1, s.len - 2});
	begin = skip_blanks(s, worded);
	at = skip_digits(s, begin);
	if (at == begin)
		return false;
	if (at == s.len)
		return worded || dashed;
	at = skip_blanks(s, at);
	next = skip_word(s, at, of);
	if (next && (worded || dashed || s.at[at] != '/'))
		return skip_digits(s, skip_blanks(s, next)) == s.len;
	next = skip_word(s, at, chapter);
	return next && !worded && !dashed && skip_digits(s, skip_blanks(s, next)) == s.len;
}

static long number_of(struct text_span s)
{
	long value = 0;

	if (!s.len || s.len > 4 || skip_digits(s, 0) != s.len)
		return -1;
	for (size_t i = 0; i < s.len; i++)
		value = value * 10 + (s.at[i] - '0');
	return value;
}

static void read_lines(struct pages *p, const char *text, size_t len)
{
	struct text_span span;

	for (size_t at = 0; text_next_line(text, len, &at, &span);) {
		const char *feed = memchr(span.at, '\f', span.len);
		struct text_span inside = trimmed(span);

		vec_push(&p->lines, ((struct line){.span = span,
					    .blank = !inside.len,
					    .breaks = feed,
					    .gone = is_page_mark(inside),
					    .number = number_of(inside)}));
		p->fed |= feed != NULL;
	}
}

/* The first and the last line with text of each page. */
static void find_edges(struct pages *p)
{
	size_t last = SIZE_MAX;
	bool begins = true;

	for (size_t i = 0; i < p->lines.len; i++) {
		struct line *l = &p->lines.at[i];

		if (l->breaks && last != SIZE_MAX)
			p->lines.at[last].edge = true;
		begins |= l->breaks;
		if (l->blank)
			continue;
		l->edge |= begins;
		begins = false;
		last = i;
	}
	if (last != SIZE_MAX)
		p->lines.at[last].edge = true;
}

static bool stands_alone(const struct pages *p, size_t i)
{
	return (i == 0 || p->lines.at[i - 1].blank) &&
	       (i + 1 == p->lines.len || p->lines.at[i + 1].blank);
}

/* Numbers alone in their lines are those of pages when a page ends there, or
 * when they count. */
static void drop_numbers(struct pages *p)
{
	struct line *before = NULL;

	for (size_t i = 0; i < p->lines.len; i++) {
		struct line *l = &p->lines.at[i];

		if (l->number < 0)
			continue;
		if (p->fed) {
			l->gone |= l->edge;
		} else if (stands_alone(p, i)) {
			if (before && l->number == before->number + 1)
				l->gone = before->gone = true;
			before = l;
		}
	}
}

/* The same text but for its numbers. */
static char *shape_of(struct text_span span)
{
	struct text_span s = trimmed(span);
	struct str shape = {0};

	for (size_t i = 0; i < s.len; i++) {
		bool digit = s.at[i] >= '0' && s.at[i] <= '9';

		if (!digit || !i || s.at[i - 1] < '0' || s.at[i - 1] > '9')
			str_add_char(&shape, digit ? '#' : s.at[i]);
	}
	return str_take(&shape);
}

/* So often at the edge of a page is no chance. */
#define HEADS_MIN 3

static void drop_heads(struct pages *p)
{
	VEC(char *) shapes = {0};
	struct map counts = {0};

	for (size_t i = 0; i < p->lines.len; i++) {
		char *shape = p->lines.at[i].edge ? shape_of(p->lines.at[i].span) : NULL;
		uintptr_t count = shape ? (uintptr_t)map_get(&counts, shape) : 0;

		vec_push(&shapes, shape);
		if (shape)
			map_put(&counts, shape, (void *)(count + 1));
	}
	for (size_t i = 0; i < p->lines.len; i++)
		if (shapes.at[i] && (uintptr_t)map_get(&counts, shapes.at[i]) >= HEADS_MIN)
			p->lines.at[i].gone = true;
	map_release(&counts);
	for (size_t i = 0; i < shapes.len; i++)
		free(shapes.at[i]);
	vec_release(&shapes);
}

void text_repair_pages(struct str *out, const char *text, size_t len)
{
	struct pages p = {0};

	read_lines(&p, text, len);
	if (p.fed) {
		find_edges(&p);
		drop_heads(&p);
	}
	drop_numbers(&p);
	for (size_t i = 0; i < p.lines.len; i++) {
		const struct line *l = &p.lines.at[i];

		if (l->breaks)
			str_add_char(out, '\n');
		for (size_t k = 0; k < l->span.len && !l->gone; k++)
			if (l->span.at[k] != '\f')
				str_add_char(out, l->span.at[k]);
		str_add_char(out, '\n');
	}
	vec_release(&p.lines);
}
