#ifndef WORKFLOW_FIXTURE_H
#define WORKFLOW_FIXTURE_H

#include "core/base/arena.h"
#include "core/data/document.h"

/* A file of tests of a workflow: NAME.test.yaml (.json, .toml) beside NAME. */

struct fixture_test {
	const char *name;     /* "test 2" when it has none */
	const cJSON *at;      /* its place in the document */
	const char *workflow; /* a file beside this one, or NULL: the one of this name */
	const cJSON *workflow_at;
	const cJSON *request, *env, *mocks, *expect; /* objects, or NULL */
	const cJSON *secrets; /* {NAME: text} instead of the project's, or NULL */
	const char *now;      /* ISO 8601, or NULL */
	bool store;           /* it wants one of its own */
	int64_t timeout_ms;
};

struct fixture {
	struct arena arena;
	struct document document;
	VEC(struct fixture_test) tests;
};

bool fixture_is_one(const char *path);
/* The workflow that a fixture is named after, or the fixture of a workflow:
 * the first format that is there.  In the arena; NULL when there is none. */
const char *fixture_subject(struct arena *a, const char *path);
const char *fixture_beside(struct arena *a, const char *workflow);

/* Findings go to `diags`; false when there were errors among them or when the
 * file could not be read (then err is set, otherwise err->kind stays
 * ERR_NONE).  Release it in either case. */
bool fixture_load(struct fixture *ret, const char *path, struct diags *diags, struct err *err);
void fixture_release(struct fixture *f);

#endif
