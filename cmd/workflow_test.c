#include "cmd/workflow_test.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/signals.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <string.h>

#define KINDS (REPORT_JUNIT | REPORT_TAP | REPORT_GITHUB)

static const struct opt options[] = {
	REPORT_OPTION(N_("junit=FILE, tap (instead of the text) or github; repeatable")),
	WORKFLOW_WITH_OPTION,
	{0},
};

/* ---- which files ---- */

struct collection {
	struct app *app;
	VEC(const char *) files;
	bool found; /* something, in the folder that is walked */
};

/* Each only once, however often it is meant. */
static void add_file(struct collection *c, const char *path)
{
	c->found = true;
	for (size_t i = 0; i < c->files.len; i++)
		if (str_eq(c->files.at[i], path))
			return;
	vec_push(&c->files, arena_strdup(&c->app->arena, path));
}

static bool add_walked(void *self, const char *path, struct err *err)
{
	(void)err;
	if (fixture_is_one(path))
		add_file(self, path);
	return true;
}

static bool collect(struct collection *c, const char *path, struct err *err)
{
	const char *file, *fixture;

	if (fs_is_dir(path)) {
		c->found = false;
		if (!fs_walk(path, add_walked, c, err))
			return false;
		if (c->found)
			return true;
		err_set(err, ERR_WORK, "there is no test below '%s'", path);
		return err_hint(err, "tests stand in NAME.test.yaml beside NAME.yaml");
	}
	if (!workflow_locate(c->app, path, &file, err))
		return false;
	fixture = fixture_is_one(file) ? file : fixture_beside(&c->app->arena, file);
	if (fixture) {
		add_file(c, fixture);
		return true;
	}
	err_set(err, ERR_WORK, "'%s' has no tests", file);
	return err_hint(err, "write them into %s/%s.test.yaml", fs_dirname(&c->app->arena, file),
		fs_stem(&c->app->arena, file));
}

/* ---- running them ---- */

static void print_nothing(struct test_session *s, const struct test_result *r)
{
	(void)s;
	(void)r;
}

static bool write_junit(struct test_session *s, const char *path, struct err *err)
{
	struct str xml = {0};
	bool ok;

	test_junit(s, &xml);
	ok = report_write(s->app, path, &xml, err);
	str_release(&xml);
	return ok;
}

static bool write_summary(struct test_session *s, struct err *err)
{
	struct str page = {0};
	bool ok;

	test_github_summary(s, &page);
	ok = report_github_summary(s->app, &page, err);
	str_release(&page);
	return ok;
}

static bool conclude(struct test_session *s, const struct reports *to, struct err *err)
{
	size_t count = s->results.len;

	diags_sort(&s->diags);
	if ((to->junit && !write_junit(s, to->junit, err)) ||
		(to->github && !write_summary(s, err)))
		return false;
	if (s->app->json)
		test_print_json(s);
	else if (to->tap)
		test_print_tap_plan(s);
	else
		test_print_summary(s);
	if (!s->app->json)
		app_diags(s->app, &s->diags, &s->app->err);
	if (s->invalid)
		return err_set(err, ERR_INPUT, "%zu of %zu test%s did not run", s->invalid, count,
			count == 1 ? "" : "s");
	if (s->failed)
		return err_set(err, ERR_WORK, "%zu of %zu test%s failed", s->failed, count,
			count == 1 ? "" : "s");
	return true;
}

static void release(struct test_session *s)
{
	for (size_t i = 0; i < s->results.len; i++)
		differences_release(&s->results.at[i].differences);
	vec_release(&s->results);
	diags_release(&s->diags);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct test_session s = {.app = app,
		.started_us = clock_mono_us(),
		.started_at = clock_wall_ms()};
	struct collection c = {.app = app};
	struct reports to;
	bool ok = reports_parse(app, KINDS, &to, err) && app_load_policy(app, err) &&
		app_load_sandbox(app, err);
	test_done *each = app->json ? print_nothing
		: to.tap            ? test_print_tap
		: to.github         ? test_print_github
				    : test_print_text;

	for (int i = 0; ok && i < argc; i++)
		ok = collect(&c, argv[i], err);
	if (ok)
		signals_catch();
	for (size_t i = 0; ok && i < c.files.len; i++)
		ok = workflow_test_file(&s, c.files.at[i], each, err);
	ok = ok && conclude(&s, &to, err);
	vec_release(&c.files);
	release(&s);
	return ok;
}

const struct cmd workflow_test = {
	.name = "test",
	.args = "PATH...",
	.summary = N_("Run the tests that stand beside workflows"),
	.opts = options,
	.details = N_(
		"PATH is a file of tests (NAME.test.yaml), a workflow that has one beside it, or "
		"a folder. A test gives a request, mocks and the time, and says what is "
		"expected; 'man 5 blokctl-workflow' describes it. Nothing is recorded. The exit "
		"status is 1 when a test failed, 3 when one could not run."),
	.examples =
		(const char *const[]){
			"blokctl workflow test workflows",
			N_("every test below the folder"),
			"blokctl workflow test workflows --report junit=junit.xml",
			N_("the results for a build server, too"),
			NULL,
		},
	.operands = WORDS_FILE,
	.run = run,
};
