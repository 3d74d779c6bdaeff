#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "core/base/mem.h"

#include <stddef.h>
#include <stdlib.h>

/* A growing array: `VEC(struct step) steps = {0};`.  Elements move when it
 * grows, so keep indexes, not pointers, across a push. */
#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *at;                                                                          \
		size_t len, cap;                                                                   \
	}

/* A pointer to the new, last element, which is not initialised. */
#define vec_add(v) ((void)vec_room(v), &(v)->at[(v)->len++])
#define vec_push(v, value) ((void)(*vec_add(v) = (value)))
#define vec_release(v) (free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)

#define vec_room(v) ((v)->at = vec_grown((v)->at, (v)->len, &(v)->cap, sizeof *(v)->at))

/* With room for one more. */
static inline void *vec_grown(void *at, size_t len, size_t *cap, size_t size)
{
	if (len < *cap)
		return at;
	*cap = *cap ? *cap * 2 : 8;
	return mem_resize(at, *cap * size);
}

#endif
