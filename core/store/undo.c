#include "core/store/undo.h"

#include "core/base/str.h"
#include "core/db/db.h"

#include <string.h>

/* The store puts back the rows that it kept.  Before it does, the columns that the change
 * has nothing to do with are brought up to date in them. */

/* Of a note: where its document says it, what it says, whether it is learnt. */
#define PLACE "document, kind, anchor, score, line, page, part, heading, sentence, is_gone, extra"
#define WORDS "question, answer, cloze, fingerprint, engine, is_edited, modified_at"
#define STATUS "status, reason"

#define FROM_NOW(columns)                                                                          \
	"UPDATE card_note_old SET (" columns ") = (SELECT " columns                                \
	" FROM card_note n WHERE n.id = card_note_old.id)"                                         \
	" WHERE change = ?1 AND id IN (SELECT id FROM card_note)"

/* Cards that were added since are no work of the change, nor are those that went. */
#define CARD_REST                                                                                  \
	"note, ord, deck, is_draft, state, step, due_ms, due_day, stability, difficulty, last_ms," \
	" last_day, interval, reps, lapses, is_suspended"
#define CARDS_GONE                                                                                 \
	"DELETE FROM card_old WHERE change = ?1 AND note IN (SELECT id FROM card_note)"            \
	" AND id NOT IN (SELECT id FROM card)"
#define CARDS_ADDED                                                                                \
	"INSERT OR IGNORE INTO card_old (change, id, " CARD_REST ") SELECT ?1, id, " CARD_REST     \
	" FROM card WHERE note IN (SELECT id FROM card_note_old WHERE change = ?1)"

/* A card repeats two columns of its note. */
#define CARDS_FOLLOW                                                                               \
	"UPDATE card_old SET (deck, is_draft) = (SELECT deck, CASE WHEN status = 2 OR"             \
	" (is_gone AND status = 0) THEN 2 WHEN status = 0 THEN 1 ELSE 0 END FROM card_note_old o"  \
	" WHERE o.change = ?1 AND o.id = card_old.note) WHERE change = ?1"

struct change {
	int64_t id, at;
	const char *what;
};

static bool run_all(
	struct store *s, const struct change *c, const char *const *steps, struct err *err)
{
	struct db_stmt *q;
	bool ok = true;

	for (; ok && *steps; steps++) {
		if (!db_prepare(store_db(s), *steps, &q, err))
			return false;
		db_bind_int(q, 1, c->id);
		ok = db_run(q, err);
		db_finalize(q);
	}
	return ok;
}

static bool last_change(
	struct store *s, struct arena *a, struct change *ret, bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "SELECT id, at, what FROM card_change ORDER BY id DESC LIMIT 1", &q, err))
		return false;
	ok = db_step(q, ret_found, err);
	if (ok && *ret_found)
		*ret = (struct change){db_int(q, 0), db_int(q, 1), arena_strdup(a, db_text(q, 2))};
	db_finalize(q);
	return ok;
}

/* ---- approve, reject ---- */

static bool rebase_status(struct store *s, const struct change *c, struct err *err)
{
	/* What has another status than the change gave it was decided anew. */
	static const char *const approved[] = {
		FROM_NOW(STATUS) " AND (SELECT status FROM card_note n WHERE n.id ="
				 " card_note_old.id) <> 1",
		NULL};
	static const char *const rejected[] = {
		FROM_NOW(STATUS) " AND (SELECT status FROM card_note n WHERE n.id ="
				 " card_note_old.id) <> 2",
		NULL};
	static const char *const rest[] = {FROM_NOW(PLACE), FROM_NOW(WORDS), FROM_NOW("deck, tags"),
		CARDS_GONE, CARDS_ADDED, CARDS_FOLLOW, NULL};

	return run_all(s, c, str_eq(c->what, "approve") ? approved : rejected, err) &&
	       run_all(s, c, rest, err);
}

/* ---- edit ---- */

/* The note as it was before the edit, and as it is. */
struct edited {
	int64_t id;
	const char *tags, *tags_now, *front;
	bool is_newer; /* other words than the edit found, and written later than it */
	bool is_edited;
};

static bool read_edited(struct store *s, struct arena *a, const struct change *c,
	struct edited *ret, bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "SELECT n.id, o.tags, n.tags, coalesce(n.cloze, n.question), n.is_edited,"
		    " n.modified_at > ?2 AND (n.question <> o.question OR n.answer <> o.answer"
		    "  OR n.cloze IS NOT o.cloze)"
		    " FROM card_note_old o JOIN card_note n ON n.id = o.id WHERE o.change = ?1",
		    &q, err))
		return false;
	db_bind_int(q, 1, c->id);
	db_bind_int(q, 2, c->at);
	ok = db_step(q, ret_found, err);
	if (ok && *ret_found)
		*ret = (struct edited){.id = db_int(q, 0),
			.tags = arena_strdup(a, db_text(q, 1)),
			.tags_now = arena_strdup(a, db_text(q, 2)),
			.front = arena_strdup(a, db_text(q, 3)),
			.is_edited = db_int(q, 4) != 0,
			.is_newer = db_int(q, 5) != 0};
	db_finalize(q);
	return ok;
}

/* The tags of before, and those of bridges that were laid since. */
static bool keep_bridges(
	struct store *s, const struct change *c, const struct edited *e, struct err *err)
{
	static const char bridge[] = "bridge::";
	struct str tags = {0};
	struct db_stmt *q;
	bool ok;

	str_add(&tags, e->tags);
	for (const char *at = e->tags_now; *at;) {
		size_t len = strcspn(at, " ");

		if (strncmp(at, bridge, strlen(bridge)) == 0 && !note_has_tag(e->tags, at, len))
			str_addf(&tags, "%s%.*s", tags.len ? " " : "", (int)len, at);
		at += len + (at[len] == ' ');
	}
	ok = db_prepare(store_db(s),
		"UPDATE card_note_old SET tags = ?3 WHERE change = ?1 AND id = ?2", &q, err);
	if (ok) {
		db_bind_int(q, 1, c->id);
		db_bind_int(q, 2, e->id);
		db_bind_text(q, 3, str_text(&tags));
		ok = db_run(q, err);
		db_finalize(q);
	}
	str_release(&tags);
	return ok;
}

static bool rebase_edit(struct store *s, struct arena *a, const struct change *c,
	const char **ret_refused, struct err *err)
{
	static const char *const newer[] = {FROM_NOW(WORDS), CARDS_GONE, CARDS_ADDED, NULL};
	static const char *const rest[] = {FROM_NOW(PLACE), FROM_NOW(STATUS), CARDS_FOLLOW, NULL};
	static const char *const forget[] = {"DELETE FROM card_change WHERE id = ?1",
		"DELETE FROM card_note_old WHERE change = ?1",
		"DELETE FROM card_old WHERE change = ?1",
		"DELETE FROM card_review_old WHERE change = ?1", NULL};
	struct edited e = {0};
	bool found = false;

	if (!read_edited(s, a, c, &e, &found, err))
		return false;
	if (!found) /* it is gone: then it comes back as it was */
		return true;
	/* Nothing says which of the edited words the edit wrote. */
	if (e.is_newer && e.is_edited) {
		*ret_refused = e.front;
		return run_all(s, c, forget, err);
	}
	/* Else it changed tags or deck only, and the words are the document's. */
	return (!e.is_newer || run_all(s, c, newer, err)) && keep_bridges(s, c, &e, err) &&
	       run_all(s, c, rest, err);
}

/* ---- all ---- */

static bool rebase(struct store *s, struct arena *a, const char **ret_refused, struct err *err)
{
	struct change c = {0};
	bool found = false;

	if (!last_change(s, a, &c, &found, err))
		return false;
	if (!found)
		return true;
	if (str_eq(c.what, "edit"))
		return rebase_edit(s, a, &c, ret_refused, err);
	if (str_eq(c.what, "approve") || str_eq(c.what, "reject"))
		return rebase_status(s, &c, err);
	return true;
}

bool undo_last(
	struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes, struct err *err)
{
	const char *refused = NULL;

	if (!store_begin(s, err) || !store_end(s, rebase(s, a, &refused, err), err))
		return false;
	if (refused) {
		err_set(err, ERR_WORK, "the card has been changed since it was edited: '%s'",
			refused);
		return err_hint(err, "'cards edit' changes its words; 'cards undo' takes back what "
				     "was done before");
	}
	return changes_undo(s, a, ret_what, ret_notes, err);
}
