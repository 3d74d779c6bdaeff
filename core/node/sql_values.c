#include "core/node/sql_values.h"

#include "core/db/param.h"

#include <ctype.h>
#include <string.h>

/* ---- names ---- */

/* Behind the quote that ends what `at` begins; a doubled one is part of it. */
static const char *behind_quotes(const char *at, char end)
{
	for (at++; *at; at++)
		if (*at == end && *++at != end)
			return at;
	return at;
}

static const char *behind_comment(const char *at)
{
	const char *end = *at == '-' ? strchr(at, '\n') : strstr(at + 2, "*/");

	if (!end)
		return at + strlen(at);
	return *at == '-' ? end : end + 2;
}

/* PostgreSQL's $tag$ … $tag$. */
static const char *behind_dollars(const char *at)
{
	size_t tag = 1 + strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
	const char *end;

	if (at[tag] != '$')
		return at + 1;
	for (end = at + tag + 1; *end; end++)
		if (strncmp(end, at, tag + 1) == 0)
			return end + tag + 1;
	return end;
}

/* Behind what is no place for a parameter; `at` itself where one could be. */
static const char *behind_other(const char *at, bool brackets)
{
	if (*at == '\'' || *at == '"' || *at == '`')
		return behind_quotes(at, *at);
	if (*at == '[' && brackets)
		return behind_quotes(at, ']');
	if ((at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*'))
		return behind_comment(at);
	if (*at == '$')
		return behind_dollars(at);
	/* A cast of PostgreSQL. */
	return at[0] == ':' && at[1] == ':' ? at + 2 : at;
}

static bool begins_name(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static size_t name_len(const char *at)
{
	size_t len = 0;

	while (begins_name(at[len]) || isdigit((unsigned char)at[len]))
		len++;
	return len;
}

/* From 1 on; 0: there is no such name. */
static size_t place_of(const cJSON *params, const char *name, size_t len)
{
	size_t place = 0;

	json_each(item, params) {
		place++;
		if (strlen(item->string) == len && memcmp(item->string, name, len) == 0)
			return place;
	}
	return 0;
}

static bool number_names(const char *sql, const cJSON *params, bool brackets, bool *used,
	struct str *out, struct failure *failure)
{
	for (const char *at = sql; *at;) {
		const char *next = behind_other(at, brackets);
		size_t len, place;

		if (next > at) {
			str_add_bytes(out, at, (size_t)(next - at));
			at = next;
			continue;
		}
		if (*at != ':' || !begins_name(at[1])) {
			str_add_char(out, *at++);
			continue;
		}
		len = name_len(++at);
		place = place_of(params, at, len);
		if (!place) {
			failure_set(failure, "SqlError", 400, "the query has :%.*s, params has not",
				(int)len, at);
			return failure_hint(failure, "params: {%.*s: …}", (int)len, at);
		}
		used[place - 1] = true;
		str_addf(out, "?%zu", place);
		at += len;
	}
	return true;
}

static bool read_names(const char *sql, const cJSON *params, bool brackets, struct sql_values *v,
	struct failure *failure)
{
	bool used[SQL_VALUES_MAX] = {false};
	struct str out = {0};
	bool ok = number_names(sql, params, brackets, used, &out, failure);
	size_t i = 0;

	v->sql = arena_strndup(&v->arena, str_text(&out), out.len);
	str_release(&out);
	json_each(item, params)
		if (ok && !used[i++])
			ok = failure_set(failure, "SqlError", 400,
				"params has '%s', the query has no :%s", item->string,
				item->string);
	return ok;
}

bool sql_values_read(const char *sql, const cJSON *params, bool brackets, struct sql_values *ret,
	struct failure *failure)
{
	ret->sql = sql;
	ret->len = 0;
	ret->arena = (struct arena){0};
	if (json_count(params) > SQL_VALUES_MAX)
		return failure_set(failure, "SqlError", 400, "more than %d params", SQL_VALUES_MAX);
	json_each(item, params)
		ret->at[ret->len++] = source_param(item, &ret->arena);
	return !json_is_object(params) || read_names(sql, params, brackets, ret, failure);
}

void sql_values_release(struct sql_values *v)
{
	arena_release(&v->arena);
}
