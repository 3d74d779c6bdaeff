#ifndef EXPR_ARRAYS_H
#define EXPR_ARRAYS_H

#include "core/expr/builtins.h"

/* Array.prototype is spread over several files. */

/* The array that a method works on; what is none but has a length (a string)
 * is copied into one. */
bool array_self(struct eval *ev, const struct call *c, struct object **ret);
/* The same for methods that change it: an array and nothing else. */
bool array_target(struct eval *ev, const struct call *c, struct object **ret);
bool array_from_like(struct eval *ev, struct value like, struct object **ret);

builtin_fn array_push, array_pop, array_shift, array_unshift, array_splice, array_to_spliced,
	array_reverse, array_fill, array_with, array_copy_within;
builtin_fn array_sort;
builtin_fn array_each, array_find, array_reduce, array_flat_map;

#endif
