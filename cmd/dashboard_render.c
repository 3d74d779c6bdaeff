#include "cmd/dashboard.h"
#include "cmd/output.h"
#include "core/ask/result.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

static const char *out_file, *title;

static const struct opt options[] = {
	{.name = "out",
		.letter = 'o',
		.kind = OPT_TEXT,
		.value = &out_file,
		.arg = "file",
		.help = N_("one HTML page that needs nothing else"),
		.words = WORDS_FILE},
	{.name = "title",
		.kind = OPT_TEXT,
		.value = &title,
		.arg = "text",
		.help = N_("this time, instead of the dashboard's own")},
	{0},
};

static cJSON *view_json(const struct dashboard_view *v)
{
	cJSON *json = json_new_object();
	bool ok = v->ok;

	json_set_string(json, "panel", v->name);
	json_set_number(json, "width", v->width);
	json_set_string(json, "question", v->found ? v->panel.question : NULL);
	json_set_string(json, "sql", v->found ? v->panel.sql : NULL);
	json_set_string(json, "chart", ok ? ask_chart_name(v->kind) : NULL);
	result_add_json(ok ? &v->result : NULL, json);
	json_add_take(json, "error", ok ? json_new_null() : app_error_json(&v->err));
	return json;
}

static void print_json(struct app *app, const struct dashboard *d,
	const struct dashboard_view *views, size_t failed)
{
	cJSON *json = json_new_object(), *panels = json_new_array();

	json_set_string(json, "dashboard", d->name);
	json_set_string(json, "title", title ? title : d->title);
	json_set_string(json, "file", out_file);
	json_set_number(json, "failed", (double)failed);
	for (size_t i = 0; i < d->panels.len; i++)
		json_append_take(panels, view_json(&views[i]));
	json_add_take(json, "panels", panels);
	app_json(app, json);
	json_free(json);
}

static bool show(struct app *app, const struct dashboard *d, const struct dashboard_view *views,
	struct err *err)
{
	const char *heading = title ? title : d->title;
	struct str text = {0};
	bool ok = true;

	if (out_file) {
		dashboard_page(app, heading, views, d->panels.len, &text);
		ok = fs_write_atomic(out_file, str_text(&text), text.len, 0644, err);
		if (ok && !app->json)
			app_note(app, "%s", out_file);
	} else if (!app->json) {
		dashboard_text(app, heading, views, d->panels.len, &text);
		app_print_str(app, &text);
	}
	str_release(&text);
	return ok;
}

static bool render(struct app *app, const struct dashboard *d, struct err *err)
{
	struct dashboard_view *views =
		arena_array(&app->arena, struct dashboard_view, d->panels.len + 1);
	size_t failed = 0;

	dashboard_fetch(app, d, views);
	for (size_t i = 0; i < d->panels.len; i++)
		failed += !views[i].ok;
	if (!show(app, d, views, err))
		return false;
	if (app->json)
		print_json(app, d, views, failed);
	app->reported = app->json;
	return !failed || err_set(err, ERR_WORK, "%zu of %zu panels could not be shown", failed,
				  d->panels.len);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct dashboard d;
	bool ok;

	(void)argc;
	ok = dashboard_find(app, argv[0], &d, err);
	if (ok && !d.panels.len) {
		err_set(err, ERR_INPUT, "there are no panels on '%s'", d.name);
		ok = err_hint(err, "'blokctl dashboard add %s PANEL' puts some there", d.name);
	}
	ok = ok && render(app, &d, err);
	dashboard_release(&d);
	return ok;
}

const struct cmd dashboard_render = {
	.name = "render",
	.args = "NAME",
	.summary = N_("Fetch the rows of all panels now, and show them"),
	.details = N_(
		"Without --out into the terminal. A panel that fails has its error in its place, "
		"the others are shown all the same, and the exit status is 1."),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_DASHBOARD,
	.examples = (const char *const[]){"blokctl dashboard render shop", N_("in the terminal"),
		"blokctl dashboard render shop --out shop.html", N_("as a page"), NULL},
	.run = run,
};
