#include "core/migrate/sketch.h"

#include "core/base/str.h"

/* Columns and keys as CREATE TABLE and ADD COLUMN write them. */

struct key *table_add_key(struct sketch *s, struct table *t, const char *const *columns, size_t len)
{
	struct key *k = arena_new(s->arena, struct key);

	*k = (struct key){.columns = columns, .len = len, .made = s->now, .next = t->keys};
	t->keys = k;
	return k;
}

static bool is_comma(const struct actions *script, size_t i, unsigned depth)
{
	return script->script.words.at[i].depth == depth && word_is_char(&script->script, i, ',');
}

/* Without what does not change what the column is: its direction. */
static const char *column_text(struct actions *script, size_t first, size_t end)
{
	while (end > first + 1 && (word_is(&script->script, end - 1, "ASC") ||
					  word_is(&script->script, end - 1, "DESC")))
		end--;
	return end == first + 1 && action_word(script, first) ? action_word(script, first)
							      : action_text(script, first, end);
}

const char *const *action_columns(struct actions *script, size_t open, size_t end, size_t *ret_len)
{
	size_t close = action_close(script, open, end), first = open + 1, len = 0;
	unsigned depth = script->script.words.at[open].depth + 1u;
	const char **list = NULL;

	close -= close > open + 1 && word_is_char(&script->script, close - 1, ')');
	for (size_t i = first; i <= close; i++) {
		if (i < close && !is_comma(script, i, depth))
			continue;
		list = arena_room(script->arena, list, len, sizeof *list);
		list[len++] = column_text(script, first, i);
		first = i + 1;
	}
	*ret_len = len;
	return list;
}

void sketch_refer(
	struct sketch *s, struct actions *script, struct table *t, size_t first, size_t end)
{
	for (size_t i = first; i + 1 < end; i++) {
		struct table *to;
		struct referrer *r;

		if (!word_is(&script->script, i, "REFERENCES"))
			continue;
		to = sketch_get(s, action_word(script, i + 1));
		if (!to || to == t)
			continue;
		r = arena_new(s->arena, struct referrer);
		*r = (struct referrer){.table = t, .next = to->referrers};
		to->referrers = r;
	}
}

/* "name type constraint …" */
void sketch_read_column(
	struct sketch *s, struct actions *script, struct table *t, size_t first, size_t end)
{
	struct column *c = arena_new(s->arena, struct column);
	unsigned depth = script->script.words.at[first].depth;
	const char **name;

	c->name = action_word(script, first);
	if (!c->name)
		return;
	c->type = first + 1 < end && script->script.words.at[first + 1].kind == WORD_NAME
			  ? action_word(script, first + 1)
			  : "";
	c->has_default = action_find(script, first + 1, end, depth, "DEFAULT") < end;
	c->is_generated = action_find(script, first + 1, end, depth, "AS") < end;
	c->next = t->columns;
	t->columns = c;
	sketch_refer(s, script, t, first, end);
	if (action_find(script, first + 1, end, depth, "UNIQUE") == end &&
		action_find(script, first + 1, end, depth, "PRIMARY") == end)
		return;
	c->is_rowid = action_find(script, first + 1, end, depth, "PRIMARY") < end &&
		      (str_eq(c->type, "integer") || str_ends(c->type, "serial"));
	name = arena_new(s->arena, const char *);
	*name = c->name;
	table_add_key(s, t, name, 1)->is_constraint = true;
}

static size_t opening(const struct actions *script, size_t from, size_t end)
{
	while (from < end && !word_is_char(&script->script, from, '('))
		from++;
	return from;
}

static bool read_constraint(
	struct sketch *s, struct actions *script, struct table *t, size_t first, size_t end)
{
	const struct sql_script *w = &script->script;
	size_t open, len;

	if (word_is(w, first, "CONSTRAINT") && first + 2 < end)
		first += 2;
	if (!word_is(w, first, "UNIQUE") && !word_is(w, first, "PRIMARY") &&
		!word_is(w, first, "FOREIGN") && !word_is(w, first, "CHECK") &&
		!word_is(w, first, "EXCLUDE") && !word_is(w, first, "LIKE"))
		return false;
	sketch_refer(s, script, t, first, end);
	if (word_is(w, first, "LIKE"))
		t->is_known = false;
	open = opening(script, first, end);
	if ((word_is(w, first, "UNIQUE") || word_is(w, first, "PRIMARY")) && open < end) {
		const char *const *columns = action_columns(script, open, end, &len);

		table_add_key(s, t, columns, len)->is_constraint = true;
	}
	return true;
}

void sketch_read_columns(struct sketch *s, struct actions *script, const struct action *a)
{
	size_t close = action_close(script, a->body, a->end), first = a->body + 1;
	unsigned depth = script->script.words.at[a->body].depth + 1u;

	a->table->is_known = true;
	close -= close > a->body + 1 && word_is_char(&script->script, close - 1, ')');
	for (size_t i = first; i <= close; i++) {
		if (i < close && !is_comma(script, i, depth))
			continue;
		if (first < i && !read_constraint(s, script, a->table, first, i))
			sketch_read_column(s, script, a->table, first, i);
		first = i + 1;
	}
}
