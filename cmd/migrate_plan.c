#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/tr.h"

#include <string.h>

/* The script without what is blank around it. */
static const char *sql_of(struct app *app, const struct migration_script *script)
{
	const char *begin = script->text + strspn(script->text, " \t\r\n");
	size_t len = strlen(begin);

	while (len && strchr(" \t\r\n", begin[len - 1]))
		len--;
	return arena_strndup(&app->arena, begin, len);
}

static void print_text(struct migrate *m, const struct migrate_steps *steps)
{
	app_page(m->app);
	for (size_t i = 0; i < steps->list.len; i++) {
		const struct migration *mi = steps->list.at[i].m;
		const char *sql = sql_of(m->app, &mi->up);

		app_print(m->app, "%s-- %s%s\n", i ? "\n" : "", mi->up.path,
			mi->up.no_transaction ? " (transaction:false)" : "");
		app_print_bytes(m->app, sql, strlen(sql));
		app_print(m->app, "\n");
	}
	app_note(m->app, tr("%zu pending"), steps->list.len);
}

static void print_json(struct migrate *m, const struct migrate_steps *steps)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < steps->list.len; i++) {
		const struct migration *mi = steps->list.at[i].m;
		cJSON *json = json_new_object();

		json_set_string(json, "version", mi->version);
		json_set_string(json, "name", mi->name);
		json_set_string(json, "file", mi->up.path);
		json_set_bool(json, "transaction", !mi->up.no_transaction);
		json_set_string(json, "sql", sql_of(m->app, &mi->up));
		json_append_take(list, json);
	}
	json_set_string(document, "database", m->name);
	json_add_take(document, "pending", list);
	app_json(m->app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate_steps steps = {0};
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_READ_ONLY | MIGRATE_CHECK,
		    &m, err))
		return false;
	ok = migrate_plan_up(&m.plan, SIZE_MAX, NULL, &steps, err);
	if (ok && app->json)
		print_json(&m, &steps);
	else if (ok)
		print_text(&m, &steps);
	vec_release(&steps.list);
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
