#include "core/net/backoff.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_BYTES 6 /* milliseconds until the year 10889 */

/* Whatever a server sends as Retry-After: no wait, or one of at most a year. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {0};
	int64_t now_ms = 0, wait_ms;

	if (size < NOW_BYTES)
		return 0;
	for (size_t i = 0; i < NOW_BYTES; i++)
		now_ms = now_ms << 8 | data[i];
	str_add_bytes(&text, (const char *)data + NOW_BYTES, size - NOW_BYTES);
	wait_ms = backoff_parse_seconds(str_text(&text), now_ms);
	if (wait_ms < 0 || wait_ms > (int64_t)3.2e10)
		abort();
	str_release(&text);
	return 0;
}
