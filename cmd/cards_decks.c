#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/table.h"

static cJSON *deck_json(const struct deck_count *d)
{
	cJSON *json = json_new_object();

	json_set_string(json, "deck", d->deck);
	json_set_number(json, "notes", (double)d->notes);
	json_set_number(json, "cards", (double)d->cards);
	json_set_number(json, "drafts", (double)d->drafts);
	json_set_number(json, "new", (double)d->fresh);
	json_set_number(json, "learning", (double)d->learning);
	json_set_number(json, "due", (double)d->due);
	json_set_number(json, "suspended", (double)d->suspended);
	return json;
}

static void print_json(struct app *app, const struct deck_counts *c)
{
	cJSON *json = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < c->list.len; i++)
		json_append_take(list, deck_json(&c->list.at[i]));
	json_add_take(json, "decks", list);
	app_json(app, json);
	json_free(json);
}

static void print_table(struct app *app, const struct deck_counts *c)
{
	static const struct column columns[] = {{N_("DECK"), COLUMN_WIDE},
		{N_("NOTES"), COLUMN_NUMBER}, {N_("DRAFTS"), COLUMN_NUMBER},
		{N_("NEW"), COLUMN_NUMBER}, {N_("LEARNING"), COLUMN_NUMBER},
		{N_("DUE"), COLUMN_NUMBER}, {0}};
	struct table t;

	if (!c->list.len) {
		app_note(app, tr("no decks; 'blokctl gen-cards FILE' makes one"));
		return;
	}
	table_init(&t, columns);
	for (size_t i = 0; i < c->list.len; i++) {
		const struct deck_count *d = &c->list.at[i];

		table_add_styled(&t, ROLE_NAME, d->deck);
		table_addf(&t, "%lld", (long long)d->notes);
		table_addf(&t, "%lld", (long long)d->drafts);
		table_addf(&t, "%lld", (long long)d->fresh);
		table_addf(&t, "%lld", (long long)d->learning);
		table_addf(&t, "%lld", (long long)d->due);
	}
	app_print_table(app, &t);
	table_release(&t);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct schedule *s;
	struct deck_counts counts;
	int64_t now = clock_now_ms();

	(void)argc, (void)argv;
	if (!cards_schedule(app, &s, err) ||
		!decks_count(
			app->store, &app->arena, schedule_day_of(&s->day, now), now, &counts, err))
		return false;
	if (app->json)
		print_json(app, &counts);
	else
		print_table(app, &counts);
	vec_release(&counts.list);
	return true;
}

const struct cmd cards_decks = {
	.name = "decks",
	.summary = N_("List decks, and what is due in each"),
	.examples = (const char *const[]){"blokctl cards decks", N_("what there is to learn today"),
		NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
