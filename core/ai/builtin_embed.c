#include "core/ai/builtin.h"

#include "core/text/letter.h"
#include "core/text/word.h"

#include <math.h>
#include <string.h>

/* Vectors by the hashing trick: every word, and every three to five characters
 * of it, has a number of the vector and a sign that its hash tells
 * (K. Weinberger et al., Feature hashing for large scale multitask learning, 2009;
 * the parts of words after P. Bojanowski et al., Enriching word vectors with
 * subword information, 2017).  Texts are alike as far as they have words and parts
 * of words in common: "bridge" and "bridges" are, "car" and "automobile" are not. */

#define PART_MIN 3
#define PART_MAX 5
/* Longer ones are no words; their number of parts has an end. */
#define WORD_MAX_CHARACTERS 64

struct features {
	double *numbers;
	size_t len;
};

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), and the finaliser of MurmurHash3
 * (A. Appleby) behind it, for its upper bits alone are not well mixed.  It must
 * stay what it is: vectors are stored. */
static uint64_t hash(const char *bytes, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ (h >> 33);
}

static void add(struct features *f, const char *bytes, size_t len, double weight)
{
	uint64_t h = hash(bytes, len);

	f->numbers[h % f->len] += h >> 63 ? -weight : weight;
}

/* Where each character of `word` begins, its end last; how many there are. */
static size_t characters(const struct str *word, size_t at[WORD_MAX_CHARACTERS + 1])
{
	size_t count = 0, place = 0;
	uint32_t cp;

	while (place < word->len && count < WORD_MAX_CHARACTERS) {
		at[count++] = place;
		place += letter_next(word->at + place, word->len - place, &cp);
	}
	at[count] = place;
	return count;
}

/* All parts of a word weigh as much as the word itself. */
static void add_parts(struct features *f, const struct str *word)
{
	size_t at[WORD_MAX_CHARACTERS + 1], count = characters(word, at), parts = 0;

	for (size_t size = PART_MIN; size <= PART_MAX && size <= count; size++)
		parts += count - size + 1;
	for (size_t size = PART_MIN; size <= PART_MAX && size <= count; size++)
		for (size_t i = 0; i + size <= count; i++)
			add(f, word->at + at[i], at[i + size] - at[i], 1 / sqrt((double)parts));
}

/* Words that say little are left out, unless there are no others; how many were
 * added. */
static size_t add_words(struct features *f, const char *text, bool all)
{
	size_t len = strlen(text), count = 0;
	struct str folded = {0}, word = {0};
	struct text_span span;

	for (size_t at = 0; text_next_word(text, len, &at, &span);) {
		str_clear(&folded);
		letter_fold(&folded, span.at, span.len);
		if (!folded.len || (!all && text_is_stop_word(folded.at, TEXT_UNKNOWN)))
			continue;
		/* Marks at both ends: beginnings and endings are not what stands inside. */
		str_clear(&word);
		str_addf(&word, "<%s>", folded.at);
		add(f, word.at, word.len, 1);
		add_parts(f, &word);
		count++;
	}
	str_release(&folded);
	str_release(&word);
	return count;
}

static void embed(const char *text, double *numbers, size_t len)
{
	struct features f = {numbers, len};
	bool none = true;

	if (!add_words(&f, text, false))
		add_words(&f, text, true);
	for (size_t i = 0; i < len && none; i++)
		none = numbers[i] == 0;
	/* No words, or some that cancel each other out: it is like itself alone. */
	if (none)
		add(&f, text, strlen(text), 1);
}

const struct ai_engine ai_embedder = {
	.task = "embed",
	.summary = "vectors that tell how many words two texts have in common",
	.embed = embed,
};
