#ifndef ENGINE_FRAME_H
#define ENGINE_FRAME_H

#include "core/base/map.h"
#include "core/data/layers.h"
#include "core/data/schema.h"
#include "core/engine/journal.h"
#include "core/engine/run.h"

#include <pthread.h>

/* What core/engine shares among its files; nodes see call.h. */

/* A sub-workflow that was started with wait: false and runs afterwards. */
struct detached {
	const struct workflow *workflow;
	cJSON *request;
	char id[RUN_ID_MAX];
};

/* One run, shared by its threads. */
struct run {
	const struct run_options *options;
	const struct workflow *workflow;
	char id[RUN_ID_MAX];
	struct journal *journal; /* NULL: nothing is recorded */
	pthread_mutex_t mutex;   /* sinks, caches, the fatal error */
	int64_t started_us;
	struct err fatal;        /* the store failed: nothing more may happen */
	atomic_bool failed_hard;
	bool locked;             /* the run's lock is ours */
	bool over;               /* a completed run that is only shown again: nothing is run */
	struct map documents;    /* path -> struct workflow: what is noted with the run */
	cJSON *env, *allowed_env; /* process.env and ctx.env, made on first use */
	struct node_schemas schemas;
	struct map kv;           /* in-memory-kv: key -> cJSON with that key */
	cJSON *kv_values;
	VEC(cJSON *) kv_removed;
	pthread_cond_t slot_free; /* --jobs */
	unsigned running;
	atomic_uint threads;
	int64_t wake_at;         /* the earliest, when waits ended the run */
	VEC(struct detached) detached;
};

/* What ctx.response is: the last step's output in its envelope.  `data` is
 * borrowed from the state, or owned here when the state does not have it. */
struct response {
	const cJSON *data; /* NULL: undefined */
	cJSON *owned;
};

/* The bindings that expressions see, kept in step with the frame. */
struct scope {
	struct expr_bind globals[5];
	struct expr_bind ctx[14];
	struct expr_bind response[6];
	struct expr_scope expr;
};

enum { ORDER_MAX = 2 * (WORKFLOW_MAX_NESTING + 2) * 11 };

/* Where a thread stands: one for the document, one more for each middleware,
 * sub-workflow and forEach item. */
struct frame {
	struct run *run;
	const struct workflow *workflow;
	struct layers *state;
	struct response *response;
	const cJSON *request;
	const cJSON *error;     /* ctx.error */
	const char *middleware; /* its name, or NULL */
	int depth;              /* of sub-workflows */
	int64_t deadline_us;    /* monotonic; 0: none */
	const char *deadline_step;
	int64_t deadline_ms;    /* as the document says, for the message */
	struct str path;        /* of the block that runs, ends with '/' or is empty */
	uint32_t order[ORDER_MAX];
	size_t order_len;
	uint32_t iteration;     /* of the block that runs */
	int attempt;            /* of the step that runs */
	const char *idempotency_key; /* of the step that runs, or NULL */
	/* In a further attempt of a sub-workflow what an earlier one has recorded
	 * below its path does not count: rows before this one, and, once it was
	 * tried again, those of the run that is replayed. */
	int64_t since;
	bool retried;
	/* All of this is over and recorded: it is walked through to be shown, and
	 * what has no record was not reached. */
	bool only_shows;
	/* The list is known to have failed before: failures are replayed, and
	 * what was not reached then is not reached now. */
	bool replays_failure;
	const atomic_bool *broken; /* a neighbour in a parallel forEach has failed; or NULL */
	struct arena *scratch;  /* for one evaluation at a time */
	struct scope scope;
};

enum flow {
	FLOW_NEXT,
	FLOW_STOP,   /* a step with stop: true was met */
	FLOW_FAILED, /* the failure says why */
};

/* frame.c */
void frame_init(struct frame *f, struct run *run, const struct workflow *wf);
void frame_inherit(struct frame *f, const struct frame *parent);
void frame_release(struct frame *f);
size_t frame_enter(struct frame *f, const char *name); /* path + name; gives the mark to leave to */
void frame_leave(struct frame *f, size_t mark);
void response_set_take(struct response *r, cJSON *data);
void response_borrow(struct response *r, const cJSON *data);
cJSON *response_copy(const struct response *r); /* NULL for undefined */
void response_release(struct response *r);
cJSON *response_envelope(const struct response *r); /* {steps, data, error, success, contentType} */
/* Writes a key of the state; ctx.response survives what it replaces. */
void frame_store_take(struct frame *f, const char *key, cJSON *value);
/* False, with the failure, when the run was cancelled or a deadline passed. */
bool frame_may_go_on(struct frame *f, struct failure *failure);
/* What is recorded of the step at the path, as far as it counts here; or NULL. */
const struct recorded *frame_recorded(const struct frame *f);
/* Narrows the deadline; what it was is kept in *ret_before. */
struct deadline {
	int64_t us, ms;
	const char *step;
};
struct deadline frame_set_deadline(struct frame *f, const struct step *step);
void frame_restore_deadline(struct frame *f, struct deadline before);

/* scope.c */
const struct expr_scope *scope_of(struct frame *f);

/* resolve.c: expressions of a step become data, once. */
bool resolve(struct frame *f, const struct binding *b, cJSON **ret, struct failure *failure);
bool resolve_truth(struct frame *f, const struct code *code, bool *ret, struct failure *failure);
bool resolve_code(struct frame *f, const struct code *code, cJSON **ret, struct failure *failure);
void resolve_string(const cJSON *value, struct str *out); /* String(value) */

/* step.c */
enum flow run_block(struct frame *f, const struct block *block, struct failure *failure);

/* An execution of a step that is being recorded. */
struct progress {
	const struct step *step;
	int64_t seq, started_ms, started_us;
	int attempt;
	int base;    /* attempts of an earlier process that do not count */
	char *key;   /* the idempotency key as text, resolved once; or NULL */
	bool acts;
	size_t mark; /* of the path */
	const struct recorded *recorded; /* or NULL */
};

/* How it ended. */
struct ending {
	enum step_status status;
	const cJSON *inputs, *output, *effects;
	const struct failure *failure;
	bool cached;
	int64_t wake_at;
};

/* record.c: journal rows and events of one step. */
bool record_begin(struct frame *f, struct progress *p, const struct step *step,
	struct failure *failure);
bool record_intent(struct frame *f, struct progress *p, const cJSON *inputs,
	struct failure *failure);
/* A container's decision (its list, its arm, its round) as inputs, or an error
 * it has caught as effects {caught}: known with the next commit, and taken
 * from there on resume. */
bool record_decision(struct frame *f, struct progress *p, const cJSON *inputs,
	const cJSON *effects, struct failure *failure);
/* What a container decided before; the caller's, NULL when nothing. */
cJSON *recorded_inputs(const struct progress *p);
/* Ends a step with its recorded result, when there is one. */
enum replay {
	REPLAY_NONE, /* the step has to be run */
	REPLAY_DONE,
	REPLAY_FAILED,
};
enum replay record_replay(struct frame *f, struct progress *p, cJSON **ret_output,
	struct ending *end, struct failure *failure);
/* Completed, or skipped. */
bool recorded_is_done(const struct recorded *rec);
bool record_end(struct frame *f, struct progress *p, const struct ending *end,
	struct failure *failure);
/* A step that the run leaves as it is recorded: it goes on there. */
/* Since the wait began, in whatever process; 0 where the clock was set back. */
int64_t record_waited_us(const struct progress *p);
void record_leave_open(struct frame *f, struct progress *p, const struct failure *failure);
cJSON *recorded_json(const char *text); /* NULL for NULL */
/* Commits results of steps that acted: before the thread sleeps or ends. */
bool record_settle(struct frame *f, struct failure *failure);
void record_next_attempt(struct frame *f, struct progress *p);
void record_attempt_failed(struct frame *f, struct progress *p, const struct ending *end,
	int64_t delay_ms);
void record_log(struct frame *f, const char *level, const char *message, const cJSON *attrs);
void run_emit(struct run *run, struct run_event *event);
bool run_fatal(struct run *run, const struct err *err, struct failure *failure);

/* The kinds: each runs one step, between record_begin() and record_end(). */
bool attempt_step(struct frame *f, struct progress *p, cJSON **ret_output, struct ending *end,
	struct failure *failure);                                       /* attempt.c */
/* One attempt of a node: `inputs` are borrowed, the rest is the caller's. */
struct attempt {
	const cJSON *inputs;
	cJSON *output, *effects;
};
bool run_node(struct frame *f, const struct step *step, struct attempt *a,
	struct failure *failure);                                       /* call.c */
enum flow run_branch(struct frame *f, const struct step *step, struct failure *failure);
bool run_switch(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure);
bool run_loop(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure);
bool run_try(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure);
bool run_foreach(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure);
/* inputs: {workflow, inputs}, as subworkflow_inputs() gives them. */
bool run_subworkflow(struct frame *f, const struct step *step, const cJSON *inputs, cJSON **ret,
	struct failure *failure);
/* Shows the steps of one that is recorded as done. */
void show_subworkflow(struct frame *f, const struct progress *p);
bool subworkflow_inputs(struct frame *f, const struct step *step, cJSON **ret,
	struct failure *failure);
bool run_wait(struct frame *f, struct progress *p, cJSON **ret, struct failure *failure);
/* BLOK_GLOBAL_MIDDLEWARE, then the workflow's chain, then the trigger's: an
 * array of names, the caller's. */
cJSON *middleware_chain(const struct workflow *wf);
bool run_middleware(struct frame *f, const cJSON *chain, bool *ret_stop, struct failure *failure);
/* Applies {publish: {…}} of a node. */
void apply_effects(struct frame *f, const cJSON *effects);
/* Of one that is not run again: the run's map, which it had set itself, too. */
void restore_effects(struct frame *f, const cJSON *effects);

/* What expressions see around a request: ids, and ctx.error's first value. */
cJSON *request_wrap(const struct workflow *wf, const char *id, const cJSON *request);
/* run.c: the document is in the store with the run. */
bool run_note_document(struct run *run, const struct workflow *wf, struct err *err);
/* False when a step of it requires a sandbox that cannot be had. */
bool sandbox_allows(const struct run *run, const struct workflow *wf,
	struct failure *failure); /* gate.c */
/* Past the input's schema and the gate; a run that goes on is this process's
 * from then on.  *ret_slot: a place has to be given back. */
bool run_enter(struct frame *f, bool *ret_slot, struct failure *failure); /* gate.c */
bool run_children(struct run *run, struct err *err); /* children.c: the detached ones */
/* A key as the store may have it: one that holds a secret by its hash.  Malloc'd. */
char *run_stored_key(const struct run *run, const char *key); /* attempt.c */

void kv_restore(struct run *run, const cJSON *changes); /* kv.c */

/* Sleeps until a monotonic time; false when cancelled or past a deadline. */
bool run_sleep_until(struct frame *f, int64_t until_us, struct failure *failure);

/* respond.c: the run's response from its last output or its failure. */
cJSON *response_of_output(const cJSON *data);
cJSON *response_of_failure(const struct failure *failure);

#endif
