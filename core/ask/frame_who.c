#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "who bought the spade": rows of the one table that is of people. */

/* "customer orders" are orders: the last word counts. */
static bool is_of_people(const struct ask_frame *p, size_t table)
{
	const struct ask_table *t = &p->catalog->tables[table];

	return t->name.len && t->names_len && !t->is_bridge &&
	       map_has(&p->catalog->lexicon->persons, t->name.words[t->name.len - 1]);
}

/* "who is the advisor of Ann" asks for a column, "who has orders" does not. */
static bool asks_for_people(const struct ask_frame *p)
{
	static const char *const be[] = {"is", "are", "was", "were", NULL};
	const struct ask_question *q = p->link->question;
	size_t next = p->link->len ? frame_next(p, 0) : ASK_NONE;

	if (next == ASK_NONE || !str_eq(frame_item(p, 0)->text, "who"))
		return false;
	if (str_in(q->words[1].text, be))
		return !frame_item(p, next)->candidates_len && frame_is_verb(p, next);
	return !frame_is_table(p, next) || frame_is_verb(p, next) ||
	       str_starts(q->words[1].text, "ha");
}

size_t frame_people(const struct ask_frame *p)
{
	size_t found = ASK_NONE;

	if (!asks_for_people(p))
		return ASK_NONE;
	for (size_t t = 0; t < p->catalog->tables_len; t++) {
		if (!is_of_people(p, t))
			continue;
		if (found != ASK_NONE)
			return ASK_NONE;
		found = t;
	}
	/* "who advises the student Ann": somebody else. */
	for (size_t i = 1; i < p->link->len && !frame_item(p, i)->sentence; i++)
		if (frame_is_table(p, i) && frame_table(p, i) == found)
			return ASK_NONE;
	return found;
}
