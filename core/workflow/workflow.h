#ifndef WORKFLOW_WORKFLOW_H
#define WORKFLOW_WORKFLOW_H

#include "core/base/sha256.h"
#include "core/workflow/binding.h"
#include "core/workflow/node.h"

#include <stdint.h>

/* A loaded document: v1 and v2 end in this one model (blok-format.md 1). */

enum step_kind {
	STEP_NODE,
	STEP_BRANCH, /* also v1's if-else: the first arm whose condition holds */
	STEP_FOREACH,
	STEP_LOOP,
	STEP_SWITCH,
	STEP_TRY,
	STEP_WAIT,
	STEP_SUBWORKFLOW,
};

/* What becomes of a step that had begun when its process died. */
enum on_crash { ON_CRASH_RERUN, ON_CRASH_FAIL, ON_CRASH_ASK };

struct step;

struct block {
	struct step **at;
	size_t len;
};

/* One arm of a branch or a switch. */
struct arm {
	const struct code *when;     /* branch: NULL holds always */
	const struct binding *match; /* switch: NULL is the default */
	struct block steps;
};

struct retry {
	unsigned max_attempts; /* 0: no retry block */
	int64_t min_ms, max_ms;
	double factor, jitter;
	const cJSON *non_retryable; /* array of error names, or NULL */
};

struct step {
	enum step_kind kind;
	const char *id;
	const char *use;  /* as the document names the node; the kind's name for the others */
	const char *type; /* "module", "runtime.python3"; the kind's name for the others */
	const cJSON *at;
	size_t number, of; /* "step 3/7" */

	bool inactive;
	bool stop;
	const char *as; /* NULL: the id */
	bool spread, ephemeral;
	bool keeps_response; /* v1's set_var: true */

	const struct node_kind *node;  /* STEP_NODE; NULL when only a mock can serve */
	const cJSON *mock;             /* what is given instead of running it, or NULL */
	const struct binding *inputs;  /* never NULL for STEP_NODE; NULL: a sub-workflow gets {} */
	const struct code *code;       /* the node's code_input, or NULL */
	const struct binding *text;    /* the node's template_input, or NULL */
	const struct binding *idempotency_key;
	int64_t idempotency_ttl_ms;
	struct retry retry;
	int64_t max_duration_ms; /* 0: none */
	enum on_crash on_crash;

	struct arm *arms; /* STEP_BRANCH, STEP_SWITCH */
	size_t arms_len;
	const struct binding *subject; /* forEach.in, switch.on, wait.for|until, the sub-workflow's name */
	const struct code *condition;  /* loop.while */
	struct block body, handler, cleanup; /* do or try; catch; finally */
	const char *item;              /* forEach.as */
	bool parallel;
	unsigned concurrency;
	uint64_t max_iterations;
	bool until;                    /* wait.until */
	bool detached;                 /* sub-workflow with wait: false */
	const cJSON *allow_list;       /* array, or NULL */
	const cJSON *sandbox; /* of its program, as core/data/sandbox_policy.h has it; or NULL */
};

/* Trigger-level gates of the http and worker triggers. */
struct gate {
	const struct binding *key; /* NULL: none */
	unsigned limit;
	int64_t lease_ms;
	bool queue;                /* onLimit: queue, else refuse */
	int64_t queue_timeout_ms;  /* 0: none */
};

#define WORKFLOW_MAX_STEPS 10000 /* reliability.md H1 */
#define WORKFLOW_MAX_NESTING 32  /* blocks in blocks: the engine recurses */

struct workflow {
	struct arena arena;
	struct document document;
	const char *name; /* the file's stem when the document has none */
	const char *version;
	const char *description;
	bool is_middleware;
	const cJSON *middleware;         /* array of names, or NULL */
	const cJSON *trigger;            /* object, or NULL */
	const cJSON *trigger_middleware; /* of the http trigger, or NULL */
	const char *method;              /* of the first http trigger, or NULL */
	const cJSON *input;              /* JSON Schema of the request body, or NULL */
	struct gate gate;
	int64_t budget; /* pico-dollars for the calls of models in a run; -1: no limit */
	struct block steps;
	size_t step_count; /* nested ones included */
	bool is_v1;
	struct compiler compiler;       /* what the checks look at */
	VEC(cJSON *) owned;             /* values that stand in for what is absent */
};

/* Loads a file.  Findings go to `diags`; the result is NULL when there were
 * errors among them or when the file could not be read (then err is set,
 * otherwise err->kind stays ERR_NONE). */
struct workflow *workflow_load(const char *path, const struct node_set *nodes,
	struct diags *diags, struct err *err);
/* The same from text; `path` decides the format and stands in findings. */
struct workflow *workflow_load_text(const char *path, const char *text, size_t len,
	const struct node_set *nodes, struct diags *diags);
void workflow_free(struct workflow *wf);

/* SHA-256 of the document's text, in hex: under which it is kept in the store. */
#define WORKFLOW_HASH_MAX (SHA256_SIZE * 2 + 1)
void workflow_hash(const struct workflow *wf, char out[WORKFLOW_HASH_MAX]);

/* Calls `each` for every step, containers before their children. */
typedef void workflow_visit(void *self, const struct step *step, int depth);
void workflow_each_step(const struct block *block, workflow_visit *each, void *self);

const char *step_kind_name(enum step_kind kind);

#endif
