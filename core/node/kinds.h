#ifndef NODE_KINDS_H
#define NODE_KINDS_H

#include "core/workflow/node.h"

/* Every node there is, in the order they are listed; ended by NULL. */
extern const struct node_kind *const node_kinds[];
/* All of them, nothing mocked. */
extern const struct node_set node_kinds_only;

#endif
