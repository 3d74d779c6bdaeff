#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/ai/structured.h"
#include "core/base/tr.h"

#include <string.h>

static void show_text(void *self, const char *text, size_t len)
{
	struct app *app = self;

	app_print_bytes(app, text, len);
	app_flush(app);
}

void ai_tell_cost(struct app *app, const struct ai_answer *answer)
{
	if (answer->cached)
		app_detail(app, tr("%s/%s: a kept answer, it costs nothing"), answer->provider,
			answer->model);
	else if (answer->cost < 0)
		app_detail(app, tr("%s/%s: nobody knows what it cost"), answer->provider,
			answer->model);
	else
		app_detail(app, tr("%s/%s: $%.6f, %lld ms"), answer->provider, answer->model,
			(double)answer->cost / 1e12, (long long)answer->duration_ms);
}

static cJSON *calls_json(const struct ai_reply *reply)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < reply->calls.len; i++) {
		const struct ai_call_text *call = &reply->calls.at[i];
		const char *text = ai_call_arguments(call);
		cJSON *json = json_new_object(), *arguments = NULL;
		struct err ignored;

		json_set_string(json, "id", str_text(&call->id));
		json_set_string(json, "name", str_text(&call->name));
		if (!json_parse(text, strlen(text), &arguments, &ignored))
			arguments = json_new_string(text);
		json_add_take(json, "arguments", arguments);
		json_append_take(list, json);
	}
	return list;
}

static void print_document(struct app *app, const struct ai_answer *answer, cJSON *value,
	const struct str *repairs)
{
	cJSON *document = json_new_object();

	json_set_string(document, "text", str_text(&answer->reply.text));
	json_add_take(document, "value", value);
	json_add_take(document, "repaired",
		repairs && repairs->len ? json_new_string(repairs->at) : json_new_null());
	json_add_take(document, "calls", calls_json(&answer->reply));
	ai_answer_fields(document, answer);
	app_json(app, document);
	json_free(document);
}

static void print_calls(struct app *app, const struct ai_reply *reply)
{
	cJSON *calls = calls_json(reply);

	app_json(app, calls);
	json_free(calls);
}

static void print_text(struct app *app, const struct ai_answer *answer)
{
	const struct str *text = &answer->reply.text;

	if (app->json) {
		print_document(app, answer, json_new_null(), NULL);
		return;
	}
	/* A kept answer comes at once. */
	if (answer->cached)
		app_print_str(app, text);
	if (answer->reply.calls.len)
		print_calls(app, &answer->reply);
	else if (!text->len || text->at[text->len - 1] != '\n')
		app_print(app, "\n");
	if (answer->reply.finish == AI_LENGTH)
		app_warn(app, "the answer was cut at its limit: --max-tokens");
	if (answer->reply.finish == AI_REFUSED)
		app_warn(app, "the model refuses");
	ai_tell_cost(app, answer);
}

static bool ask_text(struct app *app, struct ai *ai, struct ai_ask *ask, struct err *err)
{
	struct ai_answer answer;
	bool ok;

	if (!app->json)
		ask->on_text = show_text;
	ok = ai_call(ai, ask, &answer, err);
	if (ok)
		print_text(app, &answer);
	else if (!app->json && answer.reply.text.len)
		app_print(app, "\n");
	ai_answer_release(&answer);
	return ok;
}

static bool ask_value(struct app *app, struct ai *ai, struct ai_ask *ask, struct err *err)
{
	struct ai_structured s;
	bool ok = ai_call_structured(ai, ask, &s, err);

	if (ok && app->json) {
		print_document(app, &s.answer, json_copy(s.value), &s.repairs);
	} else if (ok) {
		app_json(app, s.value);
		if (s.repairs.len)
			app_note(app, tr("repaired: %s"), s.repairs.at);
		ai_tell_cost(app, &s.answer);
	}
	ai_structured_release(&s);
	return ok;
}

bool ai_command_run(struct app *app, struct ai_ask *ask, struct err *err)
{
	struct ai *ai = NULL;
	bool ok = ai_command_ask(app, ask, err) && ai_command_open(app, &ai, err) &&
		(ask->request->schema ? ask_value(app, ai, ask, err) : ask_text(app, ai, ask, err));

	ai_close(ai);
	return ok;
}
