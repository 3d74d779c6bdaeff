#ifndef STORE_RUNS_H
#define STORE_RUNS_H

#include "core/store/store.h"

/* Rows of the tables run, run_document, attempt and log. */

/* What is written down when a run begins.  Borrowed texts. */
struct run_new {
	const char *id, *workflow, *version, *file;
	const char *document_hash;
	const char *request; /* JSON */
	const char *parent, *replay_of; /* or NULL */
	const char *status;             /* NULL: running */
	int64_t started_at;
};

struct run_end {
	const char *status;
	const char *response, *error; /* JSON, or NULL */
	int64_t ended_at, duration_ms, steps;
	int64_t wake_at; /* 0: none */
};

struct attempt_row {
	int64_t seq; /* counts within the run, from 0 */
	const char *path, *step, *node, *middleware;
	int attempt;
	const char *status;
	bool cached;
	int64_t started_at, duration_us; /* duration -1: has not ended */
	const char *inputs, *output, *effects, *error; /* JSON or NULL */
	int64_t wake_at; /* 0: none */
};

struct log_row {
	int64_t seq;
	int64_t at;
	const char *path, *level, *message, *attrs;
};

/* Inside a transaction. */
bool runs_add(struct store *s, const struct run_new *run, int64_t *ret_no, struct err *err);
bool runs_end(struct store *s, int64_t no, const struct run_end *end, struct err *err);
/* Steps that have ended, each once however often it was tried. */
bool runs_count_steps(struct store *s, int64_t no, int64_t *ret, struct err *err);
bool runs_has(struct store *s, const char *id, bool *ret, struct err *err);
/* The run is on again, in this process. */
bool runs_reopen(struct store *s, int64_t no, struct err *err);
bool runs_add_document(struct store *s, int64_t no, const char *name, const char *path,
	const char *hash, struct err *err);

/* Statements of one transaction over many rows. */
struct runs_writer {
	struct store *store;
	int64_t no;
	struct db_stmt *attempt, *log;
};
void runs_writer_init(struct runs_writer *w, struct store *s, int64_t no);
void runs_writer_release(struct runs_writer *w);
/* Adds the row, or replaces the one with its seq: begun, then ended. */
bool runs_write_attempt(struct runs_writer *w, const struct attempt_row *row, struct err *err);
bool runs_write_log(struct runs_writer *w, const struct log_row *row, struct err *err);

/* What is read back.  Texts live in the arena. */
struct run_row {
	int64_t no;
	const char *id, *workflow, *version, *file, *document, *request, *status;
	const char *response, *error, *parent, *replay_of;
	int64_t started_at, ended_at, duration_ms, steps, wake_at, pid;
};

/* "last", an id, or the beginning of one that only one run has (with or
 * without "run_").  ERR_WORK when there is none, ERR_USAGE when several. */
bool runs_find(struct store *s, struct arena *a, const char *name, struct run_row *ret,
	struct err *err);

/* By its number; *ret_found false: there is none. */
bool runs_at(struct store *s, struct arena *a, int64_t no, struct run_row *ret, bool *ret_found,
	struct err *err);

/* Whether there is a run of this id. */
bool runs_have(struct store *s, const char *id, bool *ret, struct err *err);

struct runs_filter {
	const char *status, *workflow, *parent; /* or NULL */
	int64_t since;                 /* started at or after; 0: all */
	int64_t limit;                 /* 0: all */
};
typedef bool runs_visit(void *self, const struct run_row *row, struct err *err);
/* Newest first.  The row lives until the next call. */
bool runs_each(struct store *s, const struct runs_filter *filter, runs_visit *each, void *self,
	struct err *err);
/* A row that is visited lasts until the visit returns; this copies its texts
 * into the arena. */
void runs_keep(struct arena *a, struct run_row *row);

/* Sets the status of a run that nobody is at: cancelled. */
bool runs_set_status(struct store *s, int64_t no, const char *status, int64_t ended_at,
	struct err *err);

/* The documents a run has used. */
typedef bool documents_visit(void *self, const char *name, const char *path, const char *text,
	size_t len, struct err *err);
bool runs_each_document(struct store *s, int64_t no, documents_visit *each, void *self,
	struct err *err);

typedef bool attempts_visit(void *self, const struct attempt_row *row, struct err *err);
bool runs_each_attempt(struct store *s, int64_t no, attempts_visit *each, void *self,
	struct err *err);
typedef bool logs_visit(void *self, const struct log_row *row, struct err *err);
/* From `after` (a seq, -1 for all) on. */
bool runs_each_log(struct store *s, int64_t no, int64_t after, logs_visit *each, void *self,
	struct err *err);

/* Removes runs that have ended: those older than `before` (0: any age) beyond
 * the newest `keep` (-1: none are spared), blobs nobody uses any more, and kept
 * values and results that have expired. */
bool runs_prune(struct store *s, int64_t before, int64_t keep, int64_t *ret_count, struct err *err);

#endif
