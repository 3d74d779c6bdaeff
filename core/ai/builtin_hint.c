#include "core/ai/builtin.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <string.h>

/* What may be told of an answer without telling it: its form, its first letters,
 * and the sentence it stands in, with a gap. */

static size_t count_letters(const char *text, size_t len)
{
	size_t letters = 0;
	uint32_t cp = 0;

	for (size_t at = 0; at < len; at += letter_next(text + at, len - at, &cp)) {
		letter_next(text + at, len - at, &cp);
		letters += letter_class(cp) == LETTER_ALPHA || letter_class(cp) == LETTER_DIGIT ||
			   letter_class(cp) == LETTER_IDEOGRAPH;
	}
	return letters;
}

static void add_gap(struct str *out, struct text_span word, size_t shown)
{
	size_t at = 0, letters = 0;
	uint32_t cp = 0;

	while (at < word.len) {
		size_t step = letter_next(word.at + at, word.len - at, &cp);

		if (letters++ < shown)
			str_add_bytes(out, word.at + at, step);
		else
			str_add_char(out, '_');
		at += step;
	}
}

/* The answer with so many letters of each word, but never more than half of one. */
static void add_gaps(struct str *out, const char *answer, size_t shown)
{
	size_t len = strlen(answer), done = 0, letters;
	struct text_span word;

	for (size_t at = 0; text_next_word(answer, len, &at, &word);) {
		str_add_bytes(out, answer + done, (size_t)(word.at - answer) - done);
		letters = count_letters(word.at, word.len);
		add_gap(out, word, shown < letters / 2 ? shown : letters / 2);
		done = at;
	}
	str_add_bytes(out, answer + done, len - done);
}

/* Whether a word of a sentence is one of the answer. */
static bool is_told(const struct text_stems *answer, struct text_span word)
{
	struct str folded = {0};
	bool is;

	letter_fold(&folded, word.at, word.len);
	text_stem(&folded, answer->language);
	is = text_stems_find(answer, str_text(&folded)) >= 0;
	str_release(&folded);
	return is;
}

/* The sentence of the source with the most words of the answer, and gaps in
 * their places; false when none has one. */
static bool add_source(struct str *out, const char *source, const char *answer)
{
	struct text_stems stems = {.language = text_language_of(source, strlen(source))};
	struct text_numbers ignored = {0};
	struct text_span s, best = {0}, word;
	size_t most = 0, done = 0;

	text_stems_add(&stems, answer, strlen(answer), &ignored);
	for (size_t at = 0; text_next_sentence(source, strlen(source), &at, &s);) {
		size_t hits = 0;

		for (size_t i = 0; text_next_word(s.at, s.len, &i, &word);)
			hits += is_told(&stems, word);
		if (hits > most) {
			best = s;
			most = hits;
		}
	}
	for (size_t i = 0; most && text_next_word(best.at, best.len, &i, &word);) {
		str_add_bytes(out, best.at + done, (size_t)(word.at - best.at) - done);
		if (is_told(&stems, word))
			add_gap(out, word, 0);
		else
			str_add_bytes(out, word.at, word.len);
		done = i;
	}
	str_add_bytes(out, best.at + done, best.len - done);
	vec_release(&ignored.list);
	text_stems_release(&stems);
	return most > 0;
}

static bool hint(const struct ai_material *m, struct str *out, struct err *err)
{
	const char *answer = json_get_string(m->values, "answer");
	const char *question = json_get_string(m->values, "question");
	const char *source = json_get_string(m->values, "source");
	double level = json_get_number(m->values, "level", 1);
	bool german = question && text_language_of(question, strlen(question)) == TEXT_GERMAN;
	size_t words, letters;

	if (!answer || !*answer)
		return err_set(err, ERR_INPUT, "the built-in hints need the card's 'answer'");
	words = text_count_words(answer, strlen(answer));
	letters = count_letters(answer, strlen(answer));
	if (!words) { /* signs alone: any of them would tell */
		str_add(out, german ? "Die Antwort ist ein Zeichen." : "The answer is a sign.");
		return true;
	}
	if (level >= 2 && source && add_source(out, source, answer)) {
		if (level < 3)
			return true;
		str_add_char(out, '\n');
	}
	if (level >= 2)
		add_gaps(out, answer, level >= 3 ? 2 : 1);
	else if (german)
		str_addf(out, "Die Antwort hat %zu %s mit zusammen %zu %s.", words,
			words == 1 ? "Wort" : "Wörter", letters,
			letters == 1 ? "Zeichen" : "Zeichen");
	else
		str_addf(out, "The answer has %zu word%s of %zu letter%s%s.", words,
			words == 1 ? "" : "s", letters, letters == 1 ? "" : "s",
			words == 1 ? "" : " together");
	return true;
}

const struct ai_engine ai_hint = {
	.task = "hint",
	.summary = "the form of a card's answer, and gaps in place of its letters",
	.run = hint,
};
