#include "core/text/repair.h"

#include "core/base/utf8.h"
#include "core/text/letter.h"

#include <string.h>

/* What stands for a character, or NULL: itself.  "" takes it out. */
static const char *plain(uint32_t cp)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

	if (cp >= 0xfb00 && cp <= 0xfb06)
		return ligatures[cp - 0xfb00];
	if (cp == 0xad || cp == 0x200b || cp == 0x2060 || cp == 0xfeff || cp == 0x200e ||
		cp == 0x200f)
		return "";
	if (cp == '\f')
		return "\n\f";
	if (cp == 0x85 || cp == 0x2028)
		return "\n";
	if (cp == 0x2029)
		return "\n\n";
	if (cp == 0x2010 || cp == 0x2011)
		return "-";
	return cp > 0x7f && cp != 0x3000 && letter_class(cp) == LETTER_SPACE ? " " : NULL;
}

/* Typists' quotes: ``…'' and ,,…". */
struct quoting {
	const char *text;
	size_t len;
	bool open; /* by ``: then '' closes */
};

static const char *quote_at(struct quoting *q, size_t at)
{
	const char *c = q->text + at;
	size_t left = q->len - at;

	if (left < 2 || c[0] != c[1] || !strchr("`,'", c[0]) || (left > 2 && c[2] == c[0]))
		return NULL;
	if (c[0] == '\'') {
		if (!q->open)
			return NULL;
		q->open = false;
		return "\xe2\x80\x9d";
	}
	if (left == 2 || c[2] == ' ' || (at && !strchr(" \n\t(", c[-1])))
		return NULL;
	if (c[0] == '`')
		q->open = true;
	return c[0] == '`' ? "\xe2\x80\x9c" : "\xe2\x80\x9e";
}

void text_repair_characters(struct str *out, const char *text, size_t len)
{
	struct quoting q = {text, len, false};
	uint32_t cp = 0;

	for (size_t at = 0, step; at < len; at += step) {
		const char *quote = quote_at(&q, at), *instead;

		step = letter_next(text + at, len - at, &cp);
		instead = quote ? quote : plain(cp);
		step = quote ? 2 : step;
		/* CRLF, or a lone CR */
		if (cp == '\r' && (at + 1 >= len || text[at + 1] != '\n'))
			instead = "\n";
		if (instead)
			str_add(out, instead);
		else if (cp >= ' ' || cp == '\n' || cp == '\t')
			str_add_bytes(out, text + at, step);
	}
}
