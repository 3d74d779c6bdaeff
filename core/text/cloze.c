#define _GNU_SOURCE /* memmem */

#include "core/text/cloze.h"

#include <stdlib.h>
#include <string.h>

/* `end`: the next "}}" or an earlier one, looked for once for all that begin before it. */
static bool read_gap(const char *open, const char **end, struct text_gap *ret)
{
	size_t digits = strspn(open + 3, "0123456789");
	const char *text = open + 3 + digits, *close, *hint;

	if (!digits || digits > 3 || strncmp(text, "::", 2) != 0)
		return false;
	text += 2;
	if (*end < text)
		*end = strstr(text, "}}");
	close = *end;
	if (!close)
		return false;
	while (close[2] == '}')
		close++;
	hint = memmem(text, (size_t)(close - text), "::", 2);
	*ret = (struct text_gap){.whole = {open, (size_t)(close - open) + 2},
		.hidden = {text, (size_t)((hint ? hint : close) - text)},
		.number = (int)strtol(open + 3, NULL, 10)};
	if (hint)
		ret->hint = (struct text_span){hint + 2, (size_t)(close - hint) - 2};
	return ret->number > 0;
}

bool text_next_gap(const char *cloze, struct text_gap *ret)
{
	const char *end = cloze;

	for (; end && (cloze = strstr(cloze, "{{c")); cloze++)
		if (read_gap(cloze, &end, ret))
			return true;
	return false;
}
