#ifndef STORE_REVIEWS_H
#define STORE_REVIEWS_H

#include "core/store/notes.h"

/* The log of reviews, and what is due.  A card's state and its log row change in one
 * transaction, so that either both are there or none. */

enum review_kind { REVIEW_LEARN, REVIEW_QUIZ, REVIEW_IMPORT, REVIEW_MANUAL };

struct review {
	int64_t id;
	int64_t card, session; /* session 0: none */
	enum review_kind kind;
	int64_t at_ms, day;
	int rating; /* 1 again, 2 hard, 3 good, 4 easy; 0: set by hand */
	int hint;   /* the strongest that was shown; 0: none */
	int64_t duration_ms;
	struct card_memory before, after;
	const char *algorithm; /* "FSRS-6" */
	const char *params;    /* hash of its parameters; or NULL */
};

/* Card and log row together; a transaction of its own.  Nothing when the card is gone. */
bool reviews_add(struct store *s, const struct review *r, struct err *err);
/* Inside a transaction: the row only. */
bool reviews_log(struct store *s, const struct review *r, struct err *err);
/* Takes the last one of the session (0: of all) back: its card is what it was before.
 * *ret_card 0: there is none. */
bool reviews_undo(struct store *s, int64_t session, int64_t *ret_card, struct err *err);

typedef bool reviews_visit(void *self, const struct review *r, struct err *err);
/* In their order; card 0: of all. */
bool reviews_each(struct store *s, int64_t card, reviews_visit *each, void *self, struct err *err);

/* ---- what is due ---- */

struct due_limits {
	const char *deck; /* and those below; NULL: all */
	int64_t today, now_ms;
	int64_t fresh;   /* at most so many new ones; -1: all */
	int64_t reviews; /* at most so many reviews; -1: all */
	bool drafts;     /* new cards of drafts, too */
};
struct due_list {
	VEC(int64_t) cards; /* learning by time, then reviews by day, then new by position */
	int64_t learning, reviews, fresh;
};
bool cards_due(struct store *s, const struct due_limits *l, struct due_list *ret, struct err *err);
/* The card with its note; texts in the arena. */
bool cards_get(struct store *s, struct arena *a, int64_t id, struct card *ret,
	struct note *ret_note, bool *ret_found, struct err *err);
/* New ones that were shown today, and reviews done today. */
bool reviews_today(struct store *s, const char *deck, int64_t today, int64_t *ret_fresh,
	int64_t *ret_reviews, struct err *err);

/* ---- figures ---- */

/* Cards that are due on each of `len` days from `today` on; the first has the overdue. */
bool cards_forecast(struct store *s, const char *deck, int64_t today, int64_t *counts, size_t len,
	struct err *err);

struct review_totals {
	int64_t reviews, passed;   /* of cards that were due by days: the true retention */
	int64_t learning;          /* the others */
	int64_t duration_ms, days; /* with at least one */
};
bool reviews_total(struct store *s, const char *deck, int64_t from_day, struct review_totals *ret,
	struct err *err);

/* ---- sessions ---- */

struct card_session {
	int64_t id;
	const char *type; /* review, quiz */
	const char *deck; /* or NULL */
	int64_t started_at, ended_at;
	int64_t asked, correct, points, streak;
};
bool sessions_open(struct store *s, const struct card_session *c, int64_t *ret_id, struct err *err);
bool sessions_close(struct store *s, const struct card_session *c, struct err *err);
typedef bool sessions_visit(void *self, const struct card_session *c, struct err *err);
/* The newest first. */
bool sessions_each(struct store *s, const char *type, int64_t limit, sessions_visit *each,
	void *self, struct err *err);

/* ---- what was changed ---- */

/* Keeps rows as they are before a change of many (edit, delete, reject), for undo; the
 * last fifty are kept.  Inside the transaction of the change. */
bool changes_note(
	struct store *s, const char *what, const int64_t *notes, size_t len, struct err *err);
/* Puts back what the last one changed; *ret_what NULL: there is none. */
bool changes_undo(struct store *s, struct arena *a, const char **ret_what, size_t *ret_notes,
	struct err *err);

#endif
