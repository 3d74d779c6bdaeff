#include "cmd/output.h"
#include "cmd/signals.h"
#include "cmd/workflow_request.h"
#include "cmd/workflow_session.h"
#include "cmd/workflow_stored.h"
#include "core/base/clock.h"
#include "core/base/map.h"

#include <string.h>

static bool due, crashed, with_current;
static const char *on_crash, *durability = "normal";

static const struct opt options[] = {
	{.name = "due", .kind = OPT_FLAG, .value = &due,
		.help = "every waiting run whose time has come (for cron)"},
	{.name = "crashed", .kind = OPT_FLAG, .value = &crashed,
		.help = "every run whose process has died"},
	{.name = "with-current", .kind = OPT_FLAG, .value = &with_current,
		.help = "take the file as it is now, not as it was recorded"},
	{.name = "on-crash", .kind = OPT_CHOICE, .value = &on_crash, .arg = "what",
		.help = "what becomes of steps that had begun", .choices = "rerun|skip|fail"},
	WORKFLOW_WITH_OPTION,
	WORKFLOW_MOCK_OPTION,
	REQUEST_ENV_OPTION,
	SESSION_OPTIONS,
	{.name = "durability", .kind = OPT_CHOICE, .value = &durability, .arg = "level",
		.help = "full: each commit survives a power cut, too (default normal)",
		.choices = "normal|full"},
	{0},
};

static enum on_crash_answer answer(void)
{
	return str_eq(on_crash, "rerun") ? CRASH_RERUN
		: str_eq(on_crash, "skip") ? CRASH_SKIP
		: str_eq(on_crash, "fail") ? CRASH_FAIL
					   : CRASH_AS_STEP_SAYS;
}

/* ---- a file that has changed ---- */

struct match {
	struct map ids; /* of the current document */
	struct app *app;
	size_t unmatched;
};

static void add_id(void *self, const struct step *step, int depth)
{
	(void)depth;
	map_put(&((struct match *)self)->ids, step->id, (void *)step);
}

/* Tells which recorded results the current document has no place for. */
static bool check_row(void *self, const struct attempt_row *row, struct err *err)
{
	struct match *m = self;

	(void)err;
	if (row->path[0] == '@' || !str_eq(row->status, "completed") || map_has(&m->ids, row->step) ||
		strchr(row->path, '/'))
		return true;
	app_warn(m->app, "the recorded step '%s' is not in the file any more", row->path);
	m->unmatched++;
	return true;
}

static bool tell_unmatched(struct session *s, const struct run_row *row, struct err *err)
{
	struct match m = {.app = s->app};
	bool ok;

	workflow_each_step(&s->wf->steps, add_id, &m);
	ok = runs_each_attempt(s->app->store, row->no, check_row, &m, err);
	map_release(&m.ids);
	return ok;
}

/* ---- one run ---- */

static bool resume_run(struct app *app, const struct run_row *row, struct err *err)
{
	struct session s = {.app = app};
	struct run_options o = {.resume = row,
		.parent = row->parent,
		.on_crash = answer()};
	bool ok = session_open_run(&s, row, with_current, err) &&
		request_env(&s.env, err) && (!with_current || tell_unmatched(&s, row, err)) &&
		session_execute(&s, &o, err);

	session_close(&s);
	return ok;
}

/* ---- many: --due, --crashed ---- */

struct candidates {
	struct app *app;
	VEC(const char *) ids;
};

static bool is_wanted(struct candidates *c, const struct run_row *row)
{
	struct store *store = c->app->store;

	if (due && str_eq(row->status, "waiting") && row->wake_at <= clock_wall_ms())
		return true;
	if (!crashed || row->wake_at || store_run_is_live(store, row->id))
		return false;
	/* A child that has not begun is still the business of a parent that lives. */
	if (str_eq(row->status, "pending"))
		return !row->parent || !store_run_is_live(store, row->parent);
	return str_eq(row->status, "running") || str_eq(row->status, "waiting");
}

static bool add_candidate(void *self, const struct run_row *row, struct err *err)
{
	struct candidates *c = self;

	(void)err;
	if (is_wanted(c, row))
		vec_push(&c->ids, arena_strdup(&c->app->arena, row->id));
	return true;
}

/* Each on its own: one that fails does not keep the others from going on, but
 * a signal does: what it would reach next is still waiting. */
static bool resume_many(struct app *app, struct err *err)
{
	struct candidates c = {.app = app};
	struct runs_filter filter = {0};
	size_t failed = 0;
	int signal;

	if (!runs_each(app->store, &filter, add_candidate, &c, err)) {
		vec_release(&c.ids);
		return false;
	}
	for (size_t i = c.ids.len; i > 0 && !atomic_load(&signals_received); i--) {
		struct run_row row;
		struct err one = {0};

		app_note(app, "resuming %s", c.ids.at[i - 1]);
		if (runs_find(app->store, &app->arena, c.ids.at[i - 1], &row, &one) &&
			resume_run(app, &row, &one))
			continue;
		failed++;
		app_error(app, &one);
	}
	if (!c.ids.len)
		app_note(app, "no run to resume");
	vec_release(&c.ids);
	signal = atomic_load(&signals_received);
	if (signal)
		return err_set(err, (enum err_kind)(128 + signal),
			"interrupted; the other runs are as they were");
	return !failed || err_set(err, ERR_RUN, "%zu resumed run%s did not complete", failed,
		failed == 1 ? "" : "s");
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct run_row row;

	if (!argc != (due || crashed)) {
		err_set(err, ERR_USAGE, argc ? "a RUN, or --due or --crashed, not both"
					     : "resume wants a RUN, --due or --crashed");
		return err_hint(err, "'blokctl workflow runs' lists the runs");
	}
	if (str_eq(durability, "full") && !store_set_full_sync(app->store, err))
		return false;
	if (!argc)
		return resume_many(app, err);
	return runs_find(app->store, &app->arena, argv[0], &row, err) && resume_run(app, &row, err);
}

const struct cmd workflow_resume = {
	.name = "resume",
	.args = "[RUN]",
	.summary = "Go on with a run that stopped, failed or waits",
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow resume last",
			"what is recorded is not done again",
			"blokctl workflow resume --due",
			"the waiting runs whose time has come, from cron",
			NULL,
		},
	.needs = NEEDS_STORE,
	.operands = WORDS_RUN,
	.run = run,
};
