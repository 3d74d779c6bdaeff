#include "test/conformance/stub_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Models that answer one sentence, or make vectors, each in a way of its own: /m/MODE is the
 * base URL of Anthropic's and Ollama's protocol, /m/MODE/v1 of OpenAI's.  What is
 * behind a "-" in MODE only keeps its counts apart.  GET /m/seen/MODE: {n}. */

#define SENTENCE "Hello from the stub."

struct asked {
	const struct request *request;
	struct answer *answer;
	char mode[64];
	cJSON *body;
	const char *path;
	double count; /* of the mode's requests */
};

static bool is(const struct asked *q, const char *mode)
{
	size_t len = strlen(mode);

	return strncmp(q->mode, mode, len) == 0 && (!q->mode[len] || q->mode[len] == '-');
}

static void refuse(struct asked *q, int status, const char *message, const char *param)
{
	cJSON *error = json_new_object();

	json_set_string(error, "message", message);
	json_set_string(error, "param", param);
	json_set_string(
		error, "code", status == 429 && is(q, "spent") ? "insufficient_quota" : NULL);
	q->answer->status = status;
	q->answer->json = json_new_object();
	json_add_take(q->answer->json, "error", error);
}

static const char *key_of(const struct asked *q)
{
	const char *bearer = json_get_string(q->request->headers, "authorization");
	const char *key = json_get_string(q->request->headers, "x-api-key");

	return key ? key : bearer ? bearer + strlen("Bearer ") : "";
}

/* A field that this server has never heard of. */
static bool refuse_field(struct asked *q)
{
	static const char *const fields[][2] = {{"noopts", "stream_options"},
		{"oldtokens", "max_completion_tokens"}, {"newtokens", "max_tokens"},
		{"noschema", "response_format"}};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const cJSON *value = json_get(q->body, fields[i][1]);
		struct str message = {0};

		if (!is(q, fields[i][0]) || !value ||
			str_eq(json_get_string(value, "type"), "json_object"))
			continue;
		str_addf(&message, "Unsupported parameter: '%s'", fields[i][1]);
		refuse(q, 400, str_text(&message), fields[i][1]);
		str_release(&message);
		return true;
	}
	return false;
}

static bool refuse_all(struct asked *q)
{
	struct str message = {0};
	bool refused = true;

	str_addf(&message, "Incorrect API key provided: %s", key_of(q));
	if (is(q, "echo")) {
		refuse(q, 401, str_text(&message), NULL);
	} else if (is(q, "flaky") && q->count < 2) {
		refuse(q, 503, "not yet", NULL);
	} else if (is(q, "wait") && q->count < 2) {
		refuse(q, 429, "slow down", NULL);
		q->answer->extra = "retry-after-ms: 200\r\n";
	} else if (is(q, "limited")) {
		refuse(q, 429, "slow down", NULL);
		q->answer->extra = "retry-after: 100\r\n";
	} else if (is(q, "spent")) {
		refuse(q, 429, "pay first", NULL);
	} else if (is(q, "bad")) {
		refuse(q, 400, "no such dimension", "dimensions");
	} else if (is(q, "html")) {
		q->answer->status = 502;
		q->answer->type = "text/html";
		q->answer->text = "<html><h1>Bad Gateway</h1></html>";
	} else {
		refused = false;
	}
	str_release(&message);
	return refused;
}

/* ---- answers ---- */

static char *sentence(const struct asked *q)
{
	struct str text = {0};

	str_add(&text, is(q, "json") || json_get(q->body, "response_format") ? "{\"name\": \"Ada\"}"
									     : SENTENCE);
	if (is(q, "told"))
		str_addf(&text, " %s", key_of(q));
	return str_take(&text);
}

static void openai(struct asked *q, const char *quoted)
{
	static const char usage[] = "{\"prompt_tokens\":12,\"completion_tokens\":5,\"prompt_tokens_"
				    "details\":{\"cached_tokens\":4}}";
	struct str out = {0};

	if (!json_get_bool(q->body, "stream", false) || is(q, "whole")) {
		str_addf(&out,
			"{\"id\":\"c1\",\"model\":\"stub\",\"choices\":[{\"index\":0,\"message\":{"
			"\"role\":"
			"\"assistant\",\"content\":%s},\"finish_reason\":\"stop\"}],\"usage\":%s}",
			quoted, usage);
		q->answer->owned = str_take(&out);
		return;
	}
	q->answer->type = "text/event-stream";
	str_addf(
		&out, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%s}}]}\n\n", quoted);
	if (!is(q, "cut")) {
		str_add(&out, "data: "
			      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]"
			      "}\n\n");
		if (json_get(q->body, "stream_options"))
			str_addf(&out, "data: {\"choices\":[],\"usage\":%s}\n\n", usage);
		str_add(&out, "data: [DONE]\n\n");
	}
	q->answer->owned = str_take(&out);
}

static void anthropic(struct asked *q, const char *quoted)
{
	struct str out = {0};

	if (!json_get_bool(q->body, "stream", false)) {
		str_addf(&out,
			"{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
			"\"stub\","
			"\"content\":[{\"type\":\"text\",\"text\":%s}],\"stop_reason\":\"end_"
			"turn\","
			"\"usage\":{\"input_tokens\":8,\"cache_read_input_tokens\":4,\"output_"
			"tokens\":5}}",
			quoted);
		q->answer->owned = str_take(&out);
		return;
	}
	q->answer->type = "text/event-stream";
	str_addf(&out,
		"event: message_start\ndata: "
		"{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"model\":"
		"\"stub\",\"usage\":{\"input_tokens\":8,\"cache_read_input_tokens\":4,\"output_"
		"tokens\":1}}}\n\n"
		"event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
		"\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
		"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
		"\"delta\":{\"type\":\"text_delta\",\"text\":%s}}\n\n"
		"event: content_block_stop\ndata: "
		"{\"type\":\"content_block_stop\",\"index\":0}\n\n",
		quoted);
	if (!is(q, "cut"))
		str_add(&out, "event: message_delta\ndata: "
			      "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
			      "\"end_turn\"},\"usage\":{\"output_tokens\":5}}\n\n"
			      "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
	q->answer->owned = str_take(&out);
}

static void ollama(struct asked *q, const char *quoted)
{
	struct str out = {0};

	q->answer->type = "application/x-ndjson";
	str_addf(&out,
		"{\"model\":\"stub\",\"message\":{\"role\":\"assistant\",\"content\":%s},\"done\":%"
		"s",
		quoted,
		json_get_bool(q->body, "stream", true)
			? "false}\n"
			: "true,\"done_reason\":\"stop\","
			  "\"prompt_eval_count\":12,\"eval_count\":5}\n");
	if (json_get_bool(q->body, "stream", true) && !is(q, "cut"))
		str_add(&out,
			"{\"model\":\"stub\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
			"\"done\":true,"
			"\"done_reason\":\"stop\",\"prompt_eval_count\":12,\"eval_count\":5}\n");
	q->answer->owned = str_take(&out);
}

static void answer(struct asked *q)
{
	char *text = sentence(q);
	struct str quoted = {0};

	json_print_string(&quoted, text);
	if (str_eq(q->path, "/v1/chat/completions"))
		openai(q, quoted.at);
	else if (str_eq(q->path, "/v1/messages"))
		anthropic(q, quoted.at);
	else if (str_eq(q->path, "/api/chat"))
		ollama(q, quoted.at);
	else if (str_eq(q->path, "/v1/embeddings"))
		stub_openai_vectors(q->body, q->mode, q->answer);
	else if (str_eq(q->path, "/api/embed"))
		stub_ollama_vectors(q->body, q->mode, q->answer);
	else
		refuse(q, 404, "there is nothing here", NULL);
	str_release(&quoted);
	free(text);
}

void stub_models(const struct request *r, struct answer *a)
{
	struct asked q = {.request = r, .answer = a};

	if (sscanf(r->target, "/m/seen/%63[^/]", q.mode) == 1) {
		a->json = json_new_object();
		pthread_mutex_lock(&r->server->mutex);
		json_set_number(a->json, "n", json_get_number(r->server->flaky, q.mode, 0));
		pthread_mutex_unlock(&r->server->mutex);
		return;
	}
	if (sscanf(r->target, "/m/%63[^/]", q.mode) != 1)
		return;
	q.path = r->target + strlen("/m/") + strlen(q.mode);
	q.count = stub_count(r, q.mode);
	q.body = stub_body_json(r);
	if (!refuse_field(&q) && !refuse_all(&q))
		answer(&q);
	json_free(q.body);
}
