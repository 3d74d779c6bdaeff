#include "core/ask/catalog.h"

#include "core/base/str.h"

/* How tables hang together: what the database declares, and what names tell
 * where it declares nothing. */

#define COST_DECLARED 1.0
#define COST_NAMED 1.15 /* "customer_id" and the key of "customers" */
#define COST_SAME 1.5   /* the same name on both sides, a key on one */
#define COST_LOOSE 5.0  /* the same name on both sides, no key anywhere */

static void add_edge(struct ask_catalog *c, size_t from, size_t to, double cost)
{
	for (size_t i = 0; i < c->edges.len; i++) {
		const struct ask_edge *e = &c->edges.at[i];

		if ((e->from == from && e->to == to) || (e->from == to && e->to == from))
			return;
	}
	vec_push(&c->edges, ((struct ask_edge){from, to, cost}));
	if (c->columns[from].refers == ASK_NONE && cost < 4)
		c->columns[from].refers = to;
}

static void add_declared(struct ask_catalog *c)
{
	for (size_t t = 0; t < c->tables_len; t++) {
		const struct source_table *table = c->tables[t].source;

		for (size_t i = 0; i < table->references_len; i++) {
			const struct source_reference *r = &table->references[i];

			add_edge(c, c->tables[t].first + r->column,
				c->tables[r->table].first + r->to_column, COST_DECLARED);
		}
	}
}

static bool connected(const struct ask_catalog *c, size_t a, size_t b)
{
	for (size_t i = 0; i < c->edges.len; i++) {
		size_t x = c->columns[c->edges.at[i].from].table,
		       y = c->columns[c->edges.at[i].to].table;

		if ((x == a && y == b) || (x == b && y == a))
			return true;
	}
	return false;
}

static bool compatible(const struct ask_column *a, const struct ask_column *b)
{
	return a->is_number == b->is_number && a->is_date == b->is_date;
}

/* "cust id" refers to the table "customer" whose key is "id" or "cust id". */
static bool names_key(const struct ask_catalog *c, const struct ask_column *from, size_t to)
{
	const struct ask_column *key = &c->columns[to];
	const struct ask_table *table = &c->tables[key->table];
	const char *last = from->name.len ? from->name.words[from->name.len - 1] : "";
	size_t found = 0;

	if (from->name.len < 2 ||
		!(str_eq(last, "id") || str_eq(last, "code") || str_eq(last, "key") ||
			str_eq(last, "number") || str_eq(last, "no")))
		return false;
	if (!ask_name_has(&key->name, last))
		return false;
	for (size_t i = 0; i < table->name.len; i++)
		found += ask_name_has(&from->name, table->name.words[i]);
	return found == table->name.len && table->name.len > 0;
}

/* "airline" refers to the key of "airlines". */
static bool names_table(const struct ask_catalog *c, const struct ask_column *from, size_t table)
{
	return str_eq(from->name.joined, c->tables[table].name.joined);
}

static bool same_name(const struct ask_column *a, const struct ask_column *b)
{
	return str_eq(a->name.joined, b->name.joined) || str_eq(a->source->name, b->source->name);
}

static bool is_plain_id(const struct ask_column *a)
{
	return a->name.len == 1 && str_eq(a->name.words[0], "id");
}

static void add_named(struct ask_catalog *c)
{
	for (size_t f = 0; f < c->columns_len; f++) {
		const struct ask_column *from = &c->columns[f];

		if (from->refers != ASK_NONE)
			continue;
		for (size_t t = 0; t < c->tables_len; t++) {
			size_t key = c->tables[t].key;

			if (t == from->table || key == ASK_NONE ||
				!compatible(from, &c->columns[key]) || is_plain_id(from))
				continue;
			if ((names_key(c, from, key) || names_table(c, from, t)) &&
				!connected(c, from->table, t))
				add_edge(c, f, key, COST_NAMED);
			else if (same_name(from, &c->columns[key]) && from->is_id &&
				 !connected(c, from->table, t))
				add_edge(c, f, key, COST_SAME);
		}
	}
}

/* Values that identify something, in whatever table they stand. */
static bool is_shared(const struct ask_column *c)
{
	static const char *const words[] = {"id", "code", "key", "name", "state", "country",
		"county", "region", "city", "ssn", "isbn", "email", "symbol"};
	const char *last = c->name.len ? c->name.words[c->name.len - 1] : "";

	if (c->is_id)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i], last))
			return !c->is_number;
	return false;
}

/* Tables that nothing connects may still share a column. */
static void add_loose(struct ask_catalog *c)
{
	for (size_t a = 0; a < c->columns_len; a++) {
		for (size_t b = a + 1; b < c->columns_len; b++) {
			const struct ask_column *x = &c->columns[a], *y = &c->columns[b];

			if (x->table == y->table || !same_name(x, y) || is_plain_id(x) ||
				x->is_date || !is_shared(x) || !compatible(x, y) ||
				(x->name.len == 1 && str_eq(x->name.words[0], "name")))
				continue;
			if (!connected(c, x->table, y->table))
				add_edge(c, a, b, x->is_id ? COST_SAME : COST_LOOSE);
		}
	}
}

/* Beyond this many columns a loose search costs more than it finds. */
#define LOOSE_MAX_COLUMNS 400

void ask_catalog_connect(struct ask_catalog *c)
{
	add_declared(c);
	add_named(c);
	if (c->columns_len <= LOOSE_MAX_COLUMNS)
		add_loose(c);
}

/* ---- what names a row ---- */

static void label_with(struct ask_table *t, size_t column)
{
	if (t->names_len < 3)
		t->names[t->names_len++] = column;
}

static size_t column_with(
	const struct ask_catalog *c, const struct ask_table *t, const char *a, const char *b)
{
	for (size_t i = t->first; i < t->first + t->len; i++) {
		const struct ask_name *n = &c->columns[i].name;

		if (ask_name_has(n, a) && (!b || ask_name_has(n, b)) && n->len <= 3 &&
			!c->columns[i].is_date && c->columns[i].refers == ASK_NONE)
			return i;
	}
	return ASK_NONE;
}

/* A column of this word and at most the table's own words beside it. */
static size_t own_column(const struct ask_catalog *c, const struct ask_table *t, const char *word)
{
	for (size_t i = t->first; i < t->first + t->len; i++) {
		const struct ask_name *n = &c->columns[i].name;
		size_t own = 0;

		for (size_t k = 0; k < n->len; k++)
			own += str_eq(n->words[k], word) || ask_name_has(&t->name, n->words[k]);
		if (ask_name_has(n, word) && own == n->len && !c->columns[i].is_number &&
			c->columns[i].refers == ASK_NONE)
			return i;
	}
	return ASK_NONE;
}

static void label(const struct ask_catalog *c, struct ask_table *t)
{
	static const char *const words[] = {"name", "title", "label", "caption"};
	size_t first = column_with(c, t, "first", "name"), last = column_with(c, t, "last", "name"),
	       i;

	for (i = 0; i < 2; i++) {
		size_t own = own_column(c, t, words[i]);

		if (own != ASK_NONE && (i == 0 || first == ASK_NONE)) {
			label_with(t, own);
			return;
		}
	}
	if (first != ASK_NONE) {
		label_with(t, first);
		if (last != ASK_NONE)
			label_with(t, last);
		return;
	}
	for (i = 0; i < sizeof words / sizeof *words; i++) {
		size_t any = column_with(c, t, words[i], NULL);

		if (any != ASK_NONE && !c->columns[any].is_number) {
			label_with(t, any);
			return;
		}
	}
	/* "orchestra" of the table orchestra. */
	for (i = t->first; i < t->first + t->len; i++) {
		if (str_eq(c->columns[i].name.joined, t->name.joined) && !c->columns[i].is_number) {
			label_with(t, i);
			return;
		}
	}
	for (i = t->first; i < t->first + t->len && t->len <= 5; i++) {
		const struct ask_name *n = &c->columns[i].name;

		if (ask_name_has(n, "detail") || ask_name_has(n, "description")) {
			label_with(t, i);
			return;
		}
	}
}

void ask_catalog_label(struct ask_catalog *c)
{
	for (size_t i = 0; i < c->tables_len; i++) {
		struct ask_table *t = &c->tables[i];
		size_t refs = 0;

		label(c, t);
		for (size_t k = t->first; k < t->first + t->len; k++)
			refs += c->columns[k].refers != ASK_NONE;
		t->is_bridge = refs >= 2 && t->names_len == 0 && t->len <= refs + 3;
	}
}
