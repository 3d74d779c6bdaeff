#ifndef CARDS_MODEL_H
#define CARDS_MODEL_H

#include "core/ai/prompt.h"
#include "core/cards/generate.h"

/* Cards by a model: part after part of the document, each answer held against the
 * same validator and against the part's words; what fails goes back once, and is
 * dropped when it fails again.
 *
 * Answers are kept by the cache, so that a run which a limit ended goes on where it was
 * when it is started again. */

struct card_model_options {
	struct ai *ai;
	const struct config *config; /* the switch AI_GENERATION */
	const struct ai_ask *ask;    /* whose limits, model, notes hold; no request */
	const struct card_options *cards;
	/* Before each part; or NULL. */
	void (*on_part)(void *self, size_t part, size_t parts, const char *subject);
	void *self;
};

struct card_model_result {
	size_t parts, parts_done;
	size_t repaired; /* cards that passed at the second time */
	int calls, cached;
	int64_t cost;                 /* pico-dollars; -1: nobody knows */
	const char *provider, *model; /* as long as the ai; NULL: none has answered */
};

/* Adds to `ret` and selects.  False with the error of the part that could not be
 * asked: what the parts before gave is in `ret` all the same. */
bool cards_ask_model(struct card_set *ret, struct card_coverage *coverage,
	const struct text_document *d, const struct card_model_options *o,
	struct card_model_result *result, struct err *err);

#endif
