#include "core/base/utf8.h"
#include "core/text/charset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses what is declared. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const declared[] = {NULL, "utf-8", "latin1", "windows-1251", "utf-16",
		"shift_jis", "gb18030", "utf-7", "iso-2022-jp", "nonsense"};
	struct text_input in = {.name = "a"};
	struct str out = {0};
	struct err err = {0};
	char *bytes, name[64];

	if (!size)
		return 0;
	bytes = mem_alloc(size);
	memcpy(bytes, data + 1, size - 1);
	in.bytes = bytes;
	in.len = size - 1;
	text_declared_charset(&in, name, sizeof name);
	if (text_decode(&out, &in, declared[data[0] % 10], &err)) {
		if (utf8_valid_prefix(str_text(&out), out.len) != out.len ||
			memchr(str_text(&out), '\0', out.len))
			abort();
	} else if (err.kind != ERR_INPUT)
		abort();
	str_release(&out);
	free(bytes);
	return 0;
}
