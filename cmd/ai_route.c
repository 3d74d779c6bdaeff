#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/term/table.h"

static const char *task = "chat";

static const struct opt options[] = {
	{.name = "task",
		.kind = OPT_TEXT,
		.value = &task,
		.arg = "name",
		.help = N_("chat, sql, cards, embed, summarise, … (default chat)")},
	AI_WHO_OPTIONS,
	{0},
};

static void print_table(struct app *app, const cJSON *route)
{
	static const struct column columns[] = {
		{N_("PROVIDER"), COLUMN_TEXT}, {N_("MODEL"), COLUMN_TEXT}, {"", COLUMN_WIDE}, {0}};
	struct table t;

	app_print(app, tr("%s: tier %s, %s\n"), json_get_string(route, "task"),
		json_get_string(route, "tier"), json_get_string(route, "reason"));
	table_init(&t, columns);
	json_each(item, json_get(route, "chain")) {
		bool usable = json_get_bool(item, "usable", false);

		table_add_styled(
			&t, usable ? ROLE_NAME : ROLE_FAINT, json_get_string(item, "provider"));
		table_add_styled(
			&t, usable ? ROLE_PLAIN : ROLE_FAINT, json_get_string(item, "model"));
		table_add_styled(
			&t, usable ? ROLE_GOOD : ROLE_WARNING, json_get_string(item, "reason"));
	}
	app_print_table(app, &t);
	table_release(&t);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const char *const text = "";
	const struct ai_message message = {.role = AI_USER, .text = text};
	const struct ai_request request = {.messages = &message,
		.messages_len = 1,
		.inputs = &text,
		.inputs_len = str_eq(task, "embed")};
	struct ai_ask ask = {.task = task, .request = &request};
	struct ai *ai = NULL;
	cJSON *route = NULL;
	bool found;

	(void)argc, (void)argv;
	if (ai_command_ask(app, &ask, err) && ai_command_open(app, &ai, err))
		route = ai_explain(ai, &ask, err);
	if (route && app->json)
		app_json(app, route);
	else if (route)
		print_table(app, route);
	found = route;
	ai_close(ai);
	json_free(route);
	return found;
}

const struct cmd ai_route = {
	.name = "route",
	.summary = N_("Explain which models would answer, and why"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl ai route --task sql",
			N_("the chain of models for questions to a database"),
			NULL,
		},
	.run = run,
};
