#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool mapper_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const cJSON *model = json_get(call->inputs, "model");

	(void)failure;
	*ret = model ? json_copy(model) : NULL;
	return true;
}

const struct node_kind node_mapper = {
	.name = "mapper",
	.summary = N_("Build a value from other values"),
	.inputs = "{\"type\":\"object\",\"properties\":{\"model\":{}}}",
	.output = N_("the resolved model"),
	.run = mapper_run,
};
