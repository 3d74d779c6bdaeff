#include "core/db/sqlite.h"

#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A backstop only: writers queue on the store's lock file, which is fair;
 * SQLite's own waiting is not (a waiter can starve for seconds). */
#define BUSY_TIMEOUT_MS 60000

/* Instructions between two questions whether to go on: about 1 ms. */
#define WATCH_OPS 20000

struct db_stmt {
	sqlite3_stmt *handle;
	struct db *db;
	int bind_code; /* of the first parameter that could not be bound */
};

static enum err_kind kind_of(int primary)
{
	switch (primary) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return ERR_BUSY;
	case SQLITE_INTERRUPT: return ERR_INTERRUPTED;
	default: return ERR_WORK;
	}
}

static bool fail(const struct db *db, int code, const char *what, struct err *err)
{
	int primary = code & 0xff;

	if (db->is_strange) /* a copy that the user has not named */
		return err_set(err, kind_of(primary), "its database is broken: %s",
			sqlite3_errmsg(db->handle));
	if (primary == SQLITE_NOMEM)
		mem_exhausted();
	err_set(err, kind_of(primary), "%s '%s': %s", what, db->path,
		db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
	if (primary == SQLITE_FULL)
		err_hint(err, "free some space where '%s' lies, then resume the run", db->path);
	else if (primary == SQLITE_NOTADB)
		err_hint(err, "the file is no SQLite database; name another with --store");
	else if (primary == SQLITE_CORRUPT)
		err_hint(
			err, "the file is damaged; restore a backup, or name another with --store");
	return false;
}

bool db_is_complete(const char *sql)
{
	int complete = sqlite3_complete(sql);

	if (complete == SQLITE_NOMEM)
		mem_exhausted();
	return complete != 0;
}

const char *db_version(void)
{
	return sqlite3_libversion();
}

bool db_open(const char *path, unsigned flags, struct db **ret, struct err *err)
{
	int mode = flags & DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	struct db *db = mem_alloc(sizeof *db);
	int code;

	if (flags & DB_CREATE)
		mode |= SQLITE_OPEN_CREATE;
	db->path = mem_strdup(path);
	code = sqlite3_open_v2(path, &db->handle, mode | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		fail(db, code, "cannot open", err);
		db_close(db);
		return false;
	}
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
	/* Closing would copy the log back into the file and sync both: 1 ms that
	 * every short command would pay.  It is done after 1,000 pages instead. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	*ret = db;
	return true;
}

static int compare_nocase(void *self, int la, const void *a, int lb, const void *b)
{
	int len = la < lb ? la : lb, order = sqlite3_strnicmp(a, b, len);

	(void)self;
	return order ? order : la - lb;
}

bool db_distrust(struct db *db, const char *collation, struct err *err)
{
	int code =
		sqlite3_create_collation(db->handle, collation, SQLITE_UTF8, NULL, compare_nocase);

	db->is_strange = true;
	if (code != SQLITE_OK)
		return fail(db, code, "cannot prepare", err);
	return db_exec(db,
		"PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
		" PRAGMA mmap_size = 0",
		err);
}

static void destroy(struct db_stmt *s)
{
	if (!s)
		return;
	sqlite3_finalize(s->handle);
	free(s);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < DB_IDLE_STATEMENTS; i++)
		destroy(db->idle[i]);
	sqlite3_close_v2(db->handle);
	free(db->path);
	free(db);
}

void db_set_patience(struct db *db, int64_t ms)
{
	sqlite3_busy_timeout(db->handle, ms < BUSY_TIMEOUT_MS ? (int)ms : BUSY_TIMEOUT_MS);
}

static int is_stopped(void *self)
{
	const struct db *db = self;

	return !db->may_go_on(db->self);
}

void db_watch(struct db *db, bool (*may_go_on)(void *self), void *self)
{
	db->may_go_on = may_go_on;
	db->self = self;
	sqlite3_progress_handler(db->handle, WATCH_OPS, is_stopped, db);
}

bool db_exec(struct db *db, const char *sql, struct err *err)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK || fail(db, code, "the database refused a statement:", err);
}

bool db_query_int(struct db *db, const char *sql, int64_t *ret, struct err *err)
{
	struct db_stmt *s;
	bool row = false, ok;

	if (!db_prepare(db, sql, &s, err))
		return false;
	ok = db_step(s, &row, err);
	if (ok)
		*ret = row ? db_int(s, 0) : 0;
	db_finalize(s);
	return ok;
}

bool db_begin(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN IMMEDIATE", err);
}

bool db_commit(struct db *db, struct err *err)
{
	return db_exec(db, "COMMIT", err);
}

void db_rollback(struct db *db)
{
	/* After a full disk SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int64_t db_last_rowid(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}

int64_t db_total_changes(const struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}

bool db_prepare_first(struct db *db, const char *sql, struct db_stmt **ret, const char **ret_rest,
	struct err *err)
{
	sqlite3_stmt *handle;
	struct db_stmt *s = NULL;
	int code = sqlite3_prepare_v2(db->handle, sql, -1, &handle, ret_rest);

	if (code != SQLITE_OK)
		return fail(db, code, "the database refused a statement:", err);
	if (handle) {
		s = mem_alloc(sizeof *s);
		*s = (struct db_stmt){.handle = handle, .db = db, .bind_code = SQLITE_OK};
	}
	*ret = s;
	return true;
}

static struct db_stmt *take_idle(struct db *db, const char *sql)
{
	for (size_t i = 0; i < DB_IDLE_STATEMENTS; i++) {
		struct db_stmt *s = db->idle[i];

		if (s && strcmp(sqlite3_sql(s->handle), sql) == 0) {
			db->idle[i] = NULL;
			return s;
		}
	}
	return NULL;
}

bool db_prepare(struct db *db, const char *sql, struct db_stmt **ret, struct err *err)
{
	const char *rest;

	if ((*ret = take_idle(db, sql)))
		return true;
	if (!db_prepare_first(db, sql, ret, &rest, err))
		return false;
	return *ret || err_set(err, ERR_INPUT, "there is no statement in '%s'", sql);
}

int db_parameters(const struct db_stmt *s)
{
	return sqlite3_bind_parameter_count(s->handle);
}

void db_finalize(struct db_stmt *s)
{
	struct db_stmt **place = NULL;

	if (!s)
		return;
	sqlite3_reset(s->handle);
	sqlite3_clear_bindings(s->handle);
	s->bind_code = SQLITE_OK;
	for (size_t i = 0; i < DB_IDLE_STATEMENTS && !place; i++)
		if (!s->db->idle[i])
			place = &s->db->idle[i];
	if (!place)
		place = &s->db->idle[s->db->idle_next++ % DB_IDLE_STATEMENTS];
	destroy(*place);
	*place = s;
}

static void bound(struct db_stmt *s, int code)
{
	if (code == SQLITE_NOMEM)
		mem_exhausted();
	if (s->bind_code == SQLITE_OK)
		s->bind_code = code;
}

void db_bind_int(struct db_stmt *s, int index, int64_t value)
{
	bound(s, sqlite3_bind_int64(s->handle, index, value));
}

void db_bind_real(struct db_stmt *s, int index, double value)
{
	bound(s, sqlite3_bind_double(s->handle, index, value));
}

void db_bind_text(struct db_stmt *s, int index, const char *text)
{
	if (text)
		bound(s, sqlite3_bind_text(s->handle, index, text, -1, SQLITE_STATIC));
	else
		db_bind_null(s, index);
}

void db_bind_text_copy(struct db_stmt *s, int index, const char *text)
{
	bound(s, sqlite3_bind_text(s->handle, index, text, -1, SQLITE_TRANSIENT));
}

void db_bind_blob(struct db_stmt *s, int index, const void *bytes, size_t len)
{
	bound(s, sqlite3_bind_blob64(s->handle, index, bytes, len, SQLITE_STATIC));
}

void db_bind_null(struct db_stmt *s, int index)
{
	bound(s, sqlite3_bind_null(s->handle, index));
}

bool db_step(struct db_stmt *s, bool *ret_row, struct err *err)
{
	int code;

	if (s->bind_code != SQLITE_OK)
		return err_set(err, ERR_WORK, "cannot bind a parameter for '%s': %s", s->db->path,
			sqlite3_errstr(s->bind_code));
	code = sqlite3_step(s->handle);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return fail(s->db, code, "the database failed:", err);
	*ret_row = code == SQLITE_ROW;
	return true;
}

bool db_run(struct db_stmt *s, struct err *err)
{
	bool row = true, ok = true;

	while (ok && row)
		ok = db_step(s, &row, err);
	sqlite3_reset(s->handle);
	s->bind_code = SQLITE_OK;
	return ok;
}

double db_real(struct db_stmt *s, int column)
{
	return sqlite3_column_double(s->handle, column);
}

int64_t db_int(struct db_stmt *s, int column)
{
	return sqlite3_column_int64(s->handle, column);
}

const char *db_text(struct db_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s->handle, column);
}

const void *db_blob(struct db_stmt *s, int column, size_t *ret_len)
{
	const void *bytes = sqlite3_column_blob(s->handle, column);

	*ret_len = (size_t)sqlite3_column_bytes(s->handle, column);
	return bytes;
}
