#include "core/node/kv_common.h"

bool kv_need(const struct node_call *call, const char *key, struct failure *failure)
{
	if (json_get(call->inputs, key))
		return true;
	return failure_set(failure, "Error", 400, "the action '%s' needs '%s'",
		json_get_string(call->inputs, "action"), key);
}

const char *kv_prefix(const struct node_call *call)
{
	const char *prefix = json_get_string(call->inputs, "prefix");

	return prefix ? prefix : "";
}

cJSON *kv_pair_take(const char *key, cJSON *value)
{
	cJSON *object = json_new_object();

	json_set_string(object, "key", key);
	if (value)
		json_add_take(object, "value", value);
	return object;
}
