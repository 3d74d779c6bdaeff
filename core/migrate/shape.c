#include "core/migrate/shape.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- reading ---- */

/* Without what SQLite makes by itself: the tables behind a virtual one (type "shadow"), and
 * sqlite_sequence and its like. */
static const char lite_parts[] =
	"SELECT type, name, tbl_name, sql FROM sqlite_schema"
	" WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
	" AND tbl_name <> 'blokctl_migration'"
	" AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
	" ORDER BY type, name";

static const char postgres_parts[] =
	"WITH ours AS (SELECT c.oid, c.relkind, n.nspname || '.' || c.relname AS name, c.relname"
	"  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	"  WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
	"  AND c.relname NOT LIKE 'blokctl\\_migration%' AND NOT EXISTS (SELECT 1 FROM pg_depend d"
	"   WHERE d.objid = c.oid AND d.deptype = 'e'))"
	" SELECT 'table', name, name, relkind::text FROM ours WHERE relkind IN ('r', 'p', 'f')"
	" UNION ALL SELECT 'column', o.name || '.' || a.attname, o.name,"
	"  format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE ''"
	"  END || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') ||"
	"  a.attidentity::text || a.attgenerated::text"
	"  FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid LEFT JOIN pg_attrdef d"
	"  ON d.adrelid = o.oid AND d.adnum = a.attnum"
	"  WHERE o.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
	" UNION ALL SELECT 'constraint', o.name || '.' || k.conname, o.name,"
	"  pg_get_constraintdef(k.oid) FROM ours o JOIN pg_constraint k ON k.conrelid = o.oid"
	"  WHERE k.contype <> 'n'"
	" UNION ALL SELECT 'index', i.indexrelid::regclass::text, o.name,"
	"  pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END"
	"  FROM ours o JOIN pg_index i ON i.indrelid = o.oid"
	" UNION ALL SELECT 'view', name, name, pg_get_viewdef(oid) FROM ours"
	"  WHERE relkind IN ('v', 'm')"
	" UNION ALL SELECT 'sequence', name, name, '' FROM ours WHERE relkind = 'S'"
	" UNION ALL SELECT 'trigger', o.name || '.' || t.tgname, o.name, pg_get_triggerdef(t.oid)"
	"  FROM ours o JOIN pg_trigger t ON t.tgrelid = o.oid WHERE NOT t.tgisinternal"
	" UNION ALL SELECT 'function', p.oid::regprocedure::text, '', pg_get_functiondef(p.oid)"
	"  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
	"  WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
	"  AND p.prokind IN ('f', 'p') AND NOT EXISTS (SELECT 1 FROM pg_depend d"
	"   WHERE d.objid = p.oid AND d.deptype = 'e')"
	" UNION ALL SELECT 'type', n.nspname || '.' || t.typname, '',"
	"  string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)"
	"  FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid"
	"  JOIN pg_namespace n ON n.oid = t.typnamespace GROUP BY 1, 2, 3"
	" ORDER BY 1, 2";

static bool note_part(void *self, const char *const *c, struct err *err)
{
	struct shape *s = self;

	(void)err;
	vec_push(&s->parts,
		((struct shape_part){arena_strdup(&s->arena, c[0]), arena_strdup(&s->arena, c[1]),
			arena_strdup(&s->arena, c[2] ? c[2] : ""),
			arena_strdup(&s->arena, c[3] ? c[3] : "")}));
	return true;
}

bool shape_read(struct target *s, struct shape *ret, struct err *err)
{
	const struct target_query q = {
		.sql = target_dialect(s) == DIALECT_SQLITE ? lite_parts : postgres_parts,
		.each = note_part,
		.self = ret};

	memset(ret, 0, sizeof *ret);
	if (target_run(s, &q, err))
		return true;
	shape_release(ret);
	return false;
}

void shape_release(struct shape *s)
{
	vec_release(&s->parts);
	arena_release(&s->arena);
}

/* ---- comparing ---- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Behind a quoted piece that begins at `at`. */
static const char *quoted_end(const char *at)
{
	char quote = *at == '[' ? ']' : *at;

	for (at++; *at; at++)
		if (*at == quote) {
			if (at[1] != quote || quote == ']')
				return at + 1;
			at++;
		}
	return at;
}

/* Words that are values without quotes: DEFAULT "null" is a text. */
static bool is_value(const char *word, size_t len)
{
	static const char *const words[] = {
		"null", "true", "false", "current_date", "current_time", "current_timestamp"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], word, len) == 0)
			return true;
	return false;
}

/* A quoted name that needs no quotes stands without them. */
static void add_quoted(struct str *out, const char *at, const char *end)
{
	size_t inside = end - at >= 2 ? (size_t)(end - at) - 2 : 0;
	bool plain = *at != '\'' && inside && !isdigit((unsigned char)at[1]) &&
		     !is_value(at + 1, inside);

	for (size_t i = 0; plain && i < inside; i++)
		plain = is_word(at[1 + i]);
	if (!plain) {
		str_add_bytes(out, at, (size_t)(end - at));
		return;
	}
	for (size_t i = 0; i < inside; i++)
		str_add_char(out, (char)tolower((unsigned char)at[1 + i]));
}

/* Tokens with one blank between. */
static void fold(const char *sql, struct str *out)
{
	while (*sql) {
		const char *end = sql + 1;

		if (isspace((unsigned char)*sql)) {
			sql++;
			continue;
		}
		if (sql[0] == '-' && sql[1] == '-') {
			sql += strcspn(sql, "\n");
			continue;
		}
		if (sql[0] == '/' && sql[1] == '*') {
			end = strstr(sql + 2, "*/");
			sql = end ? end + 2 : sql + strlen(sql);
			continue;
		}
		if (out->len)
			str_add_char(out, ' ');
		if (strchr("'\"`[", *sql)) {
			end = quoted_end(sql);
			add_quoted(out, sql, end);
		} else {
			while (is_word(*sql) && is_word(*end))
				end++;
			for (const char *c = sql; c < end; c++)
				str_add_char(out, (char)tolower((unsigned char)*c));
		}
		sql = end;
	}
}

static bool is_same(const struct shape_part *a, const struct shape_part *b)
{
	struct str x = {0}, y = {0};
	bool same = strcmp(a->sql, b->sql) == 0;

	if (!same) {
		fold(a->sql, &x);
		fold(b->sql, &y);
		same = strcmp(str_text(&x), str_text(&y)) == 0;
	}
	str_release(&x);
	str_release(&y);
	return same;
}

static int by_name(const struct shape_part *a, const struct shape_part *b)
{
	int order = strcmp(a->type, b->type);

	return order ? order : strcmp(a->name, b->name);
}

size_t shape_compare(
	const struct shape *want, const struct shape *got, shape_differs *each, void *self)
{
	size_t i = 0, k = 0, count = 0;

	while (i < want->parts.len || k < got->parts.len) {
		const struct shape_part *a = i < want->parts.len ? &want->parts.at[i] : NULL;
		const struct shape_part *b = k < got->parts.len ? &got->parts.at[k] : NULL;
		int order = !a ? 1 : !b ? -1 : by_name(a, b);

		i += order <= 0;
		k += order >= 0;
		if (order == 0 && is_same(a, b))
			continue;
		count++;
		if (each)
			each(self, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
	}
	return count;
}
