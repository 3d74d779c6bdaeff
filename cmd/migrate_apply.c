#include "cmd/migrate.h"
#include "cmd/meter.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/migrate/rehearse.h"
#include "core/term/table.h"

#include <string.h>

struct migrate_run migrate_run_options;

struct doing {
	struct migrate *m;
	const struct migrate_run *run;
	struct migrate_job job;
	cJSON *steps; /* with --json */
	size_t done;
	const char *backup;
	struct rows_listing before, after;
	VEC(const char *) left_out; /* files that a dry run has not tried */
	VEC(const char *) held; /* lines of an atomic job: shown when all of it is kept */
};

/* ---- each ---- */

static const char *verb(const struct doing *d, bool is_down)
{
	if (d->run->dry_run)
		return is_down ? tr("would undo") : tr("would apply");
	return is_down ? tr("undone") : tr("applied");
}

static void show_step(void *self, const struct migrate_step *step, const struct migrate_result *r)
{
	struct doing *d = self;
	struct app *app = d->m->app;
	double ms = (double)r->duration_us / 1000;
	const char *line;
	cJSON *json;

	d->done++;
	meter_at(d->done, d->job.steps->list.len);
	if (!app->json) {
		line = arena_printf(&app->arena, "%s %s (%s, %s, %.1f ms)", verb(d, step->is_down),
			migrate_title(&app->arena, step->m->version, step->m->name),
			arena_printf(&app->arena,
				tr_n("%zu statement", "%zu statements", r->statements),
				r->statements),
			arena_printf(&app->arena,
				tr_n("%lld row", "%lld rows", (unsigned long long)r->rows),
				(long long)r->rows),
			ms);
		if (d->run->atomic && !d->run->dry_run)
			vec_push(&d->held, line);
		else
			app_note(app, "%s", line);
		return;
	}
	json = json_new_object();
	json_set_string(json, "version", step->m->version);
	json_set_string(json, "name", step->m->name);
	json_set_string(json, "direction", step->is_down ? "down" : "up");
	json_set_string(json, "file", step->is_down ? step->m->down.path : step->m->up.path);
	json_set_number(json, "statements", (double)r->statements);
	json_set_number(json, "rows", (double)r->rows);
	json_set_number(json, "duration_ms", ms);
	json_append_take(d->steps, json);
}

/* ---- rows of a dry run ---- */

static cJSON *rows_json(const struct doing *d)
{
	cJSON *list = json_new_array();
	size_t i = 0, k = 0;

	while (i < d->before.list.len || k < d->after.list.len) {
		const struct table_rows *a = i < d->before.list.len ? &d->before.list.at[i] : NULL;
		const struct table_rows *b = k < d->after.list.len ? &d->after.list.at[k] : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);
		cJSON *json;

		i += order <= 0;
		k += order >= 0;
		if (order == 0 && a->rows == b->rows)
			continue;
		json = json_new_object();
		json_set_string(json, "table", order <= 0 ? a->name : b->name);
		if (order <= 0)
			json_set_number(json, "before", (double)a->rows);
		else
			json_set_string(json, "before", NULL);
		if (order >= 0)
			json_set_number(json, "after", (double)b->rows);
		else
			json_set_string(json, "after", NULL);
		json_append_take(list, json);
	}
	return list;
}

static void add_count(struct table *t, const cJSON *row, const char *key, const char *none)
{
	if (json_is_null(json_get(row, key)))
		table_add(t, none);
	else
		table_addf(t, "%.0f", json_get_number(row, key, 0));
}

static void show_rows(const struct doing *d)
{
	static const struct column columns[] = {{N_("TABLE"), COLUMN_TEXT},
		{N_("ROWS NOW"), COLUMN_NUMBER}, {N_("ROWS THEN"), COLUMN_NUMBER}, {0}};
	cJSON *rows = rows_json(d);
	struct table t;

	table_init(&t, columns);
	json_each(row, rows) {
		table_add_styled(&t, ROLE_NAME, json_get_string(row, "table"));
		add_count(&t, row, "before", tr("none yet"));
		add_count(&t, row, "after", tr("dropped"));
	}
	if (json_count(rows))
		app_print_table(d->m->app, &t);
	else
		app_note(d->m->app, tr("no table would have more or fewer rows"));
	table_release(&t);
	json_free(rows);
}

/* ---- all ---- */

static bool look_at_rows(void *self, struct err *err)
{
	struct doing *d = self;

	return rehearse_count_rows(d->job.s, &d->after, err);
}

static void note_left_out(void *self, const struct migrate_step *step)
{
	struct doing *d = self;

	vec_push(&d->left_out, step->is_down ? step->m->down.path : step->m->up.path);
}

static bool rehearse(struct doing *d, struct err *err)
{
	struct target *real = d->m->s, *copy = real;
	bool lite = target_dialect(real) == DIALECT_SQLITE, ok;

	if (!rehearse_count_rows(real, &d->before, err))
		return false;
	if (lite && !target_scratch(real, &copy, err))
		return false;
	d->job.s = copy;
	d->job.rehearsal = !lite && d->job.steps->list.len;
	d->job.look = look_at_rows;
	d->job.left_out = note_left_out;
	ok = (!lite || target_copy(real, copy, err)) && migrate_apply(&d->job, err) &&
	     (d->job.rehearsal || look_at_rows(d, err));
	if (lite)
		target_close(copy);
	return ok;
}

static bool apply(struct doing *d, struct err *err)
{
	bool ok;

	meter_begin(d->m->app, tr("migrating"));
	if (d->run->dry_run)
		ok = rehearse(d, err);
	else if (d->run->no_backup)
		ok = migrate_apply(&d->job, err);
	else
		ok = migrate_apply_copied(&d->job, &d->m->app->arena, &d->backup, err);
	meter_end();
	return ok;
}

static cJSON *error_json(const struct doing *d, const struct err *err)
{
	const struct migrate_failure *f = &d->job.failure;
	cJSON *json = app_error_json(err);

	json_set_string(json, "version", f->step ? f->step->m->version : NULL);
	json_set_string(json, "file", f->path);
	if (f->line) {
		json_set_number(json, "line", f->line);
		json_set_number(json, "column", f->column);
		json_set_number(json, "statement", (double)f->statement);
	} else {
		json_set_string(json, "line", NULL);
		json_set_string(json, "column", NULL);
		json_set_string(json, "statement", NULL);
	}
	return json;
}

static void print_json(const struct doing *d, bool ok, const struct err *err)
{
	cJSON *document = json_new_object(), *left_out = json_new_array();

	json_set_string(document, "database", d->m->name);
	json_set_string(document, "dir", d->m->dir);
	json_set_bool(document, "dry_run", d->run->dry_run);
	json_set_bool(document, "atomic", d->run->atomic);
	json_set_string(document, "backup", d->backup);
	json_add_take(document, "steps", d->steps);
	if (d->run->dry_run && ok)
		json_add_take(document, "rows", rows_json(d));
	else
		json_set_string(document, "rows", NULL);
	json_set_number(document, "left", (double)(d->job.steps->list.len - d->done));
	for (size_t i = 0; i < d->left_out.len; i++)
		json_append_take(left_out, json_new_string(d->left_out.at[i]));
	json_add_take(document, "left_out", left_out);
	if (ok)
		json_set_string(document, "error", NULL);
	else
		json_add_take(document, "error", error_json(d, err));
	app_json(d->m->app, document);
	json_free(document);
}

static void print(const struct doing *d, bool ok)
{
	struct app *app = d->m->app;

	if (d->backup)
		app_note(app, tr("the file as it was before: %s"), d->backup);
	if (!ok)
		return;
	for (size_t i = 0; i < d->held.len; i++)
		app_note(app, "%s", d->held.at[i]);
	if (!d->job.steps->list.len)
		app_note(app,
			tr_n("nothing to do: %zu migration, all as wanted",
				"nothing to do: %zu migrations, all as wanted",
				d->m->history.list.len),
			d->m->history.list.len);
	else if (d->run->dry_run)
		show_rows(d);
	for (size_t i = 0; i < d->left_out.len; i++)
		app_note(
			app, tr("not tried, for it runs in no transaction: %s"), d->left_out.at[i]);
	if (d->run->dry_run)
		app_note(app, tr("nothing was changed"));
}

bool migrate_do(struct migrate *m, const struct migrate_steps *steps, const struct migrate_run *run,
	struct err *err)
{
	struct doing d = {.m = m, .run = run};
	bool ok;

	d.job = (struct migrate_job){.s = m->s,
		.ledger = &m->ledger,
		.steps = steps,
		.vars = m->vars,
		.atomic = run->atomic,
		.done = show_step,
		.self = &d};
	d.steps = m->app->json ? json_new_array() : NULL;
	ok = apply(&d, err);
	if (!ok && run->atomic) { /* none of them was kept */
		d.done = 0;
		json_free(d.steps);
		d.steps = m->app->json ? json_new_array() : NULL;
	}
	if (m->app->json) {
		print_json(&d, ok, err);
		m->app->reported = !ok;
	} else {
		print(&d, ok);
	}
	vec_release(&d.held);
	vec_release(&d.left_out);
	rows_listing_release(&d.before);
	rows_listing_release(&d.after);
	return ok;
}
