#ifndef ENGINE_CALL_H
#define ENGINE_CALL_H

#include "core/base/trace.h"
#include "core/store/store.h"
#include "core/workflow/workflow.h"

#include <stdbool.h>

/* What a node sees of its run: its resolved inputs, checked against its
 * schema, and the services below. */
struct frame;
struct net_policy;
struct node_call {
	struct frame *frame;
	const struct step *step;
	const cJSON *inputs; /* an object */
	cJSON *publish;      /* {name: value}, applied when the step succeeds */
	cJSON *kv;           /* changes of the run's map, for the record */
};

/* Evaluates the step's code input. */
bool call_code(struct node_call *call, cJSON **ret, struct failure *failure);
/* Fills a template ("…${…}…") with `data` as the name data; `text` NULL: the
 * step's template input.  What is filled in is not scanned again. */
bool call_render(struct node_call *call, const char *text, const cJSON *data, struct str *out,
	struct failure *failure);
/* Sets a key of ctx.state, should the step succeed. */
void call_publish_take(struct node_call *call, const char *name, cJSON *value);
void call_log(struct node_call *call, const char *level, const char *message, const cJSON *attrs);
const cJSON *call_previous(const struct node_call *call); /* ctx.response.data; NULL: undefined */
const cJSON *call_request(const struct node_call *call);  /* ctx.request */
/* For those who are called: the run's trace, below the step's span (core/base/trace.h). */
void call_traceparent(const struct node_call *call, char out[TRACE_PARENT_MAX]);
/* Whether others are told of the trace: it came with the request, or is sent. */
bool call_is_traced(const struct node_call *call);
int call_attempt(const struct node_call *call); /* from 1 */
const char *call_run_id(const struct node_call *call);
const char *call_request_id(const struct node_call *call); /* ctx.id */
const char *call_workflow_path(const struct node_call *call); /* the document's file */
const char *call_workflow_name(const struct node_call *call);
const char *call_step_path(const struct node_call *call); /* "deploy[3]/build": stable over resumes */
/* Variables over the process's own, by name; or NULL. */
const cJSON *call_env(const struct node_call *call);
/* The step's idempotency key as text, the caller's; NULL when it has none. */
char *call_idempotency_key(struct node_call *call);
/* Which addresses requests may reach (core/net/policy.h); NULL: what is built in. */
const struct net_policy *call_policy(const struct node_call *call);
/* What the step's program may touch, in the arena; `also`: a path that it may read
 * in any case, or NULL.  NULL: as the user. */
const struct sandbox *call_sandbox(const struct node_call *call, struct arena *a,
	const char *also);
struct store *call_store(struct node_call *call); /* NULL: nothing is recorded */
/* What calls of models go through, opened when it is first needed; ERR_REFUSED
 * where none can be made. */
struct ai;
struct ai *call_ai(struct node_call *call, struct err *err);
/* What the configuration knows by this name, or the name itself as it is. */
struct run_database;
bool call_database(struct node_call *call, const char *name, struct run_database *ret,
	struct err *err);
/* Pico-dollars for all calls of the run: the smaller of the document's `budget`
 * and the command's; -1: no limit. */
int64_t call_budget(const struct node_call *call);

/* Names of variables that hold a secret: a child gets them only when its step
 * says so.  An array, or NULL. */
const cJSON *call_secret_env(const struct node_call *call);
/* What a node keeps in the store itself goes through these. */
void call_redact(const struct node_call *call, struct str *text);
void call_restore(const struct node_call *call, struct str *text);

/* For what takes time: when to give up, and whether to. */
int64_t call_deadline_us(const struct node_call *call); /* monotonic; 0: none */
/* Becomes readable when call_may_go_on() should be asked at once; -1: none. */
int call_wake_fd(const struct node_call *call);
bool call_may_go_on(struct node_call *call, struct failure *failure);
/* The same as a callback with one pointer, for what takes bool (*)(void *). */
struct call_watch {
	struct node_call *call;
	struct failure *failure;
};
bool call_watch_may_go_on(void *self);
bool call_sleep_ms(struct node_call *call, int64_t ms, struct failure *failure);

/* The key-value map of the run (in-memory-kv). */
cJSON *call_kv_get(struct node_call *call, const char *key); /* a copy, or NULL */
void call_kv_set_take(struct node_call *call, const char *key, cJSON *value);
bool call_kv_delete(struct node_call *call, const char *key);
cJSON *call_kv_list(struct node_call *call, const char *prefix); /* [{key, value}], by key */
int64_t call_kv_clear(struct node_call *call);

#endif
