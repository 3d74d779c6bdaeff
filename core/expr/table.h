#ifndef EXPR_TABLE_H
#define EXPR_TABLE_H

#include "core/expr/eval.h"

/* The entries of a Map or Set in order of insertion.  Deleted ones stay as
 * holes, so that a walk under way keeps its place. */
struct entry {
	struct value key, value; /* key VALUE_HOLE: deleted */
};

struct table {
	struct entry *at;
	uint32_t len, cap, deleted;
	uint32_t *index; /* positions + 1 */
	uint32_t index_cap;
};

struct table *table_new(struct eval *ev);
struct entry *table_find(const struct table *t, struct value key);
void table_put(struct eval *ev, struct table *t, struct value key, struct value value);
bool table_remove(struct table *t, struct value key);
void table_clear(struct table *t);
static inline size_t table_count(const struct table *t)
{
	return t->len - t->deleted;
}

#endif
