#ifndef EXPR_OBJECTS_H
#define EXPR_OBJECTS_H

#include "core/expr/builtins.h"

/* Object's functions are spread over two files. */

/* What freeze(), seal() and preventExtensions() set, and the functions that ask for it. */
enum {
	FREEZE = OBJECT_FIXED | OBJECT_SEALED | OBJECT_FROZEN,
	SEAL = OBJECT_FIXED | OBJECT_SEALED,
	PREVENT = OBJECT_FIXED,
};

bool object_missing(struct eval *ev); /* throws: undefined and null are no objects */
builtin_fn object_protect, object_is_protected, object_is_extensible, object_define,
	object_descriptor, object_has, object_is_enumerable;

#endif
