#include "core/cards/sync.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/cards/chunk.h"
#include "core/cards/valid.h"
#include "core/text/letter.h"

#include <stdlib.h>
#include <string.h>

/* Alike enough to be the same card with a slip mended: less, and another fact would
 * take over what was learnt of this one. */
#define ALIKE 0.6

struct old_note {
	struct note note;
	bool is_taken;
};

struct new_note {
	const struct card_draft *card;
	const char *fingerprint, *anchor, *heading;
	struct old_note *match;
};

struct sync {
	struct store *store;
	struct arena *arena;
	const struct card_sync *c;
	struct card_sync_result *result;
	VEC(struct old_note) old;
	struct new_note *fresh;
	size_t fresh_len;
	int64_t document, now;
};

/* ---- what is there ---- */

static bool add_old(void *self, const struct note *n, struct err *err)
{
	struct sync *y = self;
	struct old_note *old = vec_add(&y->old);

	(void)err;
	*old = (struct old_note){.note = *n};
	note_keep(y->arena, &old->note);
	return true;
}

static const char *text_of(const struct card_draft *c)
{
	return c->cloze ? c->cloze : c->question;
}

/* What a card asks, as it is compared: signs and letters' case do not count, but names
 * of the same letters do. */
static const char *fingerprint_of(struct arena *a, const char *text, const char *answer)
{
	struct str out = {0};
	const char *kept;

	card_fingerprint(text, &out);
	if (!out.len) { /* nothing but function words: then all of them */
		letter_fold(&out, text, strlen(text));
		str_add(&out, answer ? answer : "");
	}
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

static void prepare(struct sync *y)
{
	struct str path = {0};

	y->fresh_len = y->c->set->list.len;
	y->fresh = arena_array(y->arena, struct new_note, y->fresh_len + 1);
	for (size_t i = 0; i < y->fresh_len; i++) {
		const struct card_draft *c = &y->c->set->list.at[i];

		str_clear(&path);
		card_heading_path(y->c->document, c->block, &path);
		y->fresh[i] = (struct new_note){.card = c,
			.fingerprint = fingerprint_of(y->arena, text_of(c), c->answer),
			.heading = arena_strdup(y->arena, str_text(&path)),
			.anchor = *c->term ? arena_printf(
						     y->arena, "%s\x1f%s", str_text(&path), c->term)
					   : ""};
	}
	str_release(&path);
}

/* ---- matching ---- */

static void pair(struct new_note *n, struct old_note *old)
{
	n->match = old;
	old->is_taken = true;
}

static void match_exactly(struct sync *y)
{
	struct map by_print = {0};

	for (size_t i = y->old.len; i-- > 0;)
		map_put(&by_print, y->old.at[i].note.fingerprint, &y->old.at[i]);
	for (size_t i = 0; i < y->fresh_len; i++) {
		struct old_note *old = map_get(&by_print, y->fresh[i].fingerprint);

		if (old && !old->is_taken)
			pair(&y->fresh[i], old);
	}
	map_release(&by_print);
}

static bool is_anchored(const struct new_note *n, const struct old_note *old)
{
	return *n->anchor && strcmp(n->anchor, old->note.anchor) == 0 &&
	       strcmp(card_kind_name(n->card->kind), old->note.kind) == 0;
}

/* A term under its heading, when there is one such card on each side. */
static void match_anchors(struct sync *y)
{
	for (size_t i = 0; i < y->fresh_len; i++) {
		struct old_note *found = NULL;
		size_t count = 0;

		if (y->fresh[i].match || !*y->fresh[i].anchor)
			continue;
		for (size_t k = 0; k < y->old.len; k++)
			if (!y->old.at[k].is_taken && is_anchored(&y->fresh[i], &y->old.at[k])) {
				found = &y->old.at[k];
				count++;
			}
		if (count == 1)
			pair(&y->fresh[i], found);
	}
}

static double alike(const struct new_note *n, const struct old_note *old)
{
	const char *answer = n->card->answer ? n->card->answer : "";
	double asked, answered, source;

	if (!old->note.cloze != !n->card->cloze)
		return 0;
	asked = card_similarity(n->fingerprint, old->note.fingerprint);
	if (asked < 0.3)
		return 0;
	source = card_text_similarity(n->card->sentence, old->note.sentence);
	if (n->card->cloze)
		return (asked + source) / 2;
	answered = card_text_similarity(answer, old->note.answer);
	return (2 * asked + answered + source) / 4;
}

struct likeness {
	double is;
	size_t fresh, old;
};

static int by_likeness(const void *a, const void *b)
{
	const struct likeness *x = a, *y = b;

	if (x->is != y->is)
		return x->is > y->is ? -1 : 1;
	if (x->fresh != y->fresh)
		return x->fresh < y->fresh ? -1 : 1;
	return x->old < y->old ? -1 : x->old > y->old;
}

/* The rest by likeness, the most alike first; only what neither side has found. */
static void match_alike(struct sync *y)
{
	VEC(struct likeness) pairs = {0};

	for (size_t i = 0; i < y->fresh_len; i++)
		for (size_t k = 0; !y->fresh[i].match && k < y->old.len; k++) {
			double is = y->old.at[k].is_taken ? 0 : alike(&y->fresh[i], &y->old.at[k]);

			if (is >= ALIKE)
				vec_push(&pairs, ((struct likeness){is, i, k}));
		}
	if (pairs.len)
		qsort(pairs.at, pairs.len, sizeof *pairs.at, by_likeness);
	for (size_t p = 0; p < pairs.len; p++) {
		struct new_note *n = &y->fresh[pairs.at[p].fresh];
		struct old_note *old = &y->old.at[pairs.at[p].old];

		if (!n->match && !old->is_taken)
			pair(n, old);
	}
	vec_release(&pairs);
}

/* ---- writing ---- */

static void fill(struct sync *y, const struct new_note *n, struct note *ret)
{
	const struct card_draft *c = n->card;
	const struct text_place *p = &y->c->document->blocks.at[c->block].place;

	ret->document = y->document;
	ret->kind = card_kind_name(c->kind);
	ret->anchor = n->anchor;
	ret->line = (int64_t)p->line;
	ret->page = (int64_t)p->page;
	ret->part = p->part;
	ret->heading = n->heading;
	ret->sentence = c->sentence;
	ret->score = c->score;
	ret->is_gone = false;
	if (ret->is_edited)
		return;
	ret->question = c->question ? c->question : "";
	ret->answer = c->answer ? c->answer : "";
	ret->cloze = c->cloze;
	ret->fingerprint = n->fingerprint;
}

static bool add(struct sync *y, struct new_note *n, const char **ret_uuid, struct err *err)
{
	struct note note = {.deck = y->c->deck,
		.tags = y->c->tags,
		.engine = y->c->engine,
		.created_at = y->now,
		.modified_at = y->now};
	char uuid[ID_UUID_LEN + 1];
	int64_t id;

	id_uuid(uuid);
	note.uuid = *ret_uuid = arena_strdup(y->arena, uuid);
	fill(y, n, &note);
	y->result->added++;
	return notes_add(y->store, &note, &id, err);
}

static bool same_words(const struct note *a, const struct note *b)
{
	return str_eq(a->question, b->question) && str_eq(a->answer, b->answer) &&
	       str_eq(a->cloze, b->cloze);
}

static bool update(struct sync *y, const struct new_note *n, struct err *err)
{
	struct note note = n->match->note;

	fill(y, n, &note);
	if (n->match->note.is_edited)
		y->result->edited++;
	else if (same_words(&note, &n->match->note))
		y->result->same++;
	else {
		y->result->changed++;
		note.modified_at = y->now;
	}
	return notes_update(y->store, &note, err);
}

static bool put(struct sync *y, size_t i, struct err *err)
{
	struct new_note *n = &y->fresh[i];

	if (!n->match)
		return add(y, n, &y->result->uuids[i], err);
	if (n->match->note.status == NOTE_REJECTED) {
		y->result->rejected++;
		return true;
	}
	y->result->uuids[i] = n->match->note.uuid;
	return update(y, n, err);
}

/* Whether the document still says what a note was made of: the note may only not have
 * been asked for this time (--kinds, --max). */
static bool still_says(const struct text_document *d, const char *sentence)
{
	for (size_t i = 0; *sentence && i < d->blocks.len; i++)
		if (strstr(d->blocks.at[i].text, sentence))
			return true;
	return false;
}

static bool leave(struct sync *y, struct old_note *old, struct err *err)
{
	if (old->is_taken || old->note.is_gone || old->note.status == NOTE_REJECTED ||
		still_says(y->c->document, old->note.sentence))
		return true;
	y->result->gone++;
	old->note.is_gone = true;
	return notes_update(y->store, &old->note, err);
}

static bool write_all(struct sync *y, struct err *err)
{
	bool ok = documents_put(y->store, &y->c->row, &y->document, err);

	for (size_t i = 0; ok && i < y->fresh_len; i++)
		ok = put(y, i, err);
	for (size_t i = 0; ok && i < y->old.len; i++)
		ok = leave(y, &y->old.at[i], err);
	return ok;
}

bool cards_sync(struct store *s, struct arena *a, const struct card_sync *c,
	struct card_sync_result *ret, struct err *err)
{
	struct sync y = {.store = s, .arena = a, .c = c, .result = ret, .now = clock_wall_ms()};
	struct card_document known = {0};
	bool found = false, ok;

	*ret = (struct card_sync_result){
		.uuids = arena_array(a, const char *, c->set->list.len + 1)};
	ok = documents_find(s, a, c->row.name, &known, &found, err) &&
	     (!found ||
		     notes_each(s, &(struct note_filter){.document = known.id, .with_gone = true},
			     add_old, &y, err));
	if (ok) {
		prepare(&y);
		match_exactly(&y);
		match_anchors(&y);
		match_alike(&y);
		ok = store_begin(s, err) && store_end(s, write_all(&y, err), err);
	}
	vec_release(&y.old);
	return ok;
}
