#include "core/ai/provider.h"

#include <string.h>

/* Ollama's own protocol: its imitation of OpenAI's cannot set num_ctx, and
 * cuts prompts that do not fit without a word. */

/* ---- the request ---- */

static cJSON *call_json(const struct ai_tool_call *call)
{
	cJSON *json = json_new_object(), *function = json_new_object(), *arguments;
	struct err ignored;

	if (!json_parse(call->arguments, strlen(call->arguments), &arguments, &ignored))
		arguments = json_new_object();
	json_set_string(function, "name", call->name);
	json_add_take(function, "arguments", arguments);
	json_add_take(json, "function", function);
	return json;
}

static cJSON *message_json(const struct ai_message *m)
{
	cJSON *json = json_new_object(), *calls;

	json_set_string(json, "role", ai_role_name(m->role));
	json_set_string(json, "content", m->text ? m->text : "");
	if (m->role == AI_TOOL)
		json_set_string(json, "tool_name", m->call_name);
	if (m->calls_len) {
		calls = json_new_array();
		for (size_t i = 0; i < m->calls_len; i++)
			json_append_take(calls, call_json(&m->calls[i]));
		json_add_take(json, "tool_calls", calls);
	}
	return json;
}

static cJSON *options_json(const struct ai_target *t, const struct ai_request *r)
{
	static const char *const same[] = {"temperature", "top_p", "stop", "seed", "num_ctx"};
	cJSON *options = json_new_object();

	json_set_number(options, "num_predict", (double)r->max_tokens);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (json_get(r->params, same[i]))
			json_add_take(options, same[i], json_copy(json_get(r->params, same[i])));
	if (!json_get(options, "num_ctx") && t->context)
		json_set_number(options, "num_ctx", (double)t->context);
	return options;
}

static cJSON *body_of(const struct ai_target *t, const struct ai_request *r, bool stream)
{
	cJSON *body = json_new_object(), *list = json_new_array();

	json_set_string(body, "model", t->model);
	for (size_t i = 0; i < r->messages_len; i++)
		json_append_take(list, message_json(&r->messages[i]));
	json_add_take(body, "messages", list);
	json_add_take(body, "options", options_json(t, r));
	if (r->schema)
		json_add_take(body, "format",
			t->json_schema ? json_copy(r->schema) : json_new_string("json"));
	if (r->tools_len) {
		list = json_new_array();
		for (size_t i = 0; i < r->tools_len; i++)
			json_append_take(list, ai_function_json(&r->tools[i]));
		json_add_take(body, "tools", list);
	}
	/* Its default is to stream. */
	json_set_bool(body, "stream", stream);
	return body;
}

/* ---- the answer ---- */

static void read_calls(struct ai_reply *reply, const cJSON *calls)
{
	json_each(item, calls) {
		const cJSON *function = json_get(item, "function");
		int64_t index = (int64_t)reply->calls.len;
		struct ai_call_text *call = ai_reply_call(reply, index, NULL);

		/* It need not give one, and results have to name theirs. */
		if (json_get_string(item, "id"))
			ai_add_text(&call->id, item, "id");
		else
			str_addf(&call->id, "call_%lld", (long long)index);
		ai_add_text(&call->name, function, "name");
		if (json_get(function, "arguments"))
			json_print(&call->arguments, json_get(function, "arguments"), JSON_COMPACT);
	}
}

/* A whole answer, and each line of a stream. */
static bool read_line(struct ai_reply *reply, const cJSON *data, struct err *err)
{
	const cJSON *message = json_get(data, "message");
	const char *reason = json_get_string(data, "done_reason");

	if (!json_is_object(data))
		return err_set(err, ERR_WORK, "the answer is no object");
	if (!reply->model.len)
		ai_add_text(&reply->model, data, "model");
	ai_add_text(&reply->text, message, "content");
	read_calls(reply, json_get(message, "tool_calls"));
	if (!json_get_bool(data, "done", false))
		return true;
	reply->finish = reply->calls.len ? AI_TOOL_CALLS
		: str_eq(reason, "length") ? AI_LENGTH
					   : AI_STOP;
	reply->usage = (struct ai_usage){.input = ai_count(data, "prompt_eval_count"),
		.output = ai_count(data, "eval_count"),
		.reported = json_get(data, "prompt_eval_count") || json_get(data, "eval_count")};
	return true;
}

static bool read_whole(struct ai_reply *reply, const cJSON *body, struct err *err)
{
	if (!json_is_object(json_get(body, "message")))
		return err_set(err, ERR_WORK, "the answer has no message");
	return read_line(reply, body, err);
}

const struct ai_protocol ai_ollama = {
	.name = "ollama",
	.embeddings = &ai_ollama_embeddings,
	.base_url = "http://127.0.0.1:11434",
	.path = "/api/chat",
	.url_variable = "OLLAMA_HOST",
	.stream_format = SSE_LINES,
	.body = body_of,
	.read = read_whole,
	.read_event = read_line,
};
