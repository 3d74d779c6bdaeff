#include "cmd/output.h"
#include "cmd/workflow.h"
#include "cmd/workflow_shown.h"
#include "core/base/map.h"
#include "core/base/tr.h"
#include "core/engine/order.h"

#include <string.h>

static const char *step;
static bool inputs, outputs;

static const struct opt options[] = {
	{.name = "step",
		.kind = OPT_TEXT,
		.value = &step,
		.arg = "path",
		.help = N_("show this step whole: its inputs, output and every attempt")},
	{.name = "inputs",
		.kind = OPT_FLAG,
		.value = &inputs,
		.help = N_("show the steps' inputs")},
	{.name = "outputs",
		.kind = OPT_FLAG,
		.value = &outputs,
		.help = N_("show the steps' outputs")},
	{0},
};

/* ---- reading ---- */

/* The decision of a branch is recorded, but a branch is no entry of its own. */
static bool is_meant(const struct attempt_row *row)
{
	if (str_eq(row->node, "branch") && !step)
		return false;
	return !step || str_eq(row->path, step) || str_eq(row->step, step);
}

static bool is_container(const char *node)
{
	static const char *const names[] = {"forEach", "loop", "switch", "tryCatch", "subworkflow"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(node, names[i]))
			return true;
	return false;
}

/* The step that ended the run, or one around it. */
static bool is_in_error(const struct shown_run *r, const char *path)
{
	cJSON *error = stored_value(r->row.error);
	const char *at = json_get_string(error, "path");
	bool is = at && order_holds(path, at);

	json_free(error);
	return is;
}

/* What had begun and has no end: how the run ended tells what became of it. */
static void settle(const struct shown_run *r, struct attempt_row *row)
{
	static const struct {
		const char *run, *step;
	} ends[] = {{"waiting", "waiting"}, {"paused", "paused"}, {"cancelled", "cancelled"},
		{"timedOut", "failed"}, {"failed", "failed"}};
	const char *run_status = r->row.status;
	bool began = str_eq(row->status, "running");

	if (r->live || (!began && !str_eq(row->status, "waiting")))
		return;
	if (began)
		row->status = "crashed";
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_eq(run_status, ends[i].run) && (began || str_eq(run_status, "cancelled")))
			row->status = ends[i].step;
	/* The step itself, of which nobody has said yet what becomes of it. */
	if (began && str_eq(run_status, "paused") && !is_container(row->node))
		row->status = "crashed";
	if (began && !row->error && is_in_error(r, row->path))
		row->error = r->row.error;
}

static bool add_attempt(void *self, const struct attempt_row *row, struct err *err)
{
	struct shown_run *r = self;
	struct attempt_row kept = *row;
	const char **texts[] = {&kept.path, &kept.step, &kept.node, &kept.middleware, &kept.status,
		&kept.error, &kept.inputs, &kept.output, &kept.effects};
	bool values = r->app->json || step;

	(void)err;
	if (!is_meant(row))
		return true;
	/* A run may have recorded much more than is going to be shown. */
	if (!values && !inputs)
		kept.inputs = NULL;
	if (!values && !outputs)
		kept.output = NULL;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (*texts[i])
			*texts[i] = arena_strdup(&r->app->arena, *texts[i]);
	settle(r, &kept);
	vec_push(&r->attempts, kept);
	return true;
}

struct names {
	struct arena *arena;
	VEC(const char *) list;
};

static bool add_names(void *self, const struct attempt_row *row, struct err *err)
{
	struct names *p = self;

	(void)err;
	vec_push(&p->list, arena_strdup(p->arena, row->path));
	vec_push(&p->list, arena_strdup(p->arena, row->step));
	return true;
}

static bool no_such_step(struct shown_run *r, struct err *err)
{
	struct names p = {.arena = &r->app->arena};
	const char *nearest = NULL;

	if (!runs_each_attempt(r->app->store, r->row.no, add_names, &p, err)) {
		vec_release(&p.list);
		return false;
	}
	if (p.list.len)
		nearest = str_nearest(step, p.list.at, p.list.len);
	err_set(err, ERR_WORK, "the run has no step '%s'", step);
	if (nearest)
		err_hint(err, "did you mean '%s'?", nearest);
	else
		err_hint(err, "'blokctl workflow show %s' lists them", r->row.id);
	vec_release(&p.list);
	return false;
}

/* A path names one step; an id does when it was run in one place only. */
static bool narrow(struct shown_run *r, struct err *err)
{
	const char *path = NULL;
	size_t kept = 0;

	if (!r->attempts.len)
		return no_such_step(r, err);
	for (size_t i = 0; i < r->attempts.len; i++)
		if (!path || str_eq(r->attempts.at[i].path, step))
			path = r->attempts.at[i].path;
	for (size_t i = 0; i < r->attempts.len; i++) {
		const char *other = r->attempts.at[i].path;

		if (!str_eq(path, step) && !str_eq(path, other)) {
			err_set(err, ERR_USAGE, "'%s' was run in several places", step);
			return err_hint(err, "give a path: '%s' or '%s'", path, other);
		}
		if (str_eq(path, other))
			r->attempts.at[kept++] = r->attempts.at[i];
	}
	r->attempts.len = kept;
	return true;
}

/* ---- --json ---- */

static cJSON *duration_json(int64_t us)
{
	return us < 0 ? json_new_null() : json_new_number((double)(us / 10) / 100);
}

static cJSON *attempt_json(const struct attempt_row *row, size_t attempts)
{
	cJSON *json = json_new_object();

	json_add_take(json, "path", json_new_string(row->path));
	json_add_take(json, "id", json_new_string(row->step));
	json_add_take(json, "node", json_new_string(row->node));
	json_add_take(json, "middleware", stored_text(row->middleware));
	json_add_take(json, "status", json_new_string(row->status));
	json_add_take(json, "attempts", json_new_number((double)attempts));
	json_add_take(json, "attempt", json_new_number(row->attempt));
	json_add_take(json, "cached", json_new_bool(row->cached));
	json_add_take(json, "started_at", stored_time(row->started_at));
	json_add_take(json, "duration_ms", duration_json(row->duration_us));
	json_add_take(json, "inputs", stored_value(row->inputs));
	json_add_take(json, "output", stored_value(row->output));
	json_add_take(json, "effects", stored_value(row->effects));
	json_add_take(json, "error", stored_error(row->error));
	return json;
}

static cJSON *attempts_json(const struct shown_run *r)
{
	cJSON *list = json_new_array();
	struct map counts = {0};

	for (size_t i = 0; i < r->attempts.len; i++) {
		const char *path = r->attempts.at[i].path;

		map_put(&counts, path, (void *)((uintptr_t)map_get(&counts, path) + 1));
	}
	for (size_t i = 0; i < r->attempts.len; i++) {
		const struct attempt_row *row = &r->attempts.at[i];

		json_append_take(list, attempt_json(row, (uintptr_t)map_get(&counts, row->path)));
	}
	map_release(&counts);
	return list;
}

static void print_json(const struct shown_run *r)
{
	cJSON *document = stored_head(r->app->store, &r->row);

	json_add_take(document, "wake_at", stored_time(r->row.wake_at));
	json_add_take(document, "parent", stored_text(r->row.parent));
	json_add_take(document, "replay_of", stored_text(r->row.replay_of));
	json_add_take(document, "request", stored_value(r->row.request));
	json_add_take(document, "response", stored_value(r->row.response));
	json_add_take(document, "error", stored_error(r->row.error));
	json_add_take(document, "steps", attempts_json(r));
	app_json(r->app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct shown_run r = {.app = app, .inputs = inputs, .outputs = outputs};
	bool ok;

	(void)argc;
	ok = stored_find(app, argv[0], &r.row, err);
	r.live = ok && str_eq(stored_status(app->store, &r.row), "running");
	ok = ok && runs_each_attempt(app->store, r.row.no, add_attempt, &r, err) &&
		(!step || narrow(&r, err));
	if (ok)
		app_page(app);
	if (ok && app->json)
		print_json(&r);
	else if (ok && step)
		shown_print_step(&r);
	else if (ok)
		shown_print_run(&r);
	vec_release(&r.attempts);
	return ok;
}

const struct cmd workflow_show = {
	.name = "show",
	.args = "RUN",
	.summary = N_("Show what a run did, step by step"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.details = N_("RUN is 'last', a run's id, or the beginning of one that no other run has."),
	.examples =
		(const char *const[]){
			"blokctl workflow show last",
			N_("the latest run"),
			"blokctl workflow show last --step answer",
			N_("one of its steps whole"),
			NULL,
		},
	.operands = WORDS_RUN,
	.run = run,
};
