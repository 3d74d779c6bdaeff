#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "how many tulips were sold": a sum of quantities, where each sale has one. */

/* What the lexicon and columns call it. */
#define QUANTITY "quantity"

static bool is_quantity(const struct ask_column *c)
{
	return c->is_number &&
	       (ask_name_has(&c->name, QUANTITY) || ask_name_has(&c->name, "unit")) &&
	       !ask_name_has(&c->name, "price") && !ask_name_has(&c->name, "cost");
}

/* Of rows that are sales themselves: they have a date. */
static size_t own_quantity(const struct ask_frame *p, size_t table)
{
	const struct ask_table *t = &p->catalog->tables[table];
	size_t found = ASK_NONE;
	bool dated = false;

	for (size_t c = t->first; c < t->first + t->len; c++) {
		dated |= p->catalog->columns[c].is_date;
		if (!is_quantity(&p->catalog->columns[c]))
			continue;
		if (found != ASK_NONE)
			return ASK_NONE;
		found = c;
	}
	return dated ? found : ASK_NONE;
}

size_t frame_quantity(const struct ask_frame *p, size_t table)
{
	size_t found = own_quantity(p, table);

	if (found != ASK_NONE)
		return found;

	for (size_t e = 0; e < p->catalog->edges.len; e++) {
		const struct ask_edge *edge = &p->catalog->edges.at[e];
		const struct ask_table *t = ask_table_of(p->catalog, edge->from);

		if (edge->to != p->catalog->tables[table].key)
			continue;
		for (size_t c = t->first; c < t->first + t->len; c++) {
			if (!is_quantity(&p->catalog->columns[c]))
				continue;
			if (found != ASK_NONE && found != c)
				return ASK_NONE;
			found = c;
		}
	}
	return found;
}

bool frame_is_sale(const struct ask_frame *p, size_t i)
{
	const char *hint = map_get(&p->catalog->lexicon->hints, frame_item(p, i)->text);

	return hint && str_eq(hint, QUANTITY);
}

enum voice { ACTIVE, PASSIVE, ADJACENT };

/* "were sold", "tulips did Ann buy": it is done to what is counted; "tulips sold": perhaps. */
static enum voice voice_of(const struct ask_frame *p, size_t verb, size_t what)
{
	static const char *const be[] = {"was", "were", "is", "are", "been", "being", "got", NULL};
	const struct ask_question *q = p->link->question;
	size_t word = frame_item(p, verb)->first,
	       behind = frame_item(p, what)->first + frame_item(p, what)->len;

	if (word == behind)
		return ADJACENT;
	return str_in(q->words[word - 1].text, be) || str_eq(q->words[behind].text, "did") ||
			       str_eq(q->words[behind].text, "does")
		       ? PASSIVE
		       : ACTIVE;
}

/* The table that a count is of: its own, or that of a value. */
static size_t table_of_counted(const struct ask_frame *p, size_t what)
{
	if (frame_is_table(p, what))
		return frame_table(p, what);
	return item_mentions(frame_item(p, what), MENTION_VALUE)
		       ? p->catalog->columns[frame_item(p, what)->candidates[0].id].table
		       : ASK_NONE;
}

bool frame_count_sold(struct ask_frame *p, size_t what)
{
	size_t table = what == ASK_NONE ? ASK_NONE : table_of_counted(p, what), column;

	if (table == ASK_NONE)
		return false;
	for (size_t i = frame_next(p, what); i != ASK_NONE; i = frame_next(p, i)) {
		const char *word = frame_is_free(p, i) ? map_get(&p->catalog->lexicon->hints,
								 frame_item(p, i)->text)
						       : NULL;

		enum voice voice = word && str_eq(word, "quantity") ? voice_of(p, i, what) : ACTIVE;

		if (voice == ACTIVE)
			continue;
		column = frame_quantity(p, table);
		if (column == ASK_NONE) {
			/* The number of what was sold is not that of what there is. */
			p->doubt += voice == PASSIVE ? FRAME_HOPELESS : 0;
			return false;
		}
		frame_add_target(p, term_agg(AGG_SUM, column));
		frame_take(p, i, AS_CONTEXT);
		if (frame_is_free(p, what))
			frame_take(p, what, AS_CONTEXT);
		return true;
	}
	return false;
}
