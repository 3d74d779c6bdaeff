#include "core/base/map.h"

#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <stdatomic.h>
#include <sys/auxv.h>

struct map_slot {
	const char *key; /* NULL: free */
	size_t len;
	uint64_t hash;
	void *value;
};

/* The kernel hands every process 16 random bytes; reading them costs little. */
static uint64_t map_seed(void)
{
	static _Atomic uint64_t known; /* any thread may find it first: it is always the same */
	uint64_t seed = atomic_load_explicit(&known, memory_order_relaxed);
	const void *random;

	if (seed)
		return seed;
	seed = 0x9e3779b97f4a7c15u;
	random = (const void *)getauxval(AT_RANDOM);
	if (random)
		memcpy(&seed, random, sizeof seed);
	seed |= 1;
	atomic_store_explicit(&known, seed, memory_order_relaxed);
	return seed;
}

/* FNV-1a (Fowler, Noll, Vo) over a seeded basis with a final mix
 * (MurmurHash3's), so that the low bits used as index depend on every byte. */
uint64_t map_hash(const char *bytes, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u ^ map_seed();

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	hash ^= hash >> 33;
	hash *= 0xff51afd7ed558ccdu;
	return hash ^ (hash >> 33);
}

void map_release(struct map *m)
{
	free(m->slots);
	*m = (struct map){0};
}

/* The slot that holds the key, or the free one where it belongs. */
static struct map_slot *slot_of(const struct map *m, const char *key, size_t len, uint64_t hash)
{
	size_t mask = m->cap - 1, i = hash & mask;

	while (m->slots[i].key) {
		const struct map_slot *s = &m->slots[i];

		if (s->hash == hash && s->len == len && memcmp(s->key, key, len) == 0)
			break;
		i = (i + 1) & mask;
	}
	return &m->slots[i];
}

static void map_grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = mem_alloc(m->cap * sizeof *m->slots);
	for (size_t i = 0; i < old.cap; i++) {
		const struct map_slot *s = &old.slots[i];

		if (s->key)
			*slot_of(m, s->key, s->len, s->hash) = *s;
	}
	free(old.slots);
}

void *map_get_bytes(const struct map *m, const char *key, size_t len)
{
	return m->len ? slot_of(m, key, len, map_hash(key, len))->value : NULL;
}

void *map_get(const struct map *m, const char *key)
{
	return map_get_bytes(m, key, strlen(key));
}

bool map_has(const struct map *m, const char *key)
{
	size_t len = strlen(key);

	return m->len && slot_of(m, key, len, map_hash(key, len))->key;
}

void *map_put_bytes(struct map *m, const char *key, size_t len, void *value)
{
	uint64_t hash = map_hash(key, len);
	struct map_slot *slot;
	void *before;

	if (m->len * 4 >= m->cap * 3)
		map_grow(m);
	slot = slot_of(m, key, len, hash);
	before = slot->value;
	if (!slot->key)
		m->len++;
	*slot = (struct map_slot){.key = key, .len = len, .hash = hash, .value = value};
	return before;
}

void *map_put(struct map *m, const char *key, void *value)
{
	return map_put_bytes(m, key, strlen(key), value);
}
