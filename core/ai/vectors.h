#ifndef AI_VECTORS_H
#define AI_VECTORS_H

#include "core/ai/message.h"
#include "core/base/err.h"

/* Vectors of texts: read from answers, compared, written down. */

/* Adds one as a model has sent it, made to be of length 1.  ERR_WORK when it is no
 * list of numbers, has another dimension than those before, or no direction. */
bool ai_vectors_add(struct ai_vectors *v, const cJSON *list, struct err *err);
/* The same of numbers at hand; false when they are all 0. */
bool ai_vectors_add_numbers(struct ai_vectors *v, const double *numbers, size_t len);
/* Adds those of another answer. */
bool ai_vectors_append(struct ai_vectors *v, const struct ai_vectors *more, struct err *err);

/* The numbers of one, each with as many digits as tell it from its neighbours. */
cJSON *ai_vectors_json(const struct ai_vectors *v, size_t which);
/* What ai_vectors_json() has written, bit for bit. */
bool ai_vectors_restore(struct ai_vectors *v, const cJSON *list);

/* How alike two are: 1 the same direction, 0 none in common, -1 the opposite. */
double ai_vectors_cosine(const struct ai_vectors *v, size_t a, size_t b);

#endif
