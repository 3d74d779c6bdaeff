#include "core/ai/problem.h"
#include "core/ai/provider.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <string.h>

/* What is sent, protocol by protocol, and what is made of a refusal. */

static cJSON *parse(const char *text)
{
	cJSON *value = NULL;
	struct err err = {0};

	if (text && !json_parse(text, strlen(text), &value, &err))
		test_failed(__FILE__, __LINE__, "%s: %s", err.message, text);
	return value;
}

static char *shown;

struct how {
	const char *params, *schema, *choice;
	bool tools, stream, no_schema, other_max;
};

/* The body of a talk with a tool: asked, called, answered. */
static const char *body(const struct ai_protocol *protocol, struct how how)
{
	const struct ai_tool_call calls[] = {{"c1", "add", "{\"a\":1}"}, {"c2", "now", "no JSON"}};
	const struct ai_message messages[] = {{.role = AI_SYSTEM, .text = "Be short."},
		{.role = AI_USER, .text = "One?"}, {.role = AI_USER, .text = "Two?"},
		{.role = AI_ASSISTANT, .calls = calls, .calls_len = 2},
		{.role = AI_TOOL, .text = "2", .call_id = "c1", .call_name = "add"},
		{.role = AI_ASSISTANT, .text = "Two."}};
	cJSON *parameters = parse("{\"type\":\"object\"}"), *schema = parse(how.schema),
	      *params = parse(how.params), *json;
	const struct ai_tool tools[] = {{"add", "adds", parameters}, {"now", NULL, parameters}};
	const struct ai_request r = {.messages = messages,
		.messages_len = how.tools ? 6 : 2,
		.tools = tools,
		.tools_len = how.tools ? 2 : 0,
		.tool_choice = how.choice,
		.schema = schema,
		.schema_name = "out",
		.max_tokens = 50,
		.params = params};
	const struct ai_target t = {.model = "m",
		.json_schema = !how.no_schema,
		.stream_usage = !how.no_schema,
		.max_completion_tokens = how.other_max,
		.context = how.other_max ? 8192 : 0};

	json = protocol->body(&t, &r, how.stream);
	free(shown);
	shown = json_text(json);
	json_free(json);
	json_free(parameters);
	json_free(schema);
	json_free(params);
	return shown;
}

#define PARAMS                                                                                     \
	"{\"temperature\":0.5,\"top_p\":1,\"stop\":\"END\",\"seed\":3,\"effort\":\"low\",\"num_"   \
	"ctx\":99}"
#define SCHEMA "{\"type\":\"array\"}"

TEST(openai_requests)
{
	CHECK_STR(body(&ai_openai, (struct how){0}),
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
		"{\"role\":\"user\",\"content\":\"One?\"}],\"max_tokens\":50}");
	CHECK_STR(body(&ai_openai, (struct how){.params = PARAMS,
					   .schema = SCHEMA,
					   .stream = true,
					   .other_max = true}),
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
		"{\"role\":\"user\",\"content\":\"One?\"}],\"max_completion_tokens\":50,"
		"\"temperature\":0.5,\"top_p\":1,\"stop\":\"END\",\"seed\":3,\"reasoning_effort\":"
		"\"low\",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
		"\"out\",\"schema\":{\"type\":\"array\"}}},\"stream\":true,\"stream_options\":"
		"{\"include_usage\":true}}");
	CHECK(strstr(
		body(&ai_openai, (struct how){.schema = SCHEMA, .no_schema = true, .stream = true}),
		"\"response_format\":{\"type\":\"json_object\"},\"stream\":true}"));
	CHECK(strstr(body(&ai_openai, (struct how){.tools = true}),
		"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":"
		"\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1}\"}},"));
	CHECK(strstr(shown, "{\"role\":\"tool\",\"content\":\"2\",\"tool_call_id\":\"c1\"}"));
	CHECK(!strstr(shown, "tool_choice"));
	CHECK(strstr(body(&ai_openai, (struct how){.tools = true, .choice = "required"}),
		"\"tool_choice\":\"required\""));
	CHECK(strstr(body(&ai_openai, (struct how){.tools = true, .choice = "add"}),
		"\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"add\"}}"));
	CHECK(!strstr(body(&ai_openai, (struct how){.choice = "auto"}), "tool_choice"));
}

TEST(anthropic_requests)
{
	CHECK_STR(body(&ai_anthropic, (struct how){0}),
		"{\"model\":\"m\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":"
		"[{\"type\":\"text\",\"text\":\"One?\"}]}],\"system\":[{\"type\":\"text\",\"text\":"
		"\"Be short.\"}]}");
	CHECK(strstr(body(&ai_anthropic,
			     (struct how){.params = PARAMS, .schema = SCHEMA, .stream = true}),
		"\"temperature\":0.5,\"top_p\":1,\"stop_sequences\":[\"END\"],\"output_config\":"
		"{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":"
		"\"array\"}}},\"stream\":true}"));
	CHECK(strstr(body(&ai_anthropic, (struct how){.params = "{\"stop\":[\"A\",\"B\"]}"}),
		"\"stop_sequences\":[\"A\",\"B\"]}"));
	CHECK(!strstr(body(&ai_anthropic, (struct how){.schema = SCHEMA, .no_schema = true}),
		"output_config"));
	/* of one role in a row one message; arguments that are no JSON are none */
	CHECK(strstr(body(&ai_anthropic, (struct how){.tools = true}),
		"\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"One?"
		"\"},"
		"{\"type\":\"text\",\"text\":\"Two?\"}]},{\"role\":\"assistant\",\"content\":["
		"{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"add\",\"input\":{\"a\":1}},"
		"{\"type\":\"tool_use\",\"id\":\"c2\",\"name\":\"now\",\"input\":{}}]},"
		"{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c1\","
		"\"content\":\"2\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
		"\"text\":\"Two.\"}]}]"));
	CHECK(strstr(shown,
		"\"tools\":[{\"name\":\"add\",\"description\":\"adds\",\"input_schema\":{\"type\":"
		"\"object\"}},{\"name\":\"now\",\"input_schema\":{\"type\":\"object\"}}]}"));
	for (int i = 0; i < 4; i++) {
		static const char *const choices[][2] = {{"auto", "{\"type\":\"auto\"}"},
			{"none", "{\"type\":\"none\"}"}, {"required", "{\"type\":\"any\"}"},
			{"add", "{\"type\":\"tool\",\"name\":\"add\"}"}};
		const char *sent = strstr(
			body(&ai_anthropic, (struct how){.tools = true, .choice = choices[i][0]}),
			"\"tool_choice\":");

		CHECK(sent && strncmp(sent + 14, choices[i][1], strlen(choices[i][1])) == 0);
	}
}

TEST(ollama_requests)
{
	CHECK_STR(body(&ai_ollama, (struct how){0}),
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
		"{\"role\":\"user\",\"content\":\"One?\"}],\"options\":{\"num_predict\":50},"
		"\"stream\":false}");
	CHECK(strstr(
		body(&ai_ollama, (struct how){.params = PARAMS, .schema = SCHEMA, .stream = true}),
		"\"options\":{\"num_predict\":50,\"temperature\":0.5,\"top_p\":1,\"stop\":\"END\","
		"\"seed\":3,\"num_ctx\":99},\"format\":{\"type\":\"array\"},\"stream\":true}"));
	CHECK(strstr(body(&ai_ollama,
			     (struct how){.schema = SCHEMA, .no_schema = true, .other_max = true}),
		"\"options\":{\"num_predict\":50,\"num_ctx\":8192},\"format\":\"json\""));
	CHECK(strstr(body(&ai_ollama, (struct how){.tools = true}),
		"{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":"
		"\"add\",\"arguments\":{\"a\":1}}},{\"function\":{\"name\":\"now\",\"arguments\":"
		"{}}}]},{\"role\":\"tool\",\"content\":\"2\",\"tool_name\":\"add\"}"));
}

/* "kind retry: message" of a response. */
static const char *problem(int status, const char *text, const char *should)
{
	struct http_response r = {.status = status};
	struct ai_problem p;
	struct str out = {0};

	str_add(&r.body, text);
	if (should)
		vec_push(&r.headers,
			((struct http_header){mem_strdup("x-should-retry"), mem_strdup(should)}));
	ai_problem_of_response(&r, 0, &p);
	str_addf(&out, "%s%s: %s", ai_problem_name(p.kind), p.retry ? " retry" : "", p.message);
	http_response_release(&r);
	free(shown);
	return shown = str_take(&out);
}

TEST(refusals_of_every_status)
{
	static const struct {
		int status;
		const char *text, *should, *want;
	} rows[] = {
		{401, "{\"error\":{\"message\":\"no key sk-abcdefgh12345 here\"}}", NULL,
			"denied: no key sk-************* here"},
		{403, "<html>", NULL, "denied: Forbidden"},
		{404, "", NULL, "unknown_model: Not Found"},
		{402, "{}", NULL, "account_limit: Payment Required"},
		{408, "too  slow\n now", NULL, "overloaded retry: too slow now"},
		{409, "{\"detail\":\"in use\"}", NULL, "overloaded retry: in use"},
		{413, "{\"detail\":[{\"loc\":[],\"msg\":\"too much\"}]}", NULL,
			"prompt_too_long: too much"},
		{400, "{\"error\":{\"code\":\"context_length_exceeded\"}}", NULL,
			"prompt_too_long: context_length_exceeded"},
		{429, "{\"error\":{\"type\":\"insufficient_quota\",\"message\":\"pay\"}}", "true",
			"account_limit: pay"},
		{429, "[{\"error\":\"slowly\"}]", NULL, "rate_limited retry: slowly"},
		{429,
			"{\"error\":{\"message\":\"m\",\"details\":{\"error_code\":\"enforced_"
			"spend_limit_reached\"}}}",
			NULL, "account_limit: m"},
		{500, "{\"object\":\"error\",\"message\":\"broken\"}", "false",
			"overloaded: broken"},
		{503, "{\"error\":{}}", NULL, "overloaded retry: the provider gives no reason"},
		{400, "{\"error\":{\"message\":\"bad\"}}", "true", "bad_request retry: bad"},
		{422, "{\"detail\":{\"msg\":\"wrong\"}}", NULL, "bad_request: wrong"},
		{400, "[]", NULL, "bad_request: []"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_STR(problem(rows[i].status, rows[i].text, rows[i].should), rows[i].want);
}
