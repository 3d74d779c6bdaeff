#include "core/store/notes_impl.h"
#include "core/store/reviews.h"

#include <string.h>

/* ?1 a day, ?2 the deck. */
static bool prepare(struct store *s, const char *sql, const char *deck, int64_t day,
	struct db_stmt **ret, struct err *err)
{
	if (!db_prepare(store_db(s), sql, ret, err))
		return false;
	db_bind_int(*ret, 1, day);
	db_bind_text(*ret, 2, deck);
	return true;
}

bool cards_forecast(struct store *s, const char *deck, int64_t today, int64_t *counts, size_t len,
	struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	memset(counts, 0, len * sizeof *counts);
	store_lock(s);
	ok = prepare(s,
		"SELECT max(c.due_day, ?1) - ?1, count(*) FROM card c WHERE c.state = 2"
		" AND c.is_draft = 0 AND c.is_suspended = 0" CARD_OF_DECK " GROUP BY 1",
		deck, today, &q, err);
	while (ok && row) {
		ok = db_step(q, &row, err);
		if (ok && row && db_int(q, 0) < (int64_t)len)
			counts[db_int(q, 0)] = db_int(q, 1);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

bool reviews_total(struct store *s, const char *deck, int64_t from_day, struct review_totals *ret,
	struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	*ret = (struct review_totals){0};
	store_lock(s);
	/* A state of 2 before it: the card was due by days. */
	ok = prepare(s,
		     "SELECT coalesce(sum(r.before LIKE '2 %'), 0),"
		     " coalesce(sum(r.before LIKE '2 %' AND r.rating > 1), 0),"
		     " coalesce(sum(r.before NOT LIKE '2 %'), 0), coalesce(sum(r.duration_ms), 0),"
		     " count(DISTINCT r.day) FROM card_review r JOIN card c ON c.id = r.card"
		     " WHERE r.day >= ?1 AND r.kind < 2" CARD_OF_DECK,
		     deck, from_day, &q, err) &&
	     db_step(q, &row, err);
	if (ok && row)
		*ret = (struct review_totals){
			db_int(q, 0), db_int(q, 1), db_int(q, 2), db_int(q, 3), db_int(q, 4)};
	db_finalize(q);
	store_unlock(s);
	return ok;
}
