#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool log_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *level = json_get_string(call->inputs, "level");
	const cJSON *message = json_get(call->inputs, "message");
	const cJSON *attrs = json_get(call->inputs, "attrs");

	(void)failure;
	level = level ? level : "info";
	call_log(call, level, message->valuestring, attrs);
	*ret = json_new_object();
	json_set_string(*ret, "level", level);
	json_set_string(*ret, "message", message->valuestring);
	return true;
}

const struct node_kind node_log = {
	.name = "log",
	.summary = N_("Write a line to the run's log"),
	.inputs = "{\"type\":\"object\",\"required\":[\"message\"],\"properties\":{"
		  "\"level\":{\"enum\":[\"info\",\"warn\",\"error\",\"debug\"]},"
		  "\"message\":{\"type\":\"string\"},\"attrs\":{\"type\":\"object\"}}}",
	.output = "{level, message}",
	.run = log_run,
};
