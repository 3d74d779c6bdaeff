#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool respond_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	static const char *const kept[] = {"body", "status", "contentType", "headers", "cookies"};

	(void)failure;
	*ret = json_new_object();
	json_set_bool(*ret, "__blokRespond__", true);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		const cJSON *value = json_get(call->inputs, kept[i]);

		if (value)
			json_add_take(*ret, kept[i], json_copy(value));
	}
	return true;
}

const struct node_kind node_respond = {
	.name = "respond",
	.summary = N_("Answer with a status, headers, cookies and a body"),
	.inputs = "{\"type\":\"object\",\"properties\":{\"body\":{},"
		  "\"status\":{\"type\":\"integer\",\"minimum\":100,\"maximum\":599},"
		  "\"contentType\":{\"type\":\"string\"},\"headers\":{\"type\":\"object\"},"
		  "\"cookies\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
	.output = N_("the answer, when it is the last step's"),
	.run = respond_run,
};
