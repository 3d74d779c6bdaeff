#ifndef NODE_RUNTIME_H
#define NODE_RUNTIME_H

#include "core/base/proc.h"
#include "core/base/sha256.h"
#include "core/base/vec.h"
#include "core/engine/call.h"
#include "core/node/text.h"

/* What the nodes that start programs share: shell, ./dir, and the runtimes. */

/* Of each stream, unless the step says otherwise; also of a worker's answer
 * (Blok's largest message). */
#define PROGRAM_MAX_OUTPUT ((size_t)16 * 1024 * 1024)

/* ---- runtime_env.c: a child's environment ---- */

/* Ours and the run's, with the step's ids and what `extra` adds (a null takes
 * a variable away).  Strings are owned; the list ends with NULL. */
struct program_env {
	VEC(char *) list;
};
bool program_env_init(struct program_env *env, struct node_call *call, const cJSON *extra,
	struct failure *failure);
/* A worker's: of no step in particular. */
bool program_env_init_worker(struct program_env *env, struct node_call *call,
	struct failure *failure);
void program_env_release(struct program_env *env);
/* BLOK_IDEMPOTENCY_KEY: the step's own key, else one made from run and path.
 * Malloc'd. */
char *program_idempotency_key(struct node_call *call);

/* A value as an argument: text as it is, null as nothing, anything else as
 * JSON.  Malloc'd. */
char *program_argument(const cJSON *value);

/* ---- runtime_watch.c: the log, and when to stop ---- */

struct program_watch {
	struct node_call *call;
	struct failure *failure;
	size_t lines; /* logged so far */
	struct proc_watch proc;
};
void program_watch_init(struct program_watch *w, struct node_call *call, struct failure *failure);
/* Runs to its end.  False with the failure when it could not be started, was
 * stopped, or wrote too much; `timeout_ms` (0: none) is the step's own. */
bool program_run(struct program_watch *w, const struct proc_spec *spec, int64_t timeout_ms,
	struct proc_result *ret);
/* Tells once in a process what of a sandbox was not to be had. */
void program_tell_lacks(struct node_call *call, unsigned lacks);
/* The failure of a program that did not start. */
bool program_not_started(const struct err *err, struct failure *failure);
/* "'what' ended with status 3: last line of its stderr". */
bool program_failed(const char *what, const struct proc_result *r, struct failure *failure);

/* A hint when what it was refused may have been its sandbox.  Always false. */
bool program_hint_sandbox(const struct sandbox *sandbox, const struct proc_result *r,
	struct failure *failure);

/* Runs a program that takes JSON and gives JSON: the inputs on its standard
 * input, the output on its standard output (nothing: undefined).  It fails by
 * its exit status, with a BlokError on standard output where it has one. */
bool program_exchange(struct node_call *call, const struct proc_spec *spec, const char *what,
	cJSON **ret, struct failure *failure);

/* ---- runtime_error.c ---- */

/* An error with BlokError's fields (blok-format.md 3.14): message, code,
 * category, name, http_status, retryable, description, remediation; `what`
 * names the node.  Always false. */
bool program_error(const cJSON *error, const char *what, struct failure *failure);

/* ---- runtime_find.c ---- */

struct runtime {
	const char *kind;      /* "python3" */
	const char *extension; /* ".py" */
	const char *worker;    /* below templates/; NULL: a process for each step */
	/* The interpreter's arguments before the worker's text, ended by NULL. */
	const char *argv[6];
};
const struct runtime *runtime_of(const char *type); /* "runtime.python3"; NULL: not ours */
/* The node's name without "runtime.x:". */
const char *runtime_node_name(const struct step *step);
/* The absolute path of nodes/KIND/NAME.EXT, from the workflow's folder upwards
 * to the project's (the one with .blok/; without a project the folder above
 * it is the last).  NULL when there is none, or the name is no name. */
char *runtime_find(struct arena *a, const struct runtime *runtime, const char *workflow_path,
	const char *name);

/* A node's file, and what its program may touch (NULL: as the user). */
struct runtime_program {
	const struct runtime *runtime;
	const char *path;
	const struct sandbox *sandbox;
};

/* ---- runtime_worker.c: processes that answer one call at a time ---- */

struct worker {
	struct proc proc;
	struct str answers, log; /* read, not yet used up */
	size_t logged;
	unsigned long id;        /* of the last call */
	/* Of the environment and the sandbox it was started with: for others it is of
	 * no use. */
	char env[SHA256_SIZE * 2 + 1];
};
bool worker_start(struct worker *w, const struct runtime_program *p, struct node_call *call,
	struct failure *failure);
/* False when it has ended in the meantime. */
bool worker_is_alive(const struct worker *w);
/* Sends a request (an object; its id is set here) and waits for the answer.
 * False with the failure when there was none: the worker is of no use then. */
bool worker_call(struct worker *w, cJSON *request, struct program_watch *watch, cJSON **ret_answer);
void worker_stop(struct worker *w);

/* ---- runtime_pool.c: the workers of the process, by kind ---- */

bool pool_take(const struct runtime_program *p, struct node_call *call, struct worker **ret,
	struct failure *failure);
void pool_give(const struct runtime *runtime, struct worker *w); /* for others */
void pool_drop(const struct runtime *runtime, struct worker *w); /* ends it */

#endif
