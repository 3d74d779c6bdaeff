#include "cmd/output.h"
#include "cmd/signals.h"
#include "cmd/workflow_request.h"
#include "cmd/workflow_session.h"
#include "cmd/workflow_stored.h"
#include "core/base/clock.h"
#include "core/base/tr.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool due, crashed, with_current;
static const char *on_crash;

static const struct opt options[] = {
	{.name = "due", .kind = OPT_FLAG, .value = &due,
		.help = N_("every waiting run whose time has come (for cron)")},
	{.name = "crashed", .kind = OPT_FLAG, .value = &crashed,
		.help = N_("every run whose process has died")},
	{.name = "with-current", .kind = OPT_FLAG, .value = &with_current,
		.help = N_("take the file as it is now, not as it was recorded")},
	{.name = "on-crash", .kind = OPT_CHOICE, .value = &on_crash, .arg = "what",
		.help = N_("what becomes of steps that had begun"), .choices = "rerun|skip|fail"},
	WORKFLOW_WITH_OPTION,
	WORKFLOW_MOCK_OPTION,
	REQUEST_ENV_OPTION,
	SESSION_OPTIONS,
	{0},
};

static enum on_crash_answer answer(void)
{
	return str_eq(on_crash, "rerun") ? CRASH_RERUN
		: str_eq(on_crash, "skip") ? CRASH_SKIP
		: str_eq(on_crash, "fail") ? CRASH_FAIL
					   : CRASH_AS_STEP_SAYS;
}

/* ---- one run ---- */

/* With `collected` the document of --json goes there; *ret_paused: the run wants an answer. */
static bool resume_once(struct app *app, const struct run_row *row, cJSON *collected,
	bool *ret_paused, struct err *err)
{
	struct session s = {.app = app, .collected = collected};
	struct run_options o = {.resume = row,
		.parent = row->parent,
		.on_crash = answer()};
	bool ok = session_open_run(&s, row, with_current, err) && request_env(&s.env, err) &&
		session_execute(&s, &o, err);

	*ret_paused = s.paused;
	return session_close(&s, ok ? NULL : err);
}

/* Asks somebody who can answer; the words are those of --on-crash, or their first letters. */
static const char *ask(struct app *app, const struct err *why)
{
	static const char *const words[] = {"rerun", "skip", "fail"};
	struct str prompt = {0};
	char line[32];

	if (app->json || session_options.events || !app->err.is_tty || !isatty(STDIN_FILENO))
		return NULL;
	app_note(app, "%s", why->message);
	str_add(&prompt, tr("What becomes of it? [rerun/skip/fail, else it stays paused] "));
	app_put(app, &app->err, &prompt);
	str_release(&prompt);
	app_flush(app);
	if (!fgets(line, sizeof line, stdin))
		return NULL;
	line[strcspn(line, " \t\r\n")] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (*line && strncmp(words[i], line, strlen(line)) == 0)
			return words[i];
	return NULL;
}

static bool resume_run(struct app *app, const struct run_row *row, cJSON *collected, struct err *err)
{
	const char *given = on_crash;
	struct run_row again;
	bool paused, ok = resume_once(app, row, collected, &paused, err);

	/* The answer is for this run only. */
	if (paused && !given && (on_crash = ask(app, err)))
		ok = runs_find(app->store, &app->arena, row->id, &again, err) &&
			resume_once(app, &again, collected, &paused, err);
	on_crash = given;
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

	if (due && str_eq(row->status, "waiting") && row->wake_at <= clock_wall_ms() &&
		!store_run_is_live(store, row->id))
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

/* What became of them. */
struct outcome {
	cJSON *documents; /* of --json, or NULL */
	size_t failed, waiting;
};

static void resume_one(struct app *app, const char *id, struct outcome *o)
{
	struct err err = {0};
	struct run_row row;
	cJSON *document;

	app_note(app, tr("resuming %s"), id);
	app->reported = false;
	if (runs_find(app->store, &app->arena, id, &row, &err) &&
		resume_run(app, &row, o->documents, &err))
		return;
	if (err.kind == ERR_BUSY)
		o->waiting++;
	else
		o->failed++;
	if (!o->documents) {
		app_error(app, &err);
	} else if (!app->reported) {
		document = json_new_object();
		json_set_string(document, "run_id", id);
		json_add_take(document, "error", app_error_json(&err));
		json_append_take(o->documents, document);
	}
}

static void print_outcome(struct app *app, struct outcome *o)
{
	cJSON *document = json_new_object();

	json_add_take(document, "runs", o->documents);
	app_json(app, document);
	json_free(document);
	app->reported = true;
}

static bool conclude(const struct outcome *o, struct err *err)
{
	if (atomic_load(&signals_received))
		return signals_error(err, "interrupted; the other runs are as they were");
	if (o->failed)
		return err_set(err, ERR_RUN, "%zu resumed run%s did not complete", o->failed,
			o->failed == 1 ? "" : "s");
	if (o->waiting) {
		err_set(err, ERR_BUSY, "%zu resumed run%s again", o->waiting,
			o->waiting == 1 ? " waits" : "s wait");
		return err_hint(err, "'blokctl workflow runs --status waiting' lists them");
	}
	return true;
}

/* Each on its own: one that fails does not keep the others from going on, but
 * a signal does: what it would reach next is still waiting. */
static bool resume_many(struct app *app, struct err *err)
{
	struct outcome o = {0};
	struct candidates c = {.app = app};
	struct runs_filter filter = {0};
	bool ok;

	if (report_wishes.len)
		return err_set(err, ERR_USAGE, "a report is of one run: name it");
	if (app->json && !session_options.events)
		o.documents = json_new_array();
	ok = !app->store || runs_each(app->store, &filter, add_candidate, &c, err);
	for (size_t i = c.ids.len; ok && i > 0 && !atomic_load(&signals_received); i--)
		resume_one(app, c.ids.at[i - 1], &o);
	if (ok && !c.ids.len)
		app_note(app, tr("no run to resume"));
	vec_release(&c.ids);
	if (ok && o.documents)
		print_outcome(app, &o);
	else
		json_free(o.documents);
	return ok && conclude(&o, err);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct run_row row;

	if (!argc != (due || crashed)) {
		err_set(err, ERR_USAGE, argc ? "a RUN, or --due or --crashed, not both"
					     : "resume wants a RUN, --due or --crashed");
		return err_hint(err, "'blokctl workflow runs' lists the runs");
	}
	if (!argc)
		return resume_many(app, err);
	return stored_find(app, argv[0], &row, err) && resume_run(app, &row, NULL, err);
}

const struct cmd workflow_resume = {
	.name = "resume",
	.args = "[RUN]",
	.summary = N_("Go on with a run that stopped, failed or waits"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow resume last",
			N_("what is recorded is not done again"),
			"blokctl workflow resume --due",
			N_("the waiting runs whose time has come, from cron"),
			NULL,
		},
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_RUN,
	.run = run,
};
