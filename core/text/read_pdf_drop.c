#include "core/text/read_pdf.h"

#include "core/base/map.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A page's top and bottom, in which heads and numbers stand: a part of its height. */
#define MARGIN 10
/* On so many pages a text at the same height is no part of the text. */
#define REPEATED 3

/* "12", "- iv -", "Page 3 of 9": with "#" for numbers, and Roman ones alone. */
static void pattern_of(struct str *text)
{
	size_t to = 0;
	bool is_roman = text->len > 0;

	for (size_t at = 0; at < text->len; at++) {
		char c = text->at[at];

		is_roman = is_roman && strchr("ivxlcIVXLC -", c);
		if (isdigit((unsigned char)c)) {
			if (!to || text->at[to - 1] != '#')
				text->at[to++] = '#';
		} else
			text->at[to++] = c;
	}
	if (to)
		str_truncate(text, to);
	if (is_roman) {
		str_clear(text);
		str_add(text, "#");
	}
}

static bool in_margin(const struct pdf *p, const struct pdf_line *l)
{
	int height = p->pages.at[l->page].height;

	if (l->size * 20 > p->body * 23)
		return false; /* a title: chapters begin at one height */
	return l->top < height / MARGIN || l->bottom > height - height / MARGIN;
}

/* Counts what stands at this height; the height itself is a key as well. */
static void keys_of(const struct pdf *p, const struct pdf_line *l, struct str *ret)
{
	pdf_text_of(p, l, ret);
	pattern_of(ret);
	str_addf(ret, "\n%d", (l->top + 2) / 5);
}

static void drop_repeated(struct pdf *p)
{
	struct map counts = {0};
	struct str key = {0};
	uintptr_t count;

	for (size_t l = 0; l < p->lines.len; l++)
		if (in_margin(p, &p->lines.at[l])) {
			keys_of(p, &p->lines.at[l], &key);
			count = (uintptr_t)map_get(&counts, str_text(&key));
			map_put(&counts, arena_strdup(p->a, str_text(&key)), (void *)(count + 1));
		}
	for (size_t l = 0; l < p->lines.len; l++)
		if (in_margin(p, &p->lines.at[l])) {
			keys_of(p, &p->lines.at[l], &key);
			if ((uintptr_t)map_get(&counts, str_text(&key)) >= REPEATED)
				p->lines.at[l].is_dropped = true;
		}
	map_release(&counts);
	str_release(&key);
}

/* Whether the line ends in a number, or begins with one, as heads of chapters do. */
static bool has_page_number(const struct str *text)
{
	const char *t = str_text(text);

	return text->len &&
	       (isdigit((unsigned char)t[0]) || isdigit((unsigned char)t[text->len - 1]));
}

/* Heads that change from chapter to chapter: the first or last line of at least every
 * second page, at one height, with a number. */
static void drop_heads(struct pdf *p, bool at_top)
{
	enum { HEIGHTS = 4000 };
	size_t counts[HEIGHTS] = {0};
	struct str text = {0};

	for (int pass = 0; pass < 2; pass++)
		for (size_t l = 0; l < p->lines.len; l++) {
			struct pdf_line *line = &p->lines.at[l];
			bool is_edge = at_top ? l == 0 || line[-1].page != line->page
					      : l + 1 == p->lines.len || line[1].page != line->page;

			if (!is_edge || !in_margin(p, line) || line->top < 0 ||
				line->top >= HEIGHTS)
				continue;
			pdf_text_of(p, line, &text);
			if (!has_page_number(&text))
				continue;
			if (pass == 0)
				counts[line->top]++;
			else if (counts[line->top] >= REPEATED &&
				 counts[line->top] * 2 >= p->pages.len / 2)
				line->is_dropped = true;
		}
	str_release(&text);
}

/* "Legalese . . . . . . . 1" */
static bool is_dotted(const struct str *text)
{
	size_t dots = 0;

	for (size_t at = 0; at < text->len; at++)
		if (text->at[at] == '.')
			dots++;
		else if (text->at[at] != ' ') {
			if (dots >= 5)
				return true;
			dots = 0;
		}
	return dots >= 5;
}

static bool is_contents_title(const struct str *text)
{
	static const char *const titles[] = {
		"contents", "table of contents", "inhalt", "inhaltsverzeichnis", NULL};

	for (size_t t = 0; titles[t]; t++)
		if (strcasecmp(str_text(text), titles[t]) == 0)
			return true;
	return false;
}

/* Dotted lines, and all others of a page that has hardly anything else. */
static void drop_contents(struct pdf *p)
{
	struct str text = {0};
	size_t end;

	for (size_t l = 0; l < p->lines.len; l = end) {
		size_t dotted = 0, kept = 0, titles = 0;

		for (end = l; end < p->lines.len && p->lines.at[end].page == p->lines.at[l].page;
			end++) {
			struct pdf_line *line = &p->lines.at[end];

			if (line->is_dropped)
				continue;
			pdf_text_of(p, line, &text);
			titles += is_contents_title(&text);
			line->is_dropped = is_dotted(&text);
			dotted += line->is_dropped;
			kept += !line->is_dropped;
		}
		if (dotted > kept || (titles && dotted * 2 > kept))
			for (size_t i = l; i < end; i++)
				p->lines.at[i].is_dropped = true;
	}
	str_release(&text);
}

/* "3", "Page #", "3 / 9" alone in a margin: a page's number, also of a single page. */
static void drop_numbers(struct pdf *p)
{
	static const char *const numbers[] = {"#", "- # -", "page #", "seite #", "# / #", "#/#",
		"page # of #", "seite # von #", "# of #", "# von #", "p. #", "s. #", NULL};
	struct str text = {0};

	for (size_t l = 0; l < p->lines.len; l++) {
		if (!in_margin(p, &p->lines.at[l]))
			continue;
		pdf_text_of(p, &p->lines.at[l], &text);
		pattern_of(&text);
		for (size_t n = 0; numbers[n]; n++)
			if (strcasecmp(str_text(&text), numbers[n]) == 0)
				p->lines.at[l].is_dropped = true;
	}
	str_release(&text);
}

void pdf_drop_lines(struct pdf *p)
{
	if (p->pages.len >= REPEATED) {
		drop_heads(p, true);
		drop_heads(p, false);
		drop_repeated(p);
	}
	drop_numbers(p);
	drop_contents(p);
}
