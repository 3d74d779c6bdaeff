#ifndef ENGINE_JOURNAL_H
#define ENGINE_JOURNAL_H

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

struct journal *journal_open(struct store *store, const struct run_new *run, const char *document,
	size_t document_len);
void journal_free(struct journal *j); /* accepts NULL */

int64_t journal_next_seq(struct journal *j);

/* Queues a row.  `durable`: it is committed before this returns. */
bool journal_attempt(struct journal *j, const struct attempt_row *row, bool durable, struct err *err);
bool journal_log(struct journal *j, struct log_row row, struct err *err);
bool journal_document(struct journal *j, const struct workflow *wf, const char *name, struct err *err);
/* Commits what is queued if something in it must not wait: the result of a
 * step that acted on the world. */
bool journal_settle(struct journal *j, struct err *err);
/* An acted step's result is queued: the next settle or intent commits it. */
void journal_mark_acted(struct journal *j);
/* The run's last row and everything before it. */
bool journal_end(struct journal *j, const struct run_end *end, struct err *err);
int64_t journal_count(const struct journal *j); /* rows of steps that have ended */

#endif
