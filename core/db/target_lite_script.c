#define _GNU_SOURCE /* strcasestr */

#include "core/db/target_lite.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/db/lite_words.h"

#include <string.h>
#include <strings.h>

/* Scripts on a SQLite database: statement by statement, and what they leave on the
 * connection. */

/* ---- what a statement is ---- */

static void note_written(struct lite_target *l, const char *table)
{
	for (size_t i = 0; i < l->written.len; i++)
		if (strcmp(l->written.at[i], table) == 0)
			return;
	vec_push(&l->written, mem_strdup(table));
}

static bool is_own(const char *table)
{
	return table && strncasecmp(table, "sqlite_", 7) == 0;
}

/* Without one nothing could be taken back: neither what fails, nor what is killed. */
static bool gives_up_journal(const char *name, const char *value)
{
	return strcasecmp(name, "journal_mode") == 0 && value &&
	       (strcasecmp(value, "off") == 0 || strcasecmp(value, "memory") == 0);
}

/* A slip in sqlite_schema makes a file that nothing can open, not even to mend it, and is
 * noticed when it is read anew.  Of the values SQLite takes only these for no. */
static bool opens_schema(const char *name, const char *value)
{
	return strcasecmp(name, "writable_schema") == 0 && value && strcasecmp(value, "off") != 0 &&
	       strcasecmp(value, "no") != 0 && strcasecmp(value, "false") != 0 &&
	       strcasecmp(value, "reset") != 0 && strcmp(value, "0") != 0;
}

static void note_pragma(struct lite_target *l, const char *name, const char *value)
{
	if (!value)
		return;
	l->kind = strcasecmp(name, "foreign_keys") == 0 ? STATEMENT_KEYS : STATEMENT_SETTING;
	l->has_settings = true;
}

/* The names of tables that an action is about. */
static bool is_guarded(const struct target *s, int action, const char *a, const char *b)
{
	switch (action) {
	case SQLITE_CREATE_TABLE:
	case SQLITE_DELETE:
	case SQLITE_DROP_TABLE:
	case SQLITE_INSERT:
	case SQLITE_UPDATE: return a && strcasecmp(a, s->guarded) == 0;
	case SQLITE_ALTER_TABLE:
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_CREATE_TEMP_TRIGGER: return b && strcasecmp(b, s->guarded) == 0;
	default: return false;
	}
}

int target_lite_look(
	void *self, int action, const char *a, const char *b, const char *c, const char *d)
{
	struct target *s = self;
	struct lite_target *l = s->state;

	(void)c, (void)d;
	/* What is only tried must not change another file; VACUUM INTO attaches when it runs. */
	if (action == SQLITE_ATTACH && !l->path && !(a && (!*a || strcmp(a, ":memory:") == 0))) {
		l->denied_action = action;
		return SQLITE_DENY;
	}
	if (!l->is_looking)
		return SQLITE_OK;
	l->denied_action = 0;
	if (action == SQLITE_PRAGMA &&
		((l->path && gives_up_journal(a, b)) || opens_schema(a, b))) {
		l->denied_action = action;
		l->denied = opens_schema(a, b) ? "writable_schema" : "journal_mode";
		return SQLITE_DENY;
	}
	if (s->guarded && is_guarded(s, action, a, b))
		return SQLITE_DENY;
	switch (action) {
	case SQLITE_TRANSACTION:
		l->kind = strcmp(a, "BEGIN") == 0    ? STATEMENT_BEGIN
			  : strcmp(a, "COMMIT") == 0 ? STATEMENT_COMMIT
						     : STATEMENT_ROLLBACK;
		break;
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		l->kind = STATEMENT_SETTING;
		l->has_attached = true;
		break;
	case SQLITE_CREATE_TEMP_TABLE:
	case SQLITE_CREATE_TEMP_TRIGGER:
	case SQLITE_CREATE_TEMP_VIEW: l->has_temporary = true; break;
	case SQLITE_PRAGMA: note_pragma(l, a, b); break;
	case SQLITE_INSERT:
		if (!is_own(a))
			note_written(l, a);
		break;
	case SQLITE_DELETE:
	case SQLITE_UPDATE: l->keys_suspect |= !is_own(a); break;
	case SQLITE_DROP_TABLE:
	case SQLITE_ALTER_TABLE: l->keys_suspect = l->is_rebuilt = true; break;
	default: break;
	}
	return SQLITE_OK;
}

/* ---- scripts ---- */

bool target_lite_next(struct target *s, const char *script, size_t from,
	struct target_statement *ret, bool *ret_found, size_t *ret_offset, struct err *err)
{
	struct lite_target *l = s->state;
	const char *at = lite_skip_blank(script + from), *tail = NULL, *word;
	int code, offset;

	*ret_found = *at != '\0';
	if (!*ret_found)
		return true;
	l->kind = STATEMENT_PLAIN;
	l->is_looking = true;
	code = sqlite3_prepare_v2(l->handle, at, -1, &l->pending, &tail);
	l->is_looking = false;
	*ret_offset = (size_t)(at - script);
	if (code != SQLITE_OK) {
		offset = sqlite3_error_offset(l->handle);
		*ret_offset += offset > 0 ? (size_t)offset : 0;
		target_lite_fail(s, code, err);
		return str_eq(err->message, "incomplete input")
			       ? err_hint(err, "is the end of a string, of a comment, or a "
					       "trigger's END missing?")
			       : false;
	}
	word = lite_first_word(at);
	if (str_eq(word, "VACUUM"))
		l->kind = STATEMENT_ALONE;
	/* Itself, or the table or trigger that it makes. */
	l->may_replace |= l->pending && strcasestr(sqlite3_sql(l->pending), "REPLACE");
	*ret = (struct target_statement){
		.at = *ret_offset, .end = (size_t)(tail - script), .kind = l->kind};
	return true;
}

void target_lite_skip(struct target *s)
{
	struct lite_target *l = s->state;

	sqlite3_finalize(l->pending);
	l->pending = NULL;
}

bool target_lite_step(
	struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	struct lite_target *l = s->state;
	int64_t before = sqlite3_total_changes64(l->handle);
	int code;

	*ret_offset = st->at;
	if (st->kind == STATEMENT_COMMIT && !target_lite_keys_check(s, err)) {
		target_lite_rollback(s);
		return false;
	}
	do
		code = sqlite3_step(l->pending);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		target_lite_fail(s, code, err);
	st->rows = sqlite3_total_changes64(l->handle) - before;
	target_lite_skip(s);
	return code == SQLITE_DONE;
}

bool target_lite_refused(const struct target *s, struct err *err)
{
	const struct lite_target *l = s->state;

	switch (l->denied_action) {
	case SQLITE_PRAGMA:
		if (str_eq(l->denied, "writable_schema")) {
			err_set(err, ERR_INPUT,
				"with writable_schema a slip makes a file that nothing can open");
			return err_hint(err,
				"make the table anew and copy its rows: no rows of others go with "
				"it, foreign keys are off meanwhile");
		}
		err_set(err, ERR_INPUT, "without a journal nothing could be taken back");
		return err_hint(err, "leave this statement out");
	case SQLITE_ATTACH:
		err_set(err, ERR_INPUT, "a script that is only tried can write to no other file");
		return err_hint(err, "nothing of it was done there: see what it does with a copy "
				     "of both");
	default: return target_guarded(s->guarded, err);
	}
}

/* ---- what they leave ---- */

static bool add_made(void *self, const char *const *columns, struct err *err)
{
	(void)err;
	str_add((struct str *)self, columns[0]);
	return true;
}

/* Statements that a query makes, one per row, are run. */
static bool run_made(struct target *s, const char *query, struct err *err)
{
	struct str made = {0};
	const struct target_query q = {.sql = query, .each = add_made, .self = &made};
	bool ok = target_lite_run(s, &q, err) && target_lite_exec(s, str_text(&made), err);

	str_release(&made);
	return ok;
}

static bool reset_settings(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	l->has_settings = false;
	if (!target_lite_exec(s,
		    "PRAGMA foreign_keys = OFF; PRAGMA defer_foreign_keys = OFF;"
		    " PRAGMA legacy_alter_table = OFF; PRAGMA ignore_check_constraints = OFF;"
		    " PRAGMA recursive_triggers = OFF;"
		    " PRAGMA case_sensitive_like = OFF; PRAGMA query_only = OFF",
		    err))
		return false;
	return target_in_transaction(s) ||
	       target_lite_exec(s, "PRAGMA synchronous = FULL; PRAGMA locking_mode = NORMAL", err);
}

/* A temporary table would stand before one of the same name in the next script, and a
 * temporary trigger would fire in it. */
static bool drop_temporary(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	l->has_temporary = false;
	return run_made(s,
		"SELECT 'DROP ' || type || ' IF EXISTS temp.\"' || replace(name, '\"', '\"\"') ||"
		" '\";' FROM sqlite_temp_schema WHERE type IN ('table', 'trigger', 'view')"
		" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table', type",
		err);
}

static bool detach(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	l->has_attached = false;
	return run_made(s,
		"SELECT 'DETACH \"' || replace(name, '\"', '\"\"') || '\";'"
		" FROM pragma_database_list WHERE name NOT IN ('main', 'temp')",
		err);
}

bool target_lite_reset(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	return (!l->has_settings || reset_settings(s, err)) &&
	       (!l->has_temporary || drop_temporary(s, err)) &&
	       (!l->has_attached || target_in_transaction(s) || detach(s, err));
}
