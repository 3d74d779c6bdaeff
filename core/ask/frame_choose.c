#include "core/ask/frame_impl.h"

/* Which of the columns that hold a value is meant, and how values of a list are
 * joined. */

/* Which of the columns that hold a value is meant. */
const struct ask_candidate *frame_choose(const struct ask_frame *p, size_t i, size_t *ret_mention)
{
	const struct ask_item *item = frame_item(p, i);
	const struct ask_candidate *best = NULL;
	size_t beside[2] = {frame_prev(p, i), frame_next(p, i)};
	double top = -1e9;

	size_t before, follows = ASK_NONE;
	bool by = frame_has(p, beside[0], TAG_BY);

	*ret_mention = ASK_NONE;
	if (frame_joined_by(p, i, &before) != TAG_SKIP && before != ASK_NONE &&
		frame_item(p, before)->role == AS_FILTER && p->shape->tests_len) {
		const struct ask_test_of *t = &p->shape->tests[p->shape->tests_len - 1];

		follows =
			t->sub && t->sub->tests_len ? t->sub->tests[0].left.column : t->left.column;
	}
	if (beside[0] != ASK_NONE &&
		(frame_has(p, beside[0], TAG_OF) || frame_has(p, beside[0], TAG_IN) ||
			frame_has(p, beside[0], TAG_NOT) || frame_has(p, beside[0], TAG_EQ)))
		beside[0] = frame_prev(p, beside[0]);
	for (size_t k = 0; k < item->candidates_len; k++) {
		const struct ask_candidate *c = &item->candidates[k];
		size_t table, mention = ASK_NONE;
		double score = c->score;

		if (c->kind != MENTION_VALUE)
			continue;
		table = p->catalog->columns[c->id].table;
		for (int b = 0; b < 2; b++) {
			const struct ask_item *other =
				beside[b] == ASK_NONE ? NULL : frame_item(p, beside[b]);

			for (size_t m = 0; other && m < other->candidates_len; m++) {
				if (other->candidates[m].kind == MENTION_COLUMN &&
					other->candidates[m].id == c->id &&
					other->candidates[m].score > 0.5 &&
					(frame_is_column(p, beside[b]) || b == 0)) {
					score += 0.8 * other->candidates[m].score;
					mention = frame_is_column(p, beside[b]) ? beside[b]
										: ASK_NONE;
					break;
				}
				if (other->candidates[m].kind == MENTION_TABLE &&
					other->candidates[m].id == table &&
					other->candidates[m].score > 0.8) {
					score += 0.3;
					for (size_t n = 0; n < p->catalog->tables[table].names_len;
						n++)
						score += p->catalog->tables[table].names[n] == c->id
								 ? 0.2
								 : 0;
				}
			}
		}
		/* One list is of one kind. */
		if (follows != ASK_NONE && c->id == follows)
			score += 0.6;
		if (table == p->focus)
			score += by ? -0.3 : 0.3;
		else {
			double far = ask_join_distance(p->catalog, p->focus, table);

			score -= far >= ASK_FAR ? 1 : 0.07 * far;
		}
		/* Names are what is asked for by value; free text seldom is. */
		for (size_t n = 0; n < p->catalog->tables[table].names_len; n++)
			score += p->catalog->tables[table].names[n] == c->id ? 0.08 : 0;
		if (p->catalog->columns[c->id].refers != ASK_NONE)
			score -= 0.1;
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
