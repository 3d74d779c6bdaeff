#include "core/engine/frame.h"

#include "core/base/clock.h"

#include <stdlib.h>
#include <string.h>

const char *step_status_name(enum step_status status)
{
	static const char *const names[] = {"completed", "failed", "skipped", "waiting"};

	return names[status];
}

/* The store failed: the run cannot go on, and no other step may start. */
bool run_fatal(struct run *run, const struct err *err, struct failure *failure)
{
	pthread_mutex_lock(&run->mutex);
	if (err && run->fatal.kind == ERR_NONE)
		run->fatal = *err;
	failure_set(failure, "StoreError", 500, "%s", run->fatal.message);
	pthread_mutex_unlock(&run->mutex);
	failure->kind = FAILURE_CANCELLED;
	atomic_store(&run->failed_hard, true);
	return false;
}

void run_emit(struct run *run, struct run_event *event)
{
	event->run_id = run->id;
	pthread_mutex_lock(&run->mutex);
	for (size_t i = 0; i < run->options->sinks_len; i++)
		run->options->sinks[i].event(run->options->sinks[i].self, event);
	pthread_mutex_unlock(&run->mutex);
}

static void emit_step(struct frame *f, const struct progress *p, struct run_event event)
{
	if (!f->run->options->sinks_len)
		return;
	event.workflow = f->workflow;
	event.step = p->step;
	event.path = str_text(&f->path);
	event.middleware = f->middleware;
	event.depth = f->depth;
	event.order = f->order;
	event.order_len = f->order_len;
	event.attempt = p->attempt;
	run_emit(f->run, &event);
}

static bool is_done(const struct recorded *rec)
{
	return rec && (rec->status == RECORDED_COMPLETED || rec->status == RECORDED_SKIPPED);
}

bool record_begin(struct frame *f, struct progress *p, const struct step *step,
	struct failure *failure)
{
	struct err err;

	*p = (struct progress){.step = step, .attempt = 1};
	p->mark = frame_enter(f, step->id);
	f->order[f->order_len++] = f->iteration;
	f->order[f->order_len++] = (uint32_t)(step->at->valueint);
	p->started_us = clock_mono_us();
	p->started_ms = clock_wall_ms();
	p->recorded = journal_recorded(f->run->journal, str_text(&f->path));
	/* A row that was begun is ended, not doubled. */
	if (p->recorded && p->recorded->own && p->recorded->status != RECORDED_FAILED)
		p->seq = p->recorded->seq;
	else if (f->run->journal)
		p->seq = journal_next_seq(f->run->journal);
	emit_step(f, p,
		(struct run_event){.kind = EVENT_STEP_STARTED, .replayed = is_done(p->recorded)});
	/* What the step before did to the world must not wait for a pure one. */
	p->acts = step->kind == STEP_NODE && step->node && step->node->effect == NODE_ACTS;
	if (f->run->journal && !p->acts && !journal_settle(f->run->journal, &err)) {
		run_fatal(f->run, &err, failure);
		return false;
	}
	return true;
}

static bool write_row(struct frame *f, const struct progress *p, struct attempt_row row,
	bool durable, struct failure *failure)
{
	struct err err;

	row.seq = p->seq;
	row.path = str_text(&f->path);
	row.step = p->step->id;
	row.node = p->step->use;
	row.middleware = f->middleware;
	row.attempt = p->attempt;
	row.started_at = p->started_ms;
	return journal_attempt(f->run->journal, &row, durable, &err) ||
		run_fatal(f->run, &err, failure);
}

bool record_intent(struct frame *f, struct progress *p, const cJSON *inputs,
	struct failure *failure)
{
	struct attempt_row row = {.status = "running", .duration_us = -1};
	char *text;
	bool ok;

	if (!f->run->journal || (!p->acts && p->step->kind != STEP_SUBWORKFLOW))
		return true;
	text = inputs ? json_text(inputs) : NULL;
	row.inputs = text;
	ok = write_row(f, p, row, p->acts, failure);
	free(text);
	return ok;
}

bool record_decision(struct frame *f, struct progress *p, const cJSON *inputs,
	const cJSON *effects, struct failure *failure)
{
	struct attempt_row row = {.status = p->step->kind == STEP_BRANCH ? "completed" : "running",
		.duration_us = p->step->kind == STEP_BRANCH ? 0 : -1};
	char *inputs_text, *effects_text;
	bool ok;

	if (!f->run->journal)
		return true;
	inputs_text = inputs ? json_text(inputs) : NULL;
	effects_text = effects ? json_text(effects) : NULL;
	row.inputs = inputs_text;
	row.effects = effects_text;
	ok = write_row(f, p, row, false, failure);
	free(inputs_text);
	free(effects_text);
	return ok;
}

cJSON *recorded_json(const char *text)
{
	cJSON *value = NULL;
	struct err err;

	if (text)
		json_parse(text, strlen(text), &value, &err);
	return value;
}

cJSON *recorded_inputs(const struct progress *p)
{
	return p->recorded ? recorded_json(p->recorded->inputs) : NULL;
}

static bool write_end(struct frame *f, const struct progress *p, const struct ending *end,
	struct failure *failure)
{
	cJSON *error = end->failure ? failure_to_json(end->failure) : NULL;
	char *inputs = end->inputs ? json_text(end->inputs) : NULL;
	char *output = end->output ? json_text(end->output) : NULL;
	char *effects = end->effects ? json_text(end->effects) : NULL;
	char *error_text = error ? json_text(error) : NULL;
	struct attempt_row row = {.status = step_status_name(end->status),
		.cached = end->cached,
		.duration_us = end->status == STEP_WAITING_STATUS ? -1
								  : clock_mono_us() - p->started_us,
		.inputs = inputs,
		.output = output,
		.effects = effects,
		.error = error_text,
		.wake_at = end->wake_at};
	/* A wait, or the pause before a retry, must be known while this process sleeps. */
	bool ok = write_row(f, p, row, end->wake_at != 0, failure);

	free(inputs);
	free(output);
	free(effects);
	free(error_text);
	json_free(error);
	if (ok && p->acts)
		journal_mark_acted(f->run->journal);
	return ok;
}

/* Takes the step off the path again. */
static void leave(struct frame *f, const struct progress *p)
{
	f->order_len -= 2;
	frame_leave(f, p->mark);
}

bool record_end(struct frame *f, struct progress *p, const struct ending *end,
	struct failure *failure)
{
	bool ok = !f->run->journal || write_end(f, p, end, failure);

	emit_step(f, p,
		(struct run_event){.kind = end->status == STEP_WAITING_STATUS ? EVENT_STEP_WAITING
									    : EVENT_STEP_ENDED,
			.status = end->status,
			.cached = end->cached,
			.duration_us = clock_mono_us() - p->started_us,
			.wake_at = end->wake_at,
			.failure = end->failure});
	if (end->status != STEP_WAITING_STATUS)
		leave(f, p);
	return ok;
}

void record_leave_open(struct frame *f, struct progress *p)
{
	leave(f, p);
}

/* A row of another run becomes one of this run's own. */
static bool copy_row(struct frame *f, const struct progress *p, const struct recorded *rec,
	struct failure *failure)
{
	struct attempt_row row = {.status = rec->status == RECORDED_SKIPPED ? "skipped" : "completed",
		.cached = rec->cached,
		.duration_us = rec->duration_us < 0 ? 0 : rec->duration_us,
		.inputs = rec->inputs,
		.output = rec->output,
		.effects = rec->effects};

	return write_row(f, p, row, false, failure);
}

bool record_replay(struct frame *f, struct progress *p, cJSON **ret_output, struct ending *end,
	bool *ret_done, struct failure *failure)
{
	const struct recorded *rec = p->recorded;

	*ret_done = false;
	if (is_done(rec)) {
		end->status = rec->status == RECORDED_SKIPPED ? STEP_SKIPPED : STEP_COMPLETED;
		end->cached = rec->cached;
		end->effects = recorded_json(rec->effects);
		*ret_output = recorded_json(rec->output);
		*ret_done = true;
		p->attempt = rec->attempt;
		p->started_ms = rec->started_ms;
		if (!rec->own && !copy_row(f, p, rec, failure))
			return false;
		emit_step(f, p,
			(struct run_event){.kind = EVENT_STEP_ENDED, .status = end->status,
				.cached = rec->cached, .replayed = true,
				.duration_us = rec->duration_us});
		leave(f, p);
		return true;
	}
	if (!f->replays_failure)
		return true;
	*ret_done = true;
	if (rec && rec->status == RECORDED_FAILED && !rec->wake_at) {
		cJSON *error = recorded_json(rec->error);

		failure_from_json(failure, error);
		json_free(error);
		p->attempt = rec->attempt;
		emit_step(f, p,
			(struct run_event){.kind = EVENT_STEP_ENDED, .status = STEP_FAILED,
				.replayed = true, .duration_us = rec->duration_us,
				.failure = failure});
	} else {
		failure_set(failure, "Abandoned", 500, "not reached");
		failure->kind = FAILURE_ABANDONED;
	}
	leave(f, p);
	return false;
}

void record_attempt_failed(struct frame *f, struct progress *p, const struct ending *end,
	int64_t delay_ms)
{
	struct failure ignored = {0};

	/* A store that fails here stops the run at the next step. */
	if (f->run->journal)
		write_end(f, p, end, &ignored);
	failure_release(&ignored);
	emit_step(f, p,
		(struct run_event){.kind = EVENT_STEP_RETRIED,
			.status = STEP_FAILED,
			.duration_us = clock_mono_us() - p->started_us,
			.delay_ms = delay_ms,
			.failure = end->failure});
	record_next_attempt(f, p);
}

void record_next_attempt(struct frame *f, struct progress *p)
{
	p->attempt++;
	if (f->run->journal)
		p->seq = journal_next_seq(f->run->journal);
	p->started_ms = clock_wall_ms();
	p->started_us = clock_mono_us();
}

void record_log(struct frame *f, const char *level, const char *message, const cJSON *attrs)
{
	char *text = attrs ? json_text(attrs) : NULL;
	struct log_row row = {.at = clock_wall_ms(),
		.path = str_text(&f->path),
		.level = level,
		.message = message,
		.attrs = text};
	struct run_event event = {.kind = EVENT_LOG,
		.workflow = f->workflow,
		.path = str_text(&f->path),
		.depth = f->depth,
		.level = level,
		.message = message,
		.attrs = attrs};
	struct failure ignored = {0};
	struct err err;

	if (f->run->journal && !journal_log(f->run->journal, row, &err))
		run_fatal(f->run, &err, &ignored);
	failure_release(&ignored);
	run_emit(f->run, &event);
	free(text);
}
