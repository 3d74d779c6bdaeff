#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

#include <string.h>

/* What has the name of this table now that it is gone, or called otherwise. */
static struct table *successor(const struct lint *l, const struct table *t)
{
	const char *name = t->renamed == l->schema->now ? t->name_before : t->name;
	struct table *now = sketch_table(l->schema, name);

	return now != t && table_is_there(now) && now->made == l->schema->now ? now : NULL;
}

struct table *lint_heir(const struct lint *l, const struct table *t)
{
	struct table *heir = t ? successor(l, t) : NULL;
	const struct table *copy = t;

	/* Straight, or by way of other tables. */
	for (int i = 0; heir && i < 4 && copy && copy->copied == l->schema->now; i++) {
		copy = copy->copied_to;
		if (copy == heir)
			return heir;
	}
	return NULL;
}

static bool includes(const char *const *columns, size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(columns[i], name))
			return true;
	return false;
}

bool key_implies(const struct key *k, const char *const *columns, size_t len)
{
	for (size_t i = 0; i < k->len; i++)
		if (!includes(columns, len, k->columns[i]))
			return false;
	return true;
}

/* The column of "lower(x)". */
static const struct column *column_of(const struct lint *l, const struct table *t, const char *text)
{
	const char *open = strchr(text, '(');
	size_t len = open ? strcspn(open + 1, "(),") : 0;

	if (!open || open[1 + len] != ')' || open[2 + len])
		return table_column(t, text);
	return table_column(t, arena_strndup(l->arena, open + 1, len));
}

bool lint_is_unique(
	const struct lint *l, const struct table *t, const char *const *columns, size_t len)
{
	size_t now = l->schema->now, looked = 0;

	if (t && t->deduplicated == now)
		return true;
	for (const struct key *k = t ? t->keys : NULL; k && looked < NEIGHBOURS_MAX;
		k = k->next, looked++)
		if (k->made != now && !k->where && (!k->dropped || k->dropped == now) &&
			key_implies(k, columns, len))
			return true;
	for (size_t i = 0; i < len; i++) {
		const struct column *c = column_of(l, t, columns[i]);

		/* New, and either NULL everywhere or filled by the file. */
		if (c && c->added == now && (!c->has_default || c->filled == now))
			return true;
	}
	return false;
}

static bool is_leftover(const struct table *t)
{
	return t->was_asked && t->heir &&
	       !(table_is_there(t->heir) && str_eq(t->heir->name, t->name));
}

static void drop_table(struct lint *l, const struct action *a)
{
	const struct table *t = a->table;
	bool is_moved = t && t->copied == l->schema->now && table_is_there(t->copied_to);

	if (!lint_is_old(l, t) || (t && (lint_heir(l, t) || is_leftover(t))))
		return;
	if (is_moved && t->renamed == l->schema->now)
		return; /* the rename is told of */
	if (is_moved)
		lint_report(l, a, LINT_DROP_TABLE,
			"'%s' is dropped: of its rows only what was copied to '%s' is left",
			lint_name(a->name), lint_name(t->copied_to->name));
	else
		lint_report(l, a, LINT_DROP_TABLE, "'%s' is dropped, and all of its rows with it",
			lint_name(a->name));
}

static void drop_column(struct lint *l, const struct action *a)
{
	size_t now = l->schema->now;
	const struct column *heir = table_column(a->table, a->column);

	if (l->dialect == DIALECT_SQLITE && a->object)
		lint_report(l, a, LINT_DROP_USED_COLUMN,
			"SQLite cannot drop '%s': index '%s' uses it", lint_name(a->column),
			lint_name(a->object->name));
	else if (l->dialect == DIALECT_SQLITE && (a->flags & ACTION_IN_KEY))
		lint_report(l, a, LINT_DROP_USED_COLUMN, "SQLite cannot drop '%s': a key uses it",
			lint_name(a->column));
	if (!lint_is_old(l, a->table) || (a->of && a->of->added == now))
		return;
	/* A column of the same name, filled by the file, takes its place. */
	if (heir && heir->added == now && heir->filled == now)
		return;
	lint_report(l, a, LINT_DROP_COLUMN,
		"column '%s' of '%s' is dropped, and its values with it", lint_name(a->column),
		lint_name(a->name));
}

/* Of the first of several renames of a table. */
static void rename_table(struct lint *l, const struct action *a)
{
	const struct table *t = a->table;
	const struct object *view;

	if (!t || !lint_is_old(l, t) || !str_eq(t->name_before, a->name) || successor(l, t) ||
		str_eq(t->name, t->name_before))
		return;
	if (t->dropped == l->schema->now && t->copied != l->schema->now)
		return; /* the drop is told of */
	view = sketch_object(l->schema, ACTION_CREATE_VIEW, t->name_before);
	if (view && !view->dropped && view->made == l->schema->now)
		return;
	lint_report(l, a, LINT_RENAME_TABLE, "code that knows '%s' fails from now on",
		lint_name(a->name));
}

static bool has_twin(const struct lint *l, const struct object *o)
{
	const struct table *t = o->table;
	size_t looked = 0;

	for (const struct object *n = t ? t->objects : NULL; n && looked < NEIGHBOURS_MAX;
		n = n->next) {
		size_t same = 0;

		looked++;
		if (n == o || n->dropped || n->kind != o->kind)
			continue;
		while (same < o->columns_len && same < n->columns_len &&
			str_eq(o->columns[same], n->columns[same]))
			same++;
		if (o->kind == ACTION_CREATE_TRIGGER
				? n->made == l->schema->now
				: same == o->columns_len && (!o->key || n->key))
			return true;
	}
	return false;
}

/* An index, a trigger or a view. */
static void drop_object(
	struct lint *l, const struct action *a, enum lint_code code, const char *what)
{
	const struct object *o = a->object, *now = sketch_object(l->schema, a->kind, a->name);

	if (now && !now->dropped)
		return;
	if (o && (o->made == l->schema->now || has_twin(l, o) ||
			 (o->table && o->table->dropped == l->schema->now)))
		return;
	if (a->kind == ACTION_DROP_INDEX && l->dialect == DIALECT_POSTGRES)
		return; /* of interest for its lock */
	lint_report(l, a, code, "%s '%s' is dropped and not made again", what, lint_name(a->name));
}

static void create_index(struct lint *l, const struct action *a)
{
	const struct object *o = a->object;

	if (!(a->flags & ACTION_UNIQUE) || !lint_is_old(l, a->table) || o->dropped ||
		lint_is_unique(l, a->table, o->columns, o->columns_len))
		return;
	lint_report(l, a, LINT_ADD_UNIQUE, "'%s' may hold duplicates, and then this fails",
		lint_name(a->other));
}

static void check_cascade(struct lint *l, const struct action *a)
{
	bool is_drop = (a->kind >= ACTION_DROP_TABLE && a->kind <= ACTION_DROP_OTHER) ||
		       a->kind == ACTION_DROP_COLUMN || a->kind == ACTION_DROP_CONSTRAINT ||
		       a->kind == ACTION_TRUNCATE;

	if (is_drop && (a->flags & ACTION_CASCADE))
		lint_report(l, a, LINT_DROP_CASCADE, "CASCADE takes whatever depends on '%s' along",
			lint_name(a->column ? a->column : a->name));
}

static void check(struct lint *l, const struct action *a)
{
	if (a->flags & ACTION_GONE)
		return;
	switch (a->kind) {
	case ACTION_DROP_TABLE: drop_table(l, a); break;
	case ACTION_DROP_COLUMN: drop_column(l, a); break;
	case ACTION_DROP_INDEX: drop_object(l, a, LINT_DROP_INDEX, "index"); break;
	case ACTION_DROP_TRIGGER: drop_object(l, a, LINT_DROP_TRIGGER, "trigger"); break;
	case ACTION_DROP_VIEW: drop_object(l, a, LINT_DROP_VIEW, "view"); break;
	case ACTION_CREATE_INDEX: create_index(l, a); break;
	case ACTION_RENAME_TABLE: rename_table(l, a); break;
	case ACTION_ADD_COLUMN: lint_column(l, a); break;
	case ACTION_RENAME_COLUMN:
		if (lint_is_old(l, a->table) && !(a->of && a->of->added == l->schema->now))
			lint_report(l, a, LINT_RENAME_COLUMN,
				"code that knows '%s' of '%s' fails from now on",
				lint_name(a->column), lint_name(a->name));
		break;
	case ACTION_CREATE_TABLE:
		if (a->flags & ACTION_IGNORED)
			lint_report(l, a, LINT_CREATE_IGNORED,
				"'%s' is there already: nothing is made of these columns",
				lint_name(a->name));
		else if (a->table && a->table->is_copy && !a->table->is_temporary &&
			 table_is_there(a->table))
			lint_report(l, a, LINT_CREATE_TABLE_AS,
				"'%s' gets the rows, but no key, constraint, default or index",
				lint_name(a->name));
		break;
	default: break;
	}
	if (l->dialect == DIALECT_POSTGRES)
		check_cascade(l, a);
}

void lint_table(struct lint *l)
{
	for (size_t i = 0; i < l->actions.list.len; i++)
		check(l, &l->actions.list.at[i]);
}
