#include "core/base/tr.h"
#include "core/data/schema.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

/* Blok's wording: the place, or the keyword where the root itself is meant. */
static void add_finding(struct str *message, const struct schema_error *e)
{
	if (message->len)
		str_add(message, "; ");
	if (*e->instance_path)
		str_addf(message, "%s %s", e->instance_path, e->message);
	else
		str_addf(message, "#/%s %s", e->keyword, e->message);
}

static bool json_schema_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7, .check_formats = true};
	const cJSON *data = json_get(call->inputs, "data");
	struct schema_errors errors = {0};
	struct str message = {0};
	struct arena a = {0};
	const struct schema *schema;
	cJSON *nothing = json_new_null();
	struct err err;
	bool ok = false;

	if (!schema_compile(&a, json_get(call->inputs, "schema"), &options, &schema, &err)) {
		failure_set(failure, "Error", 400, "the schema does not compile: %s", err.message);
	} else if (!schema_check(schema, data ? data : nothing, &errors)) {
		for (size_t i = 0; i < errors.list.len; i++)
			add_finding(&message, &errors.list.at[i]);
		failure_set(failure, "Error", 400, "json-schema validation failed: %s",
			str_text(&message));
	} else {
		*ret = json_new_object();
		json_set_bool(*ret, "valid", true);
		ok = true;
	}
	json_free(nothing);
	schema_errors_release(&errors);
	str_release(&message);
	arena_release(&a);
	return ok;
}

const struct node_kind node_json_schema = {
	.name = "json-schema",
	.summary = N_("Check a value against a JSON Schema"),
	.inputs = "{\"type\":\"object\",\"required\":[\"schema\"],\"properties\":{"
		  "\"schema\":{\"type\":[\"object\",\"boolean\"]},\"data\":{}}}",
	.output = N_("{valid: true}; fails with every finding otherwise"),
	.run = json_schema_run,
};
