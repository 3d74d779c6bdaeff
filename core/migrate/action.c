#include "core/migrate/action_impl.h"

#include "core/base/str.h"

#include <string.h>

/* "catalog.schema.table"; what is longer is no name. */
#define NAME_PARTS 3

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *action_word(struct actions *s, size_t word)
{
	const struct word *w = &s->script.words.at[word];
	const char *text = s->script.text + w->at;
	size_t len = w->len;
	bool is_lite_string = w->kind == WORD_STRING && s->script.dialect == DIALECT_SQLITE;
	char *name;

	if (w->kind != WORD_NAME && w->kind != WORD_QUOTED && !is_lite_string)
		return NULL;
	if (w->kind != WORD_NAME) { /* a doubled quote in a name stays as it is */
		text++;
		len -= len > 1 ? 2 : 1;
	}
	name = arena_strndup(s->arena, text, len);
	for (size_t i = 0; name[i]; i++)
		name[i] = lower(name[i]);
	return name;
}

const char *action_text(struct actions *s, size_t first, size_t end)
{
	const struct word *words = s->script.words.at;
	size_t room = 1, len = 0;
	char *text;

	for (size_t i = first; i < end; i++)
		room += words[i].len + 1;
	text = arena_alloc(s->arena, room);
	for (size_t i = first; i < end; i++) {
		const char *word = words[i].kind == WORD_QUOTED ? action_word(s, i) : NULL;
		size_t word_len = word ? strlen(word) : words[i].len;

		word = word ? word : s->script.text + words[i].at;
		if (i > first && words[i].kind != WORD_OTHER && words[i - 1].kind != WORD_OTHER)
			text[len++] = ' ';
		for (size_t k = 0; k < word_len; k++)
			text[len++] = words[i].kind == WORD_NAME ? lower(word[k]) : word[k];
	}
	return text;
}

size_t action_close(const struct actions *s, size_t open, size_t end)
{
	unsigned depth = s->script.words.at[open].depth;

	for (size_t i = open + 1; i < end; i++)
		if (s->script.words.at[i].depth <= depth)
			return word_is_char(&s->script, i, ')') ? i + 1 : i;
	return end;
}

size_t action_find(
	const struct actions *s, size_t from, size_t end, unsigned depth, const char *keyword)
{
	for (size_t i = from; i < end; i++)
		if (s->script.words.at[i].depth == depth && word_is(&s->script, i, keyword))
			return i;
	return end;
}

bool reader_is(const struct reader *r, const char *keyword)
{
	return r->at < r->end && word_is(&r->out->script, r->at, keyword);
}

bool reader_take(struct reader *r, const char *keyword)
{
	if (!reader_is(r, keyword))
		return false;
	r->at++;
	return true;
}

bool reader_take_char(struct reader *r, char c)
{
	if (r->at >= r->end || !word_is_char(&r->out->script, r->at, c))
		return false;
	r->at++;
	return true;
}

static bool is_usual_schema(const char *name)
{
	return str_eq(name, "main") || str_eq(name, "public") || str_eq(name, "temp");
}

const char *reader_name(struct reader *r)
{
	const char *name = r->at < r->end ? action_word(r->out, r->at) : NULL;

	if (!name)
		return NULL;
	r->at++;
	for (int parts = 1; r->at + 1 < r->end && word_is_char(&r->out->script, r->at, '.');
		parts++) {
		const char *next = action_word(r->out, r->at + 1);

		if (!next)
			break;
		if (is_usual_schema(name) || parts >= NAME_PARTS)
			name = next;
		else
			name = arena_printf(r->out->arena, "%s.%s", name, next);
		r->at += 2;
	}
	return name;
}

void reader_options(struct reader *r)
{
	for (;;) {
		if (reader_take(r, "CONCURRENTLY")) {
			r->flags |= ACTION_CONCURRENTLY;
		} else if (reader_take(r, "IF")) {
			reader_take(r, "NOT");
			reader_take(r, "EXISTS");
			r->flags |= ACTION_IF_EXISTS;
		} else if (!reader_take(r, "ONLY")) {
			return;
		}
	}
}

struct action *reader_add(struct reader *r, enum action_kind kind, const char *name)
{
	struct action *a = vec_add(&r->out->list);

	*a = (struct action){.kind = kind,
		.flags = r->flags,
		.name = name,
		.first = r->first,
		.statement = r->statement,
		.end = r->end,
		.body = r->end};
	a->at = r->out->script.words.at[r->first].at;
	return a;
}

static void read_statement(struct actions *out, size_t index)
{
	const struct sql_statement *st = &out->script.statements.at[index];
	struct reader r = {.out = out,
		.statement = index,
		.first = st->first,
		.at = st->first,
		.end = st->first + st->len};

	if (reader_take(&r, "CREATE"))
		reader_create(&r);
	else if (reader_take(&r, "DROP"))
		reader_drop(&r);
	else if (reader_take(&r, "ALTER"))
		reader_alter(&r);
	else
		reader_change(&r);
}

void actions_read(
	struct actions *ret, struct arena *a, const char *text, enum source_dialect dialect)
{
	*ret = (struct actions){.arena = a};
	sql_script_read(&ret->script, text, dialect);
	for (size_t i = 0; i < ret->script.statements.len; i++)
		read_statement(ret, i);
}

void actions_release(struct actions *s)
{
	sql_script_release(&s->script);
	vec_release(&s->list);
}
