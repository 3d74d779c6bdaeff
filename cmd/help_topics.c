#include "cmd/commands.h"
#include "cmd/help.h"
#include "cmd/output.h"

/* blokctl(1) has the same table; test/cli/man.t compares them. */
static const struct {
	const char *status, *meaning;
} exit_codes[] = {
	{"0", "done"},
	{"1", "the work failed: system, remote, file or run not found, failed tests"},
	{"2", "usage: the command line is wrong"},
	{"3", "invalid input: a document, configuration or data, or findings about it"},
	{"4", "the run failed"},
	{"5", "refused: quota, guard, policy"},
	{"6", "no answer"},
	{"75", "not now: locked, waiting, paused, live elsewhere"},
	{"124", "a timeout ended it"},
	{"130", "interrupted (SIGINT)"},
	{"143", "terminated (SIGTERM)"},
};

#define EXIT_CODES (sizeof exit_codes / sizeof *exit_codes)

static bool help_exit_codes(struct app *app)
{
	cJSON *document, *list;

	if (!app->json) {
		for (size_t i = 0; i < EXIT_CODES; i++)
			app_print(app, "%4s  %s\n", exit_codes[i].status, exit_codes[i].meaning);
		return true;
	}
	document = json_new_object();
	list = json_new_array();
	for (size_t i = 0; i < EXIT_CODES; i++) {
		cJSON *item = json_new_object();

		json_set_string(item, "status", exit_codes[i].status);
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
	const char *nearest = cmd_nearest(table, word);

	err_set(err, ERR_USAGE, "no help for '%s%s%s'", path->depth ? path->at[0]->name : "",
		path->depth ? " " : "", word);
	if (nearest)
		return err_hint(err, "did you mean '%s%s%s'?",
			path->depth ? path->at[0]->name : "", path->depth ? " " : "", nearest);
	return err_hint(err, "'blokctl help' lists the commands");
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
