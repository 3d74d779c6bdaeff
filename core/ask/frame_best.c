#include "core/ask/frame_impl.h"

/* "the most expensive product in each category", "the highest price per category". */

static bool is_grouped_by(const struct ask_shape *s, size_t column)
{
	for (size_t i = 0; i < s->groups_len; i++)
		if (s->groups[i].column == column)
			return true;
	return false;
}

/* "the highest price per category", not "the product with the highest price". */
static bool asks_value(const struct ask_frame *p)
{
	for (size_t i = 0; p->head != ASK_NONE && i < p->head; i++)
		if (frame_item(p, i)->role == AS_SORT)
			return true;
	return p->head == ASK_NONE;
}

/* What tells the groups apart, as people call it. */
static void name_groups(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->groups_len; i++) {
		const struct ask_table *t = ask_table_of(p->catalog, s->groups[i].column);

		if (s->groups[i].bucket == BUCKET_NONE && t->key == s->groups[i].column)
			frame_add_names(p, p->catalog->columns[t->key].table);
		else
			frame_add_target(p, s->groups[i]);
	}
}

void frame_best_of_each(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	struct ask_term by;
	bool other = false;

	if (!s->groups_len || !s->limit || s->sorts_len != 1)
		return;
	by = s->sorts[0].term;
	for (size_t i = 0; i < s->targets_len; i++)
		other |= s->targets[i].agg != AGG_NONE || s->targets[i].op ||
			 !is_grouped_by(s, s->targets[i].column);
	if (by.agg != AGG_NONE || by.op || by.column == ASK_NONE || s->having_len ||
		is_grouped_by(s, by.column))
		return;
	if (other || p->catalog->tables[p->focus].key == ASK_NONE ||
		p->catalog->columns[by.column].table != p->focus) {
		p->doubt += FRAME_HOPELESS;
		return;
	}
	if (asks_value(p) && s->limit == 1) {
		name_groups(p);
		frame_add_target(
			p, term_agg(s->sorts[0].descending ? AGG_MAX : AGG_MIN, by.column));
		s->sorts_len = 0;
	} else {
		s->best = s->limit;
		name_groups(p);
		frame_add_names(p, p->focus);
		if (s->targets[s->targets_len - 1].column != ASK_NONE)
			frame_add_target(p, by);
	}
	s->limit = 0;
}
