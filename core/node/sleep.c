#include "core/base/num.h"
#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool sleep_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const cJSON *value = json_get(call->inputs, "for");
	long long ms = 0;

	if (json_is_number(value))
		ms = (long long)value->valuedouble;
	else if (!num_parse_duration_ms(value->valuestring, &ms))
		return failure_set(failure, "Error", 400, "'%s' is no duration", value->valuestring);
	if (!call_sleep_ms(call, ms, failure))
		return false;
	*ret = json_new_object();
	json_set_number(*ret, "sleptMs", (double)ms);
	return true;
}

const struct node_kind node_sleep = {
	.name = "sleep",
	.summary = N_("Pause; for a pause that survives the process, use a wait step"),
	.inputs = "{\"type\":\"object\",\"required\":[\"for\"],\"properties\":{\"for\":{"
		  "\"type\":[\"number\",\"string\"],\"minimum\":0,\"maximum\":1e12,"
		  "\"pattern\":\"^\\\\d+(ms|s|m|h|d)?$\"}}}",
	.output = "{sleptMs}",
	.effect = NODE_ACTS,
	.run = sleep_run,
};
