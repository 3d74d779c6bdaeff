#include "core/cards/import_rows.h"

#include "core/base/id.h"
#include "core/data/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- tables ---- */

static const struct {
	const char *name;
	enum import_place place;
} columns[] = {{"question", PLACE_QUESTION}, {"front", PLACE_QUESTION}, {"frage", PLACE_QUESTION},
	{"term", PLACE_QUESTION}, {"answer", PLACE_ANSWER}, {"back", PLACE_ANSWER},
	{"antwort", PLACE_ANSWER}, {"definition", PLACE_ANSWER}, {"cloze", PLACE_CLOZE},
	{"text", PLACE_CLOZE}, {"deck", PLACE_DECK}, {"tags", PLACE_TAGS}, {"guid", PLACE_GUID},
	{"kind", PLACE_KIND}};

/* True when the first row names what is in the columns. */
static bool read_names(struct import_layout *l, const struct csv_reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
			if (strlen(columns[c].name) == r->fields[i].len &&
				strncasecmp(columns[c].name, r->fields[i].at, r->fields[i].len) ==
					0 &&
				l->at[columns[c].place] < 0)
				l->at[columns[c].place] = (int)i;
	return (l->at[PLACE_QUESTION] >= 0 && l->at[PLACE_ANSWER] >= 0) || l->at[PLACE_CLOZE] >= 0;
}

bool exchange_read_csv(const char *text, size_t len, struct exchange *ret, struct err *err)
{
	struct import_layout l = import_nowhere;
	struct csv_reader first;
	size_t begin = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	const char *end = memchr(text + begin, '\n', len - begin);
	size_t head = end ? (size_t)(end - text) + 1 : len;
	bool row = false, ok;

	memset(ret, 0, sizeof *ret);
	l.separator = ',';
	if (!memchr(text + begin, ',', head - begin) && memchr(text + begin, ';', head - begin))
		l.separator = ';';
	first = (struct csv_reader){
		.at = text + begin, .end = text + len, .delimiter = l.separator, .line = 1};
	ok = csv_reader_next(&first, &row, err) || import_line_error(err);
	if (ok && row && read_names(&l, &first)) {
		begin = (size_t)(first.at - text);
		l.lines_before = first.line - 1;
		for (size_t i = 0; i < first.count; i++)
			vec_push(&l.names, import_cell(ret, &first, (int)i));
	} else if (ok && (!row || first.count < 2)) {
		ok = err_set(err, ERR_INPUT, "there are no two columns");
		err_hint(err,
			"question and answer, with a comma between; a first line may name them");
	} else {
		l.at[PLACE_QUESTION] = 0;
		l.at[PLACE_ANSWER] = 1;
	}
	csv_reader_release(&first);
	ok = ok && import_rows(ret, &l, text + begin, len - begin, err);
	vec_release(&l.names);
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

/* `number` from 1: where it stands in the file. */
static bool read_note(struct exchange *x, const cJSON *json, size_t number, struct err *err)
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
		.modified_ms = number_at(json, "modified_ms"),
		.score = json_get_number(json, "score", 0)};
	const cJSON *source;

	/* Of 'gen-cards --json' it is {line, heading, sentence}. */
	source = json_get(json, "source");
	n.source =
		json_is_string(source) ? text_at(x, json, "source") : text_at(x, source, "heading");
	n.sentence = text_at(x, source, "sentence");
	if (!n.question)
		n.question = text_at(x, json, "front");
	if (!n.answer)
		n.answer = text_at(x, json, "back");
	if (n.cloze && !*n.cloze && n.question && n.answer)
		n.cloze = NULL;
	if (!n.cloze && (!n.question || !n.answer))
		return err_set(err, ERR_INPUT,
			"note %zu has neither question and answer nor a cloze", number);
	if (n.cloze ? !*n.cloze : !*n.question || !*n.answer) {
		exchange_problem(x, "note %zu has no %s and is left out", number,
			n.cloze        ? "cloze"
			: !*n.question ? "question"
				       : "answer");
		return true;
	}
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
	size_t number = 0;
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
		ok = ok && read_note(ret, note, ++number, err);
	json_free(json);
	exchange_name(ret);
	if (!ok)
		exchange_release(ret);
	return ok;
}
