#include "core/ask/form.h"

#include <string.h>

/* Shortest paths between the tables a question needs, put together into a tree
 * (the shortest-path heuristic for Steiner trees: Takahashi and Matsuyama 1980). */

#define TABLES_MAX 1000

struct paths {
	double cost[TABLES_MAX];
	size_t edge[TABLES_MAX]; /* by which the table was reached; ASK_NONE */
	bool done[TABLES_MAX];
};

static size_t other_end(const struct ask_catalog *c, const struct ask_edge *e, size_t table)
{
	size_t from = c->columns[e->from].table, to = c->columns[e->to].table;

	return from == table ? to : to == table ? from : ASK_NONE;
}

static double edge_cost(const struct ask_catalog *c, const struct ask_shape *s, size_t edge)
{
	const struct ask_edge *e = &c->edges.at[edge];

	if (c->columns[e->from].table == c->columns[e->to].table)
		return ASK_FAR;
	for (size_t i = 0; s && i < s->vias_len; i++)
		if (s->vias[i] == edge)
			return 0.5;
	return e->cost;
}

/* From the tables that have cost 0. */
static void spread(const struct ask_catalog *c, const struct ask_shape *s, struct paths *p)
{
	for (;;) {
		size_t at = ASK_NONE;

		for (size_t i = 0; i < c->tables_len; i++)
			if (!p->done[i] && p->cost[i] < ASK_FAR &&
				(at == ASK_NONE || p->cost[i] < p->cost[at]))
				at = i;
		if (at == ASK_NONE)
			return;
		p->done[at] = true;
		for (size_t e = 0; e < c->edges.len; e++) {
			size_t to = other_end(c, &c->edges.at[e], at);
			double cost;

			if (to == ASK_NONE || to == at)
				continue;
			cost = p->cost[at] + edge_cost(c, s, e);
			if (cost < p->cost[to] - 1e-9) {
				p->cost[to] = cost;
				p->edge[to] = e;
			}
		}
	}
}

static void start(const struct ask_catalog *c, struct paths *p)
{
	for (size_t i = 0; i < c->tables_len; i++) {
		p->cost[i] = ASK_FAR;
		p->edge[i] = ASK_NONE;
		p->done[i] = false;
	}
}

double ask_join_distance(const struct ask_catalog *c, size_t a, size_t b)
{
	struct paths p;

	if (c->tables_len > TABLES_MAX)
		return ASK_FAR;
	start(c, &p);
	p.cost[a] = 0;
	spread(c, NULL, &p);
	return p.cost[b];
}

static void need(bool *needed, const struct ask_catalog *c, const struct ask_term *t)
{
	if (t->column != ASK_NONE)
		needed[c->columns[t->column].table] = true;
	else if (t->table != ASK_NONE)
		needed[t->table] = true;
	if (t->other)
		need(needed, c, t->other);
}

static void need_tests(
	bool *needed, const struct ask_catalog *c, const struct ask_test_of *tests, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		need(needed, c, &tests[i].left);
		if (tests[i].right)
			need(needed, c, tests[i].right);
	}
}

static void collect(const struct ask_catalog *c, const struct ask_shape *s, bool *needed)
{
	for (size_t i = 0; i < s->targets_len; i++)
		need(needed, c, &s->targets[i]);
	for (size_t i = 0; i < s->groups_len; i++)
		need(needed, c, &s->groups[i]);
	for (size_t i = 0; i < s->sorts_len; i++)
		need(needed, c, &s->sorts[i].term);
	need_tests(needed, c, s->tests, s->tests_len);
	need_tests(needed, c, s->having, s->having_len);
	for (size_t i = 0; i < s->tables_len; i++)
		needed[s->tables[i]] = true;
}

static bool add_path(
	const struct ask_catalog *c, struct ask_join *j, const struct paths *p, size_t to)
{
	size_t tables[ASK_PARTS_MAX], edges[ASK_PARTS_MAX], n = 0;

	while (p->cost[to] > 0) {
		if (n == ASK_PARTS_MAX)
			return false;
		tables[n] = to;
		edges[n] = p->edge[to];
		to = other_end(c, &c->edges.at[edges[n]], to);
		n++;
	}
	if (j->len + n > ASK_PARTS_MAX)
		return false;
	while (n-- > 0) {
		j->tables[j->len] = tables[n];
		j->edges[j->len++] = edges[n];
	}
	return true;
}

bool ask_join_plan(const struct ask_catalog *c, const struct ask_shape *s, struct ask_join *ret)
{
	struct paths p;
	bool needed[TABLES_MAX];
	bool any = false;

	if (c->tables_len > TABLES_MAX)
		return false;
	memset(needed, 0, sizeof needed);
	*ret = (struct ask_join){0};
	collect(c, s, needed);
	for (size_t i = 0; i < c->tables_len; i++)
		any |= needed[i];
	if (!any && s->focus != ASK_NONE)
		needed[s->focus] = true;
	/* The focus comes first where it takes part. */
	if (s->focus != ASK_NONE && needed[s->focus])
		ret->tables[ret->len++] = s->focus;
	for (size_t i = 0; i < c->tables_len && !ret->len; i++)
		if (needed[i])
			ret->tables[ret->len++] = i;
	if (!ret->len)
		return false;
	for (;;) {
		size_t next = ASK_NONE;

		start(c, &p);
		for (size_t i = 0; i < ret->len; i++) {
			p.cost[ret->tables[i]] = 0;
			needed[ret->tables[i]] = false;
		}
		spread(c, s, &p);
		for (size_t i = 0; i < c->tables_len; i++)
			if (needed[i] && (next == ASK_NONE || p.cost[i] < p.cost[next]))
				next = i;
		if (next == ASK_NONE)
			return true;
		if (p.cost[next] >= ASK_FAR || !add_path(c, ret, &p, next))
			return false;
		ret->cost += p.cost[next];
	}
}
