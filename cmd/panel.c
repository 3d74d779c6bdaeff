#define _XOPEN_SOURCE 700 /* realpath */
#include "cmd/panel.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/ask/chart.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/base/utf8.h"
#include "core/config/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool panel_check_name(const char *kind, const char *name, struct err *err)
{
	size_t len = strlen(name);
	bool ok = len > 0 && len <= PANEL_NAME_MAX && *name != '-' && *name != '.' &&
		  utf8_valid_prefix(name, len) == len;

	for (const char *p = name; ok && *p; p++)
		ok = (unsigned char)*p > ' ' && *p != '/' && *p != 127;
	/* U+0080 to U+009F, the other control characters, begin with C2. */
	for (const char *p = name; ok && *p; p++)
		ok = !((unsigned char)*p == 0xc2 && (unsigned char)p[1] < 0xa0);
	if (ok)
		return true;
	err_set(err, ERR_USAGE, "'%s' cannot be the name of a %s", name, kind);
	return err_hint(err,
		"up to %d letters, digits and signs: no blanks, no '/', no '-' or '.' in front",
		PANEL_NAME_MAX);
}

/* ---- databases ---- */

const char *panel_database(struct app *app, const char *name)
{
	const char *shown = ask_database_name(app, name), *path = shown;
	char *folder, *real;

	if (strstr(shown, "://"))
		return shown;
	if (json_get(config_get(app->config, "databases"), shown))
		return shown;
	if (str_starts(path, "sqlite:"))
		path += strlen("sqlite:");
	if (!*path || !fs_exists(path) || !(folder = getcwd(NULL, 0)))
		return shown;
	path = fs_join(&app->arena, folder, path);
	free(folder);
	/* one database, one name, whichever way it is reached */
	real = realpath(path, NULL);
	if (real)
		path = arena_strdup(&app->arena, real);
	free(real);
	return path;
}

/* ---- kept panels ---- */

bool panel_is_free(struct app *app, const char *name, struct err *err)
{
	struct panel before;
	bool found = false;

	if (!panel_check_name("panel", name, err) ||
		!panels_get(app->store, &app->arena, name, &before, &found, err))
		return false;
	if (!found)
		return true;
	err_set(err, ERR_INPUT, "there is a panel '%s' already", name);
	return err_hint(err, "take another name, or --replace");
}

bool panel_save(struct app *app, const struct panel *p, bool replace, struct err *err)
{
	struct panel kept = *p;
	bool replaced;

	if (replace ? !panel_check_name("panel", p->name, err) : !panel_is_free(app, p->name, err))
		return false;
	kept.created_at = clock_wall_ms();
	kept.database = panel_database(app, p->database);
	return panels_put(app->store, &kept, &replaced, err);
}

struct names {
	struct app *app;
	VEC(const char *) list;
};

static bool add_name(void *self, const struct panel *p, struct err *err)
{
	struct names *n = self;

	(void)err;
	vec_push(&n->list, arena_strdup(&n->app->arena, p->name));
	return true;
}

static bool not_found(struct app *app, const char *name, struct err *err)
{
	struct names names = {.app = app};
	const char *nearest = NULL;
	struct err ignored;

	if (app->store && panels_each(app->store, add_name, &names, &ignored))
		nearest = str_nearest(name, names.list.at, names.list.len);
	vec_release(&names.list);
	err_set(err, ERR_WORK, "there is no panel '%s'", name);
	return nearest ? err_hint(err, "there is '%s'", nearest)
		       : err_hint(err, "'blokctl panel list' shows them");
}

bool panel_find(struct app *app, const char *name, struct panel *ret, struct err *err)
{
	bool found = false;

	if (app->store && !panels_get(app->store, &app->arena, name, ret, &found, err))
		return false;
	return found || not_found(app, name, err);
}

static void set_time(cJSON *json, const char *key, int64_t at)
{
	char text[CLOCK_ISO_MAX];

	if (at)
		clock_format_iso(at, text);
	json_set_string(json, key, at ? text : NULL);
}

static void set_count(cJSON *json, const char *key, int64_t count)
{
	json_add_take(json, key, count ? json_new_number((double)count) : json_new_null());
}

cJSON *panel_json(const struct panel *p)
{
	cJSON *json = json_new_object(), *params = NULL;
	struct err ignored;

	if (!p->params || !json_parse(p->params, strlen(p->params), &params, &ignored))
		params = json_new_array();
	json_set_string(json, "name", p->name);
	json_set_string(json, "question", p->question);
	json_set_string(json, "sql", p->sql);
	json_set_string(json, "explanation", p->explanation);
	json_set_string(json, "chart", p->chart);
	json_set_string(json, "format", p->format);
	json_set_string(json, "database", p->database);
	json_add_take(json, "params", params);
	set_count(json, "max_rows", p->max_rows);
	set_count(json, "timeout_ms", p->timeout_ms);
	set_time(json, "created_at", p->created_at);
	set_time(json, "run_at", p->run_at);
	return json;
}

const struct cmd cmd_panel = {
	.name = "panel",
	.summary = N_("Questions that are kept, and asked again at each look"),
	.details =
		N_("A panel is a query with its question, its database and its chart. The rows are "
		   "not kept: each look fetches them again, through the same gate and within the "
		   "same limits as 'ask-sql'. Panels are put together by 'dashboard'."),
	.examples = (const char *const[]){"blokctl panel list", N_("what there is"),
		"blokctl panel run revenue", N_("fetch its rows now"), NULL},
	.subs = (const struct cmd *const[]){&panel_create, &panel_list, &panel_show, &panel_run,
		&panel_delete, &panel_export, &panel_import, NULL},
};
