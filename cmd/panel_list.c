#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/table.h"

struct listing {
	struct table table;
	cJSON *list; /* with --json, else NULL */
	size_t count;
	int64_t now;
};

static bool add(void *self, const struct panel *p, struct err *err)
{
	struct listing *l = self;
	char age[FORMAT_MAX];

	(void)err;
	l->count++;
	if (l->list) {
		json_append_take(l->list, panel_json(p));
		return true;
	}
	if (p->run_at)
		format_age(age, p->run_at, l->now);
	table_add_styled(&l->table, ROLE_NAME, p->name);
	table_add(&l->table, p->chart);
	table_add(&l->table, p->run_at ? age : NULL);
	table_add(&l->table, p->database);
	table_add(&l->table, p->question ? p->question : p->sql);
	return true;
}

static void print(struct app *app, struct listing *l)
{
	cJSON *document;

	if (l->list) {
		document = json_new_object();
		json_add_take(document, "panels", l->list);
		app_json(app, document);
		json_free(document);
		return;
	}
	if (!l->count) {
		app_note(app, tr("there are no panels"));
		return;
	}
	app_print_table(app, &l->table);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("PANEL"), COLUMN_TEXT},
		{N_("CHART"), COLUMN_TEXT}, {N_("LAST RUN"), COLUMN_TEXT},
		{N_("DATABASE"), COLUMN_TEXT}, {N_("QUESTION"), COLUMN_WIDE}, {0}};
	struct listing l = {.now = clock_wall_ms()};
	bool ok;

	(void)argc, (void)argv;
	l.list = app->json ? json_new_array() : NULL;
	table_init(&l.table, columns);
	ok = !app->store || panels_each(app->store, add, &l, err);
	if (ok)
		print(app, &l);
	else
		json_free(l.list);
	table_release(&l.table);
	return ok;
}

const struct cmd panel_list = {
	.name = "list",
	.summary = N_("Show the panels there are"),
	.needs = NEEDS_STORE_READ,
	.examples = (const char *const[]){"blokctl panel list --json", N_("for a program"), NULL},
	.run = run,
};
