#ifndef CARDS_CLAUSE_H
#define CARDS_CLAUSE_H

#include "core/cards/topic.h"

#include <string.h>

/* A sentence as words that know what they may do, and its parts: a lead ("In
 * Linux,"), a subject, a verb, the rest.  No parser of English: it finds the plain
 * declarative sentences that textbooks are made of, and says so where it does not. */

struct clause_word {
	size_t at, len;         /* in the sentence, without the signs around it */
	size_t raw_at, raw_len; /* with them */
	const char *low;        /* folded */
	struct lexicon_word is;
	char before, after; /* the sign there that divides: ( , ; : . ) or 0 */
	bool is_capital, is_number, in_parens;
};

struct clause {
	const char *text; /* ended by NUL */
	size_t len;
	struct clause_word *words;
	size_t count;
};
/* Words in the arena; the text is borrowed. */
void clause_read(struct clause *ret, struct arena *a, const struct topics *t, const char *text);

/* Words from..to as text, signs at its ends left out where they have no partner. */
void clause_text(const struct clause *c, size_t from, size_t to, struct str *out);
/* The same for the middle of a question: a first word that is no name loses its capital. */
void clause_inner(
	const struct clause *c, const struct topics *t, size_t from, size_t to, struct str *out);

/* "However,", "For example,": how many words at `from` only connect; 0: none. */
size_t clause_connective(const struct clause *c, const struct topics *t, size_t from);

enum verb_kind { VERB_NONE, VERB_BE, VERB_AUXILIARY, VERB_S, VERB_PLURAL, VERB_PAST };

struct clause_parts {
	size_t lead;    /* up to here "Since Linux 2.6," */
	size_t subject; /* subject..subject_end; adverbs may stand behind it */
	size_t subject_end;
	size_t verb; /* the finite one */
	size_t rest; /* behind it, and adverbs at it */
	size_t end;
	bool is_negated;
	enum verb_kind kind;
	const char *base; /* of a verb that is no auxiliary */
};
/* Of words from..to; false when it is no such sentence. */
bool clause_split(const struct clause *c, size_t from, size_t to, struct clause_parts *ret);
/* The finite verb at or behind `from`; `to` when there is none. */
size_t clause_verb(const struct clause *c, size_t from, size_t to, enum verb_kind *ret_kind);

/* "does the pipe block", "is a service scalable": as a question, its words up to
 * `stop` only. */
void clause_invert(const struct clause *c, const struct topics *t, const struct clause_parts *p,
	size_t stop, struct str *out);

static inline bool clause_is(const struct clause *c, size_t at, unsigned classes)
{
	return at < c->count && (c->words[at].is.is & classes) != 0;
}
/* Asked thousands of times for each sentence: the first letter decides most. */
static inline bool clause_word_is(const struct clause *c, size_t at, const char *low)
{
	return at < c->count && c->words[at].low[0] == low[0] && strcmp(c->words[at].low, low) == 0;
}
/* The next of from..to that is this word, outside of brackets; `to` when none is. */
size_t clause_find(const struct clause *c, size_t from, size_t to, const char *low);
/* Behind the next comma outside of brackets; 0 when there is none. */
size_t clause_behind_comma(const struct clause *c, size_t from, size_t to);
/* "Some", "one": which ones, nobody can tell. */
bool clause_is_indefinite(const struct clause *c, size_t at);
/* "it", "their", "this": what it stands for is told elsewhere. */
bool clause_is_pronoun(const struct clause *c, size_t at);
/* A plural by its looks. */
bool clause_is_plural(const struct clause *c, size_t at);
/* Whether from..to names something that can be asked about by itself. */
bool clause_is_subject(const struct clause *c, const struct topics *t, size_t from, size_t to);

#endif
