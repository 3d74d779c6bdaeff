#include "core/ask/confidence.h"

#include "core/base/str.h"

#include <math.h>
#include <string.h>

static const double bias = 1.99;
static const double weights[SIGNS] = {
	[SIGN_NOUN] = -1.15,
	[SIGN_VERB] = -0.43,
	[SIGN_VALUE] = 0.00,
	[SIGN_NUMBER] = -1.16,
	[SIGN_COMPARISON] = -1.70,
	[SIGN_SUPERLATIVE] = -3.07,
	[SIGN_NEGATION] = -2.40,
	[SIGN_COLUMN] = -0.74,
	[SIGN_TABLE] = 0.45,
	[SIGN_CONTEXT] = -0.36,
	[SIGN_WEAK] = -1.04,
	[SIGN_SYNONYM] = 0.09,
	[SIGN_JOINS] = -0.51,
	[SIGN_LOOSE] = -1.61,
	[SIGN_TESTS] = -0.14,
	[SIGN_GROUPS] = -0.24,
	[SIGN_SORTS] = 0.05,
	[SIGN_SUBQUERIES] = -0.11,
	[SIGN_LENGTH] = -0.22,
	[SIGN_GUESSES] = -1.91,
	[SIGN_AMBIGUOUS] = -0.16,
	[SIGN_SETS] = -0.23,
	[SIGN_DEFAULT] = -0.42,
	[SIGN_AGGREGATE] = -2.05,
	[SIGN_EACH] = -0.06,
	[SIGN_RATIO] = -1.12,
	[SIGN_SENTENCES] = -0.00,
	[SIGN_TARGETS] = -0.18,
	[SIGN_QUOTED] = -0.86,
	[SIGN_WIDE] = 0.10,
};

static void unread(const struct ask_frame *f, size_t i, double *s)
{
	const struct ask_item *item = frame_item(f, i);

	if (item_mentions(item, MENTION_VALUE))
		s[SIGN_VALUE]++;
	else if (item->is_number || item->since || item->until)
		s[SIGN_NUMBER]++;
	else if (frame_is_column(f, i))
		s[SIGN_COLUMN]++;
	else if (frame_is_table(f, i) && frame_table(f, i) != f->focus)
		s[SIGN_TABLE]++;
	if (item->candidates_len)
		return;
	if (item->tags & (TAG_BIT(TAG_GT) | TAG_BIT(TAG_GE) | TAG_BIT(TAG_LT) | TAG_BIT(TAG_LE) |
				 TAG_BIT(TAG_BETWEEN) | TAG_BIT(TAG_AFTER) | TAG_BIT(TAG_BEFORE) |
				 TAG_BIT(TAG_STARTS) | TAG_BIT(TAG_ENDS)))
		s[SIGN_COMPARISON]++;
	else if ((item->tags & (TAG_BIT(TAG_MOST) | TAG_BIT(TAG_LEAST))) ||
		 (item->adjective && item->adjective->degree != DEGREE_BASE))
		s[SIGN_SUPERLATIVE]++;
	else if (item->tags & TAG_BIT(TAG_NOT))
		s[SIGN_NEGATION]++;
	else if (item->tags & (TAG_BIT(TAG_BOTH) | TAG_BIT(TAG_OR)))
		s[SIGN_SETS]++;
	else if (frame_agg(f, i))
		s[SIGN_AGGREGATE]++;
	else if (item->tags & TAG_BIT(TAG_EACH))
		s[SIGN_EACH]++;
	if (item->tags & (TAG_BIT(TAG_RATIO) | TAG_BIT(TAG_DIFF) | TAG_BIT(TAG_PERCENT)))
		s[SIGN_RATIO]++;
	if (!item->tags && !item->is_number && !item->since && !item->until && !item->is_stop &&
		!item->is_comma && !item->adjective && strlen(item->text) > 1) {
		if (item->is_quoted)
			s[SIGN_QUOTED]++;
		else
			s[frame_is_verb(f, i) ? SIGN_VERB : SIGN_NOUN]++;
	}
}

static void mention(const struct ask_frame *f, size_t i, double *s)
{
	const struct ask_item *item = frame_item(f, i);
	double best;

	if (!item->candidates_len)
		return;
	best = item->candidates[0].score;
	if (best < 1)
		s[SIGN_WEAK] += 1 - best;
	if (best > 0.77 && best < 0.83)
		s[SIGN_SYNONYM]++;
	if (item->candidates_len > 1 && item->candidates[1].score > best - 0.05 &&
		item->candidates[1].kind == item->candidates[0].kind)
		s[SIGN_AMBIGUOUS]++;
	if (item->role == AS_CONTEXT && frame_is_column(f, i))
		s[SIGN_CONTEXT]++;
}

static void shape(const struct ask_frame *f, const struct ask_shape *shape, double *s)
{
	struct ask_join j;

	if (ask_join_plan(f->catalog, shape, &j)) {
		s[SIGN_JOINS] += (double)(j.len - 1);
		for (size_t i = 1; i < j.len; i++)
			s[SIGN_LOOSE] += f->catalog->edges.at[j.edges[i]].cost > 1.2;
	}
	for (size_t i = 0; i < shape->tests_len; i++) {
		if (shape->tests[i].sub) {
			s[SIGN_SUBQUERIES]++;
			/* The subquery's own tests and joins count, too. */
			s[SIGN_TESTS] += (double)shape->tests[i].sub->tests_len;
			if (ask_join_plan(f->catalog, shape->tests[i].sub, &j))
				s[SIGN_JOINS] += (double)(j.len - 1);
		} else {
			s[SIGN_TESTS]++;
		}
	}
}

void ask_confidence_signs(const struct ask_frame *f, double s[SIGNS])
{
	memset(s, 0, SIGNS * sizeof *s);
	for (size_t i = 0; i < f->link->len; i++) {
		if (frame_item(f, i)->role == AS_NOTHING)
			unread(f, i, s);
		mention(f, i, s);
		if (i + 1 < f->link->len && frame_item(f, i)->is_stop)
			s[SIGN_SENTENCES]++;
	}
	shape(f, f->shape, s);
	s[SIGN_GROUPS] = f->shape->groups_len > 0;
	s[SIGN_SORTS] = f->shape->sorts_len > 0;
	s[SIGN_LENGTH] = (double)f->link->question->len / 10;
	s[SIGN_GUESSES] = f->doubt;
	s[SIGN_DEFAULT] = f->defaulted;
	s[SIGN_TARGETS] = f->shape->targets_len > 2 ? (double)f->shape->targets_len - 2 : 0;
	s[SIGN_WIDE] = (double)f->catalog->tables_len / 10;
}

double ask_confidence(const double s[SIGNS])
{
	double sum = bias;

	for (int i = 0; i < SIGNS; i++)
		sum += weights[i] * s[i];
	return 1 / (1 + exp(-sum));
}
