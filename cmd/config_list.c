#include "cmd/config.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/term/width.h"

#include <string.h>

static bool show_origin;

static const struct opt options[] = {
	{.name = "show-origin",
		.kind = OPT_FLAG,
		.value = &show_origin,
		.help = N_("where each value comes from, and a tab before it")},
	{0},
};

struct listing {
	struct app *app;
	struct str text;
	cJSON *settings;
};

static void add_line(void *self, const char *key, const cJSON *value)
{
	struct config_origin origin;
	struct listing *l = self;
	cJSON *shown;

	if (show_origin && config_origin(l->app->config, key, &origin)) {
		config_print_origin(&l->text, &origin);
		str_add_char(&l->text, '\t');
	}
	text_escape(&l->text, key, strlen(key), ESCAPE_ALL);
	str_add_char(&l->text, '=');
	shown = config_shown(key, value);
	config_print_value(&l->text, shown);
	str_add_char(&l->text, '\n');
	json_free(shown);
}

static void add_entry(void *self, const char *key, const cJSON *value)
{
	struct listing *l = self;

	json_append_take(l->settings, config_entry_json(l->app->config, key, value));
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct listing l = {.app = app};
	cJSON *document;

	(void)argc;
	(void)argv;
	if (!app_load_config(app, err))
		return false;
	if (app->json) {
		document = json_new_object();
		l.settings = json_new_array();
		config_each(app->config, add_entry, &l);
		json_add_take(document, "settings", l.settings);
		app_json(app, document);
		json_free(document);
		return true;
	}
	config_each(app->config, add_line, &l);
	app_print_str(app, &l.text);
	str_release(&l.text);
	return true;
}

const struct cmd config_list = {
	.name = "list",
	.args = "",
	.summary = N_("List every setting that has a value"),
	.opts = options,
	.examples = (const char *const[]){"blokctl config list --show-origin",
		N_("with the file and line, or the variable"), NULL},
	.run = run,
};
