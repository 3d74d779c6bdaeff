#include "core/base/markup.h"

#include "core/base/utf8.h"

#include <stdbool.h>

static bool turns_text(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* XML 1.0 has no place for these, not even escaped; or nothing is seen of them. */
static bool is_dropped(uint32_t cp)
{
	return (cp < ' ' && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0) ||
	       cp == 0xfffe || cp == 0xffff;
}

void markup_text(struct str *out, const char *text, size_t len)
{
	for (size_t at = 0, step; at < len; at += step ? step : 1) {
		uint32_t cp;

		step = utf8_decode(text + at, len - at, &cp);
		if (!step || turns_text(cp))
			str_add(out, "\xef\xbf\xbd");
		else if (cp == '&')
			str_add(out, "&amp;");
		else if (cp == '<')
			str_add(out, "&lt;");
		else if (cp == '>')
			str_add(out, "&gt;");
		else if (cp == '"')
			str_add(out, "&quot;");
		else if (cp == '\'')
			str_add(out, "&#39;");
		else if (!is_dropped(cp))
			str_add_bytes(out, text + at, step);
	}
}
