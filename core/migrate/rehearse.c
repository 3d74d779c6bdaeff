#include "core/migrate/rehearse.h"

#include "core/base/str.h"
#include "core/db/lite_words.h"
#include "core/migrate/run_script.h"

#include <stdlib.h>

/* ---- what the history makes ---- */

bool rehearse_applied(const struct history *h, const struct ledger *l, const struct vars *vars,
	struct target *s, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < h->list.len; i++) {
		const struct migration *m = &h->list.at[i];
		struct script_run run = {.s = s, .script = &m->up, .vars = vars};

		if (!ledger_is_applied(ledger_find(l, m->version)))
			continue;
		ok = script_apply(&run, err) ||
		     err_wrap(err, "%s:%d:%d", m->up.path, run.line, run.column);
	}
	return ok;
}

/* ---- rows ---- */

static bool note_table(void *self, const char *const *c, struct err *err)
{
	struct rows_listing *l = self;

	(void)err;
	vec_push(&l->list, ((struct table_rows){arena_strdup(&l->arena, c[0]), 0}));
	return true;
}

static bool note_rows(void *self, const char *const *c, struct err *err)
{
	(void)err;
	*(int64_t *)self = strtoll(c[0], NULL, 10);
	return true;
}

static bool count_rows(struct target *s, struct table_rows *t, struct str *sql, struct err *err)
{
	str_clear(sql);
	str_add(sql, "SELECT count(*) FROM ");
	lite_quote(sql, t->name); /* PostgreSQL's way, too */
	return target_run(s,
		&(struct target_query){.sql = str_text(sql), .each = note_rows, .self = &t->rows},
		err);
}

bool rehearse_count_rows(struct target *s, struct rows_listing *ret, struct err *err)
{
	const char *lite =
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
		" 'sqlite\\_%' ESCAPE '\\' AND name <> 'blokctl_migration' ORDER BY name";
	const char *postgres = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
			       " AND tablename <> 'blokctl_migration' ORDER BY 1";
	const struct target_query q = {.sql = target_dialect(s) == DIALECT_SQLITE ? lite : postgres,
		.each = note_table,
		.self = ret};
	struct str sql = {0};
	bool ok = target_run(s, &q, err);

	for (size_t i = 0; ok && i < ret->list.len; i++)
		ok = count_rows(s, &ret->list.at[i], &sql, err);
	str_release(&sql);
	return ok;
}

void rows_listing_release(struct rows_listing *l)
{
	vec_release(&l->list);
	arena_release(&l->arena);
}
