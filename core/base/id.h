#ifndef BASE_ID_H
#define BASE_ID_H

#include <stddef.h>
#include <stdint.h>

/* Random numbers from the kernel, or a reproducible sequence when
 * BLOKCTL_SEED is set.  All functions may be called from any thread. */
void random_fill(void *bytes, size_t len);
double random_unit(void); /* 0 <= x < 1, 53 bits */

/* 26 characters, Crockford base 32, sorted by time; two from one millisecond
 * of one process keep their order (github.com/ulid/spec, monotonic). */
#define ID_ULID_LEN 26
void id_ulid(char out[ID_ULID_LEN + 1]);

/* Version 4 (RFC 9562). */
#define ID_UUID_LEN 36
void id_uuid(char out[ID_UUID_LEN + 1]);
/* The same for the same text (version 8, from its SHA-256). */
void id_uuid_of(const char *text, char out[ID_UUID_LEN + 1]);

#endif
