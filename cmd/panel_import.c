#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/ask/chart.h"
#include "core/ask/result.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <stdlib.h>
#include <string.h>

/* Queries are texts of some kilobytes; this is thousands of them. */
#define FILE_MAX_BYTES ((size_t)16 * 1024 * 1024)

static const char *database;
static bool replace;

static const struct opt options[] = {
	{.name = "db",
		.kind = OPT_TEXT,
		.value = &database,
		.arg = "database",
		.help = N_("for all of them, instead of what the file says"),
		.words = WORDS_FILE},
	{.name = "replace",
		.kind = OPT_FLAG,
		.value = &replace,
		.help = N_("in place of panels of the same name")},
	{0},
};

struct import {
	struct app *app;
	const char *file;
	size_t index; /* of the panel, from 0 */
	VEC(char *) texts;
};

static bool complain(const struct import *m, const char *key, const char *what, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s: panels[%zu].%s %s", m->file, m->index, key, what);
}

static bool take_text(const struct import *m, const cJSON *json, const char *key, const char **ret,
	struct err *err)
{
	const cJSON *value = json_get(json, key);

	if (!value || json_is_null(value))
		return true;
	if (!json_is_string(value))
		return complain(m, key, "must be a text", err);
	*ret = value->valuestring;
	return true;
}

static bool take_count(
	const struct import *m, const cJSON *json, const char *key, int64_t *ret, struct err *err)
{
	const cJSON *value = json_get(json, key);

	if (!value || json_is_null(value))
		return true;
	if (!json_is_number(value) || !(value->valuedouble >= 1 && value->valuedouble <= 1e12))
		return complain(m, key, "must be a number from 1 on", err);
	*ret = (int64_t)value->valuedouble;
	return true;
}

static bool take_params(struct import *m, const cJSON *json, const char **ret, struct err *err)
{
	const cJSON *list = json_get(json, "params");

	if (!list || json_is_null(list))
		return true;
	if (!json_is_array(list))
		return complain(m, "params", "must be an array", err);
	json_each(v, list)
		if (json_is_array(v) || json_is_object(v))
			return complain(
				m, "params", "must hold texts, numbers, booleans and nulls", err);
	if (json_count(list)) {
		vec_push(&m->texts, json_text(list));
		*ret = m->texts.at[m->texts.len - 1];
	}
	return true;
}

static bool check_words(const struct import *m, const struct panel *p, struct err *err)
{
	enum result_format format;
	enum ask_chart chart;

	if (!str_eq(p->chart, "auto") && !ask_chart_named(p->chart, &chart))
		return complain(m, "chart", "must be " ASK_CHARTS ", kpi or table", err);
	return result_format_of(p->format, &format) ||
	       complain(m, "format", "must be " RESULT_FORMATS, err);
}

static bool read_panel(struct import *m, const cJSON *json, struct panel *ret, struct err *err)
{
	struct panel p = {.chart = "auto", .format = "table", .database = database};

	if (!take_text(m, json, "name", &p.name, err) || !take_text(m, json, "sql", &p.sql, err) ||
		!take_text(m, json, "question", &p.question, err) ||
		!take_text(m, json, "explanation", &p.explanation, err) ||
		!take_text(m, json, "chart", &p.chart, err) ||
		!take_text(m, json, "format", &p.format, err) ||
		!take_count(m, json, "max_rows", &p.max_rows, err) ||
		!take_count(m, json, "timeout_ms", &p.timeout_ms, err) ||
		!take_params(m, json, &p.params, err) ||
		(!database && !take_text(m, json, "database", &p.database, err)))
		return false;
	if (!p.name || !p.sql || !*p.sql)
		return complain(m, p.name ? "sql" : "name", "is missing", err);
	if (!p.database)
		return complain(m, "database", "is missing: --db names one", err);
	*ret = p;
	return check_words(m, &p, err);
}

static bool clashes(struct app *app, const struct panel *p, struct err *err)
{
	struct panel before;
	bool found = false;

	if (!panel_check_name("panel", p->name, err)) {
		err->kind = ERR_INPUT; /* the file's, not the command line's */
		return true;
	}
	if (!panels_get(app->store, &app->arena, p->name, &before, &found, err))
		return true;
	if (!found || replace)
		return false;
	err_set(err, ERR_INPUT, "there is a panel '%s' already", p->name);
	err_hint(err, "--replace takes the file's; nothing has been imported");
	return true;
}

/* All of them or, when one is wrong, none. */
static bool import(struct import *m, const cJSON *document, cJSON *names, struct err *err)
{
	const cJSON *list = json_get(document, "panels"), *version = json_get(document, "version");
	VEC(struct panel) panels = {0};
	bool ok = json_is_array(list) ||
		  err_set(err, ERR_INPUT, "%s: there is no array 'panels'", m->file);

	if (ok && version && !(json_is_number(version) && version->valuedouble == PANELS_VERSION)) {
		err_set(err, ERR_INPUT, "%s: its version is not %d", m->file, PANELS_VERSION);
		ok = err_hint(err, "it was written by a later blokctl");
	}

	json_each(json, ok ? list : NULL) {
		struct panel p;

		ok = ok && read_panel(m, json, &p, err) && !clashes(m->app, &p, err);
		if (!ok)
			break;
		vec_push(&panels, p);
		m->index++;
	}
	for (size_t i = 0; i < panels.len && ok; i++) {
		ok = panel_save(m->app, &panels.at[i], replace, err);
		if (ok)
			json_append_take(names, json_new_string(panels.at[i].name));
	}
	vec_release(&panels);
	return ok;
}

static void tell(struct app *app, const cJSON *names)
{
	size_t count = json_count(names);
	cJSON *json;

	if (!app->json) {
		app_note(app, tr_n("imported %zu panel", "imported %zu panels", count), count);
		return;
	}
	json = json_new_object();
	json_add_take(json, "imported", json_copy(names));
	app_json(app, json);
	json_free(json);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct import m = {.app = app, .file = argv[0]};
	cJSON *document = NULL, *names = json_new_array();
	struct str text = {0};
	bool ok;

	(void)argc;
	ok = fs_read(argv[0], FILE_MAX_BYTES, &text, err) && app_load_config(app, err);
	if (ok && !json_parse(str_text(&text), text.len, &document, err))
		ok = err_wrap(err, "%s", argv[0]);
	ok = ok && import(&m, document, names, err);
	if (ok)
		tell(app, names);
	for (size_t i = 0; i < m.texts.len; i++)
		free(m.texts.at[i]);
	vec_release(&m.texts);
	json_free(document);
	json_free(names);
	str_release(&text);
	return ok;
}

const struct cmd panel_import = {
	.name = "import",
	.args = "FILE",
	.summary = N_("Keep the panels that 'export' wrote"),
	.details =
		N_("All of them, or none when one is wrong. Nothing is run: each query passes the "
		   "gate when it is looked at. '-' reads standard input."),
	.opts = options,
	.needs = NEEDS_STORE,
	.operands = WORDS_FILE,
	.examples = (const char *const[]){"blokctl panel import panels.json --db shop.db",
		N_("with a database of this machine"), NULL},
	.run = run,
};
