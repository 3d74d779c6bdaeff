#ifndef CARDS_CARD_H
#define CARDS_CARD_H

#include "core/base/arena.h"
#include "core/base/vec.h"

#include <stddef.h>

/* Cards before anybody has seen them: what generators make and the validator judges. */

enum card_kind {
	CARD_DEFINITION, /* what something is */
	CARD_FACT,       /* what something does, has, contains */
	CARD_FAQ,        /* a heading that asks */
	CARD_CAUSE,      /* why */
	CARD_CONDITION,  /* when, what happens if */
	CARD_NUMBER,     /* how many, how long */
	CARD_LIST,       /* which parts, kinds, steps */
	CARD_ACRONYM,    /* what letters stand for */
	CARD_TABLE,      /* a cell, asked for by its row and column */
	CARD_CLOZE,      /* a sentence with a gap */
	CARD_NOTE,       /* made by hand, or by another program */
	CARD_KINDS,
};
const char *card_kind_name(enum card_kind kind); /* "definition" */
enum card_kind card_kind_of(const char *name);   /* CARD_KINDS: there is no such kind */

struct card_draft {
	enum card_kind kind;
	/* Either both, or a cloze: "Water boils at {{c1::100 °C}}.". */
	const char *question, *answer, *cloze;
	const char *term;     /* what it is about; or "" */
	const char *sentence; /* that it was made of */
	size_t block;         /* of the document */
	double score;         /* 0 to 1: how much it is worth */
};

struct card_set {
	struct arena arena; /* the texts */
	VEC(struct card_draft) list;
	VEC(struct card_draft) left; /* could be made of the document, and were not chosen */
};
void card_set_release(struct card_set *s);

#endif
