#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/tr.h"

cJSON *cards_coverage_json(const struct card_coverage *c, const struct text_document *d)
{
	cJSON *json = json_new_object(), *dropped = json_new_object(), *unused = json_new_array();
	cJSON *notes = json_new_array();

	json_set_number(json, "words", (double)c->words);
	json_set_number(json, "sections", (double)c->sections);
	json_set_number(json, "sections_used", (double)c->sections_used);
	json_set_number(json, "tables", (double)c->tables);
	json_set_number(json, "tables_used", (double)c->tables_used);
	json_set_number(json, "pages", (double)c->pages);
	json_set_number(json, "pages_used", (double)c->pages_used);
	json_set_number(json, "made", (double)c->made);
	for (int f = FAULT_EMPTY; f < CARD_FAULTS; f++)
		json_set_number(
			dropped, card_fault_name((enum card_fault)f), (double)c->dropped[f]);
	json_set_number(dropped, "weak", (double)c->weak);
	json_add_take(json, "dropped", dropped);
	for (size_t i = 0; i < c->unused.len; i++)
		json_append_take(unused, json_new_string(d->blocks.at[c->unused.at[i]].text));
	json_add_take(json, "unused_sections", unused);
	for (size_t i = 0; i < d->notes.len; i++)
		json_append_take(notes, json_new_string(d->notes.at[i]));
	json_add_take(json, "notes", notes);
	return json;
}

/* Enough to see where they lie. */
#define UNUSED_SHOWN 5

void cards_tell_coverage(
	struct app *app, const struct card_coverage *c, const struct text_document *d)
{
	struct str text = {0};
	size_t dropped = 0;

	for (size_t i = 0; i < d->notes.len; i++)
		app_note(app, "%s", d->notes.at[i]);
	if (c->sections)
		str_addf(&text,
			tr_n("%zu of %zu section used", "%zu of %zu sections used", c->sections),
			c->sections_used, c->sections);
	else
		str_addf(&text,
			tr_n("%zu word without a heading", "%zu words without a heading", c->words),
			c->words);
	if (c->tables)
		str_addf(&text, tr_n(", %zu of %zu table", ", %zu of %zu tables", c->tables),
			c->tables_used, c->tables);
	if (c->pages)
		str_addf(&text, tr_n(", %zu of %zu page", ", %zu of %zu pages", c->pages),
			c->pages_used, c->pages);
	for (int f = FAULT_EMPTY; f < CARD_FAULTS; f++)
		dropped += c->dropped[f];
	if (dropped)
		str_addf(&text,
			tr_n("; %zu card failed the checks", "; %zu cards failed the checks",
				dropped),
			dropped);
	if (c->weak)
		str_addf(&text,
			tr_n("; %zu was too weak or too many", "; %zu were too weak or too many",
				c->weak),
			c->weak);
	app_note(app, "%s", str_text(&text));
	for (size_t i = 0; i < c->unused.len && i < UNUSED_SHOWN; i++)
		app_note(app, tr("  nothing from: %s"), d->blocks.at[c->unused.at[i]].text);
	if (c->unused.len > UNUSED_SHOWN)
		app_note(app, tr("  and from %zu more: --json names them"),
			c->unused.len - UNUSED_SHOWN);
	for (int f = FAULT_EMPTY; f < CARD_FAULTS; f++)
		if (c->dropped[f])
			app_detail(app, tr("  dropped %zu: %s"), c->dropped[f],
				tr(card_fault_text((enum card_fault)f)));
	str_release(&text);
}
