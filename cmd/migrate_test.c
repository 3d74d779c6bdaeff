#include "cmd/migrate.h"
#include "cmd/meter.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/migrate/import.h"
#include "core/migrate/rehearse.h"
#include "core/term/width.h"

#include <string.h>

/* ---- test ---- */

static bool copy;

static const struct opt test_options[] = {
	{.name = "copy",
		.kind = OPT_FLAG,
		.value = &copy,
		.help = N_("begin with a copy of the database, and test "
			"what is pending there")},
	{0}};

struct testing {
	struct app *app;
	size_t done;
};

static void show_progress(void *self, const struct migration *mi, size_t of)
{
	struct testing *t = self;

	meter_at(++t->done, of);
	app_detail(t->app, "%s", mi->up.path);
}

static cJSON *counts_json(const struct rehearse_counts *c)
{
	cJSON *json = json_new_object();

	json_set_number(json, "migrations", (double)c->migrations);
	json_set_number(json, "downs", (double)c->downs);
	json_set_number(json, "undone", (double)c->undone);
	json_set_number(json, "differ", (double)c->differ);
	json_set_number(json, "failed", (double)c->failed);
	return json;
}

static void print_test(
	struct app *app, const struct rehearse_counts *c, const struct diags *findings, bool ok)
{
	cJSON *document;

	if (app->json) {
		document = counts_json(c);
		json_set_bool(document, "ok", ok && !findings->errors);
		json_add_take(document, "findings", app_findings_json(findings));
		app_json(app, document);
		json_free(document);
		return;
	}
	app_diags(app, findings, &app->out);
	app_note(app,
		tr_n("%zu migration, %zu with a down: %zu taken back, %zu with something left, "
		     "%zu failed",
			"%zu migrations, %zu with a down: %zu undo their up, %zu leave something, "
			"%zu fail",
			c->migrations),
		c->migrations, c->downs, c->undone, c->differ, c->failed);
}

static bool rehearse(struct migrate *m, struct target *scratch, struct err *err)
{
	struct testing t = {.app = m->app};
	const struct rehearsal r = {.history = &m->history,
		.scratch = scratch,
		.ledger = copy ? &m->ledger : NULL,
		.vars = m->vars,
		.done = show_progress,
		.self = &t};
	struct diags findings = {0};
	struct rehearse_counts counts;
	bool ok;

	meter_begin(m->app, tr("testing migrations"));
	ok = rehearse_downs(&r, &findings, &counts, err);
	meter_end();

	if (ok || findings.errors) {
		print_test(m->app, &counts, &findings, ok);
		if (ok && findings.errors)
			ok = err_set(err, ERR_WORK, "%zu problem%s", findings.errors,
				findings.errors == 1 ? "" : "s");
		m->app->reported = !ok && m->app->json;
	}
	diags_release(&findings);
	return ok;
}

static bool test(struct migrate *m, struct err *err)
{
	struct target *scratch;
	bool ok;

	if (copy && target_dialect(m->s) != DIALECT_SQLITE)
		return err_set(err, ERR_USAGE, "--copy is for SQLite files");
	if (!target_scratch(m->s, &scratch, err))
		return false;
	ok = (!copy || target_copy(m->s, scratch, err)) && rehearse(m, scratch, err);
	target_close(scratch);
	return ok;
}

static bool test_run(struct app *app, int argc, char **argv, struct err *err)
{
	enum source_dialect dialect;
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (!migrate_dialect(app, &dialect, err) ||
		!migrate_open(app,
			MIGRATE_FILES | (copy ? MIGRATE_DATABASE | MIGRATE_READ_ONLY
						: dialect == DIALECT_POSTGRES ? MIGRATE_DATABASE
									      : 0),
			&m, err))
		return false;
	ok = test(&m, err);
	migrate_close(&m);
	return ok;
}

/* ---- drift ---- */

struct drifting {
	struct migrate *m;
	cJSON *list;
	size_t count;
};

static void print_difference(
	struct app *app, const struct shape_part *want, const struct shape_part *got)
{
	struct str text = {0};

	text_escape(&text, want->sql, strlen(want->sql), ESCAPE_LINES);
	app_print(app, tr("  the history makes: %s\n"), str_text(&text));
	str_clear(&text);
	text_escape(&text, got->sql, strlen(got->sql), ESCAPE_LINES);
	app_print(app, tr("  the database has:  %s\n"), str_text(&text));
	str_release(&text);
}

static void show_drift(void *self, const struct shape_part *want, const struct shape_part *got)
{
	struct drifting *d = self;
	const struct shape_part *part = want ? want : got;
	const char *what = !want ? N_("extra") : !got ? N_("missing") : N_("changed");
	cJSON *json;

	if (!want && import_is_theirs(&d->m->ledger, got->table))
		return;
	d->count++;
	if (!d->list) {
		struct str name = {0};

		text_escape(&name, part->name, strlen(part->name), ESCAPE_ALL);
		app_print(d->m->app, "%s %s '%s'\n", tr(what), part->type, str_text(&name));
		str_release(&name);
		if (want && got)
			print_difference(d->m->app, want, got);
		return;
	}
	json = json_new_object();
	json_set_string(json, "kind", what);
	json_set_string(json, "type", part->type);
	json_set_string(json, "name", part->name);
	json_set_string(json, "table", part->table);
	json_set_string(json, "expected", want ? want->sql : NULL);
	json_set_string(json, "found", got ? got->sql : NULL);
	json_append_take(d->list, json);
}

static void compare(
	struct migrate *m, struct drifting *d, const struct shape *want, const struct shape *got)
{
	cJSON *document;

	d->list = m->app->json ? json_new_array() : NULL;
	shape_compare(want, got, show_drift, d);
	if (!d->list) {
		if (!d->count)
			app_note(m->app, tr("the schema is what the history makes"));
		return;
	}
	document = json_new_object();
	json_set_string(document, "database", m->name);
	json_set_bool(document, "drift", d->count > 0);
	json_add_take(document, "differences", d->list);
	app_json(m->app, document);
	json_free(document);
}

static bool replay(struct migrate *m, struct shape *ret, struct err *err)
{
	struct target *scratch;
	bool ok;

	if (!target_scratch(m->s, &scratch, err))
		return false;
	ok = (rehearse_applied(&m->history, &m->ledger, &m->vars, scratch, err) ||
		     err_wrap(err, "the history cannot be replayed")) &&
	     shape_read(scratch, ret, err);
	target_close(scratch);
	return ok;
}

static bool drift(struct migrate *m, struct err *err)
{
	struct drifting d = {.m = m};
	struct shape want = {0}, got = {0};
	bool ok = replay(m, &want, err) && shape_read(m->s, &got, err);

	if (ok)
		compare(m, &d, &want, &got);
	shape_release(&want);
	shape_release(&got);
	if (!ok || !d.count)
		return ok;
	m->app->reported = m->app->json;
	err_set(err, ERR_WORK, "the schema differs from what the history makes: %zu difference%s",
		d.count, d.count == 1 ? "" : "s");
	return err_hint(err, "write a migration that makes what is extra, or take it back by hand");
}

/* A server has to let us make a scratch database. */
static bool drift_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_REHEARSE | MIGRATE_CHECK,
		    &m, err))
		return false;
	ok = drift(&m, err);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_test = {
	.name = "test",
	.summary = N_("Run each migration up, down and up again where nothing can be lost"),
	.details = N_("On an empty scratch database, or on a copy of --db with --copy. A down that "
		      "fails, or does not take back all that its up made, is exit status 1."),
	.opts = test_options,
	.examples = (const char *const[]){"blokctl migrate test", N_("do the downs undo the ups?"),
		"blokctl migrate test --copy --db app.db", N_("with the rows that are there"),
		NULL},
	.run = test_run,
	.manual = "blokctl-migrate",
};

const struct cmd migrate_drift = {
	.name = "drift",
	.summary = N_("Compare the schema with what the applied migrations make"),
	.examples = (const char *const[]){"blokctl migrate drift --db app.db",
		N_("did somebody change it by hand? exit status 1"), NULL},
	.run = drift_run,
	.manual = "blokctl-migrate",
};
