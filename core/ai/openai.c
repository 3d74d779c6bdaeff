#include "core/ai/provider.h"

#include <string.h>

/* Chat completions, of OpenAI and of every server that speaks like it. */

/* ---- the request ---- */

static cJSON *call_json(const struct ai_tool_call *call)
{
	cJSON *json = json_new_object(), *function = json_new_object();

	json_set_string(json, "id", call->id);
	json_set_string(json, "type", "function");
	json_set_string(function, "name", call->name);
	json_set_string(function, "arguments", call->arguments);
	json_add_take(json, "function", function);
	return json;
}

static cJSON *message_json(const struct ai_message *m)
{
	cJSON *json = json_new_object(), *calls;

	json_set_string(json, "role", ai_role_name(m->role));
	json_set_string(json, "content", m->text);
	if (m->role == AI_TOOL)
		json_set_string(json, "tool_call_id", m->call_id);
	if (m->calls_len) {
		calls = json_new_array();
		for (size_t i = 0; i < m->calls_len; i++)
			json_append_take(calls, call_json(&m->calls[i]));
		json_add_take(json, "tool_calls", calls);
	}
	return json;
}

static cJSON *choice_json(const char *choice)
{
	cJSON *json, *function;

	if (str_eq(choice, "auto") || str_eq(choice, "none") || str_eq(choice, "required"))
		return json_new_string(choice);
	json = json_new_object();
	function = json_new_object();
	json_set_string(function, "name", choice);
	json_set_string(json, "type", "function");
	json_add_take(json, "function", function);
	return json;
}

/* A server that knows no schemas is at least asked for JSON. */
static cJSON *format_json(const struct ai_target *t, const struct ai_request *r)
{
	cJSON *json = json_new_object(), *schema;

	json_set_string(json, "type", t->json_schema ? "json_schema" : "json_object");
	if (t->json_schema) {
		schema = json_new_object();
		json_set_string(schema, "name", r->schema_name);
		json_add_take(schema, "schema", json_copy(r->schema));
		json_add_take(json, "json_schema", schema);
	}
	return json;
}

static void add_params(cJSON *body, const cJSON *params)
{
	static const char *const same[] = {"temperature", "top_p", "stop", "seed"};

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (json_get(params, same[i]))
			json_add_take(body, same[i], json_copy(json_get(params, same[i])));
	if (json_get(params, "effort"))
		json_add_take(body, "reasoning_effort", json_copy(json_get(params, "effort")));
}

static cJSON *body_of(const struct ai_target *t, const struct ai_request *r, bool stream)
{
	cJSON *body = json_new_object(), *list = json_new_array();

	json_set_string(body, "model", t->model);
	for (size_t i = 0; i < r->messages_len; i++)
		json_append_take(list, message_json(&r->messages[i]));
	json_add_take(body, "messages", list);
	json_set_number(body, t->max_completion_tokens ? "max_completion_tokens" : "max_tokens",
		(double)r->max_tokens);
	add_params(body, r->params);
	if (r->schema)
		json_add_take(body, "response_format", format_json(t, r));
	if (r->tools_len) {
		list = json_new_array();
		for (size_t i = 0; i < r->tools_len; i++)
			json_append_take(list, ai_function_json(&r->tools[i]));
		json_add_take(body, "tools", list);
	}
	if (r->tools_len && r->tool_choice)
		json_add_take(body, "tool_choice", choice_json(r->tool_choice));
	if (stream) {
		json_set_bool(body, "stream", true);
		if (t->stream_usage) {
			cJSON *options = json_new_object();

			json_set_bool(options, "include_usage", true);
			json_add_take(body, "stream_options", options);
		}
	}
	return body;
}

/* ---- the answer ---- */

static void read_finish(struct ai_reply *reply, const cJSON *choice)
{
	static const struct {
		const char *reason;
		enum ai_finish finish;
	} reasons[] = {{"stop", AI_STOP}, {"length", AI_LENGTH}, {"tool_calls", AI_TOOL_CALLS},
		{"function_call", AI_TOOL_CALLS}, {"content_filter", AI_REFUSED}};
	const char *reason = json_get_string(choice, "finish_reason");

	for (size_t i = 0; reason && i < sizeof reasons / sizeof *reasons; i++)
		if (str_eq(reasons[i].reason, reason))
			reply->finish = reasons[i].finish;
	/* Servers have reasons of their own ("eos"): the answer has ended all the same. */
	if (reason && reply->finish == AI_UNFINISHED)
		reply->finish = AI_STOP;
}

/* The prompt's tokens include those from the cache, the answer's those of
 * reasoning. */
static void read_usage(struct ai_reply *reply, const cJSON *usage)
{
	const cJSON *details = json_get(usage, "prompt_tokens_details");
	struct ai_usage *u = &reply->usage;
	int64_t prompt = ai_count(usage, "prompt_tokens");

	if (!json_is_object(usage))
		return;
	*u = (struct ai_usage){.cache_read = ai_count(details, "cached_tokens"),
		.cache_write = ai_count(details, "cache_write_tokens"),
		.output = ai_count(usage, "completion_tokens"),
		.reasoning = ai_count(
			json_get(usage, "completion_tokens_details"), "reasoning_tokens"),
		.reported = true};
	u->input = prompt - u->cache_read - u->cache_write;
	if (u->input < 0)
		u->input = 0;
}

/* -1: it has none, or one that no server means. */
static int64_t index_of(const cJSON *call)
{
	double index = json_get_number(call, "index", -1);

	return index >= 0 && index < 1e6 ? (int64_t)index : -1;
}

static void read_calls(struct ai_reply *reply, const cJSON *calls)
{
	json_each(item, calls) {
		const cJSON *function = json_get(item, "function");
		const char *id = json_get_string(item, "id"), *name = json_get_string(function, "name");
		struct ai_call_text *call = ai_reply_call(reply, index_of(item), id);

		/* Some servers send them again with every piece. */
		if (id && !call->id.len)
			str_add(&call->id, id);
		if (name && !call->name.len)
			str_add(&call->name, name);
		ai_add_text(&call->arguments, function, "arguments");
	}
}

static void read_head(struct ai_reply *reply, const cJSON *body)
{
	if (!reply->model.len)
		ai_add_text(&reply->model, body, "model");
	if (!reply->id.len)
		ai_add_text(&reply->id, body, "id");
	read_usage(reply, json_get(body, "usage"));
}

/* `message` is a message or a piece of one. */
static void read_message(struct ai_reply *reply, const cJSON *message)
{
	const char *refusal = json_get_string(message, "refusal");

	ai_add_text(&reply->text, message, "content");
	if (refusal && *refusal) {
		str_add(&reply->text, refusal);
		reply->finish = AI_REFUSED;
	}
	read_calls(reply, json_get(message, "tool_calls"));
}

static bool read_whole(struct ai_reply *reply, const cJSON *body, struct err *err)
{
	const cJSON *choices = json_get(body, "choices");
	const cJSON *first = json_is_array(choices) ? choices->child : NULL;
	const cJSON *message = json_get(first, "message");

	if (!json_is_object(message))
		return err_set(err, ERR_WORK, "the answer has no message");
	read_head(reply, body);
	read_finish(reply, first);
	read_message(reply, message);
	/* Those that give no reason have come to their end. */
	if (reply->finish == AI_UNFINISHED)
		reply->finish = AI_STOP;
	return true;
}

static bool read_event(struct ai_reply *reply, const cJSON *data, struct err *err)
{
	const cJSON *choices = json_get(data, "choices");
	bool refused = reply->finish == AI_REFUSED;

	(void)err;
	read_head(reply, data);
	json_each(choice, choices) {
		if (json_get_number(choice, "index", 0) > 0)
			continue;
		read_finish(reply, choice);
		read_message(reply, json_get(choice, "delta"));
		/* A refusal ends with "stop" like everything else. */
		if (refused)
			reply->finish = AI_REFUSED;
	}
	return true;
}

const struct ai_protocol ai_openai = {
	.name = "openai",
	.embeddings = &ai_openai_embeddings,
	.base_url = "https://api.openai.com/v1",
	.path = "/chat/completions",
	.url_variable = "OPENAI_BASE_URL",
	.key_variable = "OPENAI_API_KEY",
	.key_header = "Authorization",
	.key_prefix = "Bearer ",
	.needs_key = true,
	.stream_format = SSE_EVENTS,
	.body = body_of,
	.read = read_whole,
	.read_event = read_event,
};
