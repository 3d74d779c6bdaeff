#include "core/cards/import.h"

#include "core/base/map.h"
#include "core/cards/export.h"
#include "core/data/json.h"
#include "core/db/db.h"
#include "core/text/cloze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of notes, as it stands. */
struct raw {
	int64_t id, modified_s;
	const struct import_model *model;
	const char *guid, *tags;
	const char **fields; /* plain text, as many as the model has */
	const char *cloze;   /* of a cloze: its text */
	bool has_card;
};

struct reading {
	struct import_collection *c;
	struct exchange *x;
	VEC(struct raw) raw;
	size_t media, unknown, cards_left;
};

/* ---- fields ---- */

static const struct import_model *model_of(const struct import_collection *c, int64_t id)
{
	for (size_t i = 0; i < c->models.len; i++)
		if (c->models.at[i].id == id)
			return &c->models.at[i];
	return NULL;
}

/* Of our own note types: where a card comes from is no part of its answer. */
static size_t source_field(const struct import_model *m)
{
	bool ours = m->id == EXPORT_MODEL_BASIC || m->id == EXPORT_MODEL_CLOZE;

	return ours ? import_field_named(m, "Source", strlen("Source")) : m->fields.len;
}

/* The fields of a side, less those of `without`, one below the other. */
static const char *filled(struct reading *r, const struct raw *n, const struct import_side *side,
	const struct import_side *without)
{
	bool left_out[IMPORT_FIELDS_MAX] = {false};
	struct str out = {0};
	const char *kept;

	for (size_t i = 0; without && i < without->len; i++)
		left_out[without->fields[i]] = true;
	for (size_t i = 0; i < side->len; i++) {
		size_t field = side->fields[i];

		if (left_out[field] || !*n->fields[field] || field == source_field(n->model))
			continue;
		if (out.len)
			str_add_char(&out, '\n');
		str_add(&out, n->fields[field]);
	}
	kept = arena_strdup(&r->x->arena, str_text(&out));
	str_release(&out);
	return kept;
}

/* All fields by their names, for those who want more than question and answer. */
static const char *extra_of(struct reading *r, const struct raw *n)
{
	cJSON *json = json_new_object(), *fields = json_new_object();
	char *text;
	const char *kept;

	for (size_t i = 0; i < n->model->fields.len; i++)
		json_set_string(fields, n->model->fields.at[i], n->fields[i]);
	json_set_string(json, "notetype", n->model->name);
	json_add_take(json, "fields", fields);
	text = json_text(json);
	kept = arena_strdup(&r->x->arena, text);
	free(text);
	json_free(json);
	return kept;
}

static bool split_fields(struct reading *r, struct raw *n, const char *flds, struct err *err)
{
	size_t len = n->model->fields.len, at = 0;
	struct text_gap gap;

	n->fields = arena_array(&r->x->arena, const char *, len + 1);
	for (size_t i = 0; i < len; i++) {
		const char *end = strchr(flds + at, '\x1f');
		size_t field = end ? (size_t)(end - flds) - at : strlen(flds + at);
		struct str plain = {0};

		if (field > IMPORT_FIELD_MAX)
			return err_set(err, ERR_INPUT, "a field of note %lld has more than %zu KiB",
				(long long)n->id, IMPORT_FIELD_MAX >> 10);
		import_html(flds + at, field, &plain, &r->media);
		n->fields[i] = arena_strdup(&r->x->arena, str_text(&plain));
		str_release(&plain);
		at += field + (end != NULL);
		if (!end)
			break;
	}
	for (size_t i = 0; i < len; i++)
		n->fields[i] = n->fields[i] ? n->fields[i] : "";
	for (size_t i = 0; i < len && n->model->is_cloze && !n->cloze; i++)
		if (text_next_gap(n->fields[i], &gap))
			n->cloze = n->fields[i];
	return true;
}

/* Blanks around the tags are how Anki finds them. */
static const char *trimmed(struct arena *a, const char *tags)
{
	size_t len;

	tags = import_utf8(a, tags);
	len = strlen(tags);

	while (len && *tags == ' ') {
		tags++;
		len--;
	}
	while (len && tags[len - 1] == ' ')
		len--;
	return arena_strndup(a, tags, len);
}

static bool read_raw(struct reading *r, struct err *err)
{
	struct db_stmt *q;
	bool row = true, ok = true;

	if (!db_prepare(r->c->db, "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id",
		    &q, err))
		return false;
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct raw n = {.id = db_int(q, 0),
			.modified_s = db_int(q, 3),
			.model = model_of(r->c, db_int(q, 2)),
			.guid = import_utf8(&r->x->arena, db_text(q, 1))};

		if (!*n.guid) /* all of them would be one */
			n.guid = arena_printf(&r->x->arena, "%lld", (long long)n.id);
		if (!n.model || !n.model->fields.len || !n.model->fronts.len) {
			r->unknown++;
			continue;
		}
		n.tags = trimmed(&r->x->arena, db_text(q, 4));
		ok = split_fields(r, &n, db_text(q, 5) ? db_text(q, 5) : "", err);
		vec_push(&r->raw, n);
	}
	db_finalize(q);
	return ok;
}

/* ---- memory ---- */

#define SECONDS_MAX 10000000000LL /* the year 2286: what is beyond is no instant */
#define DAYS_MAX 36500

/* Seconds of a file, of whatever size, as milliseconds; 0 for no instant. */
static int64_t ms_of(int64_t s)
{
	return s > 0 && s < SECONDS_MAX ? s * 1000 : 0;
}

/* Some write milliseconds where seconds belong. */
static int64_t ms_of_either(int64_t s)
{
	return s >= SECONDS_MAX && s / 1000 < SECONDS_MAX ? s : ms_of(s);
}

static int64_t days_of(int64_t ivl)
{
	return ivl < 0 ? 0 : ivl > DAYS_MAX ? DAYS_MAX : ivl;
}

/* A key of the card's JSON, e.g. its stability; 0 when it is not there. */
static double data_number(const cJSON *data, const char *key)
{
	return data ? json_get_number(data, key, 0) : 0;
}

/* Without FSRS a card is as stable as its interval, and as hard as its ease says. */
static void guess(struct card_memory *m, int64_t factor)
{
	if (m->stability <= 0)
		m->stability = m->interval > 0 ? (double)m->interval : 1;
	if (m->difficulty <= 0)
		m->difficulty = 5 + (2500 - (double)factor) / 1200 * 5;
	m->difficulty = m->difficulty < 1 ? 1 : m->difficulty > 10 ? 10 : m->difficulty;
}

static void read_memory(struct reading *r, struct db_stmt *q, struct card_memory *ret)
{
	int64_t type = db_int(q, 3), queue = db_int(q, 4), due = db_int(q, 5), odid = db_int(q, 11);
	int64_t first = schedule_day_of(r->c->day, ms_of(r->c->created_s));
	const char *text = db_text(q, 12);
	double lrt;
	struct err ignored;
	cJSON *data = NULL;

	if (odid) /* out on loan to a filtered deck */
		due = db_int(q, 10);
	if (text && *text == '{')
		(void)(json_parse(text, strlen(text), &data, &ignored) || (data = NULL));
	*ret = (struct card_memory){
		.state = type >= 0 && type <= 3 ? (enum card_state)type : CARD_NEW,
		.interval = days_of(db_int(q, 6)),
		.reps = (int)db_int(q, 8),
		.lapses = (int)db_int(q, 9),
		.stability = data_number(data, "s"),
		.difficulty = data_number(data, "d"),
		.is_suspended = queue == -1};
	if (ret->state == CARD_REVIEW) {
		ret->due_day = due >= -100000 && due < 1000000 ? first + due : first;
		guess(ret, db_int(q, 7));
		ret->last_day = ret->due_day - ret->interval;
		lrt = data_number(data, "lrt");
		ret->last_ms = lrt > 0 && lrt < (double)SECONDS_MAX ? (int64_t)(lrt * 1000) : 0;
		if (!ret->last_ms)
			ret->last_ms = schedule_day_begins(r->c->day, ret->last_day);
	} else if (ret->state != CARD_NEW) {
		ret->due_ms = due > 1000000000 ? ms_of(due) : 0;
		guess(ret, db_int(q, 7));
		ret->last_ms = ret->due_ms;
		ret->last_day = schedule_day_of(r->c->day, ret->last_ms);
	}
	json_free(data);
}

/* ---- cards ---- */

static const char *deck_of(const struct import_collection *c, int64_t id)
{
	for (size_t i = 0; i < c->decks.len; i++)
		if (c->decks.at[i].id == id)
			return c->decks.at[i].name;
	return "Default";
}

static int by_id(const void *key, const void *item)
{
	int64_t id = *(const int64_t *)key;
	const struct raw *n = item;

	return id < n->id ? -1 : id > n->id;
}

/* One note of ours: of a cloze with all its cards, of others for each template. */
static struct exchange_note *note_for(struct reading *r, const struct raw *n, int ord, int64_t deck)
{
	struct exchange_note *last = r->x->notes.len ? &r->x->notes.at[r->x->notes.len - 1] : NULL;
	size_t template = (size_t)ord < n->model->fronts.len ? (size_t)ord : 0;
	struct exchange_note note = {.guid = n->guid,
		.deck = deck_of(r->c, deck),
		.tags = n->tags,
		.kind = n->cloze ? "cloze" : "note",
		.question = "",
		.answer = "",
		.cloze = n->cloze,
		.created_ms = ms_of_either(n->id),
		.modified_ms = ms_of_either(n->modified_s)};

	if (n->cloze && last && last->cloze && strcmp(last->guid, n->guid) == 0)
		return last;
	if (!n->cloze) {
		const struct import_side *front = &n->model->fronts.at[template];

		note.question = filled(r, n, front, NULL);
		note.answer = filled(r, n, &n->model->backs.at[template], front);
		if (ord > 0)
			note.guid = arena_printf(&r->x->arena, "%s#%d", n->guid, ord);
	}
	if (source_field(n->model) < n->model->fields.len)
		note.source = n->fields[source_field(n->model)];
	else
		note.extra = extra_of(r, n);
	vec_push(&r->x->notes, note);
	return &r->x->notes.at[r->x->notes.len - 1];
}

static void add_card(struct reading *r, struct db_stmt *q)
{
	int64_t nid = db_int(q, 0);
	int ord = (int)db_int(q, 2);
	struct raw *n =
		r->raw.len ? bsearch(&nid, r->raw.at, r->raw.len, sizeof *r->raw.at, by_id) : NULL;
	struct exchange_note *note;
	struct card *card;

	if (!n)
		return;
	n->has_card = true;
	if (ord < 0 || ord >= IMPORT_CARDS_MAX) {
		r->cards_left++;
		return;
	}
	note = note_for(r, n, ord, db_int(q, 11) ? db_int(q, 11) : db_int(q, 1));
	note->cards = arena_room(&r->x->arena, note->cards, note->cards_len, sizeof *note->cards);
	card = &note->cards[note->cards_len++];
	card->ord = n->cloze ? ord : 0;
	read_memory(r, q, &card->memory);
}

static bool read_cards(struct reading *r, struct err *err)
{
	struct db_stmt *q;
	bool row = true, ok;

	if (!db_prepare(r->c->db,
		    "SELECT nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odue, "
		    "odid, data"
		    " FROM cards ORDER BY nid, ord",
		    &q, err))
		return false;
	while ((ok = db_step(q, &row, err)) && row)
		add_card(r, q);
	db_finalize(q);
	return ok;
}

/* ---- reviews ---- */

static struct exchange_note *by_guid(struct map *notes, const char *guid, int ord, bool is_cloze)
{
	char key[300];

	if (is_cloze || !ord)
		snprintf(key, sizeof key, "%s", guid);
	else
		snprintf(key, sizeof key, "%s#%d", guid, ord);
	return map_get(notes, key);
}

static void add_review(struct reading *r, struct map *notes, struct db_stmt *q)
{
	int64_t nid = db_int(q, 0), type = db_int(q, 8), factor = db_int(q, 6);
	int ord = (int)db_int(q, 1);
	const struct raw *n =
		r->raw.len ? bsearch(&nid, r->raw.at, r->raw.len, sizeof *r->raw.at, by_id) : NULL;
	struct exchange_note *note = n ? by_guid(notes, n->guid, ord, n->cloze != NULL) : NULL;

	if (!note)
		return;
	note->reviews =
		arena_room(&r->x->arena, note->reviews, note->reviews_len, sizeof *note->reviews);
	note->reviews[note->reviews_len++] = (struct exchange_review){.ord = n->cloze ? ord : 0,
		.at_ms = db_int(q, 2),
		.rating = (int)db_int(q, 3),
		.interval = db_int(q, 4),
		.last_interval = db_int(q, 5),
		.difficulty =
			factor >= 100 && factor <= 1100 ? ((double)factor - 100) / 1000 * 9 + 1 : 0,
		.duration_ms = db_int(q, 7),
		.state = type == 1   ? CARD_REVIEW
			 : type == 2 ? CARD_RELEARNING
				     : CARD_LEARNING};
}

static bool read_reviews(struct reading *r, struct err *err)
{
	struct map notes = {0};
	struct db_stmt *q;
	bool row = true, ok;

	if (!db_prepare(r->c->db,
		    "SELECT c.nid, c.ord, r.id, r.ease, r.ivl, r.lastIvl, r.factor, r.time, r.type"
		    " FROM revlog r JOIN cards c ON c.id = r.cid ORDER BY c.nid, r.id",
		    &q, err))
		return false;
	for (size_t i = 0; i < r->x->notes.len; i++)
		map_put(&notes, r->x->notes.at[i].guid, &r->x->notes.at[i]);
	while ((ok = db_step(q, &row, err)) && row)
		add_review(r, &notes, q);
	db_finalize(q);
	map_release(&notes);
	return ok;
}

static void say_left(const struct reading *r)
{
	size_t cardless = 0;

	for (size_t i = 0; i < r->raw.len; i++)
		cardless += !r->raw.at[i].has_card;
	if (r->media)
		exchange_problem(r->x,
			"%zu pictures and sounds stay behind: their places are marked", r->media);
	if (r->unknown)
		exchange_problem(
			r->x, "%zu notes have a note type that is not in the package", r->unknown);
	if (cardless)
		exchange_problem(r->x, "notes without a card are left out: %zu", cardless);
	if (r->cards_left)
		exchange_problem(r->x, "cards beyond number %d of their note are left out: %zu",
			IMPORT_CARDS_MAX, r->cards_left);
}

bool import_read_notes(struct import_collection *c, struct exchange *ret, struct err *err)
{
	struct reading r = {.c = c, .x = ret};
	bool ok = read_raw(&r, err) && read_cards(&r, err) && read_reviews(&r, err);

	if (ok)
		say_left(&r);
	exchange_name(ret);
	vec_release(&r.raw);
	return ok;
}
