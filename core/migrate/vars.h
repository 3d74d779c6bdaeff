#ifndef MIGRATE_VARS_H
#define MIGRATE_VARS_H

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <stddef.h>

/* ${NAME} in scripts that ask for it (vars:true): what the user gives, else the
 * environment. */
struct vars {
	const char *const *given; /* "NAME=VALUE", … */
	size_t given_len;
};

/* A text with its names replaced, and where its pieces come from. */
struct filled {
	struct str text;
	VEC(struct filled_piece) pieces;
};
struct filled_piece {
	size_t at, from; /* in the new text, in the old one */
};

/* "$${" is "${".  ERR_INPUT for a name that nobody gives; *ret_offset is its place. */
bool vars_fill(const struct vars *v, const char *text, struct filled *ret, size_t *ret_offset,
	struct err *err);
/* The place in the old text of one in the new. */
size_t filled_origin(const struct filled *f, size_t offset);
void filled_release(struct filled *f);

#endif
