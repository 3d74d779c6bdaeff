#include "core/cards/sync.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/cards/chunk.h"
#include "core/cards/match.h"
#include "core/cards/fingerprint.h"
#include "core/text/letter.h"

#include <stdlib.h>
#include <string.h>

struct sync {
	struct store *store;
	struct arena *arena;
	const struct card_sync *c;
	struct card_sync_result *result;
	VEC(struct match_old) old;
	struct match_new *fresh;
	size_t fresh_len;
	int64_t document, now;
	bool is_same;    /* the document has not changed */
	struct map left; /* fingerprints of what it says besides */
	bool has_left;
};

/* ---- what is there ---- */

static bool add_old(void *self, const struct note *n, struct err *err)
{
	struct sync *y = self;
	struct match_old *old = vec_add(&y->old);

	(void)err;
	*old = (struct match_old){.note = *n};
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
	y->fresh = arena_array(y->arena, struct match_new, y->fresh_len + 1);
	for (size_t i = 0; i < y->fresh_len; i++) {
		const struct card_draft *c = &y->c->set->list.at[i];

		str_clear(&path);
		card_heading_path(y->c->document, c->block, &path);
		y->fresh[i] = (struct match_new){.card = c,
			.fingerprint = fingerprint_of(y->arena, text_of(c), c->answer),
			.heading = arena_strdup(y->arena, str_text(&path)),
			.anchor = *c->term ? arena_printf(
						     y->arena, "%s\x1f%s", str_text(&path), c->term)
					   : ""};
	}
	str_release(&path);
}

/* ---- writing ---- */

static void fill(struct sync *y, const struct match_new *n, struct note *ret)
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

static bool add(struct sync *y, struct match_new *n, const char **ret_uuid, struct err *err)
{
	struct note note = {.deck = y->c->deck,
		.tags = y->c->tags,
		.engine = y->c->engine,
		.created_at = y->now,
		.modified_at = y->now};
	char uuid[ID_UUID_LEN + 1];
	int64_t id;

	if (!notes_new_uuid(y->store, uuid, err))
		return false;
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

/* All that fill() sets. */
static bool same_note(const struct note *a, const struct note *b)
{
	return same_words(a, b) && a->document == b->document && a->line == b->line &&
	       a->page == b->page && a->score == b->score && a->is_gone == b->is_gone &&
	       str_eq(a->kind, b->kind) && str_eq(a->anchor, b->anchor) &&
	       str_eq(a->part, b->part) && str_eq(a->heading, b->heading) &&
	       str_eq(a->sentence, b->sentence) && str_eq(a->fingerprint, b->fingerprint);
}

static bool update(struct sync *y, const struct match_new *n, struct err *err)
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
	return same_note(&note, &n->match->note) || notes_update(y->store, &note, err);
}

static bool put(struct sync *y, size_t i, struct err *err)
{
	struct match_new *n = &y->fresh[i];

	if (!n->match)
		return add(y, n, &y->result->uuids[i], err);
	if (n->match->note.status == NOTE_REJECTED) {
		y->result->rejected++;
		return true;
	}
	y->result->uuids[i] = n->match->note.uuid;
	return update(y, n, err);
}

static void read_left(struct sync *y)
{
	y->has_left = true;
	for (size_t i = 0; i < y->c->set->left.len; i++) {
		const struct card_draft *c = &y->c->set->left.at[i];

		map_put(&y->left, fingerprint_of(y->arena, text_of(c), c->answer), y);
	}
}

static bool has_sentence(const struct text_document *d, const char *sentence)
{
	for (size_t i = 0; i < d->blocks.len; i++)
		if (strstr(d->blocks.at[i].text, sentence))
			return true;
	return false;
}

/* Whether the document still says what a note was made of: it may only not have been
 * asked for this time (--kinds, --max, another engine). */
static bool still_says(struct sync *y, const struct note *n)
{
	if (y->is_same)
		return true;
	if (!str_eq(n->engine, y->c->engine) || !str_eq(n->engine, "builtin"))
		return !*n->sentence || has_sentence(y->c->document, n->sentence);
	if (!y->has_left)
		read_left(y);
	return map_has(&y->left, n->fingerprint);
}

static bool leave(struct sync *y, struct match_old *old, struct err *err)
{
	if (old->is_taken || old->note.is_gone || old->note.status == NOTE_REJECTED ||
		still_says(y, &old->note))
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
	if (!store_begin(s, err))
		return false;
	ok = documents_find(s, a, c->row.name, &known, &found, err) &&
	     (!found ||
		     notes_each(s, &(struct note_filter){.document = known.id, .with_gone = true},
			     add_old, &y, err));
	if (ok) {
		y.is_same = found && str_eq(known.hash, c->row.hash);
		prepare(&y);
		cards_match(y.old.at, y.old.len, y.fresh, y.fresh_len);
		ok = write_all(&y, err);
	}
	map_release(&y.left);
	vec_release(&y.old);
	return store_end(s, ok, err);
}
