#ifndef DB_SOURCE_H
#define DB_SOURCE_H

#include "core/base/arena.h"
#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A database of the user's, to be asked and never written: a SQLite file, a
 * PostgreSQL server, or files of data loaded into memory.  Each is a driver
 * (driver.h); all are listed in drivers.c. */
struct source;

enum source_dialect { DIALECT_SQLITE, DIALECT_POSTGRES };

struct source_options {
	bool (*may_go_on)(void *self); /* asked while files are loaded and rows are read; or NULL */
	void *self;
};
/* `spec` is a path, "sqlite:PATH", "postgres://…", or a file or folder of CSV,
 * TSV, JSON or NDJSON.  Nothing is created; what is there is opened for reading. */
bool source_open(const char *spec, const struct source_options *o, struct source **ret,
	struct err *err);
void source_close(struct source *s); /* accepts NULL */
enum source_dialect source_dialect(const struct source *s);
/* What the user should know of what was opened, a line each with its newline;
 * "" mostly. */
const char *source_notes(const struct source *s);

/* ---- what is in it ---- */

/* What a column holds: its declared type, or what its values look like where
 * the declaration says nothing. */
enum source_type {
	TYPE_TEXT,
	TYPE_INTEGER,
	TYPE_REAL,
	TYPE_BOOLEAN,
	TYPE_DATE,     /* 2025-06-18 */
	TYPE_TIMESTAMP, /* with a time of day */
	TYPE_BLOB,
	TYPE_OTHER,
};

struct source_column {
	const char *name;
	const char *declared; /* as the database says it, "" when it does not */
	enum source_type type;
	bool not_null;
	bool unique;   /* alone: a primary key or a unique index of this column */
	int key_place; /* in the primary key, from 1; 0: not part of it */
};

/* A foreign key of one column; longer ones are listed column by column. */
struct source_reference {
	size_t column;          /* of this table */
	size_t table, to_column; /* what it refers to */
	int group;              /* columns of one key share it */
};

struct source_table {
	const char *name;
	const char *schema;     /* of PostgreSQL, when it is not on the search path; or NULL */
	bool is_view;
	int64_t rows;           /* an estimate; -1: not known */
	const struct source_column *columns;
	size_t columns_len;
	const struct source_reference *references;
	size_t references_len;
};

/* In the order of the database; system tables are left out. */
struct source_schema {
	const struct source_table *tables;
	size_t len;
	char hash[65]; /* SHA-256 over all of the above but the numbers of rows, in hex */
};
bool source_schema(struct source *s, struct arena *a, struct source_schema *ret, struct err *err);

/* ---- rows ---- */

enum source_value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };
struct source_value {
	enum source_value_kind kind;
	int64_t integer;
	double real;
	const char *text; /* of texts and blobs, with a NUL behind it */
	size_t len;
};

/* For our own statements (catalog, values): no gate, no child.  The values are
 * valid until `each` returns; false from it ends the query with its error. */
typedef bool source_each(void *self, const struct source_value *values, size_t count,
	struct err *err);
bool source_walk(struct source *s, const char *sql, const struct source_value *params,
	size_t params_len, source_each *each, void *self, struct err *err);

/* ---- anybody's SQL ---- */

/* The gate: one statement that only reads, with allowed functions only.
 * ERR_REFUSED when it is not, ERR_INPUT when the database cannot prepare it. */
bool source_check(struct source *s, const char *sql, struct err *err);

struct source_query {
	const char *sql;
	const struct source_value *params; /* ?1, ?2, … */
	size_t params_len;
	int64_t max_rows;   /* one more is fetched to know whether there are more */
	int64_t timeout_ms; /* ERR_TIMEOUT behind it, 0.5 s later at the latest */
};
struct source_result {
	const char *const *names;
	size_t columns;
	const struct source_value *values; /* row by row, in the arena */
	size_t rows;
	bool truncated; /* there were more than max_rows */
	int64_t duration_us;
};
/* Through the gate, and in a child that can be killed where a statement cannot
 * be stopped otherwise. */
bool source_query(struct source *s, const struct source_query *q, struct arena *a,
	struct source_result *ret, struct err *err);

#endif
