#include "core/cards/fingerprint.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>

void card_fingerprint(const char *text, struct str *out)
{
	struct text_span word;
	struct str folded = {0};
	VEC(char *) list = {0};

	for (size_t at = 0; text_next_word(text, strlen(text), &at, &word);) {
		size_t i;

		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		if (!folded.len || text_is_stop_word(folded.at, TEXT_UNKNOWN))
			continue;
		text_stem(&folded, TEXT_ENGLISH);
		for (i = 0; i < list.len && strcmp(list.at[i], folded.at) < 0; i++)
			;
		if (i < list.len && strcmp(list.at[i], folded.at) == 0)
			continue;
		vec_push(&list, NULL);
		memmove(&list.at[i + 1], &list.at[i], (list.len - 1 - i) * sizeof *list.at);
		list.at[i] = str_take(&folded);
	}
	for (size_t i = 0; i < list.len; i++) {
		if (i)
			str_add_char(out, ' ');
		str_add(out, list.at[i]);
		free(list.at[i]);
	}
	vec_release(&list);
	str_release(&folded);
}

double card_similarity(const char *a, const char *b)
{
	size_t both = 0, all = 0;
	const char *x = a, *y = b;

	while (*x || *y) {
		size_t lx = strcspn(x, " "), ly = strcspn(y, " ");
		size_t len = lx < ly ? lx : ly;
		int order = !*x ? 1 : !*y ? -1 : memcmp(x, y, len);

		if (order == 0 && *x && *y)
			order = lx < ly ? -1 : lx > ly;
		both += order == 0;
		all++;
		if (order <= 0)
			x += lx + (x[lx] == ' ');
		if (order >= 0)
			y += ly + (y[ly] == ' ');
	}
	return all ? (double)both / (double)all : 1;
}

double card_text_similarity(const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	double alike;

	card_fingerprint(a, &x);
	card_fingerprint(b, &y);
	alike = card_similarity(str_text(&x), str_text(&y));
	str_release(&x);
	str_release(&y);
	return alike;
}

/* Whether a word is among those of a fingerprint. */
static bool has_word(const char *fingerprint, const char *word, size_t len)
{
	for (const char *at = fingerprint; (at = strstr(at, word)); at++)
		if ((at == fingerprint || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

double card_share(const char *a, const char *b, size_t *ret_words)
{
	size_t found = 0, count = 0;
	char word[128];

	for (const char *at = a; *at;) {
		size_t len = strcspn(at, " ");

		if (len && len < sizeof word) {
			memcpy(word, at, len);
			word[len] = '\0';
			found += has_word(b, word, len);
			count++;
		}
		at += len + (at[len] == ' ');
	}
	if (ret_words)
		*ret_words = count;
	return count ? (double)found / (double)count : 0;
}

double card_grounding(const char *answer, const char *text)
{
	struct str a = {0}, t = {0};
	double share;
	size_t words;

	card_fingerprint(answer, &a);
	card_fingerprint(text, &t);
	share = card_share(str_text(&a), str_text(&t), &words);
	str_release(&a);
	str_release(&t);
	return words ? share : 1;
}
