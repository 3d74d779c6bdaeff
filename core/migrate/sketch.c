#include "core/migrate/sketch.h"

#include "core/base/str.h"

void sketch_release(struct sketch *s)
{
	map_release(&s->tables);
	map_release(&s->objects);
	map_release(&s->vacated);
}

struct table *sketch_table(const struct sketch *s, const char *name)
{
	return name ? map_get(&s->tables, name) : NULL;
}

static struct table *add_table(struct sketch *s, const char *name)
{
	struct table *t = arena_new(s->arena, struct table);

	t->name = name;
	map_put(&s->tables, name, t);
	return t;
}

struct table *sketch_get(struct sketch *s, const char *name)
{
	struct table *t = sketch_table(s, name);

	return t || !name ? t : add_table(s, name);
}

struct column *table_column(const struct table *t, const char *name)
{
	struct column *c = t ? t->columns : NULL;

	for (size_t i = 0; c && i < COLUMNS_MAX; c = c->next, i++)
		if (!c->dropped && str_eq(c->name, name))
			return c;
	return NULL;
}

static const char *object_key(const struct sketch *s, enum action_kind kind, const char *name)
{
	char letter = kind == ACTION_CREATE_INDEX || kind == ACTION_DROP_INDEX ? 'i'
		      : kind == ACTION_CREATE_VIEW || kind == ACTION_DROP_VIEW ? 'v'
									       : 't';

	return arena_printf(s->arena, "%c%s", letter, name);
}

struct object *sketch_object(const struct sketch *s, enum action_kind kind, const char *name)
{
	return name ? map_get(&s->objects, object_key(s, kind, name)) : NULL;
}

/* What refers to the old one means the new one, as both have the name. */
static void inherit(struct table *t, struct table *ancestor)
{
	struct referrer **end = &t->referrers;

	ancestor->heir = t;
	while (*end)
		end = &(*end)->next;
	*end = ancestor->referrers;
	ancestor->referrers = NULL;
}

/* A name goes to a table; the one that had it is gone. */
static void take_name(struct sketch *s, struct table *t, const char *name)
{
	struct table *before = sketch_table(s, name);
	const struct table *away = map_get(&s->vacated, name);

	t->name = name;
	map_put(&s->tables, name, t);
	t->replaces |= (before && before->made != s->now && !before->was_asked) ||
		       (away && away->renamed == s->now && away->made != s->now);
	if (before && before != t && before->dropped)
		inherit(t, before);
}

static void create_table(struct sketch *s, struct actions *script, struct action *a)
{
	struct table *before = sketch_table(s, a->name), *t;

	if (!a->name)
		return;
	/* IF NOT EXISTS: the one that is there stays. */
	if (before && before->made && !before->dropped && (a->flags & ACTION_IF_EXISTS)) {
		a->table = before;
		a->flags |= ACTION_IGNORED;
		return;
	}
	t = arena_new(s->arena, struct table);
	t->made = s->now;
	t->is_temporary = a->flags & ACTION_TEMPORARY;
	t->is_copy = a->flags & ACTION_AS_SELECT;
	if (before && !before->made && !before->dropped)
		t->referrers = before->referrers; /* others spoke of it before */
	take_name(s, t, a->name);
	a->table = t;
	if (a->body < a->end && !t->is_copy)
		sketch_read_columns(s, script, a);
}

static void rename_table(struct sketch *s, struct action *a)
{
	struct table *t = a->table;

	if (!t || !a->other)
		return;
	if (t->renamed != s->now)
		t->name_before = t->name;
	t->renamed = s->now;
	map_put(&s->vacated, t->name, t);
	if (map_get(&s->tables, t->name) == t)
		map_put(&s->tables, t->name, NULL);
	take_name(s, t, a->other);
}

static void drop_object(struct sketch *s, struct object *o, bool with_table)
{
	if (o->dropped)
		return;
	o->dropped = s->now;
	o->went_with_table = with_table;
	if (o->key)
		o->key->dropped = s->now;
}

static void drop_table(struct sketch *s, struct action *a)
{
	struct table *t = a->table;

	if (!t)
		return;
	if (t->dropped) {
		a->flags |= ACTION_GONE;
		return;
	}
	t->was_asked = !t->made && (a->flags & ACTION_IF_EXISTS) && !t->renamed && !t->referrers;
	t->dropped = s->now;
	for (struct object *o = t->objects; o; o = o->next)
		drop_object(s, o, true);
}

static void note_referrer(struct sketch *s, struct table *t, struct object *o)
{
	struct referrer *r;

	if (!t || t == o->table || (t->referrers && t->referrers->object == o))
		return;
	r = arena_new(s->arena, struct referrer);
	*r = (struct referrer){.object = o, .next = t->referrers};
	t->referrers = r;
}

static void add_object(struct sketch *s, struct actions *script, struct action *a)
{
	struct object *o = arena_new(s->arena, struct object);

	*o = (struct object){
		.kind = a->kind,
		.name = a->name,
		.made = s->now,
	};
	a->object = o;
	if (a->kind != ACTION_CREATE_VIEW)
		a->table = o->table = sketch_get(s, a->other);
	if (o->table) {
		o->next = o->table->objects;
		o->table->objects = o;
	}
	if (a->name)
		map_put(&s->objects, object_key(s, a->kind, a->name), o);
	if (a->kind == ACTION_CREATE_INDEX) {
		if (a->body < a->end)
			o->columns = action_columns(script, a->body, a->end, &o->columns_len);
		return;
	}
	for (size_t i = a->body; i < a->end; i++) {
		unsigned char kind = script->script.words.at[i].kind;

		if (kind == WORD_NAME || kind == WORD_QUOTED)
			note_referrer(s, sketch_table(s, action_word(script, i)), o);
	}
}

/* An index that is unique makes a key; for rules to see the keys before it, they are told
 * apart by `made`. */
static void index_key(struct sketch *s, struct actions *script, struct action *a)
{
	struct key *k;
	size_t where;

	if (!(a->flags & ACTION_UNIQUE) || !a->table || !a->object->columns_len)
		return;
	k = table_add_key(s, a->table, a->object->columns, a->object->columns_len);
	where = action_find(script, a->body, a->end, 0, "WHERE");
	a->object->key = k;
	if (where < a->end)
		k->where = action_text(script, where + 1, a->end);
}

static void drop(struct sketch *s, struct action *a)
{
	if (a->kind == ACTION_DROP_TABLE) {
		drop_table(s, a);
		return;
	}
	a->object = sketch_object(s, a->kind, a->name);
	if (!a->object)
		return;
	a->table = a->object->table;
	if (a->object->dropped)
		a->flags |= ACTION_GONE;
	drop_object(s, a->object, false);
}

void sketch_apply(struct sketch *s, struct actions *script, struct action *a)
{
	bool is_of_table = a->kind == ACTION_DROP_TABLE ||
			   (a->kind >= ACTION_RENAME_TABLE && a->kind <= ACTION_TRUNCATE &&
				   a->kind != ACTION_RENAME_OTHER && a->kind != ACTION_ADD_VALUE);

	if (is_of_table)
		a->table = sketch_get(s, a->name);
	switch (a->kind) {
	case ACTION_CREATE_TABLE:
		create_table(s, script, a);
		if (a->flags & ACTION_AS_SELECT)
			sketch_copy(s, script, a);
		break;
	case ACTION_CREATE_INDEX:
		add_object(s, script, a);
		index_key(s, script, a);
		break;
	case ACTION_CREATE_VIEW:
	case ACTION_CREATE_TRIGGER: add_object(s, script, a); break;
	case ACTION_DROP_TABLE:
	case ACTION_DROP_INDEX:
	case ACTION_DROP_VIEW:
	case ACTION_DROP_TRIGGER: drop(s, a); break;
	case ACTION_RENAME_TABLE: rename_table(s, a); break;
	case ACTION_RENAME_COLUMN:
	case ACTION_ADD_COLUMN:
	case ACTION_DROP_COLUMN:
	case ACTION_ALTER_TYPE_OF:
	case ACTION_SET_NOT_NULL:
	case ACTION_ADD_CONSTRAINT: sketch_alter(s, script, a); break;
	case ACTION_INSERT:
	case ACTION_UPDATE:
	case ACTION_DELETE: sketch_change_rows(s, script, a); break;
	default: break;
	}
}
