#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/auth.h"
#include "core/node/jwt.h"
#include "core/node/nodes.h"

#include <math.h>
#include <string.h>

/* Smaller RSA keys are refused, as Blok's library does (RFC 7518 section 3.3). */
#define RSA_MIN_BITS 2048
#define JWKS_TIMEOUT_MS 5000
#define NEEDED "exactly one of secret, publicKey and jwksUri is needed"

/* What the inputs give to verify with: one of the three. */
struct means {
	const char *secret, *public_key, *uri;
};

static const char *text_of(const struct node_call *call, const char *key)
{
	const char *text = json_get_string(call->inputs, key);

	return text && *text ? text : NULL;
}

static bool find_means(const struct node_call *call, struct means *ret, struct failure *failure)
{
	cJSON *list;

	*ret = (struct means){text_of(call, "secret"), text_of(call, "publicKey"),
		text_of(call, "jwksUri")};
	if (!!ret->secret + !!ret->public_key + !!ret->uri == 1)
		return true;
	list = json_new_array();
	failure_add_invalid(list, "", NEEDED, "custom");
	return failure_invalid_take(failure, list, "(" NEEDED ")");
}

static bool has_text(const cJSON *list, const char *text)
{
	json_each(item, list)
		if (json_is_string(item) && str_eq(item->valuestring, text))
			return true;
	return false;
}

/* The algorithm is ours to choose, not the token's: it must be on the list,
 * and of the kind that the means verify.  That is what keeps a public key from
 * being taken for a secret. */
static const struct jwt_algorithm *choose_algorithm(const struct node_call *call,
	const struct means *means, const struct jwt *token, struct failure *failure)
{
	const cJSON *allowed = json_get(call->inputs, "algorithms");
	const char *name = json_get_string(token->header, "alg");
	const struct jwt_algorithm *algorithm = name ? jwt_algorithm(name) : NULL;
	bool listed = json_count(allowed) ? name && has_text(allowed, name)
					  : str_eq(name, means->secret ? "HS256" : "RS256");

	if (!name) {
		auth_refuse(failure, "malformed_token", "the token names no algorithm");
		return NULL;
	}
	if (listed && algorithm && (algorithm->family == JWT_HMAC) == !!means->secret)
		return algorithm;
	auth_refuse(failure, "algorithm_not_allowed", "the algorithm '%.20s' is not allowed", name);
	return NULL;
}

static bool refuse_signature(struct failure *failure)
{
	return auth_refuse(failure, "invalid_signature", "the signature does not match the token");
}

static struct crypto_bytes signature_of(const struct jwt *token)
{
	return (struct crypto_bytes){(const void *)token->signature.at, token->signature.len};
}

static bool check_hmac(const char *secret, const struct jwt_algorithm *algorithm,
	const struct jwt *token, struct failure *failure)
{
	unsigned char expected[CRYPTO_HASH_MAX];
	struct err err;

	if (str_starts(secret, "-----BEGIN "))
		return auth_refuse(failure, "verification_failed",
			"the secret is a key in PEM: give it as publicKey");
	if (!crypto_hmac(algorithm->hash,
		    (struct crypto_bytes){(const void *)secret, strlen(secret)}, token->signed_part,
		    expected, &err))
		return auth_refuse(failure, "verification_failed", "%s", err.message);
	return (token->signature.len == crypto_hash_size(algorithm->hash) &&
		       crypto_equal(token->signature.at, expected, token->signature.len)) ||
		refuse_signature(failure);
}

static bool check_key(const struct crypto_key *key, const struct jwt_algorithm *algorithm,
	const struct jwt *token, struct failure *failure)
{
	if (crypto_key_kind(key) != algorithm->key)
		return auth_refuse(failure, "verification_failed", "the key is not one for '%s'",
			algorithm->name);
	if (algorithm->key == CRYPTO_RSA && crypto_key_bits(key) < RSA_MIN_BITS)
		return auth_refuse(failure, "verification_failed", "the key has less than %d bits",
			RSA_MIN_BITS);
	return crypto_verify(key, algorithm->hash, token->signed_part, signature_of(token)) ||
		refuse_signature(failure);
}

static bool check_pem(const char *pem, const struct jwt_algorithm *algorithm,
	const struct jwt *token, struct failure *failure)
{
	struct crypto_key *key;
	struct err err;
	bool ok;

	if (!crypto_key_from_pem(pem, &key, &err))
		return auth_refuse(failure, "verification_failed", "publicKey: %s", err.message);
	ok = check_key(key, algorithm, token, failure);
	crypto_key_free(key);
	return ok;
}

static int64_t timeout_of(const struct node_call *call)
{
	int64_t deadline = call_deadline_us(call), left;

	if (!deadline)
		return JWKS_TIMEOUT_MS;
	left = (deadline - clock_mono_us() + 999) / 1000;
	return left < 1 ? 1 : left < JWKS_TIMEOUT_MS ? left : JWKS_TIMEOUT_MS;
}

static bool check_set(struct node_call *call, const char *uri, const struct jwt_algorithm *algorithm,
	const struct jwt *token, struct failure *failure)
{
	struct call_watch watch = {call, failure};
	struct jwks_request request = {.uri = uri, .kid = json_get_string(token->header, "kid"),
		.algorithm = algorithm, .timeout_ms = timeout_of(call),
		.may_go_on = call_watch_may_go_on, .self = &watch, .wake_fd = call_wake_fd(call),
		.policy = call_policy(call)};
	struct jwks_keys keys;
	struct err err;
	bool ok = false;

	if (!jwks_find(&request, &keys, &err))
		return call_may_go_on(call, failure) &&
			auth_refuse(failure, "verification_failed", "%s", err.message);
	for (size_t i = 0; !ok && i < keys.len; i++)
		ok = check_key(keys.at[i], algorithm, token, failure);
	jwks_keys_free(&keys);
	if (ok)
		failure_release(failure); /* of the keys before it */
	return ok;
}

static bool check_signature(struct node_call *call, const struct means *means,
	const struct jwt *token, struct failure *failure)
{
	const struct jwt_algorithm *algorithm = choose_algorithm(call, means, token, failure);

	if (!algorithm)
		return false;
	/* Extensions that must be understood (RFC 7515 section 4.1.11): none are. */
	if (json_get(token->header, "crit"))
		return auth_refuse(failure, "verification_failed",
			"the token needs an extension that is not known here");
	if (means->secret)
		return check_hmac(means->secret, algorithm, token, failure);
	if (means->public_key)
		return check_pem(means->public_key, algorithm, token, failure);
	return check_set(call, means->uri, algorithm, token, failure);
}

/* ---- claims (RFC 7519 section 4.1) ---- */

/* A string or a list of strings on either side; one in common is enough. */
static bool overlap(const cJSON *claim, const cJSON *wanted)
{
	if (json_is_string(claim))
		return json_is_string(wanted) ? str_eq(claim->valuestring, wanted->valuestring)
					      : has_text(wanted, claim->valuestring);
	if (!json_is_array(claim))
		return false;
	json_each(item, claim)
		if (json_is_string(item) && overlap(item, wanted))
			return true;
	return false;
}

static bool is_time(const cJSON *claim)
{
	return json_is_number(claim) && isfinite(claim->valuedouble);
}

static bool check_times(const struct node_call *call, const cJSON *claims, struct failure *failure)
{
	static const char *const names[] = {"iat", "nbf", "exp"};
	double tolerance = json_get_number(call->inputs, "clockToleranceSeconds", 0);
	double now = floor((double)clock_now_ms() / 1000);

	for (size_t i = 0; i < 3; i++)
		if (json_get(claims, names[i]) && !is_time(json_get(claims, names[i])))
			return auth_refuse(failure, "claim_validation_failed",
				"the claim '%s' is no number", names[i]);
	if (json_get_number(claims, "nbf", -INFINITY) > now + tolerance)
		return auth_refuse(failure, "token_not_yet_valid", "the token is not valid yet");
	if (json_get_number(claims, "exp", INFINITY) <= now - tolerance)
		return auth_refuse(failure, "token_expired", "the token has expired");
	return true;
}

static bool check_claims(const struct node_call *call, const cJSON *claims, struct failure *failure)
{
	const cJSON *issuer = json_get(call->inputs, "issuer");
	const cJSON *audience = json_get(call->inputs, "audience");

	if (issuer && !json_is_null(issuer) &&
		(!json_is_string(json_get(claims, "iss")) || !overlap(json_get(claims, "iss"), issuer)))
		return auth_refuse(failure, "issuer_mismatch", "the token is from another issuer");
	if (audience && !json_is_null(audience) && !overlap(json_get(claims, "aud"), audience))
		return auth_refuse(failure, "audience_mismatch", "the token is for another audience");
	return check_times(call, claims, failure);
}

static void add_copy(cJSON *output, const char *key, const cJSON *claims, const char *claim)
{
	if (json_get(claims, claim))
		json_add_take(output, key, json_copy(json_get(claims, claim)));
}

static bool jwt_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *text = text_of(call, "token");
	struct means means;
	struct jwt token;
	bool ok;

	if (!find_means(call, &means, failure))
		return false;
	if (!text)
		return auth_refuse(failure, "missing_token", "there is no token");
	if (!jwt_parse(text, &token))
		return auth_refuse(failure, "malformed_token", "it is no token of three parts");
	ok = check_signature(call, &means, &token, failure) &&
		check_claims(call, token.claims, failure);
	if (ok) {
		*ret = json_new_object();
		json_add_take(*ret, "claims", json_copy(token.claims));
		add_copy(*ret, "subject", token.claims, "sub");
		add_copy(*ret, "issuer", token.claims, "iss");
		add_copy(*ret, "audience", token.claims, "aud");
		add_copy(*ret, "expiresAt", token.claims, "exp");
	}
	jwt_release(&token);
	return ok;
}

#define TEXT_OR_LIST                                                                               \
	"{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"string\"}}]}"

const struct node_kind node_jwt_verify = {
	.name = "jwt-verify",
	.summary = N_("Verify a JSON Web Token"),
	.inputs = "{\"type\":\"object\",\"properties\":{"
		  "\"token\":{\"type\":[\"string\",\"null\"]},\"secret\":{\"type\":[\"string\","
		  "\"null\"]},"
		  "\"publicKey\":{\"type\":[\"string\",\"null\"]},"
		  "\"jwksUri\":{\"type\":[\"string\",\"null\"]},"
		  "\"algorithms\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
		  "\"issuer\":" TEXT_OR_LIST ",\"audience\":" TEXT_OR_LIST ","
		  "\"clockToleranceSeconds\":{\"type\":\"number\",\"minimum\":0}}}",
	.output = N_(
		"{claims, subject?, issuer?, audience?, expiresAt?}; fails with 401 and a reason"),
	.effect = NODE_READS,
	.run = jwt_run,
};
