#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/ask/chart.h"
#include "core/ask/result.h"
#include "core/base/tr.h"
#include "core/data/json.h"
#include "core/config/config.h"

#include <stdlib.h>

static const char *database, *sql, *question, *chart = "auto", *format = "table";
static struct opt_list params;
static long long max_rows, timeout_ms;
static bool replace;

static const struct opt options[] = {
	{.name = "db",
		.kind = OPT_TEXT,
		.value = &database,
		.arg = "database",
		.help = N_("as for 'ask-sql'; kept without a password"),
		.words = WORDS_FILE},
	{.name = "sql",
		.kind = OPT_TEXT,
		.value = &sql,
		.arg = "query",
		.help = N_("what is run at each look")},
	{.name = "question",
		.kind = OPT_TEXT,
		.value = &question,
		.arg = "text",
		.help = N_("what it answers, for people")},
	{.name = "param",
		.letter = 'p',
		.kind = OPT_LIST,
		.value = &params,
		.arg = "value",
		.help = N_("bound to ?1, ?2, … (repeatable)")},
	{.name = "chart",
		.kind = OPT_CHOICE,
		.value = &chart,
		.arg = "kind",
		.help = N_("how its rows are drawn (default auto)"),
		.choices = ASK_CHARTS},
	{.name = "format",
		.letter = 'f',
		.kind = OPT_CHOICE,
		.value = &format,
		.arg = "format",
		.help = N_("how its rows are printed (default table)"),
		.choices = RESULT_FORMATS},
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
	{.name = "replace",
		.kind = OPT_FLAG,
		.value = &replace,
		.help = N_("in place of the panel of that name")},
	{0},
};

static bool check(struct app *app, struct err *err)
{
	struct source *s;
	bool ok;

	if (!ask_database_open(app, database, &s, err))
		return false;
	ok = source_check(s, sql, err);
	source_close(s);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct panel p = {.name = argv[0],
		.question = question,
		.sql = sql,
		.chart = chart,
		.format = format,
		.database = database,
		.max_rows = max_rows,
		.timeout_ms = timeout_ms};
	cJSON *json;
	char *bound;
	bool ok;

	(void)argc;
	if (!sql) {
		err_set(err, ERR_USAGE, "a panel needs --sql");
		return err_hint(err, "'blokctl ask-sql QUESTION --sql-only' writes one");
	}
	if (!panel_check_name("panel", argv[0], err) || !check(app, err))
		return false;
	p.params = bound = panel_params(&params);
	ok = panel_save(app, &p, replace, err) && panel_find(app, argv[0], &p, err);
	free(bound);
	if (!ok)
		return false;
	if (app->json) {
		json = panel_json(&p);
		app_json(app, json);
		json_free(json);
	} else {
		app_note(app, tr("the panel '%s' is kept; 'blokctl panel run %s' fetches its rows"),
			p.name, p.name);
	}
	return true;
}

const struct cmd panel_create = {
	.name = "create",
	.args = "NAME",
	.summary = N_("Keep a query under a name"),
	.details = N_("The query is checked, not run. 'blokctl panel show NAME' prints it; with "
		   "--replace it can be changed."),
	.opts = options,
	.needs = NEEDS_STORE,
	.examples = (const char *const[]){"blokctl panel create revenue --db shop.db --sql 'SELECT "
					  "region, sum(amount) AS "
					  "revenue FROM sales GROUP BY region'",
		N_("by hand"), NULL},
	.run = run,
};
