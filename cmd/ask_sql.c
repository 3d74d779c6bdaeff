#include "cmd/ai.h"
#include "cmd/ask.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/ask/chart.h"
#include "core/ask/result.h"
#include "core/base/tr.h"
#include "core/config/config.h"

#include <stdlib.h>

static const char *database, *engine = "auto", *language, *own_sql, *save_name, *teach_sql;
static struct ask_view view;
static struct opt_list params;
static bool sql_only, chart_only, taught, forget, explain_only, guess, share_values,
	explain_request, replace;
static long long limit, timeout_ms;

static const struct opt options[] = {
	{.name = "db",
		.kind = OPT_TEXT,
		.value = &database,
		.arg = "database",
		.help = N_(
			"a SQLite file, postgres://…, CSV or JSON files or a folder of them, or a "
			"name of the configuration"),
		.words = WORDS_FILE},
	{.name = "engine",
		.kind = OPT_CHOICE,
		.value = &engine,
		.arg = "engine",
		.help = N_("auto: rules, then a model for what they are not sure of (default)"),
		.choices = "auto|builtin|model"},
	{.name = "lang",
		.kind = OPT_CHOICE,
		.value = &language,
		.arg = "language",
		.help = N_("of the question (default auto: by its words)"),
		.choices = "auto|en|de"},
	{.name = "format",
		.letter = 'f',
		.kind = OPT_CHOICE,
		.value = &view.format,
		.arg = "format",
		.help = N_("how rows are printed (default table)"),
		.choices = RESULT_FORMATS},
	{.name = "chart",
		.kind = OPT_CHOICE,
		.value = &view.chart,
		.arg = "kind",
		.help = N_("which chart goes with a table (default auto, on a terminal)"),
		.choices = ASK_CHARTS},
	{.name = "chart-out",
		.kind = OPT_TEXT,
		.value = &view.chart_file,
		.arg = "file",
		.help = N_("draw it into FILE.svg, or make a page FILE.html of everything"),
		.words = WORDS_FILE},
	{.name = "sql-only",
		.kind = OPT_FLAG,
		.value = &sql_only,
		.help = N_("print the SQL, do not run it")},
	{.name = "chart-only",
		.kind = OPT_FLAG,
		.value = &chart_only,
		.help = N_("print one word: kpi, bar, line, scatter, pie or table")},
	{.name = "explain",
		.kind = OPT_FLAG,
		.value = &explain_only,
		.help = N_("print how the question is read and the SQL, do not run it")},
	{.name = "explain-request",
		.kind = OPT_FLAG,
		.value = &explain_request,
		.help = N_("print what a model would be sent, and send nothing")},
	{.name = "guess",
		.kind = OPT_FLAG,
		.value = &guess,
		.help = N_("take the best reading, however unsure")},
	{.name = "sql",
		.kind = OPT_TEXT,
		.value = &own_sql,
		.arg = "query",
		.help = N_("run this query through the same gate, instead of a question's")},
	{.name = "param",
		.letter = 'p',
		.kind = OPT_LIST,
		.value = &params,
		.arg = "value",
		.help = N_("bound to ?1, ?2, … of --sql (repeatable)")},
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("at most so many rows (default 1000)"),
		.min = 1,
		.max = 1000000},
	{.name = "timeout",
		.kind = OPT_DURATION,
		.value = &timeout_ms,
		.arg = "duration",
		.help = N_("of the query (default 30s)")},
	{.name = "save",
		.kind = OPT_TEXT,
		.value = &save_name,
		.arg = "name",
		.help = N_("keep it as a panel, whose rows are fetched anew at each view")},
	{.name = "replace",
		.kind = OPT_FLAG,
		.value = &replace,
		.help = N_("with --save: in place of the panel of that name")},
	{.name = "teach",
		.kind = OPT_TEXT,
		.value = &teach_sql,
		.arg = "query",
		.help = N_("keep this query as the right answer to the question")},
	{.name = "taught",
		.kind = OPT_FLAG,
		.value = &taught,
		.help = N_("list the questions that were taught about the database")},
	{.name = "forget",
		.kind = OPT_FLAG,
		.value = &forget,
		.help = N_("forget what was taught about the question")},
	{.name = "share-values",
		.kind = OPT_FLAG,
		.value = &share_values,
		.help = N_("let a model see the values that the question names")},
	AI_WHO_OPTIONS,
	AI_COST_OPTIONS,
	{0},
};

/* ---- running ---- */

/* What is run, and kept with --save. */
static struct panel panel_of(struct app *app, const struct ask_found *f, const struct ask_wish *w)
{
	char *bound = panel_params(&params);
	struct panel p = {.name = save_name,
		.question = w->question,
		.sql = f->sql,
		.explanation = f->explanation,
		.chart = view.chart ? view.chart : "auto",
		.format = view.format ? view.format : "table",
		.database = database,
		.params = bound ? arena_strdup(&app->arena, bound) : NULL,
		.max_rows = limit,
		.timeout_ms = timeout_ms};

	free(bound);
	return p;
}

/* Of SQL that no rule has made only its rows tell the chart: chart_only. */
static bool execute(struct app *app, struct source *s, const struct ask_found *f,
	const struct ask_wish *w, struct err *err)
{
	const struct panel p = panel_of(app, f, w);
	const struct panel_limits limits = {0};
	struct source_result r;

	if (!panel_query(app, s, &p, &limits, &r, err))
		return false;
	if (chart_only && !app->json) {
		app_print(app, "%s\n", ask_chart_name(panel_chart(&p, &r)));
		return true;
	}
	if (app->json) {
		ask_show_json(app, &r, f, w);
		return true;
	}
	if (f->explanation && *f->explanation)
		app_note(app, "%s", f->explanation);
	if (w->question)
		app_note(app, "%s\n", f->sql);
	return ask_show(app, &r, f, w, &view, err);
}

static bool answer(struct app *app, struct source *s, const struct ask_found *f,
	const struct ask_wish *w, struct err *err)
{
	bool chart = chart_only && f->has_chart;

	if (!sql_only && !chart && (!explain_only || chart_only))
		return execute(app, s, f, w, err);
	if (sql_only && !source_check(s, f->sql, err))
		return false;
	if (app->json)
		ask_show_json(app, NULL, f, w);
	else if (sql_only)
		app_print(app, "%s\n", f->sql);
	else if (chart)
		app_print(app, "%s\n", ask_chart_name(f->chart));
	else
		app_print(app, "%s\n%s\n", f->explanation, f->sql);
	return true;
}

static void tell_notes(struct app *app, const struct source *s)
{
	const char *notes = source_notes(s);

	if (notes && *notes)
		app_note(app, "%s", notes);
}

/* ---- what is kept ---- */

static bool save(
	struct app *app, const struct ask_found *f, const struct ask_wish *w, struct err *err)
{
	const struct panel p = panel_of(app, f, w);
	bool ok = panel_save(app, &p, replace, err);

	if (ok)
		app_note(app, tr("kept as the panel %s"), save_name);
	return ok;
}

static bool ask_it(struct app *app, struct source *s, struct ask_wish *w, struct err *err)
{
	struct ask_found f = {0};
	bool ok;

	w->max_rows = limit ? limit : config_int(app->config, "ask.max_rows", 1000);
	w->db = panel_database(app, database);
	w->language = language ? language : config_text(app->config, "ask.language", "auto");
	w->share_values = share_values || config_bool(app->config, "ask.share_values", false);
	if (own_sql)
		f = (struct ask_found){
			.sql = mem_strdup(own_sql), .engine = "user", .confidence = -1};
	if (teach_sql)
		return ask_teach(app, s, w, teach_sql, err);
	if (!own_sql && !explain_request && !str_eq(w->engine, "model") &&
		!ask_recall(app, w, &f, err))
		return false;
	ok = (f.sql || ask_find(app, s, w, &f, err)) && (!f.sql || answer(app, s, &f, w, err)) &&
	     (!save_name || !f.sql || save(app, &f, w, err));
	ask_found_release(&f);
	return ok;
}

static const char *words(struct app *app, int argc, char **argv)
{
	const char *text = argv[0];

	for (int i = 1; i < argc; i++)
		text = arena_printf(&app->arena, "%s %s", text, argv[i]);
	return text;
}

/* The database is not opened: it may be gone. */
static bool about_taught(struct app *app, int argc, char **argv, struct err *err)
{
	const char *name;

	if (!app_load_config(app, err))
		return false;
	name = panel_database(app, database);
	if (taught && (argc || forget))
		return err_set(err, ERR_USAGE, "--taught takes no question");
	if (taught)
		return ask_list_taught(app, name, err);
	if (!argc)
		return err_set(err, ERR_USAGE, "--forget wants the question");
	return ask_forget(app, name, words(app, argc, argv), err);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct ask_wish w = {.engine = engine, .guess = guess, .tells_request = explain_request};
	struct source *s = NULL;
	bool ok;

	if (taught || forget)
		return about_taught(app, argc, argv, err);
	if ((argc == 0) == (own_sql == NULL))
		return err_set(err, ERR_USAGE,
			own_sql ? "--sql stands in place of a question" : "there is no question");
	if (params.len && !own_sql)
		return err_set(err, ERR_USAGE, "--param goes with --sql");
	if (teach_sql && own_sql)
		return err_set(err, ERR_USAGE, "--teach wants a question");
	/* before the question costs time or money */
	if (save_name && (!panel_check_name("panel", save_name, err) ||
				 !app_open_store(app, NEEDS_STORE, err) ||
				 (!replace && !panel_is_free(app, save_name, err))))
		return false;
	w.question = argc ? words(app, argc, argv) : NULL;
	ok = ask_database_open(app, database, &s, err);
	if (ok)
		tell_notes(app, s);
	ok = ok && ask_it(app, s, &w, err);
	source_close(s);
	return ok;
}

const struct cmd cmd_ask_sql = {
	.name = "ask-sql",
	.args = "[QUESTION]...",
	.summary = N_("Ask a database in plain language"),
	.opts = options,
	.details = N_(
		"The question is read by rules, on this machine: no model, no network, no cost.  "
		"What they are not sure of goes to a model where one is configured, else it is "
		"refused "
		"(6).  Nothing but reading passes: one statement, without writing, within limits."),
	.examples =
		(const char *const[]){
			"blokctl ask-sql --db shop.db 'sales per year'",
			N_("rows, and on a terminal a chart"),
			"blokctl ask-sql --db sales.csv --format csv 'top 5 products by revenue'",
			N_("a file of data is a database, too"),
			"blokctl ask-sql --db shop.sqlite --sql 'SELECT name FROM customer WHERE "
			"id = ?1' -p 7",
			N_("a query of your own, through the same gate"),
			NULL,
		},
	.run = run,
};
