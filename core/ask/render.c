#include "core/ask/form.h"

#include "core/base/str.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A shape as SQL of the database's dialect. */

struct rendering {
	const struct ask_catalog *catalog;
	const struct ask_shape *shape;
	struct ask_join join;
	struct str *out;
};

static const char *const reserved[] = {"abort", "all", "alter", "and", "as", "asc", "between", "by",
	"case", "cast", "check", "collate", "column", "commit", "constraint", "create", "cross",
	"current", "current_date", "database", "default", "delete", "desc", "distinct", "do",
	"drop", "each", "else", "end", "escape", "except", "exists", "fail", "filter", "for",
	"foreign", "from", "full", "glob", "group", "having", "if", "in", "index", "inner",
	"insert", "intersect", "into", "is", "isnull", "join", "key", "left", "like", "limit",
	"match", "natural", "no", "not", "notnull", "null", "of", "offset", "on", "or", "order",
	"outer", "over", "plan", "primary", "range", "references", "release", "rename", "replace",
	"right", "row", "rows", "select", "set", "table", "temp", "then", "to", "transaction",
	"trigger", "union", "unique", "update", "user", "using", "values", "view", "when", "where",
	"window", "with", "rank", "year", "month", "day", "date", "time", "timestamp", "end",
	"start"};

void ask_quote_name(struct str *out, const char *name)
{
	bool plain = isalpha((unsigned char)*name) || *name == '_';

	for (const char *p = name; *p && plain; p++)
		plain = isalnum((unsigned char)*p) || *p == '_';
	for (size_t i = 0; plain && i < sizeof reserved / sizeof *reserved; i++)
		plain = strcasecmp(name, reserved[i]) != 0;
	if (plain) {
		str_add(out, name);
		return;
	}
	str_add_char(out, '"');
	for (const char *p = name; *p; p++) {
		if (*p == '"')
			str_add_char(out, '"');
		str_add_char(out, *p);
	}
	str_add_char(out, '"');
}

/* PostgreSQL folds names that are not quoted. */
static void add_name(const struct rendering *r, const char *name)
{
	bool folds = false;

	for (const char *p = name; *p && r->catalog->dialect == DIALECT_POSTGRES; p++)
		folds |= isupper((unsigned char)*p) != 0;
	if (folds)
		str_addf(r->out, "\"%s\"", name);
	else
		ask_quote_name(r->out, name);
}

static void add_table(const struct rendering *r, size_t table)
{
	const struct source_table *t = r->catalog->tables[table].source;

	if (t->schema) {
		add_name(r, t->schema);
		str_add_char(r->out, '.');
	}
	add_name(r, t->name);
}

static void add_column(const struct rendering *r, size_t column)
{
	const struct ask_column *c = &r->catalog->columns[column];

	if (r->join.len > 1) {
		add_name(r, r->catalog->tables[c->table].source->name);
		str_add_char(r->out, '.');
	}
	add_name(r, c->source->name);
}

static void add_literal(const struct rendering *r, const struct ask_literal *l)
{
	if (l->is_number) {
		str_add(r->out, l->text);
		return;
	}
	str_add_char(r->out, '\'');
	for (const char *p = l->text; *p; p++) {
		if (*p == '\'')
			str_add_char(r->out, '\'');
		str_add_char(r->out, *p);
	}
	str_add_char(r->out, '\'');
}

static void add_bucket(const struct rendering *r, const struct ask_term *t)
{
	bool postgres = r->catalog->dialect == DIALECT_POSTGRES;
	static const char *const lite[] = {"", "%Y", "", "%Y-%m", "%Y-%W", "%Y-%m-%d", "%m"};
	static const char *const pg[] = {
		"", "YYYY", "YYYY-\"Q\"Q", "YYYY-MM", "IYYY-IW", "YYYY-MM-DD", "MM"};

	if (postgres) {
		str_add(r->out, "to_char(");
		add_column(r, t->column);
		str_addf(r->out, ", '%s')", pg[t->bucket]);
	} else if (t->bucket == BUCKET_QUARTER) {
		str_add(r->out, "(CAST(strftime('%m', ");
		add_column(r, t->column);
		str_add(r->out, ") AS INTEGER) + 2) / 3");
	} else {
		str_addf(r->out, "strftime('%s', ", lite[t->bucket]);
		add_column(r, t->column);
		str_add_char(r->out, ')');
	}
}

static const char *const agg_names[] = {"", "count", "sum", "avg", "max", "min"};

static void add_term(const struct rendering *r, const struct ask_term *t);

static void add_plain(const struct rendering *r, const struct ask_term *t)
{
	/* A metric is an aggregate already. */
	if (t->column != ASK_NONE && r->catalog->columns[t->column].raw) {
		str_add(r->out, r->catalog->columns[t->column].raw);
		return;
	}
	if (t->agg != AGG_NONE)
		str_addf(r->out, "%s(%s", agg_names[t->agg], t->distinct ? "DISTINCT " : "");
	if (t->column == ASK_NONE) {
		if (t->agg == AGG_NONE && r->join.len > 1) {
			add_name(r, r->catalog->tables[t->table].source->name);
			str_add_char(r->out, '.');
		}
		str_add_char(r->out, '*');
	} else if (t->bucket != BUCKET_NONE) {
		add_bucket(r, t);
	} else {
		add_column(r, t->column);
	}
	if (t->agg != AGG_NONE)
		str_add_char(r->out, ')');
}

static bool is_date_term(const struct rendering *r, const struct ask_term *t)
{
	return t->column != ASK_NONE && r->catalog->columns[t->column].is_date &&
	       t->agg != AGG_COUNT;
}

/* Days between two dates. */
static void add_days(const struct rendering *r, const struct ask_term *t)
{
	struct ask_term plain = *t;

	plain.op = 0;
	plain.other = NULL;
	str_add(r->out, r->catalog->dialect == DIALECT_POSTGRES ? "(" : "julianday(");
	add_plain(r, &plain);
	str_add(r->out, r->catalog->dialect == DIALECT_POSTGRES ? ")::date" : ")");
}

static void add_term(const struct rendering *r, const struct ask_term *t)
{
	if (t->op == '-' && t->other && is_date_term(r, t) && is_date_term(r, t->other)) {
		struct ask_term inner = *t;

		if (t->agg != AGG_NONE)
			str_addf(r->out, "%s(", agg_names[t->agg]);
		inner.agg = AGG_NONE;
		add_days(r, &inner);
		str_add(r->out, " - ");
		inner = *t->other;
		inner.agg = AGG_NONE;
		add_days(r, &inner);
		if (t->agg != AGG_NONE)
			str_add_char(r->out, ')');
	} else if (t->op == '%') {
		str_add(r->out, "100.0 * ");
		add_plain(r, t);
		str_add(r->out, " / (SELECT ");
		if (t->agg == AGG_SUM) {
			str_addf(r->out, "sum(");
			add_name(r, r->catalog->columns[t->column].source->name);
			str_add(r->out, ")");
		} else {
			str_add(r->out, "count(*)");
		}
		str_add(r->out, " FROM ");
		add_table(
			r, t->column != ASK_NONE ? r->catalog->columns[t->column].table : t->table);
		str_add_char(r->out, ')');
	} else if (t->op == '/' && t->other) {
		str_add(r->out, "CAST(");
		add_plain(r, t);
		str_add(r->out, " AS REAL) / ");
		if (r->catalog->dialect == DIALECT_POSTGRES || t->other->agg != AGG_COUNT)
			str_add(r->out, "nullif(");
		add_plain(r, t->other);
		if (r->catalog->dialect == DIALECT_POSTGRES || t->other->agg != AGG_COUNT)
			str_add(r->out, ", 0)");
	} else if ((t->op == '-' || t->op == '+') && t->other) {
		add_plain(r, t);
		str_addf(r->out, " %c ", t->op);
		add_plain(r, t->other);
	} else {
		add_plain(r, t);
	}
}

static void add_test(const struct rendering *r, const struct ask_test_of *t)
{
	static const char *const ops[] = {" = ", " <> ", " < ", " <= ", " > ", " >= ", " BETWEEN ",
		" LIKE ", " NOT LIKE ", " IN ", " NOT IN ", " IS NULL", " IS NOT NULL",
		" NOT BETWEEN "};

	if (t->left.column != ASK_NONE && r->catalog->columns[t->left.column].is_filter) {
		str_addf(r->out, "%s(%s)", t->test == TEST_NE ? "NOT " : "",
			r->catalog->columns[t->left.column].raw);
		return;
	}
	add_term(r, &t->left);
	str_add(r->out, ops[t->test]);
	if (t->sub) {
		str_add_char(r->out, '(');
		ask_render(r->catalog, t->sub, r->out);
		str_add_char(r->out, ')');
	} else if (t->right) {
		add_term(r, t->right);
	} else if (t->test == TEST_BETWEEN || t->test == TEST_NOT_BETWEEN) {
		add_literal(r, &t->literals[0]);
		str_add(r->out, " AND ");
		add_literal(r, &t->literals[1]);
	} else if (t->test == TEST_IN || t->test == TEST_NOT_IN) {
		for (size_t i = 0; i < t->literals_len; i++) {
			str_add(r->out, i ? ", " : "(");
			add_literal(r, &t->literals[i]);
		}
		str_add_char(r->out, ')');
	} else if (t->literals_len) {
		add_literal(r, &t->literals[0]);
	}
}

/* Adds them behind `word`; the word that stands before one more. */
static const char *add_tests(
	const struct rendering *r, const char *word, const struct ask_test_of *tests, size_t len)
{
	bool done[ASK_PARTS_MAX] = {0};

	for (size_t i = 0; i < len; i++) {
		size_t alike = 0;

		if (done[i])
			continue;
		str_add(r->out, word);
		word = " AND ";
		for (size_t k = i; tests[i].either && k < len; k++)
			alike += tests[k].either == tests[i].either;
		if (alike > 1)
			str_add_char(r->out, '(');
		add_test(r, &tests[i]);
		for (size_t k = i + 1; alike > 1 && k < len; k++) {
			if (tests[k].either != tests[i].either)
				continue;
			str_add(r->out, " OR ");
			add_test(r, &tests[k]);
			done[k] = true;
		}
		if (alike > 1)
			str_add_char(r->out, ')');
	}
	return word;
}

/* What has no price is not the cheapest.  SQLite sorts NULL before all else, PostgreSQL
 * behind. */
static void add_presence(const struct rendering *r, const char *word)
{
	const struct ask_shape *s = r->shape;
	bool nulls_end = r->catalog->dialect == DIALECT_POSTGRES;

	for (size_t i = 0; i < s->sorts_len && (s->best || (s->limit && !s->groups_len)); i++) {
		const struct ask_term *t = &s->sorts[i].term;
		const struct ask_column *c =
			t->column == ASK_NONE ? NULL : &r->catalog->columns[t->column];
		bool tested = false;

		if (!c || c->raw || c->is_key || c->source->not_null || t->agg || t->op ||
			s->sorts[i].descending != nulls_end)
			continue;
		for (size_t k = 0; k < s->tests_len; k++)
			tested |= s->tests[k].left.column == t->column && !s->tests[k].either;
		if (tested)
			continue;
		str_add(r->out, word);
		add_column(r, t->column);
		str_add(r->out, " IS NOT NULL");
		word = " AND ";
	}
}

static void add_from(const struct rendering *r)
{
	str_add(r->out, " FROM ");
	add_table(r, r->join.tables[0]);
	for (size_t i = 1; i < r->join.len; i++) {
		const struct ask_edge *e = &r->catalog->edges.at[r->join.edges[i]];

		str_add(r->out, " JOIN ");
		add_table(r, r->join.tables[i]);
		str_add(r->out, " ON ");
		add_column(r, e->from);
		str_add(r->out, " = ");
		add_column(r, e->to);
	}
}

/* What a computed column is called: "count", "total_quantity", "month". */
static void add_alias(const struct rendering *r, const struct ask_term *t)
{
	static const char *const aggs[] = {
		"", "count", "total_", "average_", "largest_", "smallest_"};
	static const char *const buckets[] = {"", "year", "quarter", "month", "week", "day"};
	const char *column =
		t->column == ASK_NONE ? "" : r->catalog->columns[t->column].source->name;

	if (t->op == '%') {
		str_add(r->out, " AS percent");
	} else if (t->op == '/') {
		str_add(r->out, " AS ratio");
	} else if (t->op) {
		str_add(r->out, " AS difference");
	} else if (t->bucket && !t->agg) {
		str_addf(r->out, " AS %s", buckets[t->bucket]);
	} else if (t->agg == AGG_COUNT) {
		str_add(r->out, " AS count");
	} else if (t->agg) {
		str_addf(r->out, " AS %s", r->catalog->columns[t->column].raw ? "" : aggs[t->agg]);
		for (const char *p = column; *p; p++)
			str_add_char(r->out, isalnum((unsigned char)*p)
						     ? (char)tolower((unsigned char)*p)
						     : '_');
	}
}

static void add_list(const struct rendering *r, const struct ask_term *terms, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i)
			str_add(r->out, ", ");
		add_term(r, &terms[i]);
	}
}

static void add_sorts(const struct rendering *r)
{
	const struct ask_shape *s = r->shape;

	for (size_t i = 0; i < s->sorts_len; i++) {
		str_add(r->out, i ? ", " : " ORDER BY ");
		add_term(r, &s->sorts[i].term);
		if (s->sorts[i].descending)
			str_add(r->out, " DESC");
	}
}

/* Rows whose place in their group is among the first. */
static void add_best(const struct rendering *r)
{
	const struct ask_shape *s = r->shape;
	size_t key = r->catalog->tables[s->focus].key;

	add_from(r);
	str_add(r->out, " WHERE ");
	add_column(r, key);
	str_add(r->out, " IN (SELECT row_key FROM (SELECT ");
	add_column(r, key);
	str_add(r->out, " AS row_key, rank() OVER (PARTITION BY ");
	add_list(r, s->groups, s->groups_len);
	add_sorts(r);
	str_add(r->out, ") AS place");
	add_from(r);
	add_presence(r, add_tests(r, " WHERE ", s->tests, s->tests_len));
	str_addf(r->out, ") AS places WHERE place <= %lld)", (long long)s->best);
}

bool ask_render(const struct ask_catalog *c, const struct ask_shape *s, struct str *out)
{
	struct rendering r = {.catalog = c, .shape = s, .out = out};

	if (!ask_join_plan(c, s, &r.join))
		return false;
	if (s->outer)
		str_addf(out, "SELECT %s FROM (",
			s->outer == AGG_COUNT ? "count(*)"
			: s->outer == AGG_AVG ? "avg(n)"
			: s->outer == AGG_MAX ? "max(n)"
			: s->outer == AGG_MIN ? "min(n)"
					      : "sum(n)");
	str_add(out, s->distinct ? "SELECT DISTINCT " : "SELECT ");
	for (size_t i = 0; i < s->targets_len; i++) {
		str_add(out, i ? ", " : "");
		add_term(&r, &s->targets[i]);
		if (!s->outer)
			add_alias(&r, &s->targets[i]);
	}
	if (s->outer && s->outer != AGG_COUNT)
		str_add(out, " AS n");
	if (s->best) {
		add_best(&r);
		return true;
	}
	add_from(&r);
	add_presence(&r, add_tests(&r, " WHERE ", s->tests, s->tests_len));
	if (s->groups_len) {
		str_add(out, " GROUP BY ");
		add_list(&r, s->groups, s->groups_len);
	}
	add_tests(&r, " HAVING ", s->having, s->having_len);
	add_sorts(&r);
	if (s->limit)
		str_addf(out, " LIMIT %lld", (long long)s->limit);
	if (s->offset)
		str_addf(out, " OFFSET %lld", (long long)s->offset);
	if (s->outer)
		str_add(out, c->dialect == DIALECT_POSTGRES ? ") AS groups" : ")");
	return true;
}
