#include "core/engine/path.h"

#include <string.h>

void path_add_id(struct str *path, const char *id)
{
	static const char separators[] = "/[]@%";

	for (; *id; id++) {
		if (strchr(separators, *id))
			str_addf(path, "%%%02X", (unsigned char)*id);
		else
			str_add_char(path, *id);
	}
}

void path_add_middleware(struct str *path, const char *name, size_t occurrence)
{
	str_add_char(path, '@');
	path_add_id(path, name);
	if (occurrence)
		str_addf(path, "[%zu]", occurrence);
	str_add_char(path, '/');
}

size_t path_occurrence(const cJSON *chain, const cJSON *item)
{
	size_t count = 0;

	json_each(other, chain) {
		if (other == item)
			break;
		count += str_eq(other->valuestring, item->valuestring);
	}
	return count;
}
