#ifndef ENGINE_JOURNAL_H
#define ENGINE_JOURNAL_H

#include "core/base/redact.h"
#include "core/store/runs.h"
#include "core/workflow/workflow.h"

#include <pthread.h>

/* What a run writes down, and when it is committed (design.md 3):
 *  - the intent of a step that acts on the world before it starts,
 *  - its result at once, or together with the next intent,
 *  - results of pure steps with the next commit, after 100 ms or 1,000 rows
 *    at the latest, and at the end.
 * Any thread may write; whoever commits, commits what all have queued. */
struct journal;

/* `redactor` may be NULL; with one, texts are stored with marks in place of
 * secrets, and the secrets are put back when records are read. */
struct journal *journal_open(struct store *store, const struct run_new *run,
	const struct workflow *wf, const struct redactor *redactor);
void journal_free(struct journal *j); /* accepts NULL */

/* What an earlier process, or the run that is replayed, recorded of a step:
 * its last attempt. */
enum recorded_status {
	RECORDED_RUNNING, /* an intent without a result, or a container that was open */
	RECORDED_COMPLETED,
	RECORDED_FAILED,
	RECORDED_SKIPPED,
	RECORDED_WAITING,
};
struct recorded {
	enum recorded_status status;
	int64_t seq;
	int attempt;
	bool cached;
	bool own; /* of this run, not of the one that is replayed */
	int64_t started_ms, duration_us, wake_at;
	const char *inputs, *output, *effects, *error; /* JSON, or NULL */
};
/* Goes on with a run that is in the store: its row exists, its records are
 * found by journal_recorded() from now on. */
bool journal_reopen(struct journal *j, int64_t run_no, struct err *err);
/* A run that is over is only looked at: nothing is written any more. */
void journal_close_for_writing(struct journal *j);
/* Commits now: the run is this process's from here on. */
bool journal_commit(struct journal *j, struct err *err);
/* Takes over records of another run, those that `keep` says. */
typedef bool journal_keep(void *self, const char *path);
bool journal_adopt(struct journal *j, int64_t run_no, journal_keep *keep, void *self,
	struct err *err);
/* NULL when nothing is recorded of the step. */
const struct recorded *journal_recorded(const struct journal *j, const char *path);

int64_t journal_next_seq(struct journal *j);

/* Queues a row. */
enum journal_when {
	JOURNAL_SOON, /* with the next commit */
	JOURNAL_NOW,  /* it is committed before this returns */
};
bool journal_attempt(struct journal *j, const struct attempt_row *row, enum journal_when when,
	struct err *err);
bool journal_log(struct journal *j, struct log_row row, struct err *err);
bool journal_document(struct journal *j, const struct workflow *wf, const char *name, struct err *err);
/* A run that is to come, with this one as its parent: known with the next
 * commit.  Where its id is known already, nothing is added. */
bool journal_child(struct journal *j, const struct workflow *wf, const char *run_id,
	const char *request, struct err *err);
/* Commits what is queued if something in it must not wait: the result of a
 * step that acted on the world. */
bool journal_settle(struct journal *j, struct err *err);
/* An acted step's result is queued: the next settle or intent commits it. */
void journal_mark_acted(struct journal *j);
/* The run's last row and everything before it. */
bool journal_end(struct journal *j, const struct run_end *end, struct err *err);

#endif
