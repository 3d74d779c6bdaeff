#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text -> pointer, open addressing.  Keys are borrowed and must outlive the
 * map.  A zeroed struct is an empty map.  The hash is seeded per process, so
 * keys from outside cannot be chosen to collide. */
struct map {
	struct map_slot *slots;
	size_t len, cap;
};

void map_release(struct map *m);
void *map_get(const struct map *m, const char *key);
void *map_get_bytes(const struct map *m, const char *key, size_t len);
bool map_has(const struct map *m, const char *key);
/* Adds or replaces; the value before, or NULL. */
void *map_put(struct map *m, const char *key, void *value);
void *map_put_bytes(struct map *m, const char *key, size_t len, void *value);

uint64_t map_hash(const char *bytes, size_t len);

#endif
