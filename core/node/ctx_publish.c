#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool publish_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const cJSON *value = json_get(call->inputs, "value");
	const char *name = json_get_string(call->inputs, "name");

	(void)failure;
	*ret = json_new_object();
	json_set_string(*ret, "name", name);
	if (value) {
		json_add_take(*ret, "value", json_copy(value));
		call_publish_take(call, name, json_copy(value));
	}
	return true;
}

const struct node_kind node_ctx_publish = {
	.name = "ctx-publish",
	.summary = N_("Set one key of ctx.state"),
	.inputs = "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
		  "\"name\":{\"type\":\"string\",\"minLength\":1},\"value\":{}}}",
	.output = "{name, value}",
	.run = publish_run,
};
