#include "core/base/clock.h"
#include "core/data/sandbox_policy.h"
#include "core/engine/frame.h"
#include "core/engine/plan.h"
#include "core/store/gates.h"

#include <stdlib.h>

/* What stands before the first step: the input's schema, the concurrencyKey. */

struct demand {
	struct arena scratch;
	const cJSON *config;
	const struct step *step; /* the first whose sandbox cannot be had */
	unsigned lacks;
};

static bool is_required(const struct sandbox *s)
{
	for (; s; s = s->around)
		if (s->mode == SANDBOX_REQUIRED)
			return true;
	return false;
}

static void look_at_step(void *self, const struct step *step, int depth)
{
	struct demand *d = self;
	const struct sandbox *s;

	(void)depth;
	if (d->lacks || step->mock || !step->node || !step->node->starts_program)
		return;
	s = sandbox_policy(&d->scratch, &(struct sandbox_sources){d->config, step->sandbox, NULL});
	if (!is_required(s))
		return;
	d->step = step;
	d->lacks = sandbox_lacks(s);
}

bool sandbox_allows(const struct run *run, const struct workflow *wf, struct failure *failure)
{
	struct demand d = {.config = run->options->sandbox};
	struct str why = {0};

	workflow_each_step(&wf->steps, look_at_step, &d);
	arena_release(&d.scratch);
	if (!d.lacks)
		return true;
	sandbox_explain(d.lacks, &why);
	failure_set(failure, "SandboxError", 500,
		"the step '%s' requires a sandbox that cannot be had: %s", d.step->id,
		str_text(&why));
	str_release(&why);
	failure->kind = FAILURE_REFUSED;
	failure->engine = true;
	return failure_hint(failure, "'blokctl doctor' tells more; mode: preferred runs without");
}

/* The caller's fault: which part of the body, and what of it. */
static bool refuse_input(const struct workflow *wf, const struct schema_errors *errors,
	struct failure *failure)
{
	cJSON *list = json_new_array();
	struct str why = {0};

	for (size_t i = 0; i < errors->list.len; i++) {
		const struct schema_error *e = &errors->list.at[i];
		cJSON *item = json_new_object();

		str_addf(&why, "%s%s %s", i ? ", " : "", *e->instance_path ? e->instance_path : "the body",
			e->message);
		json_set_string(item, "path", e->instance_path);
		json_set_string(item, "message", e->message);
		json_append_take(list, item);
	}
	failure_set(failure, "ValidationError", 400,
		"the request does not fit the workflow's input: %s", str_text(&why));
	str_release(&why);
	failure->body = json_new_object();
	json_set_string(failure->body, "error", failure->message);
	json_set_string(failure->body, "workflowName", wf->name);
	json_add_take(failure->body, "validation_errors", list);
	return failure_hint(failure, "run it again with another body: --input, or body in --request");
}

bool run_input_fits(const struct workflow *wf, const cJSON *body, struct failure *failure)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7, .check_formats = true};
	struct schema_errors errors = {0};
	struct arena scratch = {0};
	const struct schema *schema;
	struct err err;
	bool ok = true;

	if (!json_is_object(wf->input))
		return true;
	if (!schema_compile(&scratch, wf->input, &options, &schema, &err)) {
		failure_set(failure, "Error", 500, "the workflow's 'input' is no JSON Schema: %s",
			err.message);
		ok = false;
	} else if (!schema_check(schema, body, &errors)) {
		refuse_input(wf, &errors, failure);
		ok = false;
	}
	schema_errors_release(&errors);
	arena_release(&scratch);
	return ok;
}

/* A key as a message may show it. */
static char *shown_key(const struct frame *f, const char *key)
{
	struct str text = {0};

	str_add(&text, key);
	redact_text(f->run->options->redactor, &text);
	return str_take(&text);
}

#define QUEUE_MIN_MS 50
#define QUEUE_MAX_MS 1000

static bool throttled(const struct frame *f, const char *key, struct failure *failure)
{
	char *shown = shown_key(f, key);

	failure_set(failure, "ConcurrencyLimitError", 429,
		"%u runs with the concurrencyKey '%s' are running already", f->workflow->gate.limit,
		shown);
	free(shown);
	failure->body = json_new_object();
	json_set_string(failure->body, "error", failure->message);
	return failure_hint(failure, "run it again later, or set onLimit to queue");
}

static bool waited_too_long(const struct frame *f, const char *key, struct failure *failure)
{
	char *shown = shown_key(f, key);

	failure_set(failure, "QueueTimeoutError", 410,
		"waited longer than %lldms for the concurrencyKey '%s'",
		(long long)f->workflow->gate.queue_timeout_ms, shown);
	free(shown);
	return false;
}

/* `stored`: the key as the store has it. */
static bool queue_for_slot(struct frame *f, const char *key, const char *stored,
	struct failure *failure)
{
	const struct gate *gate = &f->workflow->gate;
	struct slot_request request = {.workflow = f->workflow->name,
		.key = stored,
		.run = f->run->id,
		.limit = gate->limit,
		.lease_ms = gate->lease_ms};
	int64_t until = gate->queue_timeout_ms ? clock_mono_us() + gate->queue_timeout_ms * 1000
					       : INT64_MAX;
	struct err err;

	for (int64_t pause = QUEUE_MIN_MS, next = 0;;
		pause = pause * 2 < QUEUE_MAX_MS ? pause * 2 : QUEUE_MAX_MS) {
		bool taken;

		/* A place that comes free too late is somebody else's. */
		if (next >= until)
			return waited_too_long(f, key, failure);
		request.now_ms = clock_wall_ms();
		if (!slot_take(f->run->options->store, &request, &taken, &err))
			return run_fatal(f->run, &err, failure);
		if (taken)
			return true;
		if (!gate->queue)
			return throttled(f, key, failure);
		next = clock_mono_us() + pause * 1000;
		if (next > until)
			next = until;
		if (!run_sleep_until(f, next, failure))
			return false;
	}
}

static bool take_slot(struct frame *f, const char *key, struct failure *failure)
{
	char *stored = run_stored_key(f->run, key);
	bool ok = queue_for_slot(f, key, stored, failure);

	free(stored);
	return ok;
}

/* True as well when there is no gate; *ret_taken: a place has to be given back. */
static bool pass_gate(struct frame *f, bool *ret_taken, struct failure *failure)
{
	const struct gate *gate = &f->workflow->gate;
	struct str text = {0};
	cJSON *key = NULL;
	bool ok = true;

	*ret_taken = false;
	if (!gate->key || !f->run->options->store || f->run->options->parent)
		return true;
	if (!resolve(f, gate->key, &key, failure))
		return false;
	if (key && !json_is_null(key)) {
		resolve_string(key, &text);
		ok = *ret_taken = take_slot(f, str_text(&text), failure);
	}
	str_release(&text);
	json_free(key);
	return ok;
}

bool run_enter(struct frame *f, bool *ret_slot, struct failure *failure)
{
	struct err err;

	return sandbox_allows(f->run, f->workflow, failure) &&
		run_input_fits(f->workflow, json_get(json_get(f->request, "request"), "body"),
			failure) &&
		pass_gate(f, ret_slot, failure) &&
		(!f->run->options->resume || journal_commit(f->run->journal, &err) ||
			run_fatal(f->run, &err, failure));
}
