#include "cmd/output.h"
#include "cmd/prompt.h"
#include "core/base/tr.h"

static const struct opt options[] = {
	PROMPT_VALUE_OPTIONS,
	{0},
};

static const char *const roles[] = {
	[AI_SYSTEM] = "system", [AI_USER] = "user", [AI_ASSISTANT] = "assistant", [AI_TOOL] = "tool"};

static void print_text(struct app *app, const struct ai_messages *messages)
{
	for (size_t i = 0; i < messages->len; i++) {
		const char *text = messages->at[i].text;

		app_print(app, "%s--- %s\n%s%s", i ? "\n" : "", roles[messages->at[i].role], text,
			str_ends(text, "\n") ? "" : "\n");
	}
}

static void print_json(struct app *app, const struct ai_prompt *p,
	const struct ai_messages *messages)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < messages->len; i++) {
		cJSON *item = json_new_object();

		json_set_string(item, "role", roles[messages->at[i].role]);
		json_set_string(item, "text", messages->at[i].text);
		json_append_take(list, item);
	}
	json_set_string(document, "name", p->name);
	json_set_number(document, "version", p->version);
	json_set_string(document, "hash", p->hash);
	json_set_string(document, "task", p->task);
	json_set_string(document, "tier", p->tier);
	json_add_take(document, "messages", list);
	json_add_take(document, "schema", p->schema ? json_copy(p->schema) : json_new_null());
	app_json(app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct ai_messages messages;
	struct ai_prompt *p;
	cJSON *values = NULL;
	bool ok;

	(void)argc;
	if (!prompt_open(app, argv[0], &p, err))
		return false;
	ok = prompt_values(p, &values, err) &&
		ai_prompt_render(&app->arena, p, values, &messages, err);
	if (ok && app->json)
		print_json(app, p, &messages);
	else if (ok)
		print_text(app, &messages);
	json_free(values);
	ai_prompt_free(p);
	return ok;
}

const struct cmd prompt_render = {
	.name = "render",
	.args = "NAME",
	.summary = N_("Fill a prompt and print the messages"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl prompt render summarise --file text=report.txt --var words=50",
			N_("what a model would be sent"),
			"blokctl prompt render classify --vars "
			"'{\"text\": \"…\", \"labels\": [\"a\", \"b\"]}'",
			N_("all variables at once"),
			NULL,
		},
	.operands = WORDS_PROMPT,
	.run = run,
};
