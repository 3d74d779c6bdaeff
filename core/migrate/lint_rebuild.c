#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

/* A table that was made anew under its name, and what of the old one is not in it. */
struct rebuild {
	struct lint *l;
	const struct action *drop;
	const struct table *old, *heir;
	const struct action *copy; /* the first */
	struct map words;          /* of the statements that fill the new one */
	bool has_star;
};

/* ---- what is lost ---- */

static void note_words(struct rebuild *r, const struct table *t)
{
	struct actions *s = &r->l->actions;

	for (size_t next = t->changed == r->l->schema->now ? t->first_change : 0; next;) {
		const struct action *a = &s->list.at[next - 1];
		bool is_copy = a->kind == ACTION_INSERT && (a->flags & ACTION_FROM_TABLE);

		next = a->next_change;
		if (is_copy) {
			r->copy = a;
			r->has_star |= lint_copies_star(r->l, a);
		}
		for (size_t i = a->body; i < a->end; i++)
			if (s->script.words.at[i].kind <= WORD_QUOTED)
				map_put(&r->words, action_word(s, i), r);
	}
}

/* Numbers that nobody refers to can be given anew. */
static bool is_only_number(const struct rebuild *r, const struct column *c)
{
	size_t looked = 0;

	if (!c->is_rowid)
		return false;
	for (const struct referrer *f = r->old->referrers; f && looked < NEIGHBOURS_MAX;
		f = f->next, looked++)
		if (f->table)
			return false;
	looked = 0;
	for (const struct referrer *f = r->heir->referrers; f && looked < NEIGHBOURS_MAX;
		f = f->next, looked++)
		if (f->table)
			return false;
	return true;
}

static void check_columns(struct rebuild *r)
{
	size_t looked = 0;

	note_words(r, r->heir);
	if (r->old->copied_to != r->heir)
		note_words(r, r->old->copied_to);
	if (!r->copy || r->has_star || !r->old->is_known)
		return;
	for (const struct column *c = r->old->columns; c && looked < NEIGHBOURS_MAX; c = c->next) {
		const struct column *now = table_column(r->heir, c->name);

		looked++;
		if (c->dropped || c->is_generated || map_has(&r->words, c->name) ||
			(now && (now->is_generated || is_only_number(r, now))))
			continue;
		if (now)
			lint_report(r->l, r->copy, LINT_REBUILD_COLUMN,
				"the values of column '%s' are not copied", c->name);
		else
			lint_report(r->l, r->copy, LINT_REBUILD_COLUMN,
				"column '%s' is not in the new table, and its values are lost",
				c->name);
	}
}

static bool was_unique(const struct rebuild *r, const struct key *k)
{
	size_t looked = 0;

	if (r->old->deduplicated == r->l->schema->now)
		return true;
	for (size_t i = 0; i < k->len; i++) { /* what is new is the author's to fill */
		const struct column *c = table_column(r->old, k->columns[i]);

		if (!c || c->added == r->l->schema->now)
			return true;
	}
	for (const struct key *o = r->old->keys; o && looked < NEIGHBOURS_MAX;
		o = o->next, looked++)
		if (!o->where && (!o->dropped || o->dropped == r->l->schema->now) &&
			key_implies(o, k->columns, k->len))
			return true;
	return false;
}

/* Rows that the old table took and the new one may refuse. */
static void check_keys(struct rebuild *r)
{
	size_t looked = 0;

	if (!r->copy || !r->old->is_known)
		return;
	for (const struct key *k = r->heir->keys; k && looked < NEIGHBOURS_MAX;
		k = k->next, looked++)
		if (!k->where && k->len && !was_unique(r, k))
			lint_report(r->l, r->copy, LINT_ADD_UNIQUE,
				"'%s' may hold duplicates of '%s', which is unique from now on",
				lint_name(r->copy->to ? r->copy->to->name : NULL), k->columns[0]);
}

static bool same_columns(const struct object *a, const struct object *b)
{
	for (size_t i = 0; i < a->columns_len; i++)
		if (i >= b->columns_len || !str_eq(a->columns[i], b->columns[i]))
			return false;
	return true;
}

static bool is_made_again(const struct rebuild *r, const struct object *o)
{
	const struct object *now = sketch_object(r->l->schema, o->kind, o->name);
	size_t looked = 0;

	if (now && now != o && !now->dropped)
		return true;
	for (const struct object *n = r->heir->objects; n && looked < NEIGHBOURS_MAX; n = n->next) {
		looked++;
		if (!n->dropped && n->kind == o->kind && o->kind == ACTION_CREATE_INDEX &&
			same_columns(o, n))
			return true;
	}
	/* A unique one that is a constraint of the new table. */
	for (const struct key *k = r->heir->keys; k && looked < NEIGHBOURS_MAX; k = k->next) {
		struct object of = {.columns = k->columns, .columns_len = k->len};

		looked++;
		if (o->kind == ACTION_CREATE_INDEX && same_columns(o, &of))
			return true;
	}
	return false;
}

/* Of an index whose column is gone nothing is expected. */
static bool can_be_made(const struct rebuild *r, const struct object *o)
{
	for (size_t i = 0; r->heir->is_known && i < o->columns_len; i++)
		if (table_column(r->old, o->columns[i]) && !table_column(r->heir, o->columns[i]))
			return false;
	return true;
}

static void check_objects(struct rebuild *r)
{
	size_t now = r->l->schema->now, looked = 0;

	for (const struct object *o = r->old->objects; o && looked < NEIGHBOURS_MAX; o = o->next) {
		bool is_index = o->kind == ACTION_CREATE_INDEX;

		looked++;
		if (o->made == now || o->dropped != now || !o->went_with_table ||
			is_made_again(r, o) || !can_be_made(r, o))
			continue;
		lint_report(r->l, r->drop, is_index ? LINT_REBUILD_INDEX : LINT_REBUILD_TRIGGER,
			"%s '%s' goes with the old table and is not made again",
			is_index ? "index" : "trigger", lint_name(o->name));
	}
}

/* Views, and triggers of other tables. */
static void check_views(struct rebuild *r, const struct table *t)
{
	size_t looked = 0;

	for (const struct referrer *f = t->referrers; f && looked < NEIGHBOURS_MAX; f = f->next) {
		looked++;
		if (f->object && !f->object->dropped && f->object->made != r->l->schema->now)
			lint_report(r->l, r->drop, LINT_REBUILD_VIEW,
				"%s '%s' reads the table that is dropped here, and makes the "
				"rename fail",
				f->object->kind == ACTION_CREATE_VIEW ? "view" : "trigger",
				lint_name(f->object->name));
	}
}

static void check_drop(struct lint *l, const struct action *a)
{
	struct rebuild r = {.l = l, .drop = a, .old = a->table, .heir = lint_heir(l, a->table)};

	if (!r.heir || !lint_is_old(l, r.old))
		return;
	check_columns(&r);
	check_keys(&r);
	check_objects(&r);
	check_views(&r, r.old);
	check_views(&r, r.heir);
	map_release(&r.words);
}

/* ---- the order ---- */

static const struct table *child_of(const struct lint *l, const struct table *t)
{
	size_t looked = 0;

	for (const struct referrer *f = t->referrers; f && looked < NEIGHBOURS_MAX; f = f->next) {
		looked++;
		if (f->table && !f->table->dropped && f->table->made != l->schema->now)
			return f->table;
	}
	return NULL;
}

/* Where the history shows who refers to the table, and nobody does, the order does not matter;
 * views and triggers are told of at the drop. */
static void check_rename(struct lint *l, const struct action *a)
{
	const struct table *t = a->table, *child, *now;

	if (!t || !lint_is_old(l, t) || t->renamed != l->schema->now ||
		!str_eq(t->name_before, a->name))
		return;
	now = sketch_table(l->schema, t->name_before);
	if (!table_is_there(now) || now == t || now->made != l->schema->now)
		return;
	child = child_of(l, t);
	if (child && t->dropped)
		lint_report(l, a, LINT_REBUILD_REFERENCE,
			"'%s' refers to '%s', follows it to '%s', and refers to nothing when that "
			"is dropped",
			lint_name(child->name), lint_name(a->name), lint_name(a->other));
	else if (child || !t->made)
		lint_report(l, a, LINT_REBUILD_ORDER,
			"foreign keys, triggers and views that refer to '%s' follow it to '%s'",
			lint_name(a->name), lint_name(a->other));
}

void lint_rebuild(struct lint *l)
{
	bool is_legacy = false;

	for (size_t i = 0; i < l->actions.list.len; i++) {
		const struct action *a = &l->actions.list.at[i];

		if (a->kind == ACTION_PRAGMA && str_eq(a->name, "legacy_alter_table"))
			is_legacy = a->other && !str_eq(a->other, "0") && !str_eq(a->other, "off");
		if (a->kind == ACTION_INSERT && a->to && (a->flags & ACTION_FROM_TABLE) &&
			a->table && a->table->made == l->schema->now && lint_is_old(l, a->to) &&
			lint_heir(l, a->to))
			lint_copy(l, a);
		if (l->is_down)
			continue;
		if (a->kind == ACTION_DROP_TABLE)
			check_drop(l, a);
		else if (a->kind == ACTION_RENAME_TABLE && !is_legacy)
			check_rename(l, a);
	}
}
