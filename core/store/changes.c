#include "core/store/reviews.h"

#include "core/base/clock.h"
#include "core/base/str.h"

#include <stdio.h>
#include <string.h>

/* Rows as they were, in tables of their own with the same columns: copies are exact. */

#define CHANGES_KEPT 50

#define NOTE_REST                                                                                  \
	"uuid, guid, document, kind, anchor, question, answer, cloze, fingerprint, status,"        \
	" reason, deck, tags, score, engine, line, page, part, heading, sentence, is_edited,"      \
	" is_gone, extra, created_at, modified_at"
#define CARD_REST                                                                                  \
	"note, ord, deck, is_draft, state, step, due_ms, due_day, stability, difficulty, last_ms," \
	" last_day, interval, reps, lapses, is_suspended"
#define REVIEW_REST                                                                                \
	"card, session, kind, at_ms, day, rating, hint, duration_ms, before, after, algorithm,"    \
	" params"

/* ?1 a change, ?2 the list of its notes as JSON where a statement has it. */
static bool run(struct store *s, const char *sql, int64_t change, const char *list, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), sql, &q, err))
		return false;
	db_bind_int(q, 1, change);
	if (list)
		db_bind_text(q, 2, list);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool run_all(struct store *s, const char *const *steps, int64_t change, const char *list,
	struct err *err)
{
	bool ok = true;

	for (; ok && *steps; steps++)
		ok = run(s, *steps, change, list, err);
	return ok;
}

/* ---- keep ---- */

static bool add_change(
	struct store *s, const char *what, size_t len, int64_t *ret_id, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "INSERT INTO card_change (at, what, notes) VALUES (?, ?, ?)",
		    &q, err))
		return false;
	db_bind_int(q, 1, clock_wall_ms());
	db_bind_text(q, 2, what);
	db_bind_int(q, 3, (int64_t)len);
	ok = db_run(q, err);
	db_finalize(q);
	*ret_id = db_last_rowid(store_db(s));
	return ok;
}

bool changes_note(
	struct store *s, const char *what, const int64_t *notes, size_t len, struct err *err)
{
	static const char *const keep[] = {
		"INSERT INTO card_note_old (change, id, " NOTE_REST ") SELECT ?1, id, " NOTE_REST
		" FROM card_note WHERE id IN (SELECT value FROM json_each(?2))",
		"INSERT INTO card_old (change, id, " CARD_REST ") SELECT ?1, id, " CARD_REST
		" FROM card WHERE note IN (SELECT value FROM json_each(?2))",
		"INSERT INTO card_review_old (change, id, " REVIEW_REST
		") SELECT ?1, id, " REVIEW_REST " FROM card_review WHERE card IN"
		" (SELECT id FROM card WHERE note IN (SELECT value FROM json_each(?2)))",
		NULL};
	static const char *const forget[] = {"DELETE FROM card_change WHERE id <= ?1",
		"DELETE FROM card_note_old WHERE change <= ?1",
		"DELETE FROM card_old WHERE change <= ?1",
		"DELETE FROM card_review_old WHERE change <= ?1", NULL};
	struct str list = {0};
	int64_t id = 0;
	bool ok;

	for (size_t i = 0; i < len; i++)
		str_addf(&list, "%s%lld", i ? "," : "[", (long long)notes[i]);
	str_add(&list, len ? "]" : "[]");
	ok = add_change(s, what, len, &id, err) && run_all(s, keep, id, str_text(&list), err) &&
	     run_all(s, forget, id - CHANGES_KEPT, NULL, err);
	str_release(&list);
	return ok;
}

/* ---- put back ---- */

/* Cards that the change made go, with their log; those that it took away come back with
 * theirs; those that are there keep what was learnt since.  A note that was imported
 * again meanwhile, under another id, stays as it is. */
static bool restore(struct store *s, int64_t change, struct err *err)
{
#define OF_CHANGE " FROM card_note_old WHERE change = ?1"
#define MADE                                                                                       \
	"note IN (SELECT id" OF_CHANGE ") AND id NOT IN (SELECT id FROM card_old WHERE change = "  \
	"?1)"
	static const char *const steps[] = {
		"DELETE FROM card_review WHERE card IN (SELECT id FROM card WHERE " MADE ")",
		"DELETE FROM card WHERE " MADE,
		"INSERT OR REPLACE INTO card_note (id, " NOTE_REST ") SELECT id, " NOTE_REST
		" FROM card_note_old o WHERE change = ?1 AND NOT EXISTS (SELECT 1 FROM card_note n"
		" WHERE n.guid = o.guid AND n.id <> o.id)",
		"INSERT INTO card_review (id, " REVIEW_REST ") SELECT id, " REVIEW_REST
		" FROM card_review_old WHERE change = ?1 AND card NOT IN (SELECT id FROM card)"
		" AND card IN (SELECT id FROM card_old WHERE change = ?1"
		"  AND note IN (SELECT id FROM card_note))",
		"INSERT INTO card (id, " CARD_REST ") SELECT id, " CARD_REST
		" FROM card_old WHERE change = ?1 AND note IN (SELECT id FROM card_note)"
		" ON CONFLICT (id) DO UPDATE SET deck = excluded.deck,"
		" is_draft = excluded.is_draft",
		"DELETE FROM card_change WHERE id = ?1",
		"DELETE FROM card_note_old WHERE change = ?1",
		"DELETE FROM card_old WHERE change = ?1",
		"DELETE FROM card_review_old WHERE change = ?1", NULL};

	return run_all(s, steps, change, NULL, err);
}

static bool undo(
	struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes, struct err *err)
{
	struct db_stmt *q;
	int64_t id = 0;
	bool row = false, ok;

	*ret_what = NULL;
	*ret_notes = 0;
	if (!db_prepare(store_db(s),
		    "SELECT id, what, notes FROM card_change ORDER BY id DESC LIMIT 1", &q, err))
		return false;
	ok = db_step(q, &row, err);
	if (ok && row) {
		id = db_int(q, 0);
		*ret_what = arena_strdup(a, db_text(q, 1));
		*ret_notes = (size_t)db_int(q, 2);
	}
	db_finalize(q);
	return ok && (!row || restore(s, id, err));
}

bool changes_undo(
	struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes, struct err *err)
{
	return store_begin(s, err) && store_end(s, undo(s, a, ret_what, ret_notes, err), err);
}
