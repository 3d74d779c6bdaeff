#include "core/store/reviews.h"

#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tables of study cards: what is written comes back, what is undone is as it was. */

static int64_t put(struct store *s, const struct note *n)
{
	struct err err = {0};
	int64_t id = 0;

	CHECK(store_begin(s, &err) && store_end(s, notes_add(s, n, &id, &err), &err));
	return id;
}

static int64_t put_basic(struct store *s, const char *question, const char *deck)
{
	return put(s, &(struct note){.kind = "fact",
			      .question = question,
			      .answer = "yes",
			      .fingerprint = question,
			      .status = NOTE_APPROVED,
			      .deck = deck,
			      .tags = "sea moon",
			      .score = 0.5});
}

static struct note_record get(struct store *s, struct arena *a, int64_t id)
{
	struct note_record r = {0};
	struct err err = {0};
	bool found = false;

	CHECK(notes_get(s, a, id, &r, &found, &err) && found);
	return r;
}

static bool is_there(struct store *s, int64_t id)
{
	struct arena a = {0};
	struct note_record r;
	struct err err = {0};
	bool found = false;

	CHECK(notes_get(s, &a, id, &r, &found, &err));
	arena_release(&a);
	return found;
}

static int64_t count(struct store *s, const struct note_filter *f)
{
	struct err err = {0};
	int64_t n = -1;

	CHECK(notes_count(s, f, &n, &err));
	return n;
}

static int64_t count_reviews(struct store *s, int64_t card)
{
	char sql[100];
	struct err err = {0};
	int64_t n = -1;

	snprintf(sql, sizeof sql, "SELECT count(*) FROM card_review WHERE card = %lld",
		(long long)card);
	store_lock(s);
	CHECK(db_query_int(store_db(s), sql, &n, &err));
	store_unlock(s);
	return n;
}

/* A graded card: its memory is nothing that print or parse could round unseen. */
static struct card_memory grade(struct store *s, int64_t card, const struct card_memory *before)
{
	struct review r = {.card = card, .at_ms = 1700000000000, .day = 19675, .rating = 3};
	struct err err = {0};

	r.before = *before;
	r.after = *before;
	r.after.state = CARD_REVIEW;
	r.after.stability = before->stability * 2 + 0.1 + 0.2;
	r.after.difficulty = 10.0 / 3;
	r.after.due_day = 19680;
	r.after.interval = 5;
	r.after.reps++;
	CHECK(reviews_add(s, &r, &err));
	return r.after;
}

static bool same_memory(const struct card_memory *a, const struct card_memory *b)
{
	return a->state == b->state && a->step == b->step && a->due_ms == b->due_ms &&
	       a->due_day == b->due_day && a->stability == b->stability &&
	       a->difficulty == b->difficulty && a->last_ms == b->last_ms &&
	       a->last_day == b->last_day && a->interval == b->interval && a->reps == b->reps &&
	       a->lapses == b->lapses && a->is_suspended == b->is_suspended;
}

static void change(struct store *s, const char *what, int64_t note, const struct note *after)
{
	struct err err = {0};

	CHECK(store_begin(s, &err));
	CHECK(store_end(s,
		changes_note(s, what, &note, 1, &err) &&
			(after ? notes_update(s, after, &err) : notes_delete(s, note, &err)),
		&err));
}

static void take_back(struct store *s, const char *want)
{
	struct arena a = {0};
	struct err err = {0};
	const char *what = NULL;
	size_t notes = 0;

	CHECK(changes_undo(s, &a, &what, &notes, &err));
	if (want)
		CHECK_STR(what, want);
	else
		CHECK(!what);
	arena_release(&a);
}

/* ---- notes ---- */

TEST(a_note_is_found_by_id_uuid_prefix_and_guid)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put_basic(s, "Is it?", "Sea::Tides");
	struct note_record r = get(s, &a, id), other;
	char name[64];
	bool found = false;
	struct err err = {0};

	CHECK_STR(r.note.deck, "Sea::Tides");
	CHECK_INT(r.cards_len, 1);
	CHECK(notes_find(s, &a, r.note.uuid, &other, &err) && other.note.id == id);
	snprintf(name, sizeof name, "%.8s", r.note.uuid);
	CHECK(notes_find(s, &a, name, &other, &err) && other.note.id == id);
	snprintf(name, sizeof name, "%lld", (long long)id);
	CHECK(notes_find(s, &a, name, &other, &err) && other.note.id == id);
	CHECK(notes_by_guid(s, &a, r.note.guid, &other, &found, &err) && found);
	CHECK(!notes_find(s, &a, "nobody", &other, &err) && err.kind == ERR_WORK);
	arena_release(&a);
	fresh_store_end(s);
}

/* SHA-1 of the uuid is 37965e58c97ea40f…: its digits to the base 91, the highest first. */
TEST(a_guid_is_made_of_the_uuid_as_anki_makes_its_own)
{
	char guid[NOTE_GUID_MAX];

	note_guid_of("00000000-0000-4000-8000-000000000000", guid);
	CHECK_STR(guid, "jG+UFvjZ0G");
	CHECK(!strpbrk(guid, "\"'\\ "));
}

TEST(filters_choose)
{
	struct store *s = fresh_store();
	struct note_filter f = {.deck = "Sea"};

	put_basic(s, "100% sure?", "Sea");
	put_basic(s, "One of a hundred?", "Sea::Tides");
	put_basic(s, "Seal?", "Seal");
	CHECK_INT(count(s, &f), 2);
	CHECK_INT(count(s, &(struct note_filter){.text = "100%"}), 1);
	CHECK_INT(count(s, &(struct note_filter){.tag = "moon"}), 3);
	CHECK_INT(count(s, &(struct note_filter){.tag = "moo"}), 0);
	CHECK_INT(count(s, &(struct note_filter){.min_score = 0.6}), 0);
	CHECK_INT(count(s, &(struct note_filter){.status = 1u << NOTE_REJECTED}), 0);
	fresh_store_end(s);
}

/* A name longer than a buffer would cut its range off. */
TEST(long_names_of_decks_have_what_is_below_them)
{
	struct store *s = fresh_store();
	char deck[800], below[810];

	memset(deck, 'd', sizeof deck - 1);
	deck[sizeof deck - 1] = '\0';
	snprintf(below, sizeof below, "%s::x", deck);
	put_basic(s, "Is it?", below);
	deck[600] = 'e';
	put_basic(s, "Is it not?", deck);
	deck[600] = 'd';
	CHECK_INT(count(s, &(struct note_filter){.deck = deck}), 1);
	fresh_store_end(s);
}

TEST(a_cloze_has_a_card_for_each_number)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put(s, &(struct note){.kind = "cloze",
				    .cloze = "{{c1::a}} {{c3::b}} {{c1::c}} {{c4}} {{cat}} {{c5::",
				    .status = NOTE_APPROVED});
	struct note_record r = get(s, &a, id);

	CHECK_INT(r.cards_len, 2);
	CHECK_INT(r.cards[1].ord, 2);
	r.note.cloze = "{{c1::a}} {{c2::b}}";
	change(s, "edit", id, &r.note);
	r = get(s, &a, id);
	CHECK_INT(r.cards_len, 2);
	CHECK_INT(r.cards[1].ord, 1);
	arena_release(&a);
	fresh_store_end(s);
}

/* ---- reviews ---- */

TEST(a_review_is_undone_to_the_last_bit)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct note_record r = get(s, &a, put_basic(s, "Is it?", "Sea"));
	int64_t id = r.note.id, card = r.cards[0].id, back = 0;
	struct card_memory one, two;
	struct err err = {0};

	one = grade(s, card, &r.cards[0].memory);
	two = grade(s, card, &one);
	r = get(s, &a, id);
	CHECK(same_memory(&r.cards[0].memory, &two));
	CHECK(reviews_undo(s, 0, &back, &err));
	CHECK_INT(back, card);
	r = get(s, &a, id);
	CHECK(same_memory(&r.cards[0].memory, &one));
	CHECK_INT(count_reviews(s, card), 1);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(a_card_that_is_gone_has_no_log)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct note_record r = get(s, &a, put_basic(s, "Is it?", "Sea"));
	struct err err = {0};

	CHECK(store_begin(s, &err) && store_end(s, notes_delete(s, r.note.id, &err), &err));
	grade(s, r.cards[0].id, &r.cards[0].memory);
	CHECK_INT(count_reviews(s, r.cards[0].id), 0);
	arena_release(&a);
	fresh_store_end(s);
}

/* ---- undo of changes ---- */

TEST(what_was_deleted_comes_back_with_its_log)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct note_record r = get(s, &a, put_basic(s, "Is it?", "Sea"));
	int64_t id = r.note.id, card = r.cards[0].id;
	struct card_memory m = grade(s, card, &r.cards[0].memory);

	change(s, "delete", id, NULL);
	CHECK(!is_there(s, id));
	CHECK_INT(count_reviews(s, card), 0);
	take_back(s, "delete");
	r = get(s, &a, id);
	CHECK(same_memory(&r.cards[0].memory, &m));
	CHECK_INT(count_reviews(s, card), 1);
	take_back(s, NULL);
	arena_release(&a);
	fresh_store_end(s);
}

/* An id that is given out again would belong to two notes after the undo. */
TEST(what_comes_after_a_delete_outlives_its_undo)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t first = put_basic(s, "Is it?", "Sea"), second;
	struct note_record r = get(s, &a, first);
	struct card_memory m;

	grade(s, r.cards[0].id, &r.cards[0].memory);
	change(s, "delete", first, NULL);
	second = put_basic(s, "Is it new?", "Sea");
	r = get(s, &a, second);
	m = grade(s, r.cards[0].id, &r.cards[0].memory);
	take_back(s, "delete");
	CHECK_INT(count(s, &(struct note_filter){0}), 2);
	r = get(s, &a, first);
	CHECK_STR(r.note.question, "Is it?");
	CHECK_INT(r.cards_len, 1);
	CHECK_INT(count_reviews(s, r.cards[0].id), 1);
	r = get(s, &a, second);
	CHECK_STR(r.note.question, "Is it new?");
	CHECK(same_memory(&r.cards[0].memory, &m));
	CHECK_INT(count_reviews(s, r.cards[0].id), 1);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(a_card_that_an_edit_made_goes_with_its_undo)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put(s, &(struct note){.kind = "cloze",
				    .cloze = "{{c1::a}} b {{c3::c}}",
				    .status = NOTE_APPROVED});
	struct note_record r = get(s, &a, id);
	int64_t third = r.cards[1].id;

	grade(s, third, &r.cards[1].memory);
	r.note.cloze = "{{c1::a}} {{c2::b}} c";
	change(s, "edit", id, &r.note);
	r = get(s, &a, id);
	grade(s, r.cards[1].id, &r.cards[1].memory);
	CHECK_INT(count_reviews(s, third), 0);
	take_back(s, "edit");
	CHECK_INT(count_reviews(s, r.cards[1].id), 0);
	r = get(s, &a, id);
	CHECK_INT(r.cards_len, 2);
	CHECK_INT(r.cards[1].ord, 2);
	CHECK_INT(count_reviews(s, third), 1);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(undo_of_an_edit_keeps_what_was_learnt_since)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put_basic(s, "Is it?", "Sea");
	struct note_record r = get(s, &a, id);
	struct card_memory m;

	r.note.question = "Is it wet?";
	r.note.deck = "Land";
	change(s, "edit", id, &r.note);
	m = grade(s, r.cards[0].id, &r.cards[0].memory);
	take_back(s, "edit");
	r = get(s, &a, id);
	CHECK_STR(r.note.question, "Is it?");
	CHECK(same_memory(&r.cards[0].memory, &m));
	CHECK_INT(count_reviews(s, r.cards[0].id), 1);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(fifty_changes_are_kept)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put_basic(s, "Is it?", "Sea");
	struct note_record r = get(s, &a, id);

	for (int i = 0; i < 60; i++)
		change(s, "edit", id, &r.note);
	for (int i = 0; i < 50; i++)
		take_back(s, "edit");
	take_back(s, NULL);
	arena_release(&a);
	fresh_store_end(s);
}

/* ---- what is due ---- */

TEST(due_is_learning_then_reviews_then_new_ones)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct due_limits l = {.today = 19680, .now_ms = 1700500000000, .fresh = 1, .reviews = -1};
	struct due_list due;
	struct err err = {0};
	int64_t cards[5];

	for (int i = 0; i < 5; i++) {
		char question[20];
		struct card_memory m = {0};

		snprintf(question, sizeof question, "Is it %d?", i);
		cards[i] = get(s, &a, put_basic(s, question, "Sea")).cards[0].id;
		if (i == 2)
			m = (struct card_memory){.state = CARD_REVIEW, .due_day = 19680};
		if (i == 3)
			m = (struct card_memory){.state = CARD_LEARNING, .due_ms = 1700499999999};
		if (i == 4)
			m = (struct card_memory){.state = CARD_REVIEW, .due_day = 19681};
		CHECK(store_begin(s, &err) &&
			store_end(s, cards_set_memory(s, cards[i], &m, &err), &err));
	}
	CHECK(cards_due(s, &l, &due, &err));
	CHECK_INT(due.cards.len, 3);
	CHECK_INT(due.cards.at[0], cards[3]);
	CHECK_INT(due.cards.at[1], cards[2]);
	CHECK_INT(due.cards.at[2], cards[0]);
	vec_release(&due.cards);
	arena_release(&a);
	fresh_store_end(s);
}

static void set_memory(struct store *s, int64_t card, struct card_memory m)
{
	struct err err = {0};

	CHECK(store_begin(s, &err) && store_end(s, cards_set_memory(s, card, &m, &err), &err));
}

/* A note in this deck with one card of this memory: its card. */
static int64_t put_card(struct store *s, const char *question, const char *deck,
	enum note_status status, struct card_memory m)
{
	struct arena a = {0};
	int64_t id = put(s, &(struct note){.kind = "fact",
				    .question = question,
				    .answer = "yes",
				    .fingerprint = question,
				    .status = status,
				    .deck = deck}),
		card = get(s, &a, id).cards[0].id;

	set_memory(s, card, m);
	arena_release(&a);
	return card;
}

#define TODAY 19680
#define NOW 1700500000000

static struct due_list due_of(struct store *s, struct due_limits l)
{
	struct due_list due;
	struct err err = {0};

	l.today = TODAY;
	l.now_ms = NOW;
	CHECK(cards_due(s, &l, &due, &err));
	CHECK_INT(due.learning + due.reviews + due.fresh, due.cards.len);
	return due;
}

static size_t count_due(struct store *s, struct due_limits l)
{
	struct due_list due = due_of(s, l);
	size_t len = due.cards.len;

	vec_release(&due.cards);
	return len;
}

TEST(due_keeps_to_limits_and_leaves_what_is_suspended)
{
	const struct card_memory review = {.state = CARD_REVIEW, .due_day = TODAY},
				 late = {.state = CARD_REVIEW, .due_day = TODAY - 9},
				 hidden = {.state = CARD_REVIEW,
					 .due_day = 1,
					 .is_suspended = true},
				 step = {.state = CARD_RELEARNING, .due_ms = NOW},
				 later = {.state = CARD_LEARNING, .due_ms = NOW + 1};
	const struct due_limits none = {.fresh = 0, .reviews = 0},
				all = {.fresh = -1, .reviews = -1},
				one = {.fresh = 0, .reviews = 1};
	struct store *s = fresh_store();
	int64_t first;
	struct due_list due;

	put_card(s, "a", "Sea", NOTE_APPROVED, review);
	first = put_card(s, "b", "Sea", NOTE_APPROVED, late);
	put_card(s, "c", "Sea", NOTE_APPROVED, hidden);
	put_card(s, "d", "Sea", NOTE_APPROVED, step);
	put_card(s, "e", "Sea", NOTE_APPROVED, later);
	put_card(s, "f", "Sea", NOTE_APPROVED, (struct card_memory){0});
	put_card(s, "g", "Sea", NOTE_APPROVED, (struct card_memory){.is_suspended = true});
	CHECK_INT(count_due(s, none), 1); /* steps of minutes know no limit */
	CHECK_INT(count_due(s, all), 4);
	due = due_of(s, one);
	CHECK_INT(due.reviews, 1);
	CHECK_INT(due.cards.at[1], first);
	vec_release(&due.cards);
	fresh_store_end(s);
}

TEST(due_of_a_deck_has_those_below_it)
{
	struct store *s = fresh_store();
	struct due_limits l = {.fresh = -1, .reviews = -1};

	put_card(s, "a", "Sea", NOTE_APPROVED, (struct card_memory){0});
	put_card(s, "b", "Sea::Tides", NOTE_APPROVED, (struct card_memory){0});
	put_card(s, "c", "Sea::Tides::Ebb", NOTE_APPROVED, (struct card_memory){0});
	put_card(s, "d", "Seal", NOTE_APPROVED, (struct card_memory){0});
	put_card(s, "e", "Sea Life", NOTE_APPROVED, (struct card_memory){0});
	CHECK_INT(count_due(s, l), 5);
	l.deck = "Sea";
	CHECK_INT(count_due(s, l), 3);
	l.deck = "Sea::Tides";
	CHECK_INT(count_due(s, l), 2);
	l.deck = "Se_";
	CHECK_INT(count_due(s, l), 0);
	fresh_store_end(s);
}

TEST(drafts_are_learnt_on_demand_and_what_was_rejected_never)
{
	struct store *s = fresh_store();
	struct due_limits l = {.fresh = -1, .reviews = -1};

	put_card(s, "a", "Sea", NOTE_DRAFT, (struct card_memory){0});
	put_card(s, "b", "Sea", NOTE_DRAFT, (struct card_memory){0});
	put_card(s, "c", "Sea", NOTE_REJECTED, (struct card_memory){0});
	put_card(s, "d", "Sea", NOTE_APPROVED, (struct card_memory){0});
	CHECK_INT(count_due(s, l), 1);
	l.drafts = true;
	CHECK_INT(count_due(s, l), 3);
	l.fresh = 2;
	CHECK_INT(count_due(s, l), 2);
	l.fresh = 1;
	CHECK_INT(count_due(s, l), 1);
	fresh_store_end(s);
}

TEST(a_status_hides_and_shows_the_cards)
{
	const struct due_limits all = {.fresh = -1, .reviews = -1};
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put_basic(s, "Is it?", "Sea");
	struct err err = {0};

	CHECK(store_begin(s, &err) &&
		store_end(s,
			changes_note(s, "reject", &id, 1, &err) &&
				notes_set_status(s, id, NOTE_REJECTED, "too easy", &err),
			&err));
	CHECK_STR(get(s, &a, id).note.reason, "too easy");
	CHECK_INT(count_due(s, all), 0);
	CHECK_INT(count(s, &(struct note_filter){.status = 1u << NOTE_REJECTED}), 1);
	take_back(s, "reject");
	CHECK_INT(get(s, &a, id).note.status, NOTE_APPROVED);
	CHECK(!get(s, &a, id).note.reason);
	CHECK_INT(count_due(s, all), 1);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(a_prefix_of_several_is_asked_back)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct note_record r;
	struct err err = {0};

	put(s, &(struct note){.uuid = "abcd0000-0000-4000-8000-000000000000", .kind = "fact"});
	put(s, &(struct note){.uuid = "abcd1111-0000-4000-8000-000000000000", .kind = "fact"});
	CHECK(!notes_find(s, &a, "abcd", &r, &err));
	CHECK_INT(err.kind, ERR_USAGE);
	CHECK(notes_find(s, &a, "abcd1", &r, &err));
	CHECK(!notes_find(s, &a, "abc", &r, &err) && err.kind == ERR_WORK);
	CHECK(!notes_find(s, &a, "abcd%", &r, &err) && err.kind == ERR_WORK);
	CHECK(!notes_find(s, &a, "", &r, &err) && err.kind == ERR_WORK);
	arena_release(&a);
	fresh_store_end(s);
}

/* ---- figures ---- */

static bool replay(void *self, const struct review *r, struct err *err)
{
	struct card_memory *m = self;

	(void)err;
	CHECK(same_memory(m, &r->before));
	*m = r->after;
	return true;
}

TEST(the_log_leads_to_the_memory)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t id = put_basic(s, "Is it?", "Sea"), card = get(s, &a, id).cards[0].id;
	struct card_memory m = {0}, again = {0};
	struct err err = {0};

	for (int i = 0; i < 20; i++)
		m = grade(s, card, &m);
	CHECK(reviews_each(s, card, replay, &again, &err));
	CHECK(same_memory(&again, &m));
	CHECK(same_memory(&again, &get(s, &a, id).cards[0].memory));
	arena_release(&a);
	fresh_store_end(s);
}

TEST(undo_is_of_the_session_and_ends_with_it)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t card = get(s, &a, put_basic(s, "Is it?", "Sea")).cards[0].id, back = 0;
	struct review r = {.card = card, .day = TODAY, .rating = 3, .session = 1};
	struct err err = {0};

	r.after.state = CARD_LEARNING;
	CHECK(reviews_add(s, &r, &err));
	CHECK(reviews_undo(s, 2, &back, &err));
	CHECK_INT(back, 0);
	CHECK_INT(count_reviews(s, card), 1);
	CHECK(reviews_undo(s, 1, &back, &err));
	CHECK_INT(back, card);
	CHECK(reviews_undo(s, 1, &back, &err));
	CHECK_INT(back, 0);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(the_forecast_has_what_is_overdue_on_its_first_day)
{
	static const int64_t days[] = {
		TODAY - 30, TODAY, TODAY + 1, TODAY + 1, TODAY + 6, TODAY + 7};
	struct store *s = fresh_store();
	int64_t counts[7];
	struct err err = {0};

	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		char question[] = {'q', (char)('a' + i), 0};

		put_card(s, question, i % 2 ? "Sea" : "Sea::Tides", NOTE_APPROVED,
			(struct card_memory){.state = CARD_REVIEW, .due_day = days[i]});
	}
	CHECK(cards_forecast(s, NULL, TODAY, counts, 7, &err));
	CHECK_INT(counts[0], 2);
	CHECK_INT(counts[1], 2);
	CHECK_INT(counts[2] + counts[3] + counts[4] + counts[5], 0);
	CHECK_INT(counts[6], 1);
	CHECK(cards_forecast(s, "Sea::Tides", TODAY, counts, 7, &err));
	CHECK_INT(counts[0] + counts[1], 2);
	fresh_store_end(s);
}

TEST(totals_tell_retention_apart_from_learning)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	int64_t card = get(s, &a, put_basic(s, "Is it?", "Sea")).cards[0].id, fresh = 0, due = 0;
	struct review r = {.card = card, .day = TODAY, .rating = 3, .duration_ms = 1000};
	struct review_totals t;
	struct err err = {0};

	CHECK(reviews_add(s, &r, &err)); /* a new one */
	r.before.state = CARD_REVIEW;
	CHECK(reviews_add(s, &r, &err));
	r.rating = 1;
	r.day = TODAY - 1;
	CHECK(reviews_add(s, &r, &err));
	r.kind = REVIEW_IMPORT; /* done elsewhere */
	CHECK(store_begin(s, &err) && store_end(s, reviews_log(s, &r, &err), &err));
	CHECK(reviews_total(s, NULL, 0, &t, &err));
	CHECK_INT(t.reviews, 2);
	CHECK_INT(t.passed, 1);
	CHECK_INT(t.learning, 1);
	CHECK_INT(t.duration_ms, 3000);
	CHECK_INT(t.days, 2);
	CHECK(reviews_total(s, "Land", 0, &t, &err));
	CHECK_INT(t.reviews + t.learning, 0);
	CHECK(reviews_today(s, "Sea", TODAY, &fresh, &due, &err));
	CHECK_INT(fresh, 1);
	CHECK_INT(due, 1);
	arena_release(&a);
	fresh_store_end(s);
}

static bool first_session(void *self, const struct card_session *c, struct err *err)
{
	int64_t *ids = self;

	(void)err;
	ids[ids[0] ? 1 : 0] = c->id;
	CHECK_INT(c->asked, 3);
	CHECK_INT(c->points, 120);
	return true;
}

TEST(sessions_are_told_the_newest_first)
{
	struct store *s = fresh_store();
	struct card_session c = {.type = "quiz", .deck = "Sea", .started_at = 1};
	int64_t ids[2] = {0}, first = 0, second = 0;
	struct err err = {0};

	CHECK(sessions_open(s, &c, &first, &err));
	c = (struct card_session){
		.id = first, .ended_at = 2, .asked = 3, .correct = 2, .points = 120, .streak = 2};
	CHECK(sessions_close(s, &c, &err));
	CHECK(sessions_open(s, &(struct card_session){.type = "quiz"}, &second, &err));
	c.id = second;
	CHECK(sessions_close(s, &c, &err));
	/* Nothing was asked in this one, and that one was no quiz. */
	CHECK(sessions_open(s, &(struct card_session){.type = "quiz"}, &c.id, &err));
	CHECK(sessions_open(s, &(struct card_session){.type = "review"}, &c.id, &err));
	CHECK(sessions_close(s, &c, &err));
	CHECK(sessions_each(s, "quiz", 10, first_session, ids, &err));
	CHECK_INT(ids[0], second);
	CHECK_INT(ids[1], first);
	fresh_store_end(s);
}

TEST(decks_count_their_notes_once)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct deck_counts d;
	struct err err = {0};

	put(s, &(struct note){.kind = "cloze",
		       .cloze = "{{c1::a}} {{c2::b}}",
		       .status = NOTE_APPROVED,
		       .deck = "Sea"});
	put_card(s, "a", "Sea", NOTE_DRAFT, (struct card_memory){0});
	put_card(s, "b", "Sea", NOTE_APPROVED,
		(struct card_memory){.state = CARD_REVIEW, .due_day = TODAY});
	put_card(s, "c", "Land", NOTE_APPROVED, (struct card_memory){.is_suspended = true});
	CHECK(decks_count(s, &a, TODAY, NOW, &d, &err));
	CHECK_INT(d.list.len, 2);
	CHECK_STR(d.list.at[0].deck, "Land");
	CHECK_INT(d.list.at[0].suspended, 1);
	CHECK_INT(d.list.at[0].fresh, 0);
	CHECK_INT(d.list.at[1].notes, 3);
	CHECK_INT(d.list.at[1].drafts, 1);
	CHECK_INT(d.list.at[1].fresh, 2);
	CHECK_INT(d.list.at[1].due, 1);
	vec_release(&d.list);
	arena_release(&a);
	fresh_store_end(s);
}
