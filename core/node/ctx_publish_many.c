#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool publish_many_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const cJSON *values = json_get(call->inputs, "values");

	(void)failure;
	json_each(value, values)
		call_publish_take(call, value->string, json_copy(value));
	*ret = json_new_object();
	json_set_number(*ret, "count", (double)json_count(values));
	return true;
}

const struct node_kind node_ctx_publish_many = {
	.name = "ctx-publish-many",
	.summary = N_("Set several keys of ctx.state"),
	.inputs = "{\"type\":\"object\",\"required\":[\"values\"],\"properties\":{"
		  "\"values\":{\"type\":\"object\"}}}",
	.output = "{count}",
	.run = publish_many_run,
};
