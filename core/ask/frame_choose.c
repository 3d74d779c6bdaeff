#include "core/ask/frame_impl.h"

/* Which of the columns that hold a value is meant, and how values of a list are
 * joined. */

/* Whether the column is one of those that name its table's rows. */
static bool is_naming(const struct ask_frame *p, size_t column)
{
	const struct ask_table *t = &p->catalog->tables[p->catalog->columns[column].table];

	for (size_t n = 0; n < t->names_len; n++)
		if (t->names[n] == column)
			return true;
	return false;
}

/* The column that the value before was found in, when this one is joined to it; or ASK_NONE. */
static size_t column_followed(const struct ask_frame *p, size_t i)
{
	const struct ask_test_of *t;
	size_t before;

	if (frame_joined_by(p, i, &before) == TAG_SKIP || before == ASK_NONE ||
		frame_item(p, before)->role != AS_FILTER || !p->shape->tests_len)
		return ASK_NONE;
	t = &p->shape->tests[p->shape->tests_len - 1];
	return t->sub && t->sub->tests_len ? t->sub->tests[0].left.column : t->left.column;
}

/* What an item beside a value says for a column: that it is named, or its table.  *ret_mention is
 * set for the first. */
static double named_beside(const struct ask_frame *p, size_t beside, size_t column, bool is_before,
	size_t *ret_mention)
{
	const struct ask_item *other = beside == ASK_NONE ? NULL : frame_item(p, beside);
	size_t table = p->catalog->columns[column].table;
	double score = 0;

	for (size_t m = 0; other && m < other->candidates_len; m++) {
		const struct ask_candidate *c = &other->candidates[m];

		if (c->kind == MENTION_COLUMN && c->id == column && c->score > 0.5 &&
			(frame_is_column(p, beside) || is_before)) {
			*ret_mention = frame_is_column(p, beside) ? beside : ASK_NONE;
			return score + 0.8 * c->score;
		}
		if (c->kind == MENTION_TABLE && c->id == table && c->score > 0.8)
			score += 0.3 + (is_naming(p, column) ? 0.2 : 0);
	}
	return score;
}

/* The nearer to what is asked about, the likelier; "by" says that it is something else. */
static double nearness(const struct ask_frame *p, size_t table, bool by)
{
	double far;

	if (table == p->focus)
		return by ? -0.3 : 0.3;
	far = ask_join_distance(p->catalog, p->focus, table);
	return far >= ASK_FAR ? -1 : -0.07 * far;
}

/* Which of the columns that hold a value is meant. */
const struct ask_candidate *frame_choose(const struct ask_frame *p, size_t i, size_t *ret_mention)
{
	const struct ask_item *item = frame_item(p, i);
	const struct ask_candidate *best = NULL;
	size_t before = frame_prev(p, i), after = frame_next(p, i), follows = column_followed(p, i);
	bool by = frame_has(p, before, TAG_BY);
	double top = -1e9;

	*ret_mention = ASK_NONE;
	if (before != ASK_NONE &&
		(frame_has(p, before, TAG_OF) || frame_has(p, before, TAG_IN) ||
			frame_has(p, before, TAG_NOT) || frame_has(p, before, TAG_EQ)))
		before = frame_prev(p, before);
	for (size_t k = 0; k < item->candidates_len; k++) {
		const struct ask_candidate *c = &item->candidates[k];
		size_t mention = ASK_NONE;
		double score = c->score;

		if (c->kind != MENTION_VALUE)
			continue;
		score += named_beside(p, before, c->id, true, &mention);
		score += named_beside(p, after, c->id, false, &mention);
		/* One list is of one kind. */
		score += follows != ASK_NONE && c->id == follows ? 0.6 : 0;
		score += nearness(p, p->catalog->columns[c->id].table, by);
		/* Names are what is asked for by value; free text seldom is. */
		score += is_naming(p, c->id) ? 0.08 : 0;
		score -= p->catalog->columns[c->id].refers != ASK_NONE ? 0.1 : 0;
		if (score > top + 1e-9) {
			top = score;
			best = c;
			*ret_mention = mention;
		}
	}
	return best;
}

/* The join of a list before this value: 0 none, else TAG_AND or TAG_OR. */
enum ask_tag frame_joined_by(const struct ask_frame *p, size_t i, size_t *ret_before)
{
	size_t at = frame_prev(p, i);
	enum ask_tag tag = TAG_SKIP;

	while (at != ASK_NONE && (frame_has(p, at, TAG_AND) || frame_has(p, at, TAG_OR) ||
					 frame_item(p, at)->is_comma || frame_has(p, at, TAG_IN) ||
					 frame_has(p, at, TAG_OF))) {
		if (frame_has(p, at, TAG_AND))
			tag = TAG_AND;
		else if (frame_has(p, at, TAG_OR))
			tag = TAG_OR;
		else if (frame_item(p, at)->is_comma && tag == TAG_SKIP)
			tag = TAG_IN; /* a list, of which nobody knows yet */
		at = frame_prev(p, at);
	}
	*ret_before = at;
	return tag;
}
