#include "cmd/workflow_test.h"
#include "cmd/output.h"
#include "cmd/signals.h"
#include "core/base/clock.h"
#include "core/base/fs.h"

#include <string.h>

static struct opt_list reports;

static const struct opt options[] = {
	{.name = "report", .kind = OPT_LIST, .value = &reports, .arg = "kind",
		.help = "junit=FILE, tap (instead of the text) or github; repeatable"},
	WORKFLOW_WITH_OPTION,
	{0},
};

struct reporting {
	const char *junit; /* a file, or NULL */
	bool tap, github;
};

static bool parse_reports(struct app *app, struct reporting *ret, struct err *err)
{
	*ret = (struct reporting){0};
	for (size_t i = 0; i < reports.len; i++) {
		const char *kind = reports.at[i];

		if (str_starts(kind, "junit=") && kind[strlen("junit=")]) {
			ret->junit = kind + strlen("junit=");
		} else if (str_eq(kind, "tap")) {
			ret->tap = true;
		} else if (str_eq(kind, "github")) {
			ret->github = true;
		} else {
			err_set(err, ERR_USAGE, "there is no report '%s'", kind);
			return err_hint(err, "one of junit=FILE, tap, github");
		}
	}
	if (ret->tap + ret->github + app->json < 2)
		return true;
	err_set(err, ERR_USAGE, "--report tap, --report github and --json all want standard output");
	return err_hint(err, "--report junit=FILE goes together with each of them");
}

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
	ok = fs_write_atomic(path, xml.at, xml.len, 0644, err);
	str_release(&xml);
	return ok;
}

static bool conclude(struct test_session *s, const struct reporting *to, struct err *err)
{
	size_t count = s->results.len;

	diags_sort(&s->diags);
	if (to->junit && !write_junit(s, to->junit, err))
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
	struct reporting to;
	bool ok = parse_reports(app, &to, err) && app_load_policy(app, err);
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
	.summary = "Run the tests that stand beside workflows",
	.opts = options,
	.details = "PATH is a file of tests (NAME.test.yaml), a workflow that has one beside it, or "
		   "a folder. A test gives a request, mocks and the time, and says what is "
		   "expected; 'man 5 blokctl-workflow' describes it. Nothing is recorded. The exit "
		   "status is 1 when a test failed, 3 when one could not run.",
	.examples =
		(const char *const[]){
			"blokctl workflow test workflows",
			"every test below the folder",
			"blokctl workflow test workflows --report junit=junit.xml",
			"the results for a build server, too",
			NULL,
		},
	.operands = WORDS_FILE,
	.run = run,
};
