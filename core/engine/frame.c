#include "core/engine/frame.h"

#include "core/base/clock.h"
#include "core/engine/path.h"

void frame_init(struct frame *f, struct run *run, const struct workflow *wf)
{
	*f = (struct frame){.run = run, .workflow = wf};
}

void frame_inherit(struct frame *f, const struct frame *parent)
{
	*f = *parent;
	f->path = (struct str){0};
	str_add(&f->path, str_text(&parent->path));
}

void frame_release(struct frame *f)
{
	str_release(&f->path);
}

size_t frame_enter(struct frame *f, const char *name)
{
	size_t mark = f->path.len;

	path_add_id(&f->path, name);
	return mark;
}

void frame_leave(struct frame *f, size_t mark)
{
	str_truncate(&f->path, mark);
}

void response_release(struct response *r)
{
	json_free(r->owned);
	*r = (struct response){0};
}

void response_set_take(struct response *r, cJSON *data)
{
	json_free(r->owned);
	r->owned = data;
	r->data = data;
}

void response_borrow(struct response *r, const cJSON *data)
{
	json_free(r->owned);
	r->owned = NULL;
	r->data = data;
}

cJSON *response_copy(const struct response *r)
{
	return r->data ? json_copy(r->data) : NULL;
}

cJSON *response_envelope(const struct response *r)
{
	cJSON *envelope = json_new_object();

	json_add_take(envelope, "steps", json_new_array());
	if (r->data)
		json_add_take(envelope, "data", json_copy(r->data));
	json_add_take(envelope, "error", json_new_null());
	json_add_take(envelope, "success", json_new_bool(true));
	json_add_take(envelope, "contentType", json_new_string(""));
	return envelope;
}

void frame_store_take(struct frame *f, const char *key, cJSON *value)
{
	const cJSON *before = layers_get(f->state, key);

	/* The response borrows its data from the state, at most one level down. */
	if (before && f->response->data && !f->response->owned &&
		(before == f->response->data || json_get(before, "data") == f->response->data))
		response_set_take(f->response, json_copy(f->response->data));
	layers_set_take(f->state, key, value);
}

bool frame_may_go_on(struct frame *f, struct failure *failure)
{
	struct run *run = f->run;

	if (atomic_load(&run->failed_hard))
		return run_fatal(run, NULL, failure);
	if (run->options->signal && atomic_load(run->options->signal)) {
		failure_set(failure, "RunCancelledError", 499, "the run was cancelled");
		failure->kind = FAILURE_CANCELLED;
		failure->engine = true;
		return false;
	}
	if (f->deadline_us && clock_mono_us() >= f->deadline_us) {
		if (f->deadline_step)
			failure_set(failure, "StepTimeoutError", 504,
				"Step '%s' exceeded maxDuration of %lldms", f->deadline_step,
				(long long)f->deadline_ms);
		else
			failure_set(failure, "RunTimeoutError", 504,
				"the run took longer than %lldms", (long long)f->deadline_ms);
		failure->kind = f->deadline_step ? FAILURE_TIMEOUT : FAILURE_EXPIRED;
		failure->engine = true;
		return false;
	}
	return true;
}

const struct recorded *frame_recorded(const struct frame *f)
{
	const struct recorded *rec = journal_recorded(f->run->journal, str_text(&f->path));

	return rec && (rec->own ? rec->seq >= f->since : !f->retried) ? rec : NULL;
}

struct deadline frame_set_deadline(struct frame *f, const struct step *step)
{
	struct deadline before = {f->deadline_us, f->deadline_ms, f->deadline_step};
	int64_t until = clock_mono_us() + step->max_duration_ms * 1000;

	if (step->max_duration_ms && (!f->deadline_us || until < f->deadline_us)) {
		f->deadline_us = until;
		f->deadline_ms = step->max_duration_ms;
		f->deadline_step = step->id;
	}
	return before;
}

void frame_restore_deadline(struct frame *f, struct deadline before)
{
	f->deadline_us = before.us;
	f->deadline_ms = before.ms;
	f->deadline_step = before.step;
}
