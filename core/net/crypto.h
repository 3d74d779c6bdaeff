#ifndef NET_CRYPTO_H
#define NET_CRYPTO_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* HMAC and signatures, by libcrypto, which is loaded on first use (linking it
 * costs every command about 1 ms).  Any thread may call. */

enum crypto_hash { CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384, CRYPTO_SHA512 };

#define CRYPTO_HASH_MAX 64

struct crypto_bytes {
	const unsigned char *at;
	size_t len;
};

size_t crypto_hash_size(enum crypto_hash hash);

/* RFC 2104; `ret` gets crypto_hash_size() bytes.  Fails only when there is no
 * libcrypto, or when it does not allow the hash (FIPS). */
bool crypto_hmac(enum crypto_hash hash, struct crypto_bytes key, struct crypto_bytes data,
	unsigned char ret[CRYPTO_HASH_MAX], struct err *err);

/* Takes as long for equal bytes as for different ones. */
bool crypto_equal(const void *a, const void *b, size_t len);

enum crypto_key_kind { CRYPTO_RSA, CRYPTO_P256, CRYPTO_P384, CRYPTO_P521, CRYPTO_OTHER_KEY };

struct crypto_key;
/* "BEGIN PUBLIC KEY" or "BEGIN CERTIFICATE". */
bool crypto_key_from_pem(const char *pem, struct crypto_key **ret, struct err *err);
/* Big-endian numbers, as a JWK has them (RFC 7518 section 6). */
bool crypto_key_from_rsa(struct crypto_bytes n, struct crypto_bytes e, struct crypto_key **ret,
	struct err *err);
bool crypto_key_from_point(enum crypto_key_kind curve, struct crypto_bytes x,
	struct crypto_bytes y, struct crypto_key **ret, struct err *err);
void crypto_key_free(struct crypto_key *key); /* accepts NULL */
enum crypto_key_kind crypto_key_kind(const struct crypto_key *key);
int crypto_key_bits(const struct crypto_key *key);

/* RSASSA-PKCS1-v1_5 for RSA keys, ECDSA for the curves; there the signature is
 * r || s, each as long as the curve's numbers (RFC 7518 section 3.4).  False
 * with no error when the signature is not the key's. */
bool crypto_verify(const struct crypto_key *key, enum crypto_hash hash, struct crypto_bytes data,
	struct crypto_bytes signature);

#endif
