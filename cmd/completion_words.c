#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/prompt.h"
#include "core/node/kinds.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/config/config.h"
#include "core/db/db.h"
#include "core/term/width.h"
#include "core/workflow/fixture.h"

#include <string.h>
#include <unistd.h>

extern const struct cmd completion_words;

struct offer {
	struct app *app;
	const char *begun; /* the word under the cursor */
};

/* `before` is put in front of the word: the "--name=" of a joined option. */
static void offer(struct offer *o, const char *before, const char *word, const char *description)
{
	struct str line = {0};

	str_add(&line, before);
	str_add(&line, word);
	if (str_starts(str_text(&line), o->begun)) {
		str_add_char(&line, '\t');
		text_escape(&line, description, strlen(description), ESCAPE_ALL);
		str_add_char(&line, '\n');
		app_print_str(o->app, &line);
	}
	str_release(&line);
}

static bool offer_file(void *self, const char *path, struct err *err)
{
	const char *extension = fs_extension(path);
	struct offer *o = self;

	(void)err;
	if (fixture_is_one(path))
		return true;
	if (str_eq(extension, "yaml") || str_eq(extension, "yml") || str_eq(extension, "json") ||
		str_eq(extension, "toml"))
		offer(o, "", fs_stem(&o->app->arena, path), path);
	return true;
}

static void offer_commands(struct offer *o, const struct cmd *const *table)
{
	for (; table && *table; table++)
		if (!(*table)->hidden)
			offer(o, "", (*table)->name, (*table)->summary);
}

/* The rows of a query of two columns: a word, and what it is. */
static void read_words(struct offer *o, struct db *db, const char *sql)
{
	struct err ignored = {0};
	struct db_stmt *q;
	bool row = true;

	if (!db_prepare(db, sql, &q, &ignored))
		return;
	while (db_step(q, &row, &ignored) && row)
		if (db_text(q, 0) && db_text(q, 1))
			offer(o, "", db_text(q, 0), db_text(q, 1));
	db_finalize(q);
}

/* Who presses Tab waits: one look, and nothing is changed, not even an older store
 * brought up to date. */
static void offer_stored(struct offer *o, const char *sql)
{
	struct err ignored = {0};
	const char *path;
	struct db *db;

	if (!app_store_path(o->app, &path, &ignored) || !fs_exists(path) ||
		!db_open(path, DB_READ_ONLY, &db, &ignored))
		return;
	read_words(o, db, sql);
	db_close(db);
}

static void offer_runs(struct offer *o)
{
	offer(o, "", "last", "the newest run");
	offer_stored(o,
		"SELECT id, workflow || ', ' || status FROM run ORDER BY no DESC LIMIT 20");
}

static void offer_panels(struct offer *o)
{
	offer_stored(o, "SELECT name, coalesce(question, sql) FROM panel ORDER BY name LIMIT 200");
}

static void offer_dashboards(struct offer *o)
{
	offer_stored(o, "SELECT name, title FROM dashboard ORDER BY name LIMIT 200");
}

static void offer_decks(struct offer *o)
{
	offer_stored(o, "SELECT deck, count(*) || ' cards' FROM card_note GROUP BY deck ORDER BY "
			"deck LIMIT 200");
}

static void offer_cards(struct offer *o)
{
	offer_stored(o, "SELECT substr(uuid, 1, 8), coalesce(cloze, question) FROM card_note ORDER "
			"BY id DESC LIMIT 100");
}

static void offer_settings(struct offer *o)
{
	for (const struct config_setting *s = config_settings; s->key; s++)
		if (!strchr(s->key, '*') && s->kind != CONFIG_OBJECT)
			offer(o, "", s->key, s->help);
}

static void offer_prompts(struct offer *o)
{
	struct ai_prompt_places places = {0};
	struct ai_prompt_folders folders;
	struct err ignored = {0};

	prompt_folders(o->app, &folders);
	if (ai_prompt_list(&o->app->arena, &folders, &places, &ignored))
		for (size_t i = 0; i < places.list.len; i++)
			offer(o, "", places.list.at[i].name, ai_prompt_origin_name(places.list.at[i].origin));
	ai_prompt_places_release(&places);
	app_print(o->app, ":file\n");
}

static void offer_nodes(struct offer *o)
{
	for (size_t i = 0; node_kinds[i]; i++)
		offer(o, "", node_kinds[i]->name, node_kinds[i]->summary);
}

static void offer_kind(struct offer *o, enum words_kind kind)
{
	struct err ignored = {0};

	switch (kind) {
	case WORDS_FILE: app_print(o->app, ":file\n"); break;
	case WORDS_FOLDER: app_print(o->app, ":folder\n"); break;
	case WORDS_COMMAND: offer_commands(o, cmd_table); break;
	case WORDS_WORKFLOW:
		fs_walk("workflows", offer_file, o, &ignored);
		app_print(o->app, ":file\n");
		break;
	case WORDS_RUN: offer_runs(o); break;
	case WORDS_SETTING: offer_settings(o); break;
	case WORDS_PANEL: offer_panels(o); break;
	case WORDS_DASHBOARD: offer_dashboards(o); break;
	case WORDS_DASHBOARD_PANEL:
		offer_dashboards(o);
		offer_panels(o);
		break;
	case WORDS_PROMPT: offer_prompts(o); break;
	case WORDS_DECK: offer_decks(o); break;
	case WORDS_CARD: offer_cards(o); break;
	case WORDS_NODE: offer_nodes(o); break;
	case WORDS_NONE: break;
	}
}

static void offer_choices(struct offer *o, const char *before, const struct opt *opt)
{
	const char *at = opt->choices;

	for (size_t len; at; at = at[len] ? at + len + 1 : NULL) {
		len = strcspn(at, "|");
		offer(o, before, arena_strndup(&o->app->arena, at, len), opt->help);
	}
}

static void offer_value(struct offer *o, const char *before, const struct opt *opt)
{
	if (opt->kind == OPT_CHOICE)
		offer_choices(o, before, opt);
	else
		offer_kind(o, opt->words);
}

static bool has_option(const struct opt *table, const char *name)
{
	for (; table && table->name; table++)
		if (str_eq(table->name, name))
			return true;
	return false;
}

/* The innermost command's option is the one that a name means (option_of()). */
static bool is_covered(const struct cmd_path *path, int level, const char *name)
{
	for (int i = level; i < path->depth; i++)
		if (has_option(path->at[i]->opts, name))
			return true;
	return false;
}

/* Those of a table, whose command is followed by those from `level` on. */
static void offer_options(
	struct offer *o, const struct opt *table, const struct cmd_path *path, int level)
{
	for (; table && table->name; table++)
		if (!table->hidden && !is_covered(path, level, table->name))
			offer(o, "--",
				opt_takes_value(table)
					? arena_printf(&o->app->arena, "%s=", table->name)
					: table->name,
				table->help);
}

/* The option that a word gives, "--store" or "-C"; with its value joined
 * ("--store=x") only when `joined`. */
static const struct opt *option_of(const struct cmd_path *path, const char *word, bool joined)
{
	size_t len = strcspn(word, "=");

	for (int i = path->depth; i >= 0; i--) {
		const struct opt *o = i ? path->at[i - 1]->opts : global_opts;

		for (; o && o->name; o++)
			if ((word[0] == '-' && word[1] == o->letter && o->letter && !word[2]) ||
				(str_starts(word, "--") && strlen(o->name) == len - 2 &&
					memcmp(word + 2, o->name, len - 2) == 0 &&
					(joined || !word[len])))
				return o;
	}
	return NULL;
}

static const struct opt *awaits_value(const struct cmd_path *path, const char *word)
{
	const struct opt *o = option_of(path, word, false);

	return o && opt_takes_value(o) ? o : NULL;
}

/* Follows the words before the last: the command they lead to, and the option
 * whose value comes next, or NULL. */
static const struct opt *follow(struct cmd_path *path, int argc, char **argv)
{
	const struct opt *pending = NULL;

	for (int i = 0; i < argc; i++) {
		const struct cmd *last = cmd_last(path);
		const struct cmd *sub = cmd_find(last ? last->subs : cmd_table, argv[i]);

		if (pending)
			pending = NULL;
		else if (argv[i][0] == '-')
			pending = awaits_value(path, argv[i]);
		else if (sub && path->depth < CMD_DEPTH)
			path->at[path->depth++] = sub;
	}
	return pending;
}

/* The store and the folder that the line itself names. */
static void note_places(struct app *app, int argc, char **argv)
{
	static const char joined[] = "--store=";

	for (int i = 0; i < argc; i++) {
		if (str_starts(argv[i], joined))
			app->store_path = argv[i] + strlen(joined);
		else if (str_eq(argv[i], "--store") && i + 1 < argc)
			app->store_path = argv[i + 1];
		else if (str_eq(argv[i], "-C") && i + 1 < argc)
			(void)!chdir(argv[i + 1]); /* if it is not there, nothing is offered */
	}
}

static void offer_joined(struct offer *o, const struct cmd_path *path, size_t equals)
{
	const struct opt *opt = option_of(path, o->begun, true);

	if (opt)
		offer_value(o, arena_strndup(&o->app->arena, o->begun, equals + 1), opt);
}

/* Of those that are named behind the command, as behind 'help'. */
static void offer_named(struct offer *o, const char *command, int argc, char **argv)
{
	const struct cmd *const *table = cmd_table;
	int i = 0;

	while (i < argc && !str_eq(argv[i], command))
		i++;
	for (i++; i < argc; i++) {
		const struct cmd *named = cmd_find(table, argv[i]);

		if (argv[i][0] != '-')
			table = named ? named->subs : NULL;
	}
	offer_commands(o, table);
}

static bool words_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct offer o = {.app = app, .begun = argc ? argv[argc - 1] : ""};
	size_t equals = strcspn(o.begun, "=");
	struct cmd_path path = {0};
	const struct opt *pending = follow(&path, argc - 1, argv);
	const struct cmd *last = cmd_last(&path);

	(void)err;
	note_places(app, argc - 1, argv);
	if (pending) {
		offer_value(&o, "", pending);
	} else if (o.begun[0] == '-' && o.begun[equals]) {
		offer_joined(&o, &path, equals);
	} else if (o.begun[0] == '-') {
		for (int i = path.depth; i--;)
			offer_options(&o, path.at[i]->opts, &path, i + 1);
		offer_options(&o, global_opts, &path, 0);
	} else {
		offer_commands(&o, last ? last->subs : cmd_table);
		if (last && last->operands == WORDS_COMMAND)
			offer_named(&o, last->name, argc - 1, argv);
		else if (last)
			offer_kind(&o, last->operands);
	}
	return true;
}

const struct cmd completion_words = {
	.name = "words",
	.args = "[WORD]...",
	.summary = N_("The words that could come next, for the completion scripts"),
	.run = words_run,
	.manual = "blokctl",
	.hidden = true,
};
