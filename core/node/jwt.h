#ifndef NODE_JWT_H
#define NODE_JWT_H

#include "core/data/json.h"
#include "core/net/crypto.h"

#include <stdint.h>

/* Tokens in JWS compact form (RFC 7515 section 7.1) and keys in JWK (RFC 7517). */

enum jwt_family { JWT_HMAC, JWT_RSA, JWT_ECDSA };

struct jwt_algorithm {
	const char *name; /* HS256 … ES512 */
	enum jwt_family family;
	enum crypto_hash hash;
	enum crypto_key_kind key; /* not of JWT_HMAC */
};
const struct jwt_algorithm *jwt_algorithm(const char *name); /* or NULL */

struct jwt {
	cJSON *header, *claims;
	struct crypto_bytes signed_part; /* borrowed from the token */
	struct str signature;
};
/* False when it is no token: three parts, a header and claims that are objects. */
bool jwt_parse(const char *token, struct jwt *ret);
void jwt_release(struct jwt *t);

/* RFC 4648 section 5, without padding. */
bool base64url_decode(const char *text, size_t len, struct str *out);

/* The keys at `uri` that could have signed: of the algorithm's kind, and with
 * the `kid` when there is one.  Kept in the process for ten minutes; asked for
 * again, at most every half minute, when none fits.  The caller's; free each
 * and the list. */
struct jwks_request {
	const char *uri, *kid; /* kid: or NULL */
	const struct jwt_algorithm *algorithm;
	int64_t timeout_ms;
	bool (*may_go_on)(void *self); /* as in an http_request */
	void *self;
	int wake_fd;
	const struct net_policy *policy;
};
struct jwks_keys {
	struct crypto_key *at[8]; /* a set with more keys of one kind and no ids is odd */
	size_t len;
};
bool jwks_find(const struct jwks_request *request, struct jwks_keys *ret, struct err *err);
void jwks_keys_free(struct jwks_keys *keys);

#endif
