#include "core/store/reviews.h"

#include "core/base/clock.h"
#include "core/base/str.h"

#include <stdio.h>
#include <string.h>

/* Rows as they were, as JSON that SQLite itself writes and reads: whatever columns the
 * tables get, both sides know them by name. */

#define CHANGES_KEPT 50

static const char *const columns_note = "id, uuid, guid, document, kind, anchor, question, answer, "
					"cloze, fingerprint, status, reason,"
					" deck, tags, score, engine, line, page, part, heading, "
					"sentence, is_edited, is_gone, extra,"
					" created_at, modified_at";
static const char *const columns_card = "id, note, ord, deck, is_draft, state, step, due_ms, "
					"due_day, stability, difficulty, last_ms,"
					" last_day, interval, reps, lapses, is_suspended";
static const char *const columns_review =
	"id, card, session, kind, at_ms, day, rating, hint, duration_ms, before, after, algorithm,"
	" params";

/* The JSON array of the rows that belong to the notes of ?1. */
static void add_rows(struct str *sql, const char *columns, const char *table, const char *where)
{
	str_addf(sql, "(SELECT json_group_array(json_array(%s)) FROM %s WHERE %s)", columns, table,
		where);
}

bool changes_note(
	struct store *s, const char *what, const int64_t *notes, size_t len, struct err *err)
{
	static const char *const of_notes = "SELECT value FROM json_each(?1)";
	struct str sql = {0}, list = {0}, where = {0};
	struct db_stmt *q = NULL;
	bool ok;

	for (size_t i = 0; i < len; i++)
		str_addf(&list, "%s%lld", i ? "," : "[", (long long)notes[i]);
	str_add(&list, len ? "]" : "[]");
	str_add(&sql, "INSERT INTO card_change (at, what, notes, cards, reviews) VALUES (?2, ?3, ");
	str_addf(&where, "id IN (%s)", of_notes);
	add_rows(&sql, columns_note, "card_note", where.at);
	str_clear(&where);
	str_addf(&where, "note IN (%s)", of_notes);
	str_add(&sql, ", ");
	add_rows(&sql, columns_card, "card", where.at);
	str_clear(&where);
	str_addf(&where, "card IN (SELECT id FROM card WHERE note IN (%s))", of_notes);
	str_add(&sql, ", ");
	add_rows(&sql, columns_review, "card_review", where.at);
	str_add(&sql, ")");
	ok = db_prepare(store_db(s), str_text(&sql), &q, err);
	if (ok) {
		db_bind_text(q, 1, str_text(&list));
		db_bind_int(q, 2, clock_wall_ms());
		db_bind_text(q, 3, what);
		ok = db_run(q, err);
	}
	db_finalize(q);
	str_clear(&sql);
	str_addf(&sql, "DELETE FROM card_change WHERE id <= (SELECT max(id) FROM card_change) - %d",
		CHANGES_KEPT);
	ok = ok && db_exec(store_db(s), str_text(&sql), err);
	str_release(&sql);
	str_release(&list);
	str_release(&where);
	return ok;
}

/* Rows of one table back from the change's JSON. */
static bool restore(
	struct store *s, int64_t change, const char *table, const char *columns, struct err *err)
{
	struct str sql = {0};
	size_t count = 1;
	struct db_stmt *q = NULL;
	bool ok;

	for (const char *at = columns; *at; at++)
		count += *at == ',';
	str_addf(&sql, "INSERT OR REPLACE INTO %s (%s) SELECT ", table, columns);
	for (size_t i = 0; i < count; i++)
		str_addf(&sql, "%sjson_extract(value, '$[%zu]')", i ? ", " : "", i);
	str_addf(&sql, " FROM json_each((SELECT %s FROM card_change WHERE id = ?))",
		strcmp(table, "card_note") == 0 ? "notes"
		: strcmp(table, "card") == 0    ? "cards"
						: "reviews");
	ok = db_prepare(store_db(s), str_text(&sql), &q, err);
	if (ok) {
		db_bind_int(q, 1, change);
		ok = db_run(q, err);
	}
	db_finalize(q);
	str_release(&sql);
	return ok;
}

static bool undo(
	struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes, struct err *err)
{
	struct db_stmt *q;
	int64_t id = 0;
	bool row = false, ok;
	char sql[100];

	*ret_what = NULL;
	if (!db_prepare(store_db(s),
		    "SELECT id, what, json_array_length(notes) FROM card_change ORDER BY id DESC "
		    "LIMIT 1",
		    &q, err))
		return false;
	ok = db_step(q, &row, err);
	if (ok && row) {
		id = db_int(q, 0);
		*ret_what = arena_strdup(a, db_text(q, 1));
		*ret_notes = (size_t)db_int(q, 2);
	}
	db_finalize(q);
	if (!ok || !row)
		return ok;
	snprintf(sql, sizeof sql, "DELETE FROM card_change WHERE id = %lld", (long long)id);
	return restore(s, id, "card_note", columns_note, err) &&
	       restore(s, id, "card", columns_card, err) &&
	       restore(s, id, "card_review", columns_review, err) && db_exec(store_db(s), sql, err);
}

bool changes_undo(
	struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes, struct err *err)
{
	return store_begin(s, err) && store_end(s, undo(s, a, ret_what, ret_notes, err), err);
}
