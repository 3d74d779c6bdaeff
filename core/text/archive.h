#ifndef TEXT_ARCHIVE_H
#define TEXT_ARCHIVE_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Zip archives, by libzip, which is loaded on first use.  Not for sharing between
 * threads. */

/* What is read.  Whoever wants more of one says so by its name in the message. */
struct archive_limits {
	size_t members;      /* entries in the archive */
	size_t member_bytes; /* of one member, unpacked */
	size_t total_bytes;  /* of all that is unpacked, over the archive's life */
	size_t ratio;        /* unpacked to packed, of members above 1 MiB */
};
/* 10,000 entries, 64 MiB, 512 MiB, 200 to 1: no book and no deck comes near (deflate
 * itself ends at 1,032 to 1). */
extern const struct archive_limits archive_default_limits;

struct archive;

/* Opens a file, or bytes that must stay until it is closed; `name` stands in messages.
 * NULL for `limits`: the default ones.  ERR_INPUT for what is no zip archive, or when
 * there are too many entries. */
bool archive_open(const char *path, const struct archive_limits *limits, struct archive **ret,
	struct err *err);
bool archive_open_bytes(const char *name, const char *bytes, size_t len,
	const struct archive_limits *limits, struct archive **ret, struct err *err);
void archive_close(struct archive *a); /* NULL is fine */

size_t archive_count(const struct archive *a);
/* Its name, in UTF-8 and as it stands there: nothing to make a path of.  NULL when
 * there is none or when it would leave the folder ("..", "/", "\", a NUL). */
const char *archive_name(const struct archive *a, size_t index);
bool archive_has(const struct archive *a, const char *name);

/* Adds a member's bytes to *ret.  ERR_INPUT when it is not there, is broken, encrypted
 * or beyond a limit. */
bool archive_read(struct archive *a, const char *name, struct str *ret, struct err *err);

/* A new archive.  Equal members in equal order make equal bytes: the time of each is
 * 1980-01-01 00:00, and nothing of the system is in it. */
struct archive_writer;

bool archive_create(const char *path, struct archive_writer **ret, struct err *err);
/* The bytes are copied. */
bool archive_add(
	struct archive_writer *w, const char *name, const char *bytes, size_t len, struct err *err);
/* The file is read when the archive is finished, and must stay until then. */
bool archive_add_file(
	struct archive_writer *w, const char *name, const char *path, struct err *err);
/* Members added from here on are stored as they are, not deflated. */
void archive_store_only(struct archive_writer *w, bool on);
/* Writes it beside `path` and renames; the writer is gone after, also on failure. */
bool archive_finish(struct archive_writer *w, struct err *err);
void archive_abandon(struct archive_writer *w); /* writes nothing; NULL is fine */

#endif
