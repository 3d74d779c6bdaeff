#include "core/text/cloze.h"

#include <stdlib.h>
#include <string.h>

static bool read_gap(const char *open, struct text_gap *ret)
{
	size_t digits = strspn(open + 3, "0123456789");
	const char *text = open + 3 + digits, *close, *hint;

	if (!digits || digits > 3 || strncmp(text, "::", 2) != 0)
		return false;
	text += 2;
	close = strstr(text, "}}");
	if (!close)
		return false;
	while (close[2] == '}')
		close++;
	hint = strstr(text, "::");
	if (hint && hint >= close)
		hint = NULL;
	*ret = (struct text_gap){.whole = {open, (size_t)(close - open) + 2},
		.hidden = {text, (size_t)((hint ? hint : close) - text)},
		.number = (int)strtol(open + 3, NULL, 10)};
	if (hint)
		ret->hint = (struct text_span){hint + 2, (size_t)(close - hint) - 2};
	return ret->number > 0;
}

bool text_next_gap(const char *cloze, struct text_gap *ret)
{
	for (; (cloze = strstr(cloze, "{{c")); cloze++)
		if (read_gap(cloze, ret))
			return true;
	return false;
}
