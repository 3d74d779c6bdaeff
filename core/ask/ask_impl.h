#ifndef ASK_IMPL_H
#define ASK_IMPL_H

#include "core/ask/ask.h"
#include "core/ask/frame.h"

/* What the readers of a question share of an open `struct ask`. */
struct ask {
	struct source *source;
	struct ask_lexicon *lexicon;
	struct ask_catalog *catalog;
	struct ask_glossary *glossary; /* or NULL */
	struct arena arena;            /* of one question */
};

/* The question in words, and those as items: in the ask's arena, until the next
 * question. */
bool ask_read_question(
	struct ask *a, const char *text, const struct ask_question **ret, struct err *err);
bool ask_link_question(struct ask *a, const struct ask_question *q, bool *ret_sampled,
	struct ask_link **ret, struct err *err);

/* The SQL and the sentence of a question read as a link has it; the caller's. */
bool ask_say(struct ask *a, struct ask_link *link, struct ask_frame *ret_frame,
	struct ask_alternative *ret, struct err *err);

/* Readings beside `r`, the nearest first, for words whose next candidate is at most
 * so much worse than the best.  `link` has not been read yet. */
#define ASK_TIE 0.001
#define ASK_ALL 1.0
void ask_find_alternatives(
	struct ask *a, const struct ask_link *link, double gap, struct ask_reading *r);

#endif
