#include "core/store/notes.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/sha1.h"
#include "core/base/tr.h"
#include "core/store/notes_impl.h"
#include "core/text/cloze.h"

#include <stdlib.h>
#include <string.h>

const char *note_status_name(enum note_status s)
{
	static const char *const names[] = {N_("draft"), N_("approved"), N_("rejected")};

	return names[s];
}

void note_guid_of(const char *uuid, char out[NOTE_GUID_MAX])
{
	static const char alphabet[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"!#$%&()*+,-./:;<=>?@[]^_`{|}~";
	unsigned char hash[SHA1_SIZE];
	uint64_t number = 0;
	size_t len = 1;

	sha1(uuid, strlen(uuid), hash);
	for (int i = 0; i < 8; i++)
		number = number << 8 | hash[i];
	for (uint64_t rest = number; rest >= 91; rest /= 91)
		len++;
	out[len] = '\0';
	while (len) {
		out[--len] = alphabet[number % 91];
		number /= 91;
	}
}

/* ---- rows ---- */

void note_read(struct db_stmt *q, struct note *ret)
{
	*ret = (struct note){.id = db_int(q, 0),
		.uuid = db_text(q, 1),
		.guid = db_text(q, 2),
		.document = db_int(q, 3),
		.kind = db_text(q, 4),
		.anchor = db_text(q, 5),
		.question = db_text(q, 6),
		.answer = db_text(q, 7),
		.cloze = db_text(q, 8),
		.fingerprint = db_text(q, 9),
		.status = (enum note_status)db_int(q, 10),
		.reason = db_text(q, 11),
		.deck = db_text(q, 12),
		.tags = db_text(q, 13),
		.score = db_real(q, 14),
		.engine = db_text(q, 15),
		.line = db_int(q, 16),
		.page = db_int(q, 17),
		.part = db_text(q, 18),
		.heading = db_text(q, 19),
		.sentence = db_text(q, 20),
		.is_edited = db_int(q, 21),
		.is_gone = db_int(q, 22),
		.extra = db_text(q, 23),
		.created_at = db_int(q, 24),
		.modified_at = db_int(q, 25)};
}

static const char *kept(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

void note_keep(struct arena *a, struct note *n)
{
	const char **const texts[] = {&n->uuid, &n->guid, &n->kind, &n->anchor, &n->question,
		&n->answer, &n->cloze, &n->fingerprint, &n->reason, &n->deck, &n->tags, &n->engine,
		&n->part, &n->heading, &n->sentence, &n->extra};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = kept(a, *texts[i]);
}

/* Binds all columns but the id, from parameter `at` on. */
static void bind(struct db_stmt *q, int at, const struct note *n)
{
	db_bind_text(q, at, n->uuid);
	db_bind_text(q, at + 1, n->guid);
	if (n->document)
		db_bind_int(q, at + 2, n->document);
	else
		db_bind_null(q, at + 2);
	db_bind_text(q, at + 3, n->kind);
	db_bind_text(q, at + 4, n->anchor ? n->anchor : "");
	db_bind_text(q, at + 5, n->question ? n->question : "");
	db_bind_text(q, at + 6, n->answer ? n->answer : "");
	db_bind_text(q, at + 7, n->cloze);
	db_bind_text(q, at + 8, n->fingerprint ? n->fingerprint : "");
	db_bind_int(q, at + 9, n->status);
	db_bind_text(q, at + 10, n->reason);
	db_bind_text(q, at + 11, n->deck ? n->deck : "Default");
	db_bind_text(q, at + 12, n->tags ? n->tags : "");
	db_bind_real(q, at + 13, n->score);
	db_bind_text(q, at + 14, n->engine ? n->engine : "user");
	db_bind_int(q, at + 15, n->line);
	db_bind_int(q, at + 16, n->page);
	db_bind_text(q, at + 17, n->part);
	db_bind_text(q, at + 18, n->heading ? n->heading : "");
	db_bind_text(q, at + 19, n->sentence ? n->sentence : "");
	db_bind_int(q, at + 20, n->is_edited);
	db_bind_int(q, at + 21, n->is_gone);
	db_bind_text(q, at + 22, n->extra);
	db_bind_int(q, at + 23, n->created_at);
	db_bind_int(q, at + 24, n->modified_at);
}

/* ---- cards of a note ---- */

/* One, or as many as the cloze has numbers: bit n is number n + 1. */
static uint64_t ords_of(const struct note *n)
{
	uint64_t ords = 0;
	struct text_gap gap;

	for (const char *at = n->cloze; at && text_next_gap(at, &gap);
		at = gap.whole.at + gap.whole.len)
		if (gap.number <= 64)
			ords |= (uint64_t)1 << (gap.number - 1);
	return ords ? ords : 1;
}

/* What card.is_draft says: whether it may be shown. */
static int draft_of(const struct note *n)
{
	return n->status == NOTE_REJECTED || (n->is_gone && n->status == NOTE_DRAFT) ? 2
	       : n->status == NOTE_DRAFT                                             ? 1
										     : 0;
}

static bool run_with(
	struct db *db, const char *sql, const int64_t *numbers, int len, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(db, sql, &q, err))
		return false;
	for (int i = 0; i < len; i++)
		db_bind_int(q, i + 1, numbers[i]);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool sync_cards(struct db *db, const struct note *n, struct err *err)
{
	uint64_t ords = ords_of(n);
	struct db_stmt *q;
	bool ok = true;

	if (!db_prepare(db,
		    "INSERT INTO card (note, ord, deck, is_draft) VALUES (?, ?, ?, ?)"
		    " ON CONFLICT (note, ord) DO UPDATE SET deck = excluded.deck,"
		    " is_draft = excluded.is_draft",
		    &q, err))
		return false;
	for (int ord = 0; ok && ord < 64; ord++) {
		if (!(ords & (uint64_t)1 << ord))
			continue;
		db_bind_int(q, 1, n->id);
		db_bind_int(q, 2, ord);
		db_bind_text(q, 3, n->deck ? n->deck : "Default");
		db_bind_int(q, 4, draft_of(n));
		ok = db_run(q, err);
	}
	db_finalize(q);
	if (!ok || !n->cloze)
		return ok;
	return run_with(db,
		       "DELETE FROM card_review WHERE card IN (SELECT id FROM card WHERE note = ?"
		       " AND NOT (? >> ord & 1))",
		       (int64_t[]){n->id, (int64_t)ords}, 2, err) &&
	       run_with(db, "DELETE FROM card WHERE note = ? AND NOT (? >> ord & 1)",
		       (int64_t[]){n->id, (int64_t)ords}, 2, err);
}

/* ---- writing ---- */

static bool has_uuid(struct db *db, const char *uuid, bool *ret, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(db, "SELECT 1 FROM card_note WHERE uuid = ?", &q, err))
		return false;
	db_bind_text(q, 1, uuid);
	ok = db_step(q, ret, err);
	db_finalize(q);
	return ok;
}

bool notes_new_uuid(struct store *s, char out[ID_UUID_LEN + 1], struct err *err)
{
	bool there = id_is_seeded();

	id_uuid(out);
	while (there) {
		if (!has_uuid(store_db(s), out, &there, err))
			return false;
		if (there)
			id_uuid(out);
	}
	return true;
}

bool notes_add(struct store *s, const struct note *n, int64_t *ret_id, struct err *err)
{
	char uuid[ID_UUID_LEN + 1], guid[NOTE_GUID_MAX];
	struct note copy = *n;
	struct db_stmt *q;
	bool ok;

	if (!copy.uuid) {
		if (!notes_new_uuid(s, uuid, err))
			return false;
		copy.uuid = uuid;
	}
	if (!copy.guid) {
		note_guid_of(copy.uuid, guid);
		copy.guid = guid;
	}
	copy.created_at = copy.created_at ? copy.created_at : clock_wall_ms();
	copy.modified_at = copy.modified_at ? copy.modified_at : copy.created_at;
	if (!db_prepare(store_db(s),
		    "INSERT INTO card_note (uuid, guid, document, kind, anchor, question, answer, "
		    "cloze,"
		    " fingerprint, status, reason, deck, tags, score, engine, line, page, part, "
		    "heading,"
		    " sentence, is_edited, is_gone, extra, created_at, modified_at) VALUES"
		    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		    &q, err))
		return false;
	bind(q, 1, &copy);
	ok = db_run(q, err);
	db_finalize(q);
	if (!ok)
		return false;
	copy.id = *ret_id = db_last_rowid(store_db(s));
	return sync_cards(store_db(s), &copy, err);
}

bool notes_update(struct store *s, const struct note *n, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE card_note SET uuid = ?, guid = ?, document = ?, kind = ?, anchor = ?, "
		    "question = ?,"
		    " answer = ?, cloze = ?, fingerprint = ?, status = ?, reason = ?, deck = ?, "
		    "tags = ?,"
		    " score = ?, engine = ?, line = ?, page = ?, part = ?, heading = ?, sentence = "
		    "?,"
		    " is_edited = ?, is_gone = ?, extra = ?, created_at = ?, modified_at = ? WHERE "
		    "id = ?",
		    &q, err))
		return false;
	bind(q, 1, n);
	db_bind_int(q, 26, n->id);
	ok = db_run(q, err);
	db_finalize(q);
	return ok && sync_cards(store_db(s), n, err);
}

bool notes_set_status(
	struct store *s, int64_t id, enum note_status status, const char *reason, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "UPDATE card_note SET status = ?, reason = ? WHERE id = ?", &q,
		    err))
		return false;
	db_bind_int(q, 1, status);
	db_bind_text(q, 2, reason);
	db_bind_int(q, 3, id);
	ok = db_run(q, err);
	db_finalize(q);
	return ok &&
	       run_with(store_db(s),
		       "UPDATE card SET is_draft = (SELECT CASE WHEN n.status = 2 OR"
		       " (n.is_gone AND n.status = 0) THEN 2 WHEN n.status = 0 THEN 1 ELSE 0 END"
		       " FROM card_note n WHERE n.id = card.note) WHERE note = ?",
		       &id, 1, err);
}

bool notes_delete(struct store *s, int64_t id, struct err *err)
{
	static const char *const steps[] = {
		"DELETE FROM card_review WHERE card IN (SELECT id FROM card WHERE note = ?)",
		"DELETE FROM card WHERE note = ?", "DELETE FROM card_note WHERE id = ?"};
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof steps / sizeof *steps; i++)
		ok = run_with(store_db(s), steps[i], &id, 1, err);
	return ok;
}

/* ---- documents ---- */

bool documents_put(struct store *s, const struct card_document *d, int64_t *ret_id, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO card_document (name, hash, title, language, format, read_at)"
		    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET hash = "
		    "excluded.hash,"
		    " title = excluded.title, language = excluded.language, format = "
		    "excluded.format,"
		    " read_at = excluded.read_at RETURNING id",
		    &q, err))
		return false;
	db_bind_text(q, 1, d->name);
	db_bind_text(q, 2, d->hash);
	db_bind_text(q, 3, d->title);
	db_bind_text(q, 4, d->language);
	db_bind_text(q, 5, d->format);
	db_bind_int(q, 6, d->read_at);
	ok = db_step(q, &row, err);
	if (ok && row)
		*ret_id = db_int(q, 0);
	db_finalize(q);
	return ok;
}

static bool find_document(struct store *s, struct arena *a, struct db_stmt *q,
	struct card_document *ret, bool *ret_found, struct err *err)
{
	bool ok = db_step(q, ret_found, err);

	(void)s;
	if (ok && *ret_found)
		*ret = (struct card_document){.id = db_int(q, 0),
			.name = kept(a, db_text(q, 1)),
			.hash = kept(a, db_text(q, 2)),
			.title = kept(a, db_text(q, 3)),
			.language = kept(a, db_text(q, 4)),
			.format = kept(a, db_text(q, 5)),
			.read_at = db_int(q, 6)};
	db_finalize(q);
	return ok;
}

#define DOCUMENT_COLUMNS "id, name, hash, title, language, format, read_at"

bool documents_find(struct store *s, struct arena *a, const char *name, struct card_document *ret,
	bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT " DOCUMENT_COLUMNS " FROM card_document WHERE name = ?", &q, err);
	if (ok) {
		db_bind_text(q, 1, name);
		ok = find_document(s, a, q, ret, ret_found, err);
	}
	store_unlock(s);
	return ok;
}

bool documents_get(struct store *s, struct arena *a, int64_t id, struct card_document *ret,
	bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	store_lock(s);
	ok = db_prepare(store_db(s), "SELECT " DOCUMENT_COLUMNS " FROM card_document WHERE id = ?",
		&q, err);
	if (ok) {
		db_bind_int(q, 1, id);
		ok = find_document(s, a, q, ret, ret_found, err);
	}
	store_unlock(s);
	return ok;
}
