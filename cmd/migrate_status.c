#include "cmd/migrate.h"
#include "cmd/migrate_store.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/term/table.h"

static bool exit_code;

static const struct opt options[] = {
	{.name = "exit-code",
		.kind = OPT_FLAG,
		.value = &exit_code,
		.help = N_("exit status 1 when something is pending, 3 when "
			"something does not fit")},
	{0}};

static const char *word_of(const struct migrate_item *item)
{
	return tr(item->is_late ? N_("out of order") : migration_state_name(item->state));
}

static enum term_role role_of(const struct migrate_item *item)
{
	if (item->state >= MIGRATION_EDITED || item->is_late)
		return ROLE_ERROR;
	return item->state == MIGRATION_APPLIED ? ROLE_GOOD : ROLE_WARNING;
}

/* ---- for people ---- */

static void print_table(struct migrate *m)
{
	static const struct column columns[] = {{N_("STATE"), COLUMN_TEXT},
		{N_("VERSION"), COLUMN_TEXT}, {N_("NAME"), COLUMN_WIDE}, {N_("WHEN"), COLUMN_TEXT},
		{N_("TOOK"), COLUMN_NUMBER}, {0}};
	struct table t;

	table_init(&t, columns);
	for (size_t i = 0; i < m->plan.items.len; i++) {
		const struct migrate_item *item = &m->plan.items.at[i];
		bool applied = ledger_is_applied(item->e);

		table_add_styled(&t, role_of(item), word_of(item));
		table_add(&t, item->version);
		table_add_styled(&t, ROLE_NAME, item->name);
		table_add(&t, applied ? item->e->at : NULL);
		if (applied && item->e->action == LEDGER_UP)
			table_addf(&t, "%.1f ms", item->e->duration_ms);
		else
			table_add(&t, applied ? ledger_action_name(item->e->action) : NULL);
	}
	if (m->plan.items.len)
		app_print_table(m->app, &t);
	table_release(&t);
}

static void print_counts(struct migrate *m)
{
	const size_t *n = m->plan.counts;
	struct str line = {0};

	str_addf(&line, tr("%zu applied, %zu pending"), n[MIGRATION_APPLIED], n[MIGRATION_PENDING]);
	for (int state = MIGRATION_PARTIAL; state <= MIGRATION_MISSING; state++)
		if (n[state] && state != MIGRATION_APPLIED)
			str_addf(&line, ", %zu %s", n[state], tr(migration_state_name(state)));
	if (m->plan.late)
		str_addf(&line, tr(", %zu out of order"), m->plan.late);
	app_note(m->app, "%s", str_text(&line));
	str_release(&line);
}

/* ---- for programs ---- */

static cJSON *item_json(const struct migrate_item *item)
{
	cJSON *json = json_new_object();
	bool applied = ledger_is_applied(item->e);

	json_set_string(json, "version", item->version);
	json_set_string(json, "name", item->name);
	json_set_string(json, "state", migration_state_name(item->state));
	json_set_bool(json, "out_of_order", item->is_late);
	json_set_string(json, "file", item->m ? item->m->up.path : NULL);
	json_set_bool(json, "has_down", item->m && item->m->down.text && !item->m->down.is_blank);
	json_set_string(json, "applied_at", applied ? item->e->at : NULL);
	json_set_string(json, "action", item->e ? ledger_action_name(item->e->action) : NULL);
	if (applied)
		json_set_number(json, "duration_ms", item->e->duration_ms);
	else
		json_set_string(json, "duration_ms", NULL);
	json_set_string(
		json, "reason", applied && item->e->action != LEDGER_PART ? item->e->reason : NULL);
	return json;
}

static void print_json(struct migrate *m)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	json_set_string(document, "database", m->name);
	json_set_string(document, "dir", m->dir);
	for (int state = 0; state <= MIGRATION_MISSING; state++)
		json_set_number(
			document, migration_state_name(state), (double)m->plan.counts[state]);
	json_set_number(document, "out_of_order", (double)m->plan.late);
	for (size_t i = 0; i < m->plan.items.len; i++)
		json_append_take(list, item_json(&m->plan.items.at[i]));
	json_add_take(document, "migrations", list);
	app_json(m->app, document);
	json_free(document);
}

/* ---- both ---- */

static bool tell(struct migrate *m, struct err *err)
{
	const size_t *n = m->plan.counts;
	size_t pending = n[MIGRATION_PENDING], partial = n[MIGRATION_PARTIAL];
	struct diags findings = {0};
	bool fits;

	if (!exit_code)
		return true;
	migrate_findings(m, &findings);
	fits = !findings.errors;
	diags_release(&findings);
	if (!fits)
		err_set(err, ERR_INPUT, "the files do not fit what was applied");
	else if (partial) {
		err_set(err, ERR_WORK, "%zu migration%s stopped in the middle, %zu %s pending",
			partial, partial == 1 ? " has" : "s have", pending,
			pending == 1 ? "is" : "are");
		err_hint(err, "'blokctl migrate up' goes on with it");
	} else if (pending)
		err_set(err, ERR_WORK, "%zu migration%s pending", pending,
			pending == 1 ? " is" : "s are");
	else
		return true;
	m->app->reported = m->app->json;
	return false;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (migrate_is_store())
		return migrate_store_status(app, exit_code, err);
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_READ_ONLY, &m, err))
		return false;
	if (app->json) {
		print_json(&m);
	} else {
		print_table(&m);
		print_counts(&m);
	}
	ok = tell(&m, err);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_status = {
	.name = "status",
	.summary = N_("Show what is applied, what is pending, and what does not fit"),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate status --db app.db",
		N_("what is applied, and when it was"),
		"blokctl migrate status --db app.db --json --exit-code",
		N_("for CI: 1 when something is pending"), NULL},
	.run = run,
	.manual = "blokctl-migrate",
};

/* ---- verify ---- */

static bool verify_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	cJSON *document;

	(void)argc, (void)argv;
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_READ_ONLY | MIGRATE_CHECK,
		    &m, err))
		return false;
	if (app->json) {
		document = json_new_object();
		json_set_bool(document, "ok", true);
		json_set_number(document, "files", (double)m.history.list.len);
		json_set_number(document, "applied", (double)m.plan.counts[MIGRATION_APPLIED]);
		app_json(app, document);
		json_free(document);
	} else {
		app_note(app, tr("%zu applied, each with the file it was applied from"),
			m.plan.counts[MIGRATION_APPLIED]);
	}
	migrate_close(&m);
	return true;
}

const struct cmd migrate_verify = {
	.name = "verify",
	.summary = N_("Check that nothing that was applied was edited, removed or overtaken"),
	.details =
		N_("A file's checksum is of its up; line ends, a byte order mark and blanks at the "
		   "end do not count. What does not fit is exit status 3."),
	.examples = (const char *const[]){"blokctl migrate verify --db app.db",
		N_("before a release"), NULL},
	.run = verify_run,
	.manual = "blokctl-migrate",
};
