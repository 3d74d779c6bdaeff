#include "core/db/worker.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/vec.h"
#include "core/db/lite_gate.h"
#include "core/db/wire.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A request is the SQL, 100 kB, and its values. */
#define REQUEST_MAX_BYTES ((size_t)64 * 1024 * 1024)
/* Of SQLite in this process; sorting more than this goes through files. */
#define HEAP_MAX ((sqlite3_int64)192 * 1024 * 1024)
/* A sort of more than this is no question that anybody waits for. */
#define TEMPORARY_MAX ((rlim_t)1024 * 1024 * 1024)
/* Pages kept, in KiB: SQLite's own 2 MB make joins read again and again. */
#define CACHE_SQL "PRAGMA cache_size=-32768"
/* Rows leave in pieces of about this size: what a pipe holds. */
#define CHUNK_BYTES ((size_t)64 * 1024)
/* Instructions of SQLite between two looks at the clock: some 50 us. */
#define LOOK_OPS 1000

struct worker {
	int out;
	struct str rows; /* not yet written */
	const char *name, *path, *sql;
	size_t image_len;
	int64_t max_rows, deadline_us;
	VEC(struct source_value) params;
	struct lite *l;
	struct lite_gate *gate;
};

static void flush(struct worker *w)
{
	/* Nobody reads any more: there is nobody to tell, either. */
	if (!fs_write_fd(w->out, str_text(&w->rows), w->rows.len))
		_exit(1);
	str_clear(&w->rows);
}

static bool read_request(struct worker *w, const struct str *bytes)
{
	struct wire in = {.at = str_text(bytes), .end = str_text(bytes) + bytes->len};
	int64_t timeout_ms, count;

	w->name = wire_text(&in);
	w->path = wire_text(&in);
	w->image_len = (size_t)wire_int(&in);
	w->sql = wire_text(&in);
	w->max_rows = wire_int(&in);
	timeout_ms = wire_int(&in);
	w->deadline_us = timeout_ms > 0 ? clock_mono_us() + timeout_ms * 1000 : 0;
	for (count = wire_int(&in); count > 0 && !in.bad; count--)
		wire_value(&in, vec_add(&w->params));
	return !in.bad;
}

static int is_late(void *self)
{
	const struct worker *w = self;

	return w->deadline_us && clock_mono_us() >= w->deadline_us;
}

/* In this order: what is ours to ask, then the gate, then the strangers. */
static bool open_database(struct worker *w, struct err *err)
{
	bool ok = *w->path ? lite_open(w->path, &w->l, err)
			   : lite_open_image(w->name, WORKER_IMAGE_FD, w->image_len, &w->l, err);

	if (!ok)
		return false;
	sqlite3_exec(w->l->handle, CACHE_SQL, NULL, NULL, NULL);
	if (!lite_gate_close(w->l, &w->gate, err))
		return false;
	sqlite3_hard_heap_limit64(HEAP_MAX);
	sqlite3_progress_handler(w->l->handle, LOOK_OPS, is_late, w);
	return true;
}

static void put_names(struct worker *w, sqlite3_stmt *stmt)
{
	int count = sqlite3_column_count(stmt);

	str_add_char(&w->rows, WIRE_NAMES);
	wire_put_int(&w->rows, count);
	for (int i = 0; i < count; i++) {
		const char *name = sqlite3_column_name(stmt, i);

		wire_put_text(&w->rows, name ? name : "");
	}
}

static void put_row(struct worker *w, sqlite3_stmt *stmt)
{
	int count = sqlite3_column_count(stmt);

	str_add_char(&w->rows, WIRE_ROW);
	for (int i = 0; i < count; i++) {
		struct source_value value;

		lite_value(stmt, i, &value);
		wire_put_value(&w->rows, &value);
	}
	if (w->rows.len >= CHUNK_BYTES)
		flush(w);
}

static int put_rows(struct worker *w, sqlite3_stmt *stmt)
{
	int64_t rows = 0;
	int code;

	while ((code = sqlite3_step(stmt)) == SQLITE_ROW && rows++ < w->max_rows)
		put_row(w, stmt);
	return code;
}

/* A parameter without a value is NULL to SQLite: an answer to another question.  A query
 * may use fewer values than there are. */
static bool has_values(const struct worker *w, sqlite3_stmt *stmt, struct err *err)
{
	size_t wanted = (size_t)sqlite3_bind_parameter_count(stmt);

	if (wanted <= w->params.len)
		return true;
	err_set(err, ERR_INPUT, "the query has %zu parameter%s, and %zu value%s", wanted,
		wanted == 1 ? "" : "s", w->params.len, w->params.len == 1 ? "" : "s");
	return err_hint(err, "give a value for each ? in it, in their order");
}

static bool run(struct worker *w, enum wire_tag *ret_tag, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int code;

	if (!lite_gate_prepare(w->gate, w->sql, &stmt, err))
		return false;
	if (!has_values(w, stmt, err)) {
		sqlite3_finalize(stmt);
		return false;
	}
	put_names(w, stmt);
	code = lite_bind(stmt, w->params.at, w->params.len) ? put_rows(w, stmt)
							    : sqlite3_errcode(w->l->handle);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		lite_gate_fail(w->gate, code, err);
	sqlite3_finalize(stmt);
	*ret_tag = code == SQLITE_ROW ? WIRE_MORE : WIRE_END;
	return code == SQLITE_ROW || code == SQLITE_DONE;
}

static bool was_quiet(const struct worker *w, struct err *err)
{
	if (!lite_is_stale(w->l))
		return true;
	err_set(err, ERR_BUSY, "'%s' was written while it was read", w->name);
	return err_hint(err, "ask again");
}

/* What the parent's limits do not say. */
static void settle_down(void)
{
	const struct rlimit temporary = {TEMPORARY_MAX, TEMPORARY_MAX};
	const struct rlimit none = {0, 0};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* A file too large is an error to report, no reason to die. */
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &temporary);
	setrlimit(RLIMIT_CORE, &none);
}

int worker_run(int in, int out)
{
	struct worker w = {.out = out};
	struct str request = {0};
	struct err err = {0};
	enum wire_tag tag = WIRE_ERROR;
	bool ok;

	settle_down();
	ok = fs_read_fd(in, "the request", REQUEST_MAX_BYTES, &request, &err) &&
	     (read_request(&w, &request) || err_set(&err, ERR_WORK, "the request is cut short")) &&
	     open_database(&w, &err) && run(&w, &tag, &err) && was_quiet(&w, &err);
	str_add_char(&w.rows, (char)(ok ? tag : WIRE_ERROR));
	if (!ok) {
		wire_put_int(&w.rows, err.kind);
		wire_put_text(&w.rows, err.message);
		wire_put_text(&w.rows, err.hint);
	}
	flush(&w);
	lite_gate_open(w.l, w.gate);
	lite_close(w.l);
	vec_release(&w.params);
	str_release(&w.rows);
	str_release(&request);
	return 0;
}
