#include "core/base/tr.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A compiled catalogue of translations: broken bytes cost translations, never more. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned long long counts[] = {0, 1, 2, 5, 11, 1000000, ~0ull};
	char *bytes = malloc(size + 1);
	size_t total = 0;

	if (!bytes)
		abort();
	memcpy(bytes, data, size);
	tr_use(bytes, size);
	total += strlen(tr("one")) + strlen(tr("")) + strlen(tr("no such text"));
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		total += strlen(tr_n("%llu file", "%llu files", counts[i]));
	tr_use(NULL, 0);
	free(bytes);
	return total == SIZE_MAX;
}
