#ifndef MIGRATE_ACTION_H
#define MIGRATE_ACTION_H

#include "core/base/arena.h"
#include "core/migrate/words.h"

/* What a script does, one action for each statement, and for each part of an ALTER TABLE or
 * name of a DROP.  Names are in lower case, without quotes and without the usual schema. */

enum action_kind {
	ACTION_OTHER,
	ACTION_CREATE_TABLE,
	ACTION_CREATE_INDEX,
	ACTION_CREATE_VIEW,
	ACTION_CREATE_TRIGGER,
	ACTION_DROP_TABLE,
	ACTION_DROP_INDEX,
	ACTION_DROP_VIEW,
	ACTION_DROP_TRIGGER,
	ACTION_DROP_SCHEMA,
	ACTION_DROP_DATABASE,
	ACTION_DROP_TYPE,
	ACTION_DROP_OTHER,
	ACTION_RENAME_TABLE,  /* other: the new name */
	ACTION_RENAME_COLUMN, /* column, other: the new name */
	ACTION_RENAME_OTHER,  /* a type, a view, a schema */
	ACTION_ADD_COLUMN,
	ACTION_DROP_COLUMN,
	ACTION_ADD_CONSTRAINT,
	ACTION_DROP_CONSTRAINT,
	ACTION_VALIDATE,
	ACTION_ALTER_TYPE_OF, /* of a column */
	ACTION_SET_NOT_NULL,
	ACTION_ADD_VALUE, /* to an enum; other: the value with its quotes */
	ACTION_INSERT,
	ACTION_UPDATE,
	ACTION_DELETE,
	ACTION_TRUNCATE,
	ACTION_SELECT,
	ACTION_BEGIN,
	ACTION_COMMIT,
	ACTION_ROLLBACK,
	ACTION_PRAGMA, /* other: what it is set to, or NULL */
	ACTION_VACUUM,
	ACTION_ATTACH,
	ACTION_LOCK,
	ACTION_SET,
	ACTION_ALTER_SYSTEM,
	ACTION_REINDEX,
	ACTION_CLUSTER,
	ACTION_REFRESH,
	ACTION_ALONE, /* PostgreSQL: never in a transaction; other: "create database" */
	ACTION_DO,    /* code that nobody can look into */
};

enum action_flag {
	ACTION_IF_EXISTS = 1,
	ACTION_CONCURRENTLY = 2,
	ACTION_UNIQUE = 4,
	ACTION_CASCADE = 8,
	ACTION_TEMPORARY = 16,
	ACTION_AS_SELECT = 32,
	ACTION_WHERE = 64,         /* outside of parentheses */
	ACTION_REPLACE = 128,      /* INSERT OR REPLACE, REPLACE */
	ACTION_IGNORE = 256,       /* INSERT OR IGNORE, ON CONFLICT DO NOTHING */
	ACTION_FROM_TABLE = 512,   /* an INSERT that copies: SELECT … FROM */
	ACTION_HAS_COLUMNS = 1024, /* an INSERT that names its columns */
	ACTION_FULL = 2048,        /* VACUUM FULL */
	ACTION_ONLY_NEW = 4096,    /* an UPDATE of columns that the same script added */
	ACTION_IN_KEY = 8192,      /* a DROP_COLUMN of a column that a constraint uses */
	ACTION_GONE = 16384,       /* a DROP of what the history has dropped already */
	ACTION_IGNORED = 32768,    /* a CREATE IF NOT EXISTS of what the history has made already */
};

struct table;
struct object;
struct column;

struct action {
	enum action_kind kind;
	unsigned flags;
	size_t statement, first, end; /* words: first <= i < end */
	size_t body;                  /* the word where columns, rows or a query begin; end: none */
	uint32_t at;                  /* where it is reported */
	const char *name, *other, *column; /* or NULL */
	/* What lint makes of the names, in the order of the script. */
	struct table *table, *to; /* to: where the rows of a copy come from */
	struct object *object;    /* of a DROP_COLUMN: the index that is in its way */
	struct column *of;
	size_t next_change; /* of the same table in this script, from 1; 0: no more */
};

struct actions {
	struct arena *arena; /* of the names */
	struct sql_script script;
	VEC(struct action) list;
};

void actions_read(
	struct actions *ret, struct arena *a, const char *text, enum source_dialect dialect);
void actions_release(struct actions *s);

/* The name that a word is, as above; NULL when it is none. */
const char *action_word(struct actions *s, size_t word);
/* Text of words without blanks, in lower case, to compare expressions by. */
const char *action_text(struct actions *s, size_t first, size_t end);
/* Behind the parenthesis that closes the one at `open`; at most `end`. */
size_t action_close(const struct actions *s, size_t open, size_t end);
/* The first of these words in [from, end) at this depth; `end` when there is none. */
size_t action_find(
	const struct actions *s, size_t from, size_t end, unsigned depth, const char *keyword);

#endif
