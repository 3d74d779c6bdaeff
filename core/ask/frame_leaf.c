#include "core/ask/frame_impl.h"

/* Tables that nothing is taken from go: the reference that led there will do. */

struct uses {
	bool key_only; /* only the key that others refer to */
	bool rows;     /* its rows are counted */
	bool any;
};

static void use(const struct ask_frame *p, const struct ask_term *t, size_t table, struct uses *u)
{
	if (t->column != ASK_NONE && p->catalog->columns[t->column].table == table) {
		u->any = true;
		if (t->column != p->catalog->tables[table].key)
			u->key_only = false;
	} else if (t->column == ASK_NONE && t->table == table) {
		u->any = true;
		if (t->agg == AGG_COUNT)
			u->rows = true;
		else
			u->key_only = false;
	}
	if (t->other)
		use(p, t->other, table, u);
}

static struct uses uses_of(const struct ask_frame *p, const struct ask_shape *s, size_t table)
{
	struct uses u = {.key_only = true};

	for (size_t i = 0; i < s->targets_len; i++)
		use(p, &s->targets[i], table, &u);
	for (size_t i = 0; i < s->groups_len; i++)
		use(p, &s->groups[i], table, &u);
	for (size_t i = 0; i < s->sorts_len; i++)
		use(p, &s->sorts[i].term, table, &u);
	for (size_t i = 0; i < s->tests_len; i++) {
		use(p, &s->tests[i].left, table, &u);
		if (s->tests[i].right)
			use(p, s->tests[i].right, table, &u);
	}
	for (size_t i = 0; i < s->having_len; i++)
		use(p, &s->having[i].left, table, &u);
	return u;
}

static void replace(struct ask_term *t, size_t key, size_t by, size_t table, size_t other)
{
	if (t->column == key)
		t->column = by;
	else if (t->column == ASK_NONE && t->table == table)
		t->table = other;
	if (t->other)
		replace(t->other, key, by, table, other);
}

static void replace_all(struct ask_shape *s, size_t key, size_t by, size_t table, size_t other)
{
	for (size_t i = 0; i < s->targets_len; i++)
		replace(&s->targets[i], key, by, table, other);
	for (size_t i = 0; i < s->groups_len; i++)
		replace(&s->groups[i], key, by, table, other);
	for (size_t i = 0; i < s->sorts_len; i++)
		replace(&s->sorts[i].term, key, by, table, other);
	for (size_t i = 0; i < s->tests_len; i++)
		replace(&s->tests[i].left, key, by, table, other);
	for (size_t i = 0; i < s->having_len; i++)
		replace(&s->having[i].left, key, by, table, other);
}

/* A table at the end of the way of which only the key is used, and that key is
 * in the table beside it: the reference will do. */
static bool drop_leaf(struct ask_frame *p, struct ask_shape *s)
{
	struct ask_join j;

	if (!ask_join_plan(p->catalog, s, &j) || j.len < 2)
		return false;
	for (size_t i = 0; i < j.len; i++) {
		size_t table = j.tables[i], ways = 0, edge = ASK_NONE,
		       key = p->catalog->tables[table].key, kept = 0;
		const struct ask_edge *e;
		struct uses u = uses_of(p, s, table);

		for (size_t k = 1; k < j.len; k++) {
			e = &p->catalog->edges.at[j.edges[k]];
			if (p->catalog->columns[e->from].table == table ||
				p->catalog->columns[e->to].table == table) {
				ways++;
				edge = j.edges[k];
			}
		}
		if (ways != 1 || !u.key_only)
			continue;
		e = &p->catalog->edges.at[edge];
		if (e->to != key || key == ASK_NONE || p->catalog->columns[e->from].table == table)
			continue;
		for (size_t k = 0; k < s->tables_len; k++)
			if (s->tables[k] != table)
				s->tables[kept++] = s->tables[k];
		s->tables_len = kept;
		if (kept < ASK_PARTS_MAX)
			s->tables[s->tables_len++] = p->catalog->columns[e->from].table;
		replace_all(s, key, e->from, table, p->catalog->columns[e->from].table);
		if (s->focus == table)
			s->focus = p->catalog->columns[e->from].table;
		return true;
	}
	return false;
}

void frame_drop_leaves(struct ask_frame *p, struct ask_shape *s)
{
	for (int rounds = 0; rounds < 8 && drop_leaf(p, s); rounds++)
		;
	for (size_t i = 0; i < s->tests_len; i++)
		if (s->tests[i].sub)
			frame_drop_leaves(p, s->tests[i].sub);
}
