#include "core/ai/provider.h"

static const struct ai_protocol *const protocols[] = {&ai_openai, &ai_anthropic, &ai_ollama};

const struct ai_protocol *ai_protocol_find(const char *name)
{
	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
		if (str_eq(protocols[i]->name, name))
			return protocols[i];
	return NULL;
}

static void add_variable(cJSON *names, const char *name)
{
	json_each(known, names)
		if (str_eq(known->valuestring, name))
			return;
	if (name)
		json_append_take(names, json_new_string(name));
}

cJSON *ai_key_variables(const struct config *config)
{
	cJSON *names = json_new_array();

	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
		add_variable(names, protocols[i]->key_variable);
	json_each(provider, config ? config_get(config, "ai.providers") : NULL)
		add_variable(names, json_get_string(json_get(provider, "key"), "env"));
	return names;
}

const char *ai_role_name(enum ai_role role)
{
	static const char *const names[] = {"system", "user", "assistant", "tool"};

	return names[role];
}

cJSON *ai_function_json(const struct ai_tool *tool)
{
	cJSON *json = json_new_object(), *function = json_new_object();

	json_set_string(function, "name", tool->name);
	if (tool->description)
		json_set_string(function, "description", tool->description);
	json_add_take(function, "parameters", json_copy(tool->parameters));
	json_set_string(json, "type", "function");
	json_add_take(json, "function", function);
	return json;
}

cJSON *ai_inputs_json(const struct ai_target *t, const struct ai_request *r)
{
	cJSON *body = json_new_object(), *list = json_new_array();

	json_set_string(body, "model", t->model);
	for (size_t i = 0; i < r->inputs_len; i++)
		json_append_take(list, json_new_string(r->inputs[i]));
	json_add_take(body, "input", list);
	if (r->dimensions)
		json_set_number(body, "dimensions", (double)r->dimensions);
	return body;
}

void ai_add_text(struct str *to, const cJSON *object, const char *key)
{
	const char *text = json_get_string(object, key);

	if (text)
		str_add(to, text);
}

int64_t ai_count(const cJSON *object, const char *key)
{
	double count = json_get_number(object, key, 0);

	return count > 0 && count < 1e15 ? (int64_t)count : 0;
}
