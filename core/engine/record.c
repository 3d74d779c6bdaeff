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
	event.replayed |= f->only_shows;
	run_emit(f->run, &event);
}

bool recorded_is_done(const struct recorded *rec)
{
	return rec && (rec->status == RECORDED_COMPLETED || rec->status == RECORDED_SKIPPED);
}

/* A row that was begun is ended, not doubled; and a sub-workflow that failed
 * goes on where it failed, in the attempt that had come so far. */
static bool continues(const struct step *step, const struct recorded *rec)
{
	if (!rec || !rec->own)
		return false;
	return rec->status != RECORDED_FAILED ||
		(step->kind == STEP_SUBWORKFLOW && !step->detached && !rec->wake_at);
}

bool record_begin(struct frame *f, struct progress *p, const struct step *step,
	struct failure *failure)
{
	*p = (struct progress){.step = step, .attempt = 1};
	p->mark = frame_enter(f, step->id);
	f->order[f->order_len++] = f->iteration;
	f->order[f->order_len++] = (uint32_t)(step->at->valueint);
	p->started_us = clock_mono_us();
	p->started_ms = clock_wall_ms();
	p->recorded = frame_recorded(f);
	if (continues(step, p->recorded)) {
		p->seq = p->recorded->seq;
		p->started_ms = p->recorded->started_ms;
	} else if (f->run->journal) {
		p->seq = journal_next_seq(f->run->journal);
	}
	emit_step(f, p,
		(struct run_event){.kind = EVENT_STEP_STARTED,
			.replayed = recorded_is_done(p->recorded)});
	/* What the step before did to the world must not wait for a pure one. */
	p->acts = step->kind == STEP_NODE && step->node && step->node->effect == NODE_ACTS;
	return p->acts || record_settle(f, failure);
}

bool record_settle(struct frame *f, struct failure *failure)
{
	struct err err;

	return !f->run->journal || journal_settle(f->run->journal, &err) ||
		run_fatal(f->run, &err, failure);
}

static bool write_row(struct frame *f, const struct progress *p, struct attempt_row row,
	enum journal_when when, struct failure *failure)
{
	struct err err;

	/* What is only shown is in the store as it was. */
	if (f->only_shows && (!p->recorded || p->recorded->own))
		return true;
	row.seq = p->seq;
	row.path = str_text(&f->path);
	row.step = p->step->id;
	row.node = p->step->use;
	row.middleware = f->middleware;
	row.attempt = p->attempt;
	row.started_at = p->started_ms;
	return journal_attempt(f->run->journal, &row, when, &err) ||
		run_fatal(f->run, &err, failure);
}

/* {key} of a step that is not done: whoever goes on with it has the same. */
static char *key_effects(const struct progress *p)
{
	cJSON *effects;
	char *text;

	if (!p->key)
		return NULL;
	effects = json_new_object();
	json_set_string(effects, "key", p->key);
	text = json_text(effects);
	json_free(effects);
	return text;
}

bool record_intent(struct frame *f, struct progress *p, const cJSON *inputs,
	struct failure *failure)
{
	struct attempt_row row = {.status = "running", .duration_us = -1};
	char *text, *effects;
	bool ok;

	if (!f->run->journal || (!p->acts && p->step->kind != STEP_SUBWORKFLOW))
		return true;
	text = inputs ? json_text(inputs) : NULL;
	effects = key_effects(p);
	row.inputs = text;
	row.effects = effects;
	ok = write_row(f, p, row, p->acts ? JOURNAL_NOW : JOURNAL_SOON, failure);
	free(text);
	free(effects);
	return ok;
}

static bool decided_before(const struct progress *p, const char *inputs)
{
	const struct recorded *rec = p->recorded;

	return rec && rec->own && rec->status == RECORDED_COMPLETED && inputs &&
		str_eq(inputs, rec->inputs);
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
	/* Walked through again: what was decided then holds. */
	if (decided_before(p, inputs_text)) {
		free(inputs_text);
		return true;
	}
	effects_text = effects ? json_text(effects) : NULL;
	row.inputs = inputs_text;
	row.effects = effects_text;
	ok = write_row(f, p, row, JOURNAL_SOON, failure);
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

int64_t record_waited_us(const struct progress *p)
{
	int64_t ms = clock_wall_ms() - p->started_ms;

	return ms > 0 ? ms * 1000 : 0;
}

/* A wait lasts from where it began, in whatever process; of a list that had
 * been completed, walking through it again counts for nothing. */
static int64_t duration_of(const struct progress *p)
{
	const struct recorded *rec = p->recorded;

	if (rec && rec->own && rec->status == RECORDED_COMPLETED && rec->duration_us >= 0)
		return rec->duration_us;
	if (p->step->kind == STEP_WAIT)
		return record_waited_us(p);
	return clock_mono_us() - p->started_us;
}

static bool write_end(struct frame *f, const struct progress *p, const struct ending *end,
	struct failure *failure)
{
	cJSON *error = end->failure ? failure_to_json(end->failure) : NULL;
	char *inputs = end->inputs ? json_text(end->inputs) : NULL;
	char *output = end->output ? json_text(end->output) : NULL;
	char *effects = end->effects  ? json_text(end->effects)
		: end->status == STEP_FAILED ? key_effects(p)
					     : NULL;
	char *error_text = error ? json_text(error) : NULL;
	struct attempt_row row = {.status = step_status_name(end->status),
		.cached = end->cached,
		.duration_us = end->status == STEP_WAITING_STATUS ? -1 : duration_of(p),
		.inputs = inputs,
		.output = output,
		.effects = effects,
		.error = error_text,
		.wake_at = end->wake_at};
	/* A wait, or the pause before a retry, must be known while this process sleeps. */
	bool ok = write_row(f, p, row, end->wake_at ? JOURNAL_NOW : JOURNAL_SOON, failure);

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
			.duration_us = duration_of(p),
			.wake_at = end->wake_at,
			.failure = end->failure});
	if (end->status != STEP_WAITING_STATUS)
		leave(f, p);
	return ok;
}

void record_leave_open(struct frame *f, struct progress *p, const struct failure *failure)
{
	if (failure->kind == FAILURE_CANCELLED || failure->kind == FAILURE_EXPIRED)
		emit_step(f, p,
			(struct run_event){.kind = EVENT_STEP_ENDED,
				.status = STEP_FAILED,
				.duration_us = duration_of(p),
				.failure = failure});
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

	return write_row(f, p, row, JOURNAL_SOON, failure);
}

enum replay record_replay(struct frame *f, struct progress *p, cJSON **ret_output,
	struct ending *end, struct failure *failure)
{
	const struct recorded *rec = p->recorded;

	if (recorded_is_done(rec)) {
		end->status = rec->status == RECORDED_SKIPPED ? STEP_SKIPPED : STEP_COMPLETED;
		end->cached = rec->cached;
		end->effects = recorded_json(rec->effects);
		*ret_output = recorded_json(rec->output);
		p->attempt = rec->attempt;
		p->started_ms = rec->started_ms;
		if (!rec->own && !copy_row(f, p, rec, failure))
			return REPLAY_FAILED;
		emit_step(f, p,
			(struct run_event){.kind = EVENT_STEP_ENDED, .status = end->status,
				.cached = rec->cached, .replayed = true,
				.duration_us = rec->duration_us});
		leave(f, p);
		return REPLAY_DONE;
	}
	if (!f->replays_failure && !f->only_shows)
		return REPLAY_NONE;
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
	return REPLAY_FAILED;
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
