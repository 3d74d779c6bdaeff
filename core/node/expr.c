#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool expr_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	return call_code(call, ret, failure);
}

const struct node_kind node_expr = {
	.name = "expr",
	.summary = N_("Evaluate an expression"),
	.inputs = "{\"type\":\"object\",\"required\":[\"expression\"],\"properties\":{"
		  "\"expression\":{\"type\":\"string\",\"minLength\":1}}}",
	.output = N_("the expression's value"),
	.code_input = "expression",
	.run = expr_run,
};
