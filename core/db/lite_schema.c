#include "core/db/lite.h"

#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/db/lite_sample.h"
#include "core/db/looks.h"

#include <string.h>
#include <strings.h>

/* The statements that are asked about every table, made once. */
struct asked {
	sqlite3_stmt *columns, *unique, *references, *analyzed;
};

struct reader {
	struct lite *l;
	struct arena *a;
	struct asked asked;
	int code; /* of what ends the reading; SQLITE_OK: nothing did */
	VEC(struct source_table) tables;
};

static sqlite3_stmt *prepare(struct reader *r, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(r->l->handle, sql, -1, &stmt, NULL);

	r->code = r->code == SQLITE_OK ? code : r->code;
	return stmt;
}

/* What cannot be asked has no rows: a view of what is gone, a table that is damaged. But where
 * the file cannot be read, what is not seen would pass for not there. */
static bool next_row(struct reader *r, sqlite3_stmt *q)
{
	int code = sqlite3_step(q), primary = code & 0xff;

	if (code != SQLITE_ROW && code != SQLITE_DONE && primary != SQLITE_ERROR &&
		primary != SQLITE_CORRUPT && r->code == SQLITE_OK)
		r->code = code;
	return code == SQLITE_ROW;
}

static void ask_about(sqlite3_stmt *stmt, const char *table)
{
	sqlite3_reset(stmt);
	sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
}

static const char *text_at(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text ? text : "";
}

/* ---- columns ---- */

static const struct source_column *read_columns(
	struct reader *r, const char *table, size_t *ret_len)
{
	sqlite3_stmt *q = r->asked.columns;
	VEC(struct source_column) columns = {0};
	struct source_column *copy;

	ask_about(q, table);
	while (next_row(r, q)) {
		struct source_column *c = vec_add(&columns);

		*c = (struct source_column){.name = arena_strdup(r->a, text_at(q, 0)),
			.declared = arena_strdup(r->a, text_at(q, 1)),
			.not_null = sqlite3_column_int(q, 2) != 0,
			.key_place = sqlite3_column_int(q, 3)};
	}
	copy = arena_array(r->a, struct source_column, columns.len + 1);
	if (columns.len)
		memcpy(copy, columns.at, columns.len * sizeof *copy);
	*ret_len = columns.len;
	vec_release(&columns);
	return copy;
}

static void mark_unique(
	struct reader *r, const char *table, struct source_column *columns, size_t len)
{
	sqlite3_stmt *q = r->asked.unique;
	size_t keys = 0, key = 0;

	for (size_t i = 0; i < len; i++)
		if (columns[i].key_place) {
			keys++;
			key = i;
		}
	if (keys == 1)
		columns[key].unique = true;
	ask_about(q, table);
	while (next_row(r, q))
		for (size_t i = 0; i < len; i++)
			if (strcasecmp(columns[i].name, text_at(q, 0)) == 0)
				columns[i].unique = true;
}

/* ---- references ---- */

static bool find_table(const struct reader *r, const char *name, size_t *ret)
{
	for (size_t i = 0; i < r->tables.len; i++)
		if (strcasecmp(r->tables.at[i].name, name) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

static bool find_column(const struct source_table *t, const char *name, size_t *ret)
{
	for (size_t i = 0; i < t->columns_len; i++)
		if (strcasecmp(t->columns[i].name, name) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

/* A key that names no columns means the other table's primary key. */
static bool find_key(const struct source_table *t, int place, size_t *ret)
{
	for (size_t i = 0; i < t->columns_len; i++)
		if (t->columns[i].key_place == place) {
			*ret = i;
			return true;
		}
	return false;
}

static void read_references(struct reader *r, struct source_table *t)
{
	sqlite3_stmt *q = r->asked.references;
	VEC(struct source_reference) found = {0};
	struct source_reference *copy;

	ask_about(q, t->name);
	while (next_row(r, q)) {
		struct source_reference ref = {.group = sqlite3_column_int(q, 0)};
		const struct source_table *to;

		if (!find_column(t, text_at(q, 3), &ref.column) ||
			!find_table(r, text_at(q, 2), &ref.table))
			continue;
		to = &r->tables.at[ref.table];
		if (sqlite3_column_type(q, 4) == SQLITE_NULL
				? find_key(to, sqlite3_column_int(q, 1) + 1, &ref.to_column)
				: find_column(to, text_at(q, 4), &ref.to_column))
			vec_push(&found, ref);
	}
	copy = arena_array(r->a, struct source_reference, found.len + 1);
	if (found.len)
		memcpy(copy, found.at, found.len * sizeof *copy);
	t->references = copy;
	t->references_len = found.len;
	vec_release(&found);
}

/* ---- tables ---- */

static void add_table(struct reader *r, const char *name, bool is_view)
{
	struct source_table t = {.name = arena_strdup(r->a, name), .is_view = is_view, .rows = -1};

	t.columns = read_columns(r, t.name, &t.columns_len);
	/* A view of what is gone, a virtual table of an extension that is not
	 * here: nobody can ask it. */
	if (!t.columns_len)
		return;
	mark_unique(r, t.name, (struct source_column *)t.columns, t.columns_len);
	lite_sample(r->l, r->asked.analyzed, &t, (struct source_column *)t.columns);
	vec_push(&r->tables, t);
}

/* The tables behind a full-text index and the like are its own business. */
#define TABLES                                                                                     \
	"SELECT name, type = 'view' FROM main.sqlite_schema WHERE type IN ('table', 'view') AND "  \
	"name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN (SELECT name FROM "                \
	"pragma_table_list WHERE schema = 'main' AND type = 'shadow') ORDER BY rowid"
#define COLUMNS                                                                                    \
	"SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 1"
#define UNIQUE                                                                                     \
	"SELECT min(i.name) FROM pragma_index_list(?1, 'main') l, pragma_index_info(l.name, "      \
	"'main') i "                                                                               \
	"WHERE l.\"unique\" AND NOT l.partial GROUP BY l.name HAVING count(*) = 1 AND min(i.cid) " \
	">= 0"
/* SQLite numbers keys from the last to the first. */
#define REFERENCES                                                                                 \
	"SELECT id, seq, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1, 'main') "    \
	"ORDER BY id DESC, seq"

static bool read_tables(struct reader *r, struct err *err)
{
	sqlite3_stmt *q = NULL;
	int code = sqlite3_prepare_v2(r->l->handle, TABLES, -1, &q, NULL);

	if (code == SQLITE_OK)
		while ((code = sqlite3_step(q)) == SQLITE_ROW)
			add_table(r, text_at(q, 0), sqlite3_column_int(q, 1) != 0);
	if (code != SQLITE_DONE)
		lite_fail(r->l, code, "cannot read the tables of", err);
	sqlite3_finalize(q);
	return code == SQLITE_DONE;
}

bool lite_schema(struct source *s, struct arena *a, struct source_schema *ret, struct err *err)
{
	struct reader r = {.a = a};
	struct source_table *tables;
	bool ok;

	if (!lite_refresh(s, err))
		return false;
	r.l = s->state;
	r.asked.columns = prepare(&r, COLUMNS);
	r.asked.unique = prepare(&r, UNIQUE);
	r.asked.references = prepare(&r, REFERENCES);
	/* only where ANALYZE was run */
	sqlite3_prepare_v2(r.l->handle, LITE_ANALYZED, -1, &r.asked.analyzed, NULL);
	/* One look at one state of the file; and each statement outside of it would
	 * lock, check and unlock the file anew. */
	sqlite3_exec(r.l->handle, "BEGIN", NULL, NULL, NULL);
	ok = read_tables(&r, err);
	for (size_t i = 0; ok && i < r.tables.len; i++)
		if (!r.tables.at[i].is_view)
			read_references(&r, &r.tables.at[i]);
	if (ok && r.code != SQLITE_OK)
		ok = lite_fail(r.l, r.code, "cannot read the tables of", err);
	if (ok) {
		tables = arena_array(a, struct source_table, r.tables.len + 1);
		if (r.tables.len)
			memcpy(tables, r.tables.at, r.tables.len * sizeof *tables);
		ret->tables = tables;
		ret->len = r.tables.len;
	}
	sqlite3_finalize(r.asked.columns);
	sqlite3_finalize(r.asked.unique);
	sqlite3_finalize(r.asked.references);
	sqlite3_finalize(r.asked.analyzed);
	sqlite3_exec(r.l->handle, "COMMIT", NULL, NULL, NULL);
	vec_release(&r.tables);
	return ok;
}
