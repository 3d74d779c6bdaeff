#include "core/node/nodes.h"

#include "core/base/tr.h"

/* The loader turns it into a branch step; here it is only described. */
const struct node_kind node_if_else = {
	.name = "if-else",
	.summary = N_("Run the first list whose condition holds (v2: branch)"),
	.output = N_("nothing of its own; conditions: [{type: if|else, condition, steps}]"),
};
