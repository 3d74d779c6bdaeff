#ifndef ASK_IMPL_H
#define ASK_IMPL_H

#include "core/ask/ask.h"
#include "core/ask/link.h"

/* What the readers of a question share of an open `struct ask`. */
struct ask {
	struct source *source;
	struct ask_lexicon *lexicon;
	struct ask_catalog *catalog;
	struct ask_glossary *glossary; /* or NULL */
	struct arena arena;            /* of one question */
};

/* The question as items, in the ask's arena, until the next question. */
bool ask_link_question(struct ask *a, const char *question, bool *ret_sampled,
	struct ask_link **ret, struct err *err);

#endif
