#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

static cJSON *pick(const cJSON *item, const cJSON *fields)
{
	cJSON *picked = json_new_object();

	json_each(field, fields) {
		const cJSON *value = json_is_string(field) ? json_get(item, field->valuestring) : NULL;
		const char *name = field->string ? field->string
			: json_is_string(field)  ? field->valuestring
						 : "";

		if (value)
			json_set_take(picked, name, json_copy(value));
	}
	return picked;
}

static bool array_map_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const cJSON *fields = json_get(call->inputs, "fields");

	(void)failure;
	*ret = json_new_array();
	json_each(item, json_get(call->inputs, "array"))
		json_append_take(*ret, fields ? pick(item, fields) : json_copy(item));
	return true;
}

const struct node_kind node_array_map = {
	.name = "array-map",
	.summary = N_("Pick fields of every item of an array"),
	.inputs = "{\"type\":\"object\",\"required\":[\"array\"],\"properties\":{"
		  "\"array\":{\"type\":\"array\"},"
		  "\"fields\":{\"type\":[\"array\",\"object\"]}}}",
	.output = N_("an array of objects with the fields: a list of names, or {newName: name}"),
	.run = array_map_run,
};
