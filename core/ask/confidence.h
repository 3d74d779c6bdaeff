#ifndef ASK_CONFIDENCE_H
#define ASK_CONFIDENCE_H

#include "core/ask/frame.h"

/* How likely a reading is right, from what it left unread and what it had to
 * guess: a logistic model whose weights were fitted on questions over many
 * databases (test/bench/ask.sh has the curve). */

enum ask_sign {
	SIGN_NOUN,   /* words nothing was found for */
	SIGN_VERB,   /* the same, that look like verbs */
	SIGN_VALUE,  /* stored values that play no part */
	SIGN_NUMBER, /* numbers and dates that play none */
	SIGN_COMPARISON,
	SIGN_SUPERLATIVE,
	SIGN_NEGATION,
	SIGN_COLUMN, /* columns that are mentioned and play none */
	SIGN_TABLE,
	SIGN_CONTEXT, /* columns that only told where to look */
	SIGN_WEAK,    /* how far mentions are from the names they stand for */
	SIGN_SYNONYM, /* mentions by another word of the same meaning */
	SIGN_JOINS,
	SIGN_LOOSE, /* ways that nobody declared */
	SIGN_TESTS,
	SIGN_GROUPS,
	SIGN_SORTS,
	SIGN_SUBQUERIES,
	SIGN_LENGTH, /* tens of words */
	SIGN_GUESSES,
	SIGN_AMBIGUOUS, /* mentions that fit two columns alike */
	SIGN_SETS,      /* either, both, and the like, unread */
	SIGN_DEFAULT,   /* the columns of the answer are not named */
	SIGN_AGGREGATE, /* an unread average, sum, … */
	SIGN_EACH,
	SIGN_RATIO,
	SIGN_SENTENCES,
	SIGN_TARGETS, /* columns of the answer beyond two */
	SIGN_QUOTED,  /* quoted texts that are stored nowhere */
	SIGN_WIDE,    /* tables of the database, in tens */
	SIGNS,
};

void ask_confidence_signs(const struct ask_frame *f, double signs[SIGNS]);
/* 0 to 1. */
double ask_confidence(const double signs[SIGNS]);

#endif
