#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/width.h"

#include <string.h>

/* As wide as the longest name in every language, and a blank. */
#define NAME_WIDTH 10

static void line(struct app *app, const char *name, const char *text)
{
	struct str out = {0}, plain = {0};

	if (!text || !*text)
		return;
	str_add(&plain, name);
	width_pad(&plain, width_of(name, strlen(name)) < NAME_WIDTH
				  ? NAME_WIDTH - width_of(name, strlen(name))
				  : 1);
	term_styled(&app->out, &out, ROLE_FAINT, str_text(&plain));
	str_addf(&out, "%s\n", text);
	app_put(app, &app->out, &out);
	str_release(&out);
	str_release(&plain);
}

static void place(struct app *app, const struct card_document *d, const struct note *n)
{
	struct str text = {0};

	if (d->name)
		str_add(&text, d->name);
	if (n->part)
		str_addf(&text, "#%s", n->part);
	if (n->line)
		str_addf(&text, ":%lld", (long long)n->line);
	if (n->page)
		str_addf(&text, tr(", page %lld"), (long long)n->page);
	line(app, tr("source"), str_text(&text));
	str_release(&text);
}

static void print(struct app *app, const struct note_record *r, const struct card_document *d,
	const struct schedule *s)
{
	const struct note *n = &r->note;
	struct str front = {0}, text = {0};

	app_page(app);
	cards_front(n, &front);
	term_styled(&app->out, &text, ROLE_STRONG, str_text(&front));
	str_addf(&text, "\n%s%s", n->answer, *n->answer ? "\n\n" : "\n");
	app_put(app, &app->out, &text);
	line(app, tr("id"), n->uuid);
	line(app, tr("status"),
		n->is_gone ? tr("gone: the document does not say it any more")
			   : tr(note_status_name(n->status)));
	line(app, tr("reason"), n->reason);
	line(app, tr("kind"), n->kind);
	line(app, tr("deck"), n->deck);
	line(app, tr("tags"), n->tags);
	place(app, d, n);
	line(app, tr("heading"), n->heading);
	line(app, tr("sentence"), n->sentence);
	for (size_t i = 0; i < r->cards_len; i++) {
		str_clear(&text);
		if (r->cards_len > 1)
			str_addf(&text, tr("gap %d: "), r->cards[i].ord + 1);
		cards_due_text(s, &r->cards[i].memory, &text);
		line(app, tr("due"), str_text(&text));
	}
	str_release(&front);
	str_release(&text);
}

static void print_json(struct app *app, const struct note_record *r, const struct card_document *d,
	const struct schedule *s)
{
	cJSON *json = cards_note_json(&r->note), *cards = json_new_array();

	json_set_string((cJSON *)json_get(json, "source"), "document", d->name);
	for (size_t i = 0; i < r->cards_len; i++)
		json_append_take(cards, cards_memory_json(s, &r->cards[i]));
	json_add_take(json, "cards", cards);
	app_json(app, json);
	json_free(json);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct schedule *s;
	struct card_document d = {0};
	struct note_record r;
	bool found = false;

	(void)argc;
	if (!cards_schedule(app, &s, err) ||
		!notes_find(app->store, &app->arena, argv[0], &r, err) ||
		(r.note.document &&
			!documents_get(app->store, &app->arena, r.note.document, &d, &found, err)))
		return false;
	if (app->json)
		print_json(app, &r, &d, s);
	else
		print(app, &r, &d, s);
	return true;
}

const struct cmd cards_show = {
	.name = "show",
	.args = "CARD",
	.summary = N_("Show a card, where it comes from and when it is due"),
	.examples = (const char *const[]){"blokctl cards show 3f2a91c0",
		N_("as 'cards list' names it"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
	.operands = WORDS_CARD,
};
