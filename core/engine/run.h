#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "core/engine/event.h"
#include "core/store/runs.h"
#include "core/workflow/registry.h"

#include <stdatomic.h>

struct ai;
struct net_policy;

/* What a step means by the name of a database. */
struct run_database {
	const char *spec;     /* for source_open(); as long as the run */
	const char *glossary; /* path of what its words mean, or NULL */
};

struct run_options {
	struct store *store; /* NULL: nothing is recorded */
	struct registry *registry;
	const struct run_sink *sinks;
	size_t sinks_len;
	const cJSON *env;       /* variables over the process's own, or NULL */
	const cJSON *secrets;   /* {NAME: value} for ctx.secrets, or NULL */
	const cJSON *secret_env; /* names of variables that children do not get, or NULL */
	const struct redactor *redactor; /* for what is recorded, or NULL */
	/* Opens what calls of models need when the first one is made; NULL: no call
	 * can be made. */
	struct ai *(*open_ai)(void *self, struct err *err);
	void *ai_self;
	/* Finds databases by the configuration's names; NULL: each is a path or URL.
	 * Called under the run's mutex. */
	bool (*find_database)(
		void *self, const char *name, struct run_database *ret, struct err *err);
	void *database_self;
	const int64_t *budget;  /* pico-dollars for all of them together; NULL: no limit */
	const struct net_policy *policy; /* of requests, or NULL: what is built in */
	const cJSON *sandbox; /* the configuration's, for programs of steps; or NULL */
	const cJSON *request;   /* {method, headers, query, params, body, …} */
	const char *run_id;     /* of a detached sub-workflow, chosen before; else NULL */
	const char *parent;     /* the run that started it, or NULL */
	bool traces;            /* the run's trace is sent: requests carry it */
	bool no_wait;           /* a wait ends the run with status "waiting" */
	unsigned jobs;          /* steps running at once; 0: no cap */
	int64_t timeout_ms;     /* of the whole run; 0: none */
	const atomic_int *signal; /* set to a signal's number to stop the run */
	int signal_fd;          /* becomes readable when it is; -1: none */
	/* Going on with a run, or replaying one. */
	const struct run_row *resume; /* the run's own row: it goes on */
	const struct run_row *replay; /* another run's, whose results are taken over */
	/* Which of them are kept; NULL: none. */
	bool (*replay_keep)(void *self, const char *path);
	void *replay_self;
	enum on_crash_answer {
		CRASH_AS_STEP_SAYS,
		CRASH_RERUN,
		CRASH_SKIP,
		CRASH_FAIL,
	} on_crash;             /* what becomes of steps that had begun */
};

#define RUN_ID_MAX 32

struct run_result {
	char id[RUN_ID_MAX];
	const char *status; /* completed, failed, timedOut, cancelled, waiting, paused, throttled */
	cJSON *response;    /* {status, headers, content_type, body} */
	cJSON *state;
	struct failure failure; /* when not completed */
	int64_t duration_ms;
	int64_t wake_at;        /* of a waiting run */
	bool recorded;
};
void run_result_release(struct run_result *r);

/* Runs a workflow to its end.  False only when the engine itself could not go
 * on (the store failed); a run that failed is a result.  The result is to be
 * released in any case. */
bool run_execute(const struct workflow *wf, const struct run_options *options,
	struct run_result *ret, struct err *err);

/* The trigger's request with everything in place: method, lower-case header
 * names, empty objects, rawBody.  Takes over `request` (NULL: empty). */
cJSON *run_request(const struct workflow *wf, cJSON *request);

/* JSON of a run's row (its request, its response), with its secrets again. */
bool run_stored_json(const char *text, const struct redactor *redactor, cJSON **ret,
	struct err *err);

/* {message, name, code, step_id, path} as --json and the store have it. */
cJSON *run_error_json(const struct failure *f);

#endif
