#include "core/migrate/import.h"

#include "core/base/str.h"

#include <string.h>

static const struct {
	const char *name, *table;
	/* Of each version that is applied: its text. */
	const char *sql;
} tools[] = {
	[IMPORT_DBMATE] = {"dbmate", "schema_migrations",
		"SELECT version, 'f' FROM schema_migrations"},
	[IMPORT_GOLANG_MIGRATE] = {"golang-migrate", "schema_migrations",
		"SELECT CAST(version AS TEXT), CASE WHEN dirty THEN 't' ELSE 'f' END"
		" FROM schema_migrations"},
	[IMPORT_GOOSE] = {"goose", "goose_db_version",
		"SELECT CAST(version_id AS TEXT), 'f' FROM goose_db_version g WHERE version_id > 0"
		" AND id = (SELECT max(id) FROM goose_db_version WHERE version_id = g.version_id)"
		" AND is_applied"},
};

struct reading {
	struct import_versions *v;
	bool is_dirty;
};

static bool note_version(void *self, const char *const *c, struct err *err)
{
	struct reading *r = self;

	if (!c[0] || !version_is_valid(c[0]))
		return err_set(err, ERR_INPUT, "'%s' is no version", c[0] ? c[0] : "NULL");
	r->is_dirty |= *c[1] == 't';
	vec_push(&r->v->list, arena_strdup(&r->v->arena, c[0]));
	return true;
}

static int by_version(const void *a, const void *b)
{
	return version_compare(*(const char *const *)a, *(const char *const *)b);
}

/* golang-migrate keeps the last one only: those before it are applied, too. */
static void add_before(const struct history *h, struct import_versions *v)
{
	const char *last = v->list.len ? v->list.at[0] : "0";

	for (size_t i = 0; i < h->list.len; i++)
		if (version_compare(h->list.at[i].version, last) < 0)
			vec_push(&v->list, arena_strdup(&v->arena, h->list.at[i].version));
}

static bool read_all(struct target *s, enum import_tool tool, const struct history *h,
	struct import_versions *ret, struct err *err)
{
	struct reading r = {.v = ret};
	const struct target_query q = {.sql = tools[tool].sql, .each = note_version, .self = &r};

	if (!target_run(s, &q, err)) {
		if (err->kind == ERR_WORK || err->kind == ERR_INPUT) {
			err->kind = ERR_INPUT;
			err_wrap(err, "there is no ledger of %s", tools[tool].name);
			err_hint(err, "it would be the table '%s'", tools[tool].table);
		}
		return false;
	}
	if (r.is_dirty) {
		err_set(err, ERR_INPUT, "version %s is dirty: it failed half-way", ret->list.at[0]);
		return err_hint(err, "bring the database to the state before or after it, and say "
				     "so with 'migrate force'");
	}
	if (tool == IMPORT_GOLANG_MIGRATE)
		add_before(h, ret);
	if (ret->list.len)
		qsort(ret->list.at, ret->list.len, sizeof *ret->list.at, by_version);
	return true;
}

bool import_read(struct target *s, enum import_tool tool, const struct history *h,
	struct import_versions *ret, struct err *err)
{
	memset(ret, 0, sizeof *ret);
	if (read_all(s, tool, h, ret, err))
		return true;
	import_versions_release(ret);
	return false;
}

/* On PostgreSQL with its schema before it, and the sequence of an id has a name of its own. */
static bool is_named(const char *name, const char *table)
{
	const char *point = strrchr(name, '.'), *rest;

	name = point ? point + 1 : name;
	rest = name + strlen(table);
	return str_starts(name, table) && (!*rest || str_eq(rest, "_id_seq"));
}

bool import_is_theirs(const struct ledger *l, const char *table)
{
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
		if (!is_named(table, tools[i].table))
			continue;
		for (size_t k = 0; k < l->rows.len; k++)
			if (l->rows.at[k].action == LEDGER_IMPORT &&
				str_eq(l->rows.at[k].reason, tools[i].name))
				return true;
	}
	return false;
}

void import_versions_release(struct import_versions *v)
{
	vec_release(&v->list);
	arena_release(&v->arena);
}

static bool check(const struct ledger *l, const struct history *h, const struct import_versions *v,
	struct err *err)
{
	if (l->rows.len) {
		err_set(err, ERR_INPUT, "the ledger has %zu rows already", l->rows.len);
		return err_hint(err, "this is for databases that were never migrated with blokctl");
	}
	for (size_t i = 0; i < v->list.len; i++)
		if (!history_find(h, v->list.at[i])) {
			err_set(err, ERR_INPUT, "version %s has no file", v->list.at[i]);
			return err_hint(err, "is --dir the right folder?");
		}
	return true;
}

bool import_adopt(struct target *s, struct ledger *l, const struct history *h,
	const struct import_versions *v, const struct ledger_entry *as, struct err *err)
{
	bool ok = check(l, h, v, err) && target_begin(s, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < v->list.len; i++) {
		const struct migration *m = history_find(h, v->list.at[i]);
		struct ledger_entry e = *as;

		e.version = m->version;
		e.name = m->name;
		e.checksum = m->checksum;
		ok = ledger_add(s, l, &e, err);
	}
	if (ok)
		return target_commit(s, err);
	target_rollback(s);
	return false;
}
