#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Ages of what has a date: "older than 50", "younger than 6 months". */

/* "older", of which the age is meant; "later" is of the date itself. */
static bool is_of_age(const struct ask_adjective *a)
{
	return a && (str_eq(a->base, "old") || str_eq(a->base, "young") || str_eq(a->base, "new"));
}

bool frame_age_test(struct ask_frame *p, const struct comparison *c, size_t column, size_t unit)
{
	double number = frame_item(p, c->value)->number;
	const char *day = unit == ASK_NONE
				  ? NULL
				  : ask_date_ago(p->arena, frame_item(p, unit)->lemma, number);

	if (day)
		frame_take(p, unit, AS_WORD);
	else
		day = ask_date_ago(p->arena, "year", number);
	/* A date is never less than a number. */
	if (!is_of_age(c->adjective) || !day) {
		p->doubt += FRAME_HOPELESS;
		return true;
	}
	frame_add_test(p, (struct ask_test_of){.left = term_column(column),
				  .test = c->test,
				  .literals = {{day, false}},
				  .literals_len = 1});
	return true;
}
