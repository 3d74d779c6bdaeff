#include "cmd/ai.h"
#include "cmd/output.h"
#include "cmd/prompt.h"
#include "core/base/tr.h"
#include "core/term/table.h"

#include <string.h>

/* The switches below `features`, and what starts with them. */

struct listing {
	struct app *app;
	struct ai_prompt_places places;
	struct table table;
	cJSON *rows; /* with --json */
};

/* The names of the prompts that obey a switch, with blanks between. */
static bool guarded(struct listing *l, const char *feature, struct str *out, struct err *err)
{
	for (size_t i = 0; i < l->places.list.len; i++) {
		struct diags diags = {0};
		struct ai_prompt *p = NULL;
		bool ok = ai_prompt_open(&l->places.list.at[i], &diags, &p, err) ||
			  err->kind == ERR_NONE;

		if (p && str_eq(p->feature, feature))
			str_addf(out, "%s%s", out->len ? " " : "", p->name);
		ai_prompt_free(p);
		diags_release(&diags);
		if (!ok)
			return false;
	}
	return true;
}

static void add_json(struct listing *l, const struct config_setting *s, const struct str *prompts)
{
	struct config_origin origin = {0};
	cJSON *row = json_new_object(), *list = json_new_array();
	const char *at = str_text(prompts);

	for (size_t len; *at; at += len + (at[len] != '\0')) {
		len = strcspn(at, " ");
		json_append_take(list, json_new_bytes(at, len));
	}
	config_origin(l->app->config, s->key, &origin);
	json_set_string(row, "key", s->key);
	json_set_bool(row, "on", config_bool(l->app->config, s->key, true));
	json_set_string(row, "from", config_layer_name(origin.layer));
	json_set_string(row, "guards", s->help);
	json_add_take(row, "prompts", list);
	json_append_take(l->rows, row);
}

static bool add(struct listing *l, const struct config_setting *s, struct err *err)
{
	bool on = config_bool(l->app->config, s->key, true);
	struct config_origin origin = {0};
	struct str prompts = {0};
	bool ok = guarded(l, s->key + strlen("features."), &prompts, err);

	if (ok && l->rows) {
		add_json(l, s, &prompts);
	} else if (ok) {
		config_origin(l->app->config, s->key, &origin);
		table_add_styled(&l->table, ROLE_NAME, s->key);
		table_add_styled(
			&l->table, on ? ROLE_GOOD : ROLE_WARNING, on ? tr("on") : tr("off"));
		table_add(&l->table, tr(config_layer_name(origin.layer)));
		table_add(&l->table, str_text(&prompts));
		table_add(&l->table, tr(s->help));
	}
	str_release(&prompts);
	return ok;
}

static void print(struct listing *l)
{
	cJSON *document;

	if (l->rows) {
		document = json_new_object();
		json_add_take(document, "features", l->rows);
		app_json(l->app, document);
		json_free(document);
		return;
	}
	app_print_table(l->app, &l->table);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("SWITCH"), COLUMN_TEXT}, {"", COLUMN_TEXT},
		{N_("FROM"), COLUMN_TEXT}, {N_("PROMPTS"), COLUMN_TEXT},
		{N_("WHAT IT GUARDS"), COLUMN_WIDE}, {0}};
	struct listing l = {.app = app, .rows = app->json ? json_new_array() : NULL};
	struct ai_prompt_folders folders;
	bool ok;

	(void)argc, (void)argv;
	table_init(&l.table, columns);
	prompt_folders(app, &folders);
	ok = app_load_config(app, err) && ai_prompt_list(&app->arena, &folders, &l.places, err);
	for (const struct config_setting *s = config_settings; s->key && ok; s++)
		if (str_starts(s->key, "features."))
			ok = add(&l, s, err);
	if (ok)
		print(&l);
	else
		json_free(l.rows);
	table_release(&l.table);
	ai_prompt_places_release(&l.places);
	return ok;
}

const struct cmd ai_features = {
	.name = "features",
	.summary = N_("List the switches of AI features, and what they guard"),
	.details =
		N_("A prompt whose switch is off is refused where it starts: 'blokctl prompt run', "
		   "the "
		   "node ai-prompt, and the commands that use it."),
	.examples = (const char *const[]){"blokctl ai features",
		N_("which are on, and who says so"), NULL},
	.run = run,
};
