#include "core/net/crypto.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/library.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is used of libcrypto 3 (the functions with `get_` in their names are
 * not in 1.1). */
static struct {
	const EVP_MD *(*sha1)(void);
	const EVP_MD *(*sha256)(void);
	const EVP_MD *(*sha384)(void);
	const EVP_MD *(*sha512)(void);
	unsigned char *(*hmac)(const EVP_MD *, const void *, int, const unsigned char *, size_t,
		unsigned char *, unsigned *);
	BIO *(*bio_new)(const void *, int);
	int (*bio_free)(BIO *);
	EVP_PKEY *(*read_key)(BIO *, EVP_PKEY **, pem_password_cb *, void *);
	X509 *(*read_certificate)(BIO *, X509 **, pem_password_cb *, void *);
	EVP_PKEY *(*certificate_key)(X509 *);
	void (*certificate_free)(X509 *);
	EVP_PKEY *(*parse_key)(EVP_PKEY **, const unsigned char **, long);
	void (*key_free)(EVP_PKEY *);
	int (*key_type)(const EVP_PKEY *);
	int (*key_bits)(const EVP_PKEY *);
	int (*key_group)(const EVP_PKEY *, char *, size_t, size_t *);
	EVP_MD_CTX *(*context_new)(void);
	void (*context_free)(EVP_MD_CTX *);
	int (*verify_init)(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);
	int (*verify)(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
	void (*clear_errors)(void);
} api;

static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"EVP_sha1", &api.sha1},
		{"EVP_sha256", &api.sha256},
		{"EVP_sha384", &api.sha384},
		{"EVP_sha512", &api.sha512},
		{"HMAC", &api.hmac},
		{"BIO_new_mem_buf", &api.bio_new},
		{"BIO_free", &api.bio_free},
		{"PEM_read_bio_PUBKEY", &api.read_key},
		{"PEM_read_bio_X509", &api.read_certificate},
		{"X509_get_pubkey", &api.certificate_key},
		{"X509_free", &api.certificate_free},
		{"d2i_PUBKEY", &api.parse_key},
		{"EVP_PKEY_free", &api.key_free},
		{"EVP_PKEY_get_base_id", &api.key_type},
		{"EVP_PKEY_get_bits", &api.key_bits},
		{"EVP_PKEY_get_group_name", &api.key_group},
		{"EVP_MD_CTX_new", &api.context_new},
		{"EVP_MD_CTX_free", &api.context_free},
		{"EVP_DigestVerifyInit", &api.verify_init},
		{"EVP_DigestVerify", &api.verify},
		{"ERR_clear_error", &api.clear_errors},
		{0},
	};

	loaded = library_load(LIBRARY_CRYPTO, symbols, why, sizeof why);
}

static bool crypto_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (loaded)
		return true;
	err_set(err, ERR_WORK, "cannot load libcrypto: %s", why);
	return err_hint(err, "install it: apt-get install libssl3");
}

/* ---- hashes ---- */

size_t crypto_hash_size(enum crypto_hash hash)
{
	static const size_t sizes[] = {20, 32, 48, 64};

	return sizes[hash];
}

static const EVP_MD *method_of(enum crypto_hash hash)
{
	switch (hash) {
	case CRYPTO_SHA1: return api.sha1();
	case CRYPTO_SHA256: return api.sha256();
	case CRYPTO_SHA384: return api.sha384();
	default: return api.sha512();
	}
}

bool crypto_hmac(enum crypto_hash hash, struct crypto_bytes key, struct crypto_bytes data,
	unsigned char ret[CRYPTO_HASH_MAX], struct err *err)
{
	unsigned len = 0;

	if (!crypto_load(err))
		return false;
	if (key.len > INT32_MAX)
		return err_set(err, ERR_INPUT, "the key has more than 2 GiB");
	/* A NULL key would mean "the one before". */
	if (api.hmac(method_of(hash), key.at ? key.at : (const void *)"", (int)key.len, data.at,
		    data.len, ret, &len))
		return true;
	api.clear_errors();
	return err_set(err, ERR_WORK, "libcrypto refuses the hash");
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
	const volatile unsigned char *p = a, *q = b;
	unsigned char differs = 0;

	for (size_t i = 0; i < len; i++)
		differs |= p[i] ^ q[i];
	return !differs;
}

/* ---- keys ---- */

struct crypto_key {
	EVP_PKEY *handle;
	enum crypto_key_kind kind;
};

static enum crypto_key_kind kind_of(const EVP_PKEY *handle)
{
	static const struct {
		const char *name;
		enum crypto_key_kind kind;
	} groups[] = {{"prime256v1", CRYPTO_P256}, {"P-256", CRYPTO_P256}, {"secp384r1", CRYPTO_P384},
		{"P-384", CRYPTO_P384}, {"secp521r1", CRYPTO_P521}, {"P-521", CRYPTO_P521}};
	char name[64] = "";
	size_t len;

	if (api.key_type(handle) == EVP_PKEY_RSA)
		return CRYPTO_RSA;
	if (api.key_type(handle) == EVP_PKEY_EC && api.key_group(handle, name, sizeof name, &len))
		for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
			if (str_eq(groups[i].name, name))
				return groups[i].kind;
	return CRYPTO_OTHER_KEY;
}

static bool take_key(EVP_PKEY *handle, const char *what, struct crypto_key **ret, struct err *err)
{
	api.clear_errors();
	if (!handle)
		return err_set(err, ERR_INPUT, "%s", what);
	*ret = mem_alloc(sizeof **ret);
	**ret = (struct crypto_key){handle, kind_of(handle)};
	return true;
}

static EVP_PKEY *read_certificate(BIO *bio)
{
	X509 *certificate = api.read_certificate(bio, NULL, NULL, NULL);
	EVP_PKEY *handle = certificate ? api.certificate_key(certificate) : NULL;

	if (certificate)
		api.certificate_free(certificate);
	return handle;
}

bool crypto_key_from_pem(const char *pem, struct crypto_key **ret, struct err *err)
{
	EVP_PKEY *handle;
	BIO *bio;

	if (!crypto_load(err))
		return false;
	bio = api.bio_new(pem, -1);
	if (!bio)
		mem_exhausted();
	handle = strstr(pem, "BEGIN CERTIFICATE") ? read_certificate(bio)
						  : api.read_key(bio, NULL, NULL, NULL);
	api.bio_free(bio);
	return take_key(handle, "it is no public key in PEM (BEGIN PUBLIC KEY) and no certificate",
		ret, err);
}

/* DER (X.690): the tag, the length, the content. */
static void der_add(struct str *out, unsigned char tag, const void *bytes, size_t len)
{
	unsigned char size[sizeof len];
	int count = 0;

	str_add_char(out, (char)tag);
	if (len < 0x80) {
		str_add_char(out, (char)len);
	} else {
		for (size_t rest = len; rest; rest >>= 8)
			size[count++] = (unsigned char)(rest & 0xff);
		str_add_char(out, (char)(0x80 | count));
		while (count--)
			str_add_char(out, (char)size[count]);
	}
	str_add_bytes(out, bytes, len);
}

/* An INTEGER that is not negative: without leading zeros, but with one where
 * the first bit would be a sign. */
static void der_add_number(struct str *out, struct crypto_bytes number)
{
	struct str content = {0};

	while (number.len && !*number.at) {
		number.at++;
		number.len--;
	}
	if (!number.len || *number.at & 0x80)
		str_add_char(&content, '\0');
	if (number.len)
		str_add_bytes(&content, (const char *)number.at, number.len);
	der_add(out, 0x02, content.at, content.len);
	str_release(&content);
}

/* SubjectPublicKeyInfo (RFC 5280 section 4.1): {algorithm, BIT STRING}. */
static bool parse_key(const struct str *algorithm, const struct str *bits, struct crypto_key **ret,
	struct err *err)
{
	struct str string = {0}, body = {0}, whole = {0};
	const unsigned char *p;
	EVP_PKEY *handle;

	str_add_char(&string, '\0'); /* no unused bits */
	str_add_bytes(&string, bits->at, bits->len);
	der_add(&body, 0x30, algorithm->at, algorithm->len);
	der_add(&body, 0x03, string.at, string.len);
	der_add(&whole, 0x30, body.at, body.len);
	p = (const unsigned char *)whole.at;
	handle = api.parse_key(NULL, &p, (long)whole.len);
	str_release(&string);
	str_release(&body);
	str_release(&whole);
	return take_key(handle, "it is no public key", ret, err);
}

/* More is no key of today, and costs time. */
#define RSA_MAX_BYTES 2048

bool crypto_key_from_rsa(struct crypto_bytes n, struct crypto_bytes e, struct crypto_key **ret,
	struct err *err)
{
	static const char rsa_encryption[] =
		"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"; /* 1.2.840.113549.1.1.1 */
	struct str algorithm = {0}, numbers = {0}, bits = {0};
	bool ok;

	if (!crypto_load(err))
		return false;
	if (n.len > RSA_MAX_BYTES || e.len > RSA_MAX_BYTES)
		return err_set(err, ERR_INPUT, "its numbers have more than %d bytes", RSA_MAX_BYTES);
	str_add_bytes(&algorithm, rsa_encryption, sizeof rsa_encryption - 1);
	der_add_number(&numbers, n);
	der_add_number(&numbers, e);
	der_add(&bits, 0x30, numbers.at, numbers.len);
	ok = parse_key(&algorithm, &bits, ret, err);
	str_release(&algorithm);
	str_release(&numbers);
	str_release(&bits);
	return ok;
}

/* Bytes of a number of the curve: 521 bits are 66. */
static size_t curve_size(enum crypto_key_kind curve)
{
	return curve == CRYPTO_P256 ? 32 : curve == CRYPTO_P384 ? 48 : curve == CRYPTO_P521 ? 66 : 0;
}

bool crypto_key_from_point(enum crypto_key_kind curve, struct crypto_bytes x, struct crypto_bytes y,
	struct crypto_key **ret, struct err *err)
{
	static const char ec_public_key[] = "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";
	static const struct crypto_bytes curves[] = {
		[CRYPTO_P256] = {(const unsigned char *)"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10},
		[CRYPTO_P384] = {(const unsigned char *)"\x06\x05\x2b\x81\x04\x00\x22", 7},
		[CRYPTO_P521] = {(const unsigned char *)"\x06\x05\x2b\x81\x04\x00\x23", 7},
	};
	size_t size = curve_size(curve);
	struct str algorithm = {0}, bits = {0};
	bool ok;

	if (!crypto_load(err))
		return false;
	if (!size || x.len != size || y.len != size)
		return err_set(err, ERR_INPUT, "its point is not on the curve");
	str_add_bytes(&algorithm, ec_public_key, sizeof ec_public_key - 1);
	str_add_bytes(&algorithm, (const char *)curves[curve].at, curves[curve].len);
	str_add_char(&bits, 4); /* uncompressed (SEC 1 section 2.3.3) */
	str_add_bytes(&bits, (const char *)x.at, x.len);
	str_add_bytes(&bits, (const char *)y.at, y.len);
	ok = parse_key(&algorithm, &bits, ret, err);
	str_release(&algorithm);
	str_release(&bits);
	return ok;
}

void crypto_key_free(struct crypto_key *key)
{
	if (!key)
		return;
	api.key_free(key->handle);
	free(key);
}

enum crypto_key_kind crypto_key_kind(const struct crypto_key *key)
{
	return key->kind;
}

int crypto_key_bits(const struct crypto_key *key)
{
	return api.key_bits(key->handle);
}

/* ---- signatures ---- */

/* What libcrypto wants of ECDSA is SEQUENCE {r, s}. */
static void der_signature(struct crypto_bytes raw, struct str *out)
{
	struct str numbers = {0};

	der_add_number(&numbers, (struct crypto_bytes){raw.at, raw.len / 2});
	der_add_number(&numbers, (struct crypto_bytes){raw.at + raw.len / 2, raw.len / 2});
	der_add(out, 0x30, numbers.at, numbers.len);
	str_release(&numbers);
}

bool crypto_verify(const struct crypto_key *key, enum crypto_hash hash, struct crypto_bytes data,
	struct crypto_bytes signature)
{
	size_t size = curve_size(key->kind);
	struct str der = {0};
	EVP_MD_CTX *context;
	bool ok;

	if (key->kind == CRYPTO_OTHER_KEY || !signature.len || (size && signature.len != 2 * size))
		return false;
	if (size) {
		der_signature(signature, &der);
		signature = (struct crypto_bytes){(const unsigned char *)der.at, der.len};
	}
	context = api.context_new();
	if (!context)
		mem_exhausted();
	ok = api.verify_init(context, NULL, method_of(hash), NULL, key->handle) == 1 &&
		api.verify(context, signature.at, signature.len, data.at, data.len) == 1;
	api.context_free(context);
	api.clear_errors();
	str_release(&der);
	return ok;
}
