#include "core/db/target_lite.h"

#include "core/base/mem.h"
#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

/* Foreign keys while a schema is changed.  SQLite cannot switch them inside of a transaction,
 * and a table that is rebuilt with them takes the rows that refer to it along; so they are
 * off, and looked at before the commit (https://sqlite.org/lang_altertable.html). */

struct broken {
	VEC(struct broken_key) list;
};

static void release(struct broken *b)
{
	for (size_t i = 0; i < b->list.len; i++) {
		free(b->list.at[i].table);
		free(b->list.at[i].parent);
		vec_release(&b->list.at[i].rowids);
	}
	vec_release(&b->list);
}

static bool is_same(const struct broken_key *a, const struct broken_key *b, bool any_key)
{
	return (any_key || a->key == b->key) && strcmp(a->table, b->table) == 0 &&
	       strcmp(a->parent, b->parent) == 0;
}

/* Eight bytes a row: ten million of them are less than SQLite's own cache may be. */
static void note(struct broken *b, const struct broken_key *row, int64_t rowid)
{
	struct broken_key *k;

	for (size_t i = b->list.len; i-- > 0;) {
		k = &b->list.at[i];
		if (is_same(k, row, false)) {
			vec_push(&k->rowids, rowid);
			return;
		}
	}
	k = vec_add(&b->list);
	*k = (struct broken_key){mem_strdup(row->table), mem_strdup(row->parent), row->key, {0}};
	vec_push(&k->rowids, rowid);
}

/* Of one table, or NULL for all: then SQLITE_ERROR where a table refers to one that has not
 * such a key, and nothing was looked at. */
static int look_at(sqlite3 *handle, const char *table, struct broken *ret)
{
	char *sql = table ? sqlite3_mprintf("PRAGMA foreign_key_check(%Q)", table)
			  : sqlite3_mprintf("PRAGMA foreign_key_check");
	sqlite3_stmt *stmt = NULL;
	int code = sql ? sqlite3_prepare_v2(handle, sql, -1, &stmt, NULL) : SQLITE_NOMEM;

	sqlite3_free(sql);
	while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *from = (const char *)sqlite3_column_text(stmt, 0);
		const char *parent = (const char *)sqlite3_column_text(stmt, 2);

		note(ret,
			&(struct broken_key){.table = (char *)(from ? from : ""),
				.parent = (char *)(parent ? parent : ""),
				.key = sqlite3_column_int(stmt, 3)},
			sqlite3_column_int64(stmt, 1));
		code = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* All tables, but for those that are not there, or whose parents lost their keys: of these
 * SQLite tells when a row is written. */
static int look(sqlite3 *handle, struct broken *ret)
{
	int code = look_at(handle, NULL, ret);
	sqlite3_stmt *tables = NULL;

	if (code != SQLITE_ERROR)
		return code;
	code = sqlite3_prepare_v2(
		handle, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &tables, NULL);
	while (code == SQLITE_OK && (code = sqlite3_step(tables)) == SQLITE_ROW) {
		code = look_at(handle, (const char *)sqlite3_column_text(tables, 0), ret);
		code = code == SQLITE_ERROR ? SQLITE_OK : code;
	}
	sqlite3_finalize(tables);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* A row that replaces another takes it away, and nobody tells: neither a table's ON CONFLICT
 * REPLACE nor INSERT OR REPLACE in a trigger.  The schema is looked through once: what scripts
 * make of it is noted when they do. */
static bool may_replace(struct lite_target *l)
{
	static const char sql[] = "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'trigger')"
				  " AND sql LIKE '%replace%' LIMIT 1";
	sqlite3_stmt *stmt = NULL;

	if (l->may_replace || l->knows_schema)
		return l->may_replace;
	l->may_replace = sqlite3_prepare_v2(l->handle, sql, -1, &stmt, NULL) != SQLITE_OK ||
			 sqlite3_step(stmt) != SQLITE_DONE;
	l->knows_schema = true;
	sqlite3_finalize(stmt);
	return l->may_replace;
}

struct rowids {
	VEC(int64_t) list;
};

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* In order; of any of its keys to that parent where keys may have other numbers now. */
static void gather(
	const struct broken *b, const struct broken_key *k, bool any_key, struct rowids *ret)
{
	for (size_t i = 0; i < b->list.len; i++)
		if (is_same(&b->list.at[i], k, any_key))
			for (size_t n = 0; n < b->list.at[i].rowids.len; n++)
				vec_push(&ret->list, b->list.at[i].rowids.at[n]);
	if (ret->list.len)
		qsort(ret->list.at, ret->list.len, sizeof *ret->list.at, by_number);
}

/* How many are only in `now`; *ret_first is one of them. */
static int64_t added(const struct rowids *was, const struct rowids *now, int64_t *ret_first)
{
	int64_t count = 0;

	for (size_t i = 0, k = 0; k < now->list.len; k++) {
		while (i < was->list.len && was->list.at[i] < now->list.at[k])
			i++;
		if (i < was->list.len && was->list.at[i] == now->list.at[k])
			i++;
		else if (!count++)
			*ret_first = now->list.at[k];
	}
	return count;
}

/* Whether a copy of the table's rows keeps their rowids: they are one of its columns. */
static bool keeps_rowids(const struct lite_target *l, const char *table)
{
	sqlite3_stmt *stmt = NULL;
	bool keeps = sqlite3_prepare_v2(l->handle,
			     "SELECT 1 FROM pragma_table_info(?1) GROUP BY pk > 0 HAVING pk > 0 AND"
			     " count(*) = 1 AND max(type) = 'INTEGER' COLLATE NOCASE",
			     -1, &stmt, NULL) == SQLITE_OK &&
		     sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC) == SQLITE_OK &&
		     sqlite3_step(stmt) == SQLITE_ROW;

	sqlite3_finalize(stmt);
	return keeps;
}

/* How many rows refer to nothing that did not do so before. */
static int64_t count_new(const struct lite_target *l, const struct broken *was,
	const struct broken *now, const struct broken_key *k, int64_t *ret_first)
{
	struct rowids before = {0}, after = {0};
	int64_t count;

	gather(was, k, l->is_rebuilt, &before);
	gather(now, k, l->is_rebuilt, &after);
	count = added(&before, &after, ret_first);
	if (count && l->is_rebuilt && !keeps_rowids(l, k->table))
		count = (int64_t)after.list.len - (int64_t)before.list.len;
	vec_release(&before.list);
	vec_release(&after.list);
	return count > 0 ? count : 0;
}

/* Of a table's keys to one parent the first, where they are taken together. */
static bool is_first(const struct lite_target *l, const struct broken *now, size_t at)
{
	for (size_t i = 0; l->is_rebuilt && i < at; i++)
		if (is_same(&now->list.at[i], &now->list.at[at], true))
			return false;
	return true;
}

/* As others see the file: without what the transaction has done. */
static void look_before(const struct lite_target *l, struct broken *ret)
{
	sqlite3 *other = NULL;

	if (sqlite3_open_v2(l->path, &other, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ==
		SQLITE_OK)
		look(other, ret);
	sqlite3_close_v2(other);
}

static bool is_table(sqlite3 *handle, const char *name)
{
	sqlite3_stmt *stmt = NULL;
	bool is = sqlite3_prepare_v2(handle,
			  "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE "
			  "NOCASE",
			  -1, &stmt, NULL) == SQLITE_OK &&
		  sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
		  sqlite3_step(stmt) == SQLITE_ROW;

	sqlite3_finalize(stmt);
	return is;
}

/* Rows that were broken before in, or for, a table that is renamed now: they are found under
 * another name. */
static int64_t count_renamed(const struct lite_target *l, const struct broken *before)
{
	int64_t count = 0;

	for (size_t i = 0; i < before->list.len; i++) {
		const struct broken_key *k = &before->list.at[i];

		if (!is_table(l->handle, k->table) || !is_table(l->handle, k->parent))
			count += (int64_t)k->rowids.len;
	}
	return count;
}

static bool compare(
	const struct lite_target *l, const struct broken *now, const char *name, struct err *err)
{
	struct broken before = {0}, known = {0};
	const struct broken *was = l->path ? &before : &known;
	const struct broken_key *worse = NULL;
	int64_t more = 0, all = 0, rowid = 0, first = 0;

	known.list.at = l->known.at;
	known.list.len = l->known.len;
	if (l->path)
		look_before(l, &before);
	for (size_t i = 0; i < now->list.len; i++) {
		const struct broken_key *k = &now->list.at[i];
		int64_t n = is_first(l, now, i) ? count_new(l, was, now, k, &first) : 0;

		all += n;
		if (!n || worse)
			continue;
		more = n;
		rowid = first;
		worse = k;
	}
	if (worse && all <= count_renamed(l, was))
		worse = NULL;
	release(&before);
	if (!worse)
		return true;
	err_set(err, ERR_INPUT,
		"%lld rows of '%s' would refer to rows of '%s' that are not there (one "
		"has the rowid %lld)",
		(long long)more, worse->table, worse->parent, (long long)rowid);
	return err_hint(err,
		"move or delete them in the migration, or apply it with --atomic when a later one "
		"does; '%s' was left as it was",
		name);
}

/* In memory: what is broken now was so before, for those that come. */
static void keep(struct lite_target *l, struct broken *now)
{
	for (size_t i = 0; i < l->known.len; i++) {
		free(l->known.at[i].table);
		free(l->known.at[i].parent);
		vec_release(&l->known.at[i].rowids);
	}
	vec_release(&l->known);
	for (size_t i = 0; i < now->list.len; i++)
		vec_push(&l->known, now->list.at[i]);
	vec_release(&now->list);
}

bool target_lite_keys_check(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;
	struct broken now = {0};
	int code = SQLITE_OK;
	bool all = l->keys_suspect || (l->written.len && may_replace(l)), ok;

	if (all)
		code = look(l->handle, &now);
	for (size_t i = 0; !all && code == SQLITE_OK && i < l->written.len; i++) {
		code = look_at(l->handle, l->written.at[i], &now);
		code = code == SQLITE_ERROR ? SQLITE_OK : code;
	}
	ok = code == SQLITE_OK ? !now.list.len || compare(l, &now, s->name, err)
			       : target_lite_fail(s, code, err);
	if (ok && all && !l->path)
		keep(l, &now);
	else
		release(&now);
	return ok;
}

bool target_lite_keys_note(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;
	struct broken now = {0};
	int code = look(l->handle, &now);

	keep(l, &now);
	l->knows_schema = false;
	return code == SQLITE_OK || target_lite_fail(s, code, err);
}

void target_lite_keys_forget(struct lite_target *l)
{
	for (size_t i = 0; i < l->written.len; i++)
		free(l->written.at[i]);
	l->written.len = 0;
	l->keys_suspect = l->is_rebuilt = false;
}

void target_lite_keys_release(struct lite_target *l)
{
	target_lite_keys_forget(l);
	vec_release(&l->written);
	keep(l, &(struct broken){0});
}
