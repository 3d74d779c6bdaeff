#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/* FIPS 180-4.  For our own addressing and checksums; signatures of the
 * outside world are libcrypto's. */
void sha256(const void *data, size_t len, unsigned char out[SHA256_SIZE]);
void sha256_hex(const void *data, size_t len, char out[SHA256_SIZE * 2 + 1]);

#endif
