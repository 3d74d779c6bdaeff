#include "core/store/runs.h"

#include "core/base/str.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool runs_add(struct store *s, const struct run_new *run, int64_t *ret_no, struct err *err)
{
	struct db_stmt *stmt;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO run(id, workflow, version, file, document, request, status,"
		    " started_at, parent, replay_of, pid)"
		    " VALUES (?, ?, ?, ?, ?, ?, coalesce(?, 'running'), ?, ?, ?, ?)",
		    &stmt, err))
		return false;
	db_bind_text(stmt, 1, run->id);
	db_bind_text(stmt, 2, run->workflow);
	db_bind_text(stmt, 3, run->version);
	db_bind_text(stmt, 4, run->file);
	db_bind_text(stmt, 5, run->document_hash);
	db_bind_text(stmt, 6, run->request);
	db_bind_text(stmt, 7, run->status);
	db_bind_int(stmt, 8, run->started_at);
	db_bind_text(stmt, 9, run->parent);
	db_bind_text(stmt, 10, run->replay_of);
	db_bind_int(stmt, 11, getpid());
	ok = db_run(stmt, err);
	db_finalize(stmt);
	if (ok)
		*ret_no = db_last_rowid(store_db(s));
	return ok;
}

bool runs_has(struct store *s, const char *id, bool *ret, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "SELECT 1 FROM run WHERE id = ?", &q, err))
		return false;
	db_bind_text(q, 1, id);
	ok = db_step(q, ret, err);
	db_finalize(q);
	return ok;
}

bool runs_end(struct store *s, int64_t no, const struct run_end *end, struct err *err)
{
	struct db_stmt *stmt;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE run SET status = ?, response = ?, error = ?, ended_at = ?,"
		    " duration_ms = ?, steps = ?, wake_at = ? WHERE no = ?",
		    &stmt, err))
		return false;
	db_bind_text(stmt, 1, end->status);
	db_bind_text(stmt, 2, end->response);
	db_bind_text(stmt, 3, end->error);
	if (end->ended_at)
		db_bind_int(stmt, 4, end->ended_at);
	db_bind_int(stmt, 5, end->duration_ms);
	db_bind_int(stmt, 6, end->steps);
	if (end->wake_at)
		db_bind_int(stmt, 7, end->wake_at);
	db_bind_int(stmt, 8, no);
	ok = db_run(stmt, err);
	db_finalize(stmt);
	return ok;
}

bool runs_reopen(struct store *s, int64_t no, struct err *err)
{
	struct db_stmt *stmt;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE run SET status = 'running', ended_at = NULL, error = NULL,"
		    " response = NULL, wake_at = NULL, pid = ? WHERE no = ?",
		    &stmt, err))
		return false;
	db_bind_int(stmt, 1, getpid());
	db_bind_int(stmt, 2, no);
	ok = db_run(stmt, err);
	db_finalize(stmt);
	return ok;
}

bool runs_add_document(struct store *s, int64_t no, const char *name, const char *path,
	const char *hash, struct err *err)
{
	struct db_stmt *stmt;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT OR REPLACE INTO run_document(run, name, path, hash) VALUES (?, ?, ?, "
		    "?)",
		    &stmt, err))
		return false;
	db_bind_int(stmt, 1, no);
	db_bind_text(stmt, 2, name);
	db_bind_text(stmt, 3, path);
	db_bind_text(stmt, 4, hash);
	ok = db_run(stmt, err);
	db_finalize(stmt);
	return ok;
}

#define RUN_COLUMNS                                                                                \
	"no, id, workflow, version, file, document, request, status, response, error, parent,"     \
	" replay_of, started_at, ended_at, duration_ms, steps, wake_at, pid"

static struct run_row read_run(struct db_stmt *s)
{
	return (struct run_row){.no = db_int(s, 0),
		.id = db_text(s, 1),
		.workflow = db_text(s, 2),
		.version = db_text(s, 3),
		.file = db_text(s, 4),
		.document = db_text(s, 5),
		.request = db_text(s, 6),
		.status = db_text(s, 7),
		.response = db_text(s, 8),
		.error = db_text(s, 9),
		.parent = db_text(s, 10),
		.replay_of = db_text(s, 11),
		.started_at = db_int(s, 12),
		.ended_at = db_int(s, 13),
		.duration_ms = db_int(s, 14),
		.steps = db_int(s, 15),
		.wake_at = db_int(s, 16),
		.pid = db_int(s, 17)};
}

static const char *keep(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

void runs_keep(struct arena *a, struct run_row *row)
{
	const char **texts[] = {&row->id, &row->workflow, &row->version, &row->file, &row->document,
		&row->request, &row->status, &row->response, &row->error, &row->parent,
		&row->replay_of};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = keep(a, *texts[i]);
}

bool runs_have(struct store *s, const char *id, bool *ret, struct err *err)
{
	struct db_stmt *q = NULL;
	bool ok;

	store_lock(s);
	ok = db_prepare(store_db(s), "SELECT 1 FROM run WHERE id = ?", &q, err);
	if (ok) {
		db_bind_text(q, 1, id);
		ok = db_step(q, ret, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

static bool find_prepare(struct store *s, const char *name, struct db_stmt **ret, struct err *err)
{
	struct db_stmt *stmt;
	char low[40], high[44];

	if (str_eq(name, "last"))
		return db_prepare(store_db(s),
			"SELECT " RUN_COLUMNS
			" FROM run WHERE parent IS NULL ORDER BY no DESC LIMIT 1",
			ret, err);
	if (!db_prepare(store_db(s),
		    "SELECT " RUN_COLUMNS " FROM run WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
		    &stmt, err))
		return false;
	/* ids are in capital letters and digits: '~' is above them all */
	snprintf(low, sizeof low, "%s%.31s", str_starts(name, "run_") ? "" : "run_", name);
	for (char *p = low + 4; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	snprintf(high, sizeof high, "%s~", low);
	db_bind_text_copy(stmt, 1, low);
	db_bind_text_copy(stmt, 2, high);
	*ret = stmt;
	return true;
}

bool runs_find(
	struct store *s, struct arena *a, const char *name, struct run_row *ret, struct err *err)
{
	struct db_stmt *stmt;
	bool row = false, second = false, ok;

	store_lock(s);
	ok = find_prepare(s, name, &stmt, err);
	if (ok) {
		ok = db_step(stmt, &row, err);
		if (ok && row) {
			*ret = read_run(stmt);
			runs_keep(a, ret);
			ok = db_step(stmt, &second, err);
		}
		db_finalize(stmt);
	}
	store_unlock(s);
	if (ok && !row) {
		err_set(err, ERR_WORK, "there is no run '%s'", name);
		return err_hint(err, "'blokctl workflow runs' lists them");
	}
	if (ok && second) {
		err_set(err, ERR_USAGE, "'%s' is the beginning of more than one run's id", name);
		return err_hint(err, "give more of it");
	}
	return ok;
}

bool runs_each(struct store *s, const struct runs_filter *filter, runs_visit *each, void *self,
	struct err *err)
{
	struct db_stmt *stmt;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT " RUN_COLUMNS " FROM run"
		" WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR workflow = ?2)"
		" AND (?5 IS NULL OR parent = ?5)"
		" AND started_at >= ?3 ORDER BY no DESC LIMIT ?4",
		&stmt, err);
	if (ok) {
		db_bind_text(stmt, 1, filter->status);
		db_bind_text(stmt, 2, filter->workflow);
		db_bind_int(stmt, 3, filter->since);
		db_bind_int(stmt, 4, filter->limit ? filter->limit : -1);
		db_bind_text(stmt, 5, filter->parent);
		while (ok && (ok = db_step(stmt, &row, err)) && row) {
			struct run_row run = read_run(stmt);

			ok = each(self, &run, err);
		}
		db_finalize(stmt);
	}
	store_unlock(s);
	return ok;
}

bool runs_at(struct store *s, struct arena *a, int64_t no, struct run_row *ret, bool *ret_found,
	struct err *err)
{
	struct db_stmt *stmt = NULL;
	bool ok;

	*ret_found = false;
	store_lock(s);
	ok = db_prepare(store_db(s), "SELECT " RUN_COLUMNS " FROM run WHERE no = ?", &stmt, err);
	if (ok) {
		db_bind_int(stmt, 1, no);
		ok = db_step(stmt, ret_found, err);
	}
	if (ok && *ret_found) {
		*ret = read_run(stmt);
		runs_keep(a, ret);
	}
	db_finalize(stmt);
	store_unlock(s);
	return ok;
}

bool runs_set_status(
	struct store *s, int64_t no, const char *status, int64_t ended_at, struct err *err)
{
	struct db_stmt *stmt;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s),
		"UPDATE run SET status = ?, ended_at = ?, wake_at = NULL WHERE no = ?", &stmt, err);
	if (ok) {
		db_bind_text(stmt, 1, status);
		db_bind_int(stmt, 2, ended_at);
		db_bind_int(stmt, 3, no);
		ok = db_run(stmt, err);
		db_finalize(stmt);
	}
	return store_end(s, ok, err);
}

bool runs_each_document(
	struct store *s, int64_t no, documents_visit *each, void *self, struct err *err)
{
	struct db_stmt *stmt = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT d.name, d.path, b.data FROM run_document d JOIN blob b USING (hash)"
		" WHERE d.run = ?",
		&stmt, err);
	if (ok)
		db_bind_int(stmt, 1, no);
	while (ok && (ok = db_step(stmt, &row, err)) && row) {
		size_t len;
		const char *text = db_blob(stmt, 2, &len);

		ok = each(self, db_text(stmt, 0), db_text(stmt, 1), text ? text : "", len, err);
	}
	db_finalize(stmt);
	store_unlock(s);
	return ok;
}

bool runs_prune(
	struct store *s, int64_t before, int64_t keep_count, int64_t *ret_count, struct err *err)
{
	static const char *const clean[] = {
		"DELETE FROM attempt WHERE id >> 32 IN (SELECT no FROM pruned)",
		"DELETE FROM log WHERE id >> 32 IN (SELECT no FROM pruned)",
		"DELETE FROM run_document WHERE run IN (SELECT no FROM pruned)",
		"DELETE FROM run WHERE no IN (SELECT no FROM pruned)",
		"DELETE FROM outbox WHERE run IN (SELECT no FROM pruned)",
		"DELETE FROM blob WHERE hash NOT IN (SELECT document FROM run)"
		" AND hash NOT IN (SELECT hash FROM run_document)",
		"DROP TABLE pruned",
		"DELETE FROM kv WHERE expires_at <= unixepoch() * 1000",
		"DELETE FROM idempotency WHERE expires_at <= unixepoch() * 1000",
	};
	struct db_stmt *stmt;
	int64_t count;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s),
		"CREATE TEMP TABLE pruned AS SELECT no FROM run"
		" WHERE ended_at IS NOT NULL AND status NOT IN ('running', 'waiting', 'paused')"
		" AND (?1 = 0 OR ended_at < ?1)"
		" AND no NOT IN (SELECT no FROM run ORDER BY no DESC LIMIT ?2)",
		&stmt, err);
	if (ok) {
		db_bind_int(stmt, 1, before);
		db_bind_int(stmt, 2, keep_count < 0 ? 0 : keep_count);
		ok = db_run(stmt, err);
		db_finalize(stmt);
	}
	ok = ok && db_query_int(store_db(s), "SELECT count(*) FROM pruned", &count, err);
	for (size_t i = 0; ok && i < sizeof clean / sizeof *clean; i++)
		ok = db_exec(store_db(s), clean[i], err);
	ok = store_end(s, ok, err);
	if (ok)
		*ret_count = count;
	return ok;
}
