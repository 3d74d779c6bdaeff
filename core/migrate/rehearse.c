#include "core/migrate/rehearse.h"

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

static const char *quoted(struct arena *a, const char *name)
{
	struct str out = {0};
	const char *kept;

	str_add_char(&out, '"');
	for (; *name; name++) {
		if (*name == '"')
			str_add_char(&out, '"');
		str_add_char(&out, *name);
	}
	str_add_char(&out, '"');
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

bool rehearse_count_rows(struct target *s, struct rows_listing *ret, struct err *err)
{
	const char *lite =
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
		" 'sqlite\\_%' ESCAPE '\\' AND name <> 'blokctl_migration' ORDER BY name";
	const char *postgres = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
			       " AND tablename <> 'blokctl_migration' ORDER BY 1";
	struct target_query q = {.sql = target_dialect(s) == DIALECT_SQLITE ? lite : postgres,
		.each = note_table,
		.self = ret};
	bool ok = target_run(s, &q, err);

	for (size_t i = 0; ok && i < ret->list.len; i++) {
		q = (struct target_query){
			.sql = arena_printf(&ret->arena, "SELECT count(*) FROM %s",
				quoted(&ret->arena, ret->list.at[i].name)),
			.each = note_rows,
			.self = &ret->list.at[i].rows};
		ok = target_run(s, &q, err);
	}
	return ok;
}

void rows_listing_release(struct rows_listing *l)
{
	vec_release(&l->list);
	arena_release(&l->arena);
}
