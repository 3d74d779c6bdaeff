#include "core/ask/match.h"

#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* Runs of words for one mention. */
#define RUN_MAX 6
#define CANDIDATES_MAX 24
/* Weaker matches than this are noise. */
#define SCORE_MIN 0.42

/* The candidates of a run of words, the best first. */
struct run {
	struct ask_candidate at[CANDIDATES_MAX];
	size_t len;
};

static void keep(struct run *r, struct ask_candidate c)
{
	size_t i;

	for (i = 0; i < r->len; i++)
		if (r->at[i].kind == c.kind && r->at[i].id == c.id && c.kind != MENTION_VALUE)
			return;
	for (i = r->len; i > 0 && r->at[i - 1].score < c.score; i--)
		if (i < CANDIDATES_MAX)
			r->at[i] = r->at[i - 1];
	if (i < CANDIDATES_MAX)
		r->at[i] = c;
	if (r->len < CANDIDATES_MAX)
		r->len++;
}

/* "unit_price", as the database writes it. */
static bool is_written(const struct ask_link *k, size_t first, size_t len, const char *name)
{
	const char *raw = k->question->words[first].raw;

	return len == 1 && strchr(raw, '_') && strcasecmp(raw, name) == 0;
}

static void find_tables(const struct ask_link *k, size_t first, size_t len, struct run *r)
{
	for (size_t t = 0; t < k->catalog->tables_len; t++) {
		const struct ask_name *name = &k->catalog->tables[t].name;
		struct match m;
		double share, score;

		if (is_written(k, first, len, k->catalog->tables[t].source->name))
			keep(r, (struct ask_candidate){MENTION_TABLE, t, NULL, 1});
		if (!ask_match_name(k, (struct ask_run){first, len}, name, NULL, &m))
			continue;
		share = m.total > 0 ? m.covered / m.total : 0;
		score = m.quality * (0.3 + 0.72 * share);
		/* A bridge is seldom what is meant by one of its two names. */
		if (k->catalog->tables[t].is_bridge && share < 0.99)
			score -= 0.15;
		/* "student addresses" is about addresses, "language" about country languages. */
		if (share < 0.99 && name->len > 1 &&
			!ask_word_match(k->catalog->lexicon, &k->question->words[first + len - 1],
				name->words[name->len - 1]))
			score -= 0.1;
		if (score >= SCORE_MIN)
			keep(r, (struct ask_candidate){MENTION_TABLE, t, NULL, score});
	}
}

/* "codes of countries": what stands behind "of" is a table of its own. */
static bool ends_in_table(const struct ask_link *k, size_t first, size_t len)
{
	for (size_t i = first + 1; i + 1 < first + len; i++) {
		struct match m;

		if (!ask_is_filler(&k->question->words[i]))
			continue;
		if (i + 2 < first + len && str_eq(k->question->words[i + 1].text, "the"))
			i++;
		for (size_t t = 0; t < k->catalog->tables_len; t++)
			if (ask_match_name(k, (struct ask_run){i + 1, first + len - i - 1},
				    &k->catalog->tables[t].name, NULL, &m) &&
				m.covered > m.total - 0.01 && m.quality > 0.75)
				return true;
	}
	return false;
}

static void find_columns(const struct ask_link *k, size_t first, size_t len, struct run *r)
{
	if (ends_in_table(k, first, len))
		return;
	for (size_t i = 0; i < k->catalog->columns_len; i++) {
		const struct ask_column *c = &k->catalog->columns[i];
		struct match m;
		double share, score;

		if (is_written(k, first, len, c->source->name))
			keep(r, (struct ask_candidate){MENTION_COLUMN, i, NULL, 1});
		if (!ask_match_name(k, (struct ask_run){first, len}, &c->name,
			    &k->catalog->tables[c->table].name, &m))
			continue;
		share = m.total > 0 ? m.covered / m.total : 0;
		score = m.quality * (0.3 + 0.7 * share);
		if (c->raw)
			score = share > 0.99 && m.quality > 0.95 ? 1.15 : 0;
		if (score >= SCORE_MIN)
			keep(r, (struct ask_candidate){MENTION_COLUMN, i, NULL, score});
	}
}

/* Names of the glossary: the user's own, so they go before all others. */
static void find_aliases(const struct ask_link *k, size_t first, size_t len, struct run *r)
{
	for (size_t i = 0; i < k->catalog->aliases.len; i++) {
		const struct ask_alias *alias = &k->catalog->aliases.at[i];
		struct match m;

		if (!ask_match_name(k, (struct ask_run){first, len}, &alias->name, NULL, &m) ||
			m.covered < m.total || m.quality < 0.95)
			continue;
		if (alias->table != ASK_NONE)
			keep(r, (struct ask_candidate){MENTION_TABLE, alias->table, NULL, 1.15});
		else
			keep(r, (struct ask_candidate){MENTION_COLUMN, alias->column, NULL, 1.15});
	}
}

static void find_values(const struct ask_values *v, const struct ask_question *q, size_t first,
	size_t len, struct run *r)
{
	const struct ask_word *w = &q->words[first];
	bool exact = false;

	for (size_t i = 0; i < v->hits.len; i++)
		exact |= v->hits.at[i].first == first && v->hits.at[i].len == len &&
			 v->hits.at[i].score > 0.89;
	for (size_t i = 0; i < v->hits.len; i++) {
		const struct ask_hit *h = &v->hits.at[i];
		double score = h->score;

		if (h->first != first || h->len != len ||
			(exact && h->score < 0.86 && h->score > 0.84))
			continue;
		if (w->is_quoted)
			score += 1;
		else if (len > 1)
			score += 0.1;
		else if (w->is_capital && first > 0)
			score += 0.1;
		else if (str_ends(w->text, "ed") && h->score > 0.99)
			score += 0.1; /* "delivered": a state rather than a date of it */
		else
			score -= strlen(w->text) == 1 ? 0.4 : 0.15;
		keep(r, (struct ask_candidate){MENTION_VALUE, h->column, h->value, score});
	}
}

/* The best row of items that ends behind a word. */
struct cell {
	double value; /* of the best row that ends here */
	size_t from;
	struct run *run;
	uint64_t tags;
	const struct ask_form *adjective;
	const char *since, *until;
	bool is_date;
};

static uint64_t tags_of(const struct ask_link *k, size_t first, size_t len)
{
	struct str phrase = {0};
	uint64_t tags;

	for (size_t i = first; i < first + len; i++)
		if (k->question->words[i].is_quoted)
			return 0;
	for (size_t i = first; i < first + len; i++) {
		if (i > first)
			str_add_char(&phrase, ' ');
		str_add(&phrase, k->question->words[i].text);
	}
	tags = ask_lexicon_tags(k->catalog->lexicon, str_text(&phrase));
	str_release(&phrase);
	return tags;
}

/* Nothing but politeness stands before: "please show the …". */
static bool leads(const struct ask_link *k, size_t first)
{
	for (size_t i = 0; i < first; i++) {
		uint64_t tags = ask_lexicon_tags(k->catalog->lexicon, k->question->words[i].text);

		if (!(tags & TAG_BIT(TAG_SKIP)) && !str_eq(k->question->words[i].text, "please") &&
			!k->question->words[i].is_stop)
			return false;
	}
	return true;
}

/* "name and price", "name, price", "name of": a thing rather than an order. */
static bool is_listed(const struct ask_link *k, size_t behind)
{
	const struct ask_question *q = k->question;

	return behind < q->len &&
	       (str_eq(q->words[behind].text, "and") || str_eq(q->words[behind].text, "of") ||
		       str_eq(q->words[behind].text, ","));
}

/* What a phrase is worth against a mention of the same words. */
static double worth_of_tags(uint64_t tags, bool leads, size_t len)
{
	double each = 0.9;

	if (!tags)
		return 0;
	if (tags == TAG_BIT(TAG_SKIP))
		each = 0.3;
	else if (!(tags & ~(TAG_BIT(TAG_ASK) | TAG_BIT(TAG_SKIP))))
		each = leads ? 1.1 : 0.5;
	return each * (double)len + 0.12 * (double)(len - 1);
}

static double worth_of_run(const struct run *r, size_t len)
{
	double score = r->len ? r->at[0].score : 0;

	return score > 0 ? score * (double)len + 0.2 * (double)(len - 1) + 0.05 : 0;
}

static void consider(const struct ask_link *k, const struct ask_values *v, struct cell *cells,
	size_t first, size_t len)
{
	const struct ask_word *w = &k->question->words[first];
	struct cell c = {.from = first};
	struct run run = {0};
	double worth = 0.0, other;

	if (w->is_stop || (w->is_number && len == 1)) {
		worth = 0.5;
		if (len > 1)
			return;
	} else {
		c.tags = tags_of(k, first, len);
		worth = worth_of_tags(c.tags, leads(k, first) && !is_listed(k, first + len), len);
		if (len == 1)
			c.adjective = ask_lexicon_adjective(k->catalog->lexicon, w->text);
		if (c.adjective && worth < 0.88)
			worth = 0.88;
		if (!w->is_quoted && !ask_is_filler(w) &&
			!ask_is_filler(&k->question->words[first + len - 1])) {
			find_tables(k, first, len, &run);
			find_columns(k, first, len, &run);
			find_aliases(k, first, len, &run);
		}
		find_values(v, k->question, first, len, &run);
		/* Words that only hold a sentence together are no values. */
		if (len == 1 && c.tags && run.len && run.at[0].kind == MENTION_VALUE &&
			!w->is_quoted && !w->is_exchanged && !(w->is_capital && first > 0))
			run.len = 0;
		if (len == 1 && (c.tags & TAG_BIT(TAG_ASK)) &&
			(str_starts(w->text, "wh") || str_eq(w->text, "how")))
			run.len = 0;
		/* "number of" counts, whatever column is called "no". */
		if (len == 1 && str_eq(w->text, "number") && first + 1 < k->question->len &&
			str_eq(k->question->words[first + 1].text, "of"))
			run.len = 0;
		other = worth_of_run(&run, len);
		if (other > worth)
			worth = other;
		else if (other < worth * 0.55 ||
			 !(c.tags & ~(TAG_BIT(TAG_ASK) | TAG_BIT(TAG_SKIP))))
			run.len = 0;
	}
	if (len == 1 && worth == 0)
		worth = 0.01;
	if (worth == 0 || cells[first].value + worth <= cells[first + len].value)
		return;
	c.value = cells[first].value + worth;
	if (run.len) {
		c.run = arena_new(k->arena, struct run);
		*c.run = run;
	}
	cells[first + len] = c;
}

static void consider_date(const struct ask_link *k, struct cell *cells, size_t first)
{
	const char *since = NULL, *until = NULL;
	size_t len = ask_date_at(k->question, first, k->catalog->lexicon, &since, &until);
	double value;

	if (!len)
		return;
	value = cells[first].value + 1.2 * (double)len + 0.3;
	if (value > cells[first + len].value)
		cells[first + len] = (struct cell){.value = value,
			.from = first,
			.since = since,
			.until = until,
			.is_date = true};
}

static void fill(const struct ask_link *k, const struct cell *c, size_t to, struct ask_item *item)
{
	const struct ask_word *w = &k->question->words[c->from];
	size_t len = to - c->from;
	struct str text = {0};

	*item = (struct ask_item){.first = c->from,
		.len = len,
		.tags = c->tags,
		.adjective = c->adjective,
		.since = c->since,
		.until = c->until,
		.is_stop = w->is_stop && *w->raw != ',',
		.is_comma = w->is_stop && *w->raw == ',',
		.is_quoted = w->is_quoted,
		.is_capital = w->is_capital,
		.lemma = k->question->words[to - 1].lemma};
	if (w->is_number && !c->is_date && len == 1) {
		item->is_number = true;
		item->number = w->number;
		item->is_year = w->number >= 1000 && w->number <= 2100 &&
				floor(w->number) == w->number && strlen(w->raw) == 4;
	}
	if (c->run) {
		item->candidates = c->run->at;
		item->candidates_len = c->run->len;
	}
	for (size_t i = c->from; i < to; i++) {
		if (i > c->from)
			str_add_char(&text, ' ');
		str_add(&text,
			w->is_quoted ? k->question->words[i].raw : k->question->words[i].text);
	}
	item->text = arena_strdup(k->arena, str_text(&text));
	str_release(&text);
}

void ask_link_read(const struct ask_catalog *c, const struct ask_question *q,
	const struct ask_values *v, struct ask_link *ret)
{
	struct cell *cells;
	size_t count = 0;
	int sentence = 0;

	*ret = (struct ask_link){.question = q, .catalog = c, .arena = q->arena};
	cells = arena_array(q->arena, struct cell, q->len + 1);
	for (size_t i = 1; i <= q->len; i++)
		cells[i].value = -1;
	for (size_t first = 0; first < q->len; first++) {
		for (size_t len = 1; len <= ASK_SPAN_MAX && first + len <= q->len; len++)
			consider(ret, v, cells, first, len);
		consider_date(ret, cells, first);
	}
	for (size_t to = q->len; to > 0; to = cells[to].from)
		count++;
	ret->items = arena_array(q->arena, struct ask_item, count + 1);
	ret->len = count;
	for (size_t to = q->len; to > 0; to = cells[to].from)
		fill(ret, &cells[to], to, &ret->items[--count]);
	for (size_t i = 0; i < ret->len; i++) {
		ret->items[i].sentence = sentence;
		sentence += ret->items[i].is_stop;
	}
}

struct ask_link ask_link_copy(const struct ask_link *l)
{
	struct ask_link copy = *l;

	copy.items = arena_array(l->arena, struct ask_item, l->len + 1);
	if (l->len)
		memcpy(copy.items, l->items, l->len * sizeof *l->items);
	return copy;
}
