#include "cmd/commands.h"
#include "cmd/help.h"
#include "cmd/output.h"

/* blokctl(1) has the same table; test/cli/man.t compares them. */
static const struct {
	enum err_kind status;
	const char *meaning;
} exit_codes[] = {
	{ERR_NONE, "done"},
	{ERR_WORK, "the work failed: system, remote, file or run not found, failed tests"},
	{ERR_USAGE, "usage: the command line is wrong"},
	{ERR_INPUT, "invalid input: a document, configuration or data, or findings about it"},
	{ERR_RUN, "the run failed"},
	{ERR_REFUSED, "refused: quota, guard, policy"},
	{ERR_NO_ANSWER, "no answer"},
	{ERR_BUSY, "not now: locked, waiting, paused, live elsewhere"},
	{ERR_TIMEOUT, "a timeout ended it"},
	{ERR_INTERRUPTED, "interrupted (SIGINT)"},
	{ERR_TERMINATED, "terminated (SIGTERM)"},
};

#define EXIT_CODES (sizeof exit_codes / sizeof *exit_codes)

static bool help_exit_codes(struct app *app)
{
	cJSON *document, *list;

	if (!app->json) {
		for (size_t i = 0; i < EXIT_CODES; i++)
			app_print(app, "%4d  %s\n", (int)exit_codes[i].status, exit_codes[i].meaning);
		return true;
	}
	document = json_new_object();
	list = json_new_array();
	for (size_t i = 0; i < EXIT_CODES; i++) {
		cJSON *item = json_new_object();

		json_set_number(item, "status", exit_codes[i].status);
		json_set_string(item, "meaning", exit_codes[i].meaning);
		json_append_take(list, item);
	}
	json_set_take(document, "exit_codes", list);
	app_json(app, document);
	json_free(document);
	return true;
}

static bool unknown_topic(
	const struct cmd_path *path, const struct cmd *const *table, const char *word, struct err *err)
{
	const char *nearest = table ? cmd_nearest(table, word) : NULL;
	struct str before = {0};

	for (int i = 0; i < path->depth; i++)
		str_addf(&before, "%s ", path->at[i]->name);
	err_set(err, ERR_USAGE, "no help for '%s%s'", str_text(&before), word);
	if (nearest)
		err_hint(err, "did you mean '%s%s'?", str_text(&before), nearest);
	else
		err_hint(err, "'blokctl help' lists the commands");
	str_release(&before);
	return false;
}

static bool help_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct cmd_path path = {0};

	if (argc == 1 && str_eq(argv[0], "exit-codes"))
		return help_exit_codes(app);
	for (int i = 0; i < argc; i++) {
		const struct cmd *last = cmd_last(&path);
		const struct cmd *const *table = last ? last->subs : cmd_table;
		const struct cmd *next = cmd_find(table, argv[i]);

		if (!next || path.depth == CMD_DEPTH)
			return unknown_topic(&path, table, argv[i], err);
		path.at[path.depth++] = next;
	}
	return help_command(app, &path);
}

const struct cmd cmd_help = {
	.name = "help",
	.args = "[COMMAND]...",
	.summary = "Explain a command, or the exit statuses",
	.details = "Shows what 'blokctl COMMAND --help' shows. 'help exit-codes' lists what the exit "
		   "status says.",
	.examples = (const char *const[]){"blokctl help init", "what init does",
		"blokctl help exit-codes", "what the exit status says", NULL},
	.run = help_run,
	.manual = "blokctl",
	.operands = WORDS_COMMAND,
};
