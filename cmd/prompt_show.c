#include "cmd/output.h"
#include "cmd/prompt.h"
#include "core/base/tr.h"

static const struct opt options[] = {
	{.name = "built-in", .kind = OPT_FLAG, .value = &prompt_built_in,
		.help = N_("the built-in one, whatever holds in its place")},
	{0},
};

static cJSON *variables_json(const struct ai_prompt *p)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < p->variables_len; i++) {
		const struct ai_prompt_variable *v = &p->variables[i];
		cJSON *item = json_new_object();

		json_set_string(item, "name", v->name);
		json_set_string(item, "type", ai_prompt_type_name(v->type));
		json_set_bool(item, "required", !v->fallback);
		json_add_take(item, "default", v->fallback ? json_copy(v->fallback) : json_new_null());
		json_set_string(item, "description", v->description);
		json_append_take(list, item);
	}
	return list;
}

static void print_json(struct app *app, const struct ai_prompt *p)
{
	const cJSON *root = p->document.root, *examples = json_get(root, "examples");
	cJSON *document = json_new_object();

	json_set_string(document, "name", p->name);
	json_set_number(document, "version", p->version);
	json_set_string(document, "task", p->task);
	json_set_string(document, "tier", p->tier);
	json_set_string(document, "feature", p->feature);
	json_set_string(document, "description", p->description);
	json_set_string(document, "path", p->document.file.path);
	json_set_string(document, "hash", p->hash);
	json_add_take(document, "variables", variables_json(p));
	json_set_string(document, "system", json_get_string(root, "system"));
	json_set_string(document, "user", json_get_string(root, "user"));
	json_add_take(document, "schema", p->schema ? json_copy(p->schema) : json_new_null());
	json_add_take(document, "examples", examples ? json_copy(examples) : json_new_array());
	app_json(app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct ai_prompt *p;

	(void)argc;
	if (!prompt_open(app, argv[0], &p, err))
		return false;
	if (app->json) {
		print_json(app, p);
	} else {
		app_page(app);
		app_print_str(app, &p->document.file.text);
		app_detail(app, "%s, %s", p->document.file.path, p->hash);
	}
	ai_prompt_free(p);
	return true;
}

const struct cmd prompt_show = {
	.name = "show",
	.args = "NAME",
	.summary = N_("Print a prompt's file"),
	.opts = options,
	.details = N_("The text is the file's own: with --built-in and redirected into "
		   ".blok/prompts/NAME.yaml it is the beginning of a prompt of your own."),
	.examples = (const char *const[]){"blokctl prompt show summarise", N_("the file"),
		"blokctl prompt show cards --json", N_("its parts, and its hash"), NULL},
	.operands = WORDS_PROMPT,
	.run = run,
};
