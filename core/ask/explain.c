#include "core/ask/explain.h"

#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- terms ---- */

static void add_words(struct str *out, const char *name)
{
	for (const char *p = name; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (*p == '_')
			str_add_char(out, ' ');
		else if (p > name && isupper(c) && islower((unsigned char)p[-1])) {
			str_add_char(out, ' ');
			str_add_char(out, (char)tolower(c));
		} else
			str_add_char(out, (char)tolower(c));
	}
}

static void add_singular(struct str *out, const char *name)
{
	struct str words = {0};
	char lemma[LEMMA_MAX];
	const char *last;

	add_words(&words, name);
	last = strrchr(str_text(&words), ' ');
	last = last ? last + 1 : str_text(&words);
	lemma_of(last, lemma);
	str_add_bytes(out, str_text(&words), (size_t)(last - str_text(&words)));
	str_add(out, lemma);
	str_release(&words);
}

static void add_plural(struct str *out, const char *name)
{
	add_words(out, name);
	if (out->len && out->at[out->len - 1] != 's')
		str_add(out, "s");
}

static void add_term(struct str *out, const struct ask_catalog *c, const struct ask_term *t)
{
	static const char *const aggs[] = {
		"", "number of ", "total ", "average ", "largest ", "smallest "};
	static const char *const buckets[] = {
		"", "year of ", "quarter of ", "month of ", "week of ", "day of ", "month of "};

	if (t->op == '%')
		str_add(out, "share in percent of the ");
	if (t->column == ASK_NONE || !c->columns[t->column].raw)
		str_add(out, aggs[t->agg]);
	if (t->distinct)
		str_add(out, "different ");
	str_add(out, buckets[t->bucket]);
	if (t->column != ASK_NONE)
		add_words(out, c->columns[t->column].source->name);
	else if (t->agg == AGG_COUNT)
		add_plural(out, t->table == ASK_NONE ? "row" : c->tables[t->table].source->name);
	else
		str_add(out, "all columns");
	if (t->other) {
		str_add(out, t->op == '-' ? " minus " : t->op == '+' ? " plus " : " divided by ");
		add_term(out, c, t->other);
	}
}

/* ---- conditions ---- */

static void add_test(struct str *out, const struct ask_catalog *c, const struct ask_test_of *t)
{
	bool filter = t->left.column != ASK_NONE && c->columns[t->left.column].is_filter;

	static const char *const words[] = {" is ", " is not ", " below ", " at most ", " above ",
		" at least ", " between ", " like ", " not like ", " is one of ", " is none of ",
		" is missing", " is there", " not between "};

	bool between = t->test == TEST_BETWEEN || t->test == TEST_NOT_BETWEEN;

	if (filter) {
		str_addf(out, "%s%s", t->test == TEST_NE ? "not " : "",
			c->columns[t->left.column].source->name);
		return;
	}
	if (t->sub) {
		struct str sub = {0};
		char *text = ask_explain(c, t->sub);

		str_add(&sub, text);
		add_term(out, c, &t->left);
		str_addf(out, "%s%s(%s)", t->test == TEST_NOT_IN ? " not" : "",
			t->test == TEST_IN || t->test == TEST_NOT_IN ? " among " : words[t->test],
			str_text(&sub));
		free(text);
		str_release(&sub);
		return;
	}
	add_term(out, c, &t->left);
	str_add(out, words[t->test]);
	if (t->right)
		add_term(out, c, t->right);
	for (size_t i = 0; i < t->literals_len; i++)
		str_addf(out, "%s%s", i ? between ? " and " : ", " : "", t->literals[i].text);
}

static void add_tests(
	struct str *out, const struct ask_catalog *c, const struct ask_test_of *tests, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i)
			str_add(out, tests[i].either && tests[i].either == tests[i - 1].either
					     ? " or "
					     : " and ");
		add_test(out, c, &tests[i]);
	}
}

/* The rows of a table rather than the column that numbers them: "per customer". */
static void add_group(struct str *out, const struct ask_catalog *c, const struct ask_term *t)
{
	if (t->column != ASK_NONE && !t->bucket && ask_table_of(c, t->column)->key == t->column)
		add_singular(out, ask_table_of(c, t->column)->source->name);
	else
		add_term(out, c, t);
}

static bool is_group(const struct ask_shape *s, const struct ask_term *t)
{
	for (size_t i = 0; i < s->groups_len; i++)
		if (s->groups[i].column == t->column && s->groups[i].bucket == t->bucket && !t->agg)
			return true;
	return false;
}

/* What is computed of each group, or told of each row. */
static void add_targets(struct str *out, const struct ask_catalog *c, const struct ask_shape *s)
{
	bool computed = false, any = false;

	for (size_t i = 0; i < s->targets_len; i++)
		computed |= s->targets[i].agg || s->targets[i].op;
	for (size_t i = 0; i < s->targets_len; i++) {
		const struct ask_term *t = &s->targets[i];

		if (s->groups_len && computed && (is_group(s, t) || !(t->agg || t->op)))
			continue;
		str_add(out, any ? i + 1 == s->targets_len ? " and " : ", " : "");
		add_term(out, c, t);
		any = true;
	}
	if (!computed && s->focus != ASK_NONE && s->targets_len && !s->groups_len) {
		str_add(out, " of ");
		add_words(out, c->tables[s->focus].source->name);
	}
}

static void add_order(struct str *out, const struct ask_catalog *c, const struct ask_shape *s)
{
	for (size_t i = 0; i < s->sorts_len; i++) {
		const struct ask_term *t = &s->sorts[i].term;
		bool text = t->column != ASK_NONE && !t->agg && !c->columns[t->column].is_number &&
			    !c->columns[t->column].is_date;

		str_add(out, i ? ", then by " : ", by ");
		add_term(out, c, t);
		if (text)
			str_add(out, s->sorts[i].descending ? " from z to a" : " from a to z");
		else
			str_add(out,
				s->sorts[i].descending ? ", largest first" : ", smallest first");
	}
	if (s->best == 1)
		str_add(out, ", the first of each");
	else if (s->best)
		str_addf(out, ", the first %lld of each", (long long)s->best);
	else if (s->limit == 1)
		str_add(out, ", the first one");
	else if (s->limit)
		str_addf(out, ", the first %lld", (long long)s->limit);
}

char *ask_explain(const struct ask_catalog *c, const struct ask_shape *s)
{
	static const char *const outer[] = {"", "how many there are of: ", "the total of: ",
		"the average of: ", "the largest of: ", "the smallest of: "};
	struct str out = {0};

	str_add(&out, outer[s->outer]);
	if (s->distinct)
		str_add(&out, "each different ");
	add_targets(&out, c, s);
	for (size_t i = 0; i < s->groups_len; i++) {
		str_add(&out, i ? " and " : " per ");
		add_group(&out, c, &s->groups[i]);
	}
	if (s->tests_len) {
		str_add(&out, ", where ");
		add_tests(&out, c, s->tests, s->tests_len);
	}
	if (s->having_len) {
		str_add(&out, ", with ");
		add_tests(&out, c, s->having, s->having_len);
	}
	add_order(&out, c, s);
	return str_take(&out);
}

/* ---- what is near a word ---- */

#define NEAREST_MAX 3
#define COLUMNS_SHOWN 8

char *ask_explain_nearest(const struct ask_catalog *c, const char *word, size_t focus)
{
	struct str out = {0};
	size_t found = 0;
	char lemma[LEMMA_MAX];

	lemma_of(word, lemma);
	for (size_t i = 0; i < c->columns_len && found < NEAREST_MAX; i++) {
		const struct ask_name *n = &c->columns[i].name;
		bool near = false;

		for (size_t k = 0; k < n->len && !near; k++) {
			const char *one = n->words[k];

			near = str_nearest(lemma, &one, 1) != NULL ||
			       (strlen(one) >= 4 && strlen(lemma) >= 4 &&
				       strncmp(one, lemma, 4) == 0);
		}
		if (!near)
			continue;
		str_addf(&out, "%s%s.%s", found++ ? ", " : "", ask_table_of(c, i)->source->name,
			c->columns[i].source->name);
	}
	/* Nothing like it: then what there is of what was asked about. */
	for (size_t i = 0;
		focus != ASK_NONE && !found && i < c->tables[focus].len && i < COLUMNS_SHOWN; i++)
		str_addf(&out, "%s%s", i ? ", " : "",
			c->columns[c->tables[focus].first + i].source->name);
	return out.len ? str_take(&out) : NULL;
}

/* ---- charts ---- */

static bool is_time(const struct ask_catalog *c, const struct ask_term *t)
{
	return t->column != ASK_NONE && t->agg == AGG_NONE &&
	       (t->bucket != BUCKET_NONE || c->columns[t->column].is_date ||
		       (ask_name_has(&c->columns[t->column].name, "year") &&
			       c->columns[t->column].is_number));
}

static bool is_quantity(const struct ask_catalog *c, const struct ask_term *t)
{
	return t->agg != AGG_NONE || t->op ||
	       (t->column != ASK_NONE && c->columns[t->column].is_number &&
		       !c->columns[t->column].is_id && !is_time(c, t));
}

enum ask_chart ask_explain_chart(const struct ask_frame *f)
{
	const struct ask_shape *s = f->shape;
	size_t times = 0, quantities = 0, others = 0, aggs = 0;
	bool share = false;

	for (size_t i = 0; i < s->targets_len; i++) {
		aggs += s->targets[i].agg != AGG_NONE;
		share |= s->targets[i].op == '%';
		if (is_time(f->catalog, &s->targets[i]))
			times++;
		else if (is_quantity(f->catalog, &s->targets[i]))
			quantities++;
		else
			others++;
	}
	/* "what is the highest price" */
	if (s->targets_len == 1 && s->limit == 1 && quantities == 1 && s->sorts_len &&
		s->sorts[0].term.column == s->targets[0].column)
		return ASK_CHART_KPI;
	if (s->outer || (aggs == s->targets_len && aggs > 0 && !s->groups_len))
		return ASK_CHART_KPI;
	if (!s->groups_len)
		return quantities == 2 && !others && !times ? ASK_CHART_SCATTER : ASK_CHART_TABLE;
	if (aggs == 0 || s->limit == 1)
		return ASK_CHART_TABLE;
	if (times && quantities && !others)
		return ASK_CHART_LINE;
	if (share)
		return ASK_CHART_PIE;
	return quantities ? ASK_CHART_BAR : ASK_CHART_TABLE;
}
