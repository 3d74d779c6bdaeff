#ifndef ASK_FORM_H
#define ASK_FORM_H

#include "core/ask/catalog.h"

/* What a question means, without words and without SQL: from this one form
 * come the statement, the sentence that explains it, and the chart. */

enum ask_agg { AGG_NONE, AGG_COUNT, AGG_SUM, AGG_AVG, AGG_MAX, AGG_MIN };
enum ask_bucket {
	BUCKET_NONE,
	BUCKET_YEAR,
	BUCKET_QUARTER,
	BUCKET_MONTH,
	BUCKET_WEEK,
	BUCKET_DAY,
	BUCKET_MONTH_OF_YEAR /* "01" to "12" */
};

/* Something with a value: a column, an aggregate, the count of rows. */
struct ask_term {
	enum ask_agg agg;
	bool distinct;
	size_t column;          /* ASK_NONE: rows are counted, or all columns of `table` */
	size_t table;           /* of what is counted */
	enum ask_bucket bucket; /* of a date */
	/* With a second term: their difference, their ratio, or the share of all ('%',
	 * no second term); 0: none. */
	char op;
	struct ask_term *other;
};

enum ask_test {
	TEST_EQ,
	TEST_NE,
	TEST_LT,
	TEST_LE,
	TEST_GT,
	TEST_GE,
	TEST_BETWEEN,
	TEST_LIKE,
	TEST_NOT_LIKE,
	TEST_IN,
	TEST_NOT_IN,
	TEST_NULL,
	TEST_NOT_NULL,
	TEST_NOT_BETWEEN
};

struct ask_literal {
	const char *text;
	bool is_number;
};

#define ASK_LITERALS_MAX 12
struct ask_test_of {
	struct ask_term left;
	enum ask_test test;
	struct ask_literal literals[ASK_LITERALS_MAX];
	size_t literals_len;
	struct ask_term *right; /* another column in place of literals */
	struct ask_shape *sub;  /* a query in place of literals */
	int either;             /* tests of one number > 0 are joined by OR */
};

struct ask_sort {
	struct ask_term term;
	bool descending;
};

#define ASK_PARTS_MAX 16
/* A query, before its tables are joined. */
struct ask_shape {
	size_t focus;                 /* the table whose rows are meant */
	size_t tables[ASK_PARTS_MAX]; /* that must take part beside those of the terms */
	size_t tables_len;
	struct ask_term targets[ASK_PARTS_MAX];
	size_t targets_len;
	struct ask_test_of tests[ASK_PARTS_MAX];
	size_t tests_len;
	struct ask_term groups[ASK_PARTS_MAX];
	size_t groups_len;
	struct ask_test_of having[ASK_PARTS_MAX];
	size_t having_len;
	struct ask_sort sorts[ASK_PARTS_MAX];
	size_t sorts_len;
	int64_t limit, offset; /* 0: none */
	bool distinct;
	/* So many rows of the focus of each group, by the sorts; 0: groups are groups. */
	int64_t best;
	/* Counted or averaged over the groups: SELECT outer(x) FROM (this). */
	enum ask_agg outer;
	size_t vias[ASK_PARTS_MAX]; /* references that are to be gone along, by edge */
	size_t vias_len;
};

/* ---- the way through the tables ---- */

struct ask_join {
	size_t tables[ASK_PARTS_MAX]; /* in the order of the FROM clause */
	size_t edges[ASK_PARTS_MAX];  /* edges[i] brings tables[i]; edges[0] unused */
	size_t len;
	double cost;
};
/* The cheapest way that connects all tables of the shape; false when there is none. */
bool ask_join_plan(const struct ask_catalog *c, const struct ask_shape *s, struct ask_join *ret);
/* The cost of the way between two tables; a large number when there is none. */
double ask_join_distance(const struct ask_catalog *c, size_t a, size_t b);
#define ASK_FAR 1000.0

/* ---- as SQL ---- */

void ask_quote_name(struct str *out, const char *name);
/* False when the tables cannot be joined. */
bool ask_render(const struct ask_catalog *c, const struct ask_shape *s, struct str *out);

#endif
