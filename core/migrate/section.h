#ifndef MIGRATE_SECTION_H
#define MIGRATE_SECTION_H

#include "core/base/sha256.h"
#include "core/base/str.h"
#include "core/migrate/migration.h"

#include <stdint.h>

/* What is in one file; private to core/migrate. */

enum file_kind { FILE_BOTH, FILE_UP, FILE_DOWN };

struct file {
	const char *path;
	enum file_kind kind; /* by its name */
	const char *text;    /* ended by a NUL; behind a byte order mark */
	size_t len;
};

/* Divides it: a direction that is not in the file stays as it is in *ret.  What is wrong is
 * told in `findings`. */
void sections_read(
	struct arena *a, const struct file *f, struct migration *ret, struct diags *findings);

/* A finding at an offset of the file's text, or about all of it. */
#define FILE_WHOLE SIZE_MAX
void file_report(const struct file *f, size_t offset, struct diags *findings, const char *code,
	const char *hint, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The checksum of text: line ends and blanks at the end do not count.  It is added in pieces,
 * and checksum_line() ends the line between two that are not one behind the other. */
struct checksum {
	struct sha256 sum;
	struct str blanks; /* behind what is summed: they count when something follows */
};
void checksum_begin(struct checksum *c);
void checksum_add(struct checksum *c, const char *text, size_t len);
void checksum_line(struct checksum *c);
void checksum_so_far(const struct checksum *c, char out[65]);
void checksum_release(struct checksum *c);

#endif
