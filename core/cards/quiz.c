#include "core/cards/quiz.h"

#include "core/base/str.h"
#include "core/cards/fingerprint.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"
#include "core/text/value.h"

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

/* Folded words, one blank between, without articles before others: in "vitamin A" it is
 * none. */
static void simplify(const char *text, struct str *out)
{
	struct str folded = {0};
	struct text_span word;
	size_t kept = 0;

	for (size_t at = 0; text_next_word(text, strlen(text), &at, &word);) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		if (!folded.len)
			continue;
		str_truncate(out, kept);
		if (out->len)
			str_add_char(out, ' ');
		str_add(out, folded.at);
		if (!is_article(folded.at))
			kept = out->len;
	}
	str_release(&folded);
}

/* Of answers that are nothing but signs: the same ones, whatever blanks are around. */
static bool same_signs(const char *given, const char *answer)
{
	static const char *const blanks = " \t\n\r";
	size_t len;

	given += strspn(given, blanks);
	answer += strspn(answer, blanks);
	for (len = strlen(given); len && strchr(blanks, given[len - 1]);)
		len--;
	return len && strncmp(given, answer, len) == 0 &&
	       !answer[len + strspn(answer + len, blanks)];
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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool same_digits(const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	bool same;

	for (; *a; a++)
		if (is_digit(*a))
			str_add_char(&x, *a);
	for (; *b; b++)
		if (is_digit(*b))
			str_add_char(&y, *b);
	same = strcmp(str_text(&x), str_text(&y)) == 0;
	str_release(&x);
	str_release(&y);
	return same;
}

/* "10 000": the blank belongs to the number. */
static bool is_grouping(const char *text, const char *at)
{
	return *at == ' ' && at > text && is_digit(at[-1]) && strspn(at + 1, "0123456789") == 3;
}

/* Numbers as they are meant, with a blank behind each; a minus may be a dash. */
static void add_numbers(const char *text, struct str *out)
{
	struct str plain = {0};
	struct text_span span;
	struct text_value v;

	for (const char *at = text; *at; at++)
		if (strncmp(at, "−", 3) == 0 || strncmp(at, "–", 3) == 0) {
			str_add_char(&plain, '-');
			at += 2;
		} else if (!is_grouping(text, at)) {
			str_add_char(&plain, *at);
		}
	span = (struct text_span){str_text(&plain), plain.len};
	for (size_t at = 0; text_next_value(&span, VALUE_NUMBER, &at, &v);)
		str_addf(out, "%s ", v.plain);
	str_release(&plain);
}

/* The same digits, and the same signs and decimal points in them. */
static bool same_numbers(const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	bool same = same_digits(a, b);

	add_numbers(a, &x);
	add_numbers(b, &y);
	same = same && strcmp(str_text(&x), str_text(&y)) == 0;
	str_release(&x);
	str_release(&y);
	return same;
}

/* Whether words that differ are long enough for a slip: of "vitamin A" the A is not. */
#define SLIP_MIN 4

static bool are_slips(const char *given, const char *answer)
{
	bool is_short = false;

	while (*given && *answer) {
		size_t g = strcspn(given, " "), a = strcspn(answer, " ");

		if (a < SLIP_MIN && (g != a || strncmp(given, answer, a) != 0))
			is_short = true;
		given += g + (given[g] == ' ');
		answer += a + (answer[a] == ' ');
	}
	return !is_short || *given || *answer; /* "key stone" has a word more */
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
	bool is_slip;

	simplify(given, &g);
	simplify(answer, &a);
	apart = distance(str_text(&g), str_text(&a));
	is_slip = are_slips(str_text(&g), str_text(&a));
	if (!a.len)
		v = same_signs(given, answer) ? QUIZ_RIGHT : QUIZ_WRONG;
	else if (!g.len || !same_numbers(given, answer))
		v = QUIZ_WRONG;
	else if (strcmp(str_text(&g), str_text(&a)) == 0)
		v = QUIZ_RIGHT;
	else if (a.len >= SLIP_MIN && apart <= (a.len >= 12 ? 2 : 1) && is_slip)
		v = QUIZ_RIGHT; /* of the finger */
	else if (a.len >= 6 && apart * 4 <= a.len && is_slip)
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
