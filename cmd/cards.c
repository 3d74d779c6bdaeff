#define _XOPEN_SOURCE 700 /* realpath */
#include "cmd/cards.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/map.h"
#include "core/base/tr.h"
#include "core/cards/valid.h"
#include "core/text/cloze.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct cards_choice cards_choice;

bool cards_is_filtered(void)
{
	const struct cards_choice *c = &cards_choice;

	return c->deck || c->kind || c->tag || c->text || c->document || c->min_score || c->status;
}

struct names {
	VEC(const char *) list;
};

static bool find_document(struct app *app, int64_t *ret, struct err *err)
{
	char path[PATH_MAX];
	const char *name = cards_choice.document;
	struct card_document d;
	bool found = false;

	if (realpath(name, path))
		name = path;
	if (!documents_find(app->store, &app->arena, name, &d, &found, err))
		return false;
	if (!found)
		return err_set(
			err, ERR_WORK, "no cards were made from '%s'", cards_choice.document);
	*ret = d.id;
	return true;
}

static void add_name(
	struct app *app, const char *deck, size_t len, struct map *seen, struct names *n)
{
	const char *name = arena_strndup(&app->arena, deck, len);

	if (map_has(seen, name))
		return;
	map_put(seen, name, n);
	vec_push(&n->list, name);
}

/* The name that was meant, as far as one can tell; also of a deck with only others in it. */
static bool hint_deck(struct app *app, struct err *err)
{
	struct deck_counts counts;
	struct names names = {0};
	struct map seen = {0};
	const char *nearest;
	struct err other;

	if (!decks_count(app->store, &app->arena, 0, 0, &counts, &other))
		return false;
	for (size_t i = 0; i < counts.list.len; i++) {
		const char *deck = counts.list.at[i].deck;

		for (const char *at = deck; (at = strstr(at, "::")); at += 2)
			add_name(app, deck, (size_t)(at - deck), &seen, &names);
		add_name(app, deck, strlen(deck), &seen, &names);
	}
	nearest = names.list.len ? str_nearest(cards_choice.deck, names.list.at, names.list.len)
				 : NULL;
	if (nearest)
		err_hint(err, "there is '%s'", nearest);
	else
		err_hint(err, "'blokctl cards decks' shows them");
	vec_release(&counts.list);
	vec_release(&names.list);
	map_release(&seen);
	return false;
}

bool cards_deck_is_there(struct app *app, struct err *err)
{
	struct note_filter any = {.deck = cards_choice.deck, .with_gone = true};
	int64_t notes = 0;

	if (!cards_choice.deck)
		return true;
	if (!notes_count(app->store, &any, &notes, err))
		return false;
	if (notes)
		return true;
	err_set(err, ERR_WORK, "there is no deck '%s'", cards_choice.deck);
	return hint_deck(app, err);
}

static unsigned status_of(unsigned fallback)
{
	const char *status = cards_choice.status;

	if (!status)
		return fallback;
	if (str_eq(status, "all"))
		return 0;
	return 1U << (str_eq(status, "draft")       ? NOTE_DRAFT
		       : str_eq(status, "approved") ? NOTE_APPROVED
						    : NOTE_REJECTED);
}

bool cards_filter_of(struct app *app, unsigned status, struct note_filter *ret, struct err *err)
{
	const struct cards_choice *c = &cards_choice;
	char *end = NULL;

	*ret = (struct note_filter){.deck = c->deck,
		.kind = c->kind,
		.tag = c->tag,
		.text = c->text,
		.status = status_of(status)};
	if (c->kind && card_kind_of(c->kind) == CARD_KINDS)
		return err_set(err, ERR_USAGE, "there is no kind of card '%s'", c->kind);
	if (c->min_score) {
		ret->min_score = strtod(c->min_score, &end);
		if (end == c->min_score || *end || ret->min_score < 0 || ret->min_score > 1)
			return err_set(err, ERR_USAGE,
				"--min-score wants a number from 0 to 1, not '%s'", c->min_score);
	}
	return cards_deck_is_there(app, err) &&
	       (!c->document || find_document(app, &ret->document, err));
}

static bool add_id(void *self, const struct note *n, struct err *err)
{
	struct cards_ids *ids = self;

	(void)err;
	vec_push(&ids->list, n->id);
	return true;
}

bool cards_choose(struct app *app, int argc, char **argv, unsigned status, struct cards_ids *ret,
	struct err *err)
{
	struct note_filter filter;
	struct note_record r;

	memset(ret, 0, sizeof *ret);
	for (int i = 0; i < argc; i++) {
		if (!notes_find(app->store, &app->arena, argv[i], &r, err))
			return false;
		vec_push(&ret->list, r.note.id);
	}
	if (argc)
		return true;
	if (!cards_is_filtered()) {
		err_set(err, ERR_USAGE, "which cards?");
		return err_hint(
			err, "name them, or choose them with --deck, --kind, --min-score, …");
	}
	return cards_filter_of(app, status, &filter, err) &&
	       notes_each(app->store, &filter, add_id, ret, err);
}

bool cards_deck_name(const char *name, struct err *err)
{
	bool empty = true, ok = !strpbrk(name, "\t\n\r");

	for (const char *at = name; ok && *at; at++)
		if (str_starts(at, "::")) {
			ok = !empty;
			empty = true;
			at++;
		} else if (*at != ' ') {
			empty = false;
		}
	if (ok && !empty)
		return true;
	err_set(err, ERR_USAGE, "'%s' is no name of a deck", name);
	return err_hint(err, "each part of a name has words: 'A', or 'A::B' for one below another");
}

/* ---- showing ---- */

const char *cards_shell_word(struct arena *a, const char *word)
{
	struct str quoted = {0};
	const char *kept = word;
	bool plain = *word != '\0';

	for (const char *at = word; *at && plain; at++)
		plain = (unsigned char)*at >= 0x80 || (*at >= 'a' && *at <= 'z') ||
			(*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
			strchr("_-.,:/@%+", *at);
	if (plain)
		return word;
	str_add_char(&quoted, '\'');
	for (const char *at = word; *at; at++)
		if (*at == '\'')
			str_add(&quoted, "'\\''");
		else
			str_add_char(&quoted, *at);
	str_add_char(&quoted, '\'');
	kept = arena_strdup(a, str_text(&quoted));
	str_release(&quoted);
	return kept;
}

void cards_front(const struct note *n, struct str *out)
{
	struct text_gap gap;
	const char *at;

	if (!n->cloze) {
		str_add(out, n->question);
		return;
	}
	/* Whatever its numbers are, each gap is shown with what it hides. */
	for (at = n->cloze; text_next_gap(at, &gap); at = gap.whole.at + gap.whole.len) {
		str_add_bytes(out, at, (size_t)(gap.whole.at - at));
		str_add_char(out, '[');
		str_add_bytes(out, gap.hidden.at, gap.hidden.len);
		str_add_char(out, ']');
	}
	str_add(out, at);
}

static void set_or_null(cJSON *json, const char *key, const char *text)
{
	json_add_take(json, key, text && *text ? json_new_string(text) : json_new_null());
}

static void set_number_or_null(cJSON *json, const char *key, int64_t number)
{
	json_add_take(json, key, number ? json_new_number((double)number) : json_new_null());
}

cJSON *cards_note_json(const struct note *n)
{
	cJSON *json = json_new_object(), *source = json_new_object();
	char at[CLOCK_ISO_MAX];

	json_set_string(json, "id", n->uuid);
	set_or_null(json, "question", n->question);
	set_or_null(json, "answer", n->answer);
	set_or_null(json, "cloze", n->cloze);
	json_set_string(json, "kind", n->kind);
	json_set_number(json, "score", n->score);
	json_set_string(json, "status", note_status_name(n->status));
	set_or_null(json, "reason", n->reason);
	json_set_string(json, "deck", n->deck);
	json_set_string(json, "tags", n->tags);
	json_set_string(json, "engine", n->engine);
	json_set_bool(json, "edited", n->is_edited);
	json_set_bool(json, "gone", n->is_gone);
	set_number_or_null(source, "line", n->line);
	set_number_or_null(source, "page", n->page);
	set_or_null(source, "part", n->part);
	set_or_null(source, "heading", n->heading);
	set_or_null(source, "sentence", n->sentence);
	json_add_take(json, "source", source);
	clock_format_iso(n->created_at, at);
	json_set_string(json, "created_at", at);
	clock_format_iso(n->modified_at, at);
	json_set_string(json, "modified_at", at);
	return json;
}

const struct cmd cmd_cards = {
	.name = "cards",
	.summary = N_("Study cards: look through them, learn them, exchange them"),
	.details = N_("Cards come from 'gen-cards' or 'cards import'. New ones are drafts: approve "
		      "the good "
		      "ones, reject the rest. 'cards review' asks what is due."),
	.examples = (const char *const[]){"blokctl cards review", N_("learn what is due today"),
		"blokctl cards approve --deck chapter --min-score 0.6",
		N_("take the better drafts"), "blokctl cards export --deck chapter -o chapter.apkg",
		N_("a deck for Anki"), NULL},
	.subs = (const struct cmd *const[]){&cards_list, &cards_show, &cards_approve, &cards_reject,
		&cards_edit, &cards_delete, &cards_decks, &cards_undo, &cards_suspend,
		&cards_resume, &cards_review, &cards_hint, &cards_quiz, &cards_gaps, &cards_bridge,
		&cards_stats, &cards_export, &cards_import, NULL},
};
