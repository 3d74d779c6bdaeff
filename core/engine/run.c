#include "core/engine/run.h"

#include "core/base/clock.h"
#include "core/base/cond.h"
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
	run->schemas.check_formats = true;
	if (options->resume)
		snprintf(run->id, sizeof run->id, "%s", options->resume->id);
	else if (options->run_id)
		snprintf(run->id, sizeof run->id, "%s", options->run_id);
	else
		set_new_id(run);
	pthread_mutex_init(&run->mutex, NULL);
	cond_init(&run->slot_free);
}

static void run_release(struct run *run)
{
	journal_free(run->journal);
	json_free(run->env);
	json_free(run->allowed_env);
	map_release(&run->documents);
	node_schemas_release(&run->schemas);
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

/* ---- the documents that a run uses, so that it can go on without them ---- */

bool run_note_document(struct run *run, const struct workflow *wf, struct err *err)
{
	bool seen;

	if (!run->journal)
		return true;
	pthread_mutex_lock(&run->mutex);
	seen = map_put(&run->documents, wf->document.file.path, (void *)wf);
	pthread_mutex_unlock(&run->mutex);
	return seen || journal_document(run->journal, wf, wf->name, err);
}

struct named {
	struct run *run;
	struct err *err;
	bool ok;
};

static bool note_documents(struct run *run, const struct workflow *wf, struct err *err);

/* One that is not known now fails when it is reached. */
static bool note_named(struct run *run, const char *name, struct err *err)
{
	const struct workflow *wf;
	struct err unknown;

	return !registry_find(run->options->registry, name, &wf, NULL, &unknown) ||
		map_has(&run->documents, wf->document.file.path) ||
		(run_note_document(run, wf, err) && note_documents(run, wf, err));
}

static void note_step(void *self, const struct step *step, int depth)
{
	struct named *n = self;

	(void)depth;
	if (n->ok && step->kind == STEP_SUBWORKFLOW && !binding_is_dynamic(step->subject))
		n->ok = note_named(n->run, step->subject->at->valuestring, n->err);
}

static bool note_documents(struct run *run, const struct workflow *wf, struct err *err)
{
	struct named n = {run, err, true};

	json_each(name, wf->middleware)
		if (n.ok && json_is_string(name))
			n.ok = note_named(run, name->valuestring, err);
	json_each(name, wf->trigger_middleware)
		if (n.ok && json_is_string(name))
			n.ok = note_named(run, name->valuestring, err);
	workflow_each_step(&wf->steps, note_step, &n);
	return n.ok;
}

static struct journal *new_journal(struct run *run)
{
	const struct run_row *before =
		run->options->resume ? run->options->resume : run->options->replay;
	char *request = json_text(run->options->request), hash[WORKFLOW_HASH_MAX];
	struct run_new row = {.id = run->id,
		.workflow = run->workflow->name,
		.version = run->workflow->version,
		.file = run->workflow->document.file.path,
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
	if (!note_documents(run, run->workflow, err))
		return false;
	if (o->replay && o->replay_keep)
		return journal_adopt(run->journal, o->replay->no, o->replay_keep, o->replay_self, err);
	return true;
}

/* ---- the run itself ---- */

static bool run_document(struct frame *f, struct failure *failure)
{
	cJSON *chain = middleware_chain(f->workflow);
	bool stop = false, ok = run_middleware(f, chain, &stop, failure);

	json_free(chain);
	f->iteration = 0;
	f->order_len = 0;
	return ok && (stop || run_block(f, &f->workflow->steps, failure) != FLOW_FAILED);
}

static const char *status_of(const struct run *run, bool ok, const struct failure *failure)
{
	if (ok)
		return "completed";
	switch (failure->kind) {
	case FAILURE_TIMEOUT:
	case FAILURE_EXPIRED: return "timedOut";
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
		.wake_at = result->wake_at};
	bool ok = journal_end(run->journal, &end, err);

	free(response);
	free(error_text);
	json_free(error);
	return ok;
}

/* What a run that is over gave, whatever walking through it again came to. */
static bool show_result(struct run *run, struct frame *f, struct run_result *result,
	struct err *err)
{
	failure_release(&result->failure);
	result->status = "completed";
	result->state = layers_to_json(f->state);
	result->duration_ms = run->options->resume->duration_ms;
	result->recorded = true;
	return run_stored_json(run->options->resume->response, run->options->redactor,
		&result->response, err);
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

/* From the first step to the response. */
static bool run_whole(struct run *run, struct run_result *ret, struct err *err)
{
	char id[ID_UUID_LEN + 1];
	cJSON *request;
	struct response response = {0};
	struct arena scratch = {0};
	struct layers state;
	struct frame f;
	bool ok, slot = false;

	id_uuid_of(run->id, id); /* a resumed run has the same */
	request = request_wrap(run->workflow, id, run->options->request);
	layers_init(&state, NULL);
	response_set_take(&response, json_new_string(""));
	frame_init(&f, run, run->workflow);
	f.state = &state;
	f.response = &response;
	f.request = request;
	f.scratch = &scratch;
	apply_timeout(&f);
	run_emit(run, &(struct run_event){.kind = EVENT_RUN_STARTED, .workflow = run->workflow});
	f.only_shows = run->over;
	ok = (run->over || run_enter(&f, &slot, &ret->failure)) && run_document(&f, &ret->failure);
	ok = run->over ? show_result(run, &f, ret, err) : finish(run, &f, ok, ret, err);
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
	ok = ok && run_whole(&run, ret, err) && run_children(&run, err);
	if (run.locked)
		store_unlock_run(options->store, run.id);
	run_release(&run);
	return ok;
}
