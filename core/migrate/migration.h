#ifndef MIGRATE_MIGRATION_H
#define MIGRATE_MIGRATION_H

#include "core/base/arena.h"
#include "core/base/diag.h"
#include "core/base/err.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <stddef.h>

/* The files of a history.  A migration is "VERSION_name.sql" with sections,
 *
 *	-- migrate:up [transaction:false] [vars:true]
 *	-- migrate:down [the same]
 *
 * or a pair, "VERSION_name.up.sql" and "VERSION_name.down.sql", whose first line may be
 * "-- migrate:up …" or "-- migrate:down …" with the same options, or "-- " and they alone.  VERSION
 *is a number of any length, and the order is that of the numbers. */

/* No file is larger: what is more is data, and belongs into a seed. */
#define MIGRATION_MAX_BYTES ((size_t)64 * 1024 * 1024)

/* One direction.  The text is as long as the file, less a byte order mark: what is no part of
 * the direction is blank, so that an offset in it is the place in the file. */
struct migration_script {
	const char *path; /* of the file, as it is shown */
	const char *text; /* NULL: there is none */
	bool is_empty;    /* nothing but blanks and comments */
	bool is_blank;    /* not even a comment: nobody has written it yet */
	bool is_down;     /* by its section or its file's name */
	bool no_transaction;
	bool has_vars; /* ${NAME} is to be replaced */
};

struct migration {
	const char *version; /* digits, as they are written */
	const char *name;    /* what stands behind them; "" */
	struct migration_script up, down;
	char checksum[65]; /* SHA-256 of the up in hex; line ends, a BOM and blanks at the end
			    * do not count */
};

struct history {
	struct arena arena;
	VEC(struct migration) list; /* by version */
};

/* Reads a folder.  False with ERR_WORK where it cannot be read.  What is wrong with its files
 * goes to `findings` as errors: a name without a version, two files of one version, a file
 * without an up, options that are none. */
bool history_read(const char *dir, struct history *ret, struct diags *findings, struct err *err);
void history_release(struct history *h);
/* The migration of this version, "007" and "7" being one; NULL. */
const struct migration *history_find(const struct history *h, const char *version);

/* By their numbers: <0, 0, >0. */
int version_compare(const char *a, const char *b);
/* Whether it is a number at all. */
bool version_is_valid(const char *text);

/* Where an offset of a script lies, from 1; the column in code points. */
void script_place(const char *text, size_t offset, int *ret_line, int *ret_column);

#endif
