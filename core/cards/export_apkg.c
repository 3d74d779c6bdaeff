#include "core/cards/export.h"

#include "core/base/fs.h"
#include "core/base/map.h"
#include "core/base/sha1.h"
#include "core/db/db.h"
#include "core/text/archive.h"
#include "core/text/nfc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char schema[] =
	"PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
	"CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,"
	" scm integer not null, ver integer not null, dty integer not null, usn integer not null,"
	" ls integer not null, conf text not null, models text not null, decks text not null,"
	" dconf text not null, tags text not null);"
	"CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,"
	" mod integer not null, usn integer not null, tags text not null, flds text not null,"
	" sfld integer not null, csum integer not null, flags integer not null, data text not "
	"null);"
	"CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,"
	" ord integer not null, mod integer not null, usn integer not null, type integer not null,"
	" queue integer not null, due integer not null, ivl integer not null, factor integer not "
	"null,"
	" reps integer not null, lapses integer not null, left integer not null, odue integer not "
	"null,"
	" odid integer not null, flags integer not null, data text not null);"
	"CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,"
	" ease integer not null, ivl integer not null, lastIvl integer not null,"
	" factor integer not null, time integer not null, type integer not null);"
	"CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);"
	"CREATE INDEX ix_notes_usn ON notes (usn);"
	"CREATE INDEX ix_cards_usn ON cards (usn);"
	"CREATE INDEX ix_revlog_usn ON revlog (usn);"
	"CREATE INDEX ix_cards_nid ON cards (nid);"
	"CREATE INDEX ix_cards_sched ON cards (did, queue, due);"
	"CREATE INDEX ix_revlog_cid ON revlog (cid);"
	"CREATE INDEX ix_notes_csum ON notes (csum);";

/* A review on its way out, with the id of its card. */
struct outgoing {
	const struct exchange_review *review;
	int64_t card;
};

struct package {
	const struct exchange *x;
	const struct export_options *o;
	struct arena arena;
	struct db *db;
	const struct exchange_note **notes; /* by when they were made */
	VEC(struct export_deck) decks;
	struct map deck_ids; /* name -> index + 1 */
	VEC(struct outgoing) reviews;
	int64_t first_day; /* that the collection counts from */
	int64_t newest_ms;
	int64_t last_note, last_card, last_review, position; /* ids given out */
	struct db_stmt *note, *card, *review;
	struct str flds, first;
};

/* ---- ids ---- */

/* Anki's ids are instants; the next free one where two fall together. */
static int64_t next_id(int64_t *last, int64_t at_ms)
{
	*last = at_ms > *last ? at_ms : *last + 1;
	return *last;
}

/* The same name has the same id in every package. */
static int64_t deck_id(const char *name)
{
	unsigned char hash[SHA1_SIZE];
	int64_t id = 0;

	if (strcmp(name, "Default") == 0)
		return 1;
	sha1(name, strlen(name), hash);
	for (int i = 0; i < 5; i++)
		id = id << 8 | hash[i];
	return 1300000000000 + id % 400000000000;
}

static int64_t add_deck(struct package *p, const char *name)
{
	uintptr_t known = (uintptr_t)map_get(&p->deck_ids, name);
	struct export_deck d = {name, deck_id(name)};
	const char *below = NULL;

	if (known)
		return p->decks.at[known - 1].id;
	/* "A" stands before "A::B". */
	for (const char *at = name; (at = strstr(at, "::")); at += 2)
		below = at;
	if (below)
		add_deck(p, arena_strndup(&p->arena, name, (size_t)(below - name)));
	vec_push(&p->decks, d);
	map_put(&p->deck_ids, name, (void *)(uintptr_t)p->decks.len);
	return d.id;
}

static int by_making(const void *a, const void *b)
{
	const struct exchange_note *x = *(const struct exchange_note *const *)a,
				   *y = *(const struct exchange_note *const *)b;

	if (x->created_ms != y->created_ms)
		return x->created_ms < y->created_ms ? -1 : 1;
	return strcmp(x->guid, y->guid);
}

static void survey(struct package *p)
{
	p->notes = arena_array(&p->arena, const struct exchange_note *, p->x->notes.len + 1);
	add_deck(p, "Default");
	for (size_t i = 0; i < p->x->notes.len; i++) {
		const struct exchange_note *n = &p->x->notes.at[i];
		int64_t day = schedule_day_of(&p->o->day, n->created_ms);

		p->notes[i] = n;
		p->first_day = i == 0 || day < p->first_day ? day : p->first_day;
		p->newest_ms = n->modified_ms > p->newest_ms ? n->modified_ms : p->newest_ms;
	}
	if (p->x->notes.len)
		qsort(p->notes, p->x->notes.len, sizeof *p->notes, by_making);
}

/* ---- rows ---- */

/* Of the first field without its HTML, as Anki finds notes that begin alike. */
static int64_t checksum(const char *plain)
{
	unsigned char hash[SHA1_SIZE];

	sha1(plain, strlen(plain), hash);
	return (int64_t)hash[0] << 24 | (int64_t)hash[1] << 16 | (int64_t)hash[2] << 8 | hash[3];
}

/* A field of ours as text, as Anki strips it: without lines, entities as signs. */
static void add_stripped(struct str *out, const char *html, size_t len)
{
	static const struct {
		const char *html, *text;
	} marks[] = {{"<br>", ""}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}};

	for (size_t at = 0, step; at < len; at += step) {
		step = 0;
		for (size_t i = 0; !step && i < sizeof marks / sizeof *marks; i++)
			if (strncmp(html + at, marks[i].html, strlen(marks[i].html)) == 0) {
				step = strlen(marks[i].html);
				str_add(out, marks[i].text);
			}
		if (!step) {
			step = 1;
			str_add_char(out, html[at]);
		}
	}
}

static void fields_of(struct package *p, const struct exchange_note *n)
{
	str_clear(&p->flds);
	if (n->cloze) {
		export_cloze_html(n->cloze, &p->flds);
	} else {
		export_html(n->question, &p->flds);
		str_add_char(&p->flds, '\x1f');
		export_html(n->answer, &p->flds);
	}
	str_add_char(&p->flds, '\x1f');
	export_html(n->source ? n->source : "", &p->flds);
	str_clear(&p->first);
	add_stripped(&p->first, p->flds.at, strcspn(p->flds.at, "\x1f"));
}

static bool write_note(
	struct package *p, const struct exchange_note *n, int64_t id, struct err *err)
{
	struct str tags = {0};
	bool ok;

	fields_of(p, n);
	if (n->tags && *n->tags)
		str_addf(&tags, " %s ", nfc_text(&p->arena, n->tags));
	db_bind_int(p->note, 1, id);
	db_bind_text(p->note, 2, n->guid);
	db_bind_int(p->note, 3, n->cloze ? EXPORT_MODEL_CLOZE : EXPORT_MODEL_BASIC);
	db_bind_int(p->note, 4, n->modified_ms / 1000);
	db_bind_text(p->note, 5, str_text(&tags));
	db_bind_text(p->note, 6, str_text(&p->flds));
	db_bind_text(p->note, 7, str_text(&p->first));
	db_bind_int(p->note, 8, checksum(str_text(&p->first)));
	ok = db_run(p->note, err);
	str_release(&tags);
	return ok;
}

/* FSRS in the card's JSON, as Anki keeps it. */
static void data_of(const struct package *p, const struct card_memory *m, char out[200])
{
	if (m->stability > 0)
		snprintf(out, 200,
			"{\"s\":%.4f,\"d\":%.3f,\"dr\":%.2f,\"decay\":%.3f,\"lrt\":%lld}",
			m->stability, m->difficulty, p->o->retention, p->o->decay,
			(long long)(m->last_ms / 1000));
	else
		out[0] = '\0';
}

struct due {
	int64_t due, ivl;
	int type, queue, factor, left;
};

static struct due due_of(struct package *p, const struct card_memory *m)
{
	struct due d = {.type = m->state, .queue = m->state, .factor = m->reps ? 2500 : 0};

	if (m->state == CARD_NEW) {
		d.due = ++p->position;
	} else if (m->state == CARD_REVIEW) {
		d.due = m->due_day - p->first_day;
		d.ivl = m->interval > 0 ? m->interval : 1;
	} else {
		d.due = m->due_ms / 1000;
		d.queue = 1; /* learnt and learnt again wait in one queue */
		d.ivl = m->state == CARD_RELEARNING ? 1 : 0;
		d.left = 1001;
	}
	if (m->is_suspended)
		d.queue = -1;
	return d;
}

static bool write_card(struct package *p, const struct exchange_note *n, const struct card *c,
	int64_t ids[2], struct err *err)
{
	static const struct card_memory none;
	const struct card_memory *m = p->o->with_scheduling ? &c->memory : &none;
	struct due d = due_of(p, m);
	char data[200];

	data_of(p, m, data);
	db_bind_int(p->card, 1, ids[1]);
	db_bind_int(p->card, 2, ids[0]);
	db_bind_int(p->card, 3, add_deck(p, nfc_text(&p->arena, n->deck)));
	db_bind_int(p->card, 4, c->ord);
	db_bind_int(p->card, 5, n->modified_ms / 1000);
	db_bind_int(p->card, 6, d.type);
	db_bind_int(p->card, 7, d.queue);
	db_bind_int(p->card, 8, d.due);
	db_bind_int(p->card, 9, d.ivl);
	db_bind_int(p->card, 10, d.factor);
	db_bind_int(p->card, 11, m->reps);
	db_bind_int(p->card, 12, m->lapses);
	db_bind_int(p->card, 13, d.left);
	db_bind_text(p->card, 14, data);
	return db_run(p->card, err);
}

static void add_reviews(struct package *p, const struct exchange_note *n, int ord, int64_t card)
{
	for (size_t i = 0; i < n->reviews_len; i++)
		if (n->reviews[i].ord == ord)
			vec_push(&p->reviews, ((struct outgoing){&n->reviews[i], card}));
}

static int by_instant(const void *a, const void *b)
{
	const struct outgoing *x = a, *y = b;

	if (x->review->at_ms != y->review->at_ms)
		return x->review->at_ms < y->review->at_ms ? -1 : 1;
	if (x->card != y->card)
		return x->card < y->card ? -1 : 1;
	return x->review < y->review ? -1 : x->review > y->review;
}

/* Of all cards in the order they were done: their ids are instants. */
static bool write_reviews(struct package *p, struct err *err)
{
	static const int types[] = {0, 0, 1, 2};
	bool ok = true;

	if (p->reviews.len)
		qsort(p->reviews.at, p->reviews.len, sizeof *p->reviews.at, by_instant);
	for (size_t i = 0; ok && i < p->reviews.len; i++) {
		const struct exchange_review *r = p->reviews.at[i].review;

		db_bind_int(p->review, 1, next_id(&p->last_review, r->at_ms));
		db_bind_int(p->review, 2, p->reviews.at[i].card);
		db_bind_int(p->review, 3, r->rating);
		db_bind_int(p->review, 4, r->interval);
		db_bind_int(p->review, 5, r->last_interval);
		/* Difficulty 1 to 10 stands as 100 to 1100. */
		db_bind_int(p->review, 6,
			r->difficulty > 0 ? (int64_t)((r->difficulty - 1) / 9 * 1000 + 100) : 0);
		db_bind_int(p->review, 7, r->duration_ms > 60000 ? 60000 : r->duration_ms);
		db_bind_int(p->review, 8, r->rating ? types[r->state] : 4);
		ok = db_run(p->review, err);
	}
	return ok;
}

static bool write_one(struct package *p, const struct exchange_note *n, struct err *err)
{
	static const struct card only = {0};
	size_t len = n->cards_len ? n->cards_len : 1;
	int64_t ids[2] = {next_id(&p->last_note, n->created_ms), 0};
	bool ok = write_note(p, n, ids[0], err);

	for (size_t i = 0; ok && i < len; i++) {
		const struct card *c = n->cards_len ? &n->cards[i] : &only;

		ids[1] = next_id(&p->last_card, ids[0]);
		ok = write_card(p, n, c, ids, err);
		if (p->o->with_scheduling)
			add_reviews(p, n, c->ord, ids[1]);
	}
	return ok;
}

static bool write_rows(struct package *p, struct err *err)
{
	bool ok = db_prepare(p->db, "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
			  &p->note, err) &&
		  db_prepare(p->db,
			  "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, "
			  "0, 0, ?)",
			  &p->card, err) &&
		  db_prepare(p->db, "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)",
			  &p->review, err);

	for (size_t i = 0; ok && i < p->x->notes.len; i++)
		ok = write_one(p, p->notes[i], err);
	ok = ok && write_reviews(p, err);
	db_finalize(p->note);
	db_finalize(p->card);
	db_finalize(p->review);
	return ok;
}

static bool write_collection(struct package *p, struct err *err)
{
	struct str conf = {0}, models = {0}, decks = {0}, dconf = {0};
	struct db_stmt *q;
	bool ok;

	export_settings(&conf);
	export_models(0, &models);
	export_decks(p->decks.at, p->decks.len, 0, &decks);
	export_deck_settings(&dconf);
	ok = db_prepare(p->db, "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
		&q, err);
	if (ok) {
		db_bind_int(q, 1, schedule_day_begins(&p->o->day, p->first_day) / 1000);
		db_bind_int(q, 2, p->newest_ms);
		db_bind_int(q, 3, p->newest_ms);
		db_bind_text(q, 4, str_text(&conf));
		db_bind_text(q, 5, str_text(&models));
		db_bind_text(q, 6, str_text(&decks));
		db_bind_text(q, 7, str_text(&dconf));
		ok = db_run(q, err);
		db_finalize(q);
	}
	str_release(&conf);
	str_release(&models);
	str_release(&decks);
	str_release(&dconf);
	return ok;
}

static bool write_database(struct package *p, const char *path, struct err *err)
{
	bool ok;

	if (!db_open(path, DB_CREATE, &p->db, err))
		return false;
	ok = db_exec(p->db, schema, err) && db_exec(p->db, "BEGIN", err) && write_rows(p, err) &&
	     write_collection(p, err) && db_exec(p->db, "COMMIT", err);
	db_close(p->db);
	return ok;
}

static bool write_archive(const char *database, const char *path, struct err *err)
{
	struct archive_writer *w;

	if (!archive_create(path, &w, err))
		return false;
	if (archive_add_file(w, "collection.anki2", database, err) &&
		archive_add(w, "media", "{}", 2, err))
		return archive_finish(w, err);
	archive_abandon(w);
	return false;
}

bool exchange_write_apkg(
	const struct exchange *x, const struct export_options *o, const char *path, struct err *err)
{
	struct package p = {.x = x, .o = o};
	const char *temporary = getenv("TMPDIR");
	char *folder, *database;
	bool ok;

	folder = fs_join(
		&p.arena, temporary && temporary[0] == '/' ? temporary : "/tmp", "blokctl-XXXXXX");
	if (!mkdtemp(folder)) {
		err_errno(err, errno, "cannot make a folder like '%s'", folder);
		arena_release(&p.arena);
		return false;
	}
	database = fs_join(&p.arena, folder, "collection.anki2");
	survey(&p);
	ok = write_database(&p, database, err) && write_archive(database, path, err);
	unlink(database);
	rmdir(folder);
	vec_release(&p.decks);
	vec_release(&p.reviews);
	map_release(&p.deck_ids);
	str_release(&p.flds);
	str_release(&p.first);
	arena_release(&p.arena);
	return ok;
}
