#include "core/db/lite_gate.h"

#include "core/base/map.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/db/lite_sample.h"
#include "core/db/lite_words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A view of views of …: every name that is looked up asks the gate once. */
#define GATE_MAX_QUESTIONS 200000

/* Preparing expands every mention of a view or a WITH anew, which doubles with
 * each level: 64 MiB are far more than a statement of 100 kB needs, and are
 * filled in a tenth of a second. */
#define PREPARE_MAX_MEMORY ((sqlite3_int64)64 * 1024 * 1024)

/* Measured against statements that hold a processor or fill memory: values of
 * 8 MiB, 100 kB of SQL, no second file. */
static const struct limit {
	int id, value;
} limits[] = {
	{SQLITE_LIMIT_LENGTH, 8 * 1024 * 1024},
	{SQLITE_LIMIT_SQL_LENGTH, 100 * 1000},
	{SQLITE_LIMIT_EXPR_DEPTH, 100},
	{SQLITE_LIMIT_COMPOUND_SELECT, 50},
	{SQLITE_LIMIT_VDBE_OP, 25000},
	{SQLITE_LIMIT_ATTACHED, 0},
	{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64},
	{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
	{SQLITE_LIMIT_WORKER_THREADS, 0},
};
#define LIMITS (sizeof limits / sizeof *limits)

struct lite_gate {
	struct lite *l;
	struct map tables; /* that the file has, by name in small letters */
	struct arena names;
	int before[LIMITS];
	int64_t questions;
	char refused[256]; /* why, of the last refusal */
};

static int refuse(struct lite_gate *g, const char *what, const char *name)
{
	if (!g->refused[0])
		sqlite3_snprintf(
			sizeof g->refused, g->refused, name ? "%s '%s'" : "%s", what, name);
	return SQLITE_DENY;
}

static const char *small(struct arena *a, const char *name)
{
	char *copy = arena_strdup(a, name);

	for (char *p = copy; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	return copy;
}

static bool is_known(struct lite_gate *g, const char *table)
{
	char name[256];
	size_t i;

	if (map_has(&g->tables, table))
		return true;
	for (i = 0; table[i] && i < sizeof name - 1; i++)
		name[i] = table[i] >= 'A' && table[i] <= 'Z' ? (char)(table[i] + 32) : table[i];
	name[i] = '\0';
	return !table[i] && map_has(&g->tables, name);
}

/* A table that no column of is read comes without a database, and so does the
 * name of a WITH: there the tables that SQLite makes up are known by name. */
static int may_read(
	struct lite_gate *g, const char *table, const char *column, const char *database)
{
	if (database && !str_eq(database, "main"))
		return refuse(g, "it reads", database);
	if (is_known(g, table))
		return SQLITE_OK;
	if (!database && column && !*column && !lite_is_made_up(table))
		return SQLITE_OK;
	return refuse(g, "it reads", table);
}

/* Full-text tables ask these of themselves. */
static bool is_harmless_pragma(const char *name, const char *value)
{
	return !value && (str_eq(name, "data_version") || str_eq(name, "page_size"));
}

static int answer(void *self, int action, const char *a, const char *b, const char *database,
	const char *within)
{
	struct lite_gate *g = self;

	(void)within;
	if (g->questions++ > GATE_MAX_QUESTIONS)
		return refuse(g, "it names too much", NULL);
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE: return SQLITE_OK;
	case SQLITE_READ: return may_read(g, a, b, database);
	case SQLITE_FUNCTION: return lite_may_call(b) ? SQLITE_OK : refuse(g, "it calls", b);
	case SQLITE_PRAGMA:
		return is_harmless_pragma(a, b) ? SQLITE_OK : refuse(g, "it is a pragma:", a);
	case SQLITE_ATTACH: return refuse(g, "it attaches a file", NULL);
	default: return refuse(g, "it does more than read", NULL);
	}
}

/* The tables that may be read.  Those that are made by code are connected here:
 * that is a CREATE TABLE to SQLite, which the gate would refuse. */
static bool learn_tables(struct lite_gate *g, struct err *err)
{
	static const char *const others[] = {
		"sqlite_master", "sqlite_schema", "json_each", "json_tree"};
	static const char sql[] = "SELECT name, sql LIKE 'create virtual%' FROM main.sqlite_schema "
				  "WHERE type IN ('table', 'view')";
	sqlite3_stmt *q = NULL;
	int code = sqlite3_prepare_v2(g->l->handle, sql, sizeof sql, &q, NULL);

	while (code == SQLITE_OK || code == SQLITE_ROW) {
		const char *name;

		code = sqlite3_step(q);
		if (code != SQLITE_ROW || !(name = (const char *)sqlite3_column_text(q, 0)))
			break;
		map_put(&g->tables, small(&g->names, name), g);
		if (sqlite3_column_int(q, 1)) {
			struct str look = {0};

			str_add(&look, "PRAGMA main.table_info(");
			lite_quote(&look, name);
			str_add(&look, ")");
			sqlite3_exec(g->l->handle, str_text(&look), NULL, NULL, NULL);
			str_release(&look);
		}
	}
	sqlite3_finalize(q);
	sqlite3_exec(
		g->l->handle, "SELECT 1 FROM json_each(NULL), json_tree(NULL)", NULL, NULL, NULL);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		map_put(&g->tables, others[i], g);
	return code == SQLITE_DONE || lite_fail(g->l, code, "cannot read the tables of", err);
}

bool lite_gate_close(struct lite *l, struct lite_gate **ret, struct err *err)
{
	struct lite_gate *g = mem_alloc(sizeof *g);

	g->l = l;
	for (size_t i = 0; i < LIMITS; i++)
		g->before[i] = sqlite3_limit(l->handle, limits[i].id, -1);
	if (!learn_tables(g, err)) {
		lite_gate_open(l, g);
		return false;
	}
	for (size_t i = 0; i < LIMITS; i++)
		sqlite3_limit(l->handle, limits[i].id, limits[i].value);
	sqlite3_set_authorizer(l->handle, answer, g);
	*ret = g;
	return true;
}

void lite_gate_open(struct lite *l, struct lite_gate *gate)
{
	if (!gate)
		return;
	sqlite3_set_authorizer(l->handle, NULL, NULL);
	for (size_t i = 0; i < LIMITS; i++)
		sqlite3_limit(l->handle, limits[i].id, gate->before[i]);
	map_release(&gate->tables);
	arena_release(&gate->names);
	free(gate);
}

bool lite_gate_fail(struct lite_gate *g, int code, struct err *err)
{
	sqlite3 *handle = g->l->handle;

	switch (code & 0xff) {
	case SQLITE_AUTH:
		err_set(err, ERR_REFUSED, "the statement is refused: %s",
			g->refused[0] ? g->refused : "it does more than read");
		return err_hint(err, "only queries run here, on tables of the database, with "
				     "functions that compute");
	case SQLITE_NOMEM:
		return err_set(
			err, ERR_REFUSED, "the statement is refused: it needs too much memory");
	case SQLITE_TOOBIG:
		err_set(err, ERR_REFUSED, "the statement is refused: %s", sqlite3_errmsg(handle));
		return err_hint(err, "100 kB of SQL, values of 8 MiB");
	case SQLITE_READONLY:
		return err_set(err, ERR_REFUSED, "the statement is refused: it writes");
	case SQLITE_INTERRUPT: return err_set(err, ERR_TIMEOUT, "the query took too long");
	case SQLITE_ERROR:
		/* What was refused while a made-up table was connected comes as an error. */
		return err_set(err, g->refused[0] ? ERR_REFUSED : ERR_INPUT, "%s%s",
			g->refused[0] ? "the statement is refused: " : "", sqlite3_errmsg(handle));
	}
	return lite_fail(g->l, code, "cannot query", err);
}

static bool prepare(struct lite_gate *g, const char *sql, sqlite3_stmt **ret, const char **ret_tail)
{
	sqlite3_int64 before = sqlite3_hard_heap_limit64(-1);
	int code;

	g->questions = 0;
	g->refused[0] = '\0';
	if (!before)
		sqlite3_hard_heap_limit64(sqlite3_memory_used() + PREPARE_MAX_MEMORY);
	code = sqlite3_prepare_v2(g->l->handle, sql, -1, ret, ret_tail);
	if (!before)
		sqlite3_hard_heap_limit64(0);
	return code == SQLITE_OK;
}

bool lite_gate_prepare(struct lite_gate *g, const char *sql, sqlite3_stmt **ret, struct err *err)
{
	const char *tail = sql, *word = lite_first_word(sql);
	sqlite3_stmt *stmt = NULL;

	if (word)
		return err_set(err, ERR_REFUSED, "the statement is refused: %s is no query", word);
	if (!prepare(g, sql, &stmt, &tail))
		return lite_gate_fail(g, sqlite3_errcode(g->l->handle), err);
	if (!stmt)
		return err_set(err, ERR_INPUT, "there is no statement");
	if (!lite_is_blank(tail))
		err_set(err, ERR_REFUSED, "the statement is refused: it is more than one");
	else if (!sqlite3_stmt_readonly(stmt) || sqlite3_column_count(stmt) == 0)
		err_set(err, ERR_REFUSED, "the statement is refused: it is no query");
	else
		*ret = stmt;
	if (*ret != stmt)
		sqlite3_finalize(stmt);
	return *ret == stmt;
}

bool lite_check(struct source *s, const char *sql, struct err *err)
{
	struct lite_gate *gate = NULL;
	sqlite3_stmt *stmt = NULL;
	bool ok;

	if (!lite_refresh(s, err) || !lite_gate_close(s->state, &gate, err))
		return false;
	ok = lite_gate_prepare(gate, sql, &stmt, err);
	sqlite3_finalize(stmt);
	lite_gate_open(s->state, gate);
	return ok;
}
