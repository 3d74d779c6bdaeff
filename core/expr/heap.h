#ifndef EXPR_HEAP_H
#define EXPR_HEAP_H

#include "core/base/arena.h"

#include <stddef.h>

/* An arena with an end.  Nothing is given back before the whole arena is;
 * when the room is used up, `exhausted` is called, which must not return. */
struct heap {
	struct arena *arena;
	size_t left;
	void (*exhausted)(struct heap *h);
};

static inline void *heap_alloc(struct heap *h, size_t size)
{
	size_t need = (size + 15) & ~(size_t)15;

	if (size > h->left || need > h->left)
		h->exhausted(h);
	h->left -= need;
	return arena_alloc(h->arena, size);
}

#define heap_new(h, type) ((type *)heap_alloc((h), sizeof(type)))

/* For counts that come from a program: the product does not overflow. */
static inline void *heap_alloc_array(struct heap *h, size_t size, size_t count)
{
	if (count > h->left / size)
		h->exhausted(h);
	return heap_alloc(h, size * count);
}

#define heap_array(h, type, count) ((type *)heap_alloc_array((h), sizeof(type), (count)))

#endif
