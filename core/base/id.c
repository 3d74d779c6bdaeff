#include "core/base/id.h"

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/sha256.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum { SOURCE_UNKNOWN, SOURCE_KERNEL, SOURCE_SEED } source;
static uint64_t seed_state;

/* splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"). */
static uint64_t next_seeded(void)
{
	uint64_t z = seed_state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static bool is_seeded_locked(void)
{
	if (source == SOURCE_UNKNOWN) {
		const char *seed = getenv("BLOKCTL_SEED");
		long long number = 0;

		source = seed && num_parse_int(seed, 0, LLONG_MAX, &number) ? SOURCE_SEED
									    : SOURCE_KERNEL;
		seed_state = (uint64_t)number;
	}
	return source == SOURCE_SEED;
}

static void fill_seeded(unsigned char *bytes, size_t len)
{
	while (len) {
		size_t part = len < 8 ? len : 8;
		uint64_t word = next_seeded();

		memcpy(bytes, &word, part);
		bytes += part;
		len -= part;
	}
}

/* Small requests share one of the kernel's, which is as large as it gives at once.
 * What was handed out is wiped; a child of fork() begins anew. */
static bool fill_from_pool(unsigned char *bytes, size_t len)
{
	static unsigned char pool[256];
	static size_t left;
	static pid_t owner;

	if (left < len || owner != getpid()) {
		if (getrandom(pool, sizeof pool, 0) != (ssize_t)sizeof pool)
			return false;
		left = sizeof pool;
		owner = getpid();
	}
	left -= len;
	memcpy(bytes, pool + left, len);
	memset(pool + left, 0, len);
	return true;
}

static void fill_from_kernel(unsigned char *bytes, size_t len)
{
	if (len <= 32 ? fill_from_pool(bytes, len) : getrandom(bytes, len, 0) == (ssize_t)len)
		return;
	/* Kernels this runs on do not fail small requests; the clock mixed in
	 * keeps ids apart should one do so all the same. */
	seed_state ^= (uint64_t)clock_mono_us();
	fill_seeded(bytes, len);
}

static void fill_locked(unsigned char *bytes, size_t len)
{
	if (is_seeded_locked())
		fill_seeded(bytes, len);
	else
		fill_from_kernel(bytes, len);
}

bool id_check_seed(struct err *err)
{
	const char *seed = getenv("BLOKCTL_SEED");
	long long ignored;

	if (!seed || !*seed || num_parse_int(seed, 0, LLONG_MAX, &ignored))
		return true;
	err_set(err, ERR_USAGE, "BLOKCTL_SEED: '%s' is no seed", seed);
	return err_hint(err, "a seed is a whole number from 0 on");
}

bool id_is_seeded(void)
{
	bool seeded;

	pthread_mutex_lock(&lock);
	seeded = is_seeded_locked();
	pthread_mutex_unlock(&lock);
	return seeded;
}

uint64_t random_unseeded(void)
{
	uint64_t word;

	pthread_mutex_lock(&lock);
	fill_from_kernel((unsigned char *)&word, sizeof word);
	pthread_mutex_unlock(&lock);
	return word;
}

void random_fill(void *bytes, size_t len)
{
	pthread_mutex_lock(&lock);
	fill_locked(bytes, len);
	pthread_mutex_unlock(&lock);
}

double random_unit(void)
{
	uint64_t word;

	random_fill(&word, sizeof word);
	return (double)(word >> 11) * 0x1.0p-53;
}

/* The time of an id; from a seed the same ones come again, so it is no clock's. */
static int64_t id_time_locked(void)
{
	int64_t ms = 0;

	if (!is_seeded_locked())
		return clock_wall_ms();
	return clock_fixed_ms(&ms) && ms > 0 ? ms : 0;
}

void id_ulid(char out[ID_ULID_LEN + 1])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	static unsigned char tail[10];
	static int64_t last_ms = -1;
	unsigned char bytes[16];
	int64_t ms;

	pthread_mutex_lock(&lock);
	ms = id_time_locked();
	if (ms > last_ms) {
		last_ms = ms;
		fill_locked(tail, sizeof tail);
		tail[0] &= 0x7f; /* room to count up */
	} else {
		for (int i = 9; i >= 0 && ++tail[i] == 0; i--)
			;
	}
	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)(last_ms >> (40 - 8 * i));
	memcpy(bytes + 6, tail, sizeof tail);
	pthread_mutex_unlock(&lock);

	/* 128 bits in 26 characters of 5: the first one carries 3. */
	for (int i = 0; i < ID_ULID_LEN; i++) {
		int bit = i * 5 - 2, value = 0;

		for (int b = bit; b < bit + 5; b++)
			value = value << 1 | (b < 0 ? 0 : bytes[b / 8] >> (7 - b % 8) & 1);
		out[i] = alphabet[value];
	}
	out[ID_ULID_LEN] = '\0';
}

static void format_uuid(unsigned char b[16], unsigned char version, char out[ID_UUID_LEN + 1])
{
	b[6] = (unsigned char)((b[6] & 0x0f) | version << 4);
	b[8] = (b[8] & 0x3f) | 0x80;
	snprintf(out, ID_UUID_LEN + 1,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
}

void id_uuid(char out[ID_UUID_LEN + 1])
{
	unsigned char b[16];

	random_fill(b, sizeof b);
	format_uuid(b, 4, out);
}

void id_uuid_of(const char *text, char out[ID_UUID_LEN + 1])
{
	unsigned char digest[SHA256_SIZE];

	sha256(text, strlen(text), digest);
	format_uuid(digest, 8, out);
}
