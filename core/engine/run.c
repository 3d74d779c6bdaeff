#include "core/engine/run.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/mem.h"
#include "core/engine/frame.h"
#include "core/store/gates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void run_result_release(struct run_result *r)
{
	json_free(r->response);
	json_free(r->state);
	failure_release(&r->failure);
	*r = (struct run_result){0};
}

static void set_new_id(struct run *run)
{
	char ulid[ID_ULID_LEN + 1];

	id_ulid(ulid);
	snprintf(run->id, sizeof run->id, "run_%s", ulid);
}

static void run_init(struct run *run, const struct workflow *wf, const struct run_options *options)
{
	*run = (struct run){.options = options, .workflow = wf, .started_us = clock_mono_us()};
	if (options->resume)
		snprintf(run->id, sizeof run->id, "%s", options->resume->id);
	else if (options->run_id)
		snprintf(run->id, sizeof run->id, "%s", options->run_id);
	else
		set_new_id(run);
	pthread_mutex_init(&run->mutex, NULL);
	pthread_cond_init(&run->slot_free, NULL);
}

static void run_release(struct run *run)
{
	journal_free(run->journal);
	json_free(run->env);
	map_release(&run->schemas);
	arena_release(&run->schema_arena);
	for (size_t i = 0; i < run->schema_documents.len; i++)
		json_free(run->schema_documents.at[i]);
	vec_release(&run->schema_documents);
	map_release(&run->kv);
	json_free(run->kv_values);
	for (size_t i = 0; i < run->kv_removed.len; i++)
		json_free(run->kv_removed.at[i]);
	vec_release(&run->kv_removed);
	for (size_t i = 0; i < run->detached.len; i++)
		json_free(run->detached.at[i].request);
	vec_release(&run->detached);
	pthread_cond_destroy(&run->slot_free);
	pthread_mutex_destroy(&run->mutex);
}

/* The documents that this one names, so that a run can go on without them. */
static void note_documents(struct run *run, const struct workflow *wf, int depth);

static void note_named(struct run *run, const char *name, int depth)
{
	const struct workflow *wf;
	struct err err;

	if (depth < 10 && registry_find(run->options->registry, name, &wf, NULL, &err) &&
		journal_document(run->journal, wf, name, &err))
		note_documents(run, wf, depth + 1);
}

struct named {
	struct run *run;
	int depth;
};

static void note_step(void *self, const struct step *step, int depth)
{
	struct named *n = self;

	(void)depth;
	if (step->kind == STEP_SUBWORKFLOW && !binding_is_dynamic(step->subject))
		note_named(n->run, step->subject->at->valuestring, n->depth);
}

static void note_documents(struct run *run, const struct workflow *wf, int depth)
{
	struct named n = {run, depth};

	json_each(name, wf->middleware)
		if (json_is_string(name))
			note_named(run, name->valuestring, depth);
	json_each(name, wf->trigger_middleware)
		if (json_is_string(name))
			note_named(run, name->valuestring, depth);
	workflow_each_step(&wf->steps, note_step, &n);
}

static struct journal *new_journal(struct run *run)
{
	const struct run_row *before =
		run->options->resume ? run->options->resume : run->options->replay;
	char *request = json_text(run->options->request), hash[WORKFLOW_HASH_MAX];
	struct run_new row = {.id = run->id,
		.workflow = run->workflow->name,
		.version = run->workflow->version,
		.file = run->workflow->document.source.path,
		.document_hash = hash,
		.request = request,
		.parent = run->options->parent,
		.replay_of = run->options->replay ? before->id : NULL,
		.started_at = clock_wall_ms()};
	struct journal *j;

	workflow_hash(run->workflow, hash);
	j = journal_open(run->options->store, &row, run->workflow, run->options->redactor);
	free(request);
	return j;
}

/* From one seed come the same ids: a new run takes the next that no other has. */
static bool lock_run(struct run *run, struct err *err)
{
	const struct run_options *o = run->options;
	bool seeded = !o->resume && !o->run_id && id_is_seeded();

	for (;;) {
		bool taken;

		run->locked = store_lock_run(o->store, run->id);
		taken = !run->locked;
		if (run->locked && seeded && !runs_have(o->store, run->id, &taken, err))
			return false;
		if (!taken)
			return true;
		if (!seeded) {
			err_set(err, ERR_BUSY, "%s is running in another process", run->id);
			return err_hint(err, "blokctl workflow show %s", run->id);
		}
		if (run->locked)
			store_unlock_run(o->store, run->id);
		run->locked = false;
		set_new_id(run);
	}
}

static bool open_journal(struct run *run, struct err *err)
{
	const struct run_options *o = run->options;

	if (!o->store)
		return true;
	if (!lock_run(run, err))
		return false;
	run->journal = new_journal(run);
	if (o->resume) {
		run->over = str_eq(o->resume->status, "completed");
		if (run->over)
			journal_close_for_writing(run->journal);
		return journal_reopen(run->journal, o->resume->no, err);
	}
	note_documents(run, run->workflow, 0);
	if (o->replay && o->replay_keep)
		return journal_adopt(run->journal, o->replay->no, o->replay_keep, o->replay_self, err);
	return true;
}

/* What expressions see around the request: ids, and ctx.error's first value. */
static cJSON *wrap_request(const struct run *run)
{
	cJSON *wrapped = json_new_object(), *no_error = json_new_object();
	char id[ID_UUID_LEN + 1];

	id_uuid_of(run->id, id); /* a resumed run has the same */
	json_set_string(wrapped, "id", id);
	json_set_string(wrapped, "workflow_name", run->workflow->name);
	json_set_string(wrapped, "workflow_path", run->workflow->document.source.path);
	json_add_take(wrapped, "request", json_copy(run->options->request));
	json_add_take(no_error, "message", json_new_array());
	json_add_take(wrapped, "no_error", no_error);
	return wrapped;
}

/* ---- gates before the first step ---- */

/* The document's `input` schema: the caller's fault when the body fails it. */
static bool check_input(struct frame *f, struct failure *failure)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7, .check_formats = true};
	const cJSON *body = json_get(json_get(f->request, "request"), "body");
	struct schema_errors errors = {0};
	struct arena scratch = {0};
	const struct schema *schema;
	struct err err;
	bool ok = true;

	if (!json_is_object(f->workflow->input))
		return true;
	if (!schema_compile(&scratch, f->workflow->input, &options, &schema, &err)) {
		failure_set(failure, "Error", 500, "the workflow's 'input' is no JSON Schema: %s",
			err.message);
		ok = false;
	} else if (!schema_check(schema, body, &errors)) {
		cJSON *list = json_new_array();

		failure_set(failure, "ValidationError", 400, "the request does not fit the workflow's input");
		failure->body = json_new_object();
		json_set_string(failure->body, "error", failure->message);
		json_set_string(failure->body, "workflowName", f->workflow->name);
		for (size_t i = 0; i < errors.list.len; i++) {
			cJSON *item = json_new_object();

			json_set_string(item, "path", errors.list.at[i].instance_path);
			json_set_string(item, "message", errors.list.at[i].message);
			json_append_take(list, item);
		}
		json_add_take(failure->body, "validation_errors", list);
		ok = false;
	}
	schema_errors_release(&errors);
	arena_release(&scratch);
	return ok;
}

#define QUEUE_MIN_MS 50
#define QUEUE_MAX_MS 1000

static bool throttled(const struct gate *gate, const char *key, struct failure *failure)
{
	failure_set(failure, "ConcurrencyLimitError", 429,
		"%u runs with the concurrencyKey '%s' are running already", gate->limit, key);
	failure->body = json_new_object();
	json_set_string(failure->body, "error", failure->message);
	return failure_hint(failure, "run it again later, or set onLimit to queue");
}

static bool take_slot(struct frame *f, const struct gate *gate, const char *key,
	struct failure *failure)
{
	struct slot_request request = {.workflow = f->workflow->name,
		.key = key,
		.run = f->run->id,
		.limit = gate->limit,
		.lease_ms = gate->lease_ms};
	int64_t until = clock_mono_us() + gate->queue_timeout_ms * 1000;
	struct err err;

	for (int64_t pause = QUEUE_MIN_MS;; pause = pause * 2 < QUEUE_MAX_MS ? pause * 2 : QUEUE_MAX_MS) {
		bool taken;

		request.now_ms = clock_wall_ms();
		if (!slot_take(f->run->options->store, &request, &taken, &err))
			return run_fatal(f->run, &err, failure);
		if (taken)
			return true;
		if (!gate->queue)
			return throttled(gate, key, failure);
		if (gate->queue_timeout_ms && clock_mono_us() >= until)
			return failure_set(failure, "QueueTimeoutError", 410,
				"waited longer than %lldms for the concurrencyKey '%s'",
				(long long)gate->queue_timeout_ms, key);
		if (!run_sleep_until(f, clock_mono_us() + pause * 1000, failure))
			return false;
	}
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
		ok = *ret_taken = take_slot(f, gate, str_text(&text), failure);
	}
	str_release(&text);
	json_free(key);
	return ok;
}

/* Through the gate; a run that goes on is this process's from then on. */
static bool enter(struct frame *f, bool *ret_slot, struct failure *failure)
{
	struct err err;

	return pass_gate(f, ret_slot, failure) &&
		(!f->run->options->resume || journal_commit(f->run->journal, &err) ||
			run_fatal(f->run, &err, failure));
}

/* ---- the run itself ---- */

static cJSON *names_of(const char *list)
{
	cJSON *names = json_new_array();

	while (list && *list) {
		size_t len = strcspn(list, ", ");

		if (len)
			json_append_take(names, json_new_bytes(list, len));
		list += len + (list[len] != '\0');
	}
	return names;
}

/* BLOK_GLOBAL_MIDDLEWARE, then the workflow's chain, then the trigger's. */
static bool run_all_middleware(struct frame *f, bool *ret_stop, struct failure *failure)
{
	const struct workflow *wf = f->workflow;
	cJSON *global = names_of(getenv("BLOK_GLOBAL_MIDDLEWARE"));
	bool ok = run_middleware(f, global, ret_stop, failure);

	json_free(global);
	if (ok && !*ret_stop)
		ok = run_middleware(f, wf->middleware, ret_stop, failure);
	if (ok && !*ret_stop)
		ok = run_middleware(f, wf->trigger_middleware, ret_stop, failure);
	f->iteration = 0;
	f->order_len = 0;
	return ok;
}

static bool run_document(struct frame *f, struct failure *failure)
{
	bool stop = false;

	if (!run_all_middleware(f, &stop, failure))
		return false;
	return stop || run_block(f, &f->workflow->steps, failure) != FLOW_FAILED;
}

static const char *status_of(const struct run *run, bool ok, const struct failure *failure)
{
	if (ok)
		return "completed";
	switch (failure->kind) {
	case FAILURE_TIMEOUT: return "timedOut";
	case FAILURE_WAITING: return "waiting";
	case FAILURE_PAUSED: return "paused";
	case FAILURE_CANCELLED: return atomic_load(&run->failed_hard) ? "failed" : "cancelled";
	default: break;
	}
	if (!failure->step_id && failure->code == 429)
		return "throttled";
	return !failure->step_id && failure->code == 410 ? "expired" : "failed";
}

static void apply_timeout(struct frame *f)
{
	int64_t ms = f->run->options->timeout_ms;

	if (!ms)
		return;
	f->deadline_us = clock_mono_us() + ms * 1000;
	f->deadline_ms = ms;
}

static bool record_run_end(struct run *run, struct run_result *result, struct err *err)
{
	bool failed = !str_eq(result->status, "completed");
	bool open = result->failure.kind == FAILURE_WAITING || result->failure.kind == FAILURE_PAUSED;
	cJSON *error = failed && !open ? run_error_json(&result->failure) : NULL;
	char *response = open ? NULL : json_text(result->response);
	char *error_text = error ? json_text(error) : NULL;
	struct run_end end = {.status = result->status,
		.response = response,
		.error = error_text,
		.ended_at = open ? 0 : clock_wall_ms(),
		.duration_ms = result->duration_ms,
		.steps = journal_count(run->journal),
		.wake_at = result->wake_at};
	bool ok = journal_end(run->journal, &end, err);

	free(response);
	free(error_text);
	json_free(error);
	return ok;
}

static bool finish(struct run *run, struct frame *f, bool ok, struct run_result *result,
	struct err *err)
{
	result->status = status_of(run, ok, &result->failure);
	result->wake_at = run->wake_at;
	result->response = ok ? response_of_output(f->response->data)
			      : response_of_failure(&result->failure);
	result->state = layers_to_json(f->state);
	result->duration_ms = (clock_mono_us() - run->started_us) / 1000;
	result->recorded = run->journal;
	if (atomic_load(&run->failed_hard)) {
		*err = run->fatal;
		return false;
	}
	/* One that is not let in again stays as it was. */
	if (run->options->resume && !ok && !result->failure.step_id &&
		(result->failure.code == 429 || result->failure.code == 410))
		return true;
	return !run->journal || record_run_end(run, result, err);
}

static bool run_pending(struct run *run, struct err *err);
static bool run_detached(struct run *run, struct err *err);

/* From the first step to the response. */
static bool run_whole(struct run *run, struct run_result *ret, struct err *err)
{
	cJSON *request = wrap_request(run);
	struct response response = {0};
	struct arena scratch = {0};
	struct layers state;
	struct frame f;
	bool ok, slot = false;

	layers_init(&state, NULL);
	response_set_take(&response, json_new_string(""));
	frame_init(&f, run, run->workflow);
	f.state = &state;
	f.response = &response;
	f.request = request;
	f.scratch = &scratch;
	apply_timeout(&f);
	run_emit(run, &(struct run_event){.kind = EVENT_RUN_STARTED, .workflow = run->workflow});
	ok = (run->over || (check_input(&f, &ret->failure) && enter(&f, &slot, &ret->failure))) &&
		run_document(&f, &ret->failure);
	ok = finish(run, &f, ok, ret, err);
	if (slot && ok)
		ok = slot_release(run->options->store, run->id, err);
	frame_release(&f);
	response_release(&response);
	layers_release(&state);
	json_free(request);
	arena_release(&scratch);
	return ok;
}

bool run_execute(const struct workflow *wf, const struct run_options *options,
	struct run_result *ret, struct err *err)
{
	struct run run;
	bool ok;

	*ret = (struct run_result){0};
	run_init(&run, wf, options);
	ok = open_journal(&run, err);
	memcpy(ret->id, run.id, sizeof ret->id);
	ok = ok && run_whole(&run, ret, err) &&
		(options->store ? run_pending(&run, err) : run_detached(&run, err));
	if (run.locked)
		store_unlock_run(options->store, run.id);
	run_release(&run);
	return ok;
}

/* ---- sub-workflows with wait: false, each a run of its own ---- */

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
			json_parse(row->request, strlen(row->request), &request, err);
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

void apply_effects(struct frame *f, const cJSON *effects, bool replayed)
{
	json_each(value, json_get(effects, "publish"))
		frame_store_take(f, value->string, json_copy(value));
	if (replayed)
		kv_restore(f->run, json_get(effects, "kv"));
}
