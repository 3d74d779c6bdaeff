#include "core/ask/slice.h"

#include "core/ask/form.h"
#include "core/base/mem.h"
#include "core/base/str.h"

#include <stdlib.h>

/* A database of so many tables goes out whole: a model reads it in one page. */
#define WHOLE_TABLES 12
/* Of a larger one not more than this many. */
#define SLICE_TABLES 24

static void mark_mentioned(const struct ask_link *k, bool *wanted)
{
	for (size_t i = 0; i < k->len; i++) {
		const struct ask_item *item = &k->items[i];

		for (size_t c = 0; c < item->candidates_len && c < 4; c++)
			wanted[item->candidates[c].kind == MENTION_TABLE
					? item->candidates[c].id
					: k->catalog->columns[item->candidates[c].id].table] = true;
	}
}

/* What the tables refer to, and what lies between two of them. */
static void mark_neighbours(const struct ask_catalog *c, bool *wanted)
{
	bool *near = mem_alloc(c->tables_len + 1);

	for (size_t i = 0; i < c->edges.len; i++) {
		size_t from = c->columns[c->edges.at[i].from].table,
		       to = c->columns[c->edges.at[i].to].table;

		if (wanted[from])
			near[to] = true;
		if (wanted[to] && c->tables[from].is_bridge)
			near[from] = true;
	}
	for (size_t i = 0; i < c->tables_len; i++)
		wanted[i] |= near[i];
	free(near);
}

static void add_table(const struct ask_catalog *c, size_t table, struct str *out)
{
	const struct ask_table *t = &c->tables[table];

	str_add(out, t->source->is_view ? "CREATE VIEW " : "CREATE TABLE ");
	ask_quote_name(out, t->source->name);
	str_add(out, " (");
	for (size_t i = 0; i < t->len; i++) {
		const struct ask_column *column = &c->columns[t->first + i];

		str_add(out, i ? ", " : "");
		ask_quote_name(out, column->source->name);
		if (*column->source->declared)
			str_addf(out, " %s", column->source->declared);
		if (t->first + i == t->key)
			str_add(out, " PRIMARY KEY");
		if (column->refers != ASK_NONE) {
			str_add(out, " REFERENCES ");
			ask_quote_name(out, ask_table_of(c, column->refers)->source->name);
			str_add(out, "(");
			ask_quote_name(out, c->columns[column->refers].source->name);
			str_add(out, ")");
		}
	}
	str_add(out, ");\n");
}

void ask_slice_schema(const struct ask_link *k, struct str *out)
{
	const struct ask_catalog *c = k->catalog;
	bool *wanted = mem_alloc(c->tables_len + 1);
	size_t count = 0;

	if (c->tables_len > WHOLE_TABLES) {
		mark_mentioned(k, wanted);
		mark_neighbours(c, wanted);
		for (size_t i = 0; i < c->tables_len; i++)
			count += wanted[i];
	}
	for (size_t i = 0, n = 0; i < c->tables_len && n < SLICE_TABLES; i++) {
		if (count && !wanted[i])
			continue;
		add_table(c, i, out);
		n++;
	}
	free(wanted);
}

/* More would say no more. */
#define VALUES_MAX 12

void ask_slice_values(const struct ask_link *k, struct str *out)
{
	size_t count = 0;

	for (size_t i = 0; i < k->len; i++) {
		for (size_t c = 0; c < k->items[i].candidates_len && count < VALUES_MAX; c++) {
			const struct ask_candidate *one = &k->items[i].candidates[c];

			if (one->kind != MENTION_VALUE)
				continue;
			str_addf(out, "'%s' is stored in %s.%s\n", one->value,
				ask_table_of(k->catalog, one->id)->source->name,
				k->catalog->columns[one->id].source->name);
			count++;
		}
	}
}
