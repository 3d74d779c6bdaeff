#include "cmd/migrate.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "core/base/tr.h"
#include "core/migrate/lint.h"
#include "core/term/table.h"

static const char *since;
static bool rules, strict;

static const struct opt options[] = {{.name = "since",
					     .kind = OPT_TEXT,
					     .value = &since,
					     .arg = "version",
					     .help = N_("only this one and later ones")},
	{.name = "strict", .kind = OPT_FLAG, .value = &strict, .help = N_("warnings are errors, too")},
	FINDINGS_OPTION,
	{.name = "rules", .kind = OPT_FLAG, .value = &rules, .help = N_("show what is looked for")},
	{0}};

static bool show_rules(struct app *app)
{
	static const struct column columns[] = {
		{N_("CODE"), COLUMN_TEXT}, {N_("WHAT"), COLUMN_WIDE}, {0}};
	cJSON *document = json_new_object(), *list = json_new_array();
	struct table t;

	table_init(&t, columns);
	for (const struct lint_rule *r = lint_rules; r->code; r++) {
		cJSON *json = json_new_object();

		json_set_string(json, "code", r->code);
		json_set_string(json, "help", r->help);
		json_append_take(list, json);
		table_add_styled(&t, ROLE_NAME, r->code);
		table_add(&t, r->help);
	}
	json_add_take(document, "rules", list);
	if (app->json)
		app_json(app, document);
	else
		app_print_table(app, &t);
	json_free(document);
	table_release(&t);
	return true;
}

static bool print(
	struct app *app, const struct reports *reports, const struct checked *c, struct err *err)
{
	const struct diags *d = c->diags;

	if (!report_checked(app, reports, c, err))
		return false;
	if (!app->json)
		app_note(app, "%s: %s, %s",
			arena_printf(&app->arena, tr_n("%zu file", "%zu files", c->files), c->files),
			arena_printf(&app->arena, tr_n("%zu error", "%zu errors", d->errors), d->errors),
			arena_printf(&app->arena, tr_n("%zu warning", "%zu warnings", d->warnings),
				d->warnings));
	return true;
}

static bool lint(struct migrate *m, struct err *err)
{
	struct diags findings = {0};
	struct checked checked = {.diags = &findings, .files = m->history.list.len};
	enum source_dialect dialect;
	struct reports reports;
	size_t bad;
	bool ok = reports_parse(m->app, REPORTS_OF_FINDINGS, &reports, err) &&
		  migrate_dialect(m->app, &dialect, err) &&
		  migrate_lint(&m->history, dialect, since, &findings, err);

	if (ok) {
		diags_sort(&findings);
		bad = findings.errors + (strict ? findings.warnings : 0);
		checked.ok = !bad;
		ok = print(m->app, &reports, &checked, err) &&
		     (!bad || err_set(err, ERR_INPUT, "%zu hazard%s", bad, bad == 1 ? "" : "s"));
	}
	diags_release(&findings);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (rules)
		return show_rules(app);
	if ((since && !migrate_version(since, err)) || !migrate_open(app, MIGRATE_FILES, &m, err))
		return false;
	ok = lint(&m, err);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_lint_cmd = {
	.name = "lint",
	.summary = N_("Find what would lose data, lock, break or not go back"),
	.details =
		N_("The files alone are read; --db only tells whether they are for SQLite or for "
		   "PostgreSQL. '-- lint: allow CODE' before a statement says that it is meant. "
		   "Errors are exit status 3."),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate lint", N_("before a review"),
		"blokctl migrate lint --since 20250101000000 --json",
		N_("what is new, for a program"), NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
