#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool audit_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *event = json_get_string(call->inputs, "event");
	const cJSON *attrs = json_get(call->inputs, "attrs");
	char now[CLOCK_ISO_MAX];

	(void)failure;
	clock_format_iso(clock_now_ms(), now);
	*ret = json_new_object();
	json_set_string(*ret, "event", event);
	if (attrs)
		json_add_take(*ret, "attrs", json_copy(attrs));
	json_set_string(*ret, "timestamp", now);
	json_set_string(*ret, "requestId", call_request_id(call));
	call_log(call, "audit", event, attrs);
	return true;
}

const struct node_kind node_audit_log = {
	.name = "audit-log",
	.summary = N_("Record an event for the audit"),
	.inputs = "{\"type\":\"object\",\"required\":[\"event\"],\"properties\":{"
		  "\"event\":{\"type\":\"string\",\"minLength\":1},\"attrs\":{\"type\":\"object\"}}}",
	.output = "{event, attrs, timestamp, requestId}",
	.run = audit_run,
};
