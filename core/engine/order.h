#ifndef ENGINE_ORDER_H
#define ENGINE_ORDER_H

#include "core/base/map.h"
#include "core/workflow/workflow.h"

/* The order of recorded paths in a document: "items[3]/check" comes behind
 * everything of item 2 and behind the steps before `check`. */
struct order {
	const struct workflow *workflow;
	struct map places; /* step id -> its position + 1 */
};

void order_init(struct order *o, const struct workflow *wf);
void order_release(struct order *o);

/* < 0 when `a` comes before `b`.  A container comes before what it holds; so
 * does middleware, whose paths begin with '@', before everything. */
int order_compare(const struct order *o, const char *a, const char *b);
/* Whether `path` is `container` or lies in it. */
bool order_holds(const char *container, const char *path);

/* The path of the first step with this id among `paths` to come: an id alone
 * stands for its place in the document, with item 0 of the loops around it.
 * NULL when there is no such step. */
char *order_path_of(const struct workflow *wf, struct arena *a, const char *id);

#endif
