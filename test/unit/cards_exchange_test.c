#include "core/base/fs.h"
#include "core/cards/export.h"
#include "core/cards/ferry.h"
#include "core/cards/import.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Files of other programs: read, written, and read again. */

static struct exchange read_anki_text(const char *text)
{
	struct exchange x;
	struct err err;

	CHECK(exchange_read_anki(text, strlen(text), &x, &err));
	return x;
}

static struct exchange read_table(const char *text)
{
	struct exchange x;
	struct err err;

	CHECK(exchange_read_csv(text, strlen(text), &x, &err));
	return x;
}

TEST(ankis_text_with_headers)
{
	struct exchange x =
		read_anki_text("#separator:tab\n#html:true\n#guid column:1\n"
			       "#deck column:2\n#tags column:5\n"
			       "g1\tSea::Tides\tWhat is ebb?\tfalling <b>water</b><br>twice a "
			       "day\tsea moon\n"
			       "g2\tSea\t\"a \"\"spring\"\" tide\"\thigh &amp; low\t\n");

	CHECK_INT(x.notes.len, 2);
	CHECK_STR(x.notes.at[0].guid, "g1");
	CHECK_STR(x.notes.at[0].deck, "Sea::Tides");
	CHECK_STR(x.notes.at[0].question, "What is ebb?");
	CHECK_STR(x.notes.at[0].answer, "falling water\ntwice a day");
	CHECK_STR(x.notes.at[0].tags, "sea moon");
	CHECK(!x.notes.at[0].is_unnamed);
	CHECK_STR(x.notes.at[1].question, "a \"spring\" tide");
	CHECK_STR(x.notes.at[1].answer, "high & low");
	exchange_release(&x);
}

TEST(ankis_text_without_headers)
{
	struct exchange x = read_anki_text("ebb;falling water\nflood;rising water\n"
					   "The {{c1::moon}} makes tides;\n");

	CHECK_INT(x.notes.len, 3);
	CHECK_STR(x.notes.at[1].question, "flood");
	CHECK_STR(x.notes.at[2].cloze, "The {{c1::moon}} makes tides");
	CHECK_STR(x.notes.at[2].kind, "cloze");
	exchange_release(&x);
}

TEST(tables_with_and_without_names)
{
	struct exchange x = read_table("Tags,Answer,Question\nsea,\"falling, slowly\",ebb\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].question, "ebb");
	CHECK_STR(x.notes.at[0].answer, "falling, slowly");
	CHECK_STR(x.notes.at[0].tags, "sea");
	exchange_release(&x);
	x = read_table("ebb;falling\nflood;rising\n");
	CHECK_INT(x.notes.len, 2);
	CHECK_STR(x.notes.at[0].answer, "falling");
	exchange_release(&x);
}

TEST(what_is_no_table_of_cards_is_refused)
{
	struct exchange x;
	struct err err;

	CHECK(!exchange_read_csv("one\ntwo\n", 8, &x, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(*err.hint);
	CHECK(!exchange_read_csv("a,b\n\"open,c\n", 12, &x, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!exchange_read_json("{\"notes\": 3}", 12, &x, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!exchange_read_json("[{\"question\": \"a\"}]", 19, &x, &err));
	CHECK_INT(err.kind, ERR_INPUT);
}

/* ---- names of those that have none ---- */

TEST(a_note_without_a_guid_gets_one_of_its_question)
{
	struct exchange x = read_table("question,answer\nbank,shore\nebb,falling\nbank,money\n"),
			y = read_table("question,answer\nebb,falling water\n");

	CHECK(x.notes.at[0].is_unnamed);
	CHECK(strcmp(x.notes.at[0].guid, x.notes.at[2].guid) != 0);
	CHECK_STR(x.notes.at[1].guid, y.notes.at[0].guid);
	exchange_release(&x);
	exchange_release(&y);
}

static struct ferry_result take(struct store *s, const char *table)
{
	const struct ferry_options o = {.status = NOTE_APPROVED};
	struct exchange x = read_table(table);
	struct ferry_result r;
	struct err err;

	CHECK(ferry_in(s, &x, &o, &r, &err));
	exchange_release(&x);
	return r;
}

TEST(a_table_that_comes_again_adds_nothing)
{
	static const char *const table = "question,answer\nbank,shore\nebb,falling\nbank,money\n";
	struct store *s = fresh_store();
	struct ferry_result r = take(s, table);

	CHECK_INT(r.added, 3);
	r = take(s, table);
	CHECK_INT(r.added, 0);
	CHECK_INT(r.same, 3);
	r = take(s, "question,answer\nebb,falling water\n");
	CHECK_INT(r.added, 0);
	CHECK_INT(r.updated, 1);
	fresh_store_end(s);
}

TEST(a_table_does_not_take_the_users_words)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct exchange x = read_table("question,answer\nebb,falling\n");
	struct note_record r;
	struct ferry_result got = take(s, "question,answer\nebb,falling\n");
	bool found = false;
	struct err err;

	CHECK(notes_by_guid(s, &a, x.notes.at[0].guid, &r, &found, &err) && found);
	r.note.answer = "falling water";
	r.note.is_edited = true;
	CHECK(store_begin(s, &err) && store_end(s, notes_update(s, &r.note, &err), &err));
	got = take(s, "question,answer\nebb,falling\n");
	CHECK_INT(got.skipped, 1);
	CHECK(notes_by_guid(s, &a, x.notes.at[0].guid, &r, &found, &err) && found);
	CHECK_STR(r.note.answer, "falling water");
	exchange_release(&x);
	arena_release(&a);
	fresh_store_end(s);
}

/* ---- round trips ---- */

/* Two notes with all that a file can carry. */
static struct exchange sample(void)
{
	struct exchange x = {0};
	struct exchange_note n = {.guid = "g-basic",
		.deck = "Sea::Tides",
		.tags = "sea moon",
		.kind = "definition",
		.question = "What is <ebb> & flood?",
		.answer = "falling,\nand \"rising\" water\twith Ümläuts",
		.source = "Tides",
		.created_ms = 1700000000000,
		.modified_ms = 1700000001000,
		.cards_len = 1,
		.reviews_len = 1};

	n.cards = arena_array(&x.arena, struct card, 1);
	n.cards[0].memory = (struct card_memory){.state = CARD_REVIEW,
		.due_day = 19700,
		.stability = 12.5,
		.difficulty = 4.25,
		.last_ms = 1701000000000,
		.last_day = 19687,
		.interval = 13,
		.reps = 4,
		.lapses = 1};
	n.reviews = arena_array(&x.arena, struct exchange_review, 1);
	n.reviews[0] = (struct exchange_review){.at_ms = 1701000000000,
		.rating = 3,
		.interval = 13,
		.last_interval = 5,
		.difficulty = 4.25,
		.duration_ms = 2500,
		.state = CARD_REVIEW};
	vec_push(&x.notes, n);
	n = (struct exchange_note){.guid = "g-cloze",
		.deck = "Sea",
		.tags = "",
		.kind = "cloze",
		.question = "",
		.answer = "",
		.cloze = "The {{c1::moon}} and the {{c2::sun}} make tides.",
		.created_ms = 1700000002000,
		.modified_ms = 1700000002000};
	vec_push(&x.notes, n);
	return x;
}

static void check_words(const struct exchange *got)
{
	const struct exchange_note *n;
	struct exchange want = sample();

	CHECK_INT(got->notes.len, 2);
	for (size_t i = 0; i < got->notes.len && i < 2; i++) {
		n = &want.notes.at[i];
		CHECK_STR(got->notes.at[i].guid, n->guid);
		CHECK_STR(got->notes.at[i].deck, n->deck);
		CHECK_STR(got->notes.at[i].question, n->question);
		CHECK_STR(got->notes.at[i].answer, n->answer);
		CHECK_STR(got->notes.at[i].tags ? got->notes.at[i].tags : "", n->tags);
		if (n->cloze)
			CHECK_STR(got->notes.at[i].cloze, n->cloze);
	}
	exchange_release(&want);
}

static void check_memory(const struct exchange *got)
{
	const struct exchange_note *n = &got->notes.at[0];

	CHECK_INT(n->cards_len, 1);
	CHECK_INT(n->cards[0].memory.state, CARD_REVIEW);
	CHECK_INT(n->cards[0].memory.due_day, 19700);
	CHECK_INT(n->cards[0].memory.interval, 13);
	CHECK_INT(n->cards[0].memory.reps, 4);
	CHECK_INT(n->cards[0].memory.lapses, 1);
	CHECK(n->cards[0].memory.stability == 12.5 && n->cards[0].memory.difficulty == 4.25);
	CHECK_INT(n->reviews_len, 1);
	CHECK_INT(n->reviews[0].at_ms, 1701000000000);
	CHECK_INT(n->reviews[0].rating, 3);
	CHECK_INT(n->reviews[0].duration_ms, 2500);
}

TEST(json_comes_back_as_it_went)
{
	struct exchange x = sample(), y;
	struct str out = {0};
	struct err err;

	exchange_write_json(&x, &out);
	CHECK(exchange_read_json(out.at, out.len, &y, &err));
	check_words(&y);
	check_memory(&y);
	exchange_release(&x);
	exchange_release(&y);
	str_release(&out);
}

TEST(tables_and_ankis_text_come_back)
{
	struct exchange x = sample(), y;
	struct str out = {0};
	struct err err;

	exchange_write_csv(&x, &out);
	CHECK(exchange_read_csv(out.at, out.len, &y, &err));
	check_words(&y);
	exchange_release(&y);
	str_clear(&out);
	exchange_write_anki(&x, &out);
	CHECK(exchange_read_anki(out.at, out.len, &y, &err));
	CHECK_INT(y.notes.len, 2);
	CHECK_STR(y.notes.at[0].guid, "g-basic");
	CHECK_STR(y.notes.at[0].question, "What is <ebb> & flood?");
	CHECK_STR(y.notes.at[1].cloze, "The {{c1::moon}} and the {{c2::sun}} make tides.");
	exchange_release(&x);
	exchange_release(&y);
	str_release(&out);
}

TEST(a_package_comes_back_and_is_the_same_each_time)
{
	const struct export_options o = {
		.with_scheduling = true, .retention = 0.9, .decay = 0.1542};
	struct exchange x = sample(), y;
	struct str path = {0}, first = {0}, second = {0};
	struct err err;

	fresh_folder();
	str_addf(&path, "%s.apkg", fresh_path());
	CHECK(exchange_write_apkg(&x, &o, path.at, &err));
	CHECK(fs_read(path.at, SIZE_MAX, &first, &err));
	CHECK(exchange_write_apkg(&x, &o, path.at, &err));
	CHECK(fs_read(path.at, SIZE_MAX, &second, &err));
	CHECK(first.len == second.len && memcmp(first.at, second.at, first.len) == 0);
	CHECK(exchange_read_apkg(path.at, &o.day, &y, &err));
	check_words(&y);
	check_memory(&y);
	remove(path.at);
	exchange_release(&x);
	exchange_release(&y);
	str_release(&path);
	str_release(&first);
	str_release(&second);
	fresh_store_end(NULL);
}

/* ---- through the store ---- */

/* What was read into a store and written out of it again. */
static void through_store(const struct exchange *x, struct exchange *ret)
{
	const struct ferry_options o = {.with_scheduling = true, .status = NOTE_APPROVED};
	const struct note_filter all = {0};
	struct store *s = fresh_store();
	struct ferry_result got;
	struct err err;

	CHECK(ferry_in(s, x, &o, &got, &err));
	CHECK_INT(got.added, x->notes.len);
	CHECK(ferry_out(s, &all, FERRY_WITH_REVIEWS, ret, &err));
	fresh_store_end(s);
}

TEST(reviews_of_other_programs_go_out_as_they_came)
{
	struct exchange x = sample(), y;

	x.notes.at[0].reviews[0].interval = -600; /* seconds: a step */
	x.notes.at[0].reviews[0].last_interval = -60;
	through_store(&x, &y);
	check_words(&y);
	check_memory(&y);
	CHECK_INT(y.notes.at[0].reviews[0].interval, -600);
	CHECK_INT(y.notes.at[0].reviews[0].last_interval, -60);
	CHECK(y.notes.at[0].reviews[0].difficulty == 4.25);
	CHECK_INT(y.notes.at[0].reviews[0].state, CARD_REVIEW);
	exchange_release(&x);
	exchange_release(&y);
}

/* Files may say anything; the schedule reckons with what it could have made itself. */
TEST(memories_of_files_are_brought_within_bounds)
{
	struct exchange x = sample(), y;
	struct card_memory *m = &x.notes.at[0].cards[0].memory, *n;

	*m = (struct card_memory){.state = CARD_REVIEW,
		.step = -7,
		.due_day = INT64_MAX / 2,
		.stability = 1e300,
		.difficulty = -4,
		.last_day = -9000000000000000,
		.interval = -5,
		.reps = -1,
		.lapses = -1};
	through_store(&x, &y);
	n = &y.notes.at[0].cards[0].memory;
	CHECK(n->stability == 36500 && n->difficulty == 1);
	CHECK(n->interval >= 1 && n->interval <= 36500);
	CHECK(n->due_day >= 0 && n->due_day < 1000000 && n->last_day <= n->due_day);
	CHECK(n->last_day >= -1000000);
	CHECK_INT(n->step, 0);
	CHECK_INT(n->reps, 0);
	CHECK_INT(n->lapses, 0);
	exchange_release(&x);
	exchange_release(&y);
}

TEST(reviews_of_files_are_brought_within_bounds)
{
	struct exchange x = sample(), y;
	struct exchange_review *r = arena_array(&x.arena, struct exchange_review, 3);

	r[0] = x.notes.at[0].reviews[0];
	r[1] = r[2] = r[0];
	r[1].rating = 99; /* no answer at all */
	r[2].at_ms++;
	r[2].interval = INT64_MIN;
	r[2].last_interval = INT64_MAX;
	r[2].difficulty = 1e300;
	r[2].duration_ms = -1;
	x.notes.at[0].reviews = r;
	x.notes.at[0].reviews_len = 3;
	x.notes.at[0].created_ms = x.notes.at[1].created_ms = INT64_MAX;
	through_store(&x, &y);
	CHECK_INT(y.notes.at[0].reviews_len, 2);
	r = &y.notes.at[0].reviews[1];
	CHECK_INT(r->rating, 3);
	CHECK_INT(r->interval, -36500 * 86400LL);
	CHECK_INT(r->last_interval, 36500);
	CHECK(r->difficulty == 10);
	CHECK_INT(r->duration_ms, 0);
	CHECK(y.notes.at[0].created_ms < 10000000000000);
	exchange_release(&x);
	exchange_release(&y);
}
