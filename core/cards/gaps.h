#ifndef CARDS_GAPS_H
#define CARDS_GAPS_H

#include "core/base/map.h"
#include "core/store/notes.h"

/* What stands on what: a term needs the terms that its definition uses.  From that, what
 * is missing or weak, and in which order to mend it.  It says that, not why. */

struct gap_card {
	const char *uuid, *term, *answer; /* term "": it defines none */
	const char *question;
	const char *stems; /* of the term, as terms are compared; or NULL */
	double recall;     /* the chance to know it now, 0 to 1; below 0: never reviewed */
	int lapses;
	bool is_draft;
	VEC(size_t) needs; /* cards of the terms that its answer uses */
};

struct gap_graph {
	struct arena arena;
	VEC(struct gap_card) cards;
	struct map by_term; /* folded term -> its index + 1, as a pointer */
};

/* Cards are added one by one, then joined. */
void gap_graph_add(struct gap_graph *g, const struct note_record *r, double recall);
void gap_graph_join(struct gap_graph *g);
void gap_graph_release(struct gap_graph *g);

enum gap_kind {
	GAP_UNDEFINED, /* a term that several cards use and none defines */
	GAP_WEAK,      /* others stand on it, and it is not known well */
	GAP_UNLEARNT,  /* others stand on it, and it was never reviewed */
	GAP_HEADING,   /* a section of the document without a card */
};
const char *gap_kind_name(enum gap_kind k); /* "undefined" */

enum gap_severity { GAP_LOW, GAP_MEDIUM, GAP_HIGH };
const char *gap_severity_name(enum gap_severity s);

struct gap {
	enum gap_kind kind;
	enum gap_severity severity;
	const char *subject; /* the term or the heading */
	const char *uuid;    /* of the card; or NULL */
	size_t uses;         /* cards that stand on it */
	double recall;       /* of GAP_WEAK; else below 0 */
};
struct gaps {
	VEC(struct gap) list; /* the most severe first */
};
/* Texts live as long as the graph. */
void gaps_find(struct gap_graph *g, struct gaps *ret);
void gaps_sort(struct gaps *g);
void gaps_release(struct gaps *g);

/* The cards to learn before `topic`, in their order, at most `max`: what it needs, and
 * what that needs, where it is weak, unlearnt or a draft.  Indexes of the graph's
 * cards; false when no card is about the topic. */
struct gap_bridge {
	VEC(size_t) cards;
	VEC(const char *) missing; /* terms that nothing defines */
};
bool gaps_bridge(struct gap_graph *g, const char *topic, size_t max, struct gap_bridge *ret);
void gap_bridge_release(struct gap_bridge *b);

#endif
