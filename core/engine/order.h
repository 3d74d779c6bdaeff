#ifndef ENGINE_ORDER_H
#define ENGINE_ORDER_H

#include "core/base/map.h"
#include "core/workflow/registry.h"

/* The steps of one document. */
struct document_steps {
	const struct workflow *workflow;
	struct map ids; /* as in paths -> struct step */
};

/* The order of recorded paths in a document: "items[3]/check" comes behind
 * everything of item 2 and behind the steps before `check`.  Below a
 * sub-workflow or a middleware ids are those of its own document. */
struct order {
	const struct workflow *workflow;
	struct registry *registry;
	struct arena arena;
	VEC(struct document_steps) documents; /* looked through so far */
};

void order_init(struct order *o, const struct workflow *wf, struct registry *registry);
void order_release(struct order *o);

/* < 0 when `a` comes before `b`.  A container comes before what it holds; so
 * does middleware, whose paths begin with '@', before everything. */
int order_compare(struct order *o, const char *a, const char *b);
/* Whether `path` is `container` or lies in it. */
bool order_holds(const char *container, const char *path);

/* The path of the first step with this id among `paths` to come: an id alone
 * stands for its place in the document, with item 0 of the loops around it.
 * NULL when there is no such step. */
char *order_path_of(const struct workflow *wf, struct arena *a, const char *id);

/* Whether the documents, as they are now, have a step at the path.  What is
 * named by an expression, nobody can tell: true. */
bool order_knows(struct order *o, const char *path);

#endif
