#include "cmd/signals.h"
#include "cmd/workflow_test.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/node/kinds.h"
#include "core/workflow/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what a run needs ---- */

struct test_run {
	struct app *app;
	const struct fixture_test *test;
	VEC(struct mock) mocks;
	struct node_set nodes;
	struct registry *registry;
	struct workflow *wf;
	struct report *report;
	cJSON *request;
	struct store *store;
	char folder[64]; /* of the store */
};

/* A mock that stands in for nothing is a mistake in the test. */
static bool check_mocks(struct test_run *run, struct fixture *f, struct diags *diags)
{
	struct err err;

	if (workflow_nodes_check(&run->nodes, run->wf, &err))
		return true;
	for (size_t i = 0; i < run->mocks.len; i++)
		if (!run->mocks.at[i].used)
			document_report(&f->document, diags, DIAG_ERROR, run->mocks.at[i].reply,
				"unknown-mock", err.hint, "%s", err.message);
	return false;
}

/* A file that cannot be read at all is a finding of the test that names it. */
static bool load(struct test_run *run, struct fixture *f, const char *path, struct diags *diags)
{
	struct err err = {0};

	run->wf = workflow_load(path, &run->nodes, diags, &err);
	if (!run->wf && err.kind)
		document_report(&f->document, diags, DIAG_ERROR, run->test->at, "no-workflow",
			err.hint[0] ? err.hint : NULL, "%s", err.message);
	return run->wf;
}

static bool open_workflow(struct test_run *run, struct fixture *f, const char *path,
	struct diags *diags, struct err *err)
{
	struct diags own = {0};
	bool ok;

	json_each(reply, run->test->mocks)
		vec_push(&run->mocks, ((struct mock){reply->string, reply}));
	run->nodes = (struct node_set){node_kinds, run->mocks.at, run->mocks.len};
	if (!workflow_registry(path, &run->nodes, &run->registry, err))
		return false;
	ok = load(run, f, path, &own) && workflow_check(run->wf, run->registry, &own) &&
		check_mocks(run, f, &own);
	if (ok)
		registry_add_loaded(run->registry, run->wf);
	/* Warnings are for `validate`. */
	for (size_t i = 0; i < own.list.len; i++) {
		struct diag *d = &own.list.at[i];

		if (d->severity == DIAG_ERROR) {
			diags_add_take(diags, *d);
			*d = (struct diag){0};
		}
	}
	diags_release(&own);
	return ok;
}

static bool open_store(struct test_run *run, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	struct arena *a = &run->app->arena;
	char *folder;

	if (!run->test->store)
		return true;
	folder = fs_join(a, tmp && *tmp ? tmp : "/tmp", "blokctl-test-XXXXXX");
	if (strlen(folder) >= sizeof run->folder || !mkdtemp(folder))
		return err_set(err, ERR_WORK, "cannot make a folder for the test's store in '%s'",
			tmp && *tmp ? tmp : "/tmp");
	memcpy(run->folder, folder, strlen(folder) + 1);
	return store_open(fs_join(a, folder, "s.db"), &run->store, err);
}

static void remove_store(struct test_run *run)
{
	static const char *const names[] = {"s.db", "s.db-wal", "s.db-shm", "s.db.lock"};

	store_close(run->store);
	if (!run->folder[0])
		return;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(fs_join(&run->app->arena, run->folder, names[i]));
	rmdir(run->folder);
}

static void release_run(struct test_run *run)
{
	remove_store(run);
	report_free(run->report);
	json_free(run->request);
	workflow_free(run->wf);
	registry_free(run->registry);
	vec_release(&run->mocks);
}

static bool expects_waiting(const struct fixture_test *test)
{
	return str_eq(json_get_string(test->expect, "run_status"), "waiting");
}

/* Those of the test stand in the file for everybody to see and are hidden from
 * nobody.  The project's are fetched when a test gives none, and only where the
 * workflow names them must they be there. */
static bool set_secrets(struct test_run *run, struct run_options *o, struct err *err)
{
	struct app *app = run->app;
	struct err unknown = {0};

	o->secrets = run->test->secrets;
	if (run->test->secrets)
		return true;
	if (!app_load_secrets(app, &unknown)) {
		if (!strstr(str_text(&run->wf->document.file.text), "ctx.secrets"))
			return true;
		*err = unknown;
		return false;
	}
	o->secrets = app->secrets.values;
	o->secret_env = app->secrets.env;
	o->redactor = &app->secrets.redactor;
	return true;
}

/* The run's document, as `run --json` prints it. */
static bool execute(struct test_run *run, cJSON **ret, struct err *err)
{
	const struct fixture_test *test = run->test;
	struct run_sink sink;
	struct run_options o = {.store = run->store,
		.registry = run->registry,
		.sinks = &sink,
		.sinks_len = 1,
		.env = test->env,
		.policy = run->app->policy,
		.sandbox = run->app->sandbox,
		.no_wait = expects_waiting(test),
		.timeout_ms = test->timeout_ms,
		.signal = &signals_received,
		.signal_fd = signals_fd()};
	char *before = getenv("BLOKCTL_NOW") ? mem_strdup(getenv("BLOKCTL_NOW")) : NULL;
	struct run_result result;
	bool ok;

	if (!set_secrets(run, &o, err)) {
		free(before);
		return false;
	}
	run->report = report_new();
	sink = report_sink(run->report);
	run->request = run_request(run->wf, test->request ? json_copy(test->request) : NULL);
	o.request = run->request;
	if (test->now)
		setenv("BLOKCTL_NOW", test->now, 1);
	ok = run_execute(run->wf, &o, &result, err);
	if (ok)
		*ret = workflow_result_json(run->wf, &result, run->report);
	run_result_release(&result);
	if (test->now && before)
		setenv("BLOKCTL_NOW", before, 1);
	else if (test->now)
		unsetenv("BLOKCTL_NOW");
	free(before);
	return ok;
}

/* ---- one test ---- */

static const char *failure_text(struct app *app, const cJSON *got)
{
	const cJSON *error = json_get(got, "error");
	const char *path = json_get_string(error, "path"), *message = json_get_string(error, "message");

	if (!message)
		return NULL;
	return path ? arena_printf(&app->arena, "the step '%s' failed: %s", path, message)
		    : arena_strdup(&app->arena, message);
}

static void judge(struct app *app, struct test_result *r, struct fixture *f, const cJSON *got,
	const struct test_run *run)
{
	const cJSON *at = run->test->at;

	workflow_test_compare(&r->differences, run->wf, got, run->test);
	r->ok = !r->differences.list.len;
	if (!r->ok) {
		at = r->differences.list.at[0].at;
		r->failure = failure_text(app, got);
	}
	user_file_place(&f->document.file, document_offset(&f->document, at), &r->line, &r->column);
}

/* The file that a test is about; a finding when there is none. */
static const char *subject_of(struct test_session *s, struct fixture *f, const struct fixture_test *t)
{
	const char *file = f->document.file.path, *path;
	struct arena *a = &s->app->arena;

	if (!t->workflow) {
		path = fixture_subject(a, file);
		if (!path)
			document_report(&f->document, &s->diags, DIAG_ERROR, t->at, "no-workflow",
				"name it: workflow: FILE", "no workflow of that name lies beside it");
		return path;
	}
	path = fs_join(a, fs_dirname(a, file), t->workflow);
	if (fs_exists(path) && !fs_is_dir(path))
		return path;
	document_report(&f->document, &s->diags, DIAG_ERROR, t->workflow_at, "no-workflow", NULL,
		"there is no file '%s'", path);
	return NULL;
}

static bool run_test(struct test_session *s, struct fixture *f, const struct fixture_test *test,
	struct test_result *r, struct err *err)
{
	struct test_run run = {.app = s->app, .test = test};
	int64_t begin = clock_mono_us();
	cJSON *got = NULL;
	bool ok = true;

	r->name = arena_strdup(&s->app->arena, test->name);
	r->workflow = subject_of(s, f, test);
	r->invalid = !r->workflow || !open_workflow(&run, f, r->workflow, &s->diags, err);
	if (r->invalid && err->kind) {
		ok = false;
	} else if (!r->invalid) {
		ok = open_store(&run, err) && execute(&run, &got, err);
		r->duration_ms = (double)((clock_mono_us() - begin) / 10) / 100;
		if (ok)
			judge(s->app, r, f, got, &run);
	}
	json_free(got);
	release_run(&run);
	if (ok && atomic_load(&signals_received))
		ok = signals_error(err, "interrupted in the test '%s'", r->name);
	return ok;
}

static void keep(struct test_session *s, const struct test_result *r, test_done *each)
{
	vec_push(&s->results, *r);
	if (r->invalid)
		s->invalid++;
	else if (r->ok)
		s->passed++;
	else
		s->failed++;
	each(s, r);
}

bool workflow_test_file(struct test_session *s, const char *path, test_done *each, struct err *err)
{
	struct test_result r = {.file = arena_strdup(&s->app->arena, path)};
	struct fixture f;
	bool ok = true;

	if (!fixture_load(&f, path, &s->diags, err)) {
		ok = err->kind == ERR_NONE;
		r.name = "the file of tests";
		r.invalid = true;
		if (ok)
			keep(s, &r, each);
		fixture_release(&f);
		return ok;
	}
	for (size_t i = 0; ok && i < f.tests.len; i++) {
		r = (struct test_result){.file = r.file};
		ok = run_test(s, &f, &f.tests.at[i], &r, err);
		if (ok)
			keep(s, &r, each);
		else
			differences_release(&r.differences);
		/* Its places end with the document. */
		for (size_t j = 0; ok && j < r.differences.list.len; j++)
			r.differences.list.at[j].at = NULL;
	}
	fixture_release(&f);
	return ok;
}
