#ifndef CARDS_MAKE_FACT_H
#define CARDS_MAKE_FACT_H

#include "core/cards/make.h"

/* What make_fact.c and make_passive.c share: a statement, and the question that is being made. */
struct fact {
	struct maker *m;
	const struct clause *c;
	struct clause_parts p;
	struct str subject, lead; /* "pipe capacity", "Since Linux 2.6, " */
	struct str question, answer;
	bool is_vague; /* "the fluid": one that only the text around knows */
};

/* A card of question and answer as they are. */
void fact_add(struct fact *f, enum card_kind kind, double score);
/* The answer is what stands from there to the end. */
void fact_answer_from(struct fact *f, size_t from);

/* "X is kept in Y": the participle and what is behind it. */
bool fact_passive(struct fact *f, size_t participle);
/* The question: "What is X called", with the word behind the participle or without. */
void fact_ask_passive(struct fact *f, const char *how, size_t participle, bool with_next);

#endif
