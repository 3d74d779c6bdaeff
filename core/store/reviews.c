#include "core/store/reviews.h"

#include "core/base/str.h"
#include "core/store/notes_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory as text ---- */

/* Numbers of a memory with blanks between, doubles exactly. */
#define MEMORY_MAX 320

static void print_memory(const struct card_memory *m, char out[MEMORY_MAX])
{
	snprintf(out, MEMORY_MAX, "%d %d %lld %lld %.17g %.17g %lld %lld %lld %d %d %d", m->state,
		m->step, (long long)m->due_ms, (long long)m->due_day, m->stability, m->difficulty,
		(long long)m->last_ms, (long long)m->last_day, (long long)m->interval, m->reps,
		m->lapses, m->is_suspended);
}

static void parse_memory(const char *text, struct card_memory *ret)
{
	double n[12] = {0};
	char *end;

	for (int i = 0; i < 12 && text && *text; i++) {
		n[i] = strtod(text, &end);
		text = *end ? end + 1 : end;
	}
	*ret = (struct card_memory){.state = (enum card_state)n[0],
		.step = (int)n[1],
		.due_ms = (int64_t)n[2],
		.due_day = (int64_t)n[3],
		.stability = n[4],
		.difficulty = n[5],
		.last_ms = (int64_t)n[6],
		.last_day = (int64_t)n[7],
		.interval = (int64_t)n[8],
		.reps = (int)n[9],
		.lapses = (int)n[10],
		.is_suspended = n[11] != 0};
}

bool cards_set_memory(struct store *s, int64_t card, const struct card_memory *m, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "UPDATE card SET state = ?, step = ?, due_ms = ?, due_day = ?, stability = ?,"
		    " difficulty = ?, last_ms = ?, last_day = ?, interval = ?, reps = ?, lapses = "
		    "?,"
		    " is_suspended = ? WHERE id = ?",
		    &q, err))
		return false;
	db_bind_int(q, 1, m->state);
	db_bind_int(q, 2, m->step);
	db_bind_int(q, 3, m->due_ms);
	db_bind_int(q, 4, m->due_day);
	db_bind_real(q, 5, m->stability);
	db_bind_real(q, 6, m->difficulty);
	db_bind_int(q, 7, m->last_ms);
	db_bind_int(q, 8, m->last_day);
	db_bind_int(q, 9, m->interval);
	db_bind_int(q, 10, m->reps);
	db_bind_int(q, 11, m->lapses);
	db_bind_int(q, 12, m->is_suspended);
	db_bind_int(q, 13, card);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

/* ---- the log ---- */

bool reviews_log(struct store *s, const struct review *r, struct err *err)
{
	char before[MEMORY_MAX], after[MEMORY_MAX];
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT INTO card_review (card, session, kind, at_ms, day, rating, hint, "
		    "duration_ms,"
		    " before, after, algorithm, params) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		    "?)",
		    &q, err))
		return false;
	print_memory(&r->before, before);
	print_memory(&r->after, after);
	db_bind_int(q, 1, r->card);
	db_bind_int(q, 2, r->session);
	db_bind_int(q, 3, r->kind);
	db_bind_int(q, 4, r->at_ms);
	db_bind_int(q, 5, r->day);
	db_bind_int(q, 6, r->rating);
	db_bind_int(q, 7, r->hint);
	db_bind_int(q, 8, r->duration_ms);
	db_bind_text(q, 9, before);
	db_bind_text(q, 10, after);
	db_bind_text(q, 11, r->algorithm ? r->algorithm : "FSRS-6");
	db_bind_text(q, 12, r->params);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool reviews_add(struct store *s, const struct review *r, struct err *err)
{
	if (!store_begin(s, err))
		return false;
	/* A card that somebody has deleted meanwhile has no log. */
	return store_end(s,
		cards_set_memory(s, r->card, &r->after, err) &&
			(!db_changes(store_db(s)) || reviews_log(s, r, err)),
		err);
}

static bool take_back(struct store *s, int64_t session, int64_t *ret_card, struct err *err)
{
	struct card_memory before;
	struct db_stmt *q;
	int64_t id = 0;
	bool row = false, ok;

	*ret_card = 0;
	if (!db_prepare(store_db(s),
		    "SELECT id, card, before FROM card_review WHERE kind = 0 AND (?1 = 0 OR "
		    "session = ?1)"
		    " ORDER BY id DESC LIMIT 1",
		    &q, err))
		return false;
	db_bind_int(q, 1, session);
	ok = db_step(q, &row, err);
	if (ok && row) {
		id = db_int(q, 0);
		*ret_card = db_int(q, 1);
		parse_memory(db_text(q, 2), &before);
	}
	db_finalize(q);
	if (!ok || !row)
		return ok;
	if (!cards_set_memory(s, *ret_card, &before, err) ||
		!db_prepare(store_db(s), "DELETE FROM card_review WHERE id = ?", &q, err))
		return false;
	db_bind_int(q, 1, id);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool reviews_undo(struct store *s, int64_t session, int64_t *ret_card, struct err *err)
{
	return store_begin(s, err) && store_end(s, take_back(s, session, ret_card, err), err);
}

#define REVIEWS                                                                                    \
	"SELECT id, card, session, kind, at_ms, day, rating, hint, duration_ms, before, after,"    \
	" algorithm, params FROM card_review"

bool reviews_each(struct store *s, int64_t card, reviews_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	struct review r;
	bool row = true, ok;

	store_lock(s);
	/* Two statements: an OR of both would read the whole log for each card. */
	ok = db_prepare(store_db(s),
		card ? REVIEWS " WHERE card = ?1 ORDER BY id" : REVIEWS " ORDER BY id", &q, err);
	if (ok && card)
		db_bind_int(q, 1, card);
	while (ok && row) {
		ok = db_step(q, &row, err);
		if (!ok || !row)
			break;
		r = (struct review){.id = db_int(q, 0),
			.card = db_int(q, 1),
			.session = db_int(q, 2),
			.kind = (enum review_kind)db_int(q, 3),
			.at_ms = db_int(q, 4),
			.day = db_int(q, 5),
			.rating = (int)db_int(q, 6),
			.hint = (int)db_int(q, 7),
			.duration_ms = db_int(q, 8),
			.algorithm = db_text(q, 11),
			.params = db_text(q, 12)};
		parse_memory(db_text(q, 9), &r.before);
		parse_memory(db_text(q, 10), &r.after);
		ok = each(self, &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool reviews_today(struct store *s, const char *deck, int64_t today, int64_t *ret_fresh,
	int64_t *ret_reviews, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	store_lock(s);
	/* A state of 0 before it: the card was new. */
	ok = db_prepare(store_db(s),
		"SELECT coalesce(sum(r.before LIKE '0 %'), 0), coalesce(sum(r.before LIKE '2 %'), "
		"0)"
		" FROM card_review r JOIN card c ON c.id = r.card WHERE r.day = ?1 AND r.kind = "
		"0" CARD_OF_DECK,
		&q, err);
	if (ok) {
		db_bind_int(q, 1, today);
		db_bind_text(q, 2, deck);
		ok = db_step(q, &row, err);
	}
	if (ok && row) {
		*ret_fresh = db_int(q, 0);
		*ret_reviews = db_int(q, 1);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}
