#include "core/engine/frame.h"

#include <string.h>

/* Sub-workflows with wait: false, each a run of its own. */

static bool run_child(struct run *run, const struct workflow *wf, struct run_options *o,
	struct err *err)
{
	struct run_result result;
	bool ok;

	o->parent = run->id;
	o->sinks_len = 0;
	o->replay = NULL;
	ok = run_execute(wf, o, &result, err);
	/* How it ends is its own, and on record. */
	run_result_release(&result);
	return ok;
}

static bool run_detached(struct run *run, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < run->detached.len; i++) {
		const struct detached *child = &run->detached.at[i];
		struct run_options o = *run->options;

		o.request = child->request;
		o.run_id = child->id;
		ok = run_child(run, child->workflow, &o, err);
	}
	return ok;
}

struct pending {
	struct arena arena;
	VEC(struct run_row) rows;
};

static bool add_pending(void *self, const struct run_row *row, struct err *err)
{
	struct pending *p = self;
	struct run_row copy = *row;

	(void)err;
	runs_keep(&p->arena, &copy);
	vec_push(&p->rows, copy);
	return true;
}

/* Those that this run, or a process before this one, has started. */
static bool run_pending(struct run *run, struct err *err)
{
	struct runs_filter filter = {.status = "pending", .parent = run->id};
	struct pending p = {0};
	bool ok = runs_each(run->options->store, &filter, add_pending, &p, err);

	for (size_t i = p.rows.len; ok && i > 0; i--) {
		const struct run_row *row = &p.rows.at[i - 1];
		struct run_options o = *run->options;
		const struct workflow *wf;
		cJSON *request = NULL;

		ok = registry_find(o.registry, row->workflow, &wf, NULL, err) &&
			run_stored_json(row->request, o.redactor, &request, err);
		o.run_id = row->id;
		o.resume = row;
		o.request = request;
		ok = ok && run_child(run, wf, &o, err);
		json_free(request);
	}
	vec_release(&p.rows);
	arena_release(&p.arena);
	return ok;
}

bool run_children(struct run *run, struct err *err)
{
	return run->options->store ? run_pending(run, err) : run_detached(run, err);
}
