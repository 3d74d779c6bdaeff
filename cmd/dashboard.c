#include "cmd/dashboard.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"

struct names {
	struct app *app;
	VEC(const char *) list;
};

static bool add_name(void *self, const struct dashboard *d, int64_t panels, struct err *err)
{
	struct names *n = self;

	(void)panels, (void)err;
	vec_push(&n->list, arena_strdup(&n->app->arena, d->name));
	return true;
}

static bool not_found(struct app *app, const char *name, struct err *err)
{
	struct names names = {.app = app};
	const char *nearest = NULL;
	struct err ignored;

	if (app->store && dashboards_each(app->store, add_name, &names, &ignored))
		nearest = str_nearest(name, names.list.at, names.list.len);
	vec_release(&names.list);
	err_set(err, ERR_WORK, "there is no dashboard '%s'", name);
	return nearest ? err_hint(err, "there is '%s'", nearest)
		       : err_hint(err, "'blokctl dashboard create %s' makes it", name);
}

bool dashboard_find(struct app *app, const char *name, struct dashboard *ret, struct err *err)
{
	bool found = false;

	*ret = (struct dashboard){0};
	if (app->store && !dashboards_get(app->store, &app->arena, name, ret, &found, err))
		return false;
	return found || not_found(app, name, err);
}

cJSON *dashboard_json(const struct dashboard *d)
{
	cJSON *json = json_new_object(), *panels = json_new_array();
	char at[CLOCK_ISO_MAX];

	clock_format_iso(d->created_at, at);
	json_set_string(json, "name", d->name);
	json_set_string(json, "title", d->title);
	json_set_string(json, "created_at", at);
	for (size_t i = 0; i < d->panels.len; i++) {
		cJSON *panel = json_new_object();

		json_set_string(panel, "panel", d->panels.at[i].panel);
		json_set_number(panel, "width", d->panels.at[i].width);
		json_append_take(panels, panel);
	}
	json_add_take(json, "panels", panels);
	return json;
}

bool dashboard_tell(struct app *app, const char *name, const char *note, struct err *err)
{
	struct dashboard d;
	cJSON *json;
	bool ok;

	if (!app->json) {
		app_note(app, "%s", note);
		return true;
	}
	ok = dashboard_find(app, name, &d, err);
	if (ok) {
		json = dashboard_json(&d);
		app_json(app, json);
		json_free(json);
	}
	dashboard_release(&d);
	return ok;
}

const struct cmd cmd_dashboard = {
	.name = "dashboard",
	.summary = N_("Panels shown together: in a terminal, or as a page"),
	.details =
		N_("A dashboard is an ordered list of panels with their widths. Nothing of their "
		   "rows is kept: 'render' fetches all of them anew."),
	.examples = (const char *const[]){"blokctl dashboard create shop --title 'The shop'",
		N_("a new one"), "blokctl dashboard add shop revenue orders --width half",
		N_("two panels beside each other"), "blokctl dashboard render shop --out shop.html",
		N_("a page that needs nothing else"), NULL},
	.subs = (const struct cmd *const[]){&dashboard_create, &dashboard_add, &dashboard_remove,
		&dashboard_list, &dashboard_show, &dashboard_render, &dashboard_delete, NULL},
};
