#include "core/ask/frame_impl.h"

/* "how many dogs", "number of different countries", "average number of tracks per
 * album", "what share of". */

/* "how many series and contents": the next of the list, too. */
static void also_counted(struct ask_frame *p, size_t i)
{
	size_t and = frame_next(p, i), what = and == ASK_NONE ? ASK_NONE : frame_next(p, and),
	       column;
	struct ask_term t;

	if (!frame_has(p, and, TAG_AND) || what == ASK_NONE || !frame_is_column(p, what) ||
		!frame_is_free(p, what))
		return;
	column = frame_column(p, what, frame_owner(p, what));
	if (column == ASK_NONE)
		return;
	t = term_agg(AGG_COUNT, column);
	t.distinct = !p->catalog->columns[column].is_key;
	p->pending = t;
	p->has_pending = true;
	frame_take(p, what, AS_TARGET);
}

static size_t column_of_word(const struct ask_frame *p, const char *word)
{
	const struct ask_table *t = &p->catalog->tables[p->focus];

	for (size_t i = t->first; i < t->first + t->len; i++)
		if (ask_name_has(&p->catalog->columns[i].name, word) &&
			p->catalog->columns[i].is_number)
			return i;
	return ASK_NONE;
}

/* What is counted; "different" before it is taken. */
static size_t counted_item(struct ask_frame *p, size_t i, bool *ret_distinct)
{
	size_t what = frame_next(p, i);

	*ret_distinct = false;
	while (what != ASK_NONE &&
		(((frame_has(p, what, TAG_DISTINCT) || frame_has(p, what, TAG_OF)) &&
			 !frame_item(p, what)->candidates_len) ||
			frame_describes(p, what))) {
		if (frame_has(p, what, TAG_DISTINCT)) {
			*ret_distinct = true;
			frame_take(p, what, AS_WORD);
		}
		what = frame_next(p, what);
	}
	return what;
}

/* "average number of tracks per album": over the groups. */
static void take_outer(struct ask_frame *p, size_t i, size_t what)
{
	size_t before = frame_prev(p, i);

	if (before == ASK_NONE || !frame_agg(p, before) || !p->shape->groups_len ||
		!frame_is_free(p, before) || what == ASK_NONE || !frame_is_table(p, what))
		return;
	p->shape->outer = frame_agg(p, before);
	frame_take(p, before, AS_WORD);
}

static struct ask_term count_of_table(const struct ask_frame *p, size_t table, bool distinct)
{
	size_t key = p->catalog->tables[table].key;

	if (!distinct || key == ASK_NONE)
		return term_rows(table);
	return (struct ask_term){
		.agg = AGG_COUNT, .distinct = true, .column = key, .table = ASK_NONE};
}

/* "number of hours" is a sum; kinds are counted, not rows, of what does not identify a row. */
static struct ask_term count_of_column(const struct ask_frame *p, size_t column, bool distinct)
{
	const struct ask_column *c = &p->catalog->columns[column];
	struct ask_term t = term_agg(AGG_COUNT, column);

	if (c->is_number && !c->is_id && c->refers == ASK_NONE && !ask_name_has(&c->name, "year"))
		t.agg = AGG_SUM;
	t.distinct = distinct || !(c->is_key || c->is_number) ||
		     (!c->is_key && c->is_number && t.agg == AGG_COUNT && !p->shape->groups_len);
	return t;
}

/* What is counted has no name in the database: a column that the lexicon knows for it, or rows. */
static struct ask_term count_of_word(const struct ask_frame *p, size_t what)
{
	const struct ask_item *item = what == ASK_NONE ? NULL : frame_item(p, what);
	const char *hint = item ? map_get(&p->catalog->lexicon->hints, item->text) : NULL;
	size_t column = hint && !item->candidates_len ? column_of_word(p, hint) : ASK_NONE;

	return column != ASK_NONE ? term_agg(AGG_SUM, column) : term_rows(p->focus);
}

/* Rows are counted, where their table and a column of it are called the same. */
static bool counts_rows(const struct ask_frame *p, size_t what)
{
	const struct ask_item *item = frame_item(p, what);

	if (frame_is_table(p, what))
		return true;
	return item_mentions(item, MENTION_TABLE) && item->candidates_len > 1 &&
	       item->candidates[1].kind == MENTION_COLUMN &&
	       p->catalog->columns[item->candidates[1].id].table == item->candidates[0].id;
}

/* "how many dogs", "number of different countries" */
void frame_count_target(struct ask_frame *p, size_t i)
{
	bool distinct;
	size_t what = counted_item(p, i, &distinct), before = frame_prev(p, i);
	struct ask_term t;

	frame_take(p, i, AS_WORD);
	take_outer(p, i, what);
	if (frame_count_sold(p, what))
		return;
	if (what != ASK_NONE && counts_rows(p, what)) {
		t = count_of_table(p, frame_table(p, what), distinct);
		frame_take(p, what, AS_TARGET);
	} else if (what != ASK_NONE && frame_is_column(p, what) && frame_is_free(p, what)) {
		size_t column = frame_column(p, what, frame_owner(p, what));

		if (column == ASK_NONE)
			return;
		t = count_of_column(p, column, distinct);
		/* "average number of pages" */
		if (t.agg == AGG_SUM && before != ASK_NONE && frame_agg(p, before) &&
			frame_is_free(p, before)) {
			t.agg = frame_agg(p, before);
			frame_take(p, before, AS_WORD);
		}
		frame_take(p, what, AS_TARGET);
		also_counted(p, what);
	} else {
		t = count_of_word(p, what);
	}
	frame_add_target(p, t);
	if (p->has_pending)
		frame_add_target(p, p->pending);
	p->has_pending = false;
}

/* "how many playlists contain more than 100 tracks": the groups are counted. */
void frame_count_groups(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;

	if (!p->counts || !s->having_len || p->group_table != ASK_NONE || s->groups_len != 1 ||
		s->sorts_len || s->groups[0].column != p->catalog->tables[p->focus].key ||
		s->targets_len != 1 || s->targets[0].agg != AGG_COUNT)
		return;
	s->outer = AGG_COUNT;
	s->targets[0] = s->groups[0];
}

/* "percentage of open orders": of all of them. */
static void share_of_rows(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	struct ask_term t = term_rows(p->focus);
	bool counted = s->targets_len == 1 && s->targets[0].agg == AGG_COUNT &&
		       s->targets[0].column == ASK_NONE;

	/* Of two conditions one may be of the whole. */
	if (s->tests_len != 1 || s->sorts_len || s->having_len || !(counted || p->defaulted))
		return;
	t.op = '%';
	s->targets_len = 0;
	frame_add_target(p, t);
}

/* "what share of tracks is in each media type" */
void frame_share_of_all(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	bool share = false;

	for (size_t i = 0; i < p->link->len; i++)
		share |= frame_has(p, i, TAG_PERCENT) && frame_item(p, i)->role != AS_TARGET;
	if (share && !s->groups_len)
		share_of_rows(p);
	if (!share || !s->groups_len)
		return;
	for (size_t i = 0; i < s->targets_len; i++) {
		if (s->targets[i].agg == AGG_COUNT || s->targets[i].agg == AGG_SUM) {
			s->targets[i].op = '%';
			return;
		}
	}
	for (size_t i = 0; i < p->link->len; i++) {
		size_t next = frame_has(p, i, TAG_PERCENT) ? frame_next(p, i) : ASK_NONE;
		struct ask_term t = term_rows(p->focus);

		if (next == ASK_NONE)
			continue;
		if (frame_is_table(p, next))
			t = term_rows(frame_table(p, next));
		t.op = '%';
		frame_add_target(p, t);
		return;
	}
}

/* Rows of the focus are counted once, however many others belong to each. */
void frame_count_each_once(struct ask_frame *p)
{
	struct ask_shape *s = p->shape;
	size_t key = p->catalog->tables[p->focus].key;
	bool fans = false;

	if (!p->counts || s->groups_len || key == ASK_NONE)
		return;
	for (size_t i = 0; i < s->tests_len; i++)
		if (s->tests[i].left.column != ASK_NONE)
			fans |= frame_fans_out(
				p, p->catalog->columns[s->tests[i].left.column].table);
	for (size_t i = 0; i < s->tables_len; i++)
		fans |= frame_fans_out(p, s->tables[i]);
	for (size_t i = 0; i < s->targets_len && fans; i++) {
		if (s->targets[i].agg == AGG_COUNT && s->targets[i].column == ASK_NONE &&
			s->targets[i].table == p->focus)
			s->targets[i] = (struct ask_term){.agg = AGG_COUNT,
				.distinct = true,
				.column = key,
				.table = ASK_NONE};
	}
}
