#include "core/text/looks.h"

#include "core/text/charset.h"
#include "core/text/sentence.h"

#include <string.h>

/* What a text is shows on its first pages. */
#define LOOKED_AT ((size_t)256 << 10)

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (unsigned char)c >= 0x80;
}

static size_t run_of(const struct text_span *l, char c)
{
	size_t len = 0;

	while (len < l->len && l->at[len] == c)
		len++;
	return len;
}

static bool has_only(const struct text_span *l, const char *set)
{
	for (size_t i = 0; i < l->len; i++)
		if (!strchr(set, l->at[i]))
			return false;
	return true;
}

static bool is_heading(const struct text_span *l)
{
	size_t marks = run_of(l, '#');

	return marks >= 1 && marks <= 6 && l->len > marks + 1 && is_blank(l->at[marks]);
}

/* Tildes right below a line underline it. */
static bool is_fence(const struct text_span *l, const struct text_span *before)
{
	return run_of(l, '`') >= 3 || (run_of(l, '~') >= 3 && has_only(before, " \t"));
}

static bool is_delimiter_row(const struct text_span *l, const struct text_span *before)
{
	return l->len && memchr(l->at, '|', l->len) && memchr(l->at, '-', l->len) &&
	       has_only(l, "|-: \t") && before->len && memchr(before->at, '|', before->len);
}

/* Not "1.": numbers stand before headings of plain text, too. */
static bool is_item(const struct text_span *l)
{
	return l->len > 2 && strchr("-*+", l->at[0]) && is_blank(l->at[1]) &&
	       !has_only(l, "-*+ \t");
}

/* "**term**" that stands free: "2**3 + 4**5" is none. */
static size_t count_bold(const struct text_span *l)
{
	size_t count = 0, open = 0;
	bool is_open = false;

	for (size_t i = 0; i + 1 < l->len; i++) {
		if (l->at[i] != '*' || l->at[i + 1] != '*')
			continue;
		if (is_open && i > open && !is_blank(l->at[i - 1]) &&
			(i + 2 == l->len || !is_word(l->at[i + 2]))) {
			count++;
			is_open = false;
		} else if (i + 2 < l->len && !is_blank(l->at[i + 2]) &&
			   (!i || !is_word(l->at[i - 1]))) {
			is_open = true;
			open = i + 2;
		}
		i++;
	}
	return count;
}

bool text_looks_like_markdown(const struct text_input *in)
{
	size_t mark = text_mark_length(in), len = in->len - mark, at = 0, marks = 0;
	const char *text = in->bytes + mark;
	struct text_span line, before = {"", 0};

	len = len < LOOKED_AT ? len : LOOKED_AT;
	if (len >= 2 && memcmp(text, "#!", 2) == 0)
		return false; /* a script, and its comments */
	for (; text_next_line(text, len, &at, &line); before = line) {
		while (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		if (is_heading(&line) || is_fence(&line, &before) ||
			is_delimiter_row(&line, &before))
			return true;
		marks += is_item(&line) + count_bold(&line);
		if (marks >= 2)
			return true;
	}
	return false;
}
