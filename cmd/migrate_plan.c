#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/migrate/vars.h"

#include <string.h>

struct planned {
	struct migrate_steps steps;
	VEC(const char *) sql; /* of each */
};

/* Without what is blank around it. */
static const char *sql_of(struct app *app, const char *text)
{
	const char *begin = text + strspn(text, " ;\t\r\n");
	size_t len = strlen(begin);

	while (len && strchr(" \t\r\n", begin[len - 1]))
		len--;
	return arena_strndup(&app->arena, begin, len);
}

/* Where the rest of one begins that has stopped in the middle: in its file, though what was
 * run had its names replaced. */
static bool find_rest(
	struct migrate *m, const struct migrate_step *step, size_t *ret, struct err *err)
{
	const struct migration_script *script = &step->m->up;
	struct filled filled = {0};
	size_t offset = 0;
	bool ok = true;

	*ret = step->e ? step->e->bytes : 0;
	if (*ret && script->has_vars) {
		ok = vars_fill(&m->vars, script->text, &filled, &offset, err) ||
		     err_wrap(err, "%s", script->path);
		*ret = ok ? filled_origin(&filled, *ret) : 0;
		filled_release(&filled);
	}
	if (*ret > strlen(script->text))
		*ret = strlen(script->text); /* 'up' says what is wrong with it */
	return ok;
}

/* What is left of each. */
static bool find_rests(struct migrate *m, struct planned *p, struct err *err)
{
	for (size_t i = 0; i < p->steps.list.len; i++) {
		const struct migrate_step *step = &p->steps.list.at[i];
		size_t at;

		if (!find_rest(m, step, &at, err))
			return false;
		vec_push(&p->sql, sql_of(m->app, step->m->up.text + at));
	}
	return true;
}

static const char *remark(struct app *app, const struct migrate_step *step)
{
	if (step->e)
		return arena_printf(&app->arena, " (transaction:false, from statement %zu on)",
			step->e->statements + 1);
	return step->m->up.no_transaction ? " (transaction:false)" : "";
}

static void print_text(struct migrate *m, const struct planned *p)
{
	app_page(m->app);
	for (size_t i = 0; i < p->steps.list.len; i++) {
		const struct migrate_step *step = &p->steps.list.at[i];

		app_print(m->app, "%s-- %s%s\n", i ? "\n" : "", step->m->up.path,
			remark(m->app, step));
		app_print_bytes(m->app, p->sql.at[i], strlen(p->sql.at[i]));
		app_print(m->app, "\n");
	}
	/* translators: one and many differ elsewhere */
	app_note(m->app, tr_n("%zu pending", "%zu pending", p->steps.list.len), p->steps.list.len);
}

static void print_json(struct migrate *m, const struct planned *p)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < p->steps.list.len; i++) {
		const struct migrate_step *step = &p->steps.list.at[i];
		const struct migration *mi = step->m;
		cJSON *json = json_new_object();

		json_set_string(json, "version", mi->version);
		json_set_string(json, "name", mi->name);
		json_set_string(json, "file", mi->up.path);
		json_set_bool(json, "transaction", !mi->up.no_transaction);
		json_set_number(json, "statements_done", step->e ? (double)step->e->statements : 0);
		json_set_string(json, "sql", p->sql.at[i]);
		json_append_take(list, json);
	}
	json_set_string(document, "database", m->name);
	json_add_take(document, "pending", list);
	app_json(m->app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct planned p = {0};
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_READ_ONLY | MIGRATE_CHECK,
		    &m, err))
		return false;
	ok = migrate_plan_up(&m.plan, SIZE_MAX, NULL, &p.steps, err) && find_rests(&m, &p, err);
	if (ok && app->json)
		print_json(&m, &p);
	else if (ok)
		print_text(&m, &p);
	vec_release(&p.steps.list);
	vec_release(&p.sql);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_plan = {
	.name = "plan",
	.summary = N_("Print the SQL of what is pending, and run nothing"),
	.examples = (const char *const[]){"blokctl migrate plan --db app.db",
		N_("what would 'up' execute?"), NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
