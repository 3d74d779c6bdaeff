#include "cmd/commands.h"
#include "cmd/help.h"
#include "cmd/other.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/proc.h"
#include "core/base/tr.h"
#include "core/term/table.h"

#include <limits.h>
#include <stdint.h>
#include <unistd.h>

extern char **environ;

/* What 'man -w' prints is a path; a slow disk has its time. */
#define MAN_OUTPUT_MAX 65536
#define MAN_TIMEOUT_US 10000000

/* blokctl(1) has the same table; test/cli/man.t compares them. */
static const struct {
	enum err_kind status;
	const char *meaning;
} exit_codes[] = {
	{ERR_NONE, N_("done")},
	{ERR_WORK, N_("the work failed: system, remote, file or run not found, failed tests")},
	{ERR_USAGE, N_("usage: the command line is wrong")},
	{ERR_INPUT, N_("invalid input: a document, configuration or data, or findings about it")},
	{ERR_RUN, N_("the run failed")},
	{ERR_REFUSED, N_("refused: quota, guard, policy")},
	{ERR_NO_ANSWER, N_("no answer")},
	{ERR_BUSY, N_("not now: locked, waiting, paused, live elsewhere")},
	{ERR_TIMEOUT, N_("a timeout ended it")},
	{ERR_INTERRUPTED, N_("interrupted (SIGINT)")},
	{ERR_TERMINATED, N_("terminated (SIGTERM)")},
};

#define EXIT_CODES (sizeof exit_codes / sizeof *exit_codes)

static bool help_exit_codes(struct app *app)
{
	cJSON *document, *list;

	if (!app->json) {
		for (size_t i = 0; i < EXIT_CODES; i++)
			app_print(app, "%4d  %s\n", (int)exit_codes[i].status,
				tr(exit_codes[i].meaning));
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

/* ---- pages of the manual ---- */

static const struct page {
	const char *topic, *name, *section, *about;
} pages[] = {
	{"workflow-format", "blokctl-workflow", "5",
		N_("the documents of workflows, and all nodes")},
	{"expressions", "blokctl-expr", "7", N_("the language of js/ and ${} in workflows")},
	{"settings", "blokctl-config", "5", N_("all settings and their variables")},
	{"migration-format", "blokctl-migration", "5", N_("files of schema migrations")},
	{"glossary-format", "blokctl-glossary", "5", N_("a project's words for its database")},
	{"card-formats", "blokctl-cards", "5", N_("files of study cards")},
	{"prompt-format", "blokctl-prompt", "5", N_("prompt templates")},
	{"panel-format", "blokctl-panels", "5", N_("panels as a file")},
	{"model-formats", "blokctl-models", "5", N_("files of prices and scripted answers")},
};
#define PAGES (sizeof pages / sizeof *pages)

static const char *text_of(const char *topic)
{
	return str_eq(topic, "exit-codes") ? tr("what the exit status says") : tr("this list");
}
static const char *const texts[] = {"exit-codes", "topics"};
#define TEXTS (sizeof texts / sizeof *texts)

static void topics_json(struct app *app)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < TEXTS + PAGES; i++) {
		cJSON *item = json_new_object();

		json_set_string(item, "name", i < TEXTS ? texts[i] : pages[i - TEXTS].topic);
		json_set_string(
			item, "about", i < TEXTS ? text_of(texts[i]) : pages[i - TEXTS].about);
		json_append_take(list, item);
	}
	json_add_take(document, "topics", list);
	app_json(app, document);
	json_free(document);
}

static void list_topics(struct app *app)
{
	static const struct column columns[] = {
		{N_("TOPIC"), COLUMN_TEXT}, {N_("WHAT IT IS ABOUT"), COLUMN_WIDE}, {0}};
	struct table t;

	table_init(&t, columns);
	for (size_t i = 0; i < TEXTS; i++) {
		table_add_styled(&t, ROLE_NAME, texts[i]);
		table_add(&t, text_of(texts[i]));
	}
	for (size_t i = 0; i < PAGES; i++) {
		table_add_styled(&t, ROLE_NAME, pages[i].topic);
		table_add(&t, tr(pages[i].about));
	}
	app_print_table(app, &t);
	table_release(&t);
}

/* Of a tree that was built and not installed the page beside the program, and that of one that
 * was unpacked where man(1) does not look: PREFIX/bin and PREFIX/share/man. */
static const char *page_beside(struct app *app, const struct page *p)
{
	static const char *const folders[] = {"man", "../share/man"};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *path;

	if (len <= 0)
		return NULL;
	self[len] = '\0';
	for (size_t i = 0; i < 2 * (sizeof folders / sizeof *folders); i++) {
		path = arena_printf(&app->arena, "%s/%s/man%s/%s.%s%s",
			fs_dirname(&app->arena, self), folders[i / 2], p->section, p->name,
			p->section, i % 2 ? ".gz" : "");
		if (fs_exists(path))
			return path;
	}
	return NULL;
}

/* Whether man(1) has the page: with "-w" it names its file. */
static bool is_installed(const char *program, const struct page *p)
{
	const char *const argv[] = {program, "-w", p->section, p->name, NULL};
	const struct proc_spec spec = {.argv = argv, .env = environ};
	const struct proc_watch watch = {.max_output = MAN_OUTPUT_MAX,
		.deadline_us = clock_mono_us() + MAN_TIMEOUT_US,
		.wake_fd = -1};
	struct proc_result result;
	struct err ignored;
	struct proc child;
	bool is;

	if (!proc_start(&spec, &child, &ignored))
		return true;
	proc_wait(&child, &watch, &result);
	is = result.end != PROC_ENDED || result.status == 0;
	proc_result_release(&result);
	return is;
}

/* man(1) takes our place. */
static bool show_page(struct app *app, const struct page *p, struct err *err)
{
	const char *program = other_find(app, "man"), *beside = page_beside(app, p);
	const char *argv[] = {"man", beside ? "-l" : p->section, beside ? beside : p->name, NULL};

	if (app->json)
		return err_set(
			err, ERR_USAGE, "'%s' is a page of the manual, and no JSON", p->topic);
	app_flush(app);
	if (program && !beside && !is_installed(program, p)) {
		err_set(err, ERR_WORK, "the page %s(%s) is not installed", p->name, p->section);
		return err_hint(err,
			"it is man/man%s/%s.%s of the sources: 'man -l FILE' shows it, MANPATH "
			"names "
			"other folders",
			p->section, p->name, p->section);
	}
	if (program)
		execv(program, (char *const *)argv);
	err_set(err, ERR_WORK, "there is no program 'man' to show %s(%s)", p->name, p->section);
	return err_hint(err, "install man-db or mandoc");
}

/* *ret_found: it is one of ours. */
static bool show_topic(struct app *app, const char *word, bool *ret_found, struct err *err)
{
	*ret_found = true;
	if (str_eq(word, "exit-codes"))
		return help_exit_codes(app);
	if (str_eq(word, "topics")) {
		if (app->json)
			topics_json(app);
		else
			list_topics(app);
		return true;
	}
	for (size_t i = 0; i < PAGES; i++)
		if (str_eq(word, pages[i].topic))
			return show_page(app, &pages[i], err);
	*ret_found = false;
	return false;
}

/* ---- the command ---- */

static bool unknown_topic(const struct cmd_path *path, const struct cmd *const *table,
	const char *word, struct err *err)
{
	const char *nearest = table ? cmd_nearest(table, word) : NULL, *names[PAGES + TEXTS];
	struct str before = {0};

	for (size_t i = 0; i < PAGES + TEXTS; i++)
		names[i] = i < PAGES ? pages[i].topic : texts[i - PAGES];
	if (!nearest && !path->depth)
		nearest = str_nearest(word, names, PAGES + TEXTS);
	for (int i = 0; i < path->depth; i++)
		str_addf(&before, "%s ", path->at[i]->name);
	err_set(err, ERR_USAGE, "no help for '%s%s'", str_text(&before), word);
	if (nearest)
		err_hint(err, "did you mean '%s%s'?", str_text(&before), nearest);
	else
		err_hint(err, "'blokctl help' lists the commands, 'blokctl help topics' the rest");
	str_release(&before);
	return false;
}

static bool help_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct cmd_path path = {0};
	bool found = false, ok = argc == 1 && show_topic(app, argv[0], &found, err);

	if (found)
		return ok;
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
	.args = "[COMMAND|TOPIC]...",
	.summary = N_("Explain a command or a topic"),
	.details = N_("Shows what 'blokctl COMMAND --help' shows. A topic is the exit status or a "
		      "page of the manual, such as a file's format; 'help topics' lists them."),
	.examples = (const char *const[]){"blokctl help init", N_("what init does"),
		"blokctl help exit-codes", N_("what the exit status says"),
		"blokctl help workflow-format", N_("the page about workflow documents"), NULL},
	.run = help_run,
	.manual = "blokctl",
	.operands = WORDS_COMMAND,
};
