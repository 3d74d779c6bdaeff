#ifndef ASK_DICTIONARY_H
#define ASK_DICTIONARY_H

#include "core/ask/question.h"
#include "core/base/embedded.h"

/* Another language, phrase by phrase as English, from a data file
 * (templates/lexicons/de.txt).  The questions' grammar is written once, for
 * English words; the words of another language are exchanged before it sees
 * them, and so are those that a database is described with.  The endings, links of
 * compounds, participles and dates that are known beside the file are German's; a
 * second language would bring its own. */

enum ask_entry_kind {
	ENTRY_COMMA,  /* right behind a comma: ", die" is "that" */
	ENTRY_BEHIND, /* right behind a noun: "Namen der" is "of the" */
	ENTRY_PHRASE, /* anywhere */
	ENTRY_NOUN,   /* anywhere, and a part of compounds: "Kundenname" */
	ENTRY_KINDS,
};

struct ask_dictionary {
	/* Phrases to English ones: in lower case, without diacritics, and without the
	 * endings of their words as well; a number is "#". */
	struct map exact[ENTRY_KINDS], folded[ENTRY_KINDS], loose[ENTRY_KINDS];
	const struct embedded *file;
	size_t longest; /* words of the longest phrase */
	struct arena arena;
};

/* NULL when there is none for the language ("de"). */
struct ask_dictionary *ask_dictionary_load(const char *language);
void ask_dictionary_free(struct ask_dictionary *d); /* accepts NULL */

/* The English of a phrase in lower case; NULL: not known. */
const char *ask_dictionary_phrase(const struct ask_dictionary *d, struct arena *a,
	const bool kinds[ENTRY_KINDS], const char *phrase, enum ask_entry_kind *ret_kind);
/* The English of one word as it stands in a text or a name, also of a compound of
 * nouns: "Bestelldatum" is "order date".  In the arena; NULL: not known. */
const char *ask_dictionary_word(const struct ask_dictionary *d, struct arena *a, const char *word);
/* The word without each ending that it may have ("storniert" of "stornierten"), as
 * many as there are; in the arena. */
#define ASK_BARE_MAX 2
size_t ask_dictionary_bare(struct arena *a, const char *word, const char *ret[ASK_BARE_MAX]);
/* What a word without English is compared by: folded, without its ending. */
const char *ask_dictionary_root(struct arena *a, const char *word);

/* In lower case, diacritics kept; in the arena. */
const char *ask_dictionary_lower(struct arena *a, const char *text);

/* How much more the words speak for the dictionary than for English; > 0: they are
 * of its language. */
int ask_dictionary_leaning(
	const struct ask_dictionary *d, const struct ask_lexicon *l, const char *text);

/* Exchanges the words of a question; each keeps its place in the text. */
void ask_dictionary_exchange(const struct ask_dictionary *d, struct ask_question *q);

#endif
