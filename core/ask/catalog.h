#ifndef ASK_CATALOG_H
#define ASK_CATALOG_H

#include "core/ask/lexicon.h"
#include "core/base/str.h"
#include "core/db/source.h"

/* A database as people speak of it: names in words, what names a row, which
 * column leads where. */

#define ASK_NONE SIZE_MAX

/* "sbCustName" -> customer, name: prefixes that all columns share are gone,
 * short forms are written out, each word is a lemma. */
struct ask_name {
	const char *const *words;
	const char *const *stems;               /* of the words */
	const struct ask_groups *const *groups; /* of the lexicon, or NULL */
	const double *weights;                  /* how much of the name a word is */
	size_t len;
	const char *joined; /* all of it without blanks: "customername" */
};

struct ask_column {
	size_t table;
	const struct source_column *source;
	struct ask_name name;
	bool is_key; /* identifies a row of its table alone */
	bool is_id;  /* numbers or codes nobody counts with */
	bool is_number, is_date;
	const char *raw; /* of the glossary: the SQL of a metric or a filter; or NULL */
	bool is_filter;
	size_t refers; /* the column it refers to, or ASK_NONE */
};

struct ask_table {
	const struct source_table *source;
	struct ask_name name;
	size_t first, len; /* its columns */
	size_t key;        /* the column that identifies a row, or ASK_NONE */
	size_t names[3];   /* the columns that name a row to people */
	size_t names_len;
	bool is_bridge; /* little but references */
};

/* A way from one table to another. */
struct ask_edge {
	size_t from, to; /* columns; `from` refers to `to` */
	double cost;     /* 1: declared; more: concluded from names */
};

/* Another name of a table or a column, of the glossary. */
struct ask_alias {
	struct ask_name name;
	size_t table, column; /* one of them; the other is ASK_NONE */
};

struct ask_catalog {
	struct source_schema schema;
	enum source_dialect dialect;
	struct ask_table *tables;
	size_t tables_len;
	struct ask_column *columns;
	size_t columns_len;
	VEC(struct ask_edge) edges;
	VEC(struct ask_alias) aliases;
	const struct ask_lexicon *lexicon;
	struct arena arena;
};

/* Tells the lexicon whether the names are of its dictionary's language. */
bool ask_catalog_open(
	struct source *s, struct ask_lexicon *l, struct ask_catalog **ret, struct err *err);
void ask_catalog_free(struct ask_catalog *c); /* accepts NULL */

struct ask_glossary;
/* ERR_INPUT when it names something that is not there. */
bool ask_catalog_gloss(struct ask_catalog *c, const struct ask_glossary *g, struct err *err);

/* Finds columns of other tables that a column refers to, declared or not. */
void ask_catalog_connect(struct ask_catalog *c);
/* Finds what names a row of each table. */
void ask_catalog_label(struct ask_catalog *c);

static inline bool ask_name_has(const struct ask_name *n, const char *word)
{
	for (size_t i = 0; i < n->len; i++)
		if (str_eq(n->words[i], word))
			return true;
	return false;
}
static inline struct ask_table *ask_table_of(const struct ask_catalog *c, size_t column)
{
	return &c->tables[c->columns[column].table];
}

#endif
