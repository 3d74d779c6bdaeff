#include "core/base/tr.h"
#include "core/node/asking.h"
#include "core/node/nodes.h"

#include <string.h>

/* Blok's node streams an answer to the pages that listen to a channel.  Here
 * they are the log: each line is an entry as soon as it is whole.  Who answers is
 * the configuration's choice, like everywhere. */

struct streaming {
	struct asking asking;
	struct ai_message *messages;
	struct arena arena;
};

static enum ai_role role_of(const char *name)
{
	return str_eq(name, "system") || str_eq(name, "developer") ? AI_SYSTEM
	       : str_eq(name, "assistant")                         ? AI_ASSISTANT
								   : AI_USER;
}

static void take_messages(struct streaming *s)
{
	const cJSON *list = json_get(s->asking.call->inputs, "messages");
	size_t count = 0;

	s->messages = arena_array(&s->arena, struct ai_message, json_count(list) + 1);
	json_each(item, list)
		s->messages[count++] =
			(struct ai_message){.role = role_of(json_get_string(item, "role")),
				.text = json_get_string(item, "content")};
	s->asking.request = (struct ai_request){.messages = s->messages, .messages_len = count};
	s->asking.ask = (struct ai_ask){
		.task = "chat", .model = json_get_string(s->asking.call->inputs, "model")};
}

/* Whoever has written a key or an address into the document is to know. */
static void tell_unused(struct node_call *call)
{
	if (json_get(call->inputs, "apiKey") || json_get(call->inputs, "baseUrl"))
		call_log(call, "warn",
			"'apiKey' and 'baseUrl' are not used: who is asked, and with which key, "
			"stands "
			"in the configuration",
			NULL);
}

static cJSON *output(const struct node_call *call, const struct ai_answer *a)
{
	const struct ai_usage *u = &a->reply.usage;
	const cJSON *channel = json_get(call->inputs, "channel");
	cJSON *json = json_new_object(), *usage = json_new_object();

	json_set_string(json, "fullText", str_text(&a->reply.text));
	json_set_string(json, "finishReason",
		a->reply.finish == AI_REFUSED ? "content_filter" : ai_finish_name(a->reply.finish));
	json_add_take(json, "channel", channel ? json_copy(channel) : json_new_null());
	json_set_number(usage, "input", (double)(u->input + u->cache_read + u->cache_write));
	json_set_number(usage, "output", (double)u->output);
	json_add_take(json, "usage", usage);
	return json;
}

static bool llm_stream_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct streaming s = {.asking = {.call = call, .failure = failure}};
	struct ai_answer answer = {0};
	struct err err = {0};
	struct ai *ai = call_ai(call, &err);
	bool ok;

	take_messages(&s);
	asking_begin(&s.asking);
	asking_take_limits(&s.asking);
	asking_stream(&s.asking);
	tell_unused(call);
	ok = ai && ai_call(ai, &s.asking.ask, &answer, &err);
	if (ok)
		*ret = output(call, &answer);
	else
		asking_refuse(&s.asking, &err);
	ai_answer_release(&answer);
	asking_release(&s.asking);
	arena_release(&s.arena);
	return ok;
}

const struct node_kind node_llm_stream = {
	.name = "llm-stream",
	.summary = N_("Ask a model; its answer goes to the log as it comes"),
	.inputs =
		"{\"type\":\"object\",\"required\":[\"messages\"],\"properties\":{"
		"\"channel\":{\"type\":\"string\"},\"apiKey\":{\"type\":\"string\"},"
		"\"baseUrl\":{\"type\":\"string\"},\"model\":{\"type\":\"string\",\"minLength\":1},"
		"\"messages\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\","
		"\"required\":[\"role\",\"content\"],\"properties\":{\"role\":{\"enum\":["
		"\"system\","
		"\"developer\",\"user\",\"assistant\"]},\"content\":{\"type\":\"string\"}}}},"
		"\"chunkEvent\":{\"type\":\"string\"},\"doneEvent\":{\"type\":\"string\"},"
		"\"temperature\":{\"type\":\"number\",\"minimum\":0,\"maximum\":2},"
		"\"maxTokens\":{\"type\":\"integer\",\"minimum\":1}}}",
	.output = "{fullText, finishReason, channel, usage: {input, output}}",
	.effect = NODE_ACTS,
	.run = llm_stream_run,
};
