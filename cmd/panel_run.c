#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/ask/chart.h"
#include "core/ask/result.h"
#include "core/base/mem.h"
#include "core/base/tr.h"

#include <stdlib.h>

static const char *database, *chart;
static struct ask_view view;
static long long max_rows, timeout_ms;

static const struct opt options[] = {
	{.name = "db",
		.kind = OPT_TEXT,
		.value = &database,
		.arg = "database",
		.help = N_("another database than the panel's own"),
		.words = WORDS_FILE},
	{.name = "format",
		.letter = 'f',
		.kind = OPT_CHOICE,
		.value = &view.format,
		.arg = "format",
		.help = N_("how rows are printed (default: the panel's)"),
		.choices = RESULT_FORMATS},
	{.name = "chart",
		.kind = OPT_CHOICE,
		.value = &chart,
		.arg = "kind",
		.help = N_("which chart goes with a table (default: the panel's, on a terminal)"),
		.choices = ASK_CHARTS},
	{.name = "chart-out",
		.kind = OPT_TEXT,
		.value = &view.chart_file,
		.arg = "file",
		.help = N_("draw it into FILE.svg, or make a page FILE.html of everything"),
		.words = WORDS_FILE},
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &max_rows,
		.arg = "count",
		.help = N_("at most so many rows"),
		.min = 1,
		.max = 1000000},
	{.name = "timeout",
		.kind = OPT_DURATION,
		.value = &timeout_ms,
		.arg = "duration",
		.help = N_("of the query")},
	{0},
};

static void print_json(struct app *app, const struct panel *p, const struct source_result *r)
{
	cJSON *json = json_new_object();

	json_set_string(json, "panel", p->name);
	json_set_string(json, "question", p->question);
	json_set_string(json, "sql", p->sql);
	json_set_string(json, "explanation", p->explanation);
	json_set_string(json, "database", p->database);
	json_set_string(json, "chart", ask_chart_name(panel_chart(p, r)));
	result_add_json(r, json);
	app_json(app, json);
	json_free(json);
}

static bool show(
	struct app *app, const struct panel *p, const struct source_result *r, struct err *err)
{
	const struct ask_wish wish = {.question = p->question ? p->question : p->name};
	struct ask_found found = {.engine = "user", .confidence = -1};
	bool ok;

	/* Programs that read along get a chart only when this call asks for one. */
	view.chart = chart;
	if (!chart && (app->out.is_tty || view.chart_file))
		view.chart = p->chart;
	if (!view.format)
		view.format = p->format;
	found.sql = mem_strdup(p->sql);
	found.explanation = mem_strdup(p->explanation ? p->explanation : "");
	ok = ask_show(app, r, &found, &wish, &view, err);
	ask_found_release(&found);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct panel_limits limits = {max_rows, timeout_ms};
	struct source *s = NULL;
	struct source_result r;
	struct panel p;
	bool ok;

	(void)argc;
	if (!panel_find(app, argv[0], &p, err))
		return false;
	ok = ask_database_open(app, database ? database : p.database, &s, err) &&
	     panel_query(app, s, &p, &limits, &r, err);
	if (ok && database)
		p.database = panel_database(app, database);
	if (ok && app->json)
		print_json(app, &p, &r);
	else if (ok)
		ok = show(app, &p, &r, err);
	if (ok)
		panel_note_run(app, &p);
	source_close(s);
	return ok;
}

const struct cmd panel_run = {
	.name = "run",
	.args = "NAME",
	.summary = N_("Fetch a panel's rows now, and show them"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_PANEL,
	.examples = (const char *const[]){"blokctl panel run revenue", N_("as it was kept"),
		"blokctl panel run revenue --format csv > revenue.csv", N_("for a spreadsheet"),
		NULL},
	.run = run,
};
