#include "core/base/str.h"
#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/kv_common.h"
#include "core/node/nodes.h"

static bool memory_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *action = json_get_string(call->inputs, "action");
	const char *key = json_get_string(call->inputs, "key");
	const cJSON *value = json_get(call->inputs, "value");

	if (str_eq(action, "list")) {
		*ret = call_kv_list(call, kv_prefix(call));
		return true;
	}
	if (str_eq(action, "clear")) {
		*ret = json_new_object();
		json_set_number(*ret, "count", (double)call_kv_clear(call));
		return true;
	}
	if (!kv_need(call, "key", failure))
		return false;
	if (str_eq(action, "get")) {
		*ret = kv_pair_take(key, call_kv_get(call, key));
	} else if (str_eq(action, "set")) {
		call_kv_set_take(call, key, value ? json_copy(value) : json_new_null());
		*ret = kv_pair_take(key, value ? json_copy(value) : NULL);
	} else {
		*ret = kv_pair_take(key, NULL);
		json_set_bool(*ret, "deleted", call_kv_delete(call, key));
	}
	return true;
}

const struct node_kind node_in_memory_kv = {
	.name = "in-memory-kv",
	.summary = N_("Keep values by key while the run lasts"),
	.inputs = "{\"type\":\"object\",\"required\":[\"action\"],\"properties\":{"
		  "\"action\":{\"enum\":[\"get\",\"set\",\"delete\",\"list\",\"clear\"]},"
		  "\"key\":{\"type\":\"string\"},\"value\":{},\"prefix\":{\"type\":\"string\"}}}",
	.output = N_("get, set: {key, value}; delete: {key, deleted}; list: [{key, value}]; clear: "
		     "{count}"),
	.run = memory_run,
};
