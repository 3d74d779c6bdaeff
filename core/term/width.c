#include "core/term/width.h"

#include "core/base/utf8.h"

#include <string.h>

struct range {
	uint32_t first, last;
};

#include "core/term/width_table.h"

/* glibc's wcwidth() depends on the locale and on the age of the library;
 * these tables make a table look the same everywhere. */
static bool in_ranges(const struct range *ranges, size_t count, uint32_t cp)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (cp > ranges[middle].last)
			low = middle + 1;
		else if (cp < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

int width_of_char(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return 0;
	if (cp < 0x300)
		return cp != 0xad;
	if (in_ranges(zero_ranges, sizeof zero_ranges / sizeof *zero_ranges, cp))
		return 0;
	return 1 + in_ranges(wide_ranges, sizeof wide_ranges / sizeof *wide_ranges, cp);
}

#define ZERO_WIDTH_JOINER 0x200d
#define EMOJI_SELECTOR 0xfe0f

static bool is_skin_tone(uint32_t cp)
{
	return cp >= 0x1f3fb && cp <= 0x1f3ff;
}

/* Walks over a text: what each code point adds, knowing the one before. */
struct walk {
	const char *at, *end;
	uint32_t before;
	int before_width;
};

static bool walk_next(struct walk *w, size_t *ret_len, int *ret_width)
{
	uint32_t cp;

	if (w->at >= w->end)
		return false;
	*ret_len = utf8_decode(w->at, (size_t)(w->end - w->at), &cp);
	if (!*ret_len) {
		*ret_len = 1;
		cp = 0xfffd;
	}
	*ret_width = width_of_char(cp);
	if (w->before == ZERO_WIDTH_JOINER || (is_skin_tone(cp) && w->before_width == 2))
		*ret_width = 0;
	/* The selector turns a sign of one column into an emoji of two; only
	 * the signs that have an emoji form carry it, digits of keycaps aside. */
	else if (cp == EMOJI_SELECTOR && w->before_width == 1 && w->before >= 0x2000)
		*ret_width = 1;
	w->before = cp;
	w->before_width = *ret_width;
	w->at += *ret_len;
	return true;
}

size_t width_of(const char *text, size_t len)
{
	struct walk w = {.at = text, .end = text + len};
	size_t total = 0, bytes;
	int width;

	while (walk_next(&w, &bytes, &width))
		total += (size_t)width;
	return total;
}

void width_cut(struct str *out, const char *text, size_t columns, bool unicode)
{
	const char *ellipsis = unicode ? "…" : "...";
	size_t room = unicode ? 1 : 3, len = strlen(text), used = 0, kept = 0, bytes;
	struct walk w = {.at = text, .end = text + len};
	int width;

	if (width_of(text, len) <= columns) {
		str_add(out, text);
		return;
	}
	if (columns < room) {
		str_add_bytes(out, "...", columns < 3 ? columns : 3);
		return;
	}
	while (walk_next(&w, &bytes, &width) && used + (size_t)width <= columns - room) {
		used += (size_t)width;
		kept += bytes;
	}
	str_add_bytes(out, text, kept);
	str_add(out, ellipsis);
}

void width_pad(struct str *out, size_t columns)
{
	for (; columns; columns--)
		str_add_char(out, ' ');
}

/* Overrides, isolates and marks of direction. */
static bool reorders(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e ||
		cp == 0x200f || cp == 0x061c;
}

static void escape_char(struct str *out, uint32_t cp, enum escape_mode mode)
{
	if (mode == ESCAPE_LINES && (cp == '\n' || cp == '\t'))
		str_add_char(out, (char)cp);
	else if (cp == '\n')
		str_add(out, "\\n");
	else if (cp == '\t')
		str_add(out, "\\t");
	else if (cp == '\r')
		str_add(out, "\\r");
	else
		str_addf(out, cp < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)cp);
}

void text_escape(struct str *out, const char *text, size_t len, enum escape_mode mode)
{
	for (size_t i = 0, bytes; i < len; i += bytes) {
		uint32_t cp;

		bytes = utf8_decode(text + i, len - i, &cp);
		if (!bytes) {
			str_addf(out, "\\x%02x", (unsigned char)text[i]);
			bytes = 1;
		} else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || reorders(cp)) {
			escape_char(out, cp, mode);
		} else {
			str_add_bytes(out, text + i, bytes);
		}
	}
}

void text_wrap(struct str *out, const char *text, size_t columns, size_t indent)
{
	size_t used = 0;

	for (const char *at = text; *at;) {
		size_t len = strcspn(at, " \n"), width = width_of(at, len);

		if (used && used + 1 + width > columns) {
			str_add_char(out, '\n');
			width_pad(out, indent);
			used = 0;
		}
		if (used) {
			str_add_char(out, ' ');
			used++;
		}
		str_add_bytes(out, at, len);
		used += width;
		for (at += len; *at == ' ' || *at == '\n'; at++) {
			if (*at != '\n')
				continue;
			str_add_char(out, '\n');
			if (at[1] != '\n')
				width_pad(out, indent);
			used = 0;
		}
	}
}
