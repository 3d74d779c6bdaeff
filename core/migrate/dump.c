#include "core/migrate/ledger.h"
#include "core/migrate/shape.h"

static void add_text(struct str *out, const char *text)
{
	if (!text) {
		str_add(out, "NULL");
		return;
	}
	str_add_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			str_add_char(out, '\'');
		str_add_char(out, *text);
	}
	str_add_char(out, '\'');
}

static bool add_part(void *self, const char *const *c, struct err *err)
{
	struct str *out = self;

	(void)err;
	str_addf(out, "%s;\n", c[0]);
	return true;
}

/* Without instants and durations: the same history is the same text. */
static void add_ledger(const struct ledger *l, struct str *out)
{
	for (size_t i = 0; i < l->state.len; i++) {
		const struct ledger_entry *e = &l->rows.at[l->state.at[i]];

		if (!ledger_is_applied(e))
			continue;
		str_add(out, "INSERT INTO blokctl_migration (version, name, action, checksum, at) "
			     "VALUES (");
		add_text(out, e->version);
		str_add(out, ", ");
		add_text(out, e->name);
		str_add(out, ", 'baseline', ");
		add_text(out, e->checksum);
		str_add(out, ", '');\n");
	}
}

bool shape_dump(struct target *s, struct str *out, struct err *err)
{
	/* Tables before what stands on them, and views in the order in which they were made. */
	const struct target_query q = {
		.sql = "SELECT sql FROM sqlite_schema"
		       " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
		       " AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = "
		       "'shadow')"
		       " ORDER BY type = 'trigger', type = 'view',"
		       " CASE WHEN type = 'view' THEN rowid END, tbl_name, type = 'index', name",
		.each = add_part,
		.self = out};
	struct ledger l;

	if (target_dialect(s) != DIALECT_SQLITE) {
		err_set(err, ERR_USAGE, "a server's schema is not dumped");
		return err_hint(err, "pg_dump --schema-only does it");
	}
	if (!target_run(s, &q, err) || !ledger_read(s, &l, err))
		return false;
	add_ledger(&l, out);
	ledger_release(&l);
	return true;
}
