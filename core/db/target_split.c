#include "core/db/target_split.h"

#include "core/db/postgres_words.h"

#include <string.h>
#include <strings.h>

/* U&"…" is no name that could be compared, but it ends where its quote does. */
static void next(struct postgres_words *w)
{
	postgres_next(w);
	if (w->token == TOKEN_STRANGE && w->len == 3 && w->text[1] == '&')
		w->at = w->text + 2;
}

/* Words of a statement are looked at up to here to tell its kind: ALTER TABLE IF EXISTS a.b
 * DETACH PARTITION c.d CONCURRENTLY. */
#define WORDS_MAX 13

struct head {
	struct postgres_words words[WORDS_MAX];
	size_t len;
};

static bool is(const struct head *h, size_t at, const char *keyword)
{
	return at < h->len && postgres_is(&h->words[at], keyword);
}

static bool has(const struct head *h, const char *keyword)
{
	for (size_t i = 0; i < h->len; i++)
		if (postgres_is(&h->words[i], keyword))
			return true;
	return false;
}

/* https://www.postgresql.org/docs/current/sql-commands.html: those that say that they cannot
 * be executed inside a transaction block. */
static bool is_alone(const struct head *h)
{
	bool made = is(h, 0, "CREATE") || is(h, 0, "DROP"), again = is(h, 0, "REINDEX");

	if (is(h, 0, "VACUUM") || (is(h, 0, "ALTER") && is(h, 1, "SYSTEM")))
		return true;
	if (is(h, 0, "ALTER") && is(h, 1, "TABLE"))
		return has(h, "DETACH") && has(h, "CONCURRENTLY");
	if (again && (has(h, "SCHEMA") || has(h, "DATABASE") || has(h, "SYSTEM")))
		return true;
	return (made || again) && (has(h, "CONCURRENTLY") || is(h, 1, "DATABASE") ||
					  is(h, 1, "TABLESPACE") || is(h, 1, "SUBSCRIPTION"));
}

static enum target_kind kind_of(const struct head *h)
{
	if (is(h, 0, "BEGIN") || (is(h, 0, "START") && is(h, 1, "TRANSACTION")))
		return STATEMENT_BEGIN;
	if (is(h, 0, "COMMIT") || is(h, 0, "END"))
		return STATEMENT_COMMIT;
	if (is(h, 0, "ABORT") || (is(h, 0, "ROLLBACK") && !has(h, "TO")))
		return STATEMENT_ROLLBACK;
	if (is_alone(h))
		return STATEMENT_ALONE;
	if (is(h, 0, "CALL"))
		return STATEMENT_CALL;
	if (is(h, 0, "SET") || is(h, 0, "RESET") || is(h, 0, "DISCARD"))
		return STATEMENT_SETTING;
	return STATEMENT_PLAIN;
}

/* Where a body of SQL (BEGIN ATOMIC … END) is open: semicolons belong to it, and so do the
 * ENDs of its CASEs. */
struct nesting {
	int depth;
	bool was_begin;
};

static void nest(struct nesting *n, const struct postgres_words *w)
{
	if (n->was_begin && postgres_is(w, "ATOMIC"))
		n->depth++;
	else if (n->depth && postgres_is(w, "CASE"))
		n->depth++;
	else if (n->depth && postgres_is(w, "END"))
		n->depth--;
	n->was_begin = postgres_is(w, "BEGIN");
}

static bool is_semicolon(const struct postgres_words *w)
{
	return w->token == TOKEN_OTHER && *w->text == ';';
}

bool split_next(const char *script, size_t from, struct target_statement *ret)
{
	struct postgres_words w = {.at = script + from};
	struct nesting nesting = {0};
	struct head head = {0};
	const char *end;

	do
		next(&w);
	while (is_semicolon(&w));
	if (w.token == TOKEN_END)
		return false;
	*ret = (struct target_statement){.at = (size_t)(w.text - script)};
	end = w.text;
	for (; w.token != TOKEN_END && (nesting.depth || !is_semicolon(&w)); next(&w)) {
		if (head.len < WORDS_MAX)
			head.words[head.len++] = w;
		nest(&nesting, &w);
		end = w.at;
	}
	ret->end = (size_t)(end - script);
	ret->kind = kind_of(&head);
	return true;
}

bool split_is_copy(const char *statement)
{
	struct postgres_words w = {.at = statement};
	bool from = false;

	next(&w);
	if (!postgres_is(&w, "COPY"))
		return false;
	for (; w.token != TOKEN_END; next(&w)) {
		if (from && postgres_is(&w, "STDIN"))
			return true;
		from = postgres_is(&w, "FROM");
	}
	return false;
}

/* ---- a table that is not for scripts ---- */

/* Words that stand between a verb and its table. */
static bool is_filler(const struct postgres_words *w)
{
	return postgres_is(w, "ONLY") || postgres_is(w, "IF") || postgres_is(w, "NOT") ||
	       postgres_is(w, "EXISTS");
}

/* Not where it is the first half of a column's name. */
static bool is_table(const struct postgres_words *w, const char *table)
{
	struct postgres_words behind = *w;
	size_t len = strlen(table);

	next(&behind);
	if (behind.token == TOKEN_OTHER && *behind.text == '.')
		return false;
	if (w->token == TOKEN_NAME)
		return w->len == len && strncasecmp(w->text, table, len) == 0;
	return w->token == TOKEN_QUOTED && w->len == len + 2 &&
	       memcmp(w->text + 1, table, len) == 0;
}

/* `last` and the one before it stand before the table, without its schema. */
static bool is_changed(const struct postgres_words *first, const struct postgres_words *before,
	const struct postgres_words *last)
{
	if (postgres_is(first, "DROP") || postgres_is(first, "ALTER") ||
		postgres_is(first, "TRUNCATE"))
		return true;
	if (postgres_is(last, "ON") || postgres_is(last, "TABLE"))
		return postgres_is(first, "CREATE");
	if (postgres_is(last, "FROM"))
		return postgres_is(before, "DELETE");
	return postgres_is(last, "INTO") || postgres_is(last, "UPDATE") ||
	       postgres_is(last, "COPY");
}

bool split_changes(const char *statement, const char *table, size_t *ret_at)
{
	struct postgres_words w = {.at = statement}, first, before = {0}, last = {0}, schema = {0};
	bool is_behind_dot = false;

	next(&w);
	for (first = w; w.token != TOKEN_END; next(&w)) {
		bool is_dot = w.token == TOKEN_OTHER && *w.text == '.';

		if (is_table(&w, table) && (is_behind_dot ? is_changed(&first, &schema, &before)
							  : is_changed(&first, &before, &last))) {
			*ret_at = (size_t)(w.text - statement);
			return true;
		}
		if (!is_dot && !is_filler(&w)) {
			schema = before;
			before = last;
			last = w;
		}
		is_behind_dot = is_dot;
	}
	return false;
}
