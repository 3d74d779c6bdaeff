#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>

#define SHA1_SIZE 20

/* FIPS 180-4.  Broken as a signature; formats of others still ask for it as a checksum. */
void sha1(const void *data, size_t len, unsigned char out[SHA1_SIZE]);

#endif
