#define _GNU_SOURCE /* strcasestr */

#include "core/db/target_lite.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/db/lite_words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Other programs may be writing for a while. */
#define BUSY_TIMEOUT_MS 10000
/* Instructions between two questions whether to go on: about 1 ms. */
#define WATCH_OPS 20000
bool target_lite_fail(const struct target *s, int code, struct err *err)
{
	const struct lite_target *l = s->state;
	const char *message = sqlite3_errmsg(l->handle);

	switch (code & 0xff) {
	case SQLITE_NOMEM: mem_exhausted();
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		err_set(err, ERR_BUSY, "another program is writing to '%s'", s->name);
		return err_hint(err, "try again when it is done");
	case SQLITE_INTERRUPT: return err_set(err, ERR_INTERRUPTED, "interrupted");
	case SQLITE_NOTADB: return err_set(err, ERR_INPUT, "'%s' is no SQLite database", s->name);
	case SQLITE_FULL:
		err_set(err, ERR_WORK, "%s", message);
		return err_hint(err, "free some space where '%s' lies", s->name);
	default: return err_set(err, ERR_WORK, "%s", message);
	}
}

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

static void note_pragma(struct lite_target *l, const char *name, const char *value)
{
	if (!value)
		return;
	l->kind = strcasecmp(name, "foreign_keys") == 0 ? STATEMENT_KEYS : STATEMENT_SETTING;
	l->has_settings = true;
}

/* SQLite's own parser tells what a statement does. */
static int look(void *self, int action, const char *a, const char *b, const char *c, const char *d)
{
	struct lite_target *l = self;

	(void)c, (void)d;
	if (!l->is_looking)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_TRANSACTION:
		l->kind = strcmp(a, "BEGIN") == 0    ? STATEMENT_BEGIN
			  : strcmp(a, "COMMIT") == 0 ? STATEMENT_COMMIT
						     : STATEMENT_ROLLBACK;
		break;
	case SQLITE_PRAGMA: note_pragma(l, a, b); break;
	case SQLITE_INSERT:
		if (!is_own(a))
			note_written(l, a);
		break;
	case SQLITE_DELETE:
	case SQLITE_UPDATE: l->keys_suspect |= !is_own(a); break;
	case SQLITE_DROP_TABLE:
	case SQLITE_ALTER_TABLE: l->keys_suspect = true; break;
	default: break;
	}
	return SQLITE_OK;
}

/* ---- opening ---- */

bool target_lite_exec(struct target *s, const char *sql, struct err *err)
{
	struct lite_target *l = s->state;
	int code = sqlite3_exec(l->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK || target_lite_fail(s, code, err);
}

static int is_stopped(void *self)
{
	const struct target *s = self;

	return s->may_go_on && !s->may_go_on(s->self);
}

static bool set_up(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	sqlite3_extended_result_codes(l->handle, 1);
	sqlite3_busy_timeout(l->handle, BUSY_TIMEOUT_MS);
	sqlite3_progress_handler(l->handle, WATCH_OPS, is_stopped, s);
	sqlite3_set_authorizer(l->handle, look, l);
	if (!target_lite_functions(l->handle))
		mem_exhausted();
	/* Pages that are spilled before the commit lock the file for readers, and so for the look
	 * at what was broken before: 65535 are 256 MB (of the number SQLite takes
	 * the last byte as whether to spill at all).  The first look at the file tells whether
	 * it is one. */
	return target_lite_exec(s,
		"PRAGMA foreign_keys = OFF; PRAGMA cache_spill = 65535;"
		" SELECT 1 FROM sqlite_schema LIMIT 1",
		err);
}

static bool open_file(struct target *s, const char *spec, unsigned flags, struct err *err)
{
	struct lite_target *l = mem_alloc(sizeof *l);
	int mode = SQLITE_OPEN_NOMUTEX |
		   (flags & TARGET_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	int code;

	l->lock_fd = -1;
	s->state = l;
	l->path = target_file(spec);
	s->name = mem_strdup(l->path ? l->path : spec);
	l->path = l->path ? s->name : NULL;
	if (!target_lite_open_lock(s, flags, err))
		return false;
	if (!l->path)
		mode = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
		       SQLITE_OPEN_MEMORY;
	code = sqlite3_open_v2(s->name, &l->handle, mode, NULL);
	if (code == SQLITE_OK)
		return set_up(s, err);
	return err_set(err, ERR_WORK, "cannot open '%s': %s", s->name, sqlite3_errstr(code));
}

static bool open_scratch(struct target *like, struct target *s, struct err *err)
{
	(void)like;
	return open_file(s, "", TARGET_CREATE, err);
}

static void close_file(struct target *s)
{
	struct lite_target *l = s->state;

	sqlite3_finalize(l->pending);
	target_lite_unlock(s);
	sqlite3_close_v2(l->handle);
	if (l->lock_fd >= 0)
		close(l->lock_fd);
	target_lite_keys_release(l);
	free(l);
}

/* ---- our own statements ---- */

static bool each_row(
	struct target *s, sqlite3_stmt *stmt, const struct target_query *q, struct err *err)
{
	int columns = sqlite3_column_count(stmt), code;
	const char **texts = mem_alloc(((size_t)columns + 1) * sizeof *texts);
	bool ok = true;

	while (ok && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			texts[i] = (const char *)sqlite3_column_text(stmt, i);
		ok = !q->each || q->each(q->self, texts, err);
	}
	free(texts);
	return ok && (code == SQLITE_DONE || target_lite_fail(s, code, err));
}

static bool run(struct target *s, const struct target_query *q, struct err *err)
{
	struct lite_target *l = s->state;
	sqlite3_stmt *stmt;
	bool ok;
	int code;

	if (!q->each && !q->params_len)
		return target_lite_exec(s, q->sql, err);
	code = sqlite3_prepare_v2(l->handle, q->sql, -1, &stmt, NULL);
	if (code != SQLITE_OK)
		return target_lite_fail(s, code, err);
	for (size_t i = 0; i < q->params_len; i++)
		if (q->params[i] && sqlite3_bind_text(stmt, (int)i + 1, q->params[i], -1,
					    SQLITE_STATIC) == SQLITE_NOMEM)
			mem_exhausted();
	ok = each_row(s, stmt, q, err);
	sqlite3_finalize(stmt);
	return ok;
}

static bool in_transaction(const struct target *s)
{
	const struct lite_target *l = s->state;

	return !sqlite3_get_autocommit(l->handle);
}

static void rollback(struct target *s)
{
	struct lite_target *l = s->state;

	sqlite3_finalize(l->pending);
	l->pending = NULL;
	/* After a full disk SQLite has rolled back by itself. */
	if (in_transaction(s))
		sqlite3_exec(l->handle, "ROLLBACK", NULL, NULL, NULL);
	target_lite_keys_forget(l);
}

static bool begin(struct target *s, struct err *err)
{
	return target_lite_exec(s, "BEGIN IMMEDIATE", err);
}

static bool commit(struct target *s, struct err *err)
{
	if (!target_lite_keys_check(s, err) || !target_lite_exec(s, "COMMIT", err)) {
		rollback(s);
		return false;
	}
	target_lite_keys_forget(s->state);
	return true;
}

static bool reset(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	if (!l->has_settings)
		return true;
	l->has_settings = false;
	return target_lite_exec(s,
		"PRAGMA foreign_keys = OFF; PRAGMA defer_foreign_keys = OFF;"
		" PRAGMA legacy_alter_table = OFF; PRAGMA ignore_check_constraints = OFF;"
		" PRAGMA recursive_triggers = OFF; PRAGMA writable_schema = OFF;"
		" PRAGMA case_sensitive_like = OFF; PRAGMA query_only = OFF",
		err);
}

/* ---- scripts ---- */

static bool next(struct target *s, const char *script, size_t from, struct target_statement *ret,
	bool *ret_found, size_t *ret_offset, struct err *err)
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

static void skip(struct target *s)
{
	struct lite_target *l = s->state;

	sqlite3_finalize(l->pending);
	l->pending = NULL;
}

static bool step(struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	struct lite_target *l = s->state;
	int64_t before = sqlite3_total_changes64(l->handle);
	int code;

	*ret_offset = st->at;
	if (st->kind == STATEMENT_COMMIT && !target_lite_keys_check(s, err)) {
		rollback(s);
		return false;
	}
	do
		code = sqlite3_step(l->pending);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		target_lite_fail(s, code, err);
	st->rows = sqlite3_total_changes64(l->handle) - before;
	skip(s);
	return code == SQLITE_DONE;
}

const struct target_driver target_lite = {
	.dialect = DIALECT_SQLITE,
	.open = open_file,
	.close = close_file,
	.try_lock = target_lite_try_lock,
	.unlock = target_lite_unlock,
	.run = run,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.reset = reset,
	.next = next,
	.step = step,
	.skip = skip,
	.scratch = open_scratch,
};
