#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/* FIPS 180-4.  For our own addressing and checksums; signatures of the
 * outside world are libcrypto's. */
/* In pieces: a zeroed struct is not begun; one may be copied to know the sum so far. */
struct sha256 {
	uint32_t h[8];
	uint64_t len;
	unsigned char rest[64];
};
void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
void sha256_end(struct sha256 *s, char out[SHA256_SIZE * 2 + 1]);

void sha256(const void *data, size_t len, unsigned char out[SHA256_SIZE]);
void sha256_hex(const void *data, size_t len, char out[SHA256_SIZE * 2 + 1]);

#endif
