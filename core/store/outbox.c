#include "core/store/outbox.h"

/* More runs than this wait for nobody: the oldest are given up. */
#define OUTBOX_MAX "1000"
/* The row that holds until when there is a pause. */
#define PAUSE_ROW "0"

/* Both numbers have to stand in the statement. */
static bool execute(
	struct store *s, const char *sql, int64_t first, int64_t second, struct err *err)
{
	struct db_stmt *q = NULL;
	bool ok = db_prepare(store_db(s), sql, &q, err);

	if (ok) {
		db_bind_int(q, 1, first);
		db_bind_int(q, 2, second);
		ok = db_run(q, err);
	}
	db_finalize(q);
	return ok;
}

static bool change(struct store *s, const char *sql, int64_t first, int64_t second, struct err *err)
{
	return store_begin(s, err) && store_end(s, execute(s, sql, first, second, err), err);
}

static bool read_int(struct store *s, const char *sql, int64_t *ret, struct err *err)
{
	bool ok;

	store_lock(s);
	ok = db_query_int(store_db(s), sql, ret, err);
	store_unlock(s);
	return ok;
}

bool outbox_add(struct store *s, int64_t run, struct err *err)
{
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = execute(s,
		     "INSERT INTO outbox (run, sent, waits) VALUES (?1, ?2, 1)"
		     " ON CONFLICT (run) DO UPDATE SET waits = 1",
		     run, 0, err) &&
	     db_exec(store_db(s),
		     "UPDATE outbox SET waits = 0 WHERE waits = 1 AND run <="
		     " (SELECT run FROM outbox WHERE waits = 1"
		     " ORDER BY run DESC LIMIT 1 OFFSET " OUTBOX_MAX ")",
		     err);
	return store_end(s, ok, err);
}

bool outbox_done(struct store *s, int64_t run, int64_t sent, struct err *err)
{
	return change(s, "UPDATE outbox SET waits = 0, sent = ?2 WHERE run = ?1", run, sent, err);
}

bool outbox_next(
	struct store *s, struct outbox_row *rows, size_t len, size_t *ret_len, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	*ret_len = 0;
	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT run, sent FROM outbox WHERE waits = 1 AND run <> " PAUSE_ROW
		" ORDER BY run LIMIT ?1",
		&q, err);
	if (ok)
		db_bind_int(q, 1, (int64_t)len);
	while (ok && row) {
		ok = db_step(q, &row, err);
		if (ok && row)
			rows[(*ret_len)++] = (struct outbox_row){db_int(q, 0), db_int(q, 1)};
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool outbox_count(struct store *s, int64_t *ret, struct err *err)
{
	return read_int(
		s, "SELECT count(*) FROM outbox WHERE waits = 1 AND run <> " PAUSE_ROW, ret, err);
}

bool outbox_pause(struct store *s, int64_t until_ms, struct err *err)
{
	return change(s,
		"INSERT INTO outbox (run, sent, waits) VALUES (?1, ?2, 0)"
		" ON CONFLICT (run) DO UPDATE SET sent = ?2",
		0, until_ms, err);
}

bool outbox_paused_until(struct store *s, int64_t *ret, struct err *err)
{
	return read_int(
		s, "SELECT coalesce(max(sent), 0) FROM outbox WHERE run = " PAUSE_ROW, ret, err);
}

bool usage_spans(
	struct store *s, const char *run_id, usage_span_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT no, at, coalesce(duration_ms, 0), provider, model, task, status,"
		" step, error, input + cache_read + cache_write, output, coalesce(cost, 0), cached"
		" FROM ai_usage WHERE run = ?1 AND status <> 'reserved' ORDER BY no",
		&q, err);
	if (ok)
		db_bind_text(q, 1, run_id);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		const struct usage_span span = {.no = db_int(q, 0),
			.at = db_int(q, 1),
			.duration_ms = db_int(q, 2),
			.provider = db_text(q, 3),
			.model = db_text(q, 4),
			.task = db_text(q, 5),
			.status = db_text(q, 6),
			.step = db_text(q, 7),
			.error = db_text(q, 8),
			.input = db_int(q, 9),
			.output = db_int(q, 10),
			.cost = db_int(q, 11),
			.cached = db_int(q, 12)};

		ok = each(self, &span, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}
