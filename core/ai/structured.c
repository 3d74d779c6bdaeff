#include "core/ai/structured.h"

#include "core/ai/extract.h"
#include "core/data/schema.h"

#include <stdlib.h>
#include <string.h>

/* More mistakes than these a model does not mend at once. */
#define MAX_COMPLAINTS 10

struct asking {
	struct ai *ai;
	const struct ai_ask *ask;
	const struct schema *schema;
	struct arena arena;
	struct ai_structured *result;
};

static enum extract_kind kind_of(const cJSON *schema)
{
	const char *type = json_get_string(schema, "type");

	return str_eq(type, "object") || json_get(schema, "properties") ? EXTRACT_OBJECT
		: str_eq(type, "array")					? EXTRACT_ARRAY
									: EXTRACT_ANY;
}

static void complain(struct str *out, const struct schema_errors *errors)
{
	for (size_t i = 0; i < errors->list.len && i < MAX_COMPLAINTS; i++)
		str_addf(out, "%s%s %s", i ? "; " : "",
			*errors->list.at[i].instance_path ? errors->list.at[i].instance_path : "the value",
			errors->list.at[i].message);
}

/* The value of the answer; else what is wrong with it. */
static bool read_value(struct asking *a, struct str *ret_wrong)
{
	const struct ai_reply *reply = &a->result->answer.reply;
	const struct extract_options o = {kind_of(a->ask->request->schema),
		reply->finish == AI_LENGTH};
	struct schema_errors errors = {0};
	struct err err;
	cJSON *value;
	bool ok;

	str_clear(&a->result->repairs);
	if (!extract_json(str_text(&reply->text), &o, &value, &a->result->repairs, &err)) {
		value = a->ask->salvage ? a->ask->salvage(str_text(&reply->text)) : NULL;
		if (!value) {
			str_add(ret_wrong, err.message);
			return false;
		}
		str_add(&a->result->repairs, "taken from between fences");
	}
	ok = schema_check(a->schema, value, &errors);
	if (ok) {
		a->result->value = value;
	} else {
		complain(ret_wrong, &errors);
		json_free(value);
	}
	schema_errors_release(&errors);
	return ok;
}

static const char *next_tier(const char *tier)
{
	return str_eq(tier, "fast") ? "balanced" : "powerful";
}

/* The conversation so far, the answer, and what is wrong with it. */
static bool ask_again(struct asking *a, const char *wrong, struct err *err)
{
	const struct ai_request *before = a->ask->request;
	struct ai_message *messages =
		arena_array(&a->arena, struct ai_message, before->messages_len + 2);
	struct ai_request request = *before;
	struct ai_ask ask = *a->ask;

	memcpy(messages, before->messages, before->messages_len * sizeof *messages);
	messages[before->messages_len] = (struct ai_message){.role = AI_ASSISTANT,
		.text = arena_strdup(&a->arena, str_text(&a->result->answer.reply.text))};
	messages[before->messages_len + 1] = (struct ai_message){.role = AI_USER,
		.text = arena_printf(&a->arena,
			"That answer cannot be used: %s. Answer again with nothing but JSON that "
			"matches the schema.",
			wrong)};
	request.messages = messages;
	request.messages_len += 2;
	ask.request = &request;
	if (!ask.model && (ask.tier || ask.template_tier))
		ask.tier = next_tier(ask.tier ? ask.tier : ask.template_tier);
	ai_answer_release(&a->result->answer);
	a->result->asked_again = true;
	return ai_call(a->ai, &ask, &a->result->answer, err);
}

static bool run(struct asking *a, struct err *err)
{
	struct str wrong = {0};
	bool ok;

	if (!ai_call(a->ai, a->ask, &a->result->answer, err))
		return false;
	ok = read_value(a, &wrong);
	if (!ok && a->result->answer.reply.finish != AI_REFUSED && !a->result->answer.offline) {
		char *first = str_take(&wrong);

		if (a->ask->on_note)
			a->ask->on_note(a->ask->self, "the answer does not fit the schema; asking once more");
		if (!ask_again(a, first, err)) {
			free(first);
			return false;
		}
		free(first);
		ok = read_value(a, &wrong);
	}
	if (!ok) {
		err_set(err, ERR_INPUT, "the model's answer does not fit the schema: %s", str_text(&wrong));
		err_hint(err, "another model may do better: --model or --tier");
	}
	str_release(&wrong);
	return ok;
}

bool ai_call_structured(struct ai *ai, const struct ai_ask *ask, struct ai_structured *ret,
	struct err *err)
{
	const struct schema_options options = {.fallback = SCHEMA_2020_12};
	struct asking a = {.ai = ai, .ask = ask, .result = ret};
	bool ok;

	*ret = (struct ai_structured){0};
	ok = (schema_compile(&a.arena, ask->request->schema, &options, &a.schema, err) ||
		     err_wrap(err, "the schema")) &&
		run(&a, err);
	arena_release(&a.arena);
	return ok;
}

void ai_structured_release(struct ai_structured *s)
{
	ai_answer_release(&s->answer);
	json_free(s->value);
	str_release(&s->repairs);
}
