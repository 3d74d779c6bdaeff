#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/mem.h"
#include "core/engine/frame.h"

#include <stdio.h>
#include <stdlib.h>

/* BLOK_MAX_SUBWORKFLOW_DEPTH can lower it; more would not fit the stack. */
#define MAX_DEPTH 10

static int max_depth(void)
{
	const char *text = getenv("BLOK_MAX_SUBWORKFLOW_DEPTH");
	int depth = text ? (int)strtol(text, NULL, 10) : MAX_DEPTH;

	return depth > 0 && depth < MAX_DEPTH ? depth : MAX_DEPTH;
}

static bool find(struct frame *f, const char *name, const struct workflow **ret,
	struct failure *failure)
{
	struct err err;

	if (registry_find(f->run->options->registry, name, ret, NULL, &err))
		return true;
	failure_set(failure, "Error", 500, "%s", err.message);
	failure->engine = true;
	return failure_hint(failure, "%s", err.hint);
}

static bool allowed(const struct step *step, const char *name, struct failure *failure)
{
	if (!step->allow_list)
		return true;
	json_each(item, step->allow_list)
		if (json_is_string(item) && str_eq(item->valuestring, name))
			return true;
	failure_set(failure, "Error", 403, "the sub-workflow '%s' is not in the allowList of '%s'",
		name, step->id);
	failure->engine = true;
	return false;
}

static bool note_document(struct frame *f, const struct workflow *wf, struct failure *failure)
{
	struct err err;

	return !f->run->journal || journal_document(f->run->journal, wf, wf->name, &err) ||
		run_fatal(f->run, &err, failure);
}

/* What a child sees as its request. */
static cJSON *child_request(const struct frame *f, const struct workflow *wf, const cJSON *inputs)
{
	cJSON *request = json_new_object(), *wrapped = json_new_object();

	json_add_take(request, "body", json_copy(inputs));
	json_add_take(request, "headers", json_new_object());
	json_add_take(request, "params", json_new_object());
	json_add_take(request, "query", json_new_object());
	json_add_take(wrapped, "id", json_copy(json_get(f->request, "id")));
	json_set_string(wrapped, "workflow_name", wf->name);
	json_set_string(wrapped, "workflow_path", wf->document.source.path);
	json_add_take(wrapped, "request", request);
	json_add_take(wrapped, "no_error", json_copy(json_get(f->request, "no_error")));
	return wrapped;
}

static bool run_child(struct frame *f, const struct workflow *wf, const cJSON *inputs, cJSON **ret,
	struct failure *failure)
{
	cJSON *request = child_request(f, wf, inputs);
	struct response response = {0};
	struct layers state;
	struct frame child;
	enum flow flow;

	layers_init(&state, NULL);
	response_set_take(&response, json_new_string(""));
	frame_inherit(&child, f);
	str_add_char(&child.path, '/');
	child.workflow = wf;
	child.state = &state;
	child.response = &response;
	child.request = request;
	child.error = NULL;
	child.depth = f->depth + 1;
	child.iteration = 0;
	flow = run_block(&child, &wf->steps, failure);
	if (flow != FLOW_FAILED)
		*ret = response_envelope(&response);
	frame_release(&child);
	response_release(&response);
	layers_release(&state);
	json_free(request);
	return flow != FLOW_FAILED;
}

/* wait: false: noted now, in the store with this step's result, and run when
 * this run has ended. */
static bool detach(struct frame *f, const struct workflow *wf, const cJSON *inputs, cJSON **ret,
	struct failure *failure)
{
	struct detached child = {.workflow = wf};
	char ulid[ID_ULID_LEN + 1], now[CLOCK_ISO_MAX];

	id_ulid(ulid);
	snprintf(child.id, sizeof child.id, "run_%s", ulid);
	child.request = json_new_object();
	json_add_take(child.request, "body", json_copy(inputs));
	child.request = run_request(wf, child.request);
	if (f->run->journal) {
		char *request = json_text(child.request);
		struct err err;
		bool ok = journal_child(f->run->journal, wf, child.id, request, &err);

		free(request);
		json_free(child.request);
		if (!ok)
			return run_fatal(f->run, &err, failure);
	} else {
		pthread_mutex_lock(&f->run->mutex);
		vec_push(&f->run->detached, child);
		pthread_mutex_unlock(&f->run->mutex);
	}
	clock_format_iso(clock_now_ms(), now);
	*ret = json_new_object();
	json_set_string(*ret, "runId", child.id);
	json_set_string(*ret, "workflowName", wf->name);
	json_set_string(*ret, "scheduledAt", now);
	return true;
}

static bool run_named(struct frame *f, const struct step *step, const char *name,
	const cJSON *inputs, cJSON **ret, struct failure *failure)
{
	const struct workflow *wf;

	if (!allowed(step, name, failure) || !find(f, name, &wf, failure))
		return false;
	if (f->depth + 1 > max_depth()) {
		failure_set(failure, "Error", 500, "sub-workflows are nested deeper than %d",
			max_depth());
		failure->engine = true;
		return false;
	}
	if (!note_document(f, wf, failure))
		return false;
	if (step->detached)
		return detach(f, wf, inputs, ret, failure);
	return run_child(f, wf, inputs, ret, failure);
}

bool subworkflow_inputs(struct frame *f, const struct step *step, cJSON **ret,
	struct failure *failure)
{
	cJSON *name = NULL, *inputs = NULL;

	if (!resolve(f, step->subject, &name, failure))
		return false;
	if (!json_is_string(name) || !*name->valuestring) {
		failure_set(failure, "TypeError", 500, "the sub-workflow's name is %s",
			name ? json_type_name(name) : "undefined");
		failure->engine = true;
		json_free(name);
		return false;
	}
	if (step->inputs && !resolve(f, step->inputs, &inputs, failure)) {
		json_free(name);
		return false;
	}
	*ret = json_new_object();
	json_add_take(*ret, "workflow", name);
	json_add_take(*ret, "inputs", inputs ? inputs : json_new_object());
	return true;
}

bool run_subworkflow(struct frame *f, const struct step *step, const cJSON *inputs, cJSON **ret,
	struct failure *failure)
{
	return run_named(f, step, json_get_string(inputs, "workflow"), json_get(inputs, "inputs"),
		ret, failure);
}

/* Middleware runs on the same state, before the workflow's own steps. */
static enum flow run_one_middleware(struct frame *f, const char *name, struct failure *failure)
{
	const struct workflow *wf;
	struct frame inner;
	enum flow flow;

	if (!find(f, name, &wf, failure) || !note_document(f, wf, failure))
		return FLOW_FAILED;
	frame_inherit(&inner, f);
	str_addf(&inner.path, "@%s/", name);
	inner.workflow = wf;
	inner.middleware = name;
	flow = run_block(&inner, &wf->steps, failure);
	frame_release(&inner);
	return flow;
}

bool run_middleware(struct frame *f, const cJSON *chain, bool *ret_stop, struct failure *failure)
{
	enum flow flow = FLOW_NEXT;

	json_each(name, chain) {
		if (!json_is_string(name) || flow != FLOW_NEXT)
			continue;
		/* Before everything of the workflow itself, in the chain's order. */
		f->order[0] = f->order[1] = 0;
		f->order_len = 2;
		flow = run_one_middleware(f, name->valuestring, failure);
		f->order_len = 0;
		f->iteration++;
	}
	*ret_stop = flow == FLOW_STOP;
	return flow != FLOW_FAILED;
}
