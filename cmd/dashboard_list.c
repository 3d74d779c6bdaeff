#include "cmd/dashboard.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/table.h"

/* list, show */

struct listing {
	struct table table;
	cJSON *list; /* with --json, else NULL */
	size_t count;
};

static bool add(void *self, const struct dashboard *d, int64_t panels, struct err *err)
{
	struct listing *l = self;
	char at[CLOCK_ISO_MAX];
	cJSON *item;

	(void)err;
	l->count++;
	if (!l->list) {
		table_add_styled(&l->table, ROLE_NAME, d->name);
		table_addf(&l->table, "%lld", (long long)panels);
		table_add(&l->table, d->title);
		return true;
	}
	clock_format_iso(d->created_at, at);
	item = json_new_object();
	json_set_string(item, "name", d->name);
	json_set_string(item, "title", d->title);
	json_set_string(item, "created_at", at);
	json_set_number(item, "panels", (double)panels);
	json_append_take(l->list, item);
	return true;
}

static bool list_run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("DASHBOARD"), COLUMN_TEXT},
		{N_("PANELS"), COLUMN_NUMBER}, {N_("TITLE"), COLUMN_WIDE}, {0}};
	struct listing l = {.list = app->json ? json_new_array() : NULL};
	bool ok;

	(void)argc, (void)argv;
	table_init(&l.table, columns);
	ok = !app->store || dashboards_each(app->store, add, &l, err);
	if (ok && l.list) {
		cJSON *document = json_new_object();

		json_add_take(document, "dashboards", l.list);
		app_json(app, document);
		json_free(document);
	} else if (ok && l.count) {
		app_print_table(app, &l.table);
	} else if (ok) {
		app_note(app, tr("there are no dashboards"));
	} else {
		json_free(l.list);
	}
	table_release(&l.table);
	return ok;
}

const struct cmd dashboard_list = {
	.name = "list",
	.summary = N_("Show the dashboards there are"),
	.needs = NEEDS_STORE_READ,
	.examples =
		(const char *const[]){"blokctl dashboard list --json", N_("for a program"), NULL},
	.run = list_run,
};

static void print(struct app *app, const struct dashboard *d)
{
	static const struct column columns[] = {{N_("PLACE"), COLUMN_NUMBER},
		{N_("PANEL"), COLUMN_TEXT}, {N_("WIDTH"), COLUMN_TEXT},
		{N_("QUESTION"), COLUMN_WIDE}, {0}};
	struct table table;
	struct err ignored;

	table_init(&table, columns);
	for (size_t i = 0; i < d->panels.len; i++) {
		const struct dashboard_panel *on = &d->panels.at[i];
		struct panel p;

		table_addf(&table, "%zu", i + 1);
		table_add_styled(&table, ROLE_NAME, on->panel);
		table_addf(&table, "%d/12", on->width);
		if (panel_find(app, on->panel, &p, &ignored))
			table_add(&table, p.question ? p.question : p.sql);
		else
			table_add(&table, NULL);
	}
	app_note(app, "%s", d->title);
	if (d->panels.len)
		app_print_table(app, &table);
	else
		app_note(app, tr("there are no panels on it"));
	table_release(&table);
}

static bool show_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct dashboard d;
	bool ok = dashboard_find(app, argv[0], &d, err);
	cJSON *json;

	(void)argc;
	if (ok && app->json) {
		json = dashboard_json(&d);
		app_json(app, json);
		json_free(json);
	} else if (ok) {
		print(app, &d);
	}
	dashboard_release(&d);
	return ok;
}

const struct cmd dashboard_show = {
	.name = "show",
	.args = "NAME",
	.summary = N_("Print which panels are on a dashboard"),
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_DASHBOARD,
	.examples = (const char *const[]){"blokctl dashboard show shop", N_("its panels in order"),
		NULL},
	.run = show_run,
};
