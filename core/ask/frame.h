#ifndef ASK_FRAME_H
#define ASK_FRAME_H

#include "core/ask/form.h"
#include "core/ask/link.h"

/* From the row of items to a shape.  Each pass takes the phrases it knows, gives
 * their items a role, and leaves the others alone. */
struct ask_frame {
	const struct ask_catalog *catalog;
	struct ask_link *link;
	struct source *source;
	struct arena *arena;
	struct ask_shape *shape;
	struct err *err;
	size_t focus;     /* the table whose rows are asked for, or ASK_NONE */
	size_t head;      /* the item that names it, or ASK_NONE */
	bool *selecting;  /* by item: it stands where the answer's columns are named */
	bool counts;      /* "how many": the answer is a number of rows */
	size_t counted;   /* the item that is counted, or ASK_NONE */
	int sort_default; /* "in alphabetical order": 1 up, -1 down, of the first target */
	bool averages;    /* "average" stands somewhere */
	struct ask_term pending;
	bool has_pending;
	size_t group_table;   /* "for each customer": the customers; or ASK_NONE */
	bool defaulted;       /* the question names no column of the answer */
	bool head_too;        /* "each product with its price": what names the head, too */
	bool howmuch;         /* "how much": a sum */
	bool implied;         /* groups without a word for what is computed: "sales per year" */
	bool wants_measure;   /* the sort's term is to be seen, too */
	struct ask_shape *absent; /* rows that must not be, and are restricted; or NULL */
	int either;           /* last number given to tests joined by OR */
	double doubt;         /* 0: sure; each guess adds to it */
#define FRAME_HOPELESS 2.0    /* as a doubt: no answer rather than this one */
	const char *unplaced; /* the first word that nothing was found for; or NULL */
	size_t unplaced_len;
};

/* ---- moving around: items of one sentence, passing over words that say nothing ---- */
size_t frame_next(const struct ask_frame *p, size_t i); /* ASK_NONE at the end */
size_t frame_prev(const struct ask_frame *p, size_t i);
bool frame_is_blank(const struct ask_frame *p, size_t i);
static inline struct ask_item *frame_item(const struct ask_frame *p, size_t i)
{
	return &p->link->items[i];
}
static inline bool frame_has(const struct ask_frame *p, size_t i, enum ask_tag tag)
{
	return i != ASK_NONE && item_is(&p->link->items[i], tag);
}
static inline bool frame_is_free(const struct ask_frame *p, size_t i)
{
	return i != ASK_NONE && p->link->items[i].role == AS_NOTHING;
}
void frame_take(struct ask_frame *p, size_t i, enum ask_role role); /* accepts ASK_NONE */

/* ---- what an item stands for here ---- */
/* The column of a mention, near `table` or the focus; ASK_NONE when there is none. */
size_t frame_column(const struct ask_frame *p, size_t i, size_t table);
/* The table of a mention, or ASK_NONE. */
size_t frame_table(const struct ask_frame *p, size_t i);
/* Mentions a table rather than a column, here. */
bool frame_is_table(const struct ask_frame *p, size_t i);
bool frame_is_column(const struct ask_frame *p, size_t i);
/* Mentions a column of quantities. */
bool frame_is_measure(const struct ask_frame *p, size_t i);
/* The table that stands beside a column: "age of the dogs", "dogs' age". */
size_t frame_owner(const struct ask_frame *p, size_t i);
/* Stands for an aggregate, not for a column of that name. */
bool frame_is_agg_word(const struct ask_frame *p, size_t i);
enum ask_agg frame_agg(const struct ask_frame *p, size_t i);
/* The column an adjective looks at in a table, and which way; ASK_NONE. */
size_t frame_concept(
	const struct ask_frame *p, const struct ask_adjective *a, size_t table, int *ret_sign);
/* Whether more of an adjective is the larger number, whatever it is of. */
bool frame_means_more(const struct ask_adjective *a);
/* The column of dates (or years) that is meant in a table near item i. */
size_t frame_date_column(const struct ask_frame *p, size_t i, size_t table);
/* The same in the focus, else in tables that are spoken of, else in those beside it. */
size_t frame_date_nearby(const struct ask_frame *p, size_t i);
/* Whether many rows of `table` belong to one of the focus. */
bool frame_fans_out(const struct ask_frame *p, size_t table);
/* Stands before a noun and says which: "official languages". */
bool frame_describes(const struct ask_frame *p, size_t i);
/* Ties others together, and need be found nowhere. */
bool frame_is_verb(const struct ask_frame *p, size_t i);
/* Takes a "not" that stands before item i in its clause. */
bool frame_negated(struct ask_frame *p, size_t i);

/* ---- parts of the shape ---- */
void frame_add_target(struct ask_frame *p, struct ask_term t);
void frame_add_group(struct ask_frame *p, struct ask_term t);
struct ask_test_of *frame_add_test(struct ask_frame *p, struct ask_test_of t);
void frame_add_having(struct ask_frame *p, struct ask_test_of t);
void frame_add_sort(struct ask_frame *p, struct ask_term t, bool descending);
void frame_add_table(struct ask_frame *p, size_t table);
struct ask_term term_column(size_t column);
struct ask_term term_agg(enum ask_agg agg, size_t column);
struct ask_term term_rows(size_t table);
/* Groups by the rows of a table. */
void frame_group_rows(struct ask_frame *p, size_t table);
struct ask_literal frame_number(struct ask_frame *p, double number);

/* ---- passes ---- */
void frame_superlatives(struct ask_frame *p);
void frame_sorts(struct ask_frame *p);
void frame_groups(struct ask_frame *p);
void frame_comparisons(struct ask_frame *p);
void frame_values(struct ask_frame *p);
void frame_existence(struct ask_frame *p);
void frame_targets(struct ask_frame *p);
void frame_finish(struct ask_frame *p);

/* Everything.  False with ERR_NO_ANSWER when nothing could be made of it. */
bool ask_frame_read(
	struct source *s, struct ask_link *link, struct ask_frame *ret, struct err *err);

#endif
