#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* A column, or the count of other rows, against a number: "capacity of at least
 * 5000", "more than 10 albums", "visited more than once". */

/* A number as it is being given its column. */
struct measured {
	const struct comparison *c;
	size_t column, item; /* the item names the column; ASK_NONE: not yet */
	size_t unit;         /* what stands behind the number */
	double number;
};

static bool is_money(const char *lemma)
{
	static const char *const money[] = {
		"dollar", "usd", "euro", "eur", "buck", "cent", "gbp", "pound"};

	for (size_t i = 0; i < sizeof money / sizeof *money; i++)
		if (str_eq(money[i], lemma))
			return true;
	return false;
}

/* "20 euros", "cheaper than 20" of a column of cents. */
static double in_cents(const struct ask_frame *p, const struct measured *m)
{
	const char *unit = m->unit == ASK_NONE ? "" : frame_item(p, m->unit)->lemma;
	bool whole =
		is_money(unit) ? !str_eq(unit, "cent") : m->c->adjective && m->item == ASK_NONE;

	return whole && ask_name_has(&p->catalog->columns[m->column].name, "cent") ? 100 * m->number
										   : m->number;
}

/* "10 minutes" of a column of milliseconds. */
static double in_units(const struct ask_frame *p, size_t column, size_t unit, double number)
{
	static const struct {
		const char *word;
		double ms;
	} units[] = {{"millisecond", 1}, {"second", 1000}, {"minute", 60000}, {"hour", 3600000}};
	const struct ask_column *c = &p->catalog->columns[column];
	double said = 0, kept = 0;

	if (unit == ASK_NONE)
		return number;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (str_eq(units[i].word, frame_item(p, unit)->lemma))
			said = units[i].ms;
		if (ask_name_has(&c->name, units[i].word))
			kept = units[i].ms;
	}
	return said > 0 && kept > 0 ? number * said / kept : number;
}

bool frame_count_of(struct ask_frame *p, const struct comparison *c, size_t what, double number)
{
	struct ask_term term;
	size_t table;

	if (frame_is_table(p, what)) {
		table = frame_table(p, what);
		term = term_rows(table);
	} else {
		size_t column = frame_column(p, what, frame_owner(p, what));

		if (column == ASK_NONE ||
			(frame_is_numeric(p, column) && !p->catalog->columns[column].is_id))
			return false;
		table = p->catalog->columns[column].table;
		term = term_agg(AGG_COUNT, column);
	}
	if (!p->shape->groups_len) {
		if (table != p->focus && frame_fans_out(p, table)) {
			frame_group_rows(p, p->focus);
		} else {
			for (size_t i = 0; i < p->link->len && !p->shape->groups_len; i++) {
				size_t column;

				if (!p->selecting[i] || !frame_is_column(p, i) || i == what)
					continue;
				column = frame_column(p, i, table);
				if (column != ASK_NONE)
					frame_add_group(p, term_column(column));
			}
		}
	}
	if (!p->shape->groups_len)
		return false;
	frame_take(p, what, AS_CONTEXT);
	frame_add_having(p, (struct ask_test_of){.left = term,
				    .test = c->test,
				    .literals = {frame_number(p, number)},
				    .literals_len = 1});
	return true;
}

/* "20 dollars", "5000 people" */
static size_t column_of_unit(const struct ask_frame *p, size_t unit)
{
	const char *hint = map_get(&p->catalog->lexicon->hints, frame_item(p, unit)->text);
	const struct ask_table *t = &p->catalog->tables[p->focus];
	const struct ask_form *f = NULL;
	int sign;

	if (frame_item(p, unit)->candidates_len)
		return ASK_NONE;
	if (is_money(frame_item(p, unit)->lemma))
		f = ask_lexicon_adjective(p->catalog->lexicon, "expensive");
	if (f)
		return frame_concept(p, f->adjective, p->focus, &sign);
	for (size_t i = t->first; hint && i < t->first + t->len; i++)
		if (ask_name_has(&p->catalog->columns[i].name, hint) &&
			p->catalog->columns[i].is_number)
			return i;
	return ASK_NONE;
}

static bool year_test(struct ask_frame *p, const struct comparison *c, size_t column)
{
	int64_t year = (int64_t)frame_item(p, c->value)->number;
	struct ask_test_of t = {.test = c->test, .literals_len = 1, .left = term_column(column)};

	if (!p->catalog->columns[column].is_date) {
		t.literals[0] = frame_number(p, (double)year);
	} else {
		if (c->test == TEST_GT || c->test == TEST_LE)
			year++;
		t.test = c->test == TEST_GT ? TEST_GE : c->test == TEST_LE ? TEST_LT : c->test;
		t.literals[0].text = arena_printf(p->arena, "%04lld-01-01", (long long)year);
	}
	frame_add_test(p, t);
	return true;
}

static bool is_date(const struct ask_frame *p, size_t item)
{
	size_t column = frame_column(p, item, ASK_NONE);

	return column != ASK_NONE && p->catalog->columns[column].is_date;
}

static bool is_amount(const char *comparator)
{
	return str_starts(comparator, "more") || str_starts(comparator, "less") ||
	       str_starts(comparator, "fewer") || str_starts(comparator, "at ");
}

/* 2008 is a year, unless it counts what stands behind it. */
static bool is_a_year(const struct ask_frame *p, const struct measured *m)
{
	bool counts = m->unit != ASK_NONE &&
		(frame_is_table(p, m->unit) ||
			(frame_is_column(p, m->unit) && m->c->test != TEST_LT && !is_date(p, m->unit)));

	/* "more than 1000" is an amount, unless a date is named. */
	if (m->column == ASK_NONE && is_amount(frame_item(p, m->c->at)->text))
		return false;
	return frame_item(p, m->c->value)->is_year && !counts &&
		(m->column == ASK_NONE || p->catalog->columns[m->column].is_date);
}

/* "more than 10 albums", unless a column stands right before: true when rows are counted, else
 * the albums may be a column of numbers. */
static bool counts_unit(struct ask_frame *p, struct measured *m)
{
	size_t named;

	if (m->unit == ASK_NONE || (m->item != ASK_NONE && frame_next(p, m->item) == m->c->at) ||
		!(frame_is_table(p, m->unit) || frame_is_column(p, m->unit)) ||
		!frame_is_free(p, m->unit))
		return false;
	if (frame_count_of(p, m->c, m->unit, m->number))
		return true;
	named = frame_is_column(p, m->unit) ? frame_column(p, m->unit, frame_owner(p, m->unit))
					    : ASK_NONE;
	if (named != ASK_NONE && frame_is_numeric(p, named)) {
		m->column = named;
		m->item = m->unit;
	}
	return false;
}

static bool column_by_unit(struct ask_frame *p, struct measured *m)
{
	if (m->column == ASK_NONE && m->unit != ASK_NONE) {
		m->column = column_of_unit(p, m->unit);
		if (m->column != ASK_NONE)
			frame_take(p, m->unit, AS_WORD);
	}
	if (m->column == ASK_NONE && m->item == ASK_NONE && m->unit != ASK_NONE &&
		frame_is_free(p, m->unit) && frame_is_column(p, m->unit)) {
		m->column = frame_column(p, m->unit, ASK_NONE);
		m->item = m->unit;
	}
	return m->column != ASK_NONE;
}

/* Takes what names the column, and "average" before it. */
static enum ask_agg take_item(struct ask_frame *p, const struct measured *m)
{
	enum ask_agg agg = AGG_NONE;
	size_t before;

	if (m->item == ASK_NONE)
		return AGG_NONE;
	before = frame_prev(p, m->item);
	if (before != ASK_NONE && frame_agg(p, before) && frame_is_free(p, before) &&
		!frame_item(p, before)->candidates_len) {
		agg = frame_agg(p, before);
		frame_take(p, before, AS_WORD);
	}
	frame_take(p, m->item, AS_FILTER);
	return agg;
}

/* What an aggregate that is tested is one of: what the question asks for, else each row. */
static void group_for(struct ask_frame *p, size_t column)
{
	if (p->shape->groups_len)
		return;
	for (size_t i = 0; i < p->link->len; i++) {
		size_t group;

		if (!p->selecting[i] || !frame_is_column(p, i) || !frame_is_free(p, i))
			continue;
		group = frame_column(p, i, p->catalog->columns[column].table);
		if (group != ASK_NONE) {
			frame_add_group(p, term_column(group));
			return;
		}
	}
	frame_group_rows(p, p->focus);
}

static void add_number_test(struct ask_frame *p, const struct measured *m, enum ask_agg agg)
{
	struct ask_test_of t = {.test = m->c->test, .literals_len = 1};
	size_t unit = m->unit;

	t.left = term_agg(agg, m->column);
	t.literals[0] = frame_number(p, in_units(p, m->column, unit, in_cents(p, m)));
	if (unit != ASK_NONE && frame_is_free(p, unit) && !frame_item(p, unit)->candidates_len &&
		!frame_item(p, unit)->tags)
		frame_take(p, unit, AS_WORD);
	if (agg == AGG_NONE) {
		frame_add_test(p, t);
		return;
	}
	group_for(p, m->column);
	frame_add_having(p, t);
}

/* "installed after 2024" of numbers that are no years: seconds since some day, perhaps. */
static bool is_instant(const struct ask_frame *p, const struct measured *m)
{
	size_t at = m->c->at;

	return frame_item(p, m->c->value)->is_year &&
	       (frame_has(p, at, TAG_AFTER) || frame_has(p, at, TAG_BEFORE) ||
		       frame_has(p, at, TAG_SINCE)) &&
	       !ask_name_has(&p->catalog->columns[m->column].name, "year");
}

bool frame_number_test(struct ask_frame *p, const struct comparison *c)
{
	struct measured m = {.c = c,
		.item = ASK_NONE,
		.unit = frame_next(p, c->value),
		.number = frame_item(p, c->value)->number};

	m.column = frame_left_side(p, c, &m.item);
	if (is_a_year(p, &m)) {
		if (m.column == ASK_NONE)
			m.column = frame_when(p, c->at);
		if (m.column != ASK_NONE) {
			frame_take(p, m.item, AS_FILTER);
			return year_test(p, c, m.column);
		}
	}
	if (frame_times(p, c))
		return true;
	while (m.unit != ASK_NONE && frame_is_agg_word(p, m.unit))
		m.unit = frame_next(p, m.unit);
	if (counts_unit(p, &m))
		return true;
	if (!column_by_unit(p, &m))
		return false;
	if (p->catalog->columns[m.column].is_date) {
		frame_take(p, m.item, AS_FILTER);
		return frame_age_test(p, c, m.column, m.unit);
	}
	if (is_instant(p, &m))
		p->doubt += FRAME_HOPELESS;
	add_number_test(p, &m, take_item(p, &m));
	return true;
}
