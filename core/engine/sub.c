#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/sha256.h"
#include "core/engine/frame.h"
#include "core/engine/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* BLOK_MAX_SUBWORKFLOW_DEPTH can lower it; more would not fit the stack. */
#define MAX_DEPTH 10

static int max_depth(void)
{
	const char *text = getenv("BLOK_MAX_SUBWORKFLOW_DEPTH");
	int depth = text ? (int)strtol(text, NULL, 10) : MAX_DEPTH;

	return depth > 0 && depth < MAX_DEPTH ? depth : MAX_DEPTH;
}

static bool find(
	struct frame *f, const char *name, const struct workflow **ret, struct failure *failure)
{
	struct err err;

	if (registry_find(f->run->options->registry, name, ret, NULL, &err))
		return f->only_shows || sandbox_allows(f->run, *ret, failure);
	failure_set(failure, "Error", 500, "%s", err.message);
	failure->engine = true;
	/* There are too many of that name, or it does not load. */
	if (err.kind == ERR_INPUT)
		failure->kind = FAILURE_MISSING;
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

	return run_note_document(f->run, wf, &err) || run_fatal(f->run, &err, failure);
}

/* What a child sees as its request. */
static cJSON *child_request(const struct frame *f, const struct workflow *wf, const cJSON *inputs)
{
	cJSON *request = json_new_object(), *wrapped;

	json_add_take(request, "body", json_copy(inputs));
	json_add_take(request, "headers", json_new_object());
	json_add_take(request, "params", json_new_object());
	json_add_take(request, "query", json_new_object());
	wrapped = request_wrap(wf, json_get_string(f->request, "id"), request);
	json_free(request);
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

void show_subworkflow(struct frame *f, const struct progress *p)
{
	cJSON *call = recorded_inputs(p), *ignored = NULL;
	const char *name = json_get_string(call, "workflow");
	bool before = f->only_shows;
	struct failure failure = {0};
	const struct workflow *wf;

	f->only_shows = true;
	/* One that was mocked, or found by its key, has no steps to show. */
	if (name && find(f, name, &wf, &failure))
		run_child(f, wf, json_get(call, "inputs"), &ignored, &failure);
	f->only_shows = before;
	failure_release(&failure);
	json_free(ignored);
	json_free(call);
}

/* The child of this step of this run, however often it gets that far: the
 * parent's time, and a hash. */
static void child_id(const struct frame *f, char out[RUN_ID_MAX])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char hash[SHA256_SIZE];
	struct str text = {0};
	char tail[17] = "";

	str_addf(&text, "child\n%s\n%s\n%lld", f->run->id, str_text(&f->path), (long long)f->since);
	sha256(str_text(&text), text.len, hash);
	for (size_t i = 0; i < 16; i++)
		tail[i] = digits[hash[i] & 31];
	snprintf(out, RUN_ID_MAX, "%.14s%s", f->run->id, tail);
	str_release(&text);
}

/* wait: false: noted now, in the store with this step's result, and run when
 * this run has ended. */
static bool detach(struct frame *f, const struct workflow *wf, const cJSON *inputs, cJSON **ret,
	struct failure *failure)
{
	struct detached child = {.workflow = wf};
	char now[CLOCK_ISO_MAX];

	child_id(f, child.id);
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

bool run_subworkflow(struct frame *f, const struct step *step, const cJSON *call, cJSON **ret,
	struct failure *failure)
{
	const char *name = json_get_string(call, "workflow");
	const cJSON *inputs = json_get(call, "inputs");
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

bool subworkflow_inputs(
	struct frame *f, const struct step *step, cJSON **ret, struct failure *failure)
{
	cJSON *name = NULL, *inputs = NULL;

	if (!resolve(f, step->subject, &name, failure))
		return false;
	if (!json_is_string(name) || !*name->valuestring) {
		failure_set(failure, "TypeError", 500, "the sub-workflow's name is %s",
			json_is_string(name) ? "empty"
			: name               ? json_type_name(name)
					     : "undefined");
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

/* Middleware runs on the same state, before the workflow's own steps. */
static enum flow run_one_middleware(
	struct frame *f, const char *name, size_t occurrence, struct failure *failure)
{
	const struct workflow *wf;
	struct frame inner;
	enum flow flow;

	if (!find(f, name, &wf, failure)) {
		if (!f->only_shows)
			return FLOW_FAILED;
		failure_release(failure);
		return FLOW_NEXT;
	}
	if (!note_document(f, wf, failure))
		return FLOW_FAILED;
	frame_inherit(&inner, f);
	path_add_middleware(&inner.path, name, occurrence);
	inner.workflow = wf;
	inner.middleware = name;
	flow = run_block(&inner, &wf->steps, failure);
	frame_release(&inner);
	return flow;
}

static void add_names(cJSON *chain, const cJSON *names)
{
	json_each(name, names)
		if (json_is_string(name))
			json_append_take(chain, json_copy(name));
}

cJSON *middleware_chain(const struct workflow *wf)
{
	const char *global = getenv("BLOK_GLOBAL_MIDDLEWARE");
	cJSON *chain = json_new_array();

	while (global && *global) {
		size_t len = strcspn(global, ", ");

		if (len)
			json_append_take(chain, json_new_bytes(global, len));
		global += len + (global[len] != '\0');
	}
	add_names(chain, wf->middleware);
	add_names(chain, wf->trigger_middleware);
	return chain;
}

bool run_middleware(struct frame *f, const cJSON *chain, bool *ret_stop, struct failure *failure)
{
	enum flow flow = FLOW_NEXT;

	json_each(name, chain) {
		if (flow != FLOW_NEXT)
			break;
		/* Before everything of the workflow itself, in the chain's order. */
		f->order[0] = f->order[1] = 0;
		f->order_len = 2;
		flow = run_one_middleware(
			f, name->valuestring, path_occurrence(chain, name), failure);
		f->order_len = 0;
		f->iteration++;
	}
	*ret_stop = flow == FLOW_STOP;
	return flow != FLOW_FAILED;
}
