#include "core/migrate/action_impl.h"

#include "core/base/str.h"

static void read_rename(struct reader *r, const char *table)
{
	struct action *a;

	if (reader_take(r, "TO")) {
		a = reader_add(r, ACTION_RENAME_TABLE, table);
		a->other = reader_name(r);
		return;
	}
	if (reader_take(r, "CONSTRAINT")) {
		reader_add(r, ACTION_OTHER, table);
		return;
	}
	reader_take(r, "COLUMN");
	a = reader_add(r, ACTION_RENAME_COLUMN, table);
	a->column = reader_name(r);
	reader_take(r, "TO");
	a->other = reader_name(r);
}

static bool begins_constraint(const struct reader *r)
{
	return reader_is(r, "CONSTRAINT") || reader_is(r, "UNIQUE") || reader_is(r, "PRIMARY") ||
	       reader_is(r, "FOREIGN") || reader_is(r, "CHECK") || reader_is(r, "EXCLUDE");
}

static void read_add(struct reader *r, const char *table)
{
	struct action *a;

	if (begins_constraint(r)) {
		a = reader_add(r, ACTION_ADD_CONSTRAINT, table);
		if (reader_take(r, "CONSTRAINT"))
			a->other = reader_name(r);
		a->body = r->at;
		return;
	}
	reader_take(r, "COLUMN");
	reader_options(r);
	a = reader_add(r, ACTION_ADD_COLUMN, table);
	a->column = reader_name(r);
	a->body = r->at;
}

static void read_drop_part(struct reader *r, const char *table)
{
	bool is_constraint = reader_take(r, "CONSTRAINT");
	struct action *a;

	reader_take(r, "COLUMN");
	reader_options(r);
	a = reader_add(r, is_constraint ? ACTION_DROP_CONSTRAINT : ACTION_DROP_COLUMN, table);
	a->column = reader_name(r);
	if (action_find(r->out, r->at, r->end, 0, "CASCADE") < r->end)
		a->flags |= ACTION_CASCADE;
}

static void read_alter_column(struct reader *r, const char *table)
{
	enum action_kind kind = ACTION_OTHER;
	const char *column;
	struct action *a;

	reader_take(r, "COLUMN");
	column = reader_name(r);
	if (reader_take(r, "TYPE"))
		kind = ACTION_ALTER_TYPE_OF;
	else if (reader_take(r, "SET")) {
		if (reader_take(r, "DATA"))
			kind = ACTION_ALTER_TYPE_OF;
		else if (reader_take(r, "NOT"))
			kind = ACTION_SET_NOT_NULL;
	}
	a = reader_add(r, kind, table);
	a->column = column;
	a->body = r->at;
}

static void read_set_part(struct reader *r, const char *table)
{
	struct action *a;

	if (reader_take(r, "SCHEMA")) {
		const char *schema = reader_name(r);

		a = reader_add(r, ACTION_RENAME_TABLE, table);
		a->other = arena_printf(
			r->out->arena, "%s.%s", schema ? schema : "", table ? table : "");
	} else if (reader_is(r, "LOGGED") || reader_is(r, "UNLOGGED") ||
		   reader_is(r, "TABLESPACE") || reader_is(r, "ACCESS")) {
		reader_add(r, ACTION_CLUSTER, table); /* it writes the table anew, too */
	} else {
		reader_add(r, ACTION_OTHER, table);
	}
}

/* One of the parts between commas. */
static void read_part(struct reader *r, const char *table)
{
	unsigned flags = r->flags;

	if (reader_take(r, "RENAME")) {
		read_rename(r, table);
	} else if (reader_take(r, "ADD")) {
		read_add(r, table);
	} else if (reader_take(r, "DROP")) {
		read_drop_part(r, table);
	} else if (reader_take(r, "ALTER")) {
		read_alter_column(r, table);
	} else if (reader_take(r, "VALIDATE")) {
		reader_take(r, "CONSTRAINT");
		reader_add(r, ACTION_VALIDATE, table)->other = reader_name(r);
	} else if (reader_take(r, "SET")) {
		read_set_part(r, table);
	} else {
		reader_add(r, ACTION_OTHER, table);
	}
	r->flags = flags;
}

static void read_table_parts(struct reader *r, const char *table)
{
	size_t end = r->end;
	bool is_first = true;

	do {
		size_t start = r->at, before = r->out->list.len;
		struct action *a;

		r->end = start;
		while (r->end < end && (r->out->script.words.at[r->end].depth ||
					       !word_is_char(&r->out->script, r->end, ',')))
			r->end++;
		read_part(r, table);
		a = &r->out->list.at[before];
		if (!is_first && start < end)
			a->at = r->out->script.words.at[start].at;
		is_first = false;
		r->at = r->end;
		r->end = end;
	} while (reader_take_char(r, ','));
}

static void read_rename_other(struct reader *r, const char *name)
{
	bool renames = reader_take(r, "RENAME") && reader_take(r, "TO");
	struct action *a = reader_add(r, renames ? ACTION_RENAME_OTHER : ACTION_OTHER, name);

	a->other = renames ? reader_name(r) : NULL;
}

static void read_type(struct reader *r)
{
	const char *name = reader_name(r);
	struct action *a;

	if (reader_take(r, "ADD") && reader_take(r, "VALUE")) {
		reader_options(r);
		a = reader_add(r, ACTION_ADD_VALUE, name);
		if (r->at < r->end)
			a->other = action_text(r->out, r->at, r->at + 1);
	} else {
		read_rename_other(r, name);
	}
}

void reader_alter(struct reader *r)
{
	const char *name;

	if (reader_take(r, "SYSTEM")) {
		reader_add(r, ACTION_ALTER_SYSTEM, NULL);
		return;
	}
	if (reader_take(r, "TYPE")) {
		read_type(r);
		return;
	}
	reader_take(r, "FOREIGN");
	if (reader_take(r, "TABLE")) {
		reader_options(r);
		name = reader_name(r);
		read_table_parts(r, name);
		return;
	}
	if (reader_take(r, "VIEW") || reader_take(r, "SCHEMA") ||
		(reader_take(r, "MATERIALIZED") && reader_take(r, "VIEW"))) {
		reader_options(r);
		name = reader_name(r);
		read_rename_other(r, name);
		return;
	}
	reader_add(r, ACTION_OTHER, NULL);
}
