#ifndef CARDS_TOPIC_H
#define CARDS_TOPIC_H

#include "core/cards/lexicon.h"
#include "core/text/document.h"

/* What a document is about: its words, how often and where they stand. */

struct topic_word {
	const char *folded;
	double weight;    /* as topic_weight() tells, worked out once */
	unsigned count;   /* in running text */
	unsigned small;   /* written in lower case */
	unsigned capital; /* with a capital, not at a sentence's beginning */
	unsigned heading; /* in headings */
	unsigned after_a; /* behind "a" or "an" */
	unsigned after_the;
	unsigned marked; /* set off, as a term or strong; of definitions the term */
};

struct topics {
	struct arena arena;
	struct map words; /* folded -> struct topic_word */
	VEC(struct topic_word *) list;
	const struct lexicon *lexicon;
	size_t total; /* words of running text */
};
void topics_of(struct topics *ret, const struct text_document *d);
void topics_release(struct topics *t);

const struct topic_word *topic_find(const struct topics *t, const char *folded);
/* 0: says nothing here ("way"), to about 1: what the document is about. */
double topic_weight(const struct topics *t, const char *folded);
/* The weightiest of a text's words. */
double topic_weight_of(const struct topics *t, const char *text, size_t len);
/* Whether a word keeps its capital within a sentence. */
bool topic_is_name(const struct topics *t, const struct text_span *word);

#endif
