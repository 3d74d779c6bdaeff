#include "core/store/notes_impl.h"
#include "core/store/reviews.h"

#include <string.h>

/* What is to be shown, by the index card_due: each of the three parts is a range of it. */

struct part {
	const char *sql; /* ?1: until when */
	int64_t until, limit;
	int64_t *count;
};

static bool add_part(struct store *s, const struct due_limits *l, const struct part *p,
	struct due_list *ret, struct err *err)
{
	struct db_stmt *q;
	bool row = true, ok;

	if (p->limit == 0)
		return true;
	if (!db_prepare(store_db(s), p->sql, &q, err))
		return false;
	db_bind_int(q, 1, p->until);
	db_bind_text(q, 2, l->deck);
	db_bind_int(q, 3, p->limit);
	while ((ok = db_step(q, &row, err)) && row) {
		vec_push(&ret->cards, db_int(q, 0));
		++*p->count;
	}
	db_finalize(q);
	return ok;
}

bool cards_due(struct store *s, const struct due_limits *l, struct due_list *ret, struct err *err)
{
	const struct part parts[] = {
		{"SELECT c.id FROM card c WHERE c.is_suspended = 0 AND c.state IN (1, 3)"
		 " AND c.is_draft = 0 AND c.due_ms <= ?1" CARD_OF_DECK
		 " ORDER BY c.due_ms, c.id LIMIT ?3",
			l->now_ms, -1, &ret->learning},
		{"SELECT c.id FROM card c WHERE c.is_suspended = 0 AND c.state = 2 AND c.is_draft "
		 "= 0"
		 " AND c.due_day <= ?1" CARD_OF_DECK " ORDER BY c.due_day, c.due_ms, c.id LIMIT ?3",
			l->today, l->reviews, &ret->reviews},
		{"SELECT c.id FROM card c WHERE c.is_suspended = 0 AND c.state = 0"
		 " AND c.is_draft = 0 AND ?1 >= 0" CARD_OF_DECK
		 " ORDER BY c.due_day, c.due_ms, c.id LIMIT ?3",
			0, l->fresh, &ret->fresh},
		{"SELECT c.id FROM card c WHERE c.is_suspended = 0 AND c.state = 0"
		 " AND c.is_draft = 1 AND ?1 >= 0" CARD_OF_DECK
		 " ORDER BY c.due_day, c.due_ms, c.id LIMIT ?3",
			0, l->drafts ? l->fresh : 0, &ret->fresh},
	};
	bool ok = true;

	memset(ret, 0, sizeof *ret);
	store_lock(s);
	for (size_t i = 0; ok && i < sizeof parts / sizeof *parts; i++) {
		struct part p = parts[i];

		if (i == 3 && p.limit > 0)
			p.limit -= ret->fresh;
		ok = add_part(s, l, &p, ret, err);
	}
	store_unlock(s);
	return ok;
}

bool cards_get(struct store *s, struct arena *a, int64_t id, struct card *ret,
	struct note *ret_note, bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT " NOTE_COLUMNS ", " CARD_COLUMNS
		" FROM card c JOIN card_note n ON n.id = c.note WHERE c.id = ?",
		&q, err);
	if (ok) {
		db_bind_int(q, 1, id);
		ok = db_step(q, ret_found, err);
		if (ok && *ret_found) {
			note_read(q, ret_note);
			note_keep(a, ret_note);
			card_read(q, NOTE_COLUMNS_LEN, ret);
		}
		db_finalize(q);
	}
	store_unlock(s);
	return ok;
}

/* ---- sessions ---- */

bool sessions_open(struct store *s, const struct card_session *c, int64_t *ret_id, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s),
		"INSERT INTO card_session (type, deck, started_at, ended_at, asked, correct, "
		"points,"
		" streak) VALUES (?, ?, ?, 0, 0, 0, 0, 0)",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, c->type);
		db_bind_text(q, 2, c->deck);
		db_bind_int(q, 3, c->started_at);
		ok = db_run(q, err);
		*ret_id = db_last_rowid(store_db(s));
		db_finalize(q);
	}
	return store_end(s, ok, err);
}

bool sessions_close(struct store *s, const struct card_session *c, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s),
		"UPDATE card_session SET ended_at = ?, asked = ?, correct = ?, points = ?, streak "
		"= ?"
		" WHERE id = ?",
		&q, err);
	if (ok) {
		db_bind_int(q, 1, c->ended_at);
		db_bind_int(q, 2, c->asked);
		db_bind_int(q, 3, c->correct);
		db_bind_int(q, 4, c->points);
		db_bind_int(q, 5, c->streak);
		db_bind_int(q, 6, c->id);
		ok = db_run(q, err);
		db_finalize(q);
	}
	return store_end(s, ok, err);
}

bool sessions_each(struct store *s, const char *type, int64_t limit, sessions_visit *each,
	void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT id, type, deck, started_at, ended_at, asked, correct, points, streak"
		" FROM card_session WHERE type = ? AND asked > 0 ORDER BY id DESC LIMIT ?",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, type);
		db_bind_int(q, 2, limit);
	}
	while (ok && row) {
		struct card_session c;

		ok = db_step(q, &row, err);
		if (!ok || !row)
			break;
		c = (struct card_session){.id = db_int(q, 0),
			.type = db_text(q, 1),
			.deck = db_text(q, 2),
			.started_at = db_int(q, 3),
			.ended_at = db_int(q, 4),
			.asked = db_int(q, 5),
			.correct = db_int(q, 6),
			.points = db_int(q, 7),
			.streak = db_int(q, 8)};
		ok = each(self, &c, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}
