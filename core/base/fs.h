#ifndef BASE_FS_H
#define BASE_FS_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

#include <stddef.h>
#include <sys/types.h>

/* The whole file, or standard input for "-".  More than `max` bytes is an
 * ERR_INPUT error that names the limit, found by stat before reading where
 * the file has a size. */
bool fs_read(const char *path, size_t max, struct str *ret_bytes, struct err *err);

/* The same for what is read as a C string: a file with NUL bytes is an ERR_INPUT error. */
bool fs_read_text(const char *path, size_t max, struct str *ret_text, struct err *err);

/* The same as fs_read from an open descriptor; `path` stands in messages. */
bool fs_read_fd(int fd, const char *path, size_t max, struct str *ret_bytes, struct err *err);

struct fs_content {
	const char *bytes;
	size_t len;
	mode_t mode; /* of a file that is new, less the umask */
	bool append;
};

/* Writes a new file beside it and renames: readers see the old or the new
 * text, never half.  The mode of an existing file is kept. */
bool fs_write_atomic(const char *path, const char *bytes, size_t len, mode_t mode, struct err *err);
/* The same for a name in the folder that a descriptor stands for. */
bool fs_replace(int folder, const char *name, const struct fs_content *c, struct err *err);
/* A name beside `path` that nobody else has. */
char *fs_temporary(struct arena *a, const char *path);
bool fs_append(const char *path, const char *bytes, size_t len, mode_t mode, struct err *err);
/* The same to an open descriptor, which is closed; `path` stands in messages. */
bool fs_append_fd(int fd, const char *path, const struct fs_content *c, struct err *err);
/* All of it, or false with errno. */
bool fs_write_fd(int fd, const char *bytes, size_t len);

bool fs_make_dirs(const char *path, mode_t mode, struct err *err); /* like mkdir -p */
bool fs_is_dir(const char *path);
bool fs_exists(const char *path);

/* Calls `each` with every regular file below `dir` in byte order of names;
 * names that begin with '.' or '_' are passed over, links to folders are not
 * followed.  `each` returns false to stop with its error. */
typedef bool fs_visit(void *self, const char *path, struct err *err);
bool fs_walk(const char *dir, fs_visit *each, void *self, struct err *err);

char *fs_join(struct arena *a, const char *dir, const char *name); /* an absolute name wins */
char *fs_dirname(struct arena *a, const char *path);                /* "." when there is none */
const char *fs_basename(const char *path);
char *fs_stem(struct arena *a, const char *path); /* the name without folder and last extension */
const char *fs_extension(const char *path);       /* without the dot, "" when there is none */

#endif
