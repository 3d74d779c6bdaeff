#ifndef MIGRATE_LINT_H
#define MIGRATE_LINT_H

#include "core/db/source.h"
#include "core/migrate/migration.h"

/* Looks for what would lose data, lock, break or not go back, in the files alone: no database
 * is asked.  Findings have the file, the line and a code in kebab-case ("drop-table"); a
 * comment "-- lint: allow CODE …" on the line before a statement, or in it, silences them
 * there.  `from` NULL: the whole history; else only the migrations of this version and later
 * are told of, the ones before being context. */
bool migrate_lint(const struct history *h, enum source_dialect dialect, const char *from,
	struct diags *ret, struct err *err);

/* All codes with a line of help each, for the manual page and --json; NULL ends them. */
struct lint_rule {
	const char *code, *help;
};
extern const struct lint_rule lint_rules[];

#endif
