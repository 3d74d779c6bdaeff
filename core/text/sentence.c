#include "core/text/sentence.h"

#include "core/text/letter.h"

#include <string.h>

/* ---- lines ---- */

bool text_next_line(const char *text, size_t len, size_t *at, struct text_span *ret)
{
	const char *begin = text + *at, *end;

	if (*at >= len)
		return false;
	end = memchr(begin, '\n', len - *at);
	*ret = (struct text_span){begin, end ? (size_t)(end - begin) : len - *at};
	*at += ret->len + (end != NULL);
	return true;
}

bool text_is_blank(const char *text, size_t len)
{
	uint32_t cp = 0;

	for (size_t at = 0; at < len; at += letter_next(text + at, len - at, &cp)) {
		letter_next(text + at, len - at, &cp);
		if (letter_class(cp) != LETTER_SPACE)
			return false;
	}
	return true;
}

size_t text_list_mark(const char *text, size_t len)
{
	size_t at = 0;

	if (len > 4 && memcmp(text, "\xe2\x80\xa2", 3) == 0) /* • */
		at = 3;
	else if (len > 2 && strchr("-*+", text[0]))
		at = 1;
	while (!at && at + 2 < len && text[at] >= '0' && text[at] <= '9')
		for (at = 1; at < 3 && at < len && text[at] >= '0' && text[at] <= '9'; at++)
			;
	if (at && text[0] >= '0' && text[0] <= '9')
		at = at < len && (text[at] == '.' || text[at] == ')') ? at + 1 : 0;
	else if (!at && len > 2 && text[0] >= 'a' && text[0] <= 'z' && text[1] == ')')
		at = 2;
	return at && at < len && text[at] == ' ' ? at + 1 : 0;
}

bool text_next_paragraph(const char *text, size_t len, size_t *at, struct text_span *ret)
{
	struct text_span line;
	const char *begin = NULL, *end = NULL;

	while (text_next_line(text, len, at, &line)) {
		if (!text_is_blank(line.at, line.len)) {
			begin = begin ? begin : line.at;
			end = line.at + line.len;
		} else if (begin) {
			break;
		}
	}
	if (begin)
		*ret = (struct text_span){begin, (size_t)(end - begin)};
	return begin != NULL;
}

/* ---- sentences ---- */

static bool is_end_mark(uint32_t cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x3002 ||
	       cp == 0xff01 || cp == 0xff1f;
}

static bool is_closing(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0xbb || cp == 0xab ||
	       cp == 0x201c || cp == 0x201d || cp == 0x2018 || cp == 0x2019 || cp == 0x300d ||
	       cp == 0x300f;
}

/* The word that ends before `at`, folded, with the points inside ("z.b"). */
static void word_before(const char *text, size_t at, struct str *out)
{
	size_t begin = at;
	uint32_t cp;

	while (begin && at - begin < 24) {
		size_t step = letter_before(text, begin, &cp);

		if (!letter_is_word(letter_class(cp)) && cp != '.')
			break;
		begin -= step;
	}
	str_clear(out);
	letter_fold(out, text + begin, at - begin);
}

/* The first character of the next word, behind quotes and brackets. */
static uint32_t begins_with(const char *text, size_t len, size_t at)
{
	uint32_t cp = 0;

	for (size_t step; at < len; at += step) {
		step = letter_next(text + at, len - at, &cp);
		if (letter_is_word(letter_class(cp)) || letter_class(cp) == LETTER_IDEOGRAPH)
			return cp;
	}
	return 0;
}

static bool is_number(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return digits && !word[digits];
}

static bool month_follows(const char *text, size_t len, size_t at)
{
	struct text_span word;
	struct str folded = {0};
	bool is;

	if (!text_next_word(text, len, &at, &word))
		return false;
	letter_fold(&folded, word.at, word.len);
	is = text_is_month(str_text(&folded));
	str_release(&folded);
	return is;
}

/* Whether the point at `at` is a part of what stands before it. */
static bool belongs_to_word(const char *text, size_t len, size_t at)
{
	uint32_t next = begins_with(text, len, at + 1);
	enum abbreviation known;
	struct str word = {0};
	bool belongs;

	word_before(text, at, &word);
	known = text_abbreviation(str_text(&word));
	if (letter_is_lower(next) || known == ABBREVIATION_ALWAYS ||
		(known == ABBREVIATION_BEFORE_NUMBER && letter_class(next) == LETTER_DIGIT))
		belongs = true;
	else if (known == ABBREVIATION_MAY_END || !word.len)
		belongs = false;
	else if (is_number(word.at))
		belongs = word.len <= 2 && month_follows(text, len, at + 1);
	else
		belongs = word.len == 1 && text_is_initial(text, len, at);
	str_release(&word);
	return belongs;
}

/* What may follow an end: quotes and brackets that close, then a blank. */
static size_t end_behind(const char *text, size_t len, size_t at, bool needs_blank)
{
	uint32_t cp = 0;

	while (at < len) {
		size_t step = letter_next(text + at, len - at, &cp);

		if (!is_closing(cp) && !is_end_mark(cp))
			return needs_blank && letter_class(cp) != LETTER_SPACE ? 0 : at;
		at += step;
	}
	return at;
}

/* A new line that begins something else. */
static bool line_divides(const char *text, size_t len, size_t at)
{
	size_t line = at;

	while (line < len && (text[line] == ' ' || text[line] == '\t'))
		line++;
	return line >= len || text[line] == '\n' || text[line] == '#' ||
	       text_list_mark(text + line, len - line);
}

static bool is_heading(const char *text, size_t begin, size_t at)
{
	return text[begin] == '#' && !memchr(text + begin, '\n', at - begin);
}

/* Where the sentence that begins at `begin` ends. */
static size_t sentence_end(const char *text, size_t len, size_t begin)
{
	uint32_t cp = 0;
	size_t end;

	for (size_t at = begin, step; at < len; at += step) {
		step = letter_next(text + at, len - at, &cp);
		if (cp == '\n' && (line_divides(text, len, at + 1) || is_heading(text, begin, at)))
			return at;
		if (!is_end_mark(cp))
			continue;
		end = end_behind(text, len, at + step, cp < 0x3000);
		if (end && (cp != '.' || !belongs_to_word(text, len, at)))
			return end;
	}
	return len;
}

bool text_next_sentence(const char *text, size_t len, size_t *at, struct text_span *ret)
{
	size_t begin = *at, end, step;
	uint32_t cp = 0;

	while (begin < len && (step = letter_next(text + begin, len - begin, &cp)) &&
		letter_class(cp) == LETTER_SPACE)
		begin += step;
	if (begin >= len)
		return false;
	/* The mark of a list item is no sentence. */
	end = *at = sentence_end(text, len, begin + text_list_mark(text + begin, len - begin));
	while (end > begin && (step = letter_before(text, end, &cp)) &&
		letter_class(cp) == LETTER_SPACE)
		end -= step;
	*ret = (struct text_span){text + begin, end - begin};
	return true;
}
