#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static bool throw_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *message = json_get_string(call->inputs, "message");
	const char *name = json_get_string(call->inputs, "name");
	const cJSON *body = json_get(call->inputs, "body");

	(void)ret;
	failure_set(failure, name && *name ? name : "Error",
		json_get_int(call->inputs, "code", 500), "%s", message ? message : "Error");
	failure->body = body && !json_is_null(body) ? json_copy(body) : NULL;
	return false;
}

const struct node_kind node_throw = {
	.name = "throw",
	.summary = N_("Fail with a message, a status and a body"),
	.inputs = "{\"type\":\"object\",\"required\":[\"message\"],\"properties\":{"
		  "\"message\":{\"type\":\"string\",\"minLength\":1},"
		  "\"code\":{\"type\":\"integer\",\"minimum\":100,\"maximum\":599},"
		  "\"name\":{\"type\":\"string\"},\"body\":{}}}",
	.output = N_("nothing: the step fails"),
	.run = throw_run,
};

/* The older example node: a throw whose message may be missing. */
const struct node_kind node_error = {
	.name = "error",
	.summary = N_("Fail with a message"),
	.inputs = "{\"type\":\"object\",\"properties\":{\"message\":{},"
		  "\"code\":{\"type\":\"integer\",\"minimum\":100,\"maximum\":599}}}",
	.output = N_("nothing: the step fails"),
	.run = throw_run,
};
