#ifndef CARDS_LEXICON_H
#define CARDS_LEXICON_H

#include "core/text/word.h"

/* What the words of a language do in a sentence: templates/cards/LANGUAGE.txt. */

enum lexicon_class {
	LEX_VERB_BASE = 1 << 0, /* "provide": also the plural's form */
	LEX_VERB_S = 1 << 1,    /* "provides" */
	LEX_PAST = 1 << 2,
	LEX_PARTICIPLE = 1 << 3,
	LEX_GERUND = 1 << 4,
	LEX_WEAK = 1 << 5,   /* a verb's form that is a noun as often */
	LEX_OBJECT = 1 << 6, /* of the base: one asks for its object */
	LEX_MAKER = 1 << 7,  /* of the base: who did it is worth knowing */
	LEX_DETERMINER = 1 << 8,
	LEX_PREPOSITION = 1 << 9,
	LEX_CONJUNCTION = 1 << 10,
	LEX_PRONOUN = 1 << 11,
	LEX_BE = 1 << 12,
	LEX_AUXILIARY = 1 << 13, /* with those of "be" that are finite */
	LEX_ADVERB = 1 << 14,
	LEX_COMMON = 1 << 15,     /* a noun too general to be asked about */
	LEX_CONNECTIVE = 1 << 16, /* "however", "for_example" */
	LEX_CHROME = 1 << 17,     /* a heading: "see_also" */
};

struct lexicon_word {
	unsigned is;
	const char *base; /* of a verb; else NULL */
};

/* Loaded on first use, for the life of the process; English for TEXT_UNKNOWN. */
struct lexicon;
const struct lexicon *lexicon_of(enum text_language language);
/* Of a word, or words with "_" between, in lower case; zeros when it is unknown. */
struct lexicon_word lexicon_find(const struct lexicon *l, const char *low);

#endif
