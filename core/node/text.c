#include "core/node/text.h"

#include "core/base/str.h"

#include <string.h>

cJSON *text_value(const char *bytes, size_t len)
{
	struct str text = {0};
	cJSON *value;

	str_add_utf8(&text, bytes, len);
	value = json_new_bytes(str_text(&text), text.len);
	str_release(&text);
	return value;
}

cJSON *text_lines(const char *text, size_t len)
{
	cJSON *lines = json_new_array();
	const char *p = text, *end = text + len;

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		size_t line = (size_t)((newline ? newline : end) - p);

		json_append_take(lines,
			json_new_bytes(p, line && p[line - 1] == '\r' ? line - 1 : line));
		p += line + 1;
	}
	return lines;
}
