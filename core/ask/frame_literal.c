#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Quoted texts, numbers and dates without a comparison: "in 2013", "store 1", "last
 * month". */

/* The column that a literal without a home belongs to: named beside it, or what
 * names a row. */
static size_t home_of(const struct ask_frame *p, size_t i, size_t *ret_mention)
{
	size_t at = frame_prev(p, i), steps = 0;

	*ret_mention = ASK_NONE;
	for (; at != ASK_NONE && steps < 2; at = frame_prev(p, at), steps++) {
		/* "sales in 2022": a year is no amount. */
		if (steps && frame_item(p, i)->is_year && frame_is_column(p, at)) {
			size_t column = frame_column(p, at, frame_owner(p, at));

			if (column == ASK_NONE ||
				!(p->catalog->columns[column].is_date ||
					p->catalog->columns[column].is_id ||
					ask_name_has(&p->catalog->columns[column].name, "year")))
				return ASK_NONE;
		}
		if (frame_is_column(p, at) &&
			(frame_is_free(p, at) || frame_item(p, at)->role == AS_FILTER)) {
			*ret_mention = at;
			return frame_column(p, at, frame_owner(p, at));
		}
		if (frame_is_table(p, at) && steps == 0 && frame_item(p, i)->is_number)
			return p->catalog->tables[frame_table(p, at)].key; /* "store 1" */
		if (!(frame_has(p, at, TAG_OF) || frame_has(p, at, TAG_IN) ||
			    frame_has(p, at, TAG_EQ) || frame_has(p, at, TAG_NOT)))
			break;
	}
	return ASK_NONE;
}

void frame_quoted(struct ask_frame *p, size_t i)
{
	const char *raw = p->link->question->words[frame_item(p, i)->first].raw;
	size_t mention, column = home_of(p, i, &mention);

	if (column == ASK_NONE && p->catalog->tables[p->focus].names_len)
		column = p->catalog->tables[p->focus].names[0];
	if (column == ASK_NONE)
		return;
	frame_add_value(p, i, column, (struct ask_literal){raw, false});
	frame_take(p, mention, AS_FILTER);
	frame_take(p, i, AS_FILTER);
	p->doubt += 0.1;
}

/* "1948 or 1949": the column of the number before; or ASK_NONE. */
static size_t column_joined(const struct ask_frame *p, size_t i)
{
	const struct ask_shape *s = p->shape;
	size_t before;

	if (frame_joined_by(p, i, &before) == TAG_SKIP || before == ASK_NONE || !s->tests_len ||
		!frame_item(p, before)->is_number || frame_item(p, before)->role != AS_FILTER ||
		s->tests[s->tests_len - 1].sub)
		return ASK_NONE;
	return s->tests[s->tests_len - 1].left.column;
}

/* "the 5 staff members who handled the most complaints" */
static bool is_limit(const struct ask_frame *p, size_t i)
{
	size_t next = frame_next(p, i);

	return p->shape->limit == 1 && p->shape->sorts_len && !frame_item(p, i)->is_year &&
	       next != ASK_NONE && frame_item(p, i)->number >= 1 &&
	       (frame_is_table(p, next) || frame_is_column(p, next) ||
		       frame_item(p, next)->adjective);
}

/* The table that a mention speaks of, unless it is far-fetched; a reference speaks of
 * another. */
static size_t table_of_mention(const struct ask_frame *p, const struct ask_candidate *c)
{
	if (c->score < 0.6)
		return ASK_NONE;
	if (c->kind == MENTION_TABLE)
		return c->id;
	return p->catalog->columns[c->id].is_id ? ASK_NONE : p->catalog->columns[c->id].table;
}

static bool is_mentioned(const struct ask_frame *p, size_t table)
{
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);

		for (size_t k = 0; k < item->candidates_len; k++)
			if (table_of_mention(p, &item->candidates[k]) == table)
				return true;
	}
	return false;
}

/* The date of what stands beside the focus; a guess where nobody speaks of that. */
static size_t date_beside(struct ask_frame *p, size_t i)
{
	size_t column = frame_date_nearby(p, i);

	if (column != ASK_NONE && !is_mentioned(p, p->catalog->columns[column].table))
		p->doubt += FRAME_HOPELESS;
	return column;
}

/* The date of what is mentioned anywhere. */
static size_t date_mentioned(struct ask_frame *p, size_t i)
{
	size_t column = frame_when(p, i);

	if (column == ASK_NONE)
		column = date_beside(p, i);
	for (size_t k = 0; k < p->link->len && column == ASK_NONE; k++) {
		const struct ask_item *other = frame_item(p, k);

		for (size_t m = 0; m < other->candidates_len && column == ASK_NONE; m++) {
			column =
				frame_date_column(p, i, table_of_mention(p, &other->candidates[m]));
		}
	}
	return column;
}

static void add_year(struct ask_frame *p, size_t i, size_t column)
{
	struct ask_term year = term_column(column);

	year.bucket = BUCKET_YEAR;
	frame_add_test(
		p, (struct ask_test_of){.left = year,
			   .test = frame_negated(p, i) ? TEST_NE : TEST_EQ,
			   .literals = {{arena_printf(p->arena, "%.0f", frame_item(p, i)->number),
				   false}},
			   .literals_len = 1});
}

static void add_number(struct ask_frame *p, size_t i, size_t column)
{
	struct ask_literal l = frame_number(p, frame_item(p, i)->number);

	l.is_number = p->catalog->columns[column].is_number ||
		      p->catalog->columns[column].source->type != TYPE_TEXT;
	frame_add_value(p, i, column, l);
}

/* "that have 5 stars", "with 0 orders": what stands behind is measured or counted. */
static bool measures_next(struct ask_frame *p, size_t i)
{
	static const char *const owning[] = {"with", "have", "has", "had", "having"};
	size_t what = i + 1 < p->link->len ? i + 1 : ASK_NONE, column;
	struct comparison c = {.at = i, .value = i, .left = ASK_NONE, .test = TEST_EQ};
	double number = frame_item(p, i)->number;
	bool owned = false;

	for (size_t k = 0; i > 0 && k < sizeof owning / sizeof *owning; k++)
		owned |= str_ends(frame_item(p, i - 1)->text, owning[k]);
	if (!owned || what == ASK_NONE || !frame_is_free(p, what))
		return false;
	if (frame_is_table(p, what) && frame_fans_out(p, frame_table(p, what))) {
		if (number > 0 ? !frame_count_of(p, &c, what, number)
			       : !frame_add_absence(p, frame_table(p, what)))
			return false;
		frame_take(p, what, AS_FILTER);
	} else {
		column = frame_is_column(p, what) ? frame_column(p, what, ASK_NONE) : ASK_NONE;
		if (column == ASK_NONE || !p->catalog->columns[column].is_number ||
			p->catalog->columns[column].is_id)
			return false;
		add_number(p, i, column);
		frame_take(p, what, AS_FILTER);
	}
	frame_take(p, i, AS_FILTER);
	return true;
}

void frame_bare_number(struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);
	struct comparison times = {.at = i, .value = i, .left = ASK_NONE, .test = TEST_EQ};
	size_t mention, column;

	if (measures_next(p, i))
		return;
	if (frame_times(p, &times)) {
		frame_take(p, i, AS_FILTER);
		return;
	}
	column = home_of(p, i, &mention);

	if (column == ASK_NONE && (column = column_joined(p, i)) != ASK_NONE)
		mention = ASK_NONE;
	if (is_limit(p, i) && !(column != ASK_NONE && frame_prev(p, i) == mention)) {
		p->shape->limit = (int64_t)item->number;
		frame_take(p, i, AS_WORD);
		return;
	}
	if (column != ASK_NONE && p->catalog->columns[column].is_date && item->is_year)
		mention = ASK_NONE;
	if (column == ASK_NONE && item->is_year)
		column = date_mentioned(p, i);
	if (column == ASK_NONE) {
		p->doubt += item->is_year ? FRAME_HOPELESS : 0.8;
		return;
	}
	if (item->is_year && p->catalog->columns[column].is_date)
		add_year(p, i, column);
	else
		add_number(p, i, column);
	frame_take(p, mention, AS_FILTER);
	frame_take(p, i, AS_FILTER);
}

/* The date that a time at item i is of, or ASK_NONE; takes the item that names it. */
static size_t date_at(struct ask_frame *p, size_t i)
{
	size_t prev = frame_prev(p, i), column = ASK_NONE;

	if (prev != ASK_NONE && frame_has(p, prev, TAG_IN))
		prev = frame_prev(p, prev);
	if (prev != ASK_NONE && frame_is_column(p, prev) && frame_is_free(p, prev)) {
		column = frame_column(p, prev, frame_owner(p, prev));
		if (column != ASK_NONE && p->catalog->columns[column].is_date)
			frame_take(p, prev, AS_FILTER);
		else
			column = ASK_NONE;
	}
	if (column == ASK_NONE)
		column = frame_when(p, i);
	if (column == ASK_NONE)
		column = date_beside(p, i);
	if (column == ASK_NONE)
		p->doubt += FRAME_HOPELESS;
	return column;
}

/* The month that a word names behind "in", or behind another one: from 1; 0 for none. */
static int month_at(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);
	const struct ask_question *q = p->link->question;
	int month = item->len == 1 ? ask_month_of(item->text) + 1 : 0;
	size_t before = item->first;

	if (!month || !before || item->candidates_len || (month == 5 && !item->is_capital))
		return 0;
	before--;
	if ((str_eq(q->words[before].text, "and") || str_eq(q->words[before].text, "or") ||
		    q->words[before].is_stop) &&
		before && ask_month_of(q->words[before - 1].text) >= 0)
		return month;
	return str_eq(q->words[before].text, "in") || str_eq(q->words[before].text, "during")
		       ? month
		       : 0;
}

bool frame_is_month(const struct ask_frame *p, size_t i)
{
	return month_at(p, i) != 0;
}

void frame_bare_month(struct ask_frame *p, size_t i)
{
	struct ask_shape *s = p->shape;
	struct ask_test_of *last = s->tests_len ? &s->tests[s->tests_len - 1] : NULL;
	struct ask_literal month = {arena_printf(p->arena, "%02d", month_at(p, i)), false};
	struct ask_term term;
	size_t column;

	frame_take(p, i, AS_FILTER);
	/* "in March and April" */
	if (last && last->left.bucket == BUCKET_MONTH_OF_YEAR && !last->sub &&
		last->literals_len < ASK_LITERALS_MAX) {
		last->literals[last->literals_len++] = month;
		last->test =
			last->test == TEST_NE || last->test == TEST_NOT_IN ? TEST_NOT_IN : TEST_IN;
		return;
	}
	column = date_at(p, i);
	if (column == ASK_NONE || !p->catalog->columns[column].is_date) {
		p->doubt += FRAME_HOPELESS;
		return;
	}
	term = term_column(column);
	term.bucket = BUCKET_MONTH_OF_YEAR;
	frame_add_test(p, (struct ask_test_of){.left = term,
				  .test = frame_negated(p, i) ? TEST_NE : TEST_EQ,
				  .literals = {month},
				  .literals_len = 1});
}

void frame_bare_date(struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);
	size_t column = date_at(p, i);

	if (column == ASK_NONE)
		return;
	if (item->since)
		frame_add_test(p, (struct ask_test_of){.left = term_column(column),
					  .test = TEST_GE,
					  .literals = {{item->since, false}},
					  .literals_len = 1});
	if (item->until)
		frame_add_test(p, (struct ask_test_of){.left = term_column(column),
					  .test = TEST_LT,
					  .literals = {{item->until, false}},
					  .literals_len = 1});
	frame_take(p, i, AS_FILTER);
}
