#ifndef ASK_LINK_H
#define ASK_LINK_H

#include "core/ask/values.h"

/* The question as a row of items: phrases of the lexicon, mentions of tables,
 * columns and stored values, numbers, dates, and words that are none of them. */

enum ask_mention { MENTION_TABLE, MENTION_COLUMN, MENTION_VALUE };

struct ask_candidate {
	enum ask_mention kind;
	size_t id;         /* of the table or column */
	const char *value; /* of a MENTION_VALUE, as stored */
	double score;      /* 1: the very name */
};

/* What an item has been taken for; see frame.h. */
enum ask_role { AS_NOTHING, AS_TARGET, AS_FILTER, AS_GROUP, AS_SORT, AS_CONTEXT, AS_WORD };

struct ask_item {
	size_t first, len; /* words of the question */
	uint64_t tags;
	const struct ask_form *adjective;
	struct ask_candidate *candidates; /* the best first */
	size_t candidates_len;
	bool is_stop, is_comma, is_quoted, is_capital;
	bool is_number, is_year;
	double number;
	/* A span of days, "2025-06-01"; `until` is the day behind it; either may be
	 * NULL. */
	const char *since, *until;
	const char *text;  /* lower case; of a quoted one as written */
	const char *lemma; /* of the last word */
	enum ask_role role;
	int sentence;
};

struct ask_link {
	const struct ask_question *question;
	const struct ask_catalog *catalog;
	struct ask_item *items;
	size_t len;
	struct arena *arena;
};

void ask_link_read(const struct ask_catalog *c, const struct ask_question *q,
	const struct ask_values *v, struct ask_link *ret);

/* Apart from the original in what is marked at items; of the same arena. */
struct ask_link ask_link_copy(const struct ask_link *l);

/* How well a word of a question (lemma and stem) matches a word of a name. */
double ask_word_match(const struct ask_lexicon *l, const struct ask_word *w, const char *name);

/* From 0; -1 for what is no month. */
int ask_month_of(const char *word);
/* A date or a range of days that begins at this word: its words, or 0. */
size_t ask_date_at(const struct ask_question *q, size_t at, const struct ask_lexicon *l,
	const char **ret_since, const char **ret_until);

/* The day so many units before today, "2025-06-01"; NULL when `unit` is none of time. */
const char *ask_date_ago(struct arena *a, const char *unit, double n);

static inline bool item_is(const struct ask_item *i, enum ask_tag tag)
{
	return (i->tags & TAG_BIT(tag)) != 0;
}
/* The best candidate is of this kind. */
static inline bool item_mentions(const struct ask_item *i, enum ask_mention kind)
{
	return i->candidates_len && i->candidates[0].kind == kind;
}

#endif
