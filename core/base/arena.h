#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/* A bump allocator.  What lives in it is freed together.  A zeroed struct is
 * an empty arena.  Not for sharing between threads. */
struct arena {
	struct arena_chunk *chunk; /* the one being filled; older ones behind it */
	size_t used;
	size_t total; /* bytes taken from malloc since init or reset */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);

/* Forgets everything but keeps one chunk, so that a loop of evaluations does
 * not go through malloc each time. */
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
char *arena_strdup(struct arena *a, const char *text);
char *arena_strndup(struct arena *a, const char *text, size_t len);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args);

/* Room for one more item in a list of `len`: the list, or at each power of two a copy of
 * twice its size.  NULL is an empty list. */
void *arena_room(struct arena *a, void *list, size_t len, size_t size);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, count) ((type *)arena_alloc((a), sizeof(type) * (count)))

#endif
