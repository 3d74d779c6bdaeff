#include "test/fuzz/document_check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_reading(TEXT_FORMAT_HTML, data, size);
	return 0;
}
