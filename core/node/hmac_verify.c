#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/net/crypto.h"
#include "core/node/auth.h"
#include "core/node/nodes.h"

#include <string.h>

static enum crypto_hash hash_of(const char *algorithm)
{
	static const char *const names[] = {"sha1", "sha256", "sha384", "sha512"};
	static const enum crypto_hash hashes[] = {
		CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384, CRYPTO_SHA512};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(algorithm, names[i]))
			return hashes[i];
	return CRYPTO_SHA256;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* False when the text is no pairs of hexadecimal digits, or none at all. */
static bool decode_hex(const char *text, struct str *out)
{
	for (; *text; text += 2) {
		int high = digit_of(text[0]), low = high < 0 ? -1 : digit_of(text[1]);

		if (low < 0)
			return false;
		str_add_char(out, (char)(high << 4 | low));
	}
	return out->len;
}

static const char *text_of(const struct node_call *call, const char *key)
{
	const char *text = json_get_string(call->inputs, key);

	return text ? text : "";
}

static bool compare(struct node_call *call, const struct str *given, struct failure *failure)
{
	const char *secret = text_of(call, "secret"), *payload = text_of(call, "payload");
	enum crypto_hash hash = hash_of(text_of(call, "algorithm"));
	unsigned char expected[CRYPTO_HASH_MAX];
	struct err err;

	if (!crypto_hmac(hash, (struct crypto_bytes){(const void *)secret, strlen(secret)},
		    (struct crypto_bytes){(const void *)payload, strlen(payload)}, expected, &err)) {
		failure_set(failure, "Error", 500, "%s", err.message);
		return failure_hint(failure, "%s", err.hint);
	}
	if (given->len != crypto_hash_size(hash) || !crypto_equal(given->at, expected, given->len))
		return auth_refuse(failure, "invalid_signature", "the signature does not match the payload");
	return true;
}

static bool hmac_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *signature = text_of(call, "signature"), *prefix = text_of(call, "prefix");
	const char *algorithm = text_of(call, "algorithm");
	struct str given = {0};
	bool ok;

	if (!*text_of(call, "secret"))
		return auth_refuse(failure, "misconfigured", "there is no secret to verify with");
	if (!*signature)
		return auth_refuse(failure, "missing_signature", "there is no signature");
	if (!str_starts(signature, prefix))
		return auth_refuse(failure, "malformed_signature",
			"the signature does not begin with '%s'", prefix);
	if (!decode_hex(signature + strlen(prefix), &given))
		ok = auth_refuse(failure, "malformed_signature", "the signature is not hexadecimal");
	else
		ok = compare(call, &given, failure);
	if (ok) {
		*ret = json_new_object();
		json_set_bool(*ret, "verified", ok);
		json_set_string(*ret, "algorithm", *algorithm ? algorithm : "sha256");
		json_set_number(*ret, "signatureLength", (double)given.len);
	}
	str_release(&given);
	return ok;
}

const struct node_kind node_hmac_verify = {
	.name = "hmac-verify",
	.summary = N_("Verify the HMAC signature of a payload"),
	/* Without a secret or a signature it answers 401, and never lets pass. */
	.inputs = "{\"type\":\"object\",\"required\":[\"payload\"],\"properties\":{"
		  "\"signature\":{\"type\":[\"string\",\"null\"]},\"payload\":{\"type\":\"string\"},"
		  "\"secret\":{\"type\":[\"string\",\"null\"]},"
		  "\"algorithm\":{\"enum\":[\"sha256\",\"sha384\",\"sha512\",\"sha1\"]},"
		  "\"prefix\":{\"type\":\"string\"}}}",
	.output = N_("{verified: true, algorithm, signatureLength}; fails with 401 and a reason"),
	.run = hmac_run,
};
