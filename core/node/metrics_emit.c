#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool metrics_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *event = json_get_string(call->inputs, "event");
	cJSON *attrs = json_new_object();
	double value = json_get_number(call->inputs, "value", 1);

	(void)failure;
	json_set_number(attrs, "value", value);
	if (json_get(call->inputs, "attrs"))
		json_add_take(attrs, "attrs", json_copy(json_get(call->inputs, "attrs")));
	call_log(call, "metric", event, attrs);
	json_free(attrs);
	*ret = json_new_object();
	json_set_string(*ret, "event", event);
	json_set_number(*ret, "value", value);
	return true;
}

const struct node_kind node_metrics_emit = {
	.name = "metrics-emit",
	.summary = N_("Count an event"),
	.inputs = "{\"type\":\"object\",\"required\":[\"event\"],\"properties\":{"
		  "\"event\":{\"type\":\"string\",\"minLength\":1},\"value\":{\"type\":\"number\"},"
		  "\"attrs\":{\"type\":\"object\"}}}",
	.output = "{event, value}",
	.run = metrics_run,
};
