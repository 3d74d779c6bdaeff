#include "core/text/word.h"

#include "core/text/letter.h"

#include <string.h>

/* Whether the character between two of a word belongs to it. */
static bool joins(const char *text, size_t len, size_t at, enum letter_class before)
{
	uint32_t cp = 0, next = 0;
	size_t step = letter_next(text + at, len - at, &cp);

	if (!step || !letter_next(text + at + step, len - at - step, &next))
		return false;
	if (cp == '\'' || cp == 0x2019)
		return before == LETTER_ALPHA && letter_class(next) == LETTER_ALPHA;
	if (cp == '.' || cp == ',')
		return before == LETTER_DIGIT && letter_class(next) == LETTER_DIGIT;
	return cp == 0xad; /* a soft hyphen */
}

static size_t word_end(const char *text, size_t len, size_t at, enum letter_class first)
{
	enum letter_class last = first;
	uint32_t cp = 0;

	while (at < len) {
		size_t step = letter_next(text + at, len - at, &cp);
		enum letter_class c = letter_class(cp);

		if (!letter_is_word(c) && !joins(text, len, at, last))
			break;
		if (c != LETTER_MARK)
			last = c;
		at += step;
	}
	return at;
}

bool text_next_word(const char *text, size_t len, size_t *at, struct text_span *ret)
{
	uint32_t cp = 0;

	for (size_t step; *at < len; *at += step) {
		enum letter_class c;
		size_t begin = *at;

		step = letter_next(text + begin, len - begin, &cp);
		c = letter_class(cp);
		if (c != LETTER_IDEOGRAPH && c != LETTER_ALPHA && c != LETTER_DIGIT)
			continue;
		*at = c == LETTER_IDEOGRAPH ? begin + step : word_end(text, len, begin + step, c);
		*ret = (struct text_span){text + begin, *at - begin};
		return true;
	}
	return false;
}

size_t text_count_words(const char *text, size_t len)
{
	bool inside = false;
	size_t count = 0;
	uint32_t cp = 0;

	for (size_t at = 0; at < len; at += letter_next(text + at, len - at, &cp)) {
		enum letter_class c;

		letter_next(text + at, len - at, &cp);
		c = letter_class(cp);
		if (c == LETTER_SPACE)
			inside = false;
		if (c == LETTER_IDEOGRAPH)
			count++;
		if ((c == LETTER_ALPHA || c == LETTER_DIGIT) && !inside) {
			count++;
			inside = true;
		}
	}
	return count;
}

/* ---- stems ---- */

void text_stems_release(struct text_stems *s)
{
	map_release(&s->numbers);
	vec_release(&s->list);
	arena_release(&s->arena);
}

static uint32_t number_of(struct text_stems *s, const char *stem, size_t len)
{
	uintptr_t known = (uintptr_t)map_get_bytes(&s->numbers, stem, len);
	char *copy;

	if (known)
		return (uint32_t)(known - 1);
	copy = arena_strndup(&s->arena, stem, len);
	vec_push(&s->list, copy);
	map_put(&s->numbers, copy, (void *)(uintptr_t)s->list.len);
	return (uint32_t)(s->list.len - 1);
}

void text_stems_add(struct text_stems *s, const char *text, size_t len, struct text_numbers *ret)
{
	struct text_span word;
	struct str folded = {0};

	for (size_t at = 0; text_next_word(text, len, &at, &word);) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		if (!folded.len || text_is_stop_word(folded.at, s->language))
			continue;
		text_stem(&folded, s->language);
		vec_push(&ret->list, number_of(s, folded.at, folded.len));
	}
	str_release(&folded);
}

int64_t text_stems_find(const struct text_stems *s, const char *stem)
{
	return (int64_t)(uintptr_t)map_get(&s->numbers, stem) - 1;
}
