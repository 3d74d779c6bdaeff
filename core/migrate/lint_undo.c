#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

/* A down is measured by names: one that the up made and the down never speaks of stays. */
struct undo {
	struct lint *up, *down;
	struct map dropped;       /* by the up so far */
	struct map words, tables; /* of the down: all names; tables that it makes, drops, renames */
	struct str left;
	size_t count;
};

/* Names told in one finding. */
#define NAMES_MAX 3

static bool is_of_rows(const struct action *a)
{
	return a->kind == ACTION_INSERT || a->kind == ACTION_UPDATE || a->kind == ACTION_DELETE ||
	       a->kind == ACTION_SELECT || a->kind == ACTION_PRAGMA;
}

/* False when nobody can tell what it does. */
static bool read_down(struct undo *u)
{
	struct actions *s = &u->down->actions;

	for (size_t i = 0; i < s->list.len; i++) {
		const struct action *a = &s->list.at[i];

		if (a->kind == ACTION_DO || a->kind == ACTION_DROP_SCHEMA)
			return false;
		if (is_of_rows(a))
			continue;
		for (size_t w = a->first; w < a->end; w++)
			if (s->script.words.at[w].kind <= WORD_QUOTED)
				map_put(&u->words, action_word(s, w), u);
		if ((a->kind == ACTION_DROP_TABLE || a->kind == ACTION_CREATE_TABLE ||
			    a->kind == ACTION_RENAME_TABLE) &&
			a->name)
			map_put(&u->tables, a->name, u);
		if (a->kind == ACTION_RENAME_TABLE && a->other)
			map_put(&u->tables, a->other, u);
	}
	return true;
}

/* "schema.name" is found by its last part. */
static const char *last_part(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c == '.')
			name = c + 1;
	return name;
}

static void expect(struct undo *u, const char *what, const char *name, const struct table *t)
{
	if (!name || map_has(&u->words, last_part(name)) ||
		(t && t->name && map_has(&u->tables, t->name)))
		return;
	if (u->count++ < NAMES_MAX)
		str_addf(&u->left, "%s%s '%s'", u->left.len ? ", " : "", what, name);
}

static bool is_new(const struct undo *u, const struct table *t)
{
	return t && t->made == u->up->schema->now;
}

/* PostgreSQL drops an index with its column. */
static bool goes_with_column(const struct undo *u, const struct object *o)
{
	for (size_t i = 0; u->up->dialect == DIALECT_POSTGRES && i < o->columns_len; i++)
		if (map_has(&u->words, o->columns[i]))
			return true;
	return false;
}

/* One that is dropped before in the same file only changes. */
static void expect_object(struct undo *u, const struct action *a)
{
	const char *what = a->kind == ACTION_CREATE_INDEX     ? "index"
			   : a->kind == ACTION_CREATE_TRIGGER ? "trigger"
							      : "view";
	const struct object *o = a->object;

	if (!o || o->dropped || is_new(u, a->table) || goes_with_column(u, o) ||
		(a->name && map_has(&u->dropped, a->name)))
		return;
	expect(u, what, a->name, a->table);
}

static void check(struct undo *u, const struct action *a)
{
	const struct table *t = a->table;

	switch (a->kind) {
	case ACTION_CREATE_TABLE:
		if (is_new(u, t) && table_is_there(t) && !t->is_temporary && !t->replaces)
			expect(u, "table", t->name, NULL);
		break;
	case ACTION_ADD_COLUMN:
		if (!is_new(u, t) && table_is_there(t) && a->of && !a->of->dropped &&
			!a->of->replaces)
			expect(u, "column", a->of->name, t);
		break;
	case ACTION_RENAME_TABLE:
		if (!is_new(u, t) && table_is_there(t) && str_eq(t->name, a->other))
			expect(u, "the new name", a->other, NULL);
		break;
	case ACTION_RENAME_COLUMN:
		if (!is_new(u, t) && table_is_there(t) && a->of && !a->of->replaces &&
			a->of->added != u->up->schema->now && str_eq(a->of->name, a->other))
			expect(u, "the new name", a->other, t);
		break;
	case ACTION_CREATE_INDEX:
	case ACTION_CREATE_TRIGGER:
	case ACTION_CREATE_VIEW: expect_object(u, a); break;
	case ACTION_DROP_INDEX:
	case ACTION_DROP_TRIGGER:
	case ACTION_DROP_VIEW:
		if (a->name)
			map_put(&u->dropped, a->name, u);
		break;
	default: break;
	}
}

void lint_undo(struct lint *up, struct lint *down)
{
	struct undo u = {.up = up, .down = down};

	if (down->actions.list.len && read_down(&u))
		for (size_t i = 0; i < up->actions.list.len; i++)
			check(&u, &up->actions.list.at[i]);
	if (u.count)
		lint_report(down, &down->actions.list.at[0], LINT_DOWN_INCOMPLETE,
			"the down leaves %s%s, which the up makes", str_text(&u.left),
			u.count > NAMES_MAX ? " and more" : "");
	map_release(&u.dropped);
	map_release(&u.words);
	map_release(&u.tables);
	str_release(&u.left);
}
