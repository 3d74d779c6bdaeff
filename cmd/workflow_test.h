#ifndef CMD_WORKFLOW_TEST_H
#define CMD_WORKFLOW_TEST_H

#include "cmd/workflow.h"
#include "core/workflow/compare.h"
#include "core/workflow/fixture.h"

/* What came of one test.  Texts live in the app's arena. */
struct test_result {
	const char *file, *name;
	const char *workflow; /* its file; NULL when it was not found */
	bool ok;
	bool invalid;         /* the fixture or the workflow has errors: it did not run */
	double duration_ms;
	int line, column;     /* of the first difference */
	const char *failure;  /* what ended the run, or NULL */
	struct differences differences;
};

struct test_session {
	struct app *app;
	VEC(struct test_result) results;
	struct diags diags; /* errors in fixtures and workflows */
	size_t passed, failed, invalid;
	int64_t started_us;
	int64_t started_at;
};

/* Runs a fixture's tests, one after the other; `each` sees each result as soon
 * as it is there.  False when the engine could not go on, or at a signal. */
typedef void test_done(struct test_session *s, const struct test_result *r);
bool workflow_test_file(struct test_session *s, const char *path, test_done *each, struct err *err);

/* What `got`, the document of `run --json`, lacks of what the test expects
 * (workflow_test_expect.c). */
void workflow_test_compare(struct differences *d, const struct workflow *wf, const cJSON *got,
	const struct fixture_test *test);

/* Reports (workflow_test_report.c). */
test_done test_print_text, test_print_github, test_print_tap;
void test_print_summary(struct test_session *s);
void test_print_tap_plan(struct test_session *s);
void test_print_json(struct test_session *s);
void test_github_summary(const struct test_session *s, struct str *out);
void test_junit(const struct test_session *s, struct str *out);

#endif
