#include "core/migrate/migration.h"

#include <string.h>

void script_place(const char *text, size_t offset, int *ret_line, int *ret_column)
{
	const char *line = text;

	*ret_line = 1;
	for (const char *end; (end = memchr(line, '\n', offset - (size_t)(line - text)));
		line = end + 1)
		++*ret_line;
	*ret_column = 1;
	for (; line < text + offset; line++)
		*ret_column += ((unsigned char)*line & 0xc0) != 0x80;
}
