#include "core/migrate/sketch.h"

#include "core/base/str.h"

/* What changes in a table that is there: its columns and its rows. */

static bool has(const char *const *columns, size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++)
		if (str_eq(columns[i], name))
			return true;
	return false;
}

/* What SQLite would refuse for. */
static void find_users(struct action *a)
{
	size_t looked = 0;

	for (struct object *o = a->table->objects; o && looked < COLUMNS_MAX; o = o->next, looked++)
		if (o->kind == ACTION_CREATE_INDEX && !o->dropped &&
			has(o->columns, o->columns_len, a->column))
			a->object = o;
	looked = 0;
	for (struct key *k = a->table->keys; k && looked < COLUMNS_MAX; k = k->next, looked++)
		if (k->is_constraint && has(k->columns, k->len, a->column))
			a->flags |= ACTION_IN_KEY;
}

static void add_column(struct sketch *s, struct actions *script, struct action *a)
{
	size_t looked = 0;

	sketch_read_column(s, script, a->table, a->body - 1, a->end);
	a->of = table_column(a->table, a->column);
	if (!a->of)
		return;
	a->of->added = s->now;
	for (struct column *c = a->of->next; c && looked < COLUMNS_MAX; c = c->next, looked++)
		a->of->replaces |= c->dropped == s->now && str_eq(c->name, a->column);
}

/* CHECK (x IS NOT NULL): PostgreSQL needs not look again for SET NOT NULL. */
static void add_constraint(struct sketch *s, struct actions *script, struct action *a)
{
	const struct sql_script *w = &script->script;
	struct column *c;
	size_t i = a->body;

	if (!a->table || i + 5 >= a->end || !word_is(w, i, "CHECK") || !word_is(w, i + 3, "IS") ||
		!word_is(w, i + 4, "NOT") || !word_is(w, i + 5, "NULL"))
		return;
	c = table_column(a->table, action_word(script, i + 2));
	if (!c) {
		c = arena_new(s->arena, struct column);
		c->name = action_word(script, i + 2);
		c->type = "";
		c->next = a->table->columns;
		a->table->columns = c;
	}
	c->is_checked = true;
}

void sketch_alter(struct sketch *s, struct actions *script, struct action *a)
{
	if (a->kind == ACTION_ADD_CONSTRAINT) {
		add_constraint(s, script, a);
		return;
	}
	if (!a->table || !a->column)
		return;
	if (a->kind == ACTION_ADD_COLUMN) {
		add_column(s, script, a);
		return;
	}
	a->of = table_column(a->table, a->column);
	if (a->kind == ACTION_DROP_COLUMN) {
		find_users(a);
		if (a->of)
			a->of->dropped = s->now;
	} else if (a->kind == ACTION_RENAME_COLUMN && a->of && a->other) {
		a->of->name = a->other;
	}
}

/* "SET a = …, (b, c) = …": the names at the beginning and behind the commas. */
static void update(struct sketch *s, struct actions *script, struct action *a)
{
	bool is_name = true, is_list = false, only_new = true;

	for (size_t i = a->body; i < a->end; i++) {
		const struct word *w = &script->script.words.at[i];
		bool opens = word_is_char(&script->script, i, '(');
		bool parts = word_is_char(&script->script, i, ',');
		struct column *c;

		if (!w->depth && word_is(&script->script, i, "WHERE"))
			break;
		if (is_name && !opens) {
			c = table_column(a->table, action_word(script, i));
			only_new &= c && c->added == s->now;
			if (c)
				c->filled = s->now;
		}
		is_list = (is_list || (opens && is_name)) && !word_is_char(&script->script, i, '=');
		is_name = (parts && (!w->depth || is_list)) || (opens && is_name);
	}
	a->flags |= only_new ? ACTION_ONLY_NEW : 0;
}

/* The tables that the rows of an INSERT … SELECT or CREATE … AS come from. */
void sketch_copy(struct sketch *s, struct actions *script, struct action *a)
{
	size_t from = action_find(script, a->body < a->end ? a->body : a->first, a->end, 0, "FROM");

	if (from + 1 >= a->end || !a->table)
		return;
	a->to = sketch_get(s, action_word(script, from + 1));
	for (size_t i = from + 1; i < a->end; i++) {
		unsigned char kind = script->script.words.at[i].kind;
		struct table *t = NULL;

		if (kind == WORD_NAME || kind == WORD_QUOTED)
			t = sketch_table(s, action_word(script, i));
		if (!t || t == a->table || t->dropped)
			continue;
		t->copied_to = a->table;
		t->copied = s->now;
	}
}

void sketch_change_rows(struct sketch *s, struct actions *script, struct action *a)
{
	if (a->table) {
		a->next_change = a->table->changed == s->now ? a->table->first_change : 0;
		a->table->first_change = (size_t)(a - script->list.at) + 1;
		a->table->changed = s->now;
	}
	if (a->kind == ACTION_INSERT && (a->flags & ACTION_FROM_TABLE)) {
		sketch_copy(s, script, a);
	} else if (a->kind == ACTION_UPDATE && a->table) {
		update(s, script, a);
	} else if (a->kind == ACTION_DELETE && a->table && (a->flags & ACTION_WHERE)) {
		for (size_t i = a->body; i < a->end; i++)
			if (word_is(&script->script, i, "GROUP") ||
				word_is(&script->script, i, "PARTITION") ||
				word_is(&script->script, i, "EXISTS") ||
				word_is(&script->script, i, "USING"))
				a->table->deduplicated = s->now;
	}
}
