#include "cmd/schema.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/embedded.h"
#include "core/base/tr.h"
#include "core/term/table.h"

#include <string.h>

/* Every file of templates/schemas/ is the schema of a kind of document; its name is the stem. */
#define FOLDER "schemas/"
#define SUFFIX ".json"

static const char *check_file;
static bool strict;

static const struct opt options[] = {
	{.name = "check",
		.kind = OPT_TEXT,
		.value = &check_file,
		.arg = "file",
		.help = N_("hold JSON against it, a document or one a line; -: stdin"),
		.words = WORDS_FILE},
	{.name = "strict",
		.kind = OPT_FLAG,
		.value = &strict,
		.help = N_("keys that the schema does not name are mistakes")},
	{0}};

struct listing {
	struct app *app;
	struct table table;
	cJSON *list;
	VEC(const char *) names;
};

static void add(struct listing *l, const char *name, const char *title)
{
	cJSON *item = json_new_object();

	json_set_string(item, "name", name);
	json_set_string(item, "title", title);
	json_append_take(l->list, item);
	table_add_styled(&l->table, ROLE_NAME, name);
	table_add(&l->table, tr(title));
	vec_push(&l->names, name);
}

static void add_documents(struct listing *l)
{
	struct arena *a = &l->app->arena;

	for (const struct embedded *f = embedded_files; f->path; f++) {
		const char *name = f->path + strlen(FOLDER), *title;
		struct err ignored;
		cJSON *schema;

		if (!str_starts(f->path, FOLDER) ||
			!json_parse(f->bytes, f->len, &schema, &ignored))
			continue;
		title = json_get_string(schema, "title");
		add(l, arena_strndup(a, name, strlen(name) - strlen(SUFFIX)),
			arena_strdup(a, title ? title : ""));
		json_free(schema);
	}
}

static void add_output(
	struct listing *l, const struct outputs *o, const char *name, const char *def)
{
	const char *title = json_get_string(json_get(o->all, def), "title");

	if (title)
		add(l, name, title);
}

/* Those that print documents, in the order of the help. */
static void add_outputs(struct listing *l, const struct outputs *o)
{
	struct arena *a = &l->app->arena;

	for (size_t i = 0; cmd_table[i]; i++) {
		const struct cmd *cmd = cmd_table[i];

		add_output(l, o, cmd->name, cmd->name);
		for (size_t k = 0; cmd->subs && cmd->subs[k]; k++)
			add_output(l, o, arena_printf(a, "%s %s", cmd->name, cmd->subs[k]->name),
				arena_printf(a, "%s-%s", cmd->name, cmd->subs[k]->name));
	}
}

static void list_begin(struct listing *l, struct app *app, const struct outputs *o)
{
	static const struct column columns[] = {
		{N_("SCHEMA"), COLUMN_TEXT}, {N_("WHAT IT DESCRIBES"), COLUMN_WIDE}, {0}};

	*l = (struct listing){.app = app, .list = json_new_array()};
	table_init(&l->table, columns);
	add_documents(l);
	add_outputs(l, o);
}

static void list_end(struct listing *l)
{
	vec_release(&l->names);
	table_release(&l->table);
	json_free(l->list);
}

static void show_list(struct app *app, const struct outputs *o)
{
	cJSON *document;
	struct listing l;

	list_begin(&l, app, o);
	if (app->json) {
		document = json_new_object();
		json_add_take(document, "schemas", json_copy(l.list));
		app_json(app, document);
		json_free(document);
	} else {
		app_print_table(app, &l.table);
	}
	list_end(&l);
}

static bool unknown(struct app *app, const struct outputs *o, const char *name, struct err *err)
{
	struct listing l;
	const char *nearest;

	list_begin(&l, app, o);
	nearest = str_nearest(name, l.names.at, l.names.len);
	err_set(err, ERR_WORK, "there is no schema '%s'", name);
	if (nearest)
		err_hint(err, "did you mean '%s'?", nearest);
	else
		err_hint(err, "'blokctl schema' lists them");
	list_end(&l);
	return false;
}

/* The caller's; *ret_file for one that is printed as its file has it. */
static cJSON *find(
	struct app *app, const struct outputs *o, char **words, const struct embedded **ret_file)
{
	struct err ignored;
	cJSON *schema = NULL;

	*ret_file =
		words[1] ? NULL
			 : embedded_find(arena_printf(&app->arena, FOLDER "%s" SUFFIX, words[0]));
	if (!*ret_file)
		return outputs_schema(
			o, words[1] ? arena_printf(&app->arena, "%s-%s", words[0], words[1])
				    : words[0]);
	return json_parse((*ret_file)->bytes, (*ret_file)->len, &schema, &ignored) ? schema : NULL;
}

/* Also in a pipe: it becomes a file that people read. */
static void print_pretty(struct app *app, const cJSON *schema)
{
	struct str text = {0};

	json_print(&text, schema, JSON_PRETTY);
	str_add_char(&text, '\n');
	app_page(app);
	app_print_str(app, &text);
	str_release(&text);
}

static bool show(struct app *app, const struct outputs *o, char **words, struct err *err)
{
	const struct embedded *file;
	cJSON *schema = find(app, o, words, &file);
	bool ok = true;

	if (!schema)
		return unknown(app, o,
			words[1] ? arena_printf(&app->arena, "%s %s", words[0], words[1])
				 : words[0],
			err);
	if (strict)
		outputs_close(schema);
	if (check_file)
		ok = schema_check_file(app, schema, check_file, err);
	else if (file && !strict)
		app_print_bytes(app, file->bytes, file->len);
	else
		print_pretty(app, schema);
	json_free(schema);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	char *words[] = {argc ? argv[0] : NULL, argc > 1 ? argv[1] : NULL};
	struct outputs o;
	bool ok = true;

	if (!argc && check_file)
		return err_set(err, ERR_USAGE, "--check needs the name of a schema");
	outputs_load(&o);
	if (argc)
		ok = show(app, &o, words, err);
	else
		show_list(app, &o);
	outputs_release(&o);
	return ok;
}

const struct cmd cmd_schema = {
	.name = "schema",
	.args = "[NAME] [SUBCOMMAND]",
	.summary = N_("Print a JSON Schema: of a file's format, or of a command's --json"),
	.details = N_("Editors that are given the schema of a file check it while it is written and "
		   "offer its keys. Named by a command, and by its subcommand, it describes what "
		   "that prints with --json. Without NAME: which schemas there are."),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl schema",
			N_("which there are"),
			"blokctl schema workflow > workflow.schema.json",
			N_("the schema of workflow documents"),
			"blokctl schema workflow runs",
			N_("what 'workflow runs --json' prints"),
			NULL,
		},
	.run = run,
};
