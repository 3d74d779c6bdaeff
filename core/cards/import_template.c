#include "core/cards/import.h"

#include <string.h>

/* Formats of Anki's templates ("{{Front}}<hr>{{cloze:Text}}"), read once: they may be long,
 * and each note needs only to know which fields they show. */

size_t import_field_named(const struct import_model *m, const char *name, size_t len)
{
	for (size_t i = 0; i < m->fields.len; i++)
		if (strlen(m->fields.at[i]) == len && memcmp(m->fields.at[i], name, len) == 0)
			return i;
	return m->fields.len;
}

/* The next field in a format: "{{Front}}", "{{cloze:Text}}", "{{type:Back}}"; not
 * "{{#Extra}}", which only asks whether it is filled. */
static bool next_shown(const struct import_model *m, const char **at, size_t *ret)
{
	const char *open, *close, *colon;

	while ((open = strstr(*at, "{{")) && (close = strstr(open, "}}"))) {
		const char *name = open + 2;

		*at = close + 2;
		if (strchr("#^/", *name))
			continue;
		for (colon = name; colon < close; colon++)
			if (*colon == ':')
				name = colon + 1;
		while (name < close && *name == ' ')
			name++;
		*ret = import_field_named(m, name, (size_t)(close - name));
		if (*ret < m->fields.len)
			return true;
	}
	return false;
}

struct import_side import_side_of(struct arena *a, const struct import_model *m, const char *format)
{
	bool seen[IMPORT_FIELDS_MAX] = {false};
	struct import_side side = {arena_array(a, unsigned char, m->fields.len + 1), 0};
	size_t field;

	while (side.len < m->fields.len && next_shown(m, &format, &field))
		if (!seen[field]) {
			seen[field] = true;
			side.fields[side.len++] = (unsigned char)field;
		}
	return side;
}
