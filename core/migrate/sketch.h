#ifndef MIGRATE_SKETCH_H
#define MIGRATE_SKETCH_H

#include "core/base/map.h"
#include "core/migrate/action.h"

/* A sketch of the schema: what a history has made so far, as far as its files tell.  A table is
 * the same table under every name it has had; what is never made but spoken of is there, too,
 * with made == 0.  Migrations are counted from 1. */

struct column {
	const char *name;
	size_t added;     /* by ALTER TABLE in this migration; 0: with the table */
	size_t dropped;   /* 0: it is there */
	size_t filled;    /* an UPDATE of this migration sets it */
	const char *type; /* its first word; "" */
	bool has_default, is_generated;
	bool is_rowid;   /* INTEGER PRIMARY KEY, or a serial: numbered by the database */
	bool replaces;   /* one of this name that the same migration dropped */
	bool is_checked; /* a CHECK says that it is not null */
	struct column *next;
};

/* A set of columns that no two rows share. */
struct key {
	const char *const *columns;
	size_t len;
	const char *where; /* of a partial index; or NULL */
	size_t made, dropped;
	bool is_constraint; /* of the table, no index of its own */
	struct key *next;
};

struct object {
	enum action_kind kind; /* ACTION_CREATE_INDEX, …_TRIGGER, …_VIEW */
	const char *name;
	struct table *table; /* NULL: a view, or not known */
	const char *const *columns;
	size_t columns_len;
	struct key *key;      /* of a unique index; or NULL */
	size_t made, dropped; /* 0: not */
	bool went_with_table;
	struct object *next; /* of the table */
};

/* What refers to a table from elsewhere. */
struct referrer {
	struct table *table;   /* with a foreign key; or NULL */
	struct object *object; /* a view, or a trigger of another table; or NULL */
	struct referrer *next;
};

struct table {
	const char *name, *name_before; /* before: where the migration found it */
	size_t made, dropped, renamed;  /* 0: not */
	bool is_known;                  /* its columns are all here */
	bool is_temporary, is_copy;     /* is_copy: made AS SELECT */
	bool replaces;  /* an older one of this name, in the migration that made it */
	bool was_asked; /* IF EXISTS asked for it before anything made it */
	struct column *columns;
	struct key *keys;
	struct object *objects;
	struct referrer *referrers;
	struct table *copied_to; /* its rows are, in the migration `copied` */
	struct table *heir;      /* made under the name of this one when that was gone */
	size_t copied, deduplicated;
	size_t changed;      /* the migration that the two below are of */
	size_t first_change; /* INSERT, UPDATE and DELETE, the last first, from 1 */
};

/* SQLite's own limit, and more than PostgreSQL's; looking further would be quadratic. */
#define COLUMNS_MAX 2000

struct sketch {
	struct arena *arena;
	struct map tables, objects; /* by name; an object's begins with its kind's letter */
	struct map vacated;         /* by a name, the table that was renamed away from it last */
	size_t now;                 /* the migration that is being read */
};

void sketch_release(struct sketch *s);

/* Applies an action and fills in what its names are. */
void sketch_apply(struct sketch *s, struct actions *script, struct action *a);

/* The table of this name as it is now; NULL: none was ever spoken of. */
struct table *sketch_table(const struct sketch *s, const char *name);
struct column *table_column(const struct table *t, const char *name);
static inline bool table_is_there(const struct table *t)
{
	return t && !t->dropped;
}
/* Before the migration that is being read. */
static inline bool table_is_old(const struct sketch *s, const struct table *t)
{
	return !t || t->made != s->now;
}
/* What an index or trigger is called at the end. */
struct object *sketch_object(const struct sketch *s, enum action_kind kind, const char *name);

/* ---- parts of sketch_apply() ---- */

void sketch_alter(struct sketch *s, struct actions *script, struct action *a);
void sketch_change_rows(struct sketch *s, struct actions *script, struct action *a);
void sketch_copy(struct sketch *s, struct actions *script, struct action *a);
/* The columns of a list in parentheses; *ret_len of them, as text to compare. */
const char *const *action_columns(struct actions *script, size_t open, size_t end, size_t *ret_len);
/* Reads the columns, keys and references of a CREATE TABLE into t. */
void sketch_read_columns(struct sketch *s, struct actions *script, const struct action *a);
void sketch_read_column(
	struct sketch *s, struct actions *script, struct table *t, size_t first, size_t end);
void sketch_refer(
	struct sketch *s, struct actions *script, struct table *t, size_t first, size_t end);
struct key *table_add_key(
	struct sketch *s, struct table *t, const char *const *columns, size_t len);
/* Like sketch_table(), but there is one from now on. */
struct table *sketch_get(struct sketch *s, const char *name);

#endif
