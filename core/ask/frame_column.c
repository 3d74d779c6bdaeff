#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Which column a mention means here. */

/* Tables that the question speaks of make their columns likelier. */
static bool is_spoken_of(const struct ask_frame *p, size_t table)
{
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_mentioned_table(p, i) == table)
			return true;
	return false;
}

/* The noun that a column is of, where that is no table: "names of the winners". */
static const char *qualifier(const struct ask_frame *p, size_t i)
{
	bool of = false;

	for (size_t k = frame_next(p, i); k != ASK_NONE; k = frame_next(p, k)) {
		const struct ask_item *item = frame_item(p, k);

		if (frame_has(p, k, TAG_OF)) {
			of = true;
			continue;
		}
		if (of && (item->is_number || item->adjective || frame_has(p, k, TAG_DISTINCT) ||
				  frame_has(p, k, TAG_MOST)))
			continue;
		if (of)
			return item_mentions(item, MENTION_COLUMN) ? item->lemma : NULL;
		if (!item_mentions(item, MENTION_COLUMN) && !item->is_comma &&
			!frame_has(p, k, TAG_AND))
			return NULL;
	}
	return NULL;
}

static bool is_used(const struct ask_shape *s, size_t column)
{
	for (size_t i = 0; i < s->sorts_len; i++)
		if (s->sorts[i].term.column == column)
			return true;
	for (size_t i = 0; i < s->groups_len; i++)
		if (s->groups[i].column == column)
			return true;
	return false;
}

/* "name", "names", "full name" of a row: what names it, however it is called. */
static size_t naming_column(const struct ask_frame *p, size_t i, size_t table)
{
	const struct ask_item *item = frame_item(p, i);
	const struct ask_table *t;

	if (!(str_eq(item->lemma, "name") || str_eq(item->lemma, "id")) || item->len != 1)
		return ASK_NONE;
	if (table == ASK_NONE)
		table = p->counts && p->group_table != ASK_NONE ? p->group_table : p->focus;
	if (table == ASK_NONE)
		return ASK_NONE;
	t = &p->catalog->tables[table];
	if (str_eq(item->lemma, "id")) {
		for (size_t k = 0; k < item->candidates_len; k++)
			if (item->candidates[k].kind == MENTION_COLUMN &&
				p->catalog->columns[item->candidates[k].id].table == table &&
				(item->candidates[k].score > 0.95 ||
					p->catalog->columns[item->candidates[k].id].is_key))
				return item->candidates[k].id;
		return t->key;
	}
	for (size_t k = 0; k < item->candidates_len && t->names_len == 1; k++)
		if (item->candidates[k].kind == MENTION_COLUMN &&
			item->candidates[k].score > 0.75 &&
			p->catalog->columns[item->candidates[k].id].table == table)
			return ASK_NONE;
	return t->names_len ? t->names[0] : ASK_NONE;
}

/* Less than this is a match by meaning, by the stem or in part; short forms are above it. */
#define INEXACT 0.85

/* None of its words stands in the column's name: it matches by its meaning alone. */
static bool is_synonym(const struct ask_frame *p, const struct ask_item *item, size_t column)
{
	for (size_t w = item->first; w < item->first + item->len; w++)
		if (ask_name_has(
			    &p->catalog->columns[column].name, p->link->question->words[w].lemma))
			return false;
	return true;
}

/* A column near the focus has the very name; "score" is then no "grade level" that is nearer. */
static bool has_its_name(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);

	for (size_t k = 0; k < item->candidates_len; k++) {
		const struct ask_candidate *c = &item->candidates[k];

		if (c->kind == MENTION_COLUMN && c->score > 0.99 &&
			(p->focus == ASK_NONE || ask_join_distance(p->catalog, p->focus,
							 p->catalog->columns[c->id].table) < 1.3))
			return true;
	}
	return false;
}

size_t frame_column(const struct ask_frame *p, size_t i, size_t table)
{
	const struct ask_item *item = frame_item(p, i);
	const char *noun = qualifier(p, i);
	size_t best = naming_column(p, i, table);
	bool is_named = has_its_name(p, i);
	double top = 0;

	if (best != ASK_NONE && !noun)
		return best;

	for (size_t k = 0; k < item->candidates_len; k++) {
		const struct ask_candidate *c = &item->candidates[k];
		const struct ask_column *column;
		double score = c->score;

		if (c->kind != MENTION_COLUMN ||
			(is_named && c->score < INEXACT && is_synonym(p, item, c->id)))
			continue;
		column = &p->catalog->columns[c->id];
		if (column->table == table)
			score += 0.6;
		if (column->table == p->focus)
			score += 0.35;
		else if (p->counts && column->table == p->group_table)
			score += 0.4;
		else if (p->focus != ASK_NONE) {
			double far = ask_join_distance(p->catalog, p->focus, column->table);

			score -= far >= ASK_FAR ? 1.5 : 0.04 * far;
		}
		if (is_spoken_of(p, column->table))
			score += 0.2;
		if (noun && ask_name_has(&column->name, noun) && !str_eq(item->lemma, noun))
			score += 0.5;
		if (is_used(p->shape, c->id))
			score += 0.25;
		if (score > top + 1e-9) {
			top = score;
			best = c->id;
		}
	}
	return best;
}

bool frame_is_measure(const struct ask_frame *p, size_t i)
{
	size_t column = frame_is_column(p, i) ? frame_column(p, i, ASK_NONE) : ASK_NONE;

	return column != ASK_NONE && p->catalog->columns[column].is_number &&
	       !p->catalog->columns[column].is_id;
}

size_t frame_concept(
	const struct ask_frame *p, const struct ask_adjective *a, size_t table, int *ret_sign)
{
	const struct ask_table *t;

	if (table == ASK_NONE)
		return ASK_NONE;
	t = &p->catalog->tables[table];
	for (size_t w = 0; w < a->len; w++) {
		struct ask_word word = {
			.text = a->words[w], .lemma = a->words[w], .stem = a->words[w]};

		for (size_t i = t->first; i < t->first + t->len; i++) {
			const struct ask_column *c = &p->catalog->columns[i];

			if (c->is_key || c->refers != ASK_NONE)
				continue;
			for (size_t n = 0; n < c->name.len; n++) {
				if (ask_word_match(p->catalog->lexicon, &word, c->name.words[n]) <
					0.99)
					continue;
				*ret_sign = a->signs[w];
				return i;
			}
		}
	}
	/* "the latest order": any date will do. */
	for (size_t w = 0; w < a->len; w++) {
		for (size_t i = t->first; str_eq(a->words[w], "date") && i < t->first + t->len;
			i++) {
			if (!p->catalog->columns[i].is_date)
				continue;
			*ret_sign = a->signs[w];
			return i;
		}
	}
	return ASK_NONE;
}

static bool is_year(const struct ask_column *c)
{
	return ask_name_has(&c->name, "year") && !ask_name_has(&c->name, "number");
}

static bool is_of_life(const struct ask_column *c)
{
	static const char *const words[] = {
		"birth", "born", "dob", "birthday", "birthdate", "death", "died"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (ask_name_has(&c->name, words[i]))
			return true;
	return false;
}

size_t frame_date_column(const struct ask_frame *p, size_t i, size_t table)
{
	const struct ask_table *t;
	size_t best = ASK_NONE;
	double top = 0;

	if (table == ASK_NONE)
		return ASK_NONE;
	t = &p->catalog->tables[table];
	for (size_t k = t->first; k < t->first + t->len; k++) {
		const struct ask_column *c = &p->catalog->columns[k];
		double score = c->is_date ? 0.5 : is_year(c) ? 0.55 : 0;

		if (score == 0)
			continue;
		/* "opened after 2010": the words before tell which date. */
		for (size_t w = i == ASK_NONE ? 0 : i, n = 0; w-- > 0 && n < 5; n++) {
			const struct ask_item *item = frame_item(p, w);

			for (size_t q = item->first; q < item->first + item->len; q++) {
				for (size_t m = 0; m < c->name.len; m++) {
					double match = ask_word_match(p->catalog->lexicon,
						&p->link->question->words[q], c->name.words[m]);

					if (match > 0.7 && !str_eq(c->name.words[m], "date"))
						score += match * 0.6 / (double)(n + 1);
				}
			}
		}
		/* Nobody is asked for by the year of birth who does not say so. */
		if (is_of_life(c) && score < 0.6)
			continue;
		if (score > top + 1e-9) {
			top = score;
			best = k;
		}
	}
	return best;
}

size_t frame_date_nearby(const struct ask_frame *p, size_t i)
{
	size_t column = frame_date_column(p, i, p->focus);

	for (size_t k = 0; k < p->link->len && column == ASK_NONE; k++)
		column = frame_date_column(
			p, i, frame_is_table(p, k) ? frame_table(p, k) : ASK_NONE);
	/* What the focus belongs to, then what belongs to it. */
	for (int side = 0; side < 2; side++) {
		for (size_t e = 0; e < p->catalog->edges.len && column == ASK_NONE; e++) {
			size_t from = p->catalog->columns[p->catalog->edges.at[e].from].table;
			size_t to = p->catalog->columns[p->catalog->edges.at[e].to].table;

			if ((side == 0 ? from : to) == p->focus)
				column = frame_date_column(p, i, side == 0 ? to : from);
		}
	}
	return column;
}
