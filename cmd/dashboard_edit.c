#include "cmd/dashboard.h"
#include "cmd/output.h"
#include "core/base/tr.h"

#include <string.h>

/* create, add, remove, delete */

static const char *title, *width = "full";
static long long place;

#define WIDTH_OPTION                                                                               \
	{                                                                                          \
		.name = "width", .letter = 'w', .kind = OPT_CHOICE, .value = &width,               \
		.arg = "width", .help = N_("of the page (default full)"),                  \
		.choices = "full|two-thirds|half|third|quarter"                                    \
	}

static const struct opt create_options[] = {
	{.name = "title",
		.kind = OPT_TEXT,
		.value = &title,
		.arg = "text",
		.help = N_("what stands above it (default: its name)")},
	WIDTH_OPTION,
	{0},
};

static const struct opt add_options[] = {
	WIDTH_OPTION,
	{.name = "at",
		.kind = OPT_INT,
		.value = &place,
		.arg = "place",
		.help = N_("from 1 on (default: behind all others)"),
		.min = 1,
		.max = 10000},
	{0},
};

static int twelfths(void)
{
	static const struct {
		const char *word;
		int width;
	} words[] = {{"full", 12}, {"two-thirds", 8}, {"half", 6}, {"third", 4}, {"quarter", 3}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i].word, width))
			return words[i].width;
	return DASHBOARD_FULL;
}

static bool has_dashboard(struct app *app, const char *name, struct err *err)
{
	struct dashboard d;
	bool ok = dashboard_find(app, name, &d, err);

	dashboard_release(&d);
	return ok;
}

/* The operands behind the dashboard's name; `place` 0: behind all others. */
static bool add_panels(struct app *app, int argc, char **argv, struct err *err)
{
	struct panel p;

	for (int i = 1; i < argc; i++)
		if (!panel_find(app, argv[i], &p, err))
			return false;
	for (int i = 1; i < argc; i++) {
		const struct dashboard_panel added = {argv[i], twelfths()};
		int at = place ? (int)place + i - 1 : 0;

		if (!dashboards_add(app->store, argv[0], &added, at, err))
			return false;
	}
	return true;
}

static bool create_run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *name = argv[0];
	struct panel p;
	bool created;

	if (!panel_check_name("dashboard", name, err))
		return false;
	for (int i = 1; i < argc; i++)
		if (!panel_find(app, argv[i], &p, err))
			return false;
	if (!dashboards_create(app->store, name, title ? title : name, &created, err))
		return false;
	if (!created) {
		err_set(err, ERR_INPUT, "there is a dashboard '%s' already", name);
		return err_hint(err, "'blokctl dashboard show %s' prints it", name);
	}
	return add_panels(app, argc, argv, err) &&
	       dashboard_tell(app, name,
		       arena_printf(&app->arena,
			       argc > 1
				       ? tr("created; 'blokctl dashboard render %s' shows it")
				       : tr("created; 'blokctl dashboard add %s PANEL' puts panels "
					    "on it"),
			       name),
		       err);
}

const struct cmd dashboard_create = {
	.name = "create",
	.args = "NAME [PANEL]...",
	.summary = N_("Make a dashboard, empty or of these panels"),
	.opts = create_options,
	.needs = NEEDS_STORE,
	.operands = WORDS_PANEL,
	.examples =
		(const char *const[]){"blokctl dashboard create shop revenue orders --width half",
			N_("two panels beside each other"), NULL},
	.run = create_run,
};

static bool add_run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *name = argv[0];

	return has_dashboard(app, name, err) && add_panels(app, argc, argv, err) &&
	       dashboard_tell(app, name,
		       arena_printf(&app->arena,
			       tr_n("added %d panel to '%s'", "added %d panels to '%s'",
				       (unsigned)argc - 1),
			       argc - 1, name),
		       err);
}

const struct cmd dashboard_add = {
	.name = "add",
	.args = "NAME PANEL...",
	.summary = N_("Put panels on a dashboard, or change where they stand"),
	.details = N_("A panel that is there already moves, and takes the new width."),
	.opts = add_options,
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_DASHBOARD_PANEL,
	.examples = (const char *const[]){"blokctl dashboard add shop revenue orders --width half",
		N_("two beside each other"), NULL},
	.run = add_run,
};

static bool remove_run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *name = argv[0];
	bool removed;

	if (!has_dashboard(app, name, err))
		return false;
	for (int i = 1; i < argc; i++) {
		if (!dashboards_remove(app->store, name, argv[i], &removed, err))
			return false;
		if (!removed)
			return err_set(
				err, ERR_WORK, "there is no panel '%s' on '%s'", argv[i], name);
	}
	return dashboard_tell(app, name,
		arena_printf(&app->arena,
			tr_n("took %d panel off '%s'", "took %d panels off '%s'",
				(unsigned)argc - 1),
			argc - 1, name),
		err);
}

const struct cmd dashboard_remove = {
	.name = "remove",
	.args = "NAME PANEL...",
	.summary = N_("Take panels off a dashboard; the panels themselves stay"),
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_DASHBOARD_PANEL,
	.examples = (const char *const[]){"blokctl dashboard remove shop orders", N_("one of them"),
		NULL},
	.run = remove_run,
};

static bool delete_run(struct app *app, int argc, char **argv, struct err *err)
{
	cJSON *json, *list;
	bool deleted;

	for (int i = 0; i < argc; i++)
		if (!has_dashboard(app, argv[i], err))
			return false;
	json = json_new_object();
	list = json_new_array();
	json_add_take(json, "deleted", list);
	for (int i = 0; i < argc; i++) {
		if (!dashboards_delete(app->store, argv[i], &deleted, err)) {
			json_free(json);
			return false;
		}
		if (deleted)
			json_append_take(list, json_new_string(argv[i]));
	}
	if (app->json)
		app_json(app, json);
	else
		app_note(app,
			tr_n("deleted %zu dashboard", "deleted %zu dashboards", json_count(list)),
			json_count(list));
	json_free(json);
	return true;
}

const struct cmd dashboard_delete = {
	.name = "delete",
	.args = "NAME...",
	.summary = N_("Remove dashboards; their panels stay"),
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_DASHBOARD,
	.examples = (const char *const[]){"blokctl dashboard delete shop", N_("one"), NULL},
	.run = delete_run,
};
