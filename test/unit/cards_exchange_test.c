#include "core/base/fs.h"
#include "core/cards/export.h"
#include "core/cards/ferry.h"
#include "core/cards/import.h"
#include "core/db/db.h"
#include "core/text/archive.h"
#include "test/unit/fresh_store.h"
#include "test/unit/read_exchange.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Files of other programs: read, written, and read again. */

TEST(ankis_text_with_headers)
{
	struct exchange x =
		read_anki("#separator:tab\n#html:true\n#guid column:1\n"
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
	CHECK_STR(x.notes.at[0].kind, "note");
	CHECK(!x.notes.at[0].is_unnamed);
	CHECK_STR(x.notes.at[1].question, "a \"spring\" tide");
	CHECK_STR(x.notes.at[1].answer, "high & low");
	exchange_release(&x);
}

TEST(ankis_text_without_headers)
{
	struct exchange x = read_anki("ebb;falling water\nflood;rising water\n"
					   "The {{c1::moon}} makes tides;\n");

	CHECK_INT(x.notes.len, 3);
	CHECK_STR(x.notes.at[1].question, "flood");
	CHECK_STR(x.notes.at[2].cloze, "The {{c1::moon}} makes tides");
	CHECK_STR(x.notes.at[2].kind, "cloze");
	exchange_release(&x);
}

TEST(tables_with_and_without_names)
{
	struct exchange x = read_csv("Tags,Answer,Question\nsea,\"falling, slowly\",ebb\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].question, "ebb");
	CHECK_STR(x.notes.at[0].answer, "falling, slowly");
	CHECK_STR(x.notes.at[0].tags, "sea");
	exchange_release(&x);
	x = read_csv("ebb;falling\nflood;rising\n");
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
	struct exchange x = read_csv("question,answer\nbank,shore\nebb,falling\nbank,money\n"),
			y = read_csv("question,answer\nebb,falling water\n");

	CHECK(x.notes.at[0].is_unnamed);
	CHECK(strcmp(x.notes.at[0].guid, x.notes.at[2].guid) != 0);
	CHECK_STR(x.notes.at[1].guid, y.notes.at[0].guid);
	exchange_release(&x);
	exchange_release(&y);
}

static struct ferry_result take(struct store *s, const char *table)
{
	const struct ferry_options o = {.status = NOTE_APPROVED};
	struct exchange x = read_csv(table);
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
	struct exchange x = read_csv("question,answer\nebb,falling\n");
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
	CHECK_STR(y.notes.at[0].kind, "definition");
	CHECK_STR(y.notes.at[1].kind, "cloze");
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
	m->reps = 1;
	through_store(&x, &y);
	n = &y.notes.at[0].cards[0].memory;
	CHECK(n->stability == 36500 && n->difficulty == 1);
	CHECK(n->interval >= 1 && n->interval <= 36500);
	CHECK(n->due_day >= 0 && n->due_day < 1000000 && n->last_day <= n->due_day);
	CHECK(n->last_day >= -1000000);
	CHECK_INT(n->step, 0);
	CHECK_INT(n->reps, 1);
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
/* ---- what formats take for signs ---- */

static const char *const hard_texts[] = {
	"<b>bold</b> &amp; \"quoted\" & <",
	"a\nb\n\nc",
	"a\tb",
	"#not a comment",
	"-",
	"a;b,c|d",
	"'=1+1'",
	"}} {{x}} {{",
	"std::vector<T>::at()",
	"&lt;p&gt;",
	"[sound:x.mp3] [image y]",
	"\\n \\\\ \"\"",
	"日本語 🙂 ß",
	"a  b",
};

TEST(hard_texts_come_back_from_every_format)
{
	struct exchange x = {0}, y;
	struct str out = {0};
	struct err err;

	for (size_t i = 0; i < sizeof hard_texts / sizeof *hard_texts; i++)
		vec_push(
			&x.notes, ((struct exchange_note){.guid = arena_printf(&x.arena, "g%zu", i),
					  .deck = "Sea",
					  .tags = "",
					  .kind = "fact",
					  .question = hard_texts[i],
					  .answer = hard_texts[i]}));
	for (int format = 0; format < 3; format++) {
		str_clear(&out);
		if (format == 0) {
			exchange_write_anki(&x, &out);
			CHECK(exchange_read_anki(out.at, out.len, &y, &err));
		} else if (format == 1) {
			exchange_write_csv(&x, &out);
			CHECK(exchange_read_csv(out.at, out.len, &y, &err));
		} else {
			exchange_write_json(&x, &out);
			CHECK(exchange_read_json(out.at, out.len, &y, &err));
		}
		CHECK_INT(y.notes.len, x.notes.len);
		for (size_t i = 0; i < y.notes.len && i < x.notes.len; i++) {
			CHECK_STR(y.notes.at[i].guid, x.notes.at[i].guid);
			CHECK_STR(y.notes.at[i].question, x.notes.at[i].question);
			CHECK_STR(y.notes.at[i].answer, x.notes.at[i].answer);
		}
		exchange_release(&y);
	}
	exchange_release(&x);
	str_release(&out);
}

TEST(fields_of_anki_hold_no_html_of_a_text)
{
	static const struct {
		const char *text, *want;
	} texts[] =
		{
			{"a < b & c > d", "a &lt; b &amp; c &gt; d"},
			{"a\nb", "a<br>b"},
			{"a\x01\x1f"
			 "b",
				"ab"},
			{"", ""},
		},
	  clozes[] = {
		  {"The {{c1::moon}} & {{c2::sun::a <star>}}",
			  "The {{c1::moon}} &amp; {{c2::sun::a &lt;star&gt;}}"},
		  {"{{c1::a}}}", "{{c1::a} }}"},
		  {"{{c1::{{x}}", "{{c1::{ {x}}"},
		  {"{{c1::a:::b}}", "{{c1::a:::b}}"},
		  {"{{c1::open", "{{c1::open"},
		  {"use {{cat}} & <b> in {{c1::x}}", "use {{cat}} &amp; &lt;b&gt; in {{c1::x}}"},
		  {"{{c <i> {{c12::x}}", "{{c &lt;i&gt; {{c12::x}}"},
		  {"no gap < at all", "no gap &lt; at all"},
	  };
	struct str out = {0};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		str_clear(&out);
		export_html(texts[i].text, &out);
		CHECK_STR(str_text(&out), texts[i].want);
	}
	for (size_t i = 0; i < sizeof clozes / sizeof *clozes; i++) {
		str_clear(&out);
		export_cloze_html(clozes[i].text, &out);
		if (i == 3) /* how the signs are parted does not matter, but that they are */
			CHECK(strstr(str_text(&out), "{{c1::a") && str_ends(str_text(&out), "b}}"));
		else
			CHECK_STR(str_text(&out), clozes[i].want);
	}
	str_release(&out);
}

/* ---- packages ---- */

static bool write_package(const struct exchange *x, struct str *path)
{
	const struct export_options o = {.with_scheduling = true, .retention = 0.9};
	struct err err;

	fresh_folder();
	str_addf(path, "%s.apkg", fresh_path());
	return exchange_write_apkg(x, &o, path->at, &err);
}

static bool read_package(const char *path, struct exchange *ret, struct err *err)
{
	static const struct schedule_day day = {0};

	return exchange_read_apkg(path, &day, ret, err);
}

static void end_package(struct str *path)
{
	remove(path->at);
	str_release(path);
	fresh_store_end(NULL);
}

/* The collection of a package, as a file of its own beside it. */
static struct db *open_collection(const char *package, struct str *path)
{
	struct archive *a = NULL;
	struct str bytes = {0};
	struct db *db = NULL;
	struct err err;

	str_addf(path, "%s.db", package);
	CHECK(archive_open(package, NULL, &a, &err) &&
		archive_read(a, "collection.anki2", &bytes, &err) &&
		fs_write_atomic(path->at, bytes.at, bytes.len, 0600, &err) &&
		db_open(path->at, DB_READ_ONLY, &db, &err));
	archive_close(a);
	str_release(&bytes);
	return db;
}

static int64_t ask(struct db *db, const char *sql)
{
	struct err err;
	int64_t got = -1;

	CHECK(db_query_int(db, sql, &got, &err));
	return got;
}

TEST(notes_of_one_instant_have_ids_of_their_own)
{
	struct exchange x = {0}, y;
	struct str path = {0}, file = {0};
	struct db *db;
	struct err err;

	for (int i = 0; i < 20; i++)
		vec_push(&x.notes,
			((struct exchange_note){.guid = arena_printf(&x.arena, "g%02d", i),
				.deck = "Sea::Tides::Ebb",
				.tags = "a b",
				.kind = "fact",
				.question = "Is it?",
				.answer = "yes",
				.created_ms = 1700000000000}));
	CHECK(write_package(&x, &path));
	db = open_collection(path.at, &file);
	CHECK_INT(ask(db, "SELECT count(DISTINCT id) FROM notes"), 20);
	CHECK_INT(ask(db, "SELECT count(DISTINCT id) FROM cards"), 20);
	CHECK_INT(ask(db, "SELECT count(DISTINCT due) FROM cards"), 20);
	CHECK_INT(ask(db, "SELECT count(*) FROM notes WHERE tags = ' a b '"), 20);
	/* "Sea" and "Sea::Tides" are there for those below them. */
	CHECK_INT(ask(db, "SELECT count(*) FROM col, json_each(col.decks) d WHERE d.value ->> "
			  "'name' IN ('Default', 'Sea', 'Sea::Tides', 'Sea::Tides::Ebb')"),
		4);
	db_close(db);
	CHECK(read_package(path.at, &y, &err));
	CHECK_INT(y.notes.len, 20);
	CHECK_STR(y.notes.at[7].guid, "g07");
	CHECK_STR(y.notes.at[7].tags, "a b");
	exchange_release(&y);
	remove(file.at);
	str_release(&file);
	end_package(&path);
	exchange_release(&x);
}

/* Their ids are instants: those of one note must not push those of the next. */
TEST(reviews_of_a_package_keep_their_instants)
{
	static const int64_t at[2][2] = {
		{1700000000000, 1709000000000}, {1701000000000, 1709000000000}};
	struct exchange x = {0}, y;
	struct str path = {0};
	struct err err;

	for (int i = 0; i < 2; i++) {
		struct exchange_note n = {.guid = i ? "b" : "a",
			.deck = "Sea",
			.tags = "",
			.kind = "fact",
			.question = "Is it?",
			.answer = "yes",
			.created_ms = 1690000000000 + i,
			.cards_len = 1,
			.reviews_len = 2};

		n.cards = arena_array(&x.arena, struct card, 1);
		n.reviews = arena_array(&x.arena, struct exchange_review, 2);
		for (int k = 0; k < 2; k++)
			n.reviews[k] = (struct exchange_review){
				.at_ms = at[i][k], .rating = 3, .state = CARD_REVIEW};
		vec_push(&x.notes, n);
	}
	CHECK(write_package(&x, &path));
	CHECK(read_package(path.at, &y, &err));
	CHECK_INT(y.notes.len, 2);
	for (int i = 0; i < 2; i++) {
		CHECK_INT(y.notes.at[i].reviews_len, 2);
		CHECK_INT(y.notes.at[i].reviews[0].at_ms, at[i][0]);
		/* The same instant: the next one that is free. */
		CHECK_INT(y.notes.at[i].reviews[1].at_ms, at[i][1] + i);
	}
	exchange_release(&y);
	exchange_release(&x);
	end_package(&path);
}

TEST(a_package_that_comes_again_edited_updates_one)
{
	const struct ferry_options o = {.with_scheduling = true, .status = NOTE_APPROVED};
	struct exchange x = sample(), y;
	struct str path = {0};
	struct store *s;
	struct ferry_result got;
	struct err err;

	CHECK(write_package(&x, &path));
	CHECK(read_package(path.at, &y, &err));
	end_package(&path);
	s = fresh_store();
	CHECK(ferry_in(s, &y, &o, &got, &err));
	CHECK_INT(got.added, 2);
	CHECK(ferry_in(s, &y, &o, &got, &err));
	CHECK_INT(got.same, 2);
	y.notes.at[0].answer = "falling and rising";
	y.notes.at[0].modified_ms += 60000;
	CHECK(ferry_in(s, &y, &o, &got, &err));
	CHECK_INT(got.added, 0);
	CHECK_INT(got.updated, 1);
	CHECK_INT(got.same, 1);
	fresh_store_end(s);
	exchange_release(&x);
	exchange_release(&y);
}

TEST(samples_of_other_programs)
{
	static const struct {
		const char *name;
		size_t notes, cards, reviews;
	} samples[] = {
		{"anki-2.1.15-export-with-scheduling", 4, 5, 5},
		{"genanki-sample", 4, 5, 0}, /* a note of two templates is two of ours */
		{"genanki-sample-as-anki21", 4, 5, 0},
		{"npm-anki-apkg-export-sample", 2, 2, 0},
		{"sdp-oo-design", 6, 6, 0},
		{"sdp-system-design-exercises", 8, 8, 0},
		{"sdp-system-design", 42, 42, 0},
	};
	const char *folder = test_shared("eval/cards/apkg_samples");
	struct str path = {0};
	struct exchange x;
	struct err err;

	for (size_t i = 0; folder && i < sizeof samples / sizeof *samples; i++) {
		size_t cards = 0, reviews = 0;

		str_clear(&path);
		str_addf(&path, "%s/%s.apkg", folder, samples[i].name);
		if (!read_package(path.at, &x, &err)) {
			test_failed(__FILE__, __LINE__, "%s: %s", samples[i].name, err.message);
			continue;
		}
		for (size_t k = 0; k < x.notes.len; k++) {
			const struct exchange_note *n = &x.notes.at[k];

			cards += n->cards_len;
			reviews += n->reviews_len;
			CHECK(*n->guid && *n->deck && (n->cloze ? *n->cloze : *n->question));
			CHECK(n->modified_ms > 1000000000000 && n->modified_ms < 2000000000000);
		}
		CHECK_INT(x.notes.len, samples[i].notes);
		CHECK_INT(cards, samples[i].cards);
		CHECK_INT(reviews, samples[i].reviews);
		exchange_release(&x);
	}
	str_release(&path);
}

/* ---- packages of the newest generation, and broken ones ---- */

/* One frame of raw blocks (RFC 8878, 3.1.1): what a compressor would make, unpacked. */
static void add_zstd(struct str *out, const char *bytes, size_t len)
{
	str_add_bytes(out, "\x28\xb5\x2f\xfd\xa0", 5);
	for (int i = 0; i < 4; i++)
		str_add_char(out, (char)(len >> 8 * i & 255));
	for (size_t at = 0; at < len;) {
		size_t piece = len - at > 65536 ? 65536 : len - at;
		size_t header = piece << 3 | (at + piece == len);

		for (int i = 0; i < 3; i++)
			str_add_char(out, (char)(header >> 8 * i & 255));
		str_add_bytes(out, bytes + at, piece);
		at += piece;
	}
}

/* A package with one member, and what makes it one of the newest. */
static void pack(const char *path, const char *member, const char *bytes, size_t len)
{
	struct archive_writer *w = NULL;
	struct err err;

	CHECK(archive_create(path, &w, &err));
	CHECK(archive_add(w, member, bytes, len, &err));
	if (strcmp(member, "collection.anki21b") == 0)
		CHECK(archive_add(w, "meta", "\x08\x03", 2, &err));
	CHECK(archive_finish(w, &err));
}

/* A database made of SQL, its bytes. */
static void make_database(const char *sql, struct str *ret)
{
	struct str path = {0};
	struct db *db = NULL;
	struct err err = {0};

	str_addf(&path, "%s.made", fresh_path());
	CHECK(db_open(path.at, DB_CREATE, &db, &err) && db_distrust(db, "unicase", &err));
	if (!db_exec(db, sql, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	db_close(db);
	CHECK(fs_read(path.at, SIZE_MAX, ret, &err));
	remove(path.at);
	str_release(&path);
}

#define ROWS                                                                                       \
	"CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer,"         \
	" usn integer, tags text, flds text, sfld integer, csum integer, flags integer,"           \
	" data text);"                                                                             \
	"CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer,"       \
	" mod integer, usn integer, type integer, queue integer, due integer, ivl integer,"        \
	" factor integer, reps integer, lapses integer, left integer, odue integer,"               \
	" odid integer, flags integer, data text);"                                                \
	"CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer,"     \
	" ivl integer, lastIvl integer, factor integer, time integer, type integer);"
#define COL                                                                                        \
	"CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer,"         \
	" ver integer, dty integer, usn integer, ls integer, conf text, models text,"              \
	" decks text, dconf text, tags text);"

/* Day 19675 is the first one: 1699920000. */
static const char schema_18[] = COL ROWS
	"CREATE TABLE notetypes (id integer primary key, name text NOT NULL COLLATE unicase,"
	" mtime_secs integer, usn integer, config blob);"
	"CREATE TABLE fields (ntid integer, ord integer, name text NOT NULL COLLATE unicase,"
	" config blob, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;"
	"CREATE TABLE templates (ntid integer, ord integer, name text NOT NULL COLLATE unicase,"
	" mtime_secs integer, usn integer, config blob, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;"
	"CREATE TABLE decks (id integer primary key, name text NOT NULL COLLATE unicase,"
	" mtime_secs integer, usn integer, common blob, kind blob);"
	"CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);"
	"INSERT INTO col VALUES (1, 1699920000, 0, 0, 18, 0, 0, 0, '', '', '', '', '');"
	"INSERT INTO notetypes VALUES (1, 'Basic', 0, 0, x''), (2, 'Cloze', 0, 0, x'0801');"
	"INSERT INTO fields VALUES (1, 0, 'Front', x''), (1, 1, 'Back', x''),"
	" (2, 0, 'Text', x''), (2, 1, 'Back Extra', x'');"
	"INSERT INTO templates VALUES"
	" (1, 0, 'Card 1', 0, 0, x'0a09' || CAST('{{Front}}' AS BLOB) ||"
	"  x'1219' || CAST('{{FrontSide}}<hr>{{Back}}' AS BLOB)),"
	" (2, 0, 'Cloze', 0, 0, x'0a0e' || CAST('{{cloze:Text}}' AS BLOB));"
	"INSERT INTO decks VALUES (1, 'Default', 0, 0, x'', x''),"
	" (7, 'Sea' || char(31) || 'Tides', 0, 0, x'', x'');"
	"INSERT INTO notes VALUES"
	" (1700000000001, 'g1', 1, 1700000100, -1, ' sea moon ', 'What is <i>ebb</i>?' || char(31) "
	"||"
	"  'falling &amp; slow', '', 0, 0, ''),"
	" (1700000000002, 'g2', 2, 1700000200, -1, '', 'The {{c1::moon}}, the {{c2::sun}}' ||"
	"  char(31), '', 0, 0, ''),"
	" (1700000000003, 'g3', 99, 1700000200, -1, '', 'lost', '', 0, 0, '');"
	"INSERT INTO cards VALUES"
	" (1, 1700000000001, 7, 0, 0, 0, 2, 2, 30, 20, 2500, 4, 1, 0, 0, 0, 0,"
	"  '{\"s\":21.5,\"d\":4.2,\"lrt\":1700784000}'),"
	" (2, 1700000000002, 1, 0, 0, 0, 2, -1, 10, 12, 1300, 2, 0, 0, 0, 0, 0, ''),"
	" (3, 1700000000002, 1, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, '{}'),"
	" (4, 1700000000003, 1, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, '');"
	"INSERT INTO revlog VALUES (1700784000000, 1, 0, 3, 20, 7, 420, 3000, 1),"
	" (1700784000001, 77, 0, 3, 20, 7, 420, 3000, 1);";

TEST(a_package_of_the_newest_schema)
{
	struct str path = {0}, database = {0}, packed = {0};
	const struct exchange_note *n;
	const struct card_memory *m;
	struct exchange x = {0};
	struct err err = {0};

	fresh_folder();
	str_addf(&path, "%s.apkg", fresh_path());
	make_database(schema_18, &database);
	add_zstd(&packed, database.at, database.len);
	pack(path.at, "collection.anki21b", packed.at, packed.len);
	if (!read_package(path.at, &x, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	CHECK_INT(x.notes.len, 2);
	CHECK_INT(x.problems.len, 1); /* a note type that is not there */
	if (x.notes.len == 2) {
		n = &x.notes.at[0];
		CHECK_STR(n->deck, "Sea::Tides");
		CHECK_STR(n->tags, "sea moon");
		CHECK_STR(n->question, "What is ebb?");
		CHECK_STR(n->answer, "falling & slow");
		m = &n->cards[0].memory;
		CHECK_INT(m->state, CARD_REVIEW);
		CHECK_INT(m->due_day, 19675 + 30);
		CHECK(m->stability == 21.5 && m->difficulty == 4.2);
		CHECK_INT(m->interval, 20);
		CHECK_INT(m->last_ms, 1700784000000);
		CHECK_INT(n->reviews_len, 1);
		CHECK_INT(n->reviews[0].interval, 20);
		n = &x.notes.at[1];
		CHECK_STR(n->cloze, "The {{c1::moon}}, the {{c2::sun}}");
		CHECK_INT(n->cards_len, 2);
		CHECK(n->cards[0].memory.is_suspended);
		/* Without FSRS: as stable as the interval, and hard as the ease says. */
		CHECK(n->cards[0].memory.stability == 12 && n->cards[0].memory.difficulty == 10);
		CHECK_INT(n->cards[1].ord, 1);
		CHECK_INT(n->cards[1].memory.state, CARD_NEW);
	}
	exchange_release(&x);
	str_release(&database);
	str_release(&packed);
	end_package(&path);
}

#define MODELS_EMPTY                                                                               \
	COL ROWS "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '', '{}', '{}', '', '')"

static const struct {
	const char *name, *member, *sql; /* sql NULL: the text is the member */
	const char *text;
} broken[] = {
	{"no collection", "readme", NULL, "hello"},
	{"a name that leaves the folder", "../collection.anki2", NULL, "hello"},
	{"no database", "collection.anki2", NULL, "no database at all, by any means"},
	{"an empty member", "collection.anki2", NULL, ""},
	{"no zstd", "collection.anki21b", NULL, "SQLite format 3"},
	{"zstd that ends", "collection.anki21b", NULL, "\x28\xb5\x2f\xfd\x20\x10\x81"},
	{"no tables", "collection.anki2", "CREATE TABLE other (id)", NULL},
	{"no row of col", "collection.anki2", COL ROWS, NULL},
	{"no cards", "collection.anki2",
		COL "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '', '{}', '{}', '', '')",
		NULL},
	{"a newer schema without its tables", "collection.anki2",
		COL ROWS "INSERT INTO col VALUES (1, 0, 0, 0, 18, 0, 0, 0, '', '', '', '', '')",
		NULL},
	{"models that are no JSON", "collection.anki2",
		COL ROWS "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '', '{x', '{}', '', '')",
		NULL},
	{"decks that are no JSON", "collection.anki2",
		COL ROWS "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '', '{}', ']', '', '')",
		NULL},
	{"a view", "collection.anki2",
		MODELS_EMPTY "; DROP TABLE notes; CREATE VIEW notes AS SELECT * FROM col", NULL},
};

TEST(broken_packages_are_refused)
{
	struct str path = {0}, database = {0};
	struct exchange x;
	struct err err;

	fresh_folder();
	str_addf(&path, "%s.apkg", fresh_path());
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		str_clear(&database);
		if (broken[i].sql)
			make_database(broken[i].sql, &database);
		else
			str_add(&database, broken[i].text);
		pack(path.at, broken[i].member, str_text(&database), database.len);
		err = (struct err){0};
		if (read_package(path.at, &x, &err)) {
			test_failed(__FILE__, __LINE__, "%s: read", broken[i].name);
			exchange_release(&x);
		} else if (err.kind != ERR_INPUT || !strstr(err.message, path.at)) {
			test_failed(__FILE__, __LINE__, "%s: %d, %s", broken[i].name, err.kind,
				err.message);
		}
	}
	CHECK(fs_write_atomic(path.at, "no zip", 6, 0600, &err));
	CHECK(!read_package(path.at, &x, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	str_release(&database);
	end_package(&path);
}

/* Bytes that are no UTF-8 stay out of the store; notes without a guid are not one. */
TEST(names_of_packages_are_cleaned)
{
	struct str path = {0}, database = {0}, packed = {0}, sql = {0};
	struct exchange x = {0};
	struct err err = {0};

	fresh_folder();
	str_addf(&path, "%s.apkg", fresh_path());
	str_addf(&sql,
		"%s; UPDATE notes SET guid = '', tags = ' a' || CAST(x'ff' AS TEXT) || ' ';"
		"UPDATE decks SET name = 'Sea' || CAST(x'1fed' AS TEXT) WHERE id = 7",
		schema_18);
	make_database(str_text(&sql), &database);
	add_zstd(&packed, database.at, database.len);
	pack(path.at, "collection.anki21b", packed.at, packed.len);
	CHECK(read_package(path.at, &x, &err));
	CHECK_INT(x.notes.len, 2);
	CHECK_STR(x.notes.at[0].tags, "a\xef\xbf\xbd");
	CHECK_STR(x.notes.at[0].deck, "Sea::\xef\xbf\xbd");
	CHECK(*x.notes.at[0].guid && strcmp(x.notes.at[0].guid, x.notes.at[1].guid) != 0);
	CHECK_INT(x.notes.at[0].reviews_len, 1);
	exchange_release(&x);
	str_release(&sql);
	str_release(&database);
	str_release(&packed);
	end_package(&path);
}

TEST(json_without_places_has_empty_ones)
{
	static const char json[] = "[{\"question\": \"a\", \"answer\": \"b\"},"
				   " {\"cloze\": \"{{c1::a}} b\", \"deck\": null}]";
	struct exchange x;
	struct err err;

	CHECK(exchange_read_json(json, strlen(json), &x, &err));
	CHECK_INT(x.notes.len, 2);
	for (size_t i = 0; i < x.notes.len; i++) {
		CHECK_STR(x.notes.at[i].deck, "");
		CHECK_STR(x.notes.at[i].tags, "");
		CHECK_STR(x.notes.at[i].kind, i ? "cloze" : "note");
	}
	exchange_release(&x);
}

/* Nonsense in the place of note types: no note is known, and none is kept. */
TEST(models_of_nonsense_have_no_notes)
{
	static const char *const models[] = {"[]", "3", "null", "[[[]]]", "{\"1\": 7}",
		"{\"1\": {\"flds\": 3, \"tmpls\": {}}}",
		"{\"1\": {\"flds\": [{\"name\": 3}], \"tmpls\": [null]}}"};
	struct str path = {0}, database = {0}, sql = {0};
	struct exchange x;
	struct err err;

	fresh_folder();
	str_addf(&path, "%s.apkg", fresh_path());
	for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
		str_clear(&database);
		str_clear(&sql);
		str_addf(&sql,
			COL ROWS
			"INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '', '%s', '%s',"
			" '', '');"
			"INSERT INTO notes VALUES (5, 'g', 1, 0, 0, '', 'a', '', 0, 0, '');"
			"INSERT INTO cards VALUES (1, 5, 1, 0, 0, 0, 2, 2, 9e18, -1, 0, 0,"
			" 0, 0, 0, 0, 0, '{\"s\": 1e999}');"
			"INSERT INTO revlog VALUES (1, 1, 0, 99, 0, 0, 0, 0, 9)",
			models[i], models[i]);
		make_database(str_text(&sql), &database);
		pack(path.at, "collection.anki2", str_text(&database), database.len);
		if (!read_package(path.at, &x, &err)) {
			CHECK_INT(err.kind, ERR_INPUT);
			continue;
		}
		CHECK(x.notes.len <= 1);
		exchange_release(&x);
	}
	str_release(&sql);
	str_release(&database);
	end_package(&path);
}
