#include "core/store/runs.h"
#include "core/store/verify.h"

#include <string.h>

void runs_writer_init(struct runs_writer *w, struct store *s, int64_t no)
{
	*w = (struct runs_writer){.store = s, .no = no};
}

void runs_writer_release(struct runs_writer *w)
{
	db_finalize(w->attempt);
	db_finalize(w->log);
	w->attempt = w->log = NULL;
}

/* FNV-1a over what a row says, so that a damaged page cannot pass for a
 * result: SQLite itself notices few flipped bits. */
static uint64_t sum(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * 0x100000001b3u;
	return hash;
}

static uint64_t sum_text(uint64_t hash, const char *text)
{
	/* NULL and "" differ, and so do ("a", "b") and ("ab", ""). */
	return text ? sum(hash, text, strlen(text) + 1) : sum(hash, "\xff", 1);
}

static int64_t checksum(int64_t id, const struct attempt_row *r)
{
	const char *texts[] = {r->path, r->step, r->node, r->middleware, r->status, r->inputs,
		r->output, r->effects, r->error};
	int64_t numbers[] = {id, r->attempt, r->cached, r->started_at, r->duration_us, r->wake_at};
	uint64_t hash = sum(0xcbf29ce484222325u, numbers, sizeof numbers);

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		hash = sum_text(hash, texts[i]);
	return (int64_t)hash;
}

bool runs_write_attempt(struct runs_writer *w, const struct attempt_row *r, struct err *err)
{
	int64_t id = w->no * ((int64_t)1 << 32) + r->seq;
	struct db_stmt *s;

	if (!w->attempt && !db_prepare(store_db(w->store),
				   "INSERT OR REPLACE INTO attempt VALUES"
				   " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				   &w->attempt, err))
		return false;
	s = w->attempt;
	db_bind_int(s, 1, id);
	db_bind_text(s, 2, r->path);
	db_bind_text(s, 3, r->step);
	db_bind_text(s, 4, r->node);
	db_bind_text(s, 5, r->middleware);
	db_bind_int(s, 6, r->attempt);
	db_bind_text(s, 7, r->status);
	db_bind_int(s, 8, r->cached);
	db_bind_int(s, 9, r->started_at);
	db_bind_int(s, 10, r->duration_us);
	if (r->duration_us < 0)
		db_bind_null(s, 10);
	db_bind_text(s, 11, r->inputs);
	db_bind_text(s, 12, r->output);
	db_bind_text(s, 13, r->effects);
	db_bind_text(s, 14, r->error);
	db_bind_int(s, 15, r->wake_at);
	if (!r->wake_at)
		db_bind_null(s, 15);
	db_bind_int(s, 16, checksum(id, r));
	return db_run(s, err);
}

bool runs_write_log(struct runs_writer *w, const struct log_row *r, struct err *err)
{
	if (!w->log &&
		!db_prepare(store_db(w->store),
			"INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?)", &w->log, err))
		return false;
	db_bind_int(w->log, 1, w->no * ((int64_t)1 << 32) + r->seq);
	db_bind_int(w->log, 2, r->at);
	db_bind_text(w->log, 3, r->path);
	db_bind_text(w->log, 4, r->level);
	db_bind_text(w->log, 5, r->message);
	db_bind_text(w->log, 6, r->attrs);
	return db_run(w->log, err);
}

static bool each_row(struct store *s, const char *sql, int64_t low, int64_t high,
	struct db_stmt **ret, struct err *err)
{
	if (!db_prepare(store_db(s), sql, ret, err))
		return false;
	db_bind_int(*ret, 1, low);
	db_bind_int(*ret, 2, high);
	return true;
}

/* The columns that both readers below ask for. */
#define ATTEMPT_COLUMNS                                                                            \
	"id, path, step, node, middleware, attempt, status, cached, started_at,"                   \
	" coalesce(duration_us, -1), inputs, output, effects, error, coalesce(wake_at, 0), "       \
	"checksum"

static void read_attempt(struct db_stmt *q, struct attempt_row *ret)
{
	*ret = (struct attempt_row){.seq = db_int(q, 0) & UINT32_MAX,
		.path = db_text(q, 1),
		.step = db_text(q, 2),
		.node = db_text(q, 3),
		.middleware = db_text(q, 4),
		.attempt = (int)db_int(q, 5),
		.status = db_text(q, 6),
		.cached = db_int(q, 7),
		.started_at = db_int(q, 8),
		.duration_us = db_int(q, 9),
		.inputs = db_text(q, 10),
		.output = db_text(q, 11),
		.effects = db_text(q, 12),
		.error = db_text(q, 13),
		.wake_at = db_int(q, 14)};
}

bool runs_each_attempt(
	struct store *s, int64_t no, attempts_visit *each, void *self, struct err *err)
{
	int64_t base = no * ((int64_t)1 << 32);
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = each_row(s,
		"SELECT " ATTEMPT_COLUMNS " FROM attempt WHERE id BETWEEN ? AND ? ORDER BY id",
		base, base + UINT32_MAX, &q, err);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct attempt_row r;

		read_attempt(q, &r);
		if (checksum(db_int(q, 0), &r) != db_int(q, 15))
			ok = err_set(
				err, ERR_WORK, "the record of the step '%s' is damaged", r.path);
		else
			ok = each(self, &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool runs_each_damaged(
	struct store *s, damaged_visit *each, void *self, int64_t *ret_checked, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	*ret_checked = 0;
	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT " ATTEMPT_COLUMNS ", (SELECT run.id FROM run WHERE no = attempt.id >> 32)"
		" FROM attempt ORDER BY attempt.id",
		&q, err);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct attempt_row r;

		read_attempt(q, &r);
		++*ret_checked;
		if (!db_text(q, 16) || checksum(db_int(q, 0), &r) != db_int(q, 15))
			ok = each(self, db_text(q, 16), &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool runs_each_log(
	struct store *s, int64_t no, int64_t after, logs_visit *each, void *self, struct err *err)
{
	int64_t base = no * ((int64_t)1 << 32);
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = each_row(s,
		"SELECT id, at, path, level, message, attrs FROM log WHERE id BETWEEN ? AND ?"
		" ORDER BY id",
		base + after + 1, base + UINT32_MAX, &q, err);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct log_row r = {.seq = db_int(q, 0) - base,
			.at = db_int(q, 1),
			.path = db_text(q, 2),
			.level = db_text(q, 3),
			.message = db_text(q, 4),
			.attrs = db_text(q, 5)};

		ok = each(self, &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool runs_count_steps(struct store *s, int64_t no, int64_t *ret, struct err *err)
{
	int64_t base = no * ((int64_t)1 << 32);
	struct db_stmt *q;
	bool row, ok;

	if (!db_prepare(store_db(s),
		    "SELECT count(DISTINCT path) FROM attempt WHERE id >= ? AND id < ?"
		    " AND duration_us >= 0 AND node <> 'branch'",
		    &q, err))
		return false;
	db_bind_int(q, 1, base);
	db_bind_int(q, 2, base + ((int64_t)1 << 32));
	ok = db_step(q, &row, err);
	if (ok)
		*ret = db_int(q, 0);
	db_finalize(q);
	return ok;
}
