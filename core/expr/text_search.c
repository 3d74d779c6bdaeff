#include "core/expr/text.h"

#include <string.h>

static bool stands_at(const struct text *t, const struct text *needle, size_t at)
{
	for (size_t i = 0; i < needle->len; i++)
		if (text_at(t, at + i) != text_at(needle, i))
			return false;
	return true;
}

/* Longer needles are looked for by a rolling hash (Karp and Rabin, "Efficient
 * randomized pattern-matching algorithms"): comparing at every place would
 * take the product of both lengths. */
#define HASH_FROM 32
#define HASH_PRIME 2147483629u
#define HASH_BASE 65599u

static size_t find_by_hash(const struct text *t, const struct text *needle, size_t from)
{
	uint64_t wanted = 0, hash = 0, power = 1;

	if (from + needle->len > t->len)
		return SIZE_MAX;
	for (size_t i = 0; i < needle->len; i++) {
		wanted = (wanted * HASH_BASE + text_at(needle, i)) % HASH_PRIME;
		hash = (hash * HASH_BASE + text_at(t, from + i)) % HASH_PRIME;
		power = i ? power * HASH_BASE % HASH_PRIME : 1;
	}
	for (size_t i = from;; i++) {
		if (hash == wanted && stands_at(t, needle, i))
			return i;
		if (i + needle->len >= t->len)
			return SIZE_MAX;
		hash += HASH_PRIME - text_at(t, i) * power % HASH_PRIME;
		hash = (hash * HASH_BASE + text_at(t, i + needle->len)) % HASH_PRIME;
	}
}

size_t text_find(const struct text *t, const struct text *needle, size_t from)
{
	if (needle->len > t->len)
		return SIZE_MAX;
	if (needle->len >= HASH_FROM)
		return find_by_hash(t, needle, from);
	if (!needle->len)
		return from <= t->len ? from : t->len;
	for (size_t i = from; i + needle->len <= t->len; i++) {
		if (!t->wide && !needle->wide) {
			const char *hit = memchr(t->ascii + i, needle->ascii[0],
				t->len - needle->len + 1 - i);

			if (!hit)
				return SIZE_MAX;
			i = (size_t)(hit - t->ascii);
			if (memcmp(hit, needle->ascii, needle->len) == 0)
				return i;
		} else if (stands_at(t, needle, i)) {
			return i;
		}
	}
	return SIZE_MAX;
}

/* The same from the end: the units of needle and window are read backwards. */
static size_t find_last_by_hash(const struct text *t, const struct text *needle, size_t from)
{
	uint64_t wanted = 0, hash = 0, power = 1;

	for (size_t i = needle->len; i-- > 0;) {
		wanted = (wanted * HASH_BASE + text_at(needle, i)) % HASH_PRIME;
		hash = (hash * HASH_BASE + text_at(t, from + i)) % HASH_PRIME;
		power = i ? power * HASH_BASE % HASH_PRIME : power;
	}
	for (size_t i = from;; i--) {
		if (hash == wanted && stands_at(t, needle, i))
			return i;
		if (i == 0)
			return SIZE_MAX;
		hash += HASH_PRIME - text_at(t, i + needle->len - 1) * power % HASH_PRIME;
		hash = (hash * HASH_BASE + text_at(t, i - 1)) % HASH_PRIME;
	}
}

size_t text_find_last(const struct text *t, const struct text *needle, size_t from)
{
	if (needle->len > t->len)
		return SIZE_MAX;
	if (from > t->len - needle->len)
		from = t->len - needle->len;
	if (needle->len >= HASH_FROM)
		return find_last_by_hash(t, needle, from);
	for (size_t i = from + 1; i-- > 0;)
		if (stands_at(t, needle, i))
			return i;
	return SIZE_MAX;
}
