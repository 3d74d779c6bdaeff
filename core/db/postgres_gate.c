#include "core/db/postgres.h"

#include "core/db/postgres_words.h"

#include <string.h>

/* A statement names its functions; what a function may do the catalog knows:
 * immutable and stable ones change nothing.  The rest is refused by name but
 * for a few.  Names that only look like a call (a type, a WITH) are no
 * functions of the catalog, or harmless ones. */

/* As the server bounds what it is sent here. */
#define GATE_MAX_SQL 100000

/* Volatile, and harmless: they tell the time, a number, a size. */
#define HARMLESS                                                                                   \
	"'random', 'clock_timestamp', 'timeofday', 'gen_random_uuid', 'pg_relation_size', "        \
	"'pg_table_size', 'pg_total_relation_size', 'pg_indexes_size', 'pg_database_size'"

#define VOLATILE_CALLED                                                                            \
	"SELECT proname FROM pg_catalog.pg_proc WHERE proname = ANY($1::text[]) AND "              \
	"provolatile = 'v' AND NOT (pronamespace = 'pg_catalog'::regnamespace AND "                \
	"proname IN (" HARMLESS ")) LIMIT 1"

static bool refuse(struct err *err, const char *why)
{
	err_set(err, ERR_REFUSED, "the statement is refused: %s", why);
	return err_hint(err, "only queries run here, one at a time, with functions that compute");
}

void postgres_translate(struct str *out, const char *sql)
{
	struct postgres_words w = {.at = sql};
	const char *from = sql;

	for (postgres_next(&w); w.token != TOKEN_END && w.token != TOKEN_STRANGE; postgres_next(&w))
		if (w.token == TOKEN_PARAMETER) {
			str_add_bytes(out, from, (size_t)(w.text - from));
			str_add_char(out, '$');
			from = w.text + 1;
		}
	str_add(out, from);
}

/* The name as the catalog has it, an element of an array's text. */
static void add_name(struct str *names, const struct postgres_words *w)
{
	str_add(names, names->len > 1 ? ",\"" : "\"");
	for (size_t i = 0; i < w->len; i++) {
		char c = w->text[i];

		if (w->token == TOKEN_QUOTED && c == '"') {
			/* Its own, or the first of a doubled one. */
			if (i == 0 || i + 1 == w->len)
				continue;
			i++;
		}
		if (w->token == TOKEN_NAME && c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (c == '"' || c == '\\')
			str_add_char(names, '\\');
		str_add_char(names, c);
	}
	str_add_char(names, '"');
}

static const char *forbidden(const struct postgres_words *w)
{
	static const char *const words[] = {
		/* Parts of a query that write; a name like one stands in quotes. */
		"INSERT", "UPDATE", "DELETE", "MERGE", "INTO",
		/* Passwords, and what is in the server's files. */
		"PG_AUTHID", "PG_SHADOW", "PG_USER_MAPPING", "PG_USER_MAPPINGS", "PG_LARGEOBJECT",
		"PG_HBA_FILE_RULES", "PG_IDENT_FILE_MAPPINGS", "PG_FILE_SETTINGS", "PG_STATISTIC"};
	struct postgres_words bare = *w;

	if (w->token == TOKEN_QUOTED && w->len > 2) {
		bare = (struct postgres_words){
			.token = TOKEN_NAME, .text = w->text + 1, .len = w->len - 2};
		/* In quotes only the tables mean the same. */
		for (size_t i = 5; i < sizeof words / sizeof *words; i++)
			if (postgres_is(&bare, words[i]))
				return words[i];
		return NULL;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (postgres_is(w, words[i]))
			return words[i];
	return NULL;
}

static bool is_query(const struct postgres_words *w)
{
	return postgres_is(w, "SELECT") || postgres_is(w, "WITH") || postgres_is(w, "VALUES") ||
	       postgres_is(w, "TABLE") || (w->token == TOKEN_OTHER && *w->text == '(');
}

/* Only a semicolon, and nothing behind it. */
static bool is_last(const struct postgres_words *w)
{
	struct postgres_words next = *w;

	while (next.token == TOKEN_OTHER && *next.text == ';')
		postgres_next(&next);
	return next.token == TOKEN_END;
}

/* One token of the statement, with the one before and the one behind it. */
static bool look_at(const struct postgres_words *w, char before, struct str *names, struct err *err)
{
	struct postgres_words next = *w;
	const char *word;

	if (w->token == TOKEN_STRANGE)
		return refuse(err, "it cannot be read with certainty");
	if (w->token == TOKEN_OTHER && *w->text == ';' && !is_last(w))
		return refuse(err, "it is more than one");
	word = forbidden(w);
	if (word) {
		err_set(err, ERR_REFUSED, "the statement is refused: it says %s", word);
		return err_hint(err, "a name that is also a word of SQL stands in quotes");
	}
	if (w->token != TOKEN_NAME && w->token != TOKEN_QUOTED)
		return true;
	postgres_next(&next);
	/* A column of a row may be a function, too: row.name is name(row). */
	if (before == '.' || (next.token == TOKEN_OTHER && *next.text == '('))
		add_name(names, w);
	return names->len < GATE_MAX_SQL * 2 || refuse(err, "it calls too much");
}

static bool collect(const char *sql, struct str *names, struct err *err)
{
	struct postgres_words w = {.at = sql};
	char before = '\0';

	if (strlen(sql) > GATE_MAX_SQL)
		return refuse(err, "it is longer than 100 kB");
	postgres_next(&w);
	if (w.token == TOKEN_END)
		return err_set(err, ERR_INPUT, "there is no statement");
	if (w.token == TOKEN_NAME && !is_query(&w)) {
		err_set(err, ERR_REFUSED, "the statement is refused: it begins with '%.*s'",
			(int)(w.len < 40 ? w.len : 40), w.text);
		return err_hint(err, "a query begins with SELECT, WITH or VALUES");
	}
	str_add_char(names, '{');
	for (; w.token != TOKEN_END; postgres_next(&w)) {
		if (!look_at(&w, before, names, err))
			return false;
		before = w.token == TOKEN_OTHER ? *w.text : '\0';
	}
	str_add_char(names, '}');
	return true;
}

bool postgres_gate(struct postgres *p, const char *sql, struct err *err)
{
	struct str names = {0};
	struct source_value param = {.kind = VALUE_TEXT};
	const struct source_query q = {.sql = VOLATILE_CALLED, .params = &param, .params_len = 1};
	PGresult *r = NULL;
	bool ok = collect(sql, &names, err);

	if (ok && names.len > 2) {
		param.text = str_text(&names);
		param.len = names.len;
		ok = postgres_exec(p, &q, &r, err);
		if (ok && p->api->ntuples(r) > 0) {
			err_set(err, ERR_REFUSED, "the statement is refused: it calls '%s'",
				p->api->getvalue(r, 0, 0));
			ok = err_hint(err,
				"a function that may change something runs here only when it is "
				"known to be harmless");
		}
		p->api->clear(r);
	}
	str_release(&names);
	return ok;
}
