#include "core/ai/key.h"
#include "test/unit/test.h"

#include <string.h>

static const struct ai_message base_messages[] = {
	{.role = AI_SYSTEM, .text = "Be short."}, {.role = AI_USER, .text = "Hello"}};

struct asked {
	struct ai_target target;
	struct ai_message messages[2];
	struct ai_request request;
	struct ai_key key;
};

static void set(struct asked *a)
{
	*a = (struct asked){.target = {.provider = "p", .protocol = &ai_openai,
				    .base_url = "https://a.example/v1", .model = "m",
				    .json_schema = true},
		.request = {.messages_len = 2, .max_tokens = 100, .schema_name = "answer"}};
	memcpy(a->messages, base_messages, sizeof base_messages);
	a->request.messages = a->messages;
	a->key = (struct ai_key){&a->target, &a->request, NULL, "ada"};
}

static char base_key[AI_KEY_MAX];

static void check(const struct asked *a, const char *what, bool same)
{
	char key[AI_KEY_MAX];

	ai_key_of(&a->key, key);
	if (str_eq(key, base_key) != same)
		test_failed(__FILE__, __LINE__, "%s: %s", what, same ? "another key" : "the same key");
}

static cJSON *json(const char *text)
{
	cJSON *value = NULL;
	struct err err;

	CHECK(json_parse(text, strlen(text), &value, &err));
	return value;
}

TEST(every_part_of_a_request_is_in_its_key)
{
	static const char *const texts[] = {"a", "b"};
	const struct ai_tool tool = {"add", NULL, NULL};
	cJSON *schema = json("{\"type\":\"object\",\"properties\":{\"a\":{}}}");
	cJSON *turned = json("{\"properties\":{\"a\":{}},\"type\":\"object\"}");
	cJSON *params = json("{\"temperature\":0.5}"), *other = json("{\"temperature\":0.6}");
	struct asked a;

	set(&a);
	ai_key_of(&a.key, base_key);
	check(&a, "nothing", true);
	a.target.provider = "another name for the same server";
	a.target.key = "sk-other";
	a.target.stream_usage = true;
	check(&a, "what is not sent, or not asked", true);
	set(&a);
	a.target.model = "n";
	check(&a, "model", false);
	set(&a);
	a.target.base_url = "https://b.example/v1";
	check(&a, "base URL", false);
	set(&a);
	a.target.protocol = &ai_anthropic;
	check(&a, "protocol", false);
	set(&a);
	a.target.api_version = "2026-10-21";
	check(&a, "API version", false);
	set(&a);
	a.messages[0].text = "Be long.";
	check(&a, "system text", false);
	set(&a);
	a.messages[1].text = "Hello!";
	check(&a, "question", false);
	set(&a);
	a.messages[0].role = AI_USER;
	check(&a, "role", false);
	set(&a);
	a.request.max_tokens = 101;
	check(&a, "max_tokens", false);
	set(&a);
	a.request.schema = schema;
	check(&a, "schema", false);
	ai_key_of(&a.key, base_key);
	a.request.schema = turned;
	check(&a, "the order of members", true);
	set(&a);
	ai_key_of(&a.key, base_key);
	a.request.params = params;
	check(&a, "parameters", false);
	ai_key_of(&a.key, base_key);
	a.request.params = other;
	check(&a, "the value of a parameter", false);
	set(&a);
	ai_key_of(&a.key, base_key);
	a.request.tools = &tool;
	a.request.tools_len = 1;
	check(&a, "tools", false);
	set(&a);
	a.key.template_hash = "abc";
	check(&a, "template", false);
	set(&a);
	a.key.scope = "bob";
	check(&a, "user", false);
	set(&a);
	a.target.protocol = &ai_openai_embeddings;
	check(&a, "vectors instead of an answer", false);
	a.request.inputs = texts;
	a.request.inputs_len = 1;
	ai_key_of(&a.key, base_key);
	a.request.inputs_len = 2;
	check(&a, "another text", false);
	ai_key_of(&a.key, base_key);
	a.request.dimensions = 8;
	check(&a, "dimensions", false);
	json_free(schema);
	json_free(turned);
	json_free(params);
	json_free(other);
}
