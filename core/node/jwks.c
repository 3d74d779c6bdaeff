#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/net/http.h"
#include "core/node/jwt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)1024 * 1024) /* real sets have a few kilobytes */
#define MAX_SETS 16                     /* issuers that one process talks to */
#define FRESH_US (600 * (int64_t)1000000)
#define COOL_US (30 * (int64_t)1000000)

static struct set {
	char *uri;
	cJSON *keys;
	int64_t fetched_us;
} sets[MAX_SETS];
static size_t sets_len;
/* Held while a set is fetched: who else needs it waits for the same answer. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct set *set_of(const char *uri)
{
	struct set *oldest = &sets[0];

	for (size_t i = 0; i < sets_len; i++) {
		if (str_eq(sets[i].uri, uri))
			return &sets[i];
		if (sets[i].fetched_us < oldest->fetched_us)
			oldest = &sets[i];
	}
	if (sets_len < MAX_SETS)
		oldest = &sets[sets_len++];
	free(oldest->uri);
	json_free(oldest->keys);
	*oldest = (struct set){.uri = mem_strdup(uri)};
	return oldest;
}

static bool parse_set(struct set *set, const struct http_response *response, struct err *err)
{
	cJSON *value = NULL, *keys;

	if (response->status != 200)
		return err_set(err, ERR_WORK, "'%s' answers %d", set->uri, response->status);
	if (!json_parse(str_text(&response->body), response->body.len, &value, err))
		return err_wrap(err, "'%s'", set->uri);
	keys = json_detach(value, "keys");
	json_free(value);
	if (!json_is_array(keys)) {
		json_free(keys);
		return err_set(err, ERR_WORK, "'%s' is no set of keys", set->uri);
	}
	json_free(set->keys);
	set->keys = keys;
	set->fetched_us = clock_mono_us();
	return true;
}

static bool fetch(struct set *set, const struct jwks_request *r, struct err *err)
{
	const struct http_header accept = {"accept", "application/json"};
	struct http_request request = {.method = "GET", .url = r->uri, .headers = &accept,
		.headers_len = 1, .timeout_ms = r->timeout_ms, .max_bytes = MAX_BYTES,
		.may_go_on = r->may_go_on, .self = r->self, .wake_fd = r->wake_fd,
		.policy = r->policy};
	struct http_response response;
	enum http_failure why;
	bool ok;

	if (!http_send(&request, &response, &why, err))
		return false;
	ok = parse_set(set, &response, err);
	http_response_release(&response);
	return ok;
}

static bool decode(const cJSON *jwk, const char *key, struct str *out)
{
	const char *text = json_get_string(jwk, key);

	return text && base64url_decode(text, strlen(text), out) && out->len;
}

static struct crypto_key *read_key(const cJSON *jwk, const struct jwt_algorithm *algorithm)
{
	bool rsa = algorithm->family == JWT_RSA;
	struct str a = {0}, b = {0};
	struct crypto_key *key = NULL;
	struct crypto_bytes first, second;
	struct err err;

	if (decode(jwk, rsa ? "n" : "x", &a) && decode(jwk, rsa ? "e" : "y", &b)) {
		first = (struct crypto_bytes){(const void *)a.at, a.len};
		second = (struct crypto_bytes){(const void *)b.at, b.len};
		if (rsa)
			(void)crypto_key_from_rsa(first, second, &key, &err);
		else
			(void)crypto_key_from_point(algorithm->key, first, second, &key, &err);
	}
	str_release(&a);
	str_release(&b);
	return key;
}

static bool fits(const cJSON *jwk, const struct jwks_request *r)
{
	static const char *const curves[] = {
		[CRYPTO_P256] = "P-256", [CRYPTO_P384] = "P-384", [CRYPTO_P521] = "P-521"};
	const char *use = json_get_string(jwk, "use"), *alg = json_get_string(jwk, "alg");
	bool rsa = r->algorithm->family == JWT_RSA;

	return str_eq(json_get_string(jwk, "kty"), rsa ? "RSA" : "EC") &&
		(rsa || str_eq(json_get_string(jwk, "crv"), curves[r->algorithm->key])) &&
		(!use || str_eq(use, "sig")) && (!alg || str_eq(alg, r->algorithm->name)) &&
		(!r->kid || str_eq(json_get_string(jwk, "kid"), r->kid));
}

static void choose(const struct set *set, const struct jwks_request *r, struct jwks_keys *ret)
{
	json_each(jwk, set->keys) {
		struct crypto_key *key;

		if (ret->len == sizeof ret->at / sizeof *ret->at)
			return;
		key = fits(jwk, r) ? read_key(jwk, r->algorithm) : NULL;
		if (key)
			ret->at[ret->len++] = key;
	}
}

bool jwks_find(const struct jwks_request *request, struct jwks_keys *ret, struct err *err)
{
	struct set *set;
	int64_t age;
	bool ok = true;

	*ret = (struct jwks_keys){0};
	pthread_mutex_lock(&mutex);
	set = set_of(request->uri);
	age = clock_mono_us() - set->fetched_us;
	if (!set->keys || age > FRESH_US)
		ok = fetch(set, request, err);
	if (ok)
		choose(set, request, ret);
	if (ok && !ret->len && set->keys && clock_mono_us() - set->fetched_us > COOL_US) {
		ok = fetch(set, request, err);
		if (ok)
			choose(set, request, ret);
	}
	pthread_mutex_unlock(&mutex);
	if (ok && !ret->len)
		ok = err_set(err, ERR_WORK, "no key of '%s' fits the token", request->uri);
	return ok;
}

void jwks_keys_free(struct jwks_keys *keys)
{
	for (size_t i = 0; i < keys->len; i++)
		crypto_key_free(keys->at[i]);
	keys->len = 0;
}
