/* migrate_state DATABASE: prints all that a history has made of a SQLite file: schema, rows,
 * what the ledger says was applied, what is damaged.  Two files that print the same are the
 * same to their user. */
#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/db/target.h"

#include <stdio.h>

struct listing {
	struct arena arena;
	VEC(const char *) names;
};

static bool print(void *self, const char *const *columns, struct err *err)
{
	size_t count = *(size_t *)self;

	(void)err;
	for (size_t i = 0; i < count; i++)
		printf("%s%s", i ? "|" : "", columns[i] ? columns[i] : "NULL");
	printf("\n");
	return true;
}

static bool ask(struct target *s, const char *sql, size_t columns, struct err *err)
{
	return target_run(
		s, &(struct target_query){.sql = sql, .each = print, .self = &columns}, err);
}

static bool note(void *self, const char *const *columns, struct err *err)
{
	struct listing *l = self;

	(void)err;
	vec_push(&l->names, arena_strdup(&l->arena, columns[0]));
	return true;
}

/* A query for each table that prints its rows as JSON, one behind the other. */
static bool print_rows(struct target *s, struct err *err)
{
	struct listing l = {0};
	const struct target_query q = {
		.sql = "SELECT 'SELECT ''' || name || ''', json_array(' ||"
		       " (SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(m.name))"
		       " || ') FROM \"' || name || '\" ORDER BY rowid' FROM sqlite_schema m"
		       " WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
		       " AND name <> 'blokctl_migration' ORDER BY name",
		.each = note,
		.self = &l};
	bool ok = target_run(s, &q, err);

	for (size_t i = 0; ok && i < l.names.len; i++)
		ok = ask(s, l.names.at[i], 2, err);
	vec_release(&l.names);
	arena_release(&l.arena);
	return ok;
}

int main(int argc, char **argv)
{
	struct target *s = NULL;
	struct err err = {0};
	bool ok = argc == 2 && target_open(argv[1], TARGET_READ_ONLY, &s, &err) &&
		  ask(s, "PRAGMA integrity_check", 1, &err) &&
		  ask(s, "PRAGMA foreign_key_check", 4, &err) &&
		  ask(s,
			  "SELECT type, name, sql FROM sqlite_schema"
			  " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2",
			  3, &err) &&
		  print_rows(s, &err) &&
		  ask(s,
			  "SELECT version, action, checksum FROM blokctl_migration"
			  " WHERE action <> 'part' ORDER BY id",
			  3, &err);

	if (!ok)
		printf("%s\n", err.message);
	target_close(s);
	return !ok;
}
