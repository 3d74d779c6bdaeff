#ifndef WORKFLOW_LOAD_H
#define WORKFLOW_LOAD_H

#include "core/base/map.h"
#include "core/workflow/workflow.h"

/* What the files load*.c share while one document is being read. */
struct loader {
	struct workflow *wf;
	struct compiler *c; /* wf->compiler */
	const struct node_set *nodes;
	const cJSON *v1_nodes; /* the top-level "nodes", or NULL */
	struct map ids;        /* step id -> struct step */
	VEC(const struct step *) loops; /* for collisions of loop variables */
	int depth;
	/* Schemas of nodes, compiled once per document. */
	struct node_schemas schemas;
};

/* Typed access to a member.  Absent gives the fallback; a wrong type gives it
 * too, and a finding at the value. */
const char *load_text(struct loader *l, const cJSON *object, const char *key);
const cJSON *load_array(struct loader *l, const cJSON *object, const char *key);
const cJSON *load_object(struct loader *l, const cJSON *object, const char *key);
bool load_bool(struct loader *l, const cJSON *object, const char *key, bool fallback);
struct range {
	double min, max;
};
double load_number(struct loader *l, const cJSON *object, const char *key, double fallback,
	struct range range);
/* The same for what is counted: 1.5 is an error. */
double load_integer(struct loader *l, const cJSON *object, const char *key, double fallback,
	struct range range);
/* Integer milliseconds or "30s"; 0 when absent. */
int64_t load_duration(struct loader *l, const cJSON *object, const char *key);

void load_error(struct loader *l, const cJSON *at, const char *code, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
void load_warning(struct loader *l, const cJSON *at, const char *code, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A warning for each key that is none of `known` (ended by NULL), with the nearest one. */
void load_unknown_keys(struct loader *l, const cJSON *object, const char *const *known,
	const char *what);

/* Steps of a list; of V1, when configurations may stand in the top-level "nodes". */
enum dialect { V2, V1 };
struct block load_block(struct loader *l, const cJSON *list, enum dialect dialect);
/* The control kinds fill what is theirs of `step` from `spec`, the object
 * under their key. */
void load_branch(struct loader *l, struct step *step, const cJSON *spec);
void load_foreach(struct loader *l, struct step *step, const cJSON *spec);
void load_loop(struct loader *l, struct step *step, const cJSON *spec);
void load_switch(struct loader *l, struct step *step, const cJSON *spec);
void load_try(struct loader *l, struct step *step, const cJSON *spec);
void load_wait(struct loader *l, struct step *step, const cJSON *spec);
/* Tells keys that no step has, and those that do nothing in this one. */
void load_keys(struct loader *l, const struct step *step);
void load_sandbox(struct loader *l, struct step *step);
/* as, spread, ephemeral, set_var. */
void load_output(struct loader *l, struct step *step);
/* v1's if-else node: a branch over `conditions`. */
void load_conditions(struct loader *l, struct step *step, const cJSON *conditions);

/* Kinds, methods and settings of the triggers (load_trigger.c). */
void load_trigger(struct loader *l, const cJSON *trigger);

#endif
