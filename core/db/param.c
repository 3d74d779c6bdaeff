#include "core/db/param.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to here a double holds every whole number. */
#define WHOLE_MAX 9007199254740992.0

static struct source_value text_of(const char *text)
{
	return (struct source_value){.kind = VALUE_TEXT, .text = text, .len = strlen(text)};
}

struct source_value source_param(const cJSON *item, struct arena *a)
{
	double number = item->valuedouble;
	struct source_value v;
	char *text;

	if (json_is_null(item))
		return (struct source_value){.kind = VALUE_NULL};
	if (json_is_string(item))
		return text_of(item->valuestring);
	if (json_is_bool(item))
		return (struct source_value){.kind = VALUE_INTEGER, .integer = json_is_true(item)};
	if (json_is_number(item) && floor(number) == number && fabs(number) <= WHOLE_MAX)
		return (struct source_value){.kind = VALUE_INTEGER, .integer = (int64_t)number};
	if (json_is_number(item))
		return (struct source_value){.kind = VALUE_REAL, .real = number};
	text = json_text(item);
	v = text_of(arena_strdup(a, text));
	free(text);
	return v;
}
