#include "core/cards/import.h"

#include "core/base/id.h"
#include "core/data/csv_reader.h"
#include "core/data/json.h"
#include "core/text/cloze.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- a row becomes a note ---- */

enum place { GUID, NOTETYPE, DECK, TAGS, QUESTION, ANSWER, CLOZE, KIND, PLACES };

struct layout {
	int at[PLACES]; /* columns from 0; -1: none */
	char separator;
	bool is_html;
	const char *deck, *tags, *notetype; /* for all */
};

static const char *cell(struct exchange *x, const struct csv_reader *r, int at)
{
	if (at < 0 || (size_t)at >= r->count)
		return "";
	return arena_strndup(&x->arena, r->fields[at].at, r->fields[at].len);
}

static const char *text_of(
	struct exchange *x, const struct layout *l, const char *text, size_t *media)
{
	struct str plain = {0};
	const char *kept;

	if (!l->is_html)
		return text;
	import_html(text, strlen(text), &plain, media);
	kept = arena_strdup(&x->arena, str_text(&plain));
	str_release(&plain);
	return kept;
}

static bool is_cloze(const char *text)
{
	struct text_gap gap;

	return text_next_gap(text, &gap);
}

static void add_note(
	struct exchange *x, const struct layout *l, const struct csv_reader *r, size_t *media)
{
	struct exchange_note n = {.guid = cell(x, r, l->at[GUID]),
		.deck = cell(x, r, l->at[DECK]),
		.tags = cell(x, r, l->at[TAGS]),
		.question = text_of(x, l, cell(x, r, l->at[QUESTION]), media),
		.answer = text_of(x, l, cell(x, r, l->at[ANSWER]), media)};
	const char *cloze = text_of(x, l, cell(x, r, l->at[CLOZE]), media);

	if (!*n.deck && l->deck)
		n.deck = l->deck;
	if (l->tags && *l->tags)
		n.tags = *n.tags ? arena_printf(&x->arena, "%s %s", n.tags, l->tags) : l->tags;
	if (is_cloze(cloze))
		n.cloze = cloze;
	else if (is_cloze(n.question)) {
		n.cloze = n.question;
		n.source = n.answer;
	}
	n.kind = cell(x, r, l->at[KIND]);
	if (n.cloze || !*n.kind)
		n.kind = n.cloze ? "cloze" : "note";
	if (n.cloze)
		n.question = n.answer = "";
	if (!n.cloze && !*n.question) {
		exchange_problem(x, "line %d has no question and is left out", r->line - 1);
		return;
	}
	vec_push(&x->notes, n);
}

static bool read_rows(
	struct exchange *x, const struct layout *l, const char *text, size_t len, struct err *err)
{
	struct csv_reader r = {.at = text, .end = text + len, .delimiter = l->separator, .line = 1};
	size_t media = 0;
	bool row = true, ok;

	while ((ok = csv_reader_next(&r, &row, err)) && row) {
		bool comment = r.count && r.fields[0].len && r.fields[0].at[0] == '#' &&
			       !r.fields[0].quoted;

		if (!csv_reader_is_blank(&r) && !comment)
			add_note(x, l, &r, &media);
	}
	csv_reader_release(&r);
	if (ok && media)
		exchange_problem(
			x, "%zu pictures and sounds stay behind: their places are marked", media);
	exchange_name(x);
	if (!ok)
		err->kind = ERR_INPUT;
	return ok || err_wrap(err, "line");
}

/* ---- Anki's text ---- */

static bool header_is(const struct text_span *key, const char *name)
{
	return key->len == strlen(name) && strncasecmp(key->at, name, key->len) == 0;
}

static char separator_of(const char *value)
{
	static const struct {
		const char *name;
		char sign;
	} names[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"space", ' '},
		{"pipe", '|'}, {"colon", ':'}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strncasecmp(value, names[i].name, strlen(names[i].name)) == 0)
			return names[i].sign;
	return *value && strchr(",;\t |:", *value) ? *value : '\0';
}

static void read_header(
	struct exchange *x, struct layout *l, const struct text_span *line, bool *html)
{
	const char *colon = memchr(line->at, ':', line->len);
	struct text_span key = {line->at + 1, colon ? (size_t)(colon - line->at) - 1 : 0};
	char *value;

	if (!colon)
		return;
	value = arena_strndup(&x->arena, colon + 1, line->len - (size_t)(colon + 1 - line->at));
	if (strlen(value) && value[strlen(value) - 1] == '\r')
		value[strlen(value) - 1] = '\0';
	if (header_is(&key, "separator"))
		l->separator = separator_of(value);
	else if (header_is(&key, "html")) {
		l->is_html = strcasecmp(value, "true") == 0;
		*html = true;
	} else if (header_is(&key, "guid column"))
		l->at[GUID] = (int)strtol(value, NULL, 10) - 1;
	else if (header_is(&key, "notetype column"))
		l->at[NOTETYPE] = (int)strtol(value, NULL, 10) - 1;
	else if (header_is(&key, "deck column"))
		l->at[DECK] = (int)strtol(value, NULL, 10) - 1;
	else if (header_is(&key, "tags column"))
		l->at[TAGS] = (int)strtol(value, NULL, 10) - 1;
	else if (header_is(&key, "deck"))
		l->deck = value;
	else if (header_is(&key, "tags"))
		l->tags = value;
}

/* The first of these that occurs in the first eight kilobytes, as Anki guesses. */
static char guess_separator(const char *text, size_t len)
{
	len = len < 8192 ? len : 8192;
	for (const char *sign = "\t|;:, "; *sign; sign++)
		if (memchr(text, *sign, len))
			return *sign;
	return '\t';
}

/* The first two columns that are nothing else. */
static void place_fields(struct layout *l)
{
	int at = 0;

	for (int field = QUESTION; field <= ANSWER; field++) {
		while (at == l->at[GUID] || at == l->at[NOTETYPE] || at == l->at[DECK] ||
			at == l->at[TAGS])
			at++;
		l->at[field] = at++;
	}
}

bool exchange_read_anki(const char *text, size_t len, struct exchange *ret, struct err *err)
{
	struct layout l = {.at = {-1, -1, -1, -1, -1, -1, -1, -1}};
	struct text_span line;
	size_t at = 0, body = 0;
	bool html = false;

	memset(ret, 0, sizeof *ret);
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		at = body = 3;
	while (text_next_line(text, len, &at, &line) && line.len && line.at[0] == '#') {
		read_header(ret, &l, &line, &html);
		body = at;
	}
	if (!l.separator)
		l.separator = guess_separator(text + body, len - body);
	if (!html) /* Anki looks for tags in the first rows */
		l.is_html = strstr(text + body, "<br") || strstr(text + body, "</");
	place_fields(&l);
	if (read_rows(ret, &l, text + body, len - body, err))
		return true;
	exchange_release(ret);
	return false;
}

/* ---- tables ---- */

static const struct {
	const char *name;
	enum place place;
} columns[] = {{"question", QUESTION}, {"front", QUESTION}, {"frage", QUESTION}, {"term", QUESTION},
	{"answer", ANSWER}, {"back", ANSWER}, {"antwort", ANSWER}, {"definition", ANSWER},
	{"cloze", CLOZE}, {"text", CLOZE}, {"deck", DECK}, {"tags", TAGS}, {"guid", GUID},
	{"kind", KIND}};

/* True when the first row names what is in the columns. */
static bool read_names(struct layout *l, const struct csv_reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
			if (strlen(columns[c].name) == r->fields[i].len &&
				strncasecmp(columns[c].name, r->fields[i].at, r->fields[i].len) ==
					0 &&
				l->at[columns[c].place] < 0)
				l->at[columns[c].place] = (int)i;
	return (l->at[QUESTION] >= 0 && l->at[ANSWER] >= 0) || l->at[CLOZE] >= 0;
}

bool exchange_read_csv(const char *text, size_t len, struct exchange *ret, struct err *err)
{
	struct layout l = {.at = {-1, -1, -1, -1, -1, -1, -1, -1}, .separator = ','};
	struct csv_reader first;
	size_t begin = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	const char *end = memchr(text + begin, '\n', len - begin);
	size_t head = end ? (size_t)(end - text) + 1 : len;
	bool row = false, ok;

	memset(ret, 0, sizeof *ret);
	if (!memchr(text + begin, ',', head - begin) && memchr(text + begin, ';', head - begin))
		l.separator = ';';
	first = (struct csv_reader){
		.at = text + begin, .end = text + len, .delimiter = l.separator, .line = 1};
	ok = csv_reader_next(&first, &row, err);
	if (ok && row && read_names(&l, &first))
		begin = (size_t)(first.at - text);
	else if (ok && (!row || first.count < 2)) {
		ok = err_set(err, ERR_INPUT, "there are no two columns");
		err_hint(err,
			"question and answer, with a comma between; a first line may name them");
	} else {
		l.at[QUESTION] = 0;
		l.at[ANSWER] = 1;
	}
	csv_reader_release(&first);
	ok = ok && read_rows(ret, &l, text + begin, len - begin, err);
	if (!ok) {
		err->kind = ERR_INPUT;
		exchange_release(ret);
	}
	return ok;
}

/* ---- JSON ---- */

static const char *text_at(struct exchange *x, const cJSON *json, const char *key)
{
	const char *text = json_get_string(json, key);

	return text ? arena_strdup(&x->arena, text) : NULL;
}

static int64_t number_at(const cJSON *json, const char *key)
{
	double n = json_get_number(json, key, 0);

	return n > -9e15 && n < 9e15 ? (int64_t)n : 0;
}

static void read_memory(const cJSON *json, struct card *ret)
{
	int64_t state = number_at(json, "state");

	ret->ord = (int)(number_at(json, "ord") & 63);
	ret->memory = (struct card_memory){
		.state = state >= 0 && state <= 3 ? (enum card_state)state : CARD_NEW,
		.step = (int)number_at(json, "step"),
		.due_ms = number_at(json, "due_ms"),
		.due_day = number_at(json, "due_day"),
		.stability = json_get_number(json, "stability", 0),
		.difficulty = json_get_number(json, "difficulty", 0),
		.last_ms = number_at(json, "last_ms"),
		.last_day = number_at(json, "last_day"),
		.interval = number_at(json, "interval"),
		.reps = (int)number_at(json, "reps"),
		.lapses = (int)number_at(json, "lapses"),
		.is_suspended = json_get_bool(json, "suspended", false)};
}

static void read_cards(struct exchange *x, const cJSON *json, struct exchange_note *n)
{
	const cJSON *cards = json_get(json, "cards"), *reviews = json_get(json, "reviews");

	n->cards = arena_array(&x->arena, struct card, json_count(cards) + 1);
	json_each(card, cards)
		read_memory(card, &n->cards[n->cards_len++]);
	n->reviews = arena_array(&x->arena, struct exchange_review, json_count(reviews) + 1);
	json_each(review, reviews)
		n->reviews[n->reviews_len++] =
			(struct exchange_review){.ord = (int)number_at(review, "ord"),
				.at_ms = number_at(review, "at_ms"),
				.rating = (int)number_at(review, "rating"),
				.interval = number_at(review, "interval"),
				.last_interval = number_at(review, "last_interval"),
				.difficulty = json_get_number(review, "difficulty", 0),
				.duration_ms = number_at(review, "duration_ms"),
				.state = (enum card_state)(number_at(review, "state") & 3)};
}

/* Of what other commands print, without a guid: it is made of the uuid. */
static void name_by_id(struct exchange *x, const cJSON *json, struct exchange_note *n)
{
	const char *uuid = json_get_string(json, "id");
	char guid[NOTE_GUID_MAX];

	if ((n->guid && *n->guid) || !uuid || strlen(uuid) != ID_UUID_LEN)
		return;
	note_guid_of(uuid, guid);
	n->guid = arena_strdup(&x->arena, guid);
	n->is_unnamed = true;
}

static bool read_note(struct exchange *x, const cJSON *json, struct err *err)
{
	struct exchange_note n = {.guid = text_at(x, json, "guid"),
		.deck = text_at(x, json, "deck"),
		.tags = text_at(x, json, "tags"),
		.kind = text_at(x, json, "kind"),
		.question = text_at(x, json, "question"),
		.answer = text_at(x, json, "answer"),
		.cloze = text_at(x, json, "cloze"),
		.extra = text_at(x, json, "extra"),
		.created_ms = number_at(json, "created_ms"),
		.modified_ms = number_at(json, "modified_ms")};

	n.source = json_is_string(json_get(json, "source")) ? text_at(x, json, "source") : NULL;
	if (!n.question)
		n.question = text_at(x, json, "front");
	if (!n.answer)
		n.answer = text_at(x, json, "back");
	if (!n.cloze && (!n.question || !n.answer))
		return err_set(err, ERR_INPUT,
			"note %zu has neither question and answer nor a cloze", x->notes.len + 1);
	n.question = n.question ? n.question : "";
	n.answer = n.answer ? n.answer : "";
	name_by_id(x, json, &n);
	n.deck = n.deck ? n.deck : "";
	n.tags = n.tags ? n.tags : "";
	n.kind = n.kind ? n.kind : n.cloze ? "cloze" : "note";
	read_cards(x, json, &n);
	vec_push(&x->notes, n);
	return true;
}

bool exchange_read_json(const char *text, size_t len, struct exchange *ret, struct err *err)
{
	cJSON *json = NULL;
	const cJSON *list;
	bool ok = json_parse(text, len, &json, err);

	memset(ret, 0, sizeof *ret);
	if (!ok) {
		err->kind = ERR_INPUT;
		return false;
	}
	list = json_get(json, "notes") ? json_get(json, "notes") : json_get(json, "cards");
	list = list ? list : json;
	if (!json_is_array(list)) {
		ok = err_set(err, ERR_INPUT, "there is no list of cards");
		err_hint(err, "[{\"question\": …, \"answer\": …}], or what 'cards export' writes");
	}
	json_each(note, ok ? list : NULL)
		ok = ok && read_note(ret, note, err);
	json_free(json);
	exchange_name(ret);
	if (!ok)
		exchange_release(ret);
	return ok;
}
