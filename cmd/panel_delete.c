#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/base/tr.h"
#include "core/store/dashboards.h"

static bool force;

static const struct opt options[] = {
	{.name = "force",
		.kind = OPT_FLAG,
		.value = &force,
		.help = N_("also from the dashboards that show it")},
	{0},
};

static bool add_name(void *self, const struct dashboard *d, int64_t panels, struct err *err)
{
	struct str *names = self;

	(void)panels, (void)err;
	str_addf(names, "%s'%s'", names->len ? ", " : "", d->name);
	return true;
}

static bool check_unused(struct app *app, const char *name, struct err *err)
{
	struct str names = {0};
	bool ok = dashboards_with(app->store, name, add_name, &names, err);

	if (ok && names.len && !force) {
		err_set(err, ERR_INPUT, "the panel '%s' is shown by %s", name, str_text(&names));
		ok = err_hint(err, "--force takes it off there, too");
	}
	str_release(&names);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	cJSON *json = json_new_object(), *list = json_new_array();
	bool deleted, ok = true;
	struct panel p;

	json_add_take(json, "deleted", list);
	for (int i = 0; i < argc && ok; i++)
		ok = panel_find(app, argv[i], &p, err) && check_unused(app, argv[i], err);
	for (int i = 0; i < argc && ok; i++) {
		ok = panels_delete(app->store, argv[i], &deleted, err);
		if (ok && deleted)
			json_append_take(list, json_new_string(argv[i]));
	}
	if (ok && app->json)
		app_json(app, json);
	else if (ok)
		app_note(app, tr_n("deleted %zu panel", "deleted %zu panels", json_count(list)),
			json_count(list));
	json_free(json);
	return ok;
}

const struct cmd panel_delete = {
	.name = "delete",
	.args = "NAME...",
	.summary = N_("Remove panels"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_PANEL,
	.examples = (const char *const[]){"blokctl panel delete revenue --force",
		N_("also from dashboards"), NULL},
	.run = run,
};
