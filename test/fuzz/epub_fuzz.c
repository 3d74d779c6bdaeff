#include "core/text/archive.h"
#include "test/fuzz/document_check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_members(struct archive *a)
{
	struct str bytes = {0};
	struct err err;

	for (size_t i = 0; i < archive_count(a); i++) {
		const char *name = archive_name(a, i);

		if (!name)
			continue;
		str_clear(&bytes);
		if (archive_read(a, name, &bytes, &err) && bytes.len > (1 << 20))
			abort();
	}
	str_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct archive_limits limits = {
		.members = 50, .member_bytes = 1 << 20, .total_bytes = 4 << 20, .ratio = 100};
	struct archive *a = NULL;
	struct err err = {0};

	if (archive_open_bytes("a", (const char *)data, size, &limits, &a, &err))
		read_members(a);
	else if (err.kind != ERR_INPUT && err.kind != ERR_WORK)
		abort();
	archive_close(a);
	check_reading(TEXT_FORMAT_EPUB, data, size);
	return 0;
}
