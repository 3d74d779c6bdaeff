#include "core/db/import.h"

#include "core/base/mem.h"
#include "core/db/lite_sample.h"
#include "core/db/lite_words.h"
#include "core/db/looks.h"

#include <string.h>
#include <strings.h>

/* Rows between two questions whether to go on. */
#define ASK_ROWS 16384

static bool is_taken(const struct import_table *t, const char *name)
{
	for (size_t i = 0; i < t->columns.len; i++)
		if (strcasecmp(t->columns.at[i].name, name) == 0)
			return true;
	return false;
}

/* A name is one line, without blanks around it. */
static char *clean(struct arena *a, const char *name, size_t len)
{
	char *copy;

	while (len && (unsigned char)*name <= ' ') {
		name++;
		len--;
	}
	while (len && (unsigned char)name[len - 1] <= ' ')
		len--;
	copy = arena_strndup(a, name, len);
	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return copy;
}

bool import_add_column(struct import_table *t, const char *name, size_t len, struct err *err)
{
	struct arena *a = &t->l->arena;
	const char *wanted = clean(a, name, len), *unique;

	if (t->columns.len == IMPORT_MAX_COLUMNS)
		return err_set(
			err, ERR_INPUT, "%s: more than %d columns", t->path, IMPORT_MAX_COLUMNS);
	if (!*wanted)
		wanted = arena_printf(a, "column_%zu", t->columns.len + 1);
	unique = wanted;
	for (int i = 2; is_taken(t, unique); i++)
		unique = arena_printf(a, "%s_%d", wanted, i);
	vec_push(&t->columns, ((struct import_column){.name = unique}));
	return true;
}

static const char *table_name(struct importer *l, const char *name)
{
	const char *wanted = clean(&l->arena, name, strlen(name)), *unique;
	bool taken = true;

	/* SQLite keeps that beginning to itself. */
	if (!*wanted || strncasecmp(wanted, "sqlite_", 7) == 0)
		wanted = arena_printf(&l->arena, "table_%s", wanted);
	unique = wanted;
	for (int i = 2; taken; i++) {
		taken = false;
		for (size_t k = 0; k < l->tables.len; k++)
			taken = taken || strcasecmp(l->tables.at[k], unique) == 0;
		if (taken)
			unique = arena_printf(&l->arena, "%s_%d", wanted, i);
	}
	if (unique != wanted)
		str_addf(&l->notes, "there are two tables '%s': the second is '%s'\n", wanted, unique);
	vec_push(&l->tables, unique);
	return unique;
}

static const char *declared(enum source_type type)
{
	switch (type) {
	case TYPE_INTEGER: return "INTEGER";
	case TYPE_REAL: return "REAL";
	case TYPE_BOOLEAN: return "BOOLEAN";
	case TYPE_DATE: return "DATE";
	case TYPE_TIMESTAMP: return "TIMESTAMP";
	default: return "TEXT";
	}
}

static bool fail(const struct import_table *t, struct err *err)
{
	if ((sqlite3_errcode(t->l->handle) & 0xff) == SQLITE_NOMEM)
		mem_exhausted();
	return err_set(
		err, ERR_WORK, "cannot load '%s': %s", t->path, sqlite3_errmsg(t->l->handle));
}

static void write_statements(
	struct import_table *t, const char *name, struct str *create, struct str *insert)
{
	str_add(create, "CREATE TABLE ");
	lite_quote(create, name);
	str_add(insert, "INSERT INTO ");
	lite_quote(insert, name);
	for (size_t i = 0; i < t->columns.len; i++) {
		struct import_column *c = &t->columns.at[i];

		c->type = looks_common(c->seen, TYPE_TEXT);
		str_add(create, i ? ", " : " (");
		lite_quote(create, c->name);
		str_addf(
			create, " %s%s", declared(c->type), !i && t->has_key ? " PRIMARY KEY" : "");
		str_add(insert, i ? ", ?" : " VALUES (?");
	}
	str_add(create, ")");
	str_add(insert, ")");
}

bool import_create(struct import_table *t, const char *name, struct err *err)
{
	struct str create = {0}, insert = {0};
	sqlite3 *handle = t->l->handle;
	bool ok;

	if (!t->columns.len)
		return err_set(err, ERR_INPUT, "%s: there is no column in it", t->path);
	write_statements(t, table_name(t->l, name), &create, &insert);
	ok = (sqlite3_exec(handle, str_text(&create), NULL, NULL, NULL) == SQLITE_OK &&
		     sqlite3_prepare_v2(handle, str_text(&insert), -1, &t->insert, NULL) ==
			     SQLITE_OK) ||
	     fail(t, err);
	str_release(&create);
	str_release(&insert);
	return ok;
}

bool import_row(struct import_table *t, struct err *err)
{
	int code = sqlite3_step(t->insert);

	sqlite3_reset(t->insert);
	if (code != SQLITE_DONE)
		return fail(t, err);
	if (++t->rows % ASK_ROWS == 0 && !source_may_go_on(t->l->s))
		return err_set(err, ERR_INTERRUPTED, "interrupted while '%s' was loaded", t->path);
	return true;
}

void import_table_release(struct import_table *t)
{
	sqlite3_finalize(t->insert);
	vec_release(&t->columns);
}
