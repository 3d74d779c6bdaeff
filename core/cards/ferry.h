#ifndef CARDS_FERRY_H
#define CARDS_FERRY_H

#include "core/cards/exchange.h"
#include "core/cards/schedule.h"
#include "core/store/reviews.h"

/* Notes between the store and an exchange. */

/* The notes of a filter, with their cards and, where wanted, their reviews. */
enum ferry_load { FERRY_NOTES, FERRY_WITH_REVIEWS };
bool ferry_out(struct store *s, const struct note_filter *f, enum ferry_load load,
	struct exchange *ret, struct err *err);

struct ferry_options {
	const char *deck;        /* all into this one; NULL: as they say */
	const char *tags;        /* in addition; or NULL */
	bool with_scheduling;    /* take states and reviews of notes that are new here */
	enum note_status status; /* of new ones */
	const struct schedule_day *day; /* for the days of reviews; NULL: they are on none */
};
struct ferry_result {
	size_t added, updated, same, skipped;
};
/* Notes are found again by their guid; what is newer there is taken over, and nothing
 * is added twice.  One transaction. */
bool ferry_in(struct store *s, const struct exchange *x, const struct ferry_options *o,
	struct ferry_result *ret, struct err *err);

#endif
