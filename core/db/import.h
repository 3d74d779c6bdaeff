#ifndef DB_IMPORT_H
#define DB_IMPORT_H

#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/db/driver.h"
#include "core/db/written.h"

#include <sqlite3.h>

/* Files of data on their way into a database in memory: one table a file. */

/* Of all files together: in memory they take about as much again, twice while
 * they are loaded. */
#define IMPORT_MAX_BYTES ((size_t)512 * 1024 * 1024)
/* A tree of JSON takes some ten times its text. */
#define IMPORT_MAX_JSON_BYTES ((size_t)64 * 1024 * 1024)
/* SQLite itself stops at 2,000; nobody asks questions about more. */
#define IMPORT_MAX_COLUMNS 1000
/* A folder with more is no folder of tables. */
#define IMPORT_MAX_FILES 500

struct importer {
	struct source *s;
	sqlite3 *handle;
	struct arena arena; /* names */
	struct str notes;   /* what the user should know, a line each */
	size_t bytes;       /* read so far */
	VEC(const char *) tables;
};

enum import_format { IMPORT_NONE, IMPORT_CSV, IMPORT_TSV, IMPORT_JSON, IMPORT_NDJSON };
enum import_format import_format_of(const char *path); /* by its ending */

/* The file as UTF-8, without a byte order mark. */
bool import_text(struct importer *l, const char *path, struct str *ret, struct err *err);

/* ---- a table being made ---- */

struct import_column {
	const char *name;
	unsigned seen; /* the types of its values (looks.h) */
	/* Of texts (written.h): what all of them are not, what any is; how they are read. */
	unsigned unwritten, written;
	enum written how;
	enum source_type type;
};
struct import_table {
	struct importer *l;
	const char *path; /* for messages */
	VEC(struct import_column) columns;
	bool has_key; /* the first column numbers the rows */
	sqlite3_stmt *insert;
	int64_t rows;
};

/* The name is made unique, and made up when it is empty. */
bool import_add_column(struct import_table *t, const char *name, size_t len, struct err *err);
/* Settles the types by what was seen, makes the table and prepares for rows. */
bool import_create(struct import_table *t, const char *name, struct err *err);
/* What is bound to t->insert (all columns) becomes a row. */
bool import_row(struct import_table *t, struct err *err);
void import_table_release(struct import_table *t);

/* ---- formats ---- */

bool import_csv(struct importer *l, const char *path, const struct str *text, struct err *err);
bool import_json(struct importer *l, const char *path, const struct str *text, struct err *err);
bool import_ndjson(struct importer *l, const char *path, const struct str *text, struct err *err);

#endif
