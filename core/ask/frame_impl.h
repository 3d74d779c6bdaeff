#ifndef ASK_FRAME_IMPL_H
#define ASK_FRAME_IMPL_H

#include "core/ask/frame.h"

/* What the passes share with each other, and with nobody else. */

/* "older than 20" */
struct comparison {
	size_t at;
	enum ask_test test;
	const struct ask_adjective *adjective; /* "older than" */
	size_t value;                          /* the item behind it */
	size_t left; /* the column's item where it stands behind, too; or ASK_NONE */
};

/* "the 5 oldest" */
struct superlative {
	size_t at; /* the item that makes it one */
	bool descending;
	const struct ask_adjective *adjective; /* its column is to be found; or NULL */
	bool quantity;                         /* most, fewest: a number of rows or a sum */
	bool is_top;                           /* "top 3 … by" */
	int64_t limit;
};

/* Tests a column against an extreme or the average over all rows that what stands
 * behind `from` leaves. */
bool frame_against_all(
	struct ask_frame *p, struct comparison *c, size_t column, enum ask_agg agg, size_t from);
/* 1: "than any", "than some"; 2: "than all"; 0: neither.  *ret_from: what follows. */
int frame_any_or_all(const struct ask_frame *p, const struct comparison *c, size_t *ret_from);
/* What names a row of the table. */
void frame_add_names(struct ask_frame *p, size_t table);
void frame_finish_targets(struct ask_frame *p);
/* How a value is joined to what stands before it: TAG_SKIP not at all, TAG_AND,
 * TAG_OR, TAG_IN by a comma alone. */
enum ask_tag frame_joined_by(const struct ask_frame *p, size_t i, size_t *ret_before);
/* The candidate that a value means; *ret_mention: the item that names its column. */
const struct ask_candidate *frame_choose(const struct ask_frame *p, size_t i, size_t *ret_mention);
void frame_count_target(struct ask_frame *p, size_t i);
/* "how many tulips were sold": adds up their quantities; false where it asks for no such
 * thing. */
bool frame_count_sold(struct ask_frame *p, size_t what);
/* A verb of selling or buying. */
bool frame_is_sale(const struct ask_frame *p, size_t i);
/* The one column of quantities of `table`, whose rows are sales, or of rows of which many
 * belong to one of it; ASK_NONE where there is none, or several. */
size_t frame_quantity(const struct ask_frame *p, size_t table);
void frame_count_groups(struct ask_frame *p);
void frame_share_of_all(struct ask_frame *p);
void frame_count_each_once(struct ask_frame *p);
bool frame_as_extreme(struct ask_frame *p, size_t i, const struct superlative *s);
bool frame_both_ends(struct ask_frame *p, size_t i);
void frame_remove_test(struct ask_shape *s, size_t i);
size_t frame_mentioned_table(const struct ask_frame *p, size_t i);
void frame_drop_leaves(struct ask_frame *p, struct ask_shape *s);
/* Of a column. */
bool frame_is_numeric(const struct ask_frame *p, size_t column);
/* The column before item i that it can be about, or ASK_NONE. */
size_t frame_column_before(const struct ask_frame *p, size_t i, size_t *ret_item);
/* The column of a comparison, or ASK_NONE; *ret_item: the item that names it. */
size_t frame_left_side(struct ask_frame *p, const struct comparison *c, size_t *ret_item);
void frame_like(struct ask_frame *p, size_t i);
void frame_quoted(struct ask_frame *p, size_t i);
void frame_bare_number(struct ask_frame *p, size_t i);
void frame_bare_date(struct ask_frame *p, size_t i);
/* "in October", of any year. */
bool frame_is_month(const struct ask_frame *p, size_t i);
void frame_bare_month(struct ask_frame *p, size_t i);
void frame_extreme_of_parent(struct ask_frame *p);
void frame_deny_attribute(struct ask_frame *p);
void frame_own_kind(struct ask_frame *p);
/* The two ends of a range become tests; false when they are none. */
bool frame_between(struct ask_frame *p, struct comparison *c);
/* "from March to May" */
void frame_ranges(struct ask_frame *p);
/* The date that a time at item i is of: of what happened to the focus, else its own. */
size_t frame_when(const struct ask_frame *p, size_t i);
/* A date against an age; what is no age is refused.  `unit` stands behind the number. */
bool frame_age_test(struct ask_frame *p, const struct comparison *c, size_t column, size_t unit);
void frame_absences(struct ask_frame *p);
/* Conditions of rows that must not be there move to them. */
void frame_narrow_absence(struct ask_frame *p);
/* No row of `table` belongs to one of the focus: its query, or NULL where nothing can. */
struct ask_shape *frame_add_absence(struct ask_frame *p, size_t table);
/* "how often was Ann admitted": its rows are counted. */
void frame_often(struct ask_frame *p);
/* "more than twice": so many rows of what happened. */
bool frame_times(struct ask_frame *p, const struct comparison *c);
/* The extreme of each group, or the rows that have it. */
void frame_best_of_each(struct ask_frame *p);
void frame_doubts(struct ask_frame *p);
/* "who ordered it": the table of people; ASK_NONE where there are several, or none. */
size_t frame_people(const struct ask_frame *p);
bool frame_number_test(struct ask_frame *p, const struct comparison *c);
/* "more than 10 albums": so many rows of what `what` mentions. */
bool frame_count_of(struct ask_frame *p, const struct comparison *c, size_t what, double number);
void frame_mark_regions(struct ask_frame *p);
struct ask_term frame_sort_term(struct ask_frame *p, enum ask_agg agg, size_t column);
/* What rows are counted by: the focus where others are counted, else the column
 * that the question asks for. */
void frame_group_for_count(struct ask_frame *p, size_t counted);
/* The one column that is asked for, where it is none that names a row; ASK_NONE. */
size_t frame_asked_category(const struct ask_frame *p);
bool frame_super_common(struct ask_frame *p, const struct superlative *s);
bool frame_super_quantity(struct ask_frame *p, const struct superlative *s);
/* A test for a value, denied or joined to the one before as the words around say. */
void frame_add_value(struct ask_frame *p, size_t i, size_t column, struct ask_literal literal);

#endif
