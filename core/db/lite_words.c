#include "core/db/lite_words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In order.  Not here: what reads or writes files (load_extension, readfile,
 * writefile, edit), reaches into SQLite (fts3_tokenizer, sqlite_offset,
 * optimize), or makes long values of short ones in one step that nothing can
 * stop (printf, format, randomblob, zeroblob). */
static const char *const functions[] = {
	"->", "->>", "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg",
	"bm25", "ceil", "ceiling", "char", "coalesce", "concat", "concat_ws", "cos", "cosh",
	"count", "cume_dist", "current_date", "current_time", "current_timestamp", "date",
	"datetime", "degrees", "dense_rank", "exp", "first_value", "floor", "glob",
	"group_concat", "hex", "highlight", "ifnull", "iif", "instr", "json", "json_array",
	"json_array_length", "json_error_position", "json_extract", "json_group_array",
	"json_group_object", "json_insert", "json_object", "json_patch", "json_pretty",
	"json_quote", "json_remove", "json_replace", "json_set", "json_type", "json_valid",
	"julianday", "lag", "last_value", "lead", "length", "like", "likelihood", "likely", "ln",
	"log", "log10", "log2", "lower", "ltrim", "match", "matchinfo", "max", "median", "min",
	"mod", "nth_value", "ntile", "nullif", "octet_length", "offsets", "percent_rank",
	"percentile", "percentile_cont", "percentile_disc", "pi", "pow", "power", "quote",
	"radians", "random", "rank", "replace", "round", "row_number", "rtrim", "sign", "sin",
	"sinh", "snippet", "soundex", "sqrt", "strftime", "string_agg", "substr", "substring",
	"sum", "tan", "tanh", "time", "timediff", "total", "trim", "trunc", "typeof", "unhex",
	"unicode", "unixepoch", "unlikely", "upper",
};

static int compare(const void *name, const void *entry)
{
	return strcasecmp(name, *(const char *const *)entry);
}

bool lite_may_call(const char *function)
{
	return bsearch(function, functions, sizeof functions / sizeof *functions,
		       sizeof *functions, compare) != NULL;
}

bool lite_is_made_up(const char *table)
{
	static const char *const names[] = {"bytecode", "dbstat", "fts3tokenize", "fts5vocab",
		"generate_series", "tables_used"};

	if (strncasecmp(table, "pragma_", 7) == 0 || strncasecmp(table, "sqlite_", 7) == 0)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(table, names[i]) == 0)
			return true;
	return false;
}

const char *lite_skip_blank(const char *sql)
{
	const char *end;

	for (;;) {
		sql += strspn(sql, " \t\n\f\r;");
		if (sql[0] == '-' && sql[1] == '-') {
			sql += strcspn(sql, "\n");
		} else if (sql[0] == '/' && sql[1] == '*') {
			end = strstr(sql + 2, "*/");
			sql = end ? end + 2 : sql + strlen(sql);
		} else {
			return sql;
		}
	}
}

bool lite_is_blank(const char *sql)
{
	return !*lite_skip_blank(sql);
}

const char *lite_first_word(const char *sql)
{
	static const char *const others[] = {"ALTER", "ANALYZE", "ATTACH", "BEGIN", "COMMIT",
		"CREATE", "DELETE", "DETACH", "DROP", "END", "INSERT", "PRAGMA", "REINDEX",
		"RELEASE", "REPLACE", "ROLLBACK", "SAVEPOINT", "UPDATE", "VACUUM"};
	size_t len;

	/* A byte order mark is a blank to SQLite, too. */
	if (strncmp(sql, "\xef\xbb\xbf", 3) == 0)
		sql += 3;
	sql = lite_skip_blank(sql);
	len = strspn(sql, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strlen(others[i]) == len && strncasecmp(sql, others[i], len) == 0)
			return others[i];
	return NULL;
}

void lite_quote(struct str *out, const char *name)
{
	str_add_char(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			str_add_char(out, '"');
		str_add_char(out, *name);
	}
	str_add_char(out, '"');
}
