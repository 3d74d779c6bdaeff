#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "core/store/store.h"

/* Runs whose traces others are to be told of. */

/* The run has more to tell. */
bool outbox_add(struct store *s, int64_t run, struct err *err);
/* `sent`: attempts before this one are told. */
bool outbox_done(struct store *s, int64_t run, int64_t sent, struct err *err);

struct outbox_row {
	int64_t run, sent;
};
/* The oldest that wait, at most `len` of them. */
bool outbox_next(
	struct store *s, struct outbox_row *rows, size_t len, size_t *ret_len, struct err *err);
bool outbox_count(struct store *s, int64_t *ret, struct err *err);

/* Nobody is to be told before this time (ms since 1970); 0: at any. */
bool outbox_pause(struct store *s, int64_t until_ms, struct err *err);
bool outbox_paused_until(struct store *s, int64_t *ret, struct err *err);

/* ---- what was asked of models in a run ---- */

struct usage_span {
	int64_t no, at, duration_ms;
	const char *provider, *model, *task, *status, *step, *error; /* step, error: or NULL */
	int64_t input, output, cost;
	bool cached;
};
typedef bool usage_span_visit(void *self, const struct usage_span *row, struct err *err);
/* The row lasts until the visit returns, which must not use the store. */
bool usage_spans(
	struct store *s, const char *run_id, usage_span_visit *each, void *self, struct err *err);

#endif
