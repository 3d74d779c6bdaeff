#include "core/cards/quiz.h"

#include "core/base/str.h"
#include "core/cards/valid.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>

void quiz_pool_release(struct quiz_pool *p)
{
	vec_release(&p->answers);
	vec_release(&p->kinds);
}

/* ---- typed answers ---- */

static bool is_article(const char *word)
{
	static const char *const words[] = {
		"a", "an", "the", "to", "der", "die", "das", "ein", "eine", "einen", "den", "dem"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Folded words without articles, one blank between. */
static void simplify(const char *text, struct str *out)
{
	struct str folded = {0};
	struct text_span word;

	for (size_t at = 0; text_next_word(text, strlen(text), &at, &word);) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		if (!folded.len || is_article(folded.at))
			continue;
		if (out->len)
			str_add_char(out, ' ');
		str_add(out, folded.at);
	}
	str_release(&folded);
}

/* Changes of one letter from one to the other (V. Levenshtein, 1966), of short texts. */
#define DISTANCE_MAX 64

static size_t distance(const char *a, const char *b)
{
	size_t row[DISTANCE_MAX + 1], la = strlen(a), lb = strlen(b);

	if (la > DISTANCE_MAX || lb > DISTANCE_MAX)
		return DISTANCE_MAX;
	for (size_t k = 0; k <= lb; k++)
		row[k] = k;
	for (size_t i = 1; i <= la; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t k = 1; k <= lb; k++) {
			size_t above = row[k], best = corner + (a[i - 1] != b[k - 1]);

			best = above + 1 < best ? above + 1 : best;
			best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
			row[k] = best;
			corner = above;
		}
	}
	return row[lb];
}

static bool same_digits(const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	bool same;

	for (; *a; a++)
		if (*a >= '0' && *a <= '9')
			str_add_char(&x, *a);
	for (; *b; b++)
		if (*b >= '0' && *b <= '9')
			str_add_char(&y, *b);
	same = strcmp(str_text(&x), str_text(&y)) == 0;
	str_release(&x);
	str_release(&y);
	return same;
}

/* How much of the answer a longer text says. */
static enum quiz_verdict judge_words(const char *given, const char *answer)
{
	double said = card_grounding(answer, given);

	return said >= 0.75 ? QUIZ_RIGHT : said >= 0.5 ? QUIZ_CLOSE : QUIZ_WRONG;
}

enum quiz_verdict quiz_judge(const char *given, const char *answer)
{
	struct str g = {0}, a = {0};
	enum quiz_verdict v;
	size_t apart;

	simplify(given, &g);
	simplify(answer, &a);
	apart = distance(str_text(&g), str_text(&a));
	if (!g.len)
		v = QUIZ_WRONG;
	else if (strcmp(str_text(&g), str_text(&a)) == 0)
		v = QUIZ_RIGHT;
	else if (!same_digits(str_text(&g), str_text(&a)))
		v = QUIZ_WRONG;
	else if (a.len >= 4 && apart <= (a.len >= 12 ? 2 : 1))
		v = QUIZ_RIGHT; /* a slip of the finger */
	else if (a.len >= 6 && apart * 4 <= a.len)
		v = QUIZ_CLOSE;
	else
		v = text_count_words(answer, strlen(answer)) > 3 ? judge_words(given, answer)
								 : QUIZ_WRONG;
	str_release(&g);
	str_release(&a);
	return v;
}

/* ---- multiple choice ---- */

/* SplitMix64 (G. Steele, D. Lea, C. Flood, 2014). */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

struct rival {
	const char *answer;
	size_t order; /* less is more alike */
};

static int by_order(const void *a, const void *b)
{
	const struct rival *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

/* Kind first, then length; a little chance, so that it is not always the same three. */
static size_t order_of(const struct quiz_pool *p, size_t i, const char *answer, const char *kind)
{
	size_t own = strlen(answer), other = strlen(p->answers.at[i]);
	size_t apart = own > other ? own - other : other - own;

	return apart + (strcmp(p->kinds.at[i], kind) == 0 ? 0 : 1000);
}

static bool is_new(const struct quiz_choice *c, const char *answer)
{
	for (int i = 0; i < c->len; i++)
		if (quiz_judge(answer, c->at[i]) != QUIZ_WRONG)
			return false;
	return true;
}

void quiz_choices(const struct quiz_pool *p, const char *answer, const char *kind, uint64_t seed,
	struct quiz_choice *ret)
{
	struct arena a = {0};
	struct rival *rivals = arena_array(&a, struct rival, p->answers.len + 1);
	int place;

	*ret = (struct quiz_choice){.at = {answer}, .len = 1};
	for (size_t i = 0; i < p->answers.len; i++)
		rivals[i] = (struct rival){
			p->answers.at[i], order_of(p, i, answer, kind) + next(&seed) % 12};
	qsort(rivals, p->answers.len, sizeof *rivals, by_order);
	for (size_t i = 0; i < p->answers.len && ret->len < QUIZ_CHOICES; i++)
		if (*rivals[i].answer && is_new(ret, rivals[i].answer))
			ret->at[ret->len++] = rivals[i].answer;
	place = (int)(next(&seed) % (uint64_t)ret->len);
	ret->at[0] = ret->at[place];
	ret->at[place] = answer;
	ret->right = place;
	arena_release(&a);
}

int64_t quiz_points(enum quiz_verdict v, int64_t took_ms, int64_t limit_ms, int64_t streak)
{
	int64_t base = v == QUIZ_RIGHT ? 100 : v == QUIZ_CLOSE ? 50 : 0;
	int64_t left = limit_ms > took_ms ? limit_ms - took_ms : 0;

	if (!base)
		return 0;
	return base + (limit_ms ? base * left / limit_ms / 2 : 0) + (streak > 10 ? 10 : streak) * 5;
}
