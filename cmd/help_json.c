#include "cmd/help.h"

#include "cmd/opt.h"
#include "cmd/output.h"

/* The tables of commands and options, for programs. */

static cJSON *options_json(const struct opt *table)
{
	cJSON *list = json_new_array();

	for (; table && table->name; table++) {
		const char letter[] = {table->letter, '\0'};
		cJSON *item;

		if (table->hidden)
			continue;
		item = json_new_object();
		json_set_string(item, "name", table->name);
		json_set_string(item, "letter", table->letter ? letter : NULL);
		json_set_string(item, "value", opt_takes_value(table) ? table->arg : NULL);
		json_set_string(item, "choices", table->choices);
		json_set_bool(
			item, "repeatable", table->kind == OPT_LIST || table->kind == OPT_COUNT);
		json_set_string(item, "help", table->help);
		json_append_take(list, item);
	}
	return list;
}

static cJSON *commands_json(const struct cmd *const *table)
{
	cJSON *list = json_new_array();

	for (; table && *table; table++) {
		cJSON *item;

		if ((*table)->hidden)
			continue;
		item = json_new_object();
		json_set_string(item, "name", (*table)->name);
		json_set_string(item, "summary", (*table)->summary);
		json_append_take(list, item);
	}
	return list;
}

static cJSON *examples_json(const char *const *lines)
{
	cJSON *list = json_new_array();

	for (; lines && lines[0] && lines[1]; lines += 2) {
		cJSON *item = json_new_object();

		json_set_string(item, "command", lines[0]);
		json_set_string(item, "explanation", lines[1]);
		json_append_take(list, item);
	}
	return list;
}

void help_json(struct app *app, const struct cmd_path *path)
{
	const struct cmd *cmd = cmd_last(path);
	cJSON *document = json_new_object();
	struct str name = {0};

	str_add(&name, "blokctl");
	for (int i = 0; i < path->depth; i++)
		str_addf(&name, " %s", path->at[i]->name);
	json_set_string(document, "command", str_text(&name));
	json_set_string(document, "arguments", cmd ? cmd->args : NULL);
	json_set_string(document, "summary", cmd ? cmd->summary : NULL);
	json_set_string(document, "details", cmd ? cmd->details : NULL);
	json_add_take(document, "options", options_json(cmd ? cmd->opts : global_opts));
	json_add_take(document, "commands", commands_json(cmd ? cmd->subs : cmd_table));
	json_add_take(document, "examples", examples_json(cmd ? cmd->examples : NULL));
	app_json(app, document);
	json_free(document);
	str_release(&name);
}
