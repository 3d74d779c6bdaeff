#include "core/base/base64.h"

#include <stdint.h>

void base64_encode(const void *bytes, size_t len, struct str *out)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = bytes;

	str_reserve(out, (len + 2) / 3 * 4);
	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		uint32_t word = (uint32_t)p[i] << 16 | (have > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
			(have > 2 ? p[i + 2] : 0);

		str_add_char(out, alphabet[word >> 18]);
		str_add_char(out, alphabet[word >> 12 & 63]);
		str_add_char(out, have > 1 ? alphabet[word >> 6 & 63] : '=');
		str_add_char(out, have > 2 ? alphabet[word & 63] : '=');
	}
}
