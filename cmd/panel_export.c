#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <stdlib.h>

static const char *out_file;

static const struct opt options[] = {
	{.name = "out",
		.letter = 'o',
		.kind = OPT_TEXT,
		.value = &out_file,
		.arg = "file",
		.help = N_("write it there instead of to stdout"),
		.words = WORDS_FILE},
	{0},
};

/* When it was kept and run is of this store alone. */
static cJSON *portable(const struct panel *p)
{
	cJSON *json = panel_json(p);

	json_free(json_detach(json, "created_at"));
	json_free(json_detach(json, "run_at"));
	return json;
}

static bool add(void *self, const struct panel *p, struct err *err)
{
	(void)err;
	json_append_take(self, portable(p));
	return true;
}

static bool collect(struct app *app, int argc, char **argv, cJSON *list, struct err *err)
{
	struct panel p;

	if (!argc)
		return !app->store || panels_each(app->store, add, list, err);
	for (int i = 0; i < argc; i++) {
		if (!panel_find(app, argv[i], &p, err))
			return false;
		json_append_take(list, portable(&p));
	}
	return true;
}

static bool write_file(
	struct app *app, const cJSON *document, const struct str *text, struct err *err)
{
	size_t count = json_count(json_get(document, "panels"));
	cJSON *told;

	/* Queries may tell what others should not know: for its owner only. */
	if (!fs_write_atomic(out_file, str_text(text), text->len, 0600, err))
		return false;
	if (!app->json) {
		app_note(app, tr_n("wrote %zu panel to %s", "wrote %zu panels to %s", count), count,
			out_file);
		return true;
	}
	told = json_new_object();
	json_set_string(told, "file", out_file);
	json_set_number(told, "panels", (double)count);
	app_json(app, told);
	json_free(told);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	cJSON *document = json_new_object(), *list = json_new_array();
	struct str text = {0};
	bool ok;

	json_set_number(document, "version", PANELS_VERSION);
	json_add_take(document, "panels", list);
	ok = collect(app, argc, argv, list, err);
	json_print(&text, document, JSON_PRETTY);
	str_add_char(&text, '\n');
	if (ok && out_file && !str_eq(out_file, "-"))
		ok = write_file(app, document, &text, err);
	else if (ok)
		app_print_str(app, &text);
	str_release(&text);
	json_free(document);
	return ok;
}

const struct cmd panel_export = {
	.name = "export",
	.args = "[NAME]...",
	.summary = N_("Write panels as JSON, all of them without a name"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_PANEL,
	.examples = (const char *const[]){"blokctl panel export -o panels.json",
		N_("all panels, for 'blokctl panel import'"), NULL},
	.run = run,
};
