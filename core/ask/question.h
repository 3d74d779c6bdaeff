#ifndef ASK_QUESTION_H
#define ASK_QUESTION_H

#include "core/ask/lexicon.h"

/* A question cut into words, each with what the lexicon knows of it. */

struct ask_word {
	const char *text;  /* lower case; of another language its English */
	const char *lower; /* as written, in lower case; NULL in an English question */
	bool is_verb;      /* by its form, in another language */
	bool is_exchanged; /* `text` is not what is written */
	const char *lemma, *stem;
	const char *full;                /* what it is short for, or NULL */
	const struct ask_groups *groups; /* words of the same meaning, or NULL */
	const char *raw;   /* as written; of a quoted text what is between the quotes */
	size_t begin, end; /* bytes of the question */
	bool is_quoted, is_capital;
	bool is_number;
	double number;
	bool is_stop; /* '.', '?', ';' or ',' */
};

struct ask_question {
	const char *text;
	struct ask_word *words;
	size_t len;
	struct arena *arena;
	const struct ask_lexicon *lexicon;
};

/* Words of the question. */
struct ask_run {
	size_t first, len;
};

/* Longer questions are refused by whoever calls. */
#define ASK_QUESTION_MAX_BYTES 4000
#define ASK_WORDS_MAX 400

void ask_question_read(
	struct arena *a, const struct ask_lexicon *l, const char *text, struct ask_question *ret);

/* Adds an English word, or a number in words, that stands for bytes of the text. */
void ask_question_add(struct ask_question *q, const char *english, size_t begin, size_t end);

/* Lower case, every run of other signs one blank: how values are compared. */
size_t ask_normalise(const char *text, size_t len, char *out, size_t room);

#endif
