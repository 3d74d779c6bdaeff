#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* What items are, and what stands around them. */

bool frame_is_blank(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);

	return item->candidates_len == 0 && !item->is_number && !item->since && !item->until &&
	       !item->is_quoted && (item->tags & TAG_BIT(TAG_SKIP)) &&
	       !(item->tags & ~(TAG_BIT(TAG_SKIP) | TAG_BIT(TAG_ALLREF) | TAG_BIT(TAG_ANYREF) |
				      TAG_BIT(TAG_PRONOUN)));
}

size_t frame_next(const struct ask_frame *p, size_t i)
{
	for (size_t k = i + 1; k < p->link->len; k++) {
		if (p->link->items[k].is_stop)
			return ASK_NONE;
		if (!frame_is_blank(p, k))
			return k;
	}
	return ASK_NONE;
}

size_t frame_prev(const struct ask_frame *p, size_t i)
{
	for (size_t k = i; k-- > 0;) {
		if (p->link->items[k].is_stop)
			return ASK_NONE;
		if (!frame_is_blank(p, k))
			return k;
	}
	return ASK_NONE;
}

void frame_take(struct ask_frame *p, size_t i, enum ask_role role)
{
	if (i != ASK_NONE)
		p->link->items[i].role = role;
}

static const struct ask_candidate *best_of(
	const struct ask_frame *p, size_t i, enum ask_mention kind)
{
	const struct ask_item *item = frame_item(p, i);

	for (size_t k = 0; k < item->candidates_len; k++)
		if (item->candidates[k].kind == kind)
			return &item->candidates[k];
	return NULL;
}

/* "each support agent" where only the column SupportRepId is called like that:
 * the table it refers to. */
static size_t referred(const struct ask_frame *p, size_t i)
{
	const struct ask_item *item = frame_item(p, i);
	const struct ask_column *c;

	if (!item_mentions(item, MENTION_COLUMN) || best_of(p, i, MENTION_TABLE))
		return ASK_NONE;
	c = &p->catalog->columns[item->candidates[0].id];
	if (c->refers == ASK_NONE || !ask_name_has(&c->name, "id") || str_eq(item->lemma, "id") ||
		str_eq(item->lemma, "number"))
		return ASK_NONE;
	return p->catalog->columns[c->refers].table;
}

size_t frame_table(const struct ask_frame *p, size_t i)
{
	const struct ask_candidate *c = i == ASK_NONE ? NULL : best_of(p, i, MENTION_TABLE);

	return c ? c->id : i == ASK_NONE ? ASK_NONE : referred(p, i);
}

size_t frame_mentioned_table(const struct ask_frame *p, size_t i)
{
	return i != ASK_NONE && item_mentions(frame_item(p, i), MENTION_TABLE) ? frame_table(p, i)
									       : ASK_NONE;
}

/* "total" before a column or a table adds it up, whatever column has that name. */
bool frame_is_agg_word(const struct ask_frame *p, size_t i)
{
	size_t next;

	if (!frame_agg(p, i))
		return false;
	if (!frame_item(p, i)->candidates_len)
		return true;
	for (next = frame_next(p, i); next != ASK_NONE; next = frame_next(p, next)) {
		const struct ask_item *item = frame_item(p, next);

		if (frame_has(p, next, TAG_OF) || (frame_agg(p, next) && !item->candidates_len) ||
			frame_has(p, next, TAG_DISTINCT))
			continue;
		return frame_has(p, next, TAG_COUNT) || item_mentions(item, MENTION_COLUMN) ||
		       (item_mentions(item, MENTION_TABLE) && frame_prev(p, next) == i);
	}
	return false;
}

/* "of the dogs" right behind. */
static size_t frame_owner_of(const struct ask_frame *p, size_t i)
{
	size_t of = frame_next(p, i), what = of == ASK_NONE ? ASK_NONE : frame_next(p, of);
	const struct ask_candidate *c;

	if (!frame_has(p, of, TAG_OF) || what == ASK_NONE)
		return ASK_NONE;
	c = best_of(p, what, MENTION_TABLE);
	return c && c->score > 0.9 ? c->id : ASK_NONE;
}

bool frame_is_table(const struct ask_frame *p, size_t i)
{
	const struct ask_candidate *t, *c;
	size_t owner;

	if (i == ASK_NONE || (frame_item(p, i)->candidates_len && frame_is_agg_word(p, i)))
		return false;
	t = best_of(p, i, MENTION_TABLE);
	c = best_of(p, i, MENTION_COLUMN);
	if (!t && referred(p, i) != ASK_NONE)
		return true;
	if (!t || (item_mentions(frame_item(p, i), MENTION_VALUE) && t->score < 0.95))
		return false;
	if (!c)
		return true;
	/* "companies" that only a reference names are the companies. */
	if (p->catalog->columns[c->id].refers != ASK_NONE && p->catalog->columns[c->id].is_id &&
		c->score < 0.95 && !str_ends(frame_item(p, i)->lemma, "id") &&
		!str_ends(frame_item(p, i)->lemma, "code") &&
		!str_ends(frame_item(p, i)->lemma, "number") && t->score > 0.45 &&
		p->catalog->columns[p->catalog->columns[c->id].refers].table == t->id)
		return true;
	if (t->score < c->score - 1e-9 || (t->score < 0.9 && c->score > t->score - 0.1))
		return false;
	/* "the size of their dog" is a column of the dogs. */
	owner = frame_owner_of(p, i);
	for (size_t k = 0;
		owner != ASK_NONE && owner != t->id && k < frame_item(p, i)->candidates_len; k++)
		if (frame_item(p, i)->candidates[k].kind == MENTION_COLUMN &&
			frame_item(p, i)->candidates[k].score > 0.6 &&
			p->catalog->columns[frame_item(p, i)->candidates[k].id].table == owner)
			return false;
	return true;
}

bool frame_is_column(const struct ask_frame *p, size_t i)
{
	if (i == ASK_NONE || frame_is_table(p, i) ||
		(frame_item(p, i)->candidates_len && frame_is_agg_word(p, i)))
		return false;
	return best_of(p, i, MENTION_COLUMN) != NULL &&
	       !(item_mentions(frame_item(p, i), MENTION_VALUE) &&
		       (frame_item(p, i)->is_quoted || best_of(p, i, MENTION_COLUMN)->score < 0.7));
}

size_t frame_owner(const struct ask_frame *p, size_t i)
{
	size_t k, at = frame_prev(p, i);
	bool of = false;

	/* "dog's name", "dog name" */
	if (at != ASK_NONE && frame_has(p, at, TAG_OF)) {
		size_t before = frame_prev(p, at);

		if (before != ASK_NONE && frame_is_table(p, before) &&
			str_eq(frame_item(p, at)->text, "'s"))
			return frame_table(p, before);
	}
	/* "names and ages of dogs": over the columns of one list. */
	for (k = frame_next(p, i); k != ASK_NONE; k = frame_next(p, k)) {
		if (frame_has(p, k, TAG_OF) || frame_has(p, k, TAG_IN)) {
			of = true;
			continue;
		}
		if (of && (frame_has(p, k, TAG_EACH) || frame_has(p, k, TAG_ALLREF)))
			continue;
		if (frame_is_table(p, k) && !of && k == frame_next(p, i) &&
			frame_item(p, k)->first > frame_item(p, i)->first + frame_item(p, i)->len)
			return frame_table(p, k); /* "the ids corresponding to projects" */
		if (frame_is_table(p, k))
			return of ? frame_table(p, k) : ASK_NONE;
		if (of || !(frame_is_column(p, k) || frame_item(p, k)->is_comma ||
				  frame_has(p, k, TAG_AND) || frame_agg(p, k) ||
				  frame_has(p, k, TAG_DISTINCT)))
			break;
	}
	if (at != ASK_NONE && frame_is_table(p, at))
		return frame_table(p, at);
	return ASK_NONE;
}

enum ask_agg frame_agg(const struct ask_frame *p, size_t i)
{
	if (frame_has(p, i, TAG_AVG))
		return AGG_AVG;
	if (frame_has(p, i, TAG_SUM))
		return AGG_SUM;
	if (frame_has(p, i, TAG_MAX))
		return AGG_MAX;
	if (frame_has(p, i, TAG_MIN))
		return AGG_MIN;
	return AGG_NONE;
}

bool frame_fans_out(const struct ask_frame *p, size_t table)
{
	struct ask_shape s = {.focus = p->focus};
	struct ask_join j;
	size_t at;

	if (p->focus == ASK_NONE || table == p->focus)
		return false;
	s.tables[0] = p->focus;
	s.tables[1] = table;
	s.tables_len = 2;
	if (!ask_join_plan(p->catalog, &s, &j))
		return false;
	at = p->focus;
	for (size_t i = 1; i < j.len; i++) {
		const struct ask_edge *e = &p->catalog->edges.at[j.edges[i]];

		if (p->catalog->columns[e->from].table != at)
			return true;
		at = p->catalog->columns[e->to].table;
	}
	return false;
}

bool frame_describes(const struct ask_frame *p, size_t i)
{
	size_t next = frame_next(p, i);
	const struct ask_item *item = frame_item(p, i);

	if (next == ASK_NONE || next != i + 1 ||
		!(frame_is_table(p, next) || frame_is_column(p, next)))
		return false;
	return item->adjective || item_mentions(item, MENTION_VALUE) || item->role == AS_FILTER ||
	       item->role == AS_WORD || (frame_is_column(p, i) && !frame_has(p, next, TAG_OF));
}

bool frame_negated(struct ask_frame *p, size_t i)
{
	size_t steps = 0;

	for (size_t k = i; k-- > 0 && steps < 8; steps++) {
		const struct ask_item *item = frame_item(p, k);

		if (item->is_stop || frame_has(p, k, TAG_BUT))
			return false;
		if (frame_has(p, k, TAG_NOT) && item->role == AS_NOTHING) {
			p->link->items[k].role = AS_WORD;
			return true;
		}
		if (item->role == AS_FILTER && k + 1 < i && !frame_has(p, k, TAG_NOT) &&
			!frame_has(p, k + 1, TAG_OR) && item_mentions(item, MENTION_VALUE))
			return false;
	}
	return false;
}
