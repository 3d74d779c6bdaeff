#include "core/ai/wire.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <string.h>

static char *shown;
static size_t pieces;

static void count_piece(void *self, const char *text, size_t len)
{
	(void)self, (void)text, (void)len;
	pieces++;
}

static void show(struct str *out, const struct ai_reply *r)
{
	const struct ai_usage *u = &r->usage;

	str_addf(out, "%s '%s'", ai_finish_name(r->finish), str_text(&r->text));
	for (size_t i = 0; i < r->calls.len; i++)
		str_addf(out, " %s=%s(%s)", str_text(&r->calls.at[i].id),
			str_text(&r->calls.at[i].name), ai_call_arguments(&r->calls.at[i]));
	if (u->reported)
		str_addf(out, " in %lld read %lld write %lld out %lld", (long long)u->input,
			(long long)u->cache_read, (long long)u->cache_write, (long long)u->output);
}

/* The reply that bytes give, in pieces of `step`; or "kind: message". */
static const char *wire(const struct ai_protocol *protocol, const char *bytes, size_t step)
{
	struct ai_reply reply = {0};
	struct ai_problem problem = {0};
	struct ai_wire w = {.protocol = protocol, .reply = &reply, .problem = &problem,
		.on_text = count_piece};
	size_t len = strlen(bytes);
	struct str out = {0};
	struct err err;
	bool ok = true;

	pieces = 0;
	for (size_t i = 0; i < len && ok; i += step)
		ok = ai_wire_feed(&w, bytes + i, len - i < step ? len - i : step, &err);
	ok = ok && ai_wire_end(&w, &err);
	if (ok)
		show(&out, &reply);
	else
		str_addf(&out, "%s: %s", ai_problem_name(problem.kind), err.message);
	ai_wire_release(&w);
	ai_reply_release(&reply);
	free(shown);
	shown = str_take(&out);
	return shown;
}

static void check_wire(const struct ai_protocol *protocol, const char *bytes, const char *want)
{
	size_t steps[] = {1, 2, 3, 7, 64, strlen(bytes) + 1};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		CHECK_STR(wire(protocol, bytes, steps[i]), want);
}

#define OA(delta, reason)                                                                          \
	"data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" delta                        \
	",\"finish_reason\":" reason "}],\"usage\":null}\n\n"
#define OA_USAGE                                                                                   \
	"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,"         \
	"\"prompt_tokens_details\":{\"cached_tokens\":60}}}\n\n"

TEST(openai_streams)
{
	check_wire(&ai_openai,
		OA("{\"role\":\"assistant\",\"content\":\"\"}", "null") OA("{\"content\":\"Grü\"}", "null")
			OA("{\"content\":\"ße\"}", "null") OA("{}", "\"stop\"") OA_USAGE "data: [DONE]\n\n",
		"stop 'Grüße' in 40 read 60 write 0 out 20");
	CHECK_INT(pieces, 2);
	check_wire(&ai_openai, OA("{\"content\":\"a\"}", "\"stop\""), "stop 'a'");
	check_wire(&ai_openai, OA("{\"content\":\"a\"}", "null"),
		"broken_stream: the stream ended before the answer did");
	check_wire(&ai_openai, OA("{\"content\":\"a\"}", "null") "data: {\"error\":{\"message\":\"no \\n more\"}}\n\n",
		"overloaded: no more");
	check_wire(&ai_openai, OA("{\"content\":\"a\"}", "\"length\"") "data: [DONE]", "length 'a'");
	check_wire(&ai_openai, OA("{\"refusal\":\"I will not\"}", "null") OA("{}", "\"stop\""),
		"refused 'I will not'");
	check_wire(&ai_openai, "data: {\"choices\":[{\"ind\n\n",
		"bad_answer: the answer: invalid JSON at line 1, column 14: string without an end");
}

TEST(openai_tool_calls_come_in_pieces)
{
	check_wire(&ai_openai,
		OA("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"add\",\"arguments\":\"\"}}]}", "null")
		OA("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}", "null")
		OA("{\"tool_calls\":[{\"index\":1,\"id\":\"c2\",\"function\":{\"name\":\"now\",\"arguments\":\" \"}}]}", "null")
		OA("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"add\",\"arguments\":\"1}\"}}]}", "null")
		OA("{}", "\"tool_calls\""),
		"tool_calls '' c1=add({\"a\":1}) c2=now({})");
	/* without an index: a new id begins a new call */
	check_wire(&ai_openai,
		OA("{\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"name\":\"a\",\"arguments\":\"{\"}}]}", "null")
		OA("{\"tool_calls\":[{\"function\":{\"arguments\":\"}\"}}]}", "null")
		OA("{\"tool_calls\":[{\"id\":\"c2\",\"function\":{\"name\":\"b\",\"arguments\":\"{}\"}}]}", "\"tool_calls\""),
		"tool_calls '' c1=a({}) c2=b({})");
	/* nor with one that is none */
	check_wire(&ai_openai,
		OA("{\"tool_calls\":[{\"index\":1e127,\"id\":\"c1\",\"function\":{\"name\":\"a\"}}]}", "null")
		OA("{\"tool_calls\":[{\"index\":-1e127,\"function\":{\"arguments\":\"{}\"}}]}", "\"tool_calls\""),
		"tool_calls '' c1=a({})");
}

TEST(a_whole_answer_where_a_stream_was_asked_for)
{
	check_wire(&ai_openai,
		"{\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
		"\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}",
		"stop 'hi' in 3 read 0 write 0 out 1");
	check_wire(&ai_openai, "\xef\xbb\xbf{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}", "stop 'hi'");
	check_wire(&ai_openai, "<html><body>Bad Gateway</body></html>",
		"bad_answer: the answer: invalid JSON at line 1, column 1: unexpected '<', expected a value");
	check_wire(&ai_openai, "", "bad_answer: the answer is empty");
	check_wire(&ai_openai, "{\"error\":\"down\"}", "overloaded: down");
	check_wire(&ai_openai, "{\"choices\":[]}", "bad_answer: the answer has no message");
	check_wire(&ai_openai, "{\"choices\":[{\"message\":{\"content\":\"a\xff" "b\"}}]}", "stop 'a\xef\xbf\xbd" "b'");
}

TEST(anthropic_streams)
{
	check_wire(&ai_anthropic,
		"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"c\",\"usage\":"
		"{\"input_tokens\":10,\"cache_read_input_tokens\":5,\"cache_creation_input_tokens\":2,\"output_tokens\":1}}}\n\n"
		"event: ping\ndata: {\"type\":\"ping\"}\n\n"
		"event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
		"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}\n\n"
		"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}\n\n"
		"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":4}}\n\n"
		"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\n"
		"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
		"stop 'Hello' in 10 read 5 write 2 out 7");
	check_wire(&ai_anthropic,
		"data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"add\",\"input\":{}}}\n\n"
		"data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\n"
		"data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}}\n\n"
		"data: {\"type\":\"future_event\"}\n\n"
		"data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}\n\n",
		"tool_calls '' t=add({\"a\":1})");
	check_wire(&ai_anthropic,
		"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
		"overloaded: Overloaded");
	check_wire(&ai_anthropic,
		"{\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\"},{\"type\":\"text\",\"text\":\"hi\"}],"
		"\"stop_reason\":\"refusal\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}",
		"refused 'hi' in 3 read 0 write 0 out 1");
}

TEST(ollama_streams)
{
	check_wire(&ai_ollama,
		"{\"model\":\"l\",\"message\":{\"content\":\"a\"},\"done\":false}\n"
		"{\"message\":{\"content\":\"b\"},\"done\":false}\n"
		"{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"length\",\"prompt_eval_count\":5,\"eval_count\":2}",
		"length 'ab' in 5 read 0 write 0 out 2");
	check_wire(&ai_ollama, "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"error\":\"out of memory\"}\n",
		"overloaded: out of memory");
	check_wire(&ai_ollama, "{\"message\":{\"content\":\"a\"},\"done\":false}\n",
		"broken_stream: the stream ended before the answer did");
	check_wire(&ai_ollama,
		"{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"add\",\"arguments\":{\"a\":1}}}]},\"done\":true}\n",
		"tool_calls '' call_0=add({\"a\":1})");
}

static const char *problem_of(int status, const char *body, const char *header, const char *value)
{
	struct http_header headers[] = {{header, value}};
	struct http_response r = {.status = status,
		.headers = {headers, header ? 1 : 0, 1},
		.body = {(char *)body, strlen(body), strlen(body) + 1}};
	struct ai_problem p;
	struct str out = {0};

	ai_problem_of_response(&r, 0, &p);
	str_addf(&out, "%s%s %lld %s: %s", ai_problem_name(p.kind), p.retry ? " again" : "",
		(long long)p.wait_ms, p.code, p.message);
	free(shown);
	shown = str_take(&out);
	return shown;
}

TEST(errors_of_every_shape)
{
	CHECK_STR(problem_of(429, "{\"error\":{\"message\":\"slow\",\"code\":\"rate_limit_exceeded\"}}", "retry-after", "2"),
		"rate_limited again 2000 rate_limit_exceeded: slow");
	CHECK_STR(problem_of(429, "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}", "x-should-retry", "true"),
		"account_limit 0 insufficient_quota: pay");
	CHECK_STR(problem_of(429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"cap\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}", NULL, NULL),
		"account_limit 0 enforced_spend_limit_reached: cap");
	CHECK_STR(problem_of(529, "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", NULL, NULL),
		"overloaded again 0 overloaded_error: Overloaded");
	CHECK_STR(problem_of(429, "{\"error\":{\"message\":\"day\"}}", "x-should-retry", "false"),
		"rate_limited 0 : day");
	CHECK_STR(problem_of(401, "{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-abcdef123456.\",\"code\":\"invalid_api_key\"}}", NULL, NULL),
		"denied 0 invalid_api_key: Incorrect API key provided: sk-******************");
	CHECK_STR(problem_of(400, "{\"error\":{\"message\":\"long\",\"code\":\"context_length_exceeded\"}}", NULL, NULL),
		"prompt_too_long 0 context_length_exceeded: long");
	CHECK_STR(problem_of(400, "{\"object\":\"error\",\"message\":\"old vllm\",\"code\":40303}", NULL, NULL),
		"bad_request 0 : old vllm");
	CHECK_STR(problem_of(422, "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\"}]}", NULL, NULL),
		"bad_request 0 : field required");
	CHECK_STR(problem_of(404, "{\"error\":\"model 'x' not found\"}", NULL, NULL),
		"unknown_model 0 : model 'x' not found");
	CHECK_STR(problem_of(502, "<html><body>Bad Gateway</body></html>", NULL, NULL),
		"overloaded again 0 : Bad Gateway");
	CHECK_STR(problem_of(503, "upstream\nconnect  error", NULL, NULL),
		"overloaded again 0 : upstream connect error");
}
