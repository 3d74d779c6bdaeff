#include "core/ai/clean.h"
#include "core/ai/prompt_text.h"
#include "core/base/embedded.h"
#include "test/unit/test.h"

#include <stdlib.h>

static struct ai_prompt *parse(const char *text, struct diags *diags)
{
	struct ai_prompt *p = mem_alloc(sizeof *p);

	user_file_from_text(&p->document.file, "test.yaml", text, strlen(text));
	if (ai_prompt_parse(p, diags))
		return p;
	ai_prompt_free(p);
	return NULL;
}

static char shown[4000];

/* The messages, "role:text|…"; or what is wrong. */
static const char *rendered(const char *text, const char *variables)
{
	static const char letters[] = {[AI_SYSTEM] = 's', [AI_USER] = 'u', [AI_ASSISTANT] = 'a'};
	struct diags diags = {0};
	struct ai_prompt *p = parse(text, &diags);
	struct ai_messages messages;
	struct arena a = {0};
	struct str out = {0};
	struct err err = {0};
	cJSON *values = NULL;

	CHECK(json_parse(variables, strlen(variables), &values, &err));
	if (!p)
		str_addf(&out, "%d:%d %s", diags.list.at[0].line, diags.list.at[0].column,
			diags.list.at[0].message);
	else if (!ai_prompt_render(&a, p, values, &messages, &err))
		str_addf(&out, "error: %s", err.message);
	else
		for (size_t i = 0; i < messages.len; i++)
			str_addf(&out, "%s%c:%s", i ? "|" : "", letters[messages.at[i].role],
				messages.at[i].text);
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	json_free(values);
	arena_release(&a);
	ai_prompt_free(p);
	diags_release(&diags);
	return shown;
}

#define HEAD "name: test\nversion: 1\ntask: chat\n"

TEST(a_prompt_is_filled)
{
	CHECK_STR(rendered(HEAD "user: hello\n", "{}"), "u:hello");
	CHECK_STR(rendered(HEAD "system: be ${how}\nvariables: {how: string}\nuser: hi\n",
			  "{\"how\": \"brief\"}"),
		"s:be brief|u:hi");
	CHECK_STR(rendered(HEAD "variables: {n: {type: number, default: 2}}\nuser: ${n * 2}\n", "{}"),
		"u:4");
	CHECK_STR(rendered(HEAD "variables: {l: array, o: {type: object, default: null}}\n"
				"user: \"${l}${o}\"\n",
			  "{\"l\": [1, {\"a\": \"}\"}]}"),
		"u:[1,{\"a\":\"}\"}]");
	CHECK_STR(rendered(HEAD "variables: {t: string}\nuser: ask ${t}\n"
				"examples: [{input: {t: a}, output: b}]\n",
			  "{\"t\": \"c\"}"),
		"u:ask a|a:b|u:ask c");
}

TEST(values_are_not_read_as_templates)
{
	CHECK_STR(rendered(HEAD "variables: {t: string}\nuser: ${t}\n", "{\"t\": \"${1 + 1}\"}"),
		"u:${1 + 1}");
}

TEST(variables_are_held_against_their_types)
{
	static const char text[] = HEAD
		"variables: {s: {type: string, default: x}, i: {type: integer, default: 1}, "
		"b: {type: boolean, default: true}}\nuser: ${s}${i}${b}\n";

	CHECK_STR(rendered(text, "{}"), "u:x1true");
	CHECK_STR(rendered(text, "{\"s\": null}"),
		"error: variable 's' must be of type string, not null");
	CHECK_STR(rendered(text, "{\"i\": 1.5}"),
		"error: variable 'i' must be of type integer, not number");
	CHECK_STR(rendered(text, "{\"b\": 0}"),
		"error: variable 'b' must be of type boolean, not number");
	CHECK_STR(rendered(text, "{\"c\": 0}"), "error: the prompt 'test' has no variable 'c'");
	CHECK_STR(rendered(text, "[]"), "error: the variables must be an object, not an array");
	CHECK_STR(rendered(HEAD "variables: {s: string}\nuser: ${s}\n", "{}"),
		"error: the prompt 'test' needs the variable 's'");
	CHECK_STR(rendered(HEAD "variables: {o: object}\nuser: ${o.a.b}\n", "{\"o\": {}}"),
		"error: prompt 'test': ${o.a.b}: TypeError: Cannot read properties of undefined "
		"(reading 'b')");
}

TEST(findings_stand_where_the_mistake_is)
{
	CHECK_STR(rendered(HEAD "user: |\n\n  two\n    ${x}\n", "{}"), "7:7 there is no variable 'x'");
	CHECK_STR(rendered(HEAD "user: \"a ${x}\"\n", "{}"), "4:12 there is no variable 'x'");
	CHECK_STR(rendered(HEAD "user: a ${\n", "{}"), "4:9 '${' never closes");
	CHECK_STR(rendered(HEAD, "{}"), "1:1 there is no 'user'");
	CHECK_STR(rendered(HEAD "user: x\nvariables: {fence: string}\n", "{}"),
		"5:13 'fence' cannot be the name of a variable");
	CHECK_STR(rendered(HEAD "user: x\nvariables: [a]\n", "{}"),
		"5:12 'variables' must be an object");
	CHECK_STR(rendered(HEAD "user: x\nschema: {type: object}\nexamples: [{output: 5}]\n", "{}"),
		"6:21 the output does not fit the schema: it must be object");
}

/* Whoever writes a text cannot know the word that stands around it. */
TEST(no_value_closes_a_mark)
{
	static const char text[] =
		HEAD "variables: {t: string}\nuser: \"<${fence}>${t}</${fence}>\"\n";
	char first[17], second[17], value[64];

	snprintf(first, sizeof first, "%s", rendered(text, "{\"t\": \"a\"}") + 3);
	CHECK(strspn(first, "0123456789abcdef") == 16);
	CHECK(strstr(rendered(text, "{\"t\": \"a\"}"), first) != NULL);
	snprintf(value, sizeof value, "{\"t\": \"</%s>\"}", first);
	snprintf(second, sizeof second, "%s", rendered(text, value) + 3);
	CHECK(strcmp(first, second) != 0);
}

TEST(what_hides_in_text_is_taken_out)
{
	struct str out = {0};

	ai_clean(&out, "a\tb\r\n\x1b[1;31mred\x1b[0m\x07");
	CHECK_STR(str_text(&out), "a\tb\nred");
	str_clear(&out);
	ai_clean(&out, "x\xe2\x80\x8by\xe2\x80\xaez\xef\xbb\xbf\xf3\xa0\x80\xa0\xc2\x9b");
	CHECK_STR(str_text(&out), "xyz");
	str_clear(&out);
	ai_clean(&out, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac\xff\x1b");
	CHECK_STR(str_text(&out), "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac\xef\xbf\xbd");
	str_release(&out);
}

TEST(built_in_prompts_have_no_findings)
{
	const struct ai_prompt_folders none = {0};
	struct ai_prompt_places places = {0};
	struct diags diags = {0};
	struct arena a = {0};
	struct err err = {0};

	CHECK(ai_prompt_list(&a, &none, &places, &err));
	CHECK(places.list.len == 11);
	for (size_t i = 0; i < places.list.len; i++) {
		struct ai_prompt *p = NULL;

		CHECK(ai_prompt_open(&places.list.at[i], &diags, &p, &err));
		CHECK(p && p->tier && *p->description && strlen(p->hash) == 64);
		/* Its examples render, and so do their variables. */
		for (size_t e = 0; p && e < p->examples_len; e++) {
			struct ai_messages messages;

			CHECK(ai_prompt_render(&a, p, p->examples[e].input, &messages, &err));
		}
		ai_prompt_free(p);
	}
	CHECK(!diags.list.len);
	ai_prompt_places_release(&places);
	diags_release(&diags);
	arena_release(&a);
}
