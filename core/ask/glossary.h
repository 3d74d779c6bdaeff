#ifndef ASK_GLOSSARY_H
#define ASK_GLOSSARY_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/vec.h"

/* What words mean in one database, from a file of the user's:
 *
 *   synonyms:
 *     client: customers                # a table
 *     turnover: order_lines.unit_price # or a column
 *   metrics:
 *     revenue: {table: order_lines, sql: sum(order_lines.quantity * order_lines.unit_price)}
 *   filters:
 *     urgent: {table: orders, sql: "orders.status = 'open'"}
 *   joins:
 *     - orders.customer_id = customers.customer_id
 *   notes:
 *     orders.status: open, shipped, delivered or cancelled
 */

enum ask_gloss_kind { GLOSS_SYNONYM, GLOSS_METRIC, GLOSS_FILTER, GLOSS_JOIN, GLOSS_NOTE };

struct ask_gloss {
	enum ask_gloss_kind kind;
	const char *phrase; /* as written; of a join its first column, of a note its subject */
	const char *target; /* of a synonym and a join; of the others the table */
	const char *sql;    /* of a metric and a filter; the text of a note */
	int line;           /* in the file */
};

struct ask_glossary {
	const char *path;
	VEC(struct ask_gloss) list;
	struct arena arena;
};

/* ERR_INPUT with the first thing wrong, at its place. */
bool ask_glossary_load(const char *path, struct ask_glossary **ret, struct err *err);
void ask_glossary_free(struct ask_glossary *g); /* accepts NULL */
/* Metrics, filters, synonyms and notes as lines for a model. */
char *ask_glossary_text(const struct ask_glossary *g);

#endif
