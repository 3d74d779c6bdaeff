#ifndef ASK_LEXICON_H
#define ASK_LEXICON_H

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The words of one language that questions are built with, from a data file
 * (templates/lexicons/en.txt): what a phrase does in a question, which columns
 * an adjective looks at, which words mean the same. */

/* What a phrase may be; several at once, the context decides. */
enum ask_tag {
	TAG_SKIP,
	TAG_ASK,
	TAG_COUNT,
	TAG_HOWMUCH,
	TAG_AVG,
	TAG_SUM,
	TAG_MAX,
	TAG_MIN,
	TAG_DISTINCT,
	TAG_EACH,
	TAG_BY,
	TAG_ORDER,
	TAG_ASC,
	TAG_DESC,
	TAG_GT,
	TAG_GE,
	TAG_LT,
	TAG_LE,
	TAG_EQ,
	TAG_OROVER,
	TAG_ORUNDER,
	TAG_BETWEEN,
	TAG_AFTER,
	TAG_SINCE,
	TAG_BEFORE,
	TAG_NOT,
	TAG_AND,
	TAG_OR,
	TAG_BOTH,
	TAG_BUT,
	TAG_REL,
	TAG_OF,
	TAG_IN,
	TAG_BYPREP,
	TAG_STARTS,
	TAG_ENDS,
	TAG_CONTAINS,
	TAG_PERCENT,
	TAG_DIFF,
	TAG_RATIO,
	TAG_TOP,
	TAG_BOTTOM,
	TAG_MOST,
	TAG_LEAST,
	TAG_COMMON,
	TAG_THAN,
	TAG_AVGREF,
	TAG_ANYREF,
	TAG_ALLREF,
	TAG_RECENT,
	TAG_THIS,
	TAG_NEXT,
	TAG_AGO,
	TAG_YESNO,
	TAG_NULL,
	TAG_NOTNULL,
	TAG_PRONOUN,
	TAG_HALF,
	TAG_PER_FIRST,
	TAG_COUNT_OF_TAGS,
};
#define TAG_BIT(tag) ((uint64_t)1 << (tag))

/* "old older oldest": what more of it means for columns of some words. */
struct ask_adjective {
	const char *base;
	const char *const *words; /* of columns, the likeliest first */
	const int *signs;         /* 1: the larger value is more of it; -1: the smaller */
	size_t len;
};
enum ask_degree { DEGREE_BASE, DEGREE_COMPARATIVE, DEGREE_SUPERLATIVE };

struct ask_lexicon {
	struct map phrases;    /* lower case, single blanks -> struct ask_phrase */
	size_t longest;        /* words of the longest phrase */
	int lines;             /* read so far */
	struct map adjectives; /* each form -> struct ask_form */
	struct map groups;     /* lemma -> struct ask_groups: words of one meaning share a number */
	struct map shorts;     /* "qty" -> "quantity" */
	struct map hints;      /* "weigh" -> "weight" */
	struct map values;     /* "female" -> struct ask_words: f, female, w: how it is stored */
	struct map says;       /* "women" -> "female" */
	struct map verbs;      /* stems of words that need not be found anywhere */
	struct map persons;    /* "customer": who somebody may be */
	struct map tails,
		wholes;      /* parts that names in one word end with, and words that have none */
	struct map demonyms; /* "french" -> struct ask_words */
	struct ask_dictionary *dictionary; /* of another language than English, or NULL */
	bool foreign_names;                /* the database's names are of it, too */
	struct arena arena;
};
struct ask_phrase {
	uint64_t tags;
};
struct ask_form {
	const struct ask_adjective *adjective;
	enum ask_degree degree;
};
struct ask_words {
	const char *const *at;
	size_t len;
};
#define ASK_GROUPS_MAX 8 /* a word that means more things than this means none */
struct ask_groups {
	int at[ASK_GROUPS_MAX];
	size_t len;
};

struct ask_lexicon *ask_lexicon_load(void);
/* Reads questions of the dictionary's language from now on; takes it over. */
void ask_lexicon_speak(struct ask_lexicon *l, struct ask_dictionary *d);
void ask_lexicon_free(struct ask_lexicon *l); /* accepts NULL */

uint64_t ask_lexicon_tags(const struct ask_lexicon *l, const char *phrase);
const struct ask_form *ask_lexicon_adjective(const struct ask_lexicon *l, const char *word);

#endif
