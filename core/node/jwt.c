#include "core/node/jwt.h"

#include <stdint.h>
#include <string.h>

const struct jwt_algorithm *jwt_algorithm(const char *name)
{
	static const struct jwt_algorithm algorithms[] = {
		{"HS256", JWT_HMAC, CRYPTO_SHA256, CRYPTO_OTHER_KEY},
		{"HS384", JWT_HMAC, CRYPTO_SHA384, CRYPTO_OTHER_KEY},
		{"HS512", JWT_HMAC, CRYPTO_SHA512, CRYPTO_OTHER_KEY},
		{"RS256", JWT_RSA, CRYPTO_SHA256, CRYPTO_RSA},
		{"RS384", JWT_RSA, CRYPTO_SHA384, CRYPTO_RSA},
		{"RS512", JWT_RSA, CRYPTO_SHA512, CRYPTO_RSA},
		{"ES256", JWT_ECDSA, CRYPTO_SHA256, CRYPTO_P256},
		{"ES384", JWT_ECDSA, CRYPTO_SHA384, CRYPTO_P384},
		{"ES512", JWT_ECDSA, CRYPTO_SHA512, CRYPTO_P521},
	};

	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		if (str_eq(algorithms[i].name, name))
			return &algorithms[i];
	return NULL;
}

static int digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_decode(const char *text, size_t len, struct str *out)
{
	uint32_t bits = 0;
	int have = 0;

	if (len % 4 == 1)
		return false;
	for (size_t i = 0; i < len; i++) {
		int digit = digit_of(text[i]);

		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have >= 8) {
			have -= 8;
			str_add_char(out, (char)(bits >> have & 0xff));
		}
	}
	return true;
}

static cJSON *decode_object(const char *text, size_t len)
{
	struct str bytes = {0};
	cJSON *value = NULL;
	struct err err;

	if (base64url_decode(text, len, &bytes) &&
		json_parse(str_text(&bytes), bytes.len, &value, &err) && !json_is_object(value)) {
		json_free(value);
		value = NULL;
	}
	str_release(&bytes);
	return value;
}

bool jwt_parse(const char *token, struct jwt *ret)
{
	const char *first = strchr(token, '.'), *second = first ? strchr(first + 1, '.') : NULL;

	*ret = (struct jwt){0};
	if (!second || strchr(second + 1, '.'))
		return false;
	ret->signed_part = (struct crypto_bytes){(const void *)token, (size_t)(second - token)};
	ret->header = decode_object(token, (size_t)(first - token));
	ret->claims = decode_object(first + 1, (size_t)(second - first - 1));
	if (ret->header && ret->claims &&
		base64url_decode(second + 1, strlen(second + 1), &ret->signature))
		return true;
	jwt_release(ret);
	return false;
}

void jwt_release(struct jwt *t)
{
	json_free(t->header);
	json_free(t->claims);
	str_release(&t->signature);
	*t = (struct jwt){0};
}
