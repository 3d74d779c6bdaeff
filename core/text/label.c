#include "core/text/label.h"

#include "core/text/letter.h"
#include "core/text/word.h"

#include <string.h>
#include <strings.h>

#define LABEL_MAX 70
#define LABEL_WORDS_MAX 7

static size_t emphasis_at(const char *at, size_t len)
{
	size_t signs = 0;

	while (signs < len && signs < 3 && strchr("*_", at[signs]))
		signs++;
	return signs;
}

/* The label's words, without emphasis, and the text behind its colon. */
static bool split(const char *line, size_t len, struct text_span *ret_label, size_t *ret_text)
{
	size_t begin = emphasis_at(line, len), max = len < LABEL_MAX ? len : LABEL_MAX, end, text;
	const char *colon = max > begin ? memchr(line + begin, ':', max - begin) : NULL;

	if (!colon)
		return false;
	end = (size_t)(colon - line);
	text = end + 1;
	text += emphasis_at(line + text, begin && text < len ? len - text : 0);
	if (text >= len || line[text] != ' ')
		return false;
	while (begin && end > begin && strchr("*_", line[end - 1]))
		end--;
	*ret_label = (struct text_span){line + begin, end - begin};
	while (text < len && line[text] == ' ')
		text++;
	*ret_text = text;
	return end > begin && text < len;
}

static bool is_word(const struct text_span *label, const char *const *words)
{
	size_t len = label->len;

	while (len && strchr("0123456789. )#", label->at[len - 1]))
		len--;
	for (; *words; words++)
		if (strlen(*words) == len && strncasecmp(label->at, *words, len) == 0)
			return true;
	return false;
}

static bool may_be_term(const struct text_span *label)
{
	uint32_t cp = 0;

	letter_next(label->at, label->len, &cp);
	if (!letter_is_upper(cp) && cp != '`' && letter_class(cp) != LETTER_DIGIT)
		return false;
	for (size_t i = 0; i < label->len; i++)
		if (strchr("{}<>", label->at[i]) ||
			(i + 1 < label->len && strchr(".,;?!", label->at[i]) &&
				label->at[i + 1] == ' '))
			return false;
	return text_count_words(label->at, label->len) <= LABEL_WORDS_MAX;
}

enum text_label text_label_of(const char *line, size_t len, size_t *ret_text)
{
	static const char *const questions[] = {"q", "question", "f", "frage", NULL};
	static const char *const answers[] = {"a", "answer", "antwort", NULL};
	struct text_span label;

	if (!split(line, len, &label, ret_text))
		return LABEL_NONE;
	if (is_word(&label, questions))
		return LABEL_QUESTION;
	if (is_word(&label, answers))
		return LABEL_ANSWER;
	return may_be_term(&label) ? LABEL_TERM : LABEL_NONE;
}

static bool has_stop_word(const char *text, size_t len)
{
	struct str folded = {0};
	struct text_span word;
	bool has = false;

	for (size_t at = 0; !has && text_next_word(text, len, &at, &word);) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		has = text_is_stop_word(str_text(&folded), TEXT_UNKNOWN);
	}
	str_release(&folded);
	return has;
}

enum text_label text_label_of_prose(const char *line, size_t len)
{
	size_t text = 0;
	enum text_label label = text_label_of(line, len, &text);

	if (label == LABEL_TERM && (text_count_words(line + text, len - text) < 3 ||
					   !has_stop_word(line + text, len - text)))
		return LABEL_NONE;
	return label;
}
