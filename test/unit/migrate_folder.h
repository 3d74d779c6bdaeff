#ifndef TEST_UNIT_MIGRATE_FOLDER_H
#define TEST_UNIT_MIGRATE_FOLDER_H

#include "core/db/target.h"
#include "core/migrate/migration.h"

/* A folder with the files of a history and a database beside them, for one test. */

void folder_begin(void);
void folder_end(void);                     /* with all that is in it */
const char *folder_path(const char *name); /* valid until the eighth call from here */
void folder_put(const char *name, const char *text);
void folder_put_bytes(const char *name, const char *bytes, size_t len);
/* Its files; the test fails where there are findings. */
void folder_history(struct history *ret);

/* The rows of a query: columns with '|' between, rows with ' '; or the error.  Valid until the
 * next call. */
const char *rows_of(struct target *s, const char *sql);
struct target *memory_target(void);
/* Runs a script as a migration would, in a transaction; the message of what fails, or "". */
const char *run_text(struct target *s, const char *sql);

#endif
