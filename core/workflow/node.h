#ifndef WORKFLOW_NODE_H
#define WORKFLOW_NODE_H

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/data/json.h"
#include "core/data/schema.h"
#include "core/workflow/failure.h"

#include <stdbool.h>
#include <stddef.h>

struct compiler;
struct step;
struct node_call; /* core/engine/call.h: what a node sees of its run */

enum node_effect {
	NODE_PURE, /* nothing outside sees it: recorded with the next commit */
	NODE_READS, /* nothing outside sees it, but it looks there: a dry run does not */
	NODE_ACTS, /* it acts on the world: committed before it starts and after it ends */
};

/* What a step can use.  core/node has one file for each. */
struct node_kind {
	/* Without scope: "api-call".  Of nodes that are only known, "sse-*" and
	 * "*-ui" name a family. */
	const char *name;
	const char *summary;
	const char *inputs;  /* JSON Schema (draft 7) of the inputs */
	const char *output;  /* what it gives, in words */
	enum node_effect effect;
	bool starts_program; /* which a sandbox is for */
	/* An input whose text is an expression, evaluated by the node and not
	 * before it; or NULL. */
	const char *code_input;
	/* An input whose text is a template that the node fills itself; or NULL. */
	const char *template_input;
	/* An input whose text is taken as it stands, never resolved; or NULL. */
	const char *literal_input;
	/* What more is wrong with a step, as far as it is known before a run:
	 * reported to the compiler.  Or NULL. */
	void (*check)(struct compiler *c, const struct step *step);
	/* The output is the caller's; NULL is undefined. */
	bool (*run)(struct node_call *call, cJSON **ret_output, struct failure *failure);
	/* With run NULL: Blok has it, this program cannot run it, and why. */
	const char *unsupported;
};

/* What stands in for a node or a step: --mock, or the mocks of a test. */
struct mock {
	const char *target; /* a step's id, or a node's name */
	const cJSON *reply; /* the output, or {"error": {message, name, code}} */
	bool used;          /* a step that was loaded takes it */
};

/* What the steps of documents can use; outlives the documents that are loaded with it. */
struct node_set {
	const struct node_kind *const *kinds; /* ended by NULL */
	struct mock *mocks;
	size_t mocks_len;
};

/* Schemas of nodes' inputs, each compiled when it is first asked for. */
struct node_schemas {
	bool check_formats;
	struct arena arena;
	struct map by_name; /* node name -> struct schema */
	VEC(cJSON *) documents;
};
void node_schemas_release(struct node_schemas *s);
/* NULL: everything goes. */
const struct schema *node_schema(struct node_schemas *s, const struct node_kind *kind);

/* The reply that stands in for the step `id`, else for the node `use` (NULL:
 * the step uses none); NULL when nothing does.  Marks the mock as used. */
const cJSON *node_mock(const struct node_set *nodes, const char *id, const char *use);

/* By name as a document writes it: a known scope is taken off. */
const struct node_kind *node_find(const struct node_kind *const *table, const char *use);
const char *node_bare_name(const char *use);
/* A name of the table close to `use`, or NULL. */
const char *node_nearest(const struct node_kind *const *table, const char *use);

#endif
