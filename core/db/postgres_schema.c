#include "core/db/postgres.h"

#include "core/db/looks.h"

#include <stdlib.h>
#include <string.h>

/* pg_catalog, in four questions for the whole database; rows are tied together
 * by the numbers of tables and columns. */

/* What the user made and this role may read; not what an extension brought, nor
 * the parts of a partitioned table. */
#define TABLES                                                                                     \
	"SELECT c.oid, c.relname, CASE WHEN pg_table_is_visible(c.oid) THEN NULL ELSE n.nspname "  \
	"END, c.relkind IN ('v', 'm'), c.reltuples::bigint FROM pg_class c JOIN pg_namespace n "   \
	"ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT "          \
	"c.relispartition AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND "      \
	"has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AND "  \
	"NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid "  \
	"= c.oid AND d.deptype = 'e') ORDER BY c.oid"
#define COLUMNS                                                                                    \
	"SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), "           \
	"a.attnotnull, t.typcategory, format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype "   \
	"ELSE t.oid END, NULL) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN "    \
	"pg_type t ON t.oid = a.atttypid WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind " \
	"IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, "     \
	"'information_schema'::regnamespace) AND has_column_privilege(c.oid, a.attnum, 'SELECT') " \
	"ORDER BY a.attrelid, a.attnum"
/* indkey is a vector that counts from 0; columns that are only included do not
 * count. */
#define KEYS                                                                                       \
	"SELECT i.indrelid, k.attnum, k.place, i.indisprimary, i.indnkeyatts FROM pg_index i, "    \
	"unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place) WHERE i.indisunique AND "       \
	"i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts "  \
	"AND i.indrelid >= 16384 ORDER BY i.indrelid"
#define REFERENCES                                                                                 \
	"SELECT c.conrelid, k.column_no, c.confrelid, k.to_no, c.oid FROM pg_constraint c, "       \
	"unnest(c.conkey, c.confkey) WITH ORDINALITY k(column_no, to_no, place) WHERE "            \
	"c.contype = 'f' AND c.conparentid = 0 ORDER BY c.conrelid, c.oid, k.place"

/* A table while it is read, with the numbers that the catalog knows it by. */
struct entry {
	long long oid;
	struct source_table table;
	VEC(struct source_column) columns;
	VEC(int) numbers; /* of the columns */
	VEC(struct source_reference) references;
};

struct reader {
	struct postgres *p;
	struct arena *a;
	VEC(struct entry) entries;
};

static const char *text_at(const struct reader *r, const PGresult *rows, int row, int column)
{
	return r->p->api->getvalue(rows, row, column);
}

static long long number_at(const struct reader *r, const PGresult *rows, int row, int column)
{
	return strtoll(text_at(r, rows, row, column), NULL, 10);
}

static bool is_true_at(const struct reader *r, const PGresult *rows, int row, int column)
{
	return *text_at(r, rows, row, column) == 't';
}

/* The entries are in the order of their numbers. */
static struct entry *find(const struct reader *r, long long oid)
{
	size_t low = 0, high = r->entries.len;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (r->entries.at[middle].oid < oid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->entries.len && r->entries.at[low].oid == oid ? &r->entries.at[low] : NULL;
}

static bool find_column(const struct entry *e, long long number, size_t *ret)
{
	for (size_t i = 0; i < e->numbers.len; i++)
		if (e->numbers.at[i] == number) {
			*ret = i;
			return true;
		}
	return false;
}

static void add_table(struct reader *r, const PGresult *rows, int row)
{
	struct entry e = {.oid = number_at(r, rows, row, 0)};

	e.table.name = arena_strdup(r->a, text_at(r, rows, row, 1));
	if (!r->p->api->getisnull(rows, row, 2))
		e.table.schema = arena_strdup(r->a, text_at(r, rows, row, 2));
	e.table.is_view = is_true_at(r, rows, row, 3);
	/* Before the first ANALYZE it is -1, before PostgreSQL 14 it was 0. */
	e.table.rows = number_at(r, rows, row, 4);
	if (e.table.rows <= 0)
		e.table.rows = -1;
	vec_push(&r->entries, e);
}

/* By the category first: "int4range" is no integer. */
static enum source_type type_of(char category, const char *name)
{
	bool certain;

	switch (category) {
	case 'S':
	case 'E': return TYPE_TEXT;
	case 'A':
	case 'R':
	case 'G':
	case 'I':
	case 'T': return TYPE_OTHER;
	}
	return looks_declared(name, &certain);
}

static void add_column(struct reader *r, const PGresult *rows, int row)
{
	struct entry *e = find(r, number_at(r, rows, row, 0));
	struct source_column c = {0};
	const char *name;

	if (!e)
		return;
	c.name = arena_strdup(r->a, text_at(r, rows, row, 2));
	c.declared = arena_strdup(r->a, text_at(r, rows, row, 3));
	c.not_null = is_true_at(r, rows, row, 4);
	name = text_at(r, rows, row, 6);
	c.type = type_of(*text_at(r, rows, row, 5), name);
	/* numeric(10): whole numbers */
	if (c.type == TYPE_REAL && str_ends(c.declared, ",0)"))
		c.type = TYPE_INTEGER;
	vec_push(&e->columns, c);
	vec_push(&e->numbers, (int)number_at(r, rows, row, 1));
}

static void add_key(struct reader *r, const PGresult *rows, int row)
{
	struct entry *e = find(r, number_at(r, rows, row, 0));
	size_t column;

	if (!e || !find_column(e, number_at(r, rows, row, 1), &column))
		return;
	if (is_true_at(r, rows, row, 3))
		e->columns.at[column].key_place = (int)number_at(r, rows, row, 2);
	if (number_at(r, rows, row, 4) == 1)
		e->columns.at[column].unique = true;
}

static void add_reference(struct reader *r, const PGresult *rows, int row)
{
	struct entry *e = find(r, number_at(r, rows, row, 0)),
		     *to = find(r, number_at(r, rows, row, 2));
	struct source_reference ref;

	if (!e || !to || !find_column(e, number_at(r, rows, row, 1), &ref.column) ||
		!find_column(to, number_at(r, rows, row, 3), &ref.to_column))
		return;
	ref.table = (size_t)(to - r->entries.at);
	ref.group = (int)number_at(r, rows, row, 4);
	vec_push(&e->references, ref);
}

typedef void add_row(struct reader *r, const PGresult *rows, int row);

static bool ask(struct reader *r, const char *sql, add_row *add, struct err *err)
{
	const struct source_query q = {.sql = sql};
	PGresult *rows;

	if (!postgres_exec(r->p, &q, &rows, err))
		return err_wrap(err, "cannot read the tables of '%s'", r->p->name);
	for (int i = 0; i < r->p->api->ntuples(rows); i++)
		add(r, rows, i);
	r->p->api->clear(rows);
	return true;
}

static const void *keep(struct arena *a, const void *items, size_t size)
{
	void *copy = arena_alloc(a, size + 1);

	return size ? memcpy(copy, items, size) : copy;
}

static void set_result(const struct reader *r, struct source_schema *ret)
{
	struct source_table *tables = arena_array(r->a, struct source_table, r->entries.len + 1);

	for (size_t i = 0; i < r->entries.len; i++) {
		const struct entry *e = &r->entries.at[i];

		tables[i] = e->table;
		tables[i].columns =
			keep(r->a, e->columns.at, e->columns.len * sizeof *e->columns.at);
		tables[i].columns_len = e->columns.len;
		tables[i].references =
			keep(r->a, e->references.at, e->references.len * sizeof *e->references.at);
		tables[i].references_len = e->references.len;
	}
	ret->tables = tables;
	ret->len = r->entries.len;
}

bool postgres_schema(struct source *s, struct arena *a, struct source_schema *ret, struct err *err)
{
	struct reader r = {.p = s->state, .a = a};
	bool ok;

	if (!postgres_begin(r.p, 0, err))
		return false;
	ok = ask(&r, TABLES, add_table, err) && ask(&r, COLUMNS, add_column, err) &&
	     ask(&r, KEYS, add_key, err) && ask(&r, REFERENCES, add_reference, err);
	postgres_end(r.p);
	if (ok)
		set_result(&r, ret);
	for (size_t i = 0; i < r.entries.len; i++) {
		vec_release(&r.entries.at[i].columns);
		vec_release(&r.entries.at[i].numbers);
		vec_release(&r.entries.at[i].references);
	}
	vec_release(&r.entries);
	return ok;
}
