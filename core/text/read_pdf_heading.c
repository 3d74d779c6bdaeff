#include "core/text/read_pdf.h"

#include "core/base/map.h"
#include "core/text/letter.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sizes above the body's that headings have, the largest first. */
#define RANKS 5
#define HEADING_BYTES 160

/* "2.1 " or "A.3 ": how many numbers, and how long it is. */
static int numbering(const char *text, size_t *ret_len)
{
	size_t at = 0;
	int depth = 0;

	if (isupper((unsigned char)text[0]) && text[1] == '.' && isdigit((unsigned char)text[2])) {
		at = 2;
		depth = 1;
	}
	while (isdigit((unsigned char)text[at])) {
		depth++;
		while (isdigit((unsigned char)text[at]))
			at++;
		if (text[at] == '.' &&
			(isdigit((unsigned char)text[at + 1]) || text[at + 1] == ' '))
			at++;
		else
			break;
	}
	if (!depth || text[at] != ' ' || at > 12)
		return 0;
	while (text[at] == ' ')
		at++;
	*ret_len = at;
	return isupper((unsigned char)text[at]) || (unsigned char)text[at] >= 0xc3 ? depth : 0;
}

/* A title as a key: letters and digits only, in lower case, without its number. */
static void key_of(struct str *key, const char *title, size_t page)
{
	size_t skip = 0;
	struct text_span word;
	size_t len;

	numbering(title, &skip);
	title += skip;
	len = strlen(title);
	str_clear(key);
	str_addf(key, "%zu ", page);
	for (size_t at = 0; text_next_word(title, len, &at, &word);)
		letter_fold(key, word.at, word.len);
}

static void map_outline(const struct pdf *p, struct map *ret)
{
	struct str key = {0};

	for (size_t e = 0; e < p->outline.len; e++) {
		key_of(&key, p->outline.at[e].title, p->outline.at[e].page);
		map_put(ret, arena_strdup(p->a, str_text(&key)),
			(void *)(uintptr_t)p->outline.at[e].level);
	}
	str_release(&key);
}

/* The sizes of lines that look like headings by their size. */
static void rank_sizes(const struct pdf *p, int ranks[RANKS])
{
	enum { SIZES = 200 };
	bool seen[SIZES] = {false};
	int count = 0;

	for (size_t l = 0; l < p->lines.len; l++) {
		const struct pdf_line *line = &p->lines.at[l];

		/* the title page's sizes are no headings' */
		if (!line->is_dropped && line->size < SIZES && line->size * 20 >= p->body * 23 &&
			line->letters >= 2 && (line->page > 0 || p->pages.len < 4))
			seen[line->size] = true;
	}
	memset(ranks, 0, RANKS * sizeof *ranks);
	for (int s = SIZES - 1; s > 0 && count < RANKS; s--)
		if (seen[s])
			ranks[count++] = s;
}

static int rank_of(const int ranks[RANKS], int size)
{
	for (int r = 0; r < RANKS && ranks[r]; r++)
		if (size >= ranks[r])
			return r + 1;
	return 0;
}

static int count_ranks(const int ranks[RANKS])
{
	int count = 0;

	while (count < RANKS && ranks[count])
		count++;
	return count;
}

/* A line by itself: more room above it than lines have between them. */
static bool stands_alone(const struct pdf *p, size_t l)
{
	const struct pdf_line *line = &p->lines.at[l], *before = l ? line - 1 : NULL;

	return !before || before->page != line->page || before->column != line->column ||
	       before->is_dropped || before->heading || line->top - before->bottom > line->size / 2;
}

bool pdf_hangs(const struct pdf *p, size_t l)
{
	const struct pdf_line *line = &p->lines.at[l], *next = line + 1, *third = line + 2;

	if (l + 1 >= p->lines.len || next->page != line->page || next->column != line->column ||
		next->band != line->band || next->is_dropped || (next->style & PDF_MONO) ||
		next->left - line->left < line->size * 3 / 2 ||
		next->top - line->bottom > line->size)
		return false;
	/* the first line of a paragraph is indented by itself */
	return (line->style & PDF_MONO) || l + 2 >= p->lines.len || third->page != next->page ||
	       third->column != next->column || third->top - next->bottom > next->size ||
	       third->left >= next->left || third->left <= line->left - line->size ||
	       (third->style & (PDF_BOLD | PDF_MONO));
}

static int level_of(const struct pdf *p, size_t l, const struct str *text, const int ranks[RANKS])
{
	const struct pdf_line *line = &p->lines.at[l];
	size_t skip = 0;
	int numbers = numbering(str_text(text), &skip), rank = 0;
	char last = text->len ? text->at[text->len - 1] : '.';

	if (text->len > HEADING_BYTES || line->letters < 2 || (line->style & PDF_MONO))
		return 0;
	if (line->size * 20 >= p->body * 23)
		rank = rank_of(ranks, line->size);
	if (rank)
		return numbers ? numbers : rank;
	if ((line->style & PDF_BOLD) && line->parts == 1 && stands_alone(p, l) &&
		!pdf_hangs(p, l) && !strchr(".,;:", last) &&
		text_count_words(str_text(text), text->len) <= 14)
		return numbers ? numbers : count_ranks(ranks) + 1;
	return 0;
}

void pdf_find_headings(struct pdf *p)
{
	struct map outline = {0};
	struct str text = {0}, key = {0};
	int ranks[RANKS];
	uintptr_t level;

	map_outline(p, &outline);
	rank_sizes(p, ranks);
	for (size_t l = 0; l < p->lines.len; l++) {
		struct pdf_line *line = &p->lines.at[l];

		if (line->is_dropped || line->letters > HEADING_BYTES)
			continue;
		pdf_text_of(p, line, &text);
		key_of(&key, str_text(&text), line->page + 1);
		level = (uintptr_t)map_get(&outline, str_text(&key));
		/* a word of the text may be a title, too: then it is set as the text is */
		line->heading = level && (line->size > p->body || (line->style & PDF_BOLD) ||
						 stands_alone(p, l))
					? (int)level
					: level_of(p, l, &text, ranks);
	}
	map_release(&outline);
	str_release(&text);
	str_release(&key);
}
