#ifndef WORKFLOW_FAILURE_H
#define WORKFLOW_FAILURE_H

#include "core/data/json.h"

#include <stdbool.h>

enum failure_kind {
	FAILURE_ERROR,     /* a node, an expression or the engine said no */
	FAILURE_TIMEOUT,   /* maxDuration, a node's own timeout */
	FAILURE_CANCELLED, /* a signal or `cancel`; catch and finally do not see it */
	FAILURE_WAITING,   /* no failure: the run stops here and goes on later */
	FAILURE_MISSING,   /* a node that this program cannot run was reached */
	FAILURE_PAUSED,    /* no failure: somebody has to decide (onCrash: ask) */
	FAILURE_ABANDONED, /* not reached: a neighbour in a parallel forEach had failed */
	FAILURE_REFUSED,   /* a sandbox is demanded and not to be had */
	FAILURE_EXPIRED,   /* --timeout: like a signal, it ends the run where it stands */
};

/* Why a step failed.  Strings are owned. */
struct failure {
	enum failure_kind kind;
	char *name;     /* the error's JavaScript name: "Error", "TypeError" */
	char *message;
	int code;       /* HTTP status; 500 unless the error brought one */
	cJSON *body;    /* the response body the error brought, or NULL */
	bool permanent; /* trying again is of no use: the node said so */
	bool engine;    /* not the node's own error: the response names the step */
	char *step_id;  /* the innermost step that failed */
	char *outer_id; /* the outermost one that is no branch */
	char *path;     /* the exact one */
	char *label;    /* "[step 3/7] id (type)" of the innermost */
	char *hint;     /* for the terminal, or NULL */
};

/* Each returns false. */
bool failure_set(struct failure *f, const char *name, int code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
bool failure_hint(struct failure *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
void failure_release(struct failure *f);
/* Inputs that are not as they should be: 400 with {validation_errors: [{path,
 * message, code}]}, as Blok answers; `text` says it in words. */
void failure_add_invalid(cJSON *list, const char *path, const char *message, const char *code);
bool failure_invalid_take(struct failure *f, cJSON *list, const char *text);

/* All of it, for the journal: what --json shows of an error and what resuming
 * needs besides. */
cJSON *failure_to_json(const struct failure *f);
void failure_from_json(struct failure *f, const cJSON *json);

#endif
