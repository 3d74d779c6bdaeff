#include "core/migrate/action_impl.h"

/* The rows, or the query, behind the columns. */
static void read_insert(struct reader *r)
{
	struct sql_script *s = &r->out->script;
	size_t query, conflict;
	struct action *a;

	if (reader_take(r, "OR")) {
		if (reader_take(r, "REPLACE"))
			r->flags |= ACTION_REPLACE;
		else if (reader_take(r, "IGNORE"))
			r->flags |= ACTION_IGNORE;
		else
			r->at += r->at < r->end;
	}
	reader_take(r, "INTO");
	a = reader_add(r, ACTION_INSERT, reader_name(r));
	if (reader_take(r, "AS"))
		reader_name(r);
	if (r->at < r->end && word_is_char(s, r->at, '(')) {
		a->flags |= ACTION_HAS_COLUMNS;
		a->other = action_text(r->out, r->at, r->at + 1);
		r->at = action_close(r->out, r->at, r->end);
	}
	a->body = r->at;
	query = action_find(r->out, r->at, r->end, 0, "SELECT");
	if (query < r->end && action_find(r->out, query, r->end, 0, "FROM") < r->end)
		a->flags |= ACTION_FROM_TABLE;
	conflict = action_find(r->out, r->at, r->end, 0, "CONFLICT");
	if (action_find(r->out, conflict, r->end, 0, "NOTHING") < r->end)
		a->flags |= ACTION_IGNORE;
}

/* WHERE, and not one that holds for every row. */
static bool has_condition(const struct reader *r)
{
	const struct sql_script *s = &r->out->script;
	size_t where = action_find(r->out, r->at, r->end, 0, "WHERE");
	size_t first = where + 1, len = r->end > first ? r->end - first : 0;

	if (where == r->end)
		return false;
	if (len == 1)
		return !word_is(s, first, "TRUE") && s->words.at[first].kind != WORD_NUMBER;
	return len != 3 || s->words.at[first].kind != WORD_NUMBER ||
	       s->words.at[first + 2].kind != WORD_NUMBER || !word_is_char(s, first + 1, '=');
}

static void read_update(struct reader *r)
{
	struct action *a;

	if (reader_take(r, "OR")) {
		r->flags |= reader_is(r, "REPLACE") ? ACTION_REPLACE : 0;
		r->at += r->at < r->end;
	}
	reader_options(r);
	a = reader_add(r, ACTION_UPDATE, reader_name(r));
	r->at = action_find(r->out, r->at, r->end, 0, "SET");
	a->body = r->at < r->end ? r->at + 1 : r->at;
	if (has_condition(r))
		a->flags |= ACTION_WHERE;
}

static void read_delete(struct reader *r)
{
	struct action *a;

	reader_take(r, "FROM");
	reader_options(r);
	a = reader_add(r, ACTION_DELETE, reader_name(r));
	a->body = r->at;
	if (has_condition(r) || action_find(r->out, r->at, r->end, 0, "LIMIT") < r->end)
		a->flags |= ACTION_WHERE;
}

static void read_truncate(struct reader *r)
{
	bool is_first = true;

	reader_take(r, "TABLE");
	if (action_find(r->out, r->at, r->end, 0, "CASCADE") < r->end)
		r->flags |= ACTION_CASCADE;
	do {
		struct action *a;
		size_t start;

		reader_options(r);
		start = r->at;
		a = reader_add(r, ACTION_TRUNCATE, reader_name(r));
		if (!is_first && start < r->end)
			a->at = r->out->script.words.at[start].at;
		is_first = false;
		reader_take_char(r, '*');
	} while (reader_take_char(r, ','));
}

/* WITH: the statement proper stands behind the last parenthesis of its tables. */
static void skip_with(struct reader *r)
{
	const struct sql_script *s = &r->out->script;

	if (!reader_is(r, "WITH"))
		return;
	while (r->at < r->end &&
		(s->words.at[r->at].depth ||
			(!reader_is(r, "SELECT") && !reader_is(r, "INSERT") &&
				!reader_is(r, "UPDATE") && !reader_is(r, "DELETE") &&
				!reader_is(r, "REPLACE") && !reader_is(r, "VALUES"))))
		r->at++;
}

/* PostgreSQL's SELECT … INTO makes a table. */
static void read_select(struct reader *r)
{
	size_t into = action_find(r->out, r->at, r->end, 0, "INTO");
	struct action *a;

	if (into == r->end || r->out->script.dialect == DIALECT_SQLITE) {
		reader_add(r, ACTION_SELECT, NULL);
		return;
	}
	r->at = into + 1;
	if (reader_take(r, "TEMP") || reader_take(r, "TEMPORARY"))
		r->flags |= ACTION_TEMPORARY;
	reader_take(r, "UNLOGGED");
	reader_take(r, "TABLE");
	a = reader_add(r, ACTION_CREATE_TABLE, reader_name(r));
	a->flags |= ACTION_AS_SELECT;
}

void reader_change(struct reader *r)
{
	skip_with(r);
	if (reader_take(r, "INSERT")) {
		read_insert(r);
	} else if (reader_is(r, "REPLACE") && r->out->script.dialect == DIALECT_SQLITE) {
		r->at++;
		r->flags |= ACTION_REPLACE;
		read_insert(r);
	} else if (reader_take(r, "UPDATE")) {
		read_update(r);
	} else if (reader_take(r, "DELETE")) {
		read_delete(r);
	} else if (reader_take(r, "TRUNCATE")) {
		read_truncate(r);
	} else if (reader_take(r, "SELECT")) {
		read_select(r);
	} else {
		reader_other(r);
	}
}
