#include "core/cards/ferry.h"

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/cards/export.h"
#include "core/cards/import.h"
#include "core/cards/fingerprint.h"

#include <string.h>

/* ---- out ---- */

struct out {
	struct exchange *x;
	VEC(int64_t) ids;
};

static bool add_id(void *self, const struct note *n, struct err *err)
{
	struct out *o = self;

	(void)err;
	vec_push(&o->ids, n->id);
	return true;
}

static const char *source_of(struct arena *a, const struct note *n)
{
	if (*n->heading && n->page)
		return arena_printf(a, "%s, page %lld", n->heading, (long long)n->page);
	return n->heading;
}

struct log {
	struct exchange *x;
	VEC(struct exchange_review) list;
	int ord;
};

/* As packages count: days of a review, seconds below 0 of a step. */
static int64_t interval_of(const struct card_memory *m, int64_t from_ms)
{
	if (m->state == CARD_LEARNING || m->state == CARD_RELEARNING)
		return m->due_ms > from_ms ? -((m->due_ms - from_ms) / 1000) : 0;
	return m->interval;
}

static bool add_review(void *self, const struct review *r, struct err *err)
{
	struct log *l = self;
	/* Of those only the interval is known, as the package had it. */
	bool is_foreign = r->kind == REVIEW_IMPORT;

	(void)err;
	vec_push(&l->list,
		((struct exchange_review){.ord = l->ord,
			.at_ms = r->at_ms,
			.rating = r->rating,
			.interval =
				is_foreign ? r->after.interval : interval_of(&r->after, r->at_ms),
			.last_interval = is_foreign ? r->before.interval
						    : interval_of(&r->before, r->before.last_ms),
			.difficulty = r->after.difficulty,
			.duration_ms = r->duration_ms,
			.state = r->before.state}));
	return true;
}

static bool add_reviews(struct store *s, const struct note_record *r, struct exchange_note *n,
	struct exchange *x, struct err *err)
{
	struct log l = {.x = x};
	bool ok = true;

	for (size_t i = 0; ok && i < r->cards_len; i++) {
		l.ord = r->cards[i].ord;
		ok = !r->cards[i].memory.reps ||
		     reviews_each(s, r->cards[i].id, add_review, &l, err);
	}
	n->reviews = arena_array(&x->arena, struct exchange_review, l.list.len + 1);
	n->reviews_len = l.list.len;
	if (l.list.len)
		memcpy(n->reviews, l.list.at, l.list.len * sizeof *l.list.at);
	vec_release(&l.list);
	return ok;
}

bool ferry_out(struct store *s, const struct note_filter *f, enum ferry_load load,
	struct exchange *ret, struct err *err)
{
	struct out o = {.x = ret};
	struct note_record r;
	bool found = false, ok;

	memset(ret, 0, sizeof *ret);
	ok = notes_each(s, f, add_id, &o, err);
	for (size_t i = 0; ok && i < o.ids.len; i++) {
		struct exchange_note n;

		ok = notes_get(s, &ret->arena, o.ids.at[i], &r, &found, err);
		if (!ok || !found)
			continue;
		n = (struct exchange_note){.guid = r.note.guid,
			.deck = r.note.deck,
			.tags = r.note.tags,
			.kind = r.note.kind,
			.question = r.note.question,
			.answer = r.note.answer,
			.cloze = r.note.cloze,
			.source = source_of(&ret->arena, &r.note),
			.extra = r.note.extra,
			.created_ms = r.note.created_at,
			.modified_ms = r.note.modified_at,
			.cards = r.cards,
			.cards_len = r.cards_len};
		if (load == FERRY_WITH_REVIEWS)
			ok = add_reviews(s, &r, &n, ret, err);
		vec_push(&ret->notes, n);
	}
	vec_release(&o.ids);
	return ok;
}

/* ---- in ---- */

struct in {
	struct store *store;
	const struct ferry_options *o;
	struct ferry_result *result;
	struct arena arena;
};

static double between(double x, double from, double to)
{
	return x >= from ? x <= to ? x : to : from;
}

static int64_t whole(int64_t x, int64_t from, int64_t to)
{
	return x < from ? from : x > to ? to : x;
}

/* Days from 1970 to beyond the longest interval, and instants of as many. */
#define DAY_MAX 100000
#define INTERVAL_MAX 36500
#define COUNT_MAX 1000000

static const char *tags_of(struct in *f, const char *own)
{
	if (!f->o->tags || !*f->o->tags)
		return own;
	return own && *own ? arena_printf(&f->arena, "%s %s", own, f->o->tags) : f->o->tags;
}

static void fill(struct in *f, const struct exchange_note *n, struct note *ret)
{
	struct str print = {0};

	card_fingerprint(n->cloze ? n->cloze : n->question, &print);
	ret->kind = n->kind && card_kind_of(n->kind) != CARD_KINDS ? n->kind : "note";
	ret->question = n->cloze ? "" : n->question;
	ret->answer = n->cloze ? "" : n->answer;
	ret->cloze = n->cloze;
	ret->fingerprint = arena_strdup(&f->arena, str_text(&print));
	ret->deck = f->o->deck ? f->o->deck : n->deck && *n->deck ? n->deck : "Default";
	ret->tags = tags_of(f, n->tags ? n->tags : "");
	ret->heading = ret->heading ? ret->heading : n->source ? n->source : "";
	ret->extra = n->extra;
	ret->modified_at = n->modified_ms > 0 ? whole(n->modified_ms, 0, DAY_MAX * 86400000LL)
					      : clock_wall_ms();
	str_release(&print);
}

/* The card with this number among those that the note was given. */
static const struct card *card_of(const struct note_record *r, int ord)
{
	for (size_t i = 0; i < r->cards_len; i++)
		if (r->cards[i].ord == ord)
			return &r->cards[i];
	return NULL;
}

/* A file may say anything; the schedule reckons with what it makes itself. */
static struct card_memory bounded(const struct card_memory *m)
{
	struct card_memory b = *m;

	b.stability = m->stability > 0 ? between(m->stability, 0.001, INTERVAL_MAX) : 0;
	b.difficulty = m->stability > 0 ? between(m->difficulty, 1, 10) : 0;
	b.step = (int)whole(m->step, 0, COUNT_MAX);
	b.reps = (int)whole(m->reps, 0, COUNT_MAX);
	b.lapses = (int)whole(m->lapses, 0, COUNT_MAX);
	b.due_day = whole(m->due_day, 0, DAY_MAX);
	b.last_day = whole(m->last_day, 0, b.state == CARD_REVIEW ? b.due_day : DAY_MAX);
	b.due_ms = whole(m->due_ms, 0, DAY_MAX * 86400000LL);
	b.last_ms = whole(m->last_ms, 0, DAY_MAX * 86400000LL);
	b.interval = whole(m->interval, b.state == CARD_REVIEW, INTERVAL_MAX);
	return b;
}

/* False for what is no answer: Anki's are 1 to 4, and 0 where somebody set the days. */
static bool bounded_review(const struct exchange_review *v, struct review *ret)
{
	const int64_t seconds = INTERVAL_MAX * 86400LL;

	if (v->rating < 0 || v->rating > 4)
		return false;
	ret->at_ms = whole(v->at_ms, 0, DAY_MAX * 86400000LL);
	ret->rating = v->rating;
	ret->duration_ms = whole(v->duration_ms, 0, 86400000);
	ret->before.state = v->state;
	ret->before.interval = whole(v->last_interval, -seconds, INTERVAL_MAX);
	ret->after.interval = whole(v->interval, -seconds, INTERVAL_MAX);
	ret->after.difficulty = v->difficulty > 0 ? between(v->difficulty, 1, 10) : 0;
	return true;
}

static bool take_memories(
	struct in *f, const struct exchange_note *n, const struct note_record *r, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < n->cards_len; i++) {
		const struct card *c = card_of(r, n->cards[i].ord);
		struct card_memory m = bounded(&n->cards[i].memory);

		ok = !c || cards_set_memory(f->store, c->id, &m, err);
	}
	for (size_t i = 0; ok && i < n->reviews_len; i++) {
		const struct exchange_review *v = &n->reviews[i];
		const struct card *c = card_of(r, v->ord);
		struct review row = {.kind = REVIEW_IMPORT, .algorithm = "import"};

		if (!c || !bounded_review(v, &row))
			continue;
		row.card = c->id;
		row.day = f->o->day ? schedule_day_of(f->o->day, row.at_ms) : 0;
		ok = reviews_log(f->store, &row, err);
	}
	return ok;
}

static bool add(struct in *f, const struct exchange_note *n, struct err *err)
{
	struct note note = {.guid = n->guid && *n->guid ? n->guid : NULL,
		.status = f->o->status,
		.engine = "import",
		.score = n->score > 0 ? between(n->score, 0, 1) : 1,
		.sentence = n->sentence,
		.created_at = whole(n->created_ms, 0, DAY_MAX * 86400000LL)};
	struct note_record r;
	bool found = false;
	int64_t id;

	fill(f, n, &note);
	f->result->added++;
	if (!notes_add(f->store, &note, &id, err))
		return false;
	if (!f->o->with_scheduling || !n->cards_len)
		return true;
	return notes_get(f->store, &f->arena, id, &r, &found, err) &&
	       (!found || take_memories(f, n, &r, err));
}

static bool same_words(const struct note *a, const struct note *b)
{
	return str_eq(a->question, b->question) && str_eq(a->answer, b->answer) &&
	       str_eq(a->cloze, b->cloze);
}

/* Our text, where the other is what becomes of it on the way through Anki's fields: signs
 * that would end a gap are parted, blanks at the end are lost. */
static const char *ours_if_same(
	const char *text, const char *ours, void (*export)(const char *text, struct str *out))
{
	struct str html = {0}, plain = {0};
	size_t media = 0;

	if (text && ours && strcmp(text, ours) != 0) {
		export(ours, &html);
		import_html(str_text(&html), html.len, &plain, &media);
		if (strcmp(text, str_text(&plain)) == 0)
			text = ours;
	}
	str_release(&html);
	str_release(&plain);
	return text;
}

/* What other programs do not know of a note stays; words that were changed there are the
 * user's, which its document leaves, and by which it does not find it again. */
static void keep_ours(const struct note *before, struct note *note)
{
	if (!note->cloze && str_eq(note->kind, "note"))
		note->kind = before->cloze ? "note" : before->kind;
	if (!note->extra)
		note->extra = before->extra;
	note->question = ours_if_same(note->question, before->question, export_html);
	note->answer = ours_if_same(note->answer, before->answer, export_html);
	note->cloze = ours_if_same(note->cloze, before->cloze, export_cloze_html);
	if (before->document && !same_words(note, before)) {
		note->fingerprint = before->fingerprint;
		note->engine = "import";
		note->is_edited = true;
	}
}

/* Words that somebody wrote here; those of an earlier file may be replaced by the next. */
static bool is_edited_here(const struct note *n)
{
	return n->is_edited && !(n->document && str_eq(n->engine, "import"));
}

/* Whether the file is older than what stands here.  Packages count in seconds: of the same
 * one, the file is what the user wants.  Other files tell no time. */
static bool is_outdated(const struct exchange_note *n, const struct note *here)
{
	if (n->is_unnamed || n->modified_ms <= 0)
		return is_edited_here(here);
	return n->modified_ms / 1000 < here->modified_at / 1000;
}

static bool update(
	struct in *f, const struct exchange_note *n, const struct note_record *r, struct err *err)
{
	struct note note = r->note;

	fill(f, n, &note);
	keep_ours(&r->note, &note);
	if (!f->o->deck) /* where the user has moved it, it stays */
		note.deck = r->note.deck;
	if (same_words(&note, &r->note) && str_eq(note.tags, r->note.tags)) {
		f->result->same++;
		return true;
	}
	if (is_outdated(n, &r->note)) {
		f->result->skipped++;
		return true;
	}
	f->result->updated++;
	return notes_update(f->store, &note, err);
}

static bool take_note(struct in *f, const struct exchange_note *n, struct err *err)
{
	struct note_record r;
	bool found = false;

	arena_reset(&f->arena);
	if (n->guid && *n->guid && !notes_by_guid(f->store, &f->arena, n->guid, &r, &found, err))
		return false;
	return found ? update(f, n, &r, err) : add(f, n, err);
}

bool ferry_in(struct store *s, const struct exchange *x, const struct ferry_options *o,
	struct ferry_result *ret, struct err *err)
{
	struct in f = {.store = s, .o = o, .result = ret};
	bool ok;

	*ret = (struct ferry_result){0};
	if (!store_begin(s, err))
		return false;
	ok = true;
	for (size_t i = 0; ok && i < x->notes.len; i++)
		ok = take_note(&f, &x->notes.at[i], err);
	ok = store_end(s, ok, err);
	arena_release(&f.arena);
	return ok;
}
