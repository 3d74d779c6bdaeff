#ifndef WORKFLOW_COMPARE_H
#define WORKFLOW_COMPARE_H

#include "core/base/vec.h"
#include "core/data/json.h"

/* What came of a run against what a test expects. */

struct difference {
	char *path;       /* "body.items[2].name" */
	const cJSON *at;  /* the part of the expectation, for its place in the file */
	cJSON *got, *want; /* NULL: nothing is there, nothing should be */
};

struct differences {
	VEC(struct difference) list;
};
void differences_release(struct differences *d);
/* Takes over `got`; `want` is copied. */
void differences_add_take(struct differences *d, const char *path, const cJSON *at, cJSON *got,
	const cJSON *want);

enum compare_mode {
	COMPARE_EXACT,  /* every key on both sides */
	COMPARE_SUBSET, /* objects may hold more than is wanted, at any depth */
};

/* In the order of `want`.  There the string "<any>" stands for any value, and
 * "<regex:…>" for a string that matches (a JSON Schema pattern).  Arrays must
 * be equally long in either mode.  `got` may be NULL: nothing. */
void compare_values(struct differences *d, const char *path, const cJSON *got, const cJSON *want,
	enum compare_mode mode);

/* False, with the reason, for a "<regex:…>" that no string can be held against. */
bool compare_pattern_valid(const cJSON *want, struct err *err);

#endif
