#include "core/ask/frame_impl.h"

#include "core/base/str.h"

#include <string.h>

/* The passes in their order, and what they need to know first. */

/* "average stars per category": what is computed is of the stars, the categories only
 * part them. */
static bool parts_others(const struct ask_frame *p, size_t i)
{
	size_t each = frame_prev(p, i), what = each == ASK_NONE ? ASK_NONE : frame_prev(p, each);
	bool computed = false;

	/* "the price of each product" */
	if (what == ASK_NONE || !(frame_has(p, each, TAG_EACH) || frame_has(p, each, TAG_BY)) ||
		str_starts(frame_item(p, each)->text, "of"))
		return false;
	for (size_t k = 0; k < what; k++)
		computed |= frame_is_agg_word(p, k);
	return frame_is_table(p, i) && frame_is_column(p, what) &&
	       (computed || frame_is_measure(p, what));
}

/* Sums how well the mentions fit into one table. */
static size_t table_of_mentions(const struct ask_frame *p)
{
	size_t best = ASK_NONE;
	double top = 0;

	for (size_t t = 0; t < p->catalog->tables_len; t++) {
		double sum = 0;

		for (size_t i = 0; i < p->link->len; i++) {
			const struct ask_item *item = frame_item(p, i);
			double score = 0;

			for (size_t k = 0; k < item->candidates_len; k++) {
				const struct ask_candidate *c = &item->candidates[k];
				size_t table = c->kind == MENTION_TABLE
						       ? c->id
						       : p->catalog->columns[c->id].table;

				if (table == t && c->score > score)
					score = c->score * (c->kind == MENTION_VALUE ? 0.8 : 1);
			}
			sum += score * (p->selecting[i] && !parts_others(p, i) ? 2.5 : 1);
		}
		if (sum > top + 1e-9) {
			top = sum;
			best = t;
		}
	}
	return best;
}

static void find_focus(struct ask_frame *p)
{
	p->focus = p->head = ASK_NONE;
	for (size_t i = 0; i < p->link->len && p->head == ASK_NONE; i++) {
		size_t next;

		if (!frame_has(p, i, TAG_COUNT) || frame_has(p, frame_prev(p, i), TAG_BY) ||
			frame_has(p, frame_prev(p, i), TAG_ORDER))
			continue;
		p->counts = true;
		next = frame_next(p, i);
		while (next != ASK_NONE &&
			(frame_has(p, next, TAG_DISTINCT) || frame_has(p, next, TAG_OF) ||
				frame_describes(p, next)))
			next = frame_next(p, next);
		if (next != ASK_NONE && frame_is_table(p, next) && p->selecting[i]) {
			p->head = next;
			p->focus = frame_table(p, next);
		}
	}
	/* "who made the most shipments among drivers" */
	for (size_t i = 0; i < p->link->len && p->head == ASK_NONE; i++) {
		size_t next =
			str_starts(frame_item(p, i)->text, "among") ? frame_next(p, i) : ASK_NONE;

		if (next != ASK_NONE && frame_is_table(p, next) &&
			frame_next(p, next) == ASK_NONE) {
			p->head = next;
			p->focus = frame_table(p, next);
		}
	}
	if (p->head == ASK_NONE)
		p->focus = frame_people(p);
	for (size_t i = 0; i < p->link->len && p->focus == ASK_NONE; i++) {
		size_t prev = frame_prev(p, i), next = frame_next(p, i);

		if (!frame_is_table(p, i) || !p->selecting[i])
			continue;
		/* "which drug is prescribed the most" */
		if (prev != ASK_NONE && frame_is_column(p, prev) && frame_is_verb(p, i) &&
			(frame_has(p, next, TAG_MOST) || frame_has(p, next, TAG_LEAST)))
			continue;
		if (frame_has(p, prev, TAG_BY) && i > 1)
			continue;
		if (frame_has(p, prev, TAG_EACH) &&
			!(frame_prev(p, prev) != ASK_NONE &&
				frame_has(p, frame_prev(p, prev), TAG_ASK)))
			continue;
		p->head = i;
		p->focus = frame_table(p, i);
	}
	if (p->focus == ASK_NONE)
		p->focus = table_of_mentions(p);
	p->shape->focus = p->focus;
}

/* "how old is Ann" of one who has only a birthday, which is no age. */
static bool is_age_of_date(const struct ask_frame *p, size_t i)
{
	const struct ask_form *f = i + 1 < p->link->len ? frame_item(p, i + 1)->adjective : NULL;
	size_t column;
	int sign;

	if (!f || f->degree != DEGREE_BASE || !str_eq(frame_item(p, i)->text, "how"))
		return false;
	column = frame_concept(p, f->adjective, p->focus, &sign);
	return column != ASK_NONE && p->catalog->columns[column].is_date;
}

/* "how old are they": the column the adjective looks at. */
static void frame_how(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);
		const struct ask_form *f;
		size_t column;
		int sign;

		if (is_age_of_date(p, i))
			p->doubt += FRAME_HOPELESS;
		if (!frame_has(p, i, TAG_HOWMUCH) || item->len != 2)
			continue;
		f = ask_lexicon_adjective(
			p->catalog->lexicon, p->link->question->words[item->first + 1].text);
		column = f ? frame_concept(p, f->adjective, p->focus, &sign) : ASK_NONE;
		if (column == ASK_NONE)
			continue;
		/* A birthday is no age. */
		if (p->catalog->columns[column].is_date)
			p->doubt += FRAME_HOPELESS;
		frame_add_target(p, term_column(column));
		p->link->items[i].tags &= ~TAG_BIT(TAG_HOWMUCH);
		frame_take(p, i, AS_TARGET);
	}
}

/* Of several references between two tables, the one whose name the question
 * uses: "the staff that reported a problem". */
static double named_by(const struct ask_frame *p, size_t column)
{
	const struct ask_name *name = &p->catalog->columns[column].name;
	double sum = 0;

	for (size_t n = 0; n < name->len; n++) {
		double best = 0;

		if (str_eq(name->words[n], "id") || str_eq(name->words[n], "code"))
			continue;
		for (size_t w = 0; w < p->link->question->len; w++) {
			double m = ask_word_match(
				p->catalog->lexicon, &p->link->question->words[w], name->words[n]);

			if (m > best)
				best = m;
		}
		sum += best > 0.7 ? best : 0;
	}
	return sum;
}

static void frame_roles(struct ask_frame *p)
{
	for (size_t a = 0; a < p->catalog->edges.len; a++) {
		const struct ask_edge *x = &p->catalog->edges.at[a];
		double own = named_by(p, x->from);
		bool rivals = false, best = true;

		for (size_t b = 0; b < p->catalog->edges.len; b++) {
			const struct ask_edge *y = &p->catalog->edges.at[b];

			if (a == b ||
				p->catalog->columns[x->from].table !=
					p->catalog->columns[y->from].table ||
				p->catalog->columns[x->to].table !=
					p->catalog->columns[y->to].table)
				continue;
			rivals = true;
			best &= own > named_by(p, y->from);
		}
		if (rivals && best && p->shape->vias_len < ASK_PARTS_MAX)
			p->shape->vias[p->shape->vias_len++] = a;
	}
}

bool frame_is_verb(const struct ask_frame *p, size_t i)
{
	const struct ask_word *w = &p->link->question->words[frame_item(p, i)->first];
	size_t len = strlen(w->text);

	return w->is_verb || map_has(&p->catalog->lexicon->verbs, w->stem) ||
	       (len > 4 && (str_ends(w->text, "ed") || str_ends(w->text, "ing"))) ||
	       (len > 3 && str_ends(w->text, "ly"));
}

/* The item as the user knows it. */
static const char *as_written(const struct ask_frame *p, const struct ask_item *item)
{
	const struct ask_word *w = &p->link->question->words[item->first];

	return w->is_exchanged ? w->raw : item->text;
}

static void find_unplaced(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);

		if (item->candidates_len || item->tags || item->is_number || item->since ||
			item->until || item->is_stop || item->is_comma || item->adjective ||
			item->is_quoted || item->role != AS_NOTHING || strlen(item->text) < 2)
			continue;
		if (!p->unplaced && !frame_is_verb(p, i))
			p->unplaced = as_written(p, item);
		p->unplaced_len++;
	}
}

bool ask_frame_read(struct source *s, struct ask_link *link, struct ask_frame *ret, struct err *err)
{
	struct ask_frame *p = ret;

	*p = (struct ask_frame){.catalog = link->catalog,
		.link = link,
		.source = s,
		.arena = link->arena,
		.err = err,
		.focus = ASK_NONE,
		.head = ASK_NONE,
		.counted = ASK_NONE,
		.group_table = ASK_NONE};
	p->shape = arena_new(p->arena, struct ask_shape);
	p->shape->focus = ASK_NONE;
	frame_mark_regions(p);
	frame_often(p);
	if (p->focus == ASK_NONE)
		find_focus(p);
	if (p->focus == ASK_NONE) {
		err_set(err, ERR_NO_ANSWER, "the question names nothing that is in the database");
		return err_hint(err, "name a table or a column");
	}
	frame_roles(p);
	frame_how(p);
	frame_superlatives(p);
	frame_sorts(p);
	frame_groups(p);
	frame_absences(p);
	frame_comparisons(p);
	frame_values(p);
	frame_narrow_absence(p);
	frame_existence(p);
	frame_targets(p);
	frame_finish(p);
	frame_doubts(p);
	find_unplaced(p);
	return true;
}
