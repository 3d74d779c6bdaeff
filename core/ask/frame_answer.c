#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* The columns of the answer where the question does not name them, and what groups
 * need. */

/* "all details of the chips", "all the customer information" */
static bool everything(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);

		if (item->candidates_len && item->candidates[0].score > 0.7)
			continue;
		if (p->selecting[i] &&
			(str_eq(item->lemma, "detail") || str_eq(item->lemma, "information") ||
				str_eq(item->lemma, "info") || str_eq(item->lemma, "attribute") ||
				str_eq(item->lemma, "column")))
			return true;
	}
	return false;
}

void frame_add_names(struct ask_frame *p, size_t table)
{
	const struct ask_table *t = &p->catalog->tables[table];

	if (table == p->focus && !p->shape->groups_len && everything(p)) {
		frame_add_target(p, (struct ask_term){.column = ASK_NONE, .table = table});
		return;
	}
	for (size_t i = 0; i < t->names_len; i++)
		frame_add_target(p, term_column(t->names[i]));
	if (!t->names_len && (p->shape->groups_len || t->key == ASK_NONE || t->len < 3) &&
		t->key != ASK_NONE)
		frame_add_target(p, term_column(t->key));
	else if (!t->names_len)
		frame_add_target(p, (struct ask_term){.column = ASK_NONE, .table = table});
}

static void finish_groups(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	struct ask_shape before = *s;
	bool measured = false;

	if (!s->groups_len || s->outer || s->best)
		return;
	for (size_t i = 0; i < s->targets_len && p->implied; i++) {
		const struct ask_column *c = s->targets[i].column == ASK_NONE
						     ? NULL
						     : &p->catalog->columns[s->targets[i].column];

		if (c && s->targets[i].agg == AGG_NONE && c->is_number && !c->is_id)
			s->targets[i].agg = AGG_SUM;
	}
	for (size_t i = 0; i < s->targets_len; i++)
		measured |= s->targets[i].agg != AGG_NONE;
	if (p->implied && !measured && !s->having_len) {
		s->targets_len = 0;
		frame_add_target(p, term_rows(p->focus));
		measured = true;
	}
	before = *s;
	/* What names each group, unless the question names columns itself. */
	if (measured) {
		bool named = false;

		for (size_t i = 0; i < s->targets_len; i++)
			named |= s->targets[i].agg == AGG_NONE;
		if (!named) {
			s->targets_len = 0;
			for (size_t i = 0; i < s->groups_len; i++) {
				const struct ask_column *c =
					&p->catalog->columns[s->groups[i].column];

				if (s->groups[i].bucket == BUCKET_NONE &&
					ask_table_of(p->catalog, s->groups[i].column)->key ==
						s->groups[i].column)
					frame_add_names(p, c->table);
				else
					frame_add_target(p, s->groups[i]);
			}
			for (size_t i = 0; i < before.targets_len; i++)
				frame_add_target(p, before.targets[i]);
		}
	}
}

/* "the total amount of invoices": the column of money, where none is named. */
static void money_of_table(struct ask_frame *p)
{
	const struct ask_form *f = ask_lexicon_adjective(p->catalog->lexicon, "expensive");
	int sign;

	for (size_t i = 0; i < p->link->len; i++) {
		size_t next = frame_agg(p, i) && frame_is_free(p, i) && p->selecting[i]
				      ? frame_next(p, i)
				      : ASK_NONE,
		       column;

		while (frame_has(p, next, TAG_OF))
			next = frame_next(p, next);
		if (next == ASK_NONE || !frame_is_table(p, next) || !f)
			continue;
		column = frame_concept(p, f->adjective, frame_table(p, next), &sign);
		if (column == ASK_NONE || !p->catalog->columns[column].is_number)
			continue;
		frame_add_target(p, term_agg(frame_agg(p, i), column));
		frame_take(p, i, AS_WORD);
	}
}

/* Aggregates beside plain columns are of each of these. */
static void group_by_targets(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	bool aggs = false, plain = false;

	for (size_t i = 0; i < s->targets_len; i++) {
		aggs |= s->targets[i].agg != AGG_NONE;
		plain |= s->targets[i].agg == AGG_NONE && s->targets[i].column != ASK_NONE;
	}
	if (!aggs || !plain || s->groups_len)
		return;
	for (size_t i = 0; i < s->targets_len; i++) {
		const struct ask_table *t;
		bool names = false;

		if (s->targets[i].agg != AGG_NONE || s->targets[i].column == ASK_NONE)
			continue;
		t = ask_table_of(p->catalog, s->targets[i].column);
		for (size_t k = 0; k < t->names_len; k++)
			names |= t->names[k] == s->targets[i].column;
		if (names && t->key != ASK_NONE &&
			p->catalog->columns[s->targets[i].column].table != p->focus)
			frame_add_group(p, term_column(t->key));
		else
			frame_add_group(p, s->targets[i]);
	}
}

/* Rows that others are counted for keep one name each. */
void frame_finish_targets(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;

	frame_best_of_each(p);
	if (!s->targets_len)
		money_of_table(p);
	if (!s->targets_len && s->sorts_len && s->limit == 1 &&
		(p->head == ASK_NONE || !p->selecting[p->head]) && !s->groups_len)
		frame_add_target(p, s->sorts[0].term);
	p->defaulted = !s->targets_len;
	if (!s->targets_len) {
		if (s->groups_len && s->groups[0].column != ASK_NONE &&
			p->catalog->columns[s->groups[0].column].table != p->focus) {
			if (ask_table_of(p->catalog, s->groups[0].column)->key ==
				s->groups[0].column)
				frame_add_names(p, p->catalog->columns[s->groups[0].column].table);
			else
				frame_add_target(p, s->groups[0]);
		} else if (s->groups_len && ask_table_of(p->catalog, s->groups[0].column)->key !=
						    s->groups[0].column) {
			for (size_t i = 0; i < s->groups_len; i++)
				frame_add_target(p, s->groups[i]);
			if (!s->having_len && !s->sorts_len)
				frame_add_target(p, term_rows(p->focus));
		} else {
			frame_add_names(p, p->focus);
		}
	}
	frame_share_of_all(p);
	frame_count_groups(p);
	group_by_targets(p);
	finish_groups(p);
	if (p->wants_measure && s->sorts_len)
		frame_add_target(p, s->sorts[0].term);
	if (!s->sorts_len && p->sort_default && s->targets_len) {
		struct ask_term term = s->targets[0];

		for (size_t i = 0; i < s->targets_len; i++)
			if (s->targets[i].agg != AGG_NONE)
				term = s->targets[i];
		frame_add_sort(p, term, p->sort_default < 0);
	}
	if (!s->sorts_len && s->limit > 1)
		for (size_t i = 0; i < s->targets_len; i++)
			if (s->targets[i].agg != AGG_NONE)
				frame_add_sort(p, s->targets[i], true);
}
