#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "how often was Ann admitted", "admitted more than twice": rows of what happened. */

/* The two words that ask it, from item i; how many items they are, or 0. */
static size_t asks_how_often(const struct ask_frame *p, size_t i)
{
	const char *text = frame_item(p, i)->text;
	const char *next = i + 1 < p->link->len ? frame_item(p, i + 1)->text : "";

	if (str_eq(text, "how often") || str_eq(text, "how frequently"))
		return 1;
	if (str_eq(text, "how"))
		return str_eq(next, "often") || str_eq(next, "frequently") ? 2 : 0;
	return str_eq(text, "how many") && str_eq(next, "times") ? 2 : 0;
}

/* The table of what happened, by its name or by a verb that a column is called after. */
static size_t table_of_event(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);

	if (frame_is_table(p, i))
		return frame_table(p, i);
	for (size_t k = 0; frame_is_verb(p, i) && k < item->candidates_len; k++)
		if (item->candidates[k].kind == MENTION_COLUMN)
			return p->catalog->columns[item->candidates[k].id].table;
	return ASK_NONE;
}

void frame_often(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		size_t len = asks_how_often(p, i), verb = ASK_NONE;

		if (!len)
			continue;
		for (size_t k = i + len; k < p->link->len; k++)
			if (table_of_event(p, k) != ASK_NONE)
				verb = k;
		for (size_t k = i; k < i + len; k++)
			frame_take(p, k, AS_WORD);
		if (verb == ASK_NONE) {
			p->doubt += FRAME_HOPELESS;
			return;
		}
		frame_take(p, verb, AS_CONTEXT);
		p->counts = true;
		p->focus = p->shape->focus = table_of_event(p, verb);
		frame_add_target(p, term_rows(p->focus));
		return;
	}
}

static bool is_times(const struct ask_frame *p, size_t value)
{
	const char *text = frame_item(p, value)->text;
	size_t next = frame_next(p, value);

	return str_eq(text, "once") || str_eq(text, "twice") ||
	       (next != ASK_NONE &&
		       (str_eq(frame_item(p, next)->text, "times") ||
			       str_eq(frame_item(p, next)->text, "time")) &&
		       !frame_is_table(p, next));
}

/* Of what happened to the focus: tables go before verbs. */
static size_t item_of_event(const struct ask_frame *p)
{
	size_t best = ASK_NONE;

	for (size_t k = 0; k < p->link->len; k++) {
		size_t table = table_of_event(p, k);

		if (table != ASK_NONE && table != p->focus && frame_fans_out(p, table) &&
			(frame_is_table(p, k) || best == ASK_NONE))
			best = k;
	}
	return best;
}

bool frame_times(struct ask_frame *p, const struct comparison *c)
{
	size_t item, next = frame_next(p, c->value);

	if (!is_times(p, c->value))
		return false;
	item = item_of_event(p);
	if (item == ASK_NONE)
		return false;
	if (!p->shape->groups_len)
		frame_group_rows(p, p->focus);
	if (!p->shape->groups_len)
		return false;
	frame_take(p, item, AS_CONTEXT);
	if (next != ASK_NONE && str_starts(frame_item(p, next)->text, "time"))
		frame_take(p, next, AS_WORD);
	frame_add_having(p, (struct ask_test_of){.left = term_rows(table_of_event(p, item)),
				    .test = c->test,
				    .literals = {frame_number(p, frame_item(p, c->value)->number)},
				    .literals_len = 1});
	return true;
}
