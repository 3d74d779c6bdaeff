#include "core/base/base64.h"
#include "core/base/mem.h"
#include "core/engine/run.h"
#include "core/net/crypto.h"
#include "core/node/jwt.h"
#include "core/node/kinds.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Published vectors (RFC 2202, RFC 4231, RFC 7515 appendix A) and tokens that
 * must not pass.  The keys without a source were made for this test; their
 * private halves are gone. */

#define RFC_PEM \
	"-----BEGIN PUBLIC KEY-----\\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCA" \
	"QEAofgWCuLjybRlzo0tZWJj\\nNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp" \
	"+Vaw+4qPCJrcS2mJPMEz\\nP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6" \
	"b32690r2jZ47soMZo\\n9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+K" \
	"XBdQOS+UTo7WTB\\nEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5I" \
	"hlJH7aGhyxX\\nFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h" \
	"4FRWyuXp\\noQIDAQAB\\n-----END PUBLIC KEY-----\\n"
#define RSA_PEM \
	"-----BEGIN PUBLIC KEY-----\\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCA" \
	"QEAqUYDl9uNZG8KIvwfIcxO\\nNn2lePt+pVCzqfqbGi6UOHnHUZj/eRQ/f+mVovEaDGxG" \
	"Jikw/NIi9QlCJnfWei+R\\nIxVkiHHHITuvmFRB19mhwESS3PrY8DxMYvt8Iamz6/y1Nvg" \
	"vyDvY9jHymW7tuONa\\n0eyTQK8F7esZNzxczIuumKVrjaumkNfI0VeFiox1LMh7zinhYq" \
	"8fvXaqzbJfHxVE\\nXlSYzg0L0cG5FZ4vz7yYKndnddx6oh3xJ06U5HtZHnFsLfEBV8E9O" \
	"UhfSxt5rkbN\\nzuuxHTW+wAivEojSkoMB8i5aSIpD88Knd3yXgoEXeNXePdDI+NF3qGMZ" \
	"9US/Ig1H\\nFQIDAQAB\\n-----END PUBLIC KEY-----\\n"
#define P384_PEM \
	"-----BEGIN PUBLIC KEY-----\\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqgS7N4oS9" \
	"e4HJ3lPFFcouJp2K5QZq36A\\nvAtWA5EFYJyBvBSG9V4sEER4ROCk9keUfLxABMiYNTZv" \
	"yuea6QN6eSSnvzCA5RhI\\nLrbA8qnsfC+TaaHxDacN/Yci2IKwJBq1\\n-----END PUB" \
	"LIC KEY-----\\n"
#define P521_PEM \
	"-----BEGIN PUBLIC KEY-----\\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQATfKgP" \
	"J7nzcdhUzU5MDzgN8GdFcr1\\nybqcUTUUYOo1enJ4Xe+i2cE3xvSuhynLLfzezjs5eilX" \
	"ibZf6WV/6gJE2zMAIQor\\nDA7tb83GYQz+imHgV6bTqq4wn4pVQ84OoFPfXOoS2uBzY9r" \
	"kkPrlzoHlA9Kq+S4e\\nHELdCqTexiZteuxhKOM=\\n-----END PUBLIC KEY-----\\n"
#define SMALL_PEM \
	"-----BEGIN PUBLIC KEY-----\\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCuR" \
	"0KI3OZwA2vYHmrGIiFqTnY9\\nOzM6ad4cQlK8mZwSNGEYrH9he9MeHWWxoq2uFXa7iafd" \
	"cp6BGZwG5tvFwNVWbQqg\\npzdDuIA8P0oy5PFqn82TP1k29Nc3DK/J7UUXjrrnUfJtU+k" \
	"7/UwZAlW+fhj5Vy7t\\nDMPEP0K9CUqT7OXvIwIDAQAB\\n-----END PUBLIC KEY----" \
	"-\\n"
#define RS384_TOKEN \
	"eyJhbGciOiJSUzM4NCJ9.eyJzdWIiOiJhZGEifQ.ZbofjAaIwp3E5Tqup5hNB55Rv4436X" \
	"YnrJLjpJfLIKSiv1OQFlAaY_VKDe-Uy3kpE7DZfM9JcFm47AGU4LshauJqHN51Ev8WvRpo" \
	"TRQJMfTD_GIp0XL74ktJDtnQivzoVEaQt46VyHm1zdeu1tUmIgppfwil6VnZEG8cBuvUiX" \
	"Bjp1n4RneSIz-yaRawF9Q9xlEHBRA1961IlEXvmr0gF9ahnp5-hUEixmgb8QGTATBJ5-Yl" \
	"ebZWZCATYXaOE_ntSls9vx4UNBfNentwKhSR4d3_id0Qyt5WPX84lcoYKRP9SbCvhYbU5w" \
	"vW6cMMdijLFHVY-iJ_KARe0RVsBVB4_w"
#define RS512_TOKEN \
	"eyJhbGciOiJSUzUxMiJ9.eyJzdWIiOiJhZGEifQ.G-rSoeHEWuDSM9tMoQwlSlNnmo3zRL" \
	"AsKQ1Xob7JS6OwTM_xXx8UAAFNieeVJHfNX0yrdAU2FJ7QaCkgO1-VwCPlqWdC8F2y6EYP" \
	"a4-BchLX97eJGd4fxEwHQgpXjc2OcQZEgwPhARR7ouoBjQ2fKniLhsGcLuB-TC48FkEwI1" \
	"WwJSSV0mdHZNmMYZadvrP3piiC0NUILzbWKwdyNz6m99vg9L9s7F_bVGfJsNreSsmZVknB" \
	"IAbtVDZZN1CZbA-5Njnbr0DrbyIPNUzCqlMhI2mPZMtHumzaEft6qHDjI7vpc5wQLOOx7m" \
	"zZt5P6pb_llVbpzx7-Z3-RYuqc2xkTvQ"
#define ES384_TOKEN \
	"eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJhZGEifQ.oKrTSenxj0d0Y1gkMaKftQc3M8Ft3I" \
	"HY9626_cHcYZPW9xGLR02NYjBV40xUrP13DmJY9r-5Alm9I1jz6t4W8BCpILQiE07ox7O-" \
	"pCgjzjlDu0qt2PHUVSXpZ3UhpFuw"
#define ES512_TOKEN \
	"eyJhbGciOiJFUzUxMiJ9.eyJzdWIiOiJhZGEifQ.ACNI2f74YPJZSmpXBVesdjZaHOBs8T" \
	"B6W1q322jkrUKebO7ZFYo14qlwUrNRqeynsaeUgNm-cOqxxdQ8CZtefsuuAAcDAXZK0UPH" \
	"Z4G3EzrJKpkX0vSoFeSVV7d1zDyjGDZQIJV7TdAPvsvDQqoJBr5WvcMNoTcrVaxECh526L" \
	"V2Rn3i"
#define SMALL_TOKEN \
	"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.K4bdgDxRNA3NuGmikuAm2VRcwSo7Yp" \
	"PZC_DrRoiiJSelfJ309ZzFSs_YwYH7YdA8KZk0Z9m9RN5ifrlMBbKWnsJpl5yGF2Aq7pBy" \
	"_eN56FjXllgdxhJzlwTlP0-N_ENrhZuOQlPav_GqF_vQc4W9iBxhcsE_pZNQuYUGF9to6g" \
	"8"
#define CLAIMS \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm" \
	"NvbS9pc19yb290Ijp0cnVlfQ"
#define RS256_SIGNATURE \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm" \
	"4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--" \
	"f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383Lc" \
	"OLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUi" \
	"pUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RSA_N \
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4" \
	"qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2j" \
	"Z47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7W" \
	"TBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK" \
	"-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define ES256_SIGNATURE \
	"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define RS256_TOKEN "eyJhbGciOiJSUzI1NiJ9." CLAIMS "." RS256_SIGNATURE
#define ES256_TOKEN "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES256_SIGNATURE
#define P256_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define P256_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

static struct crypto_bytes bytes(const char *text)
{
	return (struct crypto_bytes){(const void *)text, strlen(text)};
}

static struct crypto_bytes decoded(const char *text, struct str *out)
{
	str_clear(out);
	CHECK(base64url_decode(text, strlen(text), out));
	return (struct crypto_bytes){(const void *)out->at, out->len};
}

/* ---- HMAC ---- */

static const char *hmac_hex(enum crypto_hash hash, struct crypto_bytes key, const char *data)
{
	static char hex[CRYPTO_HASH_MAX * 2 + 1];
	unsigned char mac[CRYPTO_HASH_MAX];
	struct err err;

	CHECK(crypto_hmac(hash, key, bytes(data), mac, &err));
	for (size_t i = 0; i < crypto_hash_size(hash); i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	return hex;
}

TEST(hmac_vectors_of_rfc_4231)
{
	static const char want[] = "what do ya want for nothing?";
	unsigned char key[131];

	memset(key, 0x0b, 20);
	CHECK_STR(hmac_hex(CRYPTO_SHA256, (struct crypto_bytes){key, 20}, "Hi There"),
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	CHECK_STR(hmac_hex(CRYPTO_SHA1, bytes("Jefe"), want), /* RFC 2202 */
		"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	CHECK_STR(hmac_hex(CRYPTO_SHA256, bytes("Jefe"), want),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	CHECK_STR(hmac_hex(CRYPTO_SHA384, bytes("Jefe"), want),
		"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
		"8e2240ca5e69e2c78b3239ecfab21649");
	CHECK_STR(hmac_hex(CRYPTO_SHA512, bytes("Jefe"), want),
		"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
		"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
	memset(key, 0xaa, sizeof key);
	CHECK_STR(hmac_hex(CRYPTO_SHA256, (struct crypto_bytes){key, sizeof key},
			  "Test Using Larger Than Block-Size Key - Hash Key First"),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	CHECK_STR(hmac_hex(CRYPTO_SHA256, (struct crypto_bytes){0}, ""),
		"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(equal_bytes)
{
	CHECK(crypto_equal("abc", "abd", 2));
	CHECK(!crypto_equal("abc", "abd", 3));
	CHECK(crypto_equal("", "", 0));
}

/* ---- signatures (RFC 7515 appendix A) ---- */

TEST(hs256_of_rfc_7515)
{
	static const char token[] = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." CLAIMS
				    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
	unsigned char mac[CRYPTO_HASH_MAX];
	struct str key = {0};
	struct jwt t;
	struct err err;

	decoded("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
		&key);
	CHECK(jwt_parse(token, &t));
	CHECK_STR(json_get_string(t.claims, "iss"), "joe");
	CHECK(crypto_hmac(CRYPTO_SHA256, (struct crypto_bytes){(void *)key.at, key.len},
		t.signed_part, mac, &err));
	CHECK_INT(t.signature.len, 32);
	CHECK(crypto_equal(mac, t.signature.at, 32));
	jwt_release(&t);
	str_release(&key);
}

static bool verifies(struct crypto_key *key, enum crypto_hash hash, const char *signed_part,
	const char *signature)
{
	struct str raw = {0};
	bool ok = crypto_verify(key, hash, bytes(signed_part), decoded(signature, &raw));

	str_release(&raw);
	return ok;
}

TEST(rs256_of_rfc_7515)
{
	struct str n = {0}, e = {0};
	struct crypto_key *key = NULL;
	struct err err;

	CHECK(crypto_key_from_rsa(decoded(RSA_N, &n), decoded("AQAB", &e), &key, &err));
	CHECK_INT(crypto_key_kind(key), CRYPTO_RSA);
	CHECK_INT(crypto_key_bits(key), 2048);
	CHECK(verifies(key, CRYPTO_SHA256, "eyJhbGciOiJSUzI1NiJ9." CLAIMS, RS256_SIGNATURE));
	CHECK(!verifies(key, CRYPTO_SHA256, "eyJhbGciOiJSUzI1NiJ9." CLAIMS "A", RS256_SIGNATURE));
	CHECK(!verifies(key, CRYPTO_SHA384, "eyJhbGciOiJSUzI1NiJ9." CLAIMS, RS256_SIGNATURE));
	CHECK(!verifies(key, CRYPTO_SHA256, "eyJhbGciOiJSUzI1NiJ9." CLAIMS, ""));
	crypto_key_free(key);
	str_release(&n);
	str_release(&e);
}

TEST(es256_and_es512_of_rfc_7515)
{
	struct str x = {0}, y = {0};
	struct crypto_key *key = NULL;
	struct err err;

	CHECK(crypto_key_from_point(CRYPTO_P256, decoded(P256_X, &x), decoded(P256_Y, &y), &key, &err));
	CHECK_INT(crypto_key_kind(key), CRYPTO_P256);
	CHECK(verifies(key, CRYPTO_SHA256, "eyJhbGciOiJFUzI1NiJ9." CLAIMS, ES256_SIGNATURE));
	CHECK(!verifies(key, CRYPTO_SHA256, "eyJhbGciOiJFUzI1NiJ9." CLAIMS "A", ES256_SIGNATURE));
	CHECK(!verifies(key, CRYPTO_SHA256, "eyJhbGciOiJFUzI1NiJ9." CLAIMS, "AAAA"));
	/* r = s = 0 (CVE-2022-21449) */
	CHECK(!verifies(key, CRYPTO_SHA256, "eyJhbGciOiJFUzI1NiJ9." CLAIMS,
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
	crypto_key_free(key);
	key = NULL;
	CHECK(!crypto_key_from_point(CRYPTO_P256, decoded(P256_X, &x), decoded(P256_X, &y), &key, &err));
	CHECK(!crypto_key_from_point(CRYPTO_P384, decoded(P256_X, &x), decoded(P256_Y, &y), &key, &err));
	CHECK(crypto_key_from_point(CRYPTO_P521,
		decoded("AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
			&x),
		decoded("ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
			&y),
		&key, &err));
	CHECK(verifies(key, CRYPTO_SHA512, "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA",
		"AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7Xdt"
		"AG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"));
	crypto_key_free(key);
	str_release(&x);
	str_release(&y);
}

TEST(base64url_has_no_padding_and_no_other_letters)
{
	struct str out = {0};

	CHECK(base64url_decode("-_8", 3, &out));
	CHECK_INT(out.len, 2);
	CHECK_INT((unsigned char)out.at[0], 0xfb);
	CHECK(!base64url_decode("a", 1, &out));
	CHECK(!base64url_decode("aa==", 4, &out));
	CHECK(!base64url_decode("a+b/", 4, &out));
	str_release(&out);
}

/* ---- the nodes ---- */

static char *shown;

/* The node's output, or "401 reason", or "400 message". */
static const char *run(const char *node, const char *inputs)
{
	struct run_options o = {.signal_fd = -1};
	struct diags diags = {0};
	struct str text = {0};
	struct run_result result;
	struct workflow *wf;
	struct err err;

	str_addf(&text, "{\"name\": \"test\", \"version\": \"1.0.0\", \"trigger\": {\"manual\": {}},"
		"\"steps\": [{\"id\": \"v\", \"use\": \"@blokjs/%s\", \"inputs\": {%s}}]}",
		node, inputs);
	o.registry = registry_new(&node_kinds_only);
	wf = workflow_load_text("test.json", text.at, text.len, &node_kinds_only, &diags);
	str_clear(&text);
	if (!wf) {
		str_addf(&text, "refused: %s", diags.list.at[0].message);
	} else {
		o.request = run_request(wf, NULL);
		CHECK(run_execute(wf, &o, &result, &err));
		if (str_eq(result.status, "completed"))
			json_print(&text, json_get(result.state, "v"), JSON_COMPACT);
		else if (json_get_string(result.failure.body, "reason"))
			str_addf(&text, "%d %s", result.failure.code,
				json_get_string(result.failure.body, "reason"));
		else
			str_addf(&text, "%d %s", result.failure.code, result.failure.message);
		run_result_release(&result);
		json_free((cJSON *)o.request);
	}
	workflow_free(wf);
	registry_free(o.registry);
	diags_release(&diags);
	free(shown);
	return shown = str_take(&text);
}

static const char *jwt(const char *inputs)
{
	return run("jwt-verify", inputs);
}

/* A token of HS256 with the secret "s3cret". */
static const char *signed_token(const char *header, const char *claims)
{
	static char token[1000];
	unsigned char mac[CRYPTO_HASH_MAX];
	struct str parts = {0}, signature = {0};
	struct err err;

	base64_encode(header, strlen(header), &parts);
	str_add_char(&parts, '.');
	base64_encode(claims, strlen(claims), &parts);
	for (int pass = 0; pass < 2; pass++) {
		size_t to = 0;

		for (size_t i = 0; i < parts.len; i++)
			if (parts.at[i] != '=')
				parts.at[to++] = parts.at[i] == '+' ? '-'
					: parts.at[i] == '/'        ? '_'
								    : parts.at[i];
		str_truncate(&parts, to);
		if (pass)
			break;
		CHECK(crypto_hmac(CRYPTO_SHA256, bytes("s3cret"), bytes(parts.at), mac, &err));
		base64_encode(mac, 32, &signature);
		str_addf(&parts, ".%s", signature.at);
	}
	snprintf(token, sizeof token, "%s", parts.at);
	str_release(&parts);
	str_release(&signature);
	return token;
}

static const char *hs256(const char *claims, const char *more)
{
	static char inputs[2000];

	snprintf(inputs, sizeof inputs, "\"token\": \"%s\", \"secret\": \"s3cret\"%s",
		signed_token("{\"alg\":\"HS256\"}", claims), more);
	return jwt(inputs);
}

TEST(jwt_verify_takes_every_algorithm)
{
	setenv("BLOKCTL_NOW", "2011-03-22T18:00:00Z", 1);
	CHECK_STR(jwt("\"token\": \"" RS256_TOKEN "\", \"publicKey\": \"" RFC_PEM "\", \"issuer\": \"joe\""),
		"{\"claims\":{\"iss\":\"joe\",\"exp\":1300819380,\"http://example.com/is_root\":true},"
		"\"issuer\":\"joe\",\"expiresAt\":1300819380}");
	unsetenv("BLOKCTL_NOW");
	CHECK_STR(jwt("\"token\": \"" RS384_TOKEN "\", \"algorithms\": [\"RS384\"], \"publicKey\": \"" RSA_PEM "\""),
		"{\"claims\":{\"sub\":\"ada\"},\"subject\":\"ada\"}");
	CHECK_STR(jwt("\"token\": \"" RS512_TOKEN "\", \"algorithms\": [\"RS512\"], \"publicKey\": \"" RSA_PEM "\""),
		"{\"claims\":{\"sub\":\"ada\"},\"subject\":\"ada\"}");
	CHECK_STR(jwt("\"token\": \"" ES384_TOKEN "\", \"algorithms\": [\"ES384\"], \"publicKey\": \"" P384_PEM "\""),
		"{\"claims\":{\"sub\":\"ada\"},\"subject\":\"ada\"}");
	CHECK_STR(jwt("\"token\": \"" ES512_TOKEN "\", \"algorithms\": [\"ES512\"], \"publicKey\": \"" P521_PEM "\""),
		"{\"claims\":{\"sub\":\"ada\"},\"subject\":\"ada\"}");
	CHECK_STR(hs256("{\"sub\":\"ada\",\"aud\":[\"a\",\"b\"]}", ", \"audience\": \"b\""),
		"{\"claims\":{\"sub\":\"ada\",\"aud\":[\"a\",\"b\"]},\"subject\":\"ada\",\"audience\":[\"a\",\"b\"]}");
}

TEST(jwt_verify_refuses_other_algorithms)
{
	setenv("BLOKCTL_NOW", "2011-03-22T18:00:00Z", 1);
	CHECK_STR(jwt("\"token\": \"eyJhbGciOiJub25lIn0." CLAIMS ".\", \"secret\": \"x\""),
		"401 algorithm_not_allowed");
	CHECK_STR(jwt("\"token\": \"eyJhbGciOiJub25lIn0." CLAIMS ".\", \"secret\": \"x\", \"algorithms\": [\"none\"]"),
		"401 algorithm_not_allowed");
	CHECK_STR(jwt("\"token\": \"" RS384_TOKEN "\", \"publicKey\": \"" RSA_PEM "\""),
		"401 algorithm_not_allowed");
	/* A public key taken for a secret: by the list, by the kind, by its look. */
	CHECK_STR(jwt("\"token\": \"eyJhbGciOiJIUzI1NiJ9." CLAIMS ".AAAA\", \"publicKey\": \"" RFC_PEM "\""),
		"401 algorithm_not_allowed");
	CHECK_STR(jwt("\"token\": \"eyJhbGciOiJIUzI1NiJ9." CLAIMS ".AAAA\", \"publicKey\": \"" RFC_PEM
		      "\", \"algorithms\": [\"HS256\", \"RS256\"]"),
		"401 algorithm_not_allowed");
	CHECK_STR(jwt("\"token\": \"eyJhbGciOiJIUzI1NiJ9." CLAIMS ".AAAA\", \"secret\": \"" RFC_PEM "\""),
		"401 verification_failed");
	/* A key of another kind, one that is too small, none at all. */
	CHECK_STR(jwt("\"token\": \"" RS256_TOKEN "\", \"publicKey\": \"" P384_PEM "\""),
		"401 verification_failed");
	CHECK_STR(jwt("\"token\": \"" SMALL_TOKEN "\", \"publicKey\": \"" SMALL_PEM "\""),
		"401 verification_failed");
	CHECK_STR(jwt("\"token\": \"" RS256_TOKEN "\", \"publicKey\": \"no key\""),
		"401 verification_failed");
	unsetenv("BLOKCTL_NOW");
}

TEST(jwt_verify_refuses_what_was_changed)
{
	char inputs[1000];

	CHECK_STR(jwt("\"token\": \"" RS256_TOKEN "\", \"publicKey\": \"" RSA_PEM "\""),
		"401 invalid_signature");
	CHECK_STR(jwt("\"token\": \"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJldmUifQ." ES256_SIGNATURE
		      "\", \"secret\": \"x\""),
		"401 algorithm_not_allowed");
	snprintf(inputs, sizeof inputs, "\"token\": \"%s\", \"secret\": \"other\"",
		signed_token("{\"alg\":\"HS256\"}", "{}"));
	CHECK_STR(jwt(inputs), "401 invalid_signature");
	snprintf(inputs, sizeof inputs, "\"token\": \"%s\", \"secret\": \"s3cret\"",
		signed_token("{\"alg\":\"HS256\",\"crit\":[\"b64\"]}", "{}"));
	CHECK_STR(jwt(inputs), "401 verification_failed");
	CHECK_STR(jwt("\"token\": \"a.b\", \"secret\": \"x\""), "401 malformed_token");
	CHECK_STR(jwt("\"token\": \"e30.W10.AA\", \"secret\": \"x\""), "401 malformed_token");
	CHECK_STR(jwt("\"token\": \"e30.e30.AA\", \"secret\": \"x\""), "401 malformed_token");
	CHECK_STR(jwt("\"token\": \"\", \"secret\": \"x\""), "401 missing_token");
	CHECK_STR(jwt("\"secret\": \"x\""), "401 missing_token");
	CHECK_STR(jwt("\"token\": \"e30.e30.AA\""),
		"400 Validation failed: (exactly one of secret, publicKey and jwksUri is needed)");
	CHECK_STR(jwt("\"token\": \"e30.e30.AA\", \"secret\": \"x\", \"publicKey\": \"y\""),
		"400 Validation failed: (exactly one of secret, publicKey and jwksUri is needed)");
}

TEST(jwt_verify_checks_the_claims)
{
	setenv("BLOKCTL_NOW", "2026-01-31T08:00:00Z", 1); /* 1769846400 */
	CHECK_STR(hs256("{\"exp\":1769846401}", ""), "{\"claims\":{\"exp\":1769846401},\"expiresAt\":1769846401}");
	CHECK_STR(hs256("{\"exp\":1769846400}", ""), "401 token_expired");
	CHECK_STR(hs256("{\"exp\":1769846371}", ", \"clockToleranceSeconds\": 30"),
		"{\"claims\":{\"exp\":1769846371},\"expiresAt\":1769846371}");
	CHECK_STR(hs256("{\"exp\":1769846370}", ", \"clockToleranceSeconds\": 30"), "401 token_expired");
	CHECK_STR(hs256("{\"nbf\":1769846400}", ""), "{\"claims\":{\"nbf\":1769846400}}");
	CHECK_STR(hs256("{\"nbf\":1769846401}", ""), "401 token_not_yet_valid");
	CHECK_STR(hs256("{\"nbf\":1769846430}", ", \"clockToleranceSeconds\": 30"),
		"{\"claims\":{\"nbf\":1769846430}}");
	CHECK_STR(hs256("{\"nbf\":1769846431}", ", \"clockToleranceSeconds\": 30"), "401 token_not_yet_valid");
	CHECK_STR(hs256("{\"exp\":\"soon\"}", ""), "401 claim_validation_failed");
	CHECK_STR(hs256("{\"iss\":\"a\"}", ", \"issuer\": \"b\""), "401 issuer_mismatch");
	CHECK_STR(hs256("{}", ", \"issuer\": \"b\""), "401 issuer_mismatch");
	CHECK_STR(hs256("{\"iss\":\"a\"}", ", \"issuer\": [\"b\", \"a\"]"),
		"{\"claims\":{\"iss\":\"a\"},\"issuer\":\"a\"}");
	CHECK_STR(hs256("{\"aud\":\"a\"}", ", \"audience\": \"b\""), "401 audience_mismatch");
	CHECK_STR(hs256("{\"aud\":{\"x\":\"b\"}}", ", \"audience\": \"b\""), "401 audience_mismatch");
	CHECK_STR(hs256("{}", ", \"audience\": [\"b\"]"), "401 audience_mismatch");
	unsetenv("BLOKCTL_NOW");
}

#define DIGEST "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
#define WANT "\"payload\": \"what do ya want for nothing?\", "

TEST(hmac_verify_and_its_reasons)
{
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"signature\": \"" DIGEST "\""),
		"{\"verified\":true,\"algorithm\":\"sha256\",\"signatureLength\":32}");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"prefix\": \"sha256=\","
				   "\"signature\": \"sha256=" DIGEST "\""),
		"{\"verified\":true,\"algorithm\":\"sha256\",\"signatureLength\":32}");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"algorithm\": \"sha1\","
				   "\"signature\": \"EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79\""),
		"{\"verified\":true,\"algorithm\":\"sha1\",\"signatureLength\":20}");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jeff\", \"signature\": \"" DIGEST "\""),
		"401 invalid_signature");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"signature\": \"5bdc\""),
		"401 invalid_signature");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"signature\": \"\""),
		"401 missing_signature");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\""), "401 missing_signature");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"\", \"signature\": \"" DIGEST "\""),
		"401 misconfigured");
	CHECK_STR(run("hmac-verify", WANT "\"signature\": \"" DIGEST "\""), "401 misconfigured");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"prefix\": \"sha256=\", \"signature\": \"" DIGEST "\""),
		"401 malformed_signature");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"signature\": \"xyz\""),
		"401 malformed_signature");
	CHECK_STR(run("hmac-verify", WANT "\"secret\": \"Jefe\", \"signature\": \"5bd\""),
		"401 malformed_signature");
}
