#include "core/base/fs.h"
#include "core/base/sha1.h"
#include "core/cards/export.h"
#include "core/cards/import.h"
#include "core/db/db.h"
#include "core/text/archive.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

/* Packages of the newest Anki, made here; and what Anki's own checks ask of ours. */

#define BORN 1735689600LL /* 2025-01-01, the collection's day 0 */

/* ---- a collection of schema 18 ---- */

static const char schema18[] =
	"CREATE TABLE col (id integer PRIMARY KEY, crt integer, mod integer, scm integer,"
	" ver integer, dty integer, usn integer, ls integer, conf text, models text, decks text,"
	" dconf text, tags text);"
	"CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, mod integer,"
	" usn integer, tags text, flds text, sfld integer, csum integer, flags integer, data "
	"text);"
	"CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer,"
	" mod integer, usn integer, type integer, queue integer, due integer, ivl integer,"
	" factor integer, reps integer, lapses integer, left integer, odue integer, odid integer,"
	" flags integer, data text);"
	"CREATE TABLE revlog (id integer PRIMARY KEY, cid integer, usn integer, ease integer,"
	" ivl integer, lastIvl integer, factor integer, time integer, type integer);"
	"CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE "
	"unicase,"
	" mtime_secs integer, usn integer, config blob);"
	"CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL,"
	" name text NOT NULL COLLATE unicase, config blob, PRIMARY KEY (ntid, ord)) WITHOUT "
	"ROWID;"
	"CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL,"
	" name text NOT NULL COLLATE unicase, mtime_secs integer, usn integer, config blob,"
	" PRIMARY KEY (ntid, ord)) WITHOUT ROWID;"
	"CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase,"
	" mtime_secs integer, usn integer, common blob, kind blob);"
	"CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);"
	"CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);"
	"CREATE UNIQUE INDEX idx_decks_name ON decks (name);";

/* The settings of a template are a message: 1 its front, 2 its back; of a note type: 1 is
 * 1 for a cloze. */
static const char rows18[] =
	"INSERT INTO col VALUES (1, 1735689600, 0, 0, 18, 0, 0, 0, '', '', '', '', '');"
	"INSERT INTO notetypes VALUES (10, 'Basic', 0, 0, x''), (20, 'Cloze', 0, 0, x'0801');"
	"INSERT INTO fields VALUES (10, 0, 'Front', x''), (10, 1, 'Back', x''),"
	" (20, 0, 'Text', x''), (20, 1, 'Back Extra', x'');"
	"INSERT INTO templates VALUES"
	" (10, 0, 'Card 1', 0, 0, CAST(x'0a09' || '{{Front}}' || x'1208' || '{{Back}}' AS BLOB)),"
	" (20, 0, 'Cloze', 0, 0, CAST(x'0a0e' || '{{cloze:Text}}' || x'120e' || '{{cloze:Text}}'"
	" AS BLOB));"
	"INSERT INTO decks VALUES (1, 'Default', 0, 0, x'', x''),"
	" (2, 'Sea' || char(31) || 'Tides', 0, 0, x'', x'');"
	"INSERT INTO notes VALUES (1736000000001, 'g1', 10, 1736000000, 0, ' sea ',"
	" 'What is <b>ebb</b>?' || char(31) || 'falling<br>water [sound:a.mp3]', 0, 99, 0, ''),"
	" (1736000000002, 'g2', 20, 1736000000123, 0, '', '{{c1::moon}} and {{c2::sun}}' ||"
	" char(31), 0, 0, 0, '');"
	"INSERT INTO cards VALUES"
	" (1, 1736000000001, 2, 0, 0, 0, 2, 2, 70, 21, 2500, 6, 1, 0, 0, 0, 0,"
	" '{\"s\":20.5,\"d\":4.5,\"dr\":0.9,\"lrt\":1739664000}'),"
	" (2, 1736000000002, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, ''),"
	" (3, 1736000000002, 1, 1, 0, 0, 0, -1, 2, 0, 0, 0, 0, 0, 0, 0, 0, '');"
	"INSERT INTO revlog VALUES (1739664000123, 1, 0, 3, 21, 8, 450, 3100, 1);";

/* The bytes of a database with these rows, less what `change` takes away. */
static void make_database(const char *change, struct str *ret)
{
	struct str path = {0};
	struct db *db;
	struct err err;

	str_addf(&path, "%s.collection", fresh_path());
	unlink(path.at);
	CHECK(db_open(path.at, DB_CREATE, &db, &err));
	CHECK(db_distrust(db, "unicase", &err));
	CHECK(db_exec(db, "PRAGMA journal_mode = OFF", &err));
	CHECK(db_exec(db, schema18, &err) && db_exec(db, rows18, &err));
	CHECK(!change || db_exec(db, change, &err));
	db_close(db);
	CHECK(fs_read(path.at, SIZE_MAX, ret, &err));
	unlink(path.at);
	str_release(&path);
}

/* ---- packed ---- */

/* A frame of raw blocks (RFC 8878, section 3.1.1): no compressor is needed. */
static void make_zstd(const struct str *bytes, struct str *ret)
{
	static const char head[] = {'\x28', '\xb5', '\x2f', '\xfd', '\xa0'};
	size_t at = 0;

	str_add_bytes(ret, head, sizeof head); /* one segment, its size in four bytes */
	for (int i = 0; i < 4; i++)
		str_add_char(ret, (char)(bytes->len >> 8 * i));
	do {
		size_t len = bytes->len - at < 131072 ? bytes->len - at : 131072;
		size_t block = len << 3 | (at + len == bytes->len);

		for (int i = 0; i < 3; i++)
			str_add_char(ret, (char)(block >> 8 * i));
		str_add_bytes(ret, bytes->at + at, len);
		at += len;
	} while (at < bytes->len);
}

/* With a member that only tells old programs to be renewed, as Anki adds it. */
static void make_package(const char *path, const struct str *packed)
{
	struct archive_writer *w;
	struct err err;

	CHECK(archive_create(path, &w, &err));
	CHECK(archive_add(w, "meta", "\x08\x03", 2, &err));
	CHECK(archive_add(w, "collection.anki2", "old", 3, &err));
	CHECK(archive_add(w, "collection.anki21b", packed->at, packed->len, &err));
	CHECK(archive_finish(w, &err));
}

static bool read_package(const struct str *packed, struct exchange *ret, struct err *err)
{
	const struct schedule_day day = {.rollover = 4};
	struct str path = {0};
	bool ok;

	str_addf(&path, "%s.apkg", fresh_path());
	make_package(path.at, packed);
	ok = exchange_read_apkg(path.at, &day, ret, err);
	unlink(path.at);
	str_release(&path);
	return ok;
}

static bool read_changed(const char *change, struct exchange *ret, struct err *err)
{
	struct str bytes = {0}, packed = {0};
	bool ok;

	make_database(change, &bytes);
	make_zstd(&bytes, &packed);
	ok = read_package(&packed, ret, err);
	str_release(&bytes);
	str_release(&packed);
	return ok;
}

/* ---- read ---- */

TEST(a_package_of_the_newest_anki)
{
	const struct schedule_day day = {.rollover = 4};
	const struct card_memory *m;
	struct exchange x;
	struct err err = {0};

	fresh_folder();
	if (!read_changed(NULL, &x, &err)) {
		if (err.kind == ERR_WORK) /* libzstd is not here */
			test_skip(err.message);
		else
			test_failed(__FILE__, __LINE__, "%s", err.message);
		fresh_store_end(NULL);
		return;
	}
	CHECK_INT(x.notes.len, 2);
	CHECK_STR(x.notes.at[0].guid, "g1");
	CHECK_STR(x.notes.at[0].deck, "Sea::Tides");
	CHECK_STR(x.notes.at[0].tags, "sea");
	CHECK_STR(x.notes.at[0].question, "What is ebb?");
	CHECK_STR(x.notes.at[0].answer, "falling\nwater [sound:a.mp3]");
	CHECK_INT(x.problems.len, 1);
	m = &x.notes.at[0].cards[0].memory;
	CHECK_INT(m->state, CARD_REVIEW);
	CHECK_INT(m->due_day, schedule_day_of(&day, BORN * 1000) + 70);
	CHECK_INT(m->interval, 21);
	CHECK(m->stability == 20.5 && m->difficulty == 4.5);
	CHECK_INT(x.notes.at[0].reviews_len, 1);
	CHECK_INT(x.notes.at[0].reviews[0].rating, 3);
	CHECK_STR(x.notes.at[1].cloze, "{{c1::moon}} and {{c2::sun}}");
	CHECK_INT(x.notes.at[1].cards_len, 2);
	CHECK(x.notes.at[1].cards[1].memory.is_suspended);
	CHECK_INT(
		x.notes.at[1].modified_ms, 1736000000123); /* milliseconds, where seconds belong */
	exchange_release(&x);
	fresh_store_end(NULL);
}

TEST(a_package_without_one_of_its_tables)
{
	static const char *const tables[] = {
		"notetypes", "fields", "templates", "decks", "notes", "cards", "revlog", "col"};
	struct str drop = {0};
	struct exchange x;
	struct err err;

	fresh_folder();
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		str_clear(&drop);
		str_addf(&drop, "DROP TABLE %s", tables[i]);
		err = (struct err){0};
		if (read_changed(drop.at, &x, &err)) {
			test_failed(__FILE__, __LINE__, "read without %s", tables[i]);
			exchange_release(&x);
		} else if (err.kind != ERR_INPUT) {
			test_failed(__FILE__, __LINE__, "without %s: %s", tables[i], err.message);
		}
	}
	str_release(&drop);
	fresh_store_end(NULL);
}

/* Settings that are no messages, and rows of the wrong types, are read as far as they go. */
TEST(settings_of_nonsense)
{
	static const char *const changes[] = {
		"UPDATE templates SET config = x'0affffffffffffffffff01'",
		"UPDATE templates SET config = x'ffffffff'", "UPDATE notetypes SET config = x'08'",
		"UPDATE notes SET flds = NULL, guid = NULL, tags = NULL",
		"UPDATE notes SET flds = x'00ff1f00'", "UPDATE cards SET ord = -1, type = 99",
		"UPDATE cards SET due = 9223372036854775807, ivl = -9223372036854775808, odid = 1",
		"UPDATE cards SET data = '{\"s\":1e999,\"d\":-1,\"lrt\":1e300}'",
		"UPDATE revlog SET ease = 9223372036854775807, time = -1, factor = 1e300",
		"UPDATE col SET crt = 9223372036854775807", "DELETE FROM col", "DELETE FROM cards",
		"UPDATE decks SET name = char(31) || id || char(31)"};
	struct exchange x;
	struct err err;

	fresh_folder();
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		err = (struct err){0};
		if (read_changed(changes[i], &x, &err)) {
			for (size_t n = 0; n < x.notes.len; n++)
				CHECK(x.notes.at[n].guid && *x.notes.at[n].guid);
			exchange_release(&x);
		} else if (err.kind != ERR_INPUT && err.kind != ERR_WORK)
			test_failed(__FILE__, __LINE__, "%s: %s", changes[i], err.message);
	}
	fresh_store_end(NULL);
}

TEST(a_field_beyond_its_limit_is_refused)
{
	struct exchange x;
	struct err err = {0};

	fresh_folder();
	CHECK(!read_changed(
		"UPDATE notes SET flds = hex(randomblob(600000)) WHERE id = 1736000000001", &x,
		&err));
	if (err.kind == ERR_INPUT)
		CHECK(strstr(err.message, "1736000000001") != NULL);
	fresh_store_end(NULL);
}

TEST(cards_beyond_the_last_are_counted)
{
	struct exchange x;
	struct err err = {0};

	fresh_folder();
	if (read_changed("UPDATE cards SET ord = 64 WHERE id = 3", &x, &err)) {
		CHECK_INT(x.notes.at[1].cards_len, 1);
		CHECK(x.problems.len == 2 && strstr(x.problems.at[1], "beyond number 64"));
		exchange_release(&x);
	}
	fresh_store_end(NULL);
}

TEST(a_note_without_a_card_is_named)
{
	struct exchange x;
	struct err err = {0};

	fresh_folder();
	if (read_changed("DELETE FROM cards WHERE id = 1", &x, &err)) {
		CHECK_INT(x.notes.len, 1);
		CHECK_INT(x.problems.len, 2); /* the sound, and this */
		CHECK(x.problems.len == 2 && strstr(x.problems.at[1], "without a card"));
		exchange_release(&x);
	} else {
		CHECK_INT(err.kind, ERR_WORK);
	}
	fresh_store_end(NULL);
}

TEST(a_stream_that_is_broken)
{
	struct str bytes = {0}, packed = {0};
	struct exchange x;
	struct err err = {0};

	fresh_folder();
	make_database(NULL, &bytes);
	make_zstd(&bytes, &packed);
	str_truncate(&packed, packed.len - 1000);
	CHECK(!read_package(&packed, &x, &err));
	CHECK(!read_package(&bytes, &x, &err)); /* not packed at all */
	CHECK(err.kind == ERR_INPUT || err.kind == ERR_WORK);
	str_release(&bytes);
	str_release(&packed);
	fresh_store_end(NULL);
}

/* ---- written ---- */

/* Anki's sum of a first field: without tags, its entities as signs. */
static int64_t sum_of(const char *field)
{
	unsigned char hash[SHA1_SIZE];
	struct str plain = {0};

	for (const char *at = field; *at;) {
		if (strncmp(at, "<br>", 4) == 0)
			at += 4;
		else if (strncmp(at, "&lt;", 4) == 0)
			str_add_char(&plain, '<'), at += 4;
		else if (strncmp(at, "&gt;", 4) == 0)
			str_add_char(&plain, '>'), at += 4;
		else if (strncmp(at, "&amp;", 5) == 0)
			str_add_char(&plain, '&'), at += 5;
		else
			str_add_char(&plain, *at++);
	}
	sha1(str_text(&plain), plain.len, hash);
	str_release(&plain);
	return (int64_t)hash[0] << 24 | (int64_t)hash[1] << 16 | (int64_t)hash[2] << 8 | hash[3];
}

static void check_rows(const char *package)
{
	struct str bytes = {0}, path = {0};
	struct archive *a;
	struct db *db;
	struct db_stmt *q;
	struct err err;
	bool row;

	str_addf(&path, "%s.out", fresh_path());
	CHECK(archive_open(package, NULL, &a, &err));
	CHECK(archive_read(a, "collection.anki2", &bytes, &err));
	archive_close(a);
	CHECK(fs_write_atomic(path.at, bytes.at, bytes.len, 0600, &err));
	CHECK(db_open(path.at, DB_READ_ONLY, &db, &err));
	CHECK(db_prepare(db, "SELECT flds, csum FROM notes", &q, &err));
	while (db_step(q, &row, &err) && row) {
		char *field = strdup(db_text(q, 0));

		for (const char *at = field; *at; at++)
			CHECK((unsigned char)*at >= ' ' || *at == '\t' || *at == '\x1f');
		CHECK(!strchr(field, 0x7f));
		field[strcspn(field, "\x1f")] = '\0';
		if (db_int(q, 1) != sum_of(field))
			test_failed(__FILE__, __LINE__, "the sum of \"%s\"", field);
		free(field);
	}
	db_finalize(q);
	db_close(db);
	unlink(path.at);
	str_release(&path);
	str_release(&bytes);
}

TEST(sums_are_those_of_what_is_written)
{
	static const struct exchange_note notes[] = {
		{.guid = "1", .question = "a < b &\nsecond\tline", .answer = "x\x01y\x7fz"},
		{.guid = "2", .question = "&lt;b&gt; is text", .answer = "\x7f"},
		{.guid = "3", .cloze = "In C {{c1::std::vector}} ends {{c2::f({{x}})}} so"},
		{.guid = "4", .cloze = "One {{c1::a}}} and < {{c2::b::a < hint}}"}};
	const struct export_options o = {.retention = 0.9};
	struct exchange x = {0};
	struct str path = {0};
	struct err err;

	fresh_folder();
	str_addf(&path, "%s.apkg", fresh_path());
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		struct exchange_note n = notes[i];

		n.deck = "A::B";
		n.tags = "";
		n.question = n.question ? n.question : "";
		n.answer = n.answer ? n.answer : "";
		vec_push(&x.notes, n);
	}
	CHECK(exchange_write_apkg(&x, &o, path.at, &err));
	check_rows(path.at);
	unlink(path.at);
	exchange_release(&x);
	str_release(&path);
	fresh_store_end(NULL);
}

static void check_cloze(const char *cloze, const char *want)
{
	struct str out = {0};

	export_cloze_html(cloze, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

TEST(gaps_are_what_has_a_number)
{
	check_cloze("a {{c1::b & c}} < d", "a {{c1::b &amp; c}} &lt; d");
	check_cloze("{{cout << x}} is {{c1::std}}", "{{cout &lt;&lt; x}} is {{c1::std}}");
	check_cloze("{{code::<b>}} and {{c2::y}}", "{{code::&lt;b&gt;}} and {{c2::y}}");
	check_cloze("{{c1::no end < here", "{{c1::no end &lt; here");
	check_cloze("{{c12::a::hint}}", "{{c12::a::hint}}");
}

TEST(markdown_knows_gaps_by_their_number)
{
	struct exchange x = {0};
	struct str out = {0};

	vec_push(&x.notes, ((struct exchange_note){.guid = "1",
				   .deck = "D",
				   .question = "",
				   .answer = "",
				   .cloze = "{{cout}} of {{c1::std::hint}} ends"}));
	exchange_write_markdown(&x, &out);
	CHECK(strstr(out.at, "{{cout}} of **std** ends") != NULL);
	exchange_release(&x);
	str_release(&out);
}
