#include "core/db/target_lite.h"

#include "core/base/mem.h"
#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Other programs may be writing for a while. */
#define BUSY_TIMEOUT_MS 10000
/* Instructions between two questions whether to go on: about 1 ms. */
#define WATCH_OPS 20000

static const char first_look[] = "SELECT 1 FROM sqlite_schema LIMIT 1";

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
	case SQLITE_AUTH: return target_lite_refused(s, err);
	case SQLITE_NOTADB: return err_set(err, ERR_INPUT, "'%s' is no SQLite database", s->name);
	case SQLITE_READONLY:
		err_set(err, ERR_WORK, "%s", message);
		return err_hint(err,
			"the folder of '%s' is to be writable, too: SQLite makes its "
			"journal there",
			s->name);
	case SQLITE_FULL:
		err_set(err, ERR_WORK, "%s", message);
		return err_hint(err, "free some space where '%s' lies", s->name);
	default: return err_set(err, ERR_WORK, "%s", message);
	}
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

/* What a process that was killed has left half written is taken back when the file is next
 * read, but not by a connection that may only read. */
static void mend(const char *path)
{
	sqlite3 *handle = NULL;

	if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
		SQLITE_OK)
		sqlite3_exec(handle, first_look, NULL, NULL, NULL);
	sqlite3_close_v2(handle);
}

/* Tells whether the file is a database. */
static bool look_first(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;
	int code = sqlite3_exec(l->handle, first_look, NULL, NULL, NULL);

	if ((code & 0xff) == SQLITE_READONLY) {
		mend(l->path);
		code = sqlite3_exec(l->handle, first_look, NULL, NULL, NULL);
	}
	if (code == SQLITE_OK || (code & 0xff) != SQLITE_READONLY)
		return code == SQLITE_OK || target_lite_fail(s, code, err);
	err_set(err, ERR_WORK, "'%s' was left half written by a process that was killed", s->name);
	return err_hint(err, "whoever may write to it takes that back by reading it");
}

static bool set_up(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	sqlite3_extended_result_codes(l->handle, 1);
	sqlite3_busy_timeout(l->handle, BUSY_TIMEOUT_MS);
	sqlite3_progress_handler(l->handle, WATCH_OPS, is_stopped, s);
	sqlite3_set_authorizer(l->handle, target_lite_look, s);
	if (!target_lite_functions(l->handle))
		mem_exhausted();
	if (!look_first(s, err) || !target_lite_exec(s, "PRAGMA foreign_keys = OFF", err))
		return false;
	/* Pages that are spilled before the commit lock the file for readers, and so for the look
	 * at what was broken before: 65535 are 256 MB (of the number SQLite takes
	 * the last byte as whether to spill at all). */
	return !l->path || target_lite_exec(s, "PRAGMA cache_spill = 65535", err);
}

static bool open_file(struct target *s, const char *spec, unsigned flags, struct err *err)
{
	struct lite_target *l = mem_alloc(sizeof *l);
	int mode = SQLITE_OPEN_NOMUTEX |
		   (flags & TARGET_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	int code;

	if (flags & TARGET_ALONE)
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	l->lock_fd = -1;
	s->state = l;
	l->path = target_file(spec);
	s->name = mem_strdup(l->path ? l->path : spec);
	l->path = l->path ? s->name : NULL;
	/* Debian's SQLite would take it for a URI, and open what nobody has locked. */
	if (l->path && str_starts(l->path, "file:")) {
		err_set(err, ERR_USAGE, "'%s' is a URI, and not the name of a file", l->path);
		return err_hint(err, "name the file; './file:…' is one that begins so");
	}
	if (!target_lite_open_lock(s, flags, err))
		return false;
	if (flags & TARGET_UNREAD)
		return true;
	if (!l->path)
		mode = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	code = sqlite3_open_v2(l->path || !*spec ? s->name : ":memory:", &l->handle, mode, NULL);
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

bool target_lite_run(struct target *s, const struct target_query *q, struct err *err)
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

void target_lite_rollback(struct target *s)
{
	struct lite_target *l = s->state;

	sqlite3_finalize(l->pending);
	l->pending = NULL;
	/* After a full disk SQLite has rolled back by itself. */
	if (in_transaction(s))
		sqlite3_exec(l->handle, "ROLLBACK", NULL, NULL, NULL);
	target_lite_keys_forget(l);
}

/* SQLite's count of commits, those of other connections from when it next looks at the file;
 * 0 when it has none. */
static unsigned data_version(const struct lite_target *l)
{
	unsigned version = 0;

	sqlite3_file_control(l->handle, "main", SQLITE_FCNTL_DATA_VERSION, &version);
	return version;
}

static bool changed(struct target *s)
{
	struct lite_target *l = s->state;
	unsigned before = l->data_version;

	l->data_version = data_version(l);
	return !before || l->data_version != before;
}

static bool begin(struct target *s, struct err *err)
{
	return target_lite_exec(s, "BEGIN IMMEDIATE", err);
}

static bool commit(struct target *s, struct err *err)
{
	struct lite_target *l = s->state;

	if (!target_lite_keys_check(s, err) || !target_lite_exec(s, "COMMIT", err)) {
		target_lite_rollback(s);
		return false;
	}
	if (l->data_version) /* our own commit is no change */
		l->data_version = data_version(l);
	target_lite_keys_forget(l);
	return true;
}

const struct target_driver target_lite = {
	.dialect = DIALECT_SQLITE,
	.open = open_file,
	.close = close_file,
	.try_lock = target_lite_try_lock,
	.unlock = target_lite_unlock,
	.run = target_lite_run,
	.begin = begin,
	.commit = commit,
	.rollback = target_lite_rollback,
	.changed = changed,
	.in_transaction = in_transaction,
	.reset = target_lite_reset,
	.next = target_lite_next,
	.step = target_lite_step,
	.skip = target_lite_skip,
	.scratch = open_scratch,
};
