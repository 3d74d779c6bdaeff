#ifndef BASE_FS_BENEATH_H
#define BASE_FS_BENEATH_H

#include "core/base/fs.h"

/* Files below a folder that a path must not leave: not by "..", not by an
 * absolute name, not by a link, not by /proc (openat2 with RESOLVE_BENEATH, so
 * that nothing can be swapped in between).  Leaving is an ERR_REFUSED error. */

bool fs_read_beneath(const char *root, const char *path, size_t max, struct str *ret_bytes,
	struct err *err);

/* All of it or nothing, as fs_write_atomic(); or at the end of the file. */
bool fs_write_beneath(const char *root, const char *path, const struct fs_content *content,
	struct err *err);

#endif
