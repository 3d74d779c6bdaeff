#include "core/base/arena.h"

#include "core/base/mem.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Small first chunk: most commands never fill it.  Later ones double up to
 * the cap, past which malloc's own mmap threshold makes bigger ones free. */
#define CHUNK_MIN ((size_t)4 * 1024)
#define CHUNK_MAX ((size_t)256 * 1024)

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

void arena_release(struct arena *a)
{
	struct arena_chunk *chunk = a->chunk;

	while (chunk) {
		struct arena_chunk *older = chunk->older;

		free(chunk);
		chunk = older;
	}
	arena_init(a);
}

void arena_reset(struct arena *a)
{
	struct arena_chunk *kept = a->chunk;

	if (!kept)
		return;
	a->chunk = kept->older;
	arena_release(a);
	if (kept->size > CHUNK_MAX) {
		free(kept);
		return;
	}
	kept->older = NULL;
	a->chunk = kept;
	a->total = kept->size;
}

static void arena_grow(struct arena *a, size_t need)
{
	size_t size = a->chunk ? a->chunk->size * 2 : CHUNK_MIN;
	struct arena_chunk *chunk;

	if (size > CHUNK_MAX)
		size = CHUNK_MAX;
	if (size < need)
		size = need;
	chunk = mem_resize(NULL, sizeof *chunk + size);
	chunk->older = a->chunk;
	chunk->size = size;
	a->chunk = chunk;
	a->used = 0;
	a->total += size;
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t need;
	void *block;

	if (size > (size_t)-1 / 2)
		mem_exhausted();
	need = (size + align - 1) & ~(align - 1);
	if (!a->chunk || a->chunk->size - a->used < need)
		arena_grow(a, need);
	block = a->chunk->bytes + a->used;
	a->used += need;
	return memset(block, 0, need);
}

char *arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
	return arena_strndup(a, text, strlen(text));
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return arena_strdup(a, format);
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(a, format, args);
	va_end(args);
	return text;
}

void *arena_room(struct arena *a, void *list, size_t len, size_t size)
{
	void *bigger;

	if (len & (len - 1)) /* neither 0 nor a power of two */
		return list;
	bigger = arena_alloc(a, (len ? 2 * len : 1) * size);
	if (len)
		memcpy(bigger, list, len * size);
	return bigger;
}
