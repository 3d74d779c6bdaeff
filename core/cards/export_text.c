#include "core/cards/export.h"

#include "core/cards/valid.h"
#include "core/data/json.h"
#include "core/text/cloze.h"
#include "core/text/nfc.h"

#include <stdlib.h>
#include <string.h>

/* ---- HTML ---- */

/* Without control characters, of which DEL is one. */
static void add_html(struct str *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '&')
			str_add(out, "&amp;");
		else if (c == '<')
			str_add(out, "&lt;");
		else if (c == '>')
			str_add(out, "&gt;");
		else if (c == '\n')
			str_add(out, "<br>");
		else if ((c >= ' ' && c != 0x7f) || c == '\t')
			str_add_char(out, (char)c);
	}
}

void export_html(const char *text, struct str *out)
{
	struct str composed = {0};

	nfc_add(&composed, text, strlen(text));
	add_html(out, str_text(&composed), composed.len);
	str_release(&composed);
}

/* What is hidden: "}}" and "::" would end it, a blank between keeps their looks. */
static void add_hidden(struct str *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		add_html(out, text + i, 1);
		if (i + 1 < len && ((text[i] == '}' && text[i + 1] == '}') ||
					   (text[i] == ':' && text[i + 1] == ':') ||
					   (text[i] == '{' && text[i + 1] == '{')))
			str_add_char(out, ' ');
	}
	if (len && text[len - 1] == '}')
		str_add_char(out, ' ');
}

void export_cloze_html(const char *text, struct str *out)
{
	struct str composed = {0};
	const char *cloze;
	struct text_gap gap;

	nfc_add(&composed, text, strlen(text));
	for (cloze = str_text(&composed); text_next_gap(cloze, &gap);
		cloze = gap.whole.at + gap.whole.len) {
		add_html(out, cloze, (size_t)(gap.whole.at - cloze));
		str_add_bytes(out, gap.whole.at, (size_t)(gap.hidden.at - gap.whole.at));
		add_hidden(out, gap.hidden.at, gap.hidden.len);
		if (gap.hint.at) {
			str_add(out, "::");
			add_hidden(out, gap.hint.at, gap.hint.len);
		}
		str_add(out, "}}");
	}
	add_html(out, cloze, strlen(cloze));
	str_release(&composed);
}

/* ---- rows ---- */

/* Quoted where a sign of the format is inside, or where it would be a comment. */
static void add_cell(struct str *out, const char *text, char separator)
{
	bool quote = *text == '#' || strchr(text, separator) || strpbrk(text, "\"\r\n");

	if (!quote) {
		str_add(out, text);
		return;
	}
	str_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

static void add_row(struct str *out, const char *const *cells, size_t len, char separator)
{
	for (size_t i = 0; i < len; i++) {
		if (i)
			str_add_char(out, separator);
		add_cell(out, cells[i] ? cells[i] : "", separator);
	}
	str_add_char(out, '\n');
}

void exchange_write_anki(const struct exchange *x, struct str *out)
{
	struct str first = {0}, second = {0};

	str_add(out,
		"#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
		"#tags column:6\n");
	for (size_t i = 0; i < x->notes.len; i++) {
		const struct exchange_note *n = &x->notes.at[i];
		const char *cells[6] = {
			n->guid, n->cloze ? "Cloze" : "Basic", n->deck, NULL, NULL, n->tags};

		str_clear(&first);
		str_clear(&second);
		if (n->cloze)
			export_cloze_html(n->cloze, &first);
		else
			export_html(n->question, &first);
		export_html(n->cloze ? (n->source ? n->source : "") : n->answer, &second);
		cells[3] = str_text(&first);
		cells[4] = str_text(&second);
		add_row(out, cells, 6, '\t');
	}
	str_release(&first);
	str_release(&second);
}

void exchange_write_csv(const struct exchange *x, struct str *out)
{
	str_add(out, "question,answer,cloze,deck,tags,kind,guid\n");
	for (size_t i = 0; i < x->notes.len; i++) {
		const struct exchange_note *n = &x->notes.at[i];

		add_row(out,
			(const char *const[]){n->question, n->answer, n->cloze, n->deck, n->tags,
				n->kind, n->guid},
			7, ',');
	}
}

/* ---- JSON ---- */

static cJSON *card_json(const struct card *c)
{
	const struct card_memory *m = &c->memory;
	cJSON *json = json_new_object();

	json_set_number(json, "ord", c->ord);
	json_set_number(json, "state", m->state);
	json_set_number(json, "step", m->step);
	json_set_number(json, "due_ms", (double)m->due_ms);
	json_set_number(json, "due_day", (double)m->due_day);
	json_set_number(json, "stability", m->stability);
	json_set_number(json, "difficulty", m->difficulty);
	json_set_number(json, "last_ms", (double)m->last_ms);
	json_set_number(json, "last_day", (double)m->last_day);
	json_set_number(json, "interval", (double)m->interval);
	json_set_number(json, "reps", m->reps);
	json_set_number(json, "lapses", m->lapses);
	json_set_bool(json, "suspended", m->is_suspended);
	return json;
}

static cJSON *review_json(const struct exchange_review *r)
{
	cJSON *json = json_new_object();

	json_set_number(json, "ord", r->ord);
	json_set_number(json, "at_ms", (double)r->at_ms);
	json_set_number(json, "rating", r->rating);
	json_set_number(json, "interval", (double)r->interval);
	json_set_number(json, "last_interval", (double)r->last_interval);
	json_set_number(json, "difficulty", r->difficulty);
	json_set_number(json, "duration_ms", (double)r->duration_ms);
	json_set_number(json, "state", r->state);
	return json;
}

static void set_text(cJSON *json, const char *key, const char *text)
{
	json_add_take(json, key, text ? json_new_string(text) : json_new_null());
}

static cJSON *note_json(const struct exchange_note *n)
{
	cJSON *json = json_new_object(), *cards = json_new_array(), *reviews = json_new_array();

	set_text(json, "guid", n->guid);
	set_text(json, "deck", n->deck);
	set_text(json, "tags", n->tags);
	set_text(json, "kind", n->kind);
	set_text(json, "question", n->cloze ? NULL : n->question);
	set_text(json, "answer", n->cloze ? NULL : n->answer);
	set_text(json, "cloze", n->cloze);
	set_text(json, "source", n->source);
	set_text(json, "extra", n->extra);
	json_set_number(json, "created_ms", (double)n->created_ms);
	json_set_number(json, "modified_ms", (double)n->modified_ms);
	for (size_t i = 0; i < n->cards_len; i++)
		json_append_take(cards, card_json(&n->cards[i]));
	for (size_t i = 0; i < n->reviews_len; i++)
		json_append_take(reviews, review_json(&n->reviews[i]));
	json_add_take(json, "cards", cards);
	json_add_take(json, "reviews", reviews);
	return json;
}

/* A note at a time: a tree of all of them would take ten times the memory. */
void exchange_write_json(const struct exchange *x, struct str *out)
{
	str_add(out, "{\"format\":\"blokctl-cards\",\"version\":1,\"notes\":[");
	for (size_t i = 0; i < x->notes.len; i++) {
		cJSON *note = note_json(&x->notes.at[i]);

		str_add(out, i ? ",\n" : "\n");
		json_print(out, note, JSON_COMPACT);
		json_free(note);
	}
	str_add(out, "\n]}\n");
}

/* ---- Markdown ---- */

/* What Markdown would take for marks is escaped, in running text. */
static void add_plain(struct str *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("\\`*_[]<>#|", text[i]))
			str_add_char(out, '\\');
		if (text[i] == '\n')
			str_add(out, "  ");
		str_add_char(out, text[i]);
	}
}

static void add_cloze(struct str *out, const char *cloze)
{
	struct text_gap gap;

	for (; text_next_gap(cloze, &gap); cloze = gap.whole.at + gap.whole.len) {
		add_plain(out, cloze, (size_t)(gap.whole.at - cloze));
		str_add(out, "**");
		add_plain(out, gap.hidden.at, gap.hidden.len);
		str_add(out, "**");
	}
	add_plain(out, cloze, strlen(cloze));
}

void exchange_write_markdown(const struct exchange *x, struct str *out)
{
	const char *deck = NULL;

	for (size_t i = 0; i < x->notes.len; i++) {
		const struct exchange_note *n = &x->notes.at[i];

		if (!deck || strcmp(deck, n->deck) != 0) {
			str_add(out, deck ? "\n## " : "## ");
			add_plain(out, n->deck, strlen(n->deck));
			str_add(out, "\n\n");
			deck = n->deck;
		}
		if (n->cloze) {
			add_cloze(out, n->cloze);
			str_add(out, "\n\n");
			continue;
		}
		str_add(out, "**");
		add_plain(out, n->question, strlen(n->question));
		str_add(out, "**  \n");
		add_plain(out, n->answer, strlen(n->answer));
		str_add(out, "\n\n");
	}
}
