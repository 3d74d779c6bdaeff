#ifndef CARDS_QUIZ_H
#define CARDS_QUIZ_H

#include "core/base/arena.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* Typed answers and multiple choice. */

enum quiz_verdict { QUIZ_WRONG, QUIZ_CLOSE, QUIZ_RIGHT };

/* Case, accents, articles and signs do not count; a slip in a long word is close, as is
 * half of what a long answer says.  A number has to be the number. */
enum quiz_verdict quiz_judge(const char *given, const char *answer);

/* What others could be mistaken for the answer. */
struct quiz_pool {
	VEC(const char *) answers, kinds; /* of other cards, side by side */
};
void quiz_pool_release(struct quiz_pool *p);

#define QUIZ_CHOICES 4
struct quiz_choice {
	const char *at[QUIZ_CHOICES];
	int len, right; /* `right`: the answer's place */
};
/* The answer among three others of the same kind and of about its length, fewer when
 * there are not so many; the same for the same seed. */
void quiz_choices(const struct quiz_pool *p, const char *answer, const char *kind, uint64_t seed,
	struct quiz_choice *ret);

/* Points for an answer: more for what is quick, and for a run of right ones. */
int64_t quiz_points(enum quiz_verdict v, int64_t took_ms, int64_t limit_ms, int64_t streak);

#endif
