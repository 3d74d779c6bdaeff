#include "core/term/line_impl.h"

#include <string.h>

/* How much all of the words begin with, and how many there are. */
static size_t common(const char *words, size_t *ret_count)
{
	size_t len = strcspn(words, "\n");

	*ret_count = 0;
	for (const char *at = words; *at; at += strcspn(at, "\n") + 1) {
		size_t same = 0, word = strcspn(at, "\n");

		while (same < len && same < word && at[same] == words[same])
			same++;
		len = same;
		++*ret_count;
	}
	return len;
}

unsigned char line_complete(EditLine *el, int key)
{
	const LineInfo *line = line_api.line(el);
	struct line_editor *l = line_editor_of(el);
	struct str text = {0}, words = {0}, more = {0};
	size_t begun = 0, len, count;

	(void)key;
	str_add_bytes(&text, line->buffer, (size_t)(line->cursor - line->buffer));
	l->words.find(l->words.self, str_text(&text), &begun, &words);
	len = common(str_text(&words), &count);
	if (count && len > begun)
		str_add_bytes(&more, words.at + begun, len - begun);
	if (count == 1 && len && !strchr("=/.", words.at[len - 1]))
		str_add_char(&more, ' ');
	if (more.len)
		line_api.insertstr(el, str_text(&more));
	else if (count > 1)
		l->words.show(l->words.self, str_text(&words));
	str_release(&text);
	str_release(&words);
	len = more.len;
	str_release(&more);
	return len ? CC_REFRESH : count > 1 ? CC_REDISPLAY : CC_ERROR;
}
