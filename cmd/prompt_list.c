#include "cmd/output.h"
#include "cmd/prompt.h"
#include "core/base/tr.h"
#include "core/term/table.h"

struct listing {
	struct app *app;
	struct ai_prompt_places places;
	struct diags diags;
	struct table table;
	cJSON *list; /* with --json */
};

static void add_json(
	struct listing *l, const struct ai_prompt_place *place, const struct ai_prompt *p)
{
	cJSON *item = json_new_object();

	json_set_string(item, "name", place->name);
	json_set_string(item, "origin", ai_prompt_origin_name(place->origin));
	json_set_string(item, "path", place->path);
	json_set_bool(item, "ok", p != NULL);
	json_add_take(item, "version", p ? json_new_number(p->version) : json_new_null());
	json_set_string(item, "task", p ? p->task : NULL);
	json_set_string(item, "tier", p ? p->tier : NULL);
	json_set_string(item, "feature", p ? p->feature : NULL);
	json_set_string(item, "description", p ? p->description : NULL);
	json_set_string(item, "hash", p ? p->hash : NULL);
	json_append_take(l->list, item);
}

static void add_row(
	struct listing *l, const struct ai_prompt_place *place, const struct ai_prompt *p)
{
	struct table *t = &l->table;

	table_add_styled(t, ROLE_NAME, place->name);
	if (p)
		table_addf(t, "%d", p->version);
	else
		table_add(t, NULL);
	table_add(t, p ? p->task : NULL);
	table_add(t, p ? p->tier : NULL);
	table_add(t, tr(ai_prompt_origin_name(place->origin)));
	table_add(t, p ? tr(p->description) : tr("cannot be used, see 'blokctl prompt lint'"));
}

/* One that is broken is a row too: it keeps the others of its name away. */
static bool add(struct listing *l, const struct ai_prompt_place *place, struct err *err)
{
	struct ai_prompt *p = NULL;

	if (!ai_prompt_open(place, &l->diags, &p, err) && err->kind != ERR_NONE)
		return false;
	if (l->list)
		add_json(l, place, p);
	else
		add_row(l, place, p);
	ai_prompt_free(p);
	return true;
}

static void print(struct listing *l)
{
	cJSON *document;

	if (l->list) {
		document = json_new_object();
		json_add_take(document, "prompts", l->list);
		app_json(l->app, document);
		json_free(document);
		return;
	}
	app_print_table(l->app, &l->table);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("PROMPT"), COLUMN_TEXT},
		{N_("VERSION"), COLUMN_NUMBER}, {N_("TASK"), COLUMN_TEXT},
		{N_("TIER"), COLUMN_TEXT}, {N_("FROM"), COLUMN_TEXT},
		{N_("WHAT IT DOES"), COLUMN_WIDE}, {0}};
	struct listing l = {.app = app, .list = app->json ? json_new_array() : NULL};
	struct ai_prompt_folders folders;
	bool ok;

	(void)argc;
	(void)argv;
	table_init(&l.table, columns);
	prompt_folders(app, &folders);
	ok = ai_prompt_list(&app->arena, &folders, &l.places, err);
	for (size_t i = 0; i < l.places.list.len && ok; i++)
		ok = add(&l, &l.places.list.at[i], err);
	if (ok)
		print(&l);
	else
		json_free(l.list);
	table_release(&l.table);
	diags_release(&l.diags);
	ai_prompt_places_release(&l.places);
	return ok;
}

const struct cmd prompt_list = {
	.name = "list",
	.summary = N_("Show the prompts that hold, and where they come from"),
	.examples = (const char *const[]){"blokctl prompt list", N_("all of them"),
		"blokctl prompt list --json", N_("for a program"), NULL},
	.run = run,
};
