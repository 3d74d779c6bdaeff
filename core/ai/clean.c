#include "core/ai/clean.h"

#include "core/base/utf8.h"

#include <string.h>

/* The length of a control sequence (ECMA-48, 5.4) behind its ESC, or 0. */
static size_t sequence_length(const char *text)
{
	size_t len = 1;

	if (*text != '[')
		return 0;
	while (text[len] >= 0x20 && text[len] <= 0x3f)
		len++;
	return text[len] >= 0x40 && text[len] <= 0x7e ? len + 1 : 0;
}

static bool is_hidden(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f) || c == 0x200b ||
		(c >= 0x202a && c <= 0x202e) || c == 0x2060 || (c >= 0x2066 && c <= 0x2069) ||
		c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

void ai_clean(struct str *out, const char *text)
{
	size_t len = strlen(text), used;

	for (; len; text += used, len -= used) {
		uint32_t c;

		used = utf8_decode(text, len, &c);
		if (!used) {
			used = 1;
			str_add(out, "\xef\xbf\xbd");
		} else if (c == 0x1b) {
			used += sequence_length(text + 1);
		} else if (!is_hidden(c)) {
			str_add_bytes(out, text, used);
		}
	}
}
