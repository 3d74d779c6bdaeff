#include "cmd/output.h"
#include "cmd/workflow_request.h"
#include "cmd/workflow_session.h"
#include "cmd/workflow_stored.h"
#include "core/base/tr.h"
#include "core/engine/order.h"

#include <string.h>

static bool with_current, dry_run;
static const char *from;

static const struct opt options[] = {
	{.name = "from",
		.kind = OPT_TEXT,
		.value = &from,
		.arg = "step",
		.help = N_("keep the results before this step (an id or a path), run it and the "
			   "rest")},
	{.name = "dry-run",
		.kind = OPT_FLAG,
		.value = &dry_run,
		.help = N_("show what would be kept and what would run")},
	{.name = "with-current",
		.kind = OPT_FLAG,
		.value = &with_current,
		.help = N_("take the file as it is now, not as it was recorded")},
	WORKFLOW_WITH_OPTION,
	WORKFLOW_MOCK_OPTION,
	REQUEST_ENV_OPTION,
	SESSION_OPTIONS,
	{0},
};

struct cut {
	struct app *app;
	struct order order;
	const char *path; /* from here on nothing is kept */
	cJSON *kept, *again; /* paths, for the plan */
	VEC(const char *) recorded; /* every path there is */
};

/* Results before the step are kept; its containers are open again.  What the
 * file has no longer is neither before nor behind it. */
static bool keep(void *self, const char *path)
{
	struct cut *cut = self;

	return order_knows(&cut->order, path) && !order_holds(path, cut->path) &&
		order_compare(&cut->order, path, cut->path) < 0;
}

static bool has_path(const cJSON *list, const char *path)
{
	json_each(item, list)
		if (str_eq(item->valuestring, path))
			return true;
	return false;
}

/* What is recorded behind the step runs again, completed or not. */
static bool add_row(void *self, const struct attempt_row *row, struct err *err)
{
	struct cut *cut = self;

	(void)err;
	vec_push(&cut->recorded, arena_strdup(&cut->app->arena, row->path));
	if (str_eq(row->node, "branch") || !order_knows(&cut->order, row->path))
		return true;
	if (keep(cut, row->path)) {
		if (str_eq(row->status, "completed"))
			json_append_take(cut->kept, json_new_string(row->path));
	} else if (row->attempt <= 1 || !has_path(cut->again, row->path)) {
		json_append_take(cut->again, json_new_string(row->path));
	}
	return true;
}

/* Steps that the run has not reached run, too; those inside of them are known
 * only then. */
static void add_unreached(struct cut *cut, const struct workflow *wf)
{
	for (size_t i = 0; i < wf->steps.len; i++) {
		const struct step *step = wf->steps.at[i];

		if (!step->inactive && step->kind != STEP_BRANCH && !keep(cut, step->id) &&
			!has_path(cut->again, step->id))
			json_append_take(cut->again, json_new_string(step->id));
	}
}

static bool no_such_step(const struct run_row *row, const struct cut *cut, struct err *err)
{
	const char *nearest = str_nearest(from, cut->recorded.at, cut->recorded.len);

	err_set(err, ERR_WORK, "the run has no step '%s'", from);
	if (nearest)
		return err_hint(err, "did you mean '%s'?", nearest);
	return err_hint(err, "'blokctl workflow show %s' lists the steps", row->id);
}

static bool find_cut(struct session *s, const struct run_row *row, struct cut *cut, struct err *err)
{
	const char *path = order_path_of(s->wf, &s->app->arena, from);
	bool found = path;

	cut->path = path ? path : from;
	if (!runs_each_attempt(s->app->store, row->no, add_row, cut, err))
		return false;
	for (size_t i = 0; i < cut->recorded.len && !found; i++)
		found = str_eq(cut->recorded.at[i], from);
	if (!found)
		return no_such_step(row, cut, err);
	add_unreached(cut, s->wf);
	return true;
}

/* The plan: what is kept, what runs. */
static void show_plan(struct session *s, const struct run_row *row, const struct cut *cut)
{
	cJSON *document;

	if (!s->app->json) {
		app_note(s->app,
			tr("replay of %s from '%s': %zu results are kept, %zu steps run again"),
			row->id, cut->path, json_count(cut->kept), json_count(cut->again));
		json_each(path, cut->kept)
			app_detail(s->app, tr("  kept  %s"), path->valuestring);
		return;
	}
	if (!dry_run)
		return;
	document = json_new_object();
	json_set_string(document, "replay_of", row->id);
	json_set_string(document, "from", cut->path);
	json_add_take(document, "kept", json_copy(cut->kept));
	json_add_take(document, "again", json_copy(cut->again));
	app_json(s->app, document);
	json_free(document);
}

static void list_plan(struct app *app, const struct cut *cut)
{
	json_each(path, cut->kept)
		app_print(app, tr("keep  %s\n"), path->valuestring);
	json_each(path, cut->again)
		app_print(app, tr("run   %s\n"), path->valuestring);
}

static bool replay(struct session *s, const struct run_row *row, struct err *err)
{
	struct run_options o = {.replay = row};
	struct cut cut = {.app = s->app, .kept = json_new_array(), .again = json_new_array()};
	bool ok = true;

	order_init(&cut.order, s->wf, s->registry);
	if (from) {
		ok = find_cut(s, row, &cut, err);
		o.replay_keep = keep;
		o.replay_self = &cut;
		if (ok)
			show_plan(s, row, &cut);
	}
	if (ok && dry_run && !s->app->json)
		list_plan(s->app, &cut);
	if (ok && !dry_run)
		ok = session_execute(s, &o, err);
	order_release(&cut.order);
	json_free(cut.kept);
	json_free(cut.again);
	vec_release(&cut.recorded);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct session s = {.app = app};
	struct run_row row;
	bool ok;

	(void)argc;
	if (dry_run && !from)
		return err_set(err, ERR_USAGE, "--dry-run shows what --from would keep");
	ok = stored_find(app, argv[0], &row, err) && request_env(&s.env, err) &&
		session_open_run(&s, &row, with_current, err) && replay(&s, &row, err);
	return session_close(&s, ok ? NULL : err);
}

const struct cmd workflow_replay = {
	.name = "replay",
	.args = "RUN",
	.summary = N_("Run again with the recorded request, from the start or from a step"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow replay last",
			N_("a new run with the stored request and definition"),
			"blokctl workflow replay last --from answer --dry-run",
			N_("what would be kept, and what would run"),
			NULL,
		},
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_RUN,
	.run = run,
};
