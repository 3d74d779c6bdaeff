#include "core/ai/provider.h"

#include <stdlib.h>
#include <string.h>

/* Anthropic's messages. */

/* ---- the request ---- */

static cJSON *text_block(const char *text)
{
	cJSON *block = json_new_object();

	json_set_string(block, "type", "text");
	json_set_string(block, "text", text);
	return block;
}

static cJSON *call_block(const struct ai_tool_call *call)
{
	cJSON *block = json_new_object(), *input;
	struct err ignored;

	json_set_string(block, "type", "tool_use");
	json_set_string(block, "id", call->id);
	json_set_string(block, "name", call->name);
	if (!json_parse(call->arguments, strlen(call->arguments), &input, &ignored))
		input = json_new_object();
	json_add_take(block, "input", input);
	return block;
}

static cJSON *result_block(const struct ai_message *m)
{
	cJSON *block = json_new_object();

	json_set_string(block, "type", "tool_result");
	json_set_string(block, "tool_use_id", m->call_id);
	json_set_string(block, "content", m->text);
	return block;
}

/* Roles take turns: messages of one role in a row are one message. */
static cJSON *content_for(cJSON *messages, const char *role)
{
	cJSON *last = messages->child ? messages->child->prev : NULL, *message, *content;

	if (last && str_eq(json_get_string(last, "role"), role))
		return (cJSON *)json_get(last, "content");
	message = json_new_object();
	content = json_new_array();
	json_set_string(message, "role", role);
	json_add_take(message, "content", content);
	json_append_take(messages, message);
	return content;
}

static void add_message(cJSON *messages, const struct ai_message *m)
{
	cJSON *content = content_for(messages, m->role == AI_ASSISTANT ? "assistant" : "user");

	if (m->role == AI_TOOL) {
		json_append_take(content, result_block(m));
		return;
	}
	if (m->text && *m->text)
		json_append_take(content, text_block(m->text));
	for (size_t i = 0; i < m->calls_len; i++)
		json_append_take(content, call_block(&m->calls[i]));
}

static void add_messages(cJSON *body, const struct ai_request *r)
{
	cJSON *messages = json_new_array(), *system = json_new_array();

	for (size_t i = 0; i < r->messages_len; i++) {
		if (r->messages[i].role == AI_SYSTEM)
			json_append_take(system, text_block(r->messages[i].text));
		else
			add_message(messages, &r->messages[i]);
	}
	json_add_take(body, "messages", messages);
	if (system->child)
		json_add_take(body, "system", system);
	else
		json_free(system);
}

static cJSON *tool_json(const struct ai_tool *tool)
{
	cJSON *json = json_new_object();

	json_set_string(json, "name", tool->name);
	if (tool->description)
		json_set_string(json, "description", tool->description);
	json_add_take(json, "input_schema", json_copy(tool->parameters));
	return json;
}

static cJSON *choice_json(const char *choice)
{
	bool word = str_eq(choice, "auto") || str_eq(choice, "none");
	cJSON *json = json_new_object();

	json_set_string(json, "type",
		word ? choice : str_eq(choice, "required") ? "any" : "tool");
	if (!word && !str_eq(choice, "required"))
		json_set_string(json, "name", choice);
	return json;
}

static void add_output_config(cJSON *body, const struct ai_target *t, const struct ai_request *r)
{
	cJSON *config = json_new_object(), *format;

	if (json_get(r->params, "effort"))
		json_add_take(config, "effort", json_copy(json_get(r->params, "effort")));
	if (r->schema && t->json_schema) {
		format = json_new_object();
		json_set_string(format, "type", "json_schema");
		json_add_take(format, "schema", json_copy(r->schema));
		json_add_take(config, "format", format);
	}
	if (config->child)
		json_add_take(body, "output_config", config);
	else
		json_free(config);
}

static void add_params(cJSON *body, const cJSON *params)
{
	static const char *const same[] = {"temperature", "top_p"};
	const cJSON *stop = json_get(params, "stop");
	cJSON *list;

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (json_get(params, same[i]))
			json_add_take(body, same[i], json_copy(json_get(params, same[i])));
	if (json_is_string(stop)) {
		list = json_new_array();
		json_append_take(list, json_copy(stop));
		json_add_take(body, "stop_sequences", list);
	} else if (stop) {
		json_add_take(body, "stop_sequences", json_copy(stop));
	}
}

static cJSON *body_of(const struct ai_target *t, const struct ai_request *r, bool stream)
{
	cJSON *body = json_new_object(), *tools;

	json_set_string(body, "model", t->model);
	json_set_number(body, "max_tokens", (double)r->max_tokens);
	add_messages(body, r);
	add_params(body, r->params);
	add_output_config(body, t, r);
	if (r->tools_len) {
		tools = json_new_array();
		for (size_t i = 0; i < r->tools_len; i++)
			json_append_take(tools, tool_json(&r->tools[i]));
		json_add_take(body, "tools", tools);
	}
	if (r->tools_len && r->tool_choice)
		json_add_take(body, "tool_choice", choice_json(r->tool_choice));
	if (stream)
		json_set_bool(body, "stream", true);
	return body;
}

/* ---- the answer ---- */

static void read_finish(struct ai_reply *reply, const char *reason)
{
	static const struct {
		const char *reason;
		enum ai_finish finish;
	} reasons[] = {{"end_turn", AI_STOP}, {"stop_sequence", AI_STOP}, {"pause_turn", AI_STOP},
		{"max_tokens", AI_LENGTH}, {"model_context_window_exceeded", AI_LENGTH},
		{"tool_use", AI_TOOL_CALLS}, {"refusal", AI_REFUSED}};

	if (!reason)
		return;
	reply->finish = AI_STOP;
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (str_eq(reasons[i].reason, reason))
			reply->finish = reasons[i].finish;
}

/* The numbers count from the beginning of the answer each time: those that are
 * told replace, those that are not stay. */
static void read_usage(struct ai_reply *reply, const cJSON *usage)
{
	const cJSON *hour = json_get(json_get(usage, "cache_creation"), "ephemeral_1h_input_tokens");
	const cJSON *thinking = json_get(json_get(usage, "output_tokens_details"), "thinking_tokens");
	struct ai_usage *u = &reply->usage;

	if (!json_is_object(usage))
		return;
	if (json_is_number(json_get(usage, "input_tokens")))
		u->input = ai_count(usage, "input_tokens");
	if (json_is_number(json_get(usage, "cache_read_input_tokens")))
		u->cache_read = ai_count(usage, "cache_read_input_tokens");
	if (json_is_number(json_get(usage, "cache_creation_input_tokens")))
		u->cache_write = ai_count(usage, "cache_creation_input_tokens");
	if (json_is_number(hour))
		u->cache_write_1h = ai_count(
			json_get(usage, "cache_creation"), "ephemeral_1h_input_tokens");
	if (json_is_number(json_get(usage, "output_tokens")))
		u->output = ai_count(usage, "output_tokens");
	if (json_is_number(thinking))
		u->reasoning = ai_count(json_get(usage, "output_tokens_details"), "thinking_tokens");
	u->reported = true;
}

static void read_head(struct ai_reply *reply, const cJSON *message)
{
	ai_add_text(&reply->model, message, "model");
	ai_add_text(&reply->id, message, "id");
	read_usage(reply, json_get(message, "usage"));
}

static void begin_call(struct ai_reply *reply, const cJSON *block, int64_t index)
{
	struct ai_call_text *call = ai_reply_call(reply, index, NULL);
	const cJSON *input = json_get(block, "input");

	ai_add_text(&call->id, block, "id");
	ai_add_text(&call->name, block, "name");
	/* At the beginning of a stream it is an empty object that says nothing. */
	if (input && input->child)
		json_print(&call->arguments, input, JSON_COMPACT);
}

/* A whole block, or the beginning of one. */
static void read_block(struct ai_reply *reply, const cJSON *block, int64_t index)
{
	const char *type = json_get_string(block, "type");

	if (str_eq(type, "text"))
		ai_add_text(&reply->text, block, "text");
	else if (str_eq(type, "tool_use"))
		begin_call(reply, block, index);
}

static bool read_whole(struct ai_reply *reply, const cJSON *body, struct err *err)
{
	const cJSON *content = json_get(body, "content");
	int64_t index = 0;

	if (!json_is_array(content))
		return err_set(err, ERR_WORK, "the answer has no content");
	read_head(reply, body);
	json_each(block, content)
		read_block(reply, block, index++);
	read_finish(reply, json_get_string(body, "stop_reason"));
	if (reply->finish == AI_UNFINISHED)
		reply->finish = AI_STOP;
	return true;
}

static void read_delta(struct ai_reply *reply, const cJSON *delta, int64_t index)
{
	const char *type = json_get_string(delta, "type");

	if (str_eq(type, "text_delta"))
		ai_add_text(&reply->text, delta, "text");
	else if (str_eq(type, "input_json_delta"))
		ai_add_text(&ai_reply_call(reply, index, NULL)->arguments, delta, "partial_json");
}

/* Events of names that are not known are passed over, as the protocol asks. */
static bool read_event(struct ai_reply *reply, const cJSON *data, struct err *err)
{
	const char *type = json_get_string(data, "type");
	int64_t index = ai_count(data, "index");

	(void)err;
	if (str_eq(type, "message_start")) {
		read_head(reply, json_get(data, "message"));
	} else if (str_eq(type, "content_block_start")) {
		read_block(reply, json_get(data, "content_block"), index);
	} else if (str_eq(type, "content_block_delta")) {
		read_delta(reply, json_get(data, "delta"), index);
	} else if (str_eq(type, "message_delta")) {
		read_finish(reply, json_get_string(json_get(data, "delta"), "stop_reason"));
		read_usage(reply, json_get(data, "usage"));
	}
	return true;
}

const struct ai_protocol ai_anthropic = {
	.name = "anthropic",
	.base_url = "https://api.anthropic.com",
	.path = "/v1/messages",
	.url_variable = "ANTHROPIC_BASE_URL",
	.key_variable = "ANTHROPIC_API_KEY",
	.key_header = "x-api-key",
	.key_prefix = "",
	.needs_key = true,
	.stream_format = SSE_EVENTS,
	.body = body_of,
	.read = read_whole,
	.read_event = read_event,
};
