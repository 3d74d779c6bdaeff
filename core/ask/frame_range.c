#include "core/ask/frame_impl.h"

#include "core/base/clock.h"
#include "core/base/str.h"

#include <stdio.h>

/* From one number or day to another: "between 5 and 10", "from March to May 2025". */

/* Days from `since` to the one before `until`. */
struct span {
	const char *since, *until;
};

/* The days that an item means in a column of dates; false when it means none. */
static bool days_of(struct ask_frame *p, size_t i, struct span *ret)
{
	const struct ask_item *item = frame_item(p, i);

	if (item->since && item->until) {
		*ret = (struct span){item->since, item->until};
	} else if (item->is_year) {
		ret->since = arena_printf(p->arena, "%.0f-01-01", item->number);
		ret->until = arena_printf(p->arena, "%.0f-01-01", item->number + 1);
	} else {
		return false;
	}
	return true;
}

static const char *day_before(struct arena *a, const char *day)
{
	int year, month, of_month;
	int64_t before;

	if (sscanf(day, "%4d-%2d-%2d", &year, &month, &of_month) != 3)
		return day;
	clock_civil_from_days(
		clock_days_from_civil(year, month, of_month) - 1, &before, &month, &of_month);
	return arena_printf(a, "%04lld-%02d-%02d", (long long)before, month, of_month);
}

/* The last day belongs to it, to its end where the column has times of day. */
static void test_days(struct ask_frame *p, size_t column, const struct span *s, bool denied)
{
	struct ask_test_of low = {.left = term_column(column),
		.test = denied ? TEST_LT : TEST_GE,
		.literals = {{s->since, false}},
		.literals_len = 1};
	struct ask_test_of high = {.left = term_column(column),
		.test = denied ? TEST_GE : TEST_LT,
		.literals = {{s->until, false}},
		.literals_len = 1};

	if (p->catalog->columns[column].source->type == TYPE_DATE) {
		low.test = denied ? TEST_NOT_BETWEEN : TEST_BETWEEN;
		low.literals[1].text = day_before(p->arena, s->until);
		low.literals_len = 2;
		frame_add_test(p, low);
		return;
	}
	if (denied)
		low.either = high.either = ++p->either;
	frame_add_test(p, low);
	frame_add_test(p, high);
}

static bool joins_ends(const struct ask_frame *p, size_t i)
{
	const char *text = frame_item(p, i)->text;

	return frame_has(p, i, TAG_AND) || frame_has(p, i, TAG_IN) || frame_has(p, i, TAG_OR) ||
	       str_eq(text, "to") || str_eq(text, "until") || str_eq(text, "till") ||
	       str_eq(text, "up to");
}

/* The column of the two ends; *ret_item: what names it. */
static size_t column_of_ends(
	struct ask_frame *p, const struct comparison *c, size_t to, size_t *ret_item)
{
	const struct ask_item *a = frame_item(p, c->value);
	size_t column = frame_left_side(p, c, ret_item), unit = frame_next(p, to);

	if (column == ASK_NONE && (a->since || a->is_year))
		column = frame_when(p, c->at);
	if (column == ASK_NONE && a->is_number && unit != ASK_NONE && frame_is_column(p, unit)) {
		column = frame_column(p, unit, ASK_NONE);
		*ret_item = unit;
	}
	return column;
}

bool frame_between(struct ask_frame *p, struct comparison *c)
{
	size_t and = frame_next(p, c->value), to, item = ASK_NONE, column;
	const struct ask_item *a = frame_item(p, c->value), *b;
	struct span first, last;

	if (and == ASK_NONE || !joins_ends(p, and))
		return false;
	to = frame_next(p, and);
	if (to == ASK_NONE)
		return false;
	b = frame_item(p, to);
	column = column_of_ends(p, c, to, &item);
	if (column == ASK_NONE)
		return false;
	if ((a->since || p->catalog->columns[column].is_date) && days_of(p, c->value, &first) &&
		days_of(p, to, &last)) {
		first.until = last.until;
		test_days(p, column, &first, c->test == TEST_NOT_BETWEEN);
	} else if (a->is_number && b->is_number && !p->catalog->columns[column].is_date) {
		frame_add_test(p, (struct ask_test_of){.left = term_column(column),
					  .test = c->test,
					  .literals = {frame_number(p, a->number),
						  frame_number(p, b->number)},
					  .literals_len = 2});
	} else {
		return false;
	}
	frame_take(p, item, AS_FILTER);
	frame_take(p, and, AS_WORD);
	frame_take(p, to, AS_FILTER);
	frame_take(p, c->value, AS_FILTER);
	return true;
}

void frame_ranges(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		struct comparison c = {
			.at = i, .test = TEST_BETWEEN, .left = ASK_NONE, .value = frame_next(p, i)};

		if (!frame_is_free(p, i) || !str_eq(frame_item(p, i)->text, "from") ||
			c.value == ASK_NONE)
			continue;
		if ((frame_item(p, c.value)->since || frame_item(p, c.value)->is_number) &&
			frame_between(p, &c))
			frame_take(p, i, AS_WORD);
	}
}
