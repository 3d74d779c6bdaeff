#include "cmd/cards.h"
#include "cmd/editor.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/cards/fingerprint.h"
#include "core/cards/valid.h"
#include "core/store/reviews.h"
#include "core/text/sentence.h"

#include <string.h>

static const char *question, *answer, *cloze, *tags, *deck;

static const struct opt options[] = {
	{.name = "question",
		.letter = 'q',
		.kind = OPT_TEXT,
		.value = &question,
		.arg = "text",
		.help = N_("instead of opening an editor")},
	{.name = "answer",
		.letter = 'a',
		.kind = OPT_TEXT,
		.value = &answer,
		.arg = "text",
		.help = ""},
	{.name = "cloze",
		.letter = 'c',
		.kind = OPT_TEXT,
		.value = &cloze,
		.arg = "text",
		.help = N_("with its gaps: 'Water boils at {{c1::100 °C}}.'")},
	{.name = "tags",
		.letter = 't',
		.kind = OPT_TEXT,
		.value = &tags,
		.arg = "tags",
		.help = N_("all of them, with blanks between")},
	{.name = "deck",
		.letter = 'd',
		.kind = OPT_TEXT,
		.value = &deck,
		.arg = "name",
		.help = N_("move it there"),
		.words = WORDS_DECK},
	{0},
};

/* ---- the text that is edited ---- */

static void print_note(const struct note *n, struct str *out)
{
	str_add(out, tr("# What stands behind each name can be changed. Lines with '#' are left "
			"out.\n"));
	if (n->cloze)
		str_addf(out, "Cloze:\n%s\n", n->cloze);
	else
		str_addf(out, "Question:\n%s\nAnswer:\n%s\n", n->question, n->answer);
	str_addf(out, "Tags: %s\nDeck: %s\n", n->tags, n->deck);
}

static const char *const names[] = {"Question:", "Answer:", "Cloze:", "Tags:", "Deck:"};
enum { FIELDS = sizeof names / sizeof *names };

static int field_at(const struct text_span *line)
{
	for (int f = 0; f < FIELDS; f++)
		if (line->len >= strlen(names[f]) &&
			memcmp(line->at, names[f], strlen(names[f])) == 0)
			return f;
	return -1;
}

static const char *trimmed(struct arena *a, const struct str *s)
{
	const char *at = str_text(s);
	size_t len = s->len;

	while (len && strchr(" \n\t", *at)) {
		at++;
		len--;
	}
	while (len && strchr(" \n\t", at[len - 1]))
		len--;
	return arena_strndup(a, at, len);
}

static void parse_note(struct arena *a, const struct str *text, const char *ret[FIELDS])
{
	struct str fields[FIELDS] = {{0}};
	struct text_span line;
	bool seen[FIELDS] = {false};
	int now = -1;

	for (size_t at = 0; text_next_line(str_text(text), text->len, &at, &line);) {
		int field = field_at(&line);

		if (line.len && line.at[0] == '#')
			continue;
		if (field >= 0) {
			now = field;
			seen[now] = true;
			line.at += strlen(names[now]);
			line.len -= strlen(names[now]);
		}
		if (now < 0)
			continue;
		str_add_bytes(&fields[now], line.at, line.len);
		str_add_char(&fields[now], '\n');
	}
	for (int f = 0; f < FIELDS; f++) {
		ret[f] = seen[f] ? trimmed(a, &fields[f]) : NULL;
		str_release(&fields[f]);
	}
}

/* ---- the change ---- */

static bool check(const struct note *n, struct err *err)
{
	const struct card_draft d = {.question = n->question,
		.answer = n->answer,
		.cloze = n->cloze,
		.term = "",
		.sentence = ""};
	enum card_fault fault = card_fault_of(&d);

	/* The user knows better than the rules what she can learn; only nothing is no card. */
	if (fault == FAULT_EMPTY || (n->cloze && !card_cloze_count(n->cloze)))
		return err_set(err, ERR_INPUT, "the card is as it was: %s",
			n->cloze ? "there is no gap like {{c1::word}}" : card_fault_text(fault));
	return true;
}

static bool write_note(struct store *s, const struct note *n, struct err *err)
{
	return changes_note(s, N_("edit"), &n->id, 1, err) && notes_update(s, n, err);
}

bool cards_edit_note(struct app *app, struct note *n, const char *const fields[5], struct err *err)
{
	struct note before = *n;
	struct str print = {0};
	bool ok;

	if (fields[4] && *fields[4] && !cards_deck_name(fields[4], err))
		return false;
	n->question = fields[0] && !n->cloze ? fields[0] : n->question;
	n->answer = fields[1] && !n->cloze ? fields[1] : n->answer;
	n->cloze = fields[2] ? fields[2] : n->cloze;
	n->tags = fields[3] ? fields[3] : n->tags;
	n->deck = fields[4] && *fields[4] ? fields[4] : n->deck;
	if (fields[2] && !before.cloze)
		n->question = n->answer = "";
	if (str_eq(n->question, before.question) && str_eq(n->answer, before.answer) &&
		str_eq(n->cloze, before.cloze)) {
		if (str_eq(n->tags, before.tags) && str_eq(n->deck, before.deck))
			return true;
	} else {
		if (!check(n, err)) {
			*n = before;
			return false;
		}
		n->is_edited = true;
		n->engine = str_eq(n->engine, "import") ? "user" : n->engine;
		if (!n->document) { /* else its document finds it by what it asked */
			card_fingerprint(n->cloze ? n->cloze : n->question, &print);
			n->fingerprint = arena_strdup(&app->arena, str_text(&print));
		}
	}
	n->modified_at = clock_wall_ms();
	ok = store_begin(app->store, err) &&
	     store_end(app->store, write_note(app->store, n, err), err);
	str_release(&print);
	return ok;
}

bool cards_edit_in_editor(struct app *app, struct note *n, struct err *err)
{
	const char *fields[FIELDS];
	struct str text = {0};
	bool ok;

	print_note(n, &text);
	ok = editor_text(app, "card.txt", "'blokctl cards edit CARD --answer TEXT' changes a part",
		&text, err);
	if (ok) {
		parse_note(&app->arena, &text, fields);
		ok = cards_edit_note(app, n, fields, err);
	}
	str_release(&text);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *given[FIELDS] = {question, answer, cloze, tags, deck};
	struct note_record r;
	struct str front = {0};
	int64_t before;
	cJSON *json;
	bool ok;

	(void)argc;
	if (!notes_find(app->store, &app->arena, argv[0], &r, err))
		return false;
	before = r.note.modified_at;
	ok = question || answer || cloze || tags || deck ? cards_edit_note(app, &r.note, given, err)
							 : cards_edit_in_editor(app, &r.note, err);
	if (ok && app->json) {
		json = cards_note_json(&r.note);
		app_json(app, json);
		json_free(json);
	} else if (ok) {
		cards_front(&r.note, &front);
		app_note(app,
			r.note.modified_at == before ? tr("nothing changed: %s")
						     : tr("changed: %s"),
			str_text(&front));
	}
	str_release(&front);
	return ok;
}

const struct cmd cards_edit = {
	.name = "edit",
	.args = "CARD",
	.summary = N_("Change a card's words, tags or deck"),
	.opts = options,
	.details =
		N_("Without options it opens $VISUAL or $EDITOR. A card that was edited keeps its "
		   "words "
		   "when its document is read again, and what was learnt of it."),
	.examples = (const char *const[]){"blokctl cards edit 3f2a91c0", N_("in your editor"),
		"blokctl cards edit 3f2a91c0 --answer 'in 1648'", N_("only its answer"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
	.operands = WORDS_CARD,
};
