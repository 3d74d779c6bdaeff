#ifndef BASE_ID_H
#define BASE_ID_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Random numbers from the kernel, or a reproducible sequence when
 * BLOKCTL_SEED is set.  All functions may be called from any thread. */
void random_fill(void *bytes, size_t len);
double random_unit(void); /* 0 <= x < 1, 53 bits */
/* From the kernel always, for names that nobody else may have. */
uint64_t random_unseeded(void);
/* An ERR_USAGE error when BLOKCTL_SEED is no whole number from 0 on. */
bool id_check_seed(struct err *err);
bool id_is_seeded(void);

/* 26 characters, Crockford base 32, sorted by time; two from one millisecond
 * of one process keep their order (github.com/ulid/spec, monotonic).  With
 * BLOKCTL_SEED every process gives the same ones: their time is BLOKCTL_NOW's,
 * or 0; who keeps them has to take the next when one is there already. */
#define ID_ULID_LEN 26
void id_ulid(char out[ID_ULID_LEN + 1]);

/* Version 4 (RFC 9562). */
#define ID_UUID_LEN 36
void id_uuid(char out[ID_UUID_LEN + 1]);
/* The same for the same text (version 8, from its SHA-256). */
void id_uuid_of(const char *text, char out[ID_UUID_LEN + 1]);

#endif
