#ifndef CARDS_EXCHANGE_H
#define CARDS_EXCHANGE_H

#include "core/cards/card.h"
#include "core/store/notes.h"

/* Notes on their way to or from files of other programs: independent of the store. */

struct exchange_review {
	int ord; /* of the card */
	int64_t at_ms;
	int rating;                      /* 1 to 4; 0: set by hand */
	int64_t interval, last_interval; /* days; below 0: seconds */
	double difficulty;               /* 1 to 10; 0: unknown */
	int64_t duration_ms;
	enum card_state state; /* before it */
};

struct exchange_note {
	const char *guid;
	bool is_unnamed;  /* its file had no guid: this one is made of its uuid or question */
	const char *deck; /* "A::B" */
	const char *tags; /* with blanks between */
	const char *kind; /* of ours; "note" for others */
	const char *question, *answer; /* plain text, lines by \n; "" of a cloze */
	const char *cloze;             /* or NULL */
	const char *source;            /* where it comes from, in words; or NULL */
	const char *sentence;          /* that it was made of; or NULL */
	double score;                  /* 0: unknown */
	const char *extra;             /* JSON {notetype, fields: {name: text}}; or NULL */
	int64_t created_ms, modified_ms;
	struct card *cards; /* ord and memory; days of memory as in store/notes.h */
	size_t cards_len;
	struct exchange_review *reviews;
	size_t reviews_len;
};

struct exchange {
	struct arena arena;
	VEC(struct exchange_note) notes;
	VEC(const char *) problems; /* what was left out, and why: for the user */
};
void exchange_release(struct exchange *x);
/* Gives notes without a guid one that is made of what they ask, so that they are found
 * again; where a question comes twice, of its answer as well. */
void exchange_name(struct exchange *x);
void exchange_problem(struct exchange *x, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
