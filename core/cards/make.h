#ifndef CARDS_MAKE_H
#define CARDS_MAKE_H

#include "core/cards/card.h"
#include "core/cards/clause.h"

/* Private to the offline generator: one file a technique, each of which looks at a
 * block or a sentence and adds what it sees in it. */

struct maker {
	const struct text_document *d;
	struct topics topics;
	struct map terms; /* folded -> size_t: how many definitions there are of it */
	struct card_set *set;
	struct arena scratch;   /* for the sentence at hand */
	size_t block;           /* the one at hand */
	const char *term;       /* what "it" is in the text of a definition; or NULL */
	const char *parents[9]; /* the open terms by their level */
	const char *sentence;   /* the one at hand, or NULL: the block's text */
	char *subject;          /* of the sentence before: what "it" may be; or NULL */
};

/* A question and its answer, which are tidied up: the question gets its capital and
 * its mark, the answer is cut where a reader would stop.  What is empty adds nothing. */
struct make_card {
	enum card_kind kind;
	const char *question, *answer;
	const char *term;
	double score;
};
void make_add(struct maker *m, const struct make_card *card);
void make_add_cloze(struct maker *m, enum card_kind kind, const char *cloze, double score);

/* Whole blocks. */
void make_definition(struct maker *m, const struct text_block *b);
void make_split_term(struct maker *m, const struct text_block *b); /* "Term: text" */
void make_faq(struct maker *m, size_t heading);
/* "Q: …", with its "A: …"; false: the block is none, and nothing is made. */
bool make_asked(struct maker *m, size_t block);
/* "Definition: X is Y" and "Remember: …" behind their label; other texts as they are. */
const char *make_statement(const struct maker *m, const char *text);
void make_list(struct maker *m, size_t intro); /* and the items behind it */
void make_table(struct maker *m, const struct text_block *b);

/* Sentences. */
void make_acronym(struct maker *m, const struct clause *c);
void make_condition(struct maker *m, const struct clause *c);
void make_enumeration(struct maker *m, const struct clause *c);
void make_fact(struct maker *m, const struct clause *c);
void make_naming(struct maker *m, const struct clause *c); /* "is called X", "X, which is" */
void make_number(struct maker *m, const struct clause *c);
void make_cloze(struct maker *m, const struct clause *c);
void make_german(struct maker *m, const struct clause *c);

/* ---- shared ---- */

/* A term in the middle of a question, with the article that the text gives it. */
void make_term(const struct maker *m, const char *term, struct str *out);
/* The same without article: no capital that only its place gave it. */
void make_name(const struct maker *m, const char *term, struct str *out);
bool make_is_plural(const char *term);

#endif
