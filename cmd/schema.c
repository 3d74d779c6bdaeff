#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/embedded.h"
#include "core/term/table.h"

#include <string.h>

/* Every file of templates/schemas/ is one; its name is the file's stem. */
#define FOLDER "schemas/"
#define SUFFIX ".json"

static const struct embedded *next(const struct embedded *file)
{
	for (file = file ? file + 1 : embedded_files; file->path; file++)
		if (str_starts(file->path, FOLDER) && str_ends(file->path, SUFFIX))
			return file;
	return NULL;
}

static const char *name_of(struct app *app, const struct embedded *file)
{
	const char *name = file->path + strlen(FOLDER);

	return arena_strndup(&app->arena, name, strlen(name) - strlen(SUFFIX));
}

static const char *title_of(struct app *app, const struct embedded *file)
{
	struct err ignored;
	const char *title;
	cJSON *schema;

	if (!json_parse(file->bytes, file->len, &schema, &ignored))
		return "";
	title = json_get_string(schema, "title");
	title = arena_strdup(&app->arena, title ? title : "");
	json_free(schema);
	return title;
}

static void list_json(struct app *app)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	for (const struct embedded *f = next(NULL); f; f = next(f)) {
		cJSON *item = json_new_object();

		json_set_string(item, "name", name_of(app, f));
		json_set_string(item, "title", title_of(app, f));
		json_append_take(list, item);
	}
	json_add_take(document, "schemas", list);
	app_json(app, document);
	json_free(document);
}

static void list_table(struct app *app)
{
	static const struct column columns[] = {
		{"SCHEMA", COLUMN_TEXT}, {"WHAT IT DESCRIBES", COLUMN_WIDE}, {0}};
	struct table t;

	table_init(&t, columns);
	for (const struct embedded *f = next(NULL); f; f = next(f)) {
		table_add_styled(&t, ROLE_NAME, name_of(app, f));
		table_add(&t, title_of(app, f));
	}
	app_print_table(app, &t);
	table_release(&t);
}

static bool unknown(struct app *app, const char *name, struct err *err)
{
	VEC(const char *) names = {0};
	const char *nearest;

	for (const struct embedded *f = next(NULL); f; f = next(f))
		vec_push(&names, name_of(app, f));
	nearest = names.len ? str_nearest(name, names.at, names.len) : NULL;
	err_set(err, ERR_WORK, "there is no schema '%s'", name);
	if (nearest)
		err_hint(err, "did you mean '%s'?", nearest);
	else
		err_hint(err, "'blokctl schema' lists them");
	vec_release(&names);
	return false;
}

static bool schema_run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct embedded *file;

	if (!argc && app->json)
		list_json(app);
	else if (!argc)
		list_table(app);
	if (!argc)
		return true;
	file = embedded_find(arena_printf(&app->arena, FOLDER "%s" SUFFIX, argv[0]));
	if (!file)
		return unknown(app, argv[0], err);
	app_print_bytes(app, file->bytes, file->len);
	return true;
}

const struct cmd cmd_schema = {
	.name = "schema",
	.args = "[NAME]",
	.summary = "Print a JSON Schema for editors",
	.details = "Editors that are given the schema of a file check it while it is written and "
		   "offer its keys. Without NAME: which schemas there are.",
	.examples =
		(const char *const[]){
			"blokctl schema",
			"which there are",
			"blokctl schema workflow > workflow.schema.json",
			"the schema of workflow documents",
			NULL,
		},
	.run = schema_run,
};
