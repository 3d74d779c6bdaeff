#include "core/base/clock.h"
#include "core/base/cond.h"
#include "core/base/id.h"
#include "core/base/mem.h"
#include "core/base/sha256.h"
#include "core/engine/call.h"
#include "core/engine/frame.h"
#include "core/store/gates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- mocks ---- */

static bool run_mock(const struct step *step, cJSON **ret, struct failure *failure)
{
	const cJSON *error = json_get(step->mock, "error");
	const char *message = json_get_string(error, "message");

	if (json_is_object(error) && message && !step->mock->child->next) {
		const char *name = json_get_string(error, "name");

		return failure_set(failure, name ? name : "Error",
			json_get_int(error, "code", 500), "%s", message);
	}
	*ret = json_copy(step->mock);
	if (step->kind == STEP_SUBWORKFLOW && !step->detached) {
		struct response response = {.data = *ret, .owned = *ret};

		*ret = response_envelope(&response);
		response_release(&response);
	}
	return true;
}

/* ---- idempotency ---- */

/* The key as text, or NULL: null, undefined and a failing expression all mean
 * that nothing is kept. */
static char *key_text(struct frame *f, const struct step *step)
{
	struct failure ignored = {0};
	struct str text = {0};
	cJSON *key = NULL;

	if (!step->idempotency_key)
		return NULL;
	if (resolve(f, step->idempotency_key, &key, &ignored) && key && !json_is_null(key))
		resolve_string(key, &text);
	failure_release(&ignored);
	json_free(key);
	return text.at ? str_take(&text) : NULL;
}

/* Resolved once: what a lookup, a header, a program and a retry see is one key,
 * and whoever goes on with the step after a crash has it, too. */
static char *key_of(struct frame *f, const struct progress *p)
{
	const struct recorded *rec = p->recorded;
	cJSON *begun = NULL;
	const char *key;
	char *copy;

	if (rec && rec->own && (rec->status == RECORDED_RUNNING || rec->wake_at))
		begun = recorded_json(rec->effects);
	key = json_get_string(begun, "key");
	copy = key ? mem_strdup(key) : key_text(f, p->step);
	json_free(begun);
	return copy;
}

char *run_stored_key(const struct run *run, const char *key)
{
	struct str text = {0};
	char hex[SHA256_SIZE * 2 + 1];

	str_add(&text, key);
	redact_text(run->options->redactor, &text);
	sha256_hex(key, strlen(key), hex);
	if (!str_eq(str_text(&text), key)) {
		str_clear(&text);
		str_add(&text, hex);
	}
	return str_take(&text);
}

/* JSON as it may be stored: without secrets. */
static char *stored_text(const struct frame *f, const cJSON *value)
{
	struct str text = {0};

	if (!value)
		return NULL;
	json_print(&text, value, JSON_COMPACT);
	redact_text(f->run->options->redactor, &text);
	return str_take(&text);
}

static cJSON *stored_value(const struct frame *f, const char *text)
{
	struct str whole = {0};
	cJSON *value;

	str_add(&whole, text);
	redact_restore(f->run->options->redactor, &whole);
	value = recorded_json(str_text(&whole));
	str_release(&whole);
	return value;
}

static bool kept_result(struct frame *f, const struct idempotency_key *key, cJSON **ret_output,
	struct ending *end, struct failure *failure)
{
	const char *output, *effects;
	struct arena a = {0};
	struct err err;

	if (!idempotency_get(f->run->options->store, &a, key, clock_wall_ms(), &output, &effects,
		    &err)) {
		arena_release(&a);
		return run_fatal(f->run, &err, failure);
	}
	if (output) {
		end->cached = true;
		*ret_output = *output ? stored_value(f, output) : NULL;
		end->effects = effects ? stored_value(f, effects) : NULL;
	}
	arena_release(&a);
	return true;
}

static bool keep_result(struct frame *f, const struct idempotency_key *key, int64_t ttl_ms,
	const struct ending *end, struct failure *failure)
{
	char *text = stored_text(f, end->output), *effects = stored_text(f, end->effects);
	struct idempotency_value value = {text, effects, clock_wall_ms() + ttl_ms};
	struct err err;
	bool ok = idempotency_put(f->run->options->store, key, &value, &err) ||
		run_fatal(f->run, &err, failure);

	free(text);
	free(effects);
	return ok;
}

/* ---- attempts ---- */

static bool may_retry(const struct step *step, int attempt, const struct failure *failure)
{
	if (attempt >= (int)step->retry.max_attempts || failure->permanent ||
		(failure->kind != FAILURE_ERROR && failure->kind != FAILURE_TIMEOUT))
		return false;
	json_each(name, step->retry.non_retryable)
		if (json_is_string(name) && str_eq(name->valuestring, failure->name))
			return false;
	return true;
}

static int64_t retry_delay_ms(const struct retry *r, int attempt)
{
	double delay = floor((double)r->min_ms * pow(r->factor, attempt - 1));

	if (delay > (double)r->max_ms)
		delay = (double)r->max_ms;
	if (r->jitter > 0)
		delay *= 1 - r->jitter * random_unit();
	return (int64_t)delay;
}

/* Half of what an interrupted run may take to end. */
#define SLICE_MS 50

/* --jobs: how many steps may run at once. */
static bool slot_enter(struct frame *f, struct failure *failure)
{
	struct run *run = f->run;
	bool ok = true;

	if (!run->options->jobs)
		return true;
	pthread_mutex_lock(&run->mutex);
	while (ok && run->running >= run->options->jobs) {
		pthread_mutex_unlock(&run->mutex);
		/* What this thread has done does not wait with it. */
		ok = record_settle(f, failure) && frame_may_go_on(f, failure);
		pthread_mutex_lock(&run->mutex);
		if (ok && run->running >= run->options->jobs)
			cond_wait_ms(&run->slot_free, &run->mutex, SLICE_MS);
	}
	run->running += ok;
	pthread_mutex_unlock(&run->mutex);
	return ok;
}

static void slot_leave(struct run *run)
{
	if (!run->options->jobs)
		return;
	pthread_mutex_lock(&run->mutex);
	run->running--;
	pthread_cond_signal(&run->slot_free);
	pthread_mutex_unlock(&run->mutex);
}

/* Nothing of an earlier attempt counts in this one. */
static bool run_inner_workflow(struct frame *f, const struct progress *p, struct attempt *a,
	struct failure *failure)
{
	int64_t since = f->since;
	bool retried = f->retried, ok;

	f->since = p->seq;
	f->retried |= p->attempt > 1;
	ok = run_subworkflow(f, p->step, a->inputs, &a->output, failure);
	f->since = since;
	f->retried = retried;
	return ok;
}

static bool run_once(struct frame *f, const struct progress *p, struct attempt *a,
	struct failure *failure)
{
	const struct step *step = p->step;
	struct deadline before = frame_set_deadline(f, step);
	bool ok;

	f->attempt = p->attempt;
	f->idempotency_key = p->key;
	if (step->mock)
		ok = run_mock(step, &a->output, failure);
	else if (step->kind == STEP_SUBWORKFLOW)
		ok = run_inner_workflow(f, p, a, failure);
	else
		ok = run_node(f, step, a, failure);
	/* What came too late does not count: the caller was told a time. */
	if (ok && step->max_duration_ms && !frame_may_go_on(f, failure)) {
		json_free(a->output);
		json_free(a->effects);
		a->output = a->effects = NULL;
		ok = false;
	}
	frame_restore_deadline(f, before);
	return ok;
}

/* Its place first, then the intent, then the clock of maxDuration: a step that
 * waits for a place has not begun. */
static bool begin_and_run(struct frame *f, struct progress *p, struct attempt *a,
	struct failure *failure)
{
	bool slot = p->step->kind == STEP_NODE && !p->step->mock, ok;

	if (slot && !slot_enter(f, failure))
		return false;
	/* The place may be one that an interrupt has made free. */
	ok = frame_may_go_on(f, failure) && record_intent(f, p, a->inputs, failure) &&
		run_once(f, p, a, failure);
	if (slot)
		slot_leave(f->run);
	return ok;
}

/* A retry that was pending when the process ended keeps its time; where the clock was set back
 * since, it waits no longer than it would have at most. */
static bool wait_for_retry(struct frame *f, struct progress *p, struct failure *failure)
{
	int64_t left;

	record_next_attempt(f, p);
	left = p->recorded->wake_at - clock_wall_ms();
	if (left > p->step->retry.max_ms)
		left = p->step->retry.max_ms;
	return left <= 0 || run_sleep_until(f, clock_mono_us() + left * 1000, failure);
}

/* Why nobody knows how a step ended that had begun. */
static const char *cut_short(const struct frame *f)
{
	const char *status = f->run->options->resume ? f->run->options->resume->status : NULL;

	if (str_eq(status, "cancelled"))
		return "the run was cancelled";
	if (str_eq(status, "timedOut"))
		return "the run's time was up";
	/* Paused: what stopped it then is not known any more. */
	return str_eq(status, "paused") ? "the run was stopped" : "the process died";
}

static bool crashed(const struct frame *f, const struct step *step, struct failure *failure)
{
	failure_set(failure, "CrashedError", 500, "%s while the step '%s' was running",
		cut_short(f), step->id);
	failure->engine = true;
	return failure_hint(failure, "its onCrash says fail; 'resume --on-crash rerun' runs it again");
}

/* A step that had begun: run again, skipped, failed, or asked about. */
static bool after_crash(struct frame *f, struct progress *p, bool *ret_skip,
	struct failure *failure)
{
	enum on_crash_answer answer = f->run->options->on_crash;

	*ret_skip = false;
	if (answer == CRASH_AS_STEP_SAYS)
		answer = p->step->on_crash == ON_CRASH_FAIL ? CRASH_FAIL
			: p->step->on_crash == ON_CRASH_ASK ? CRASH_AS_STEP_SAYS
							    : CRASH_RERUN;
	if (answer == CRASH_FAIL)
		return crashed(f, p->step, failure);
	if (answer == CRASH_AS_STEP_SAYS) {
		failure_set(failure, "Paused", 202, "%s while the step '%s' was running",
			cut_short(f), p->step->id);
		failure->kind = FAILURE_PAUSED;
		return failure_hint(failure, "resume with --on-crash rerun, skip or fail");
	}
	*ret_skip = answer == CRASH_SKIP;
	return true;
}

/* Where an earlier process had come with this step. */
static bool take_up(struct frame *f, struct progress *p, bool *ret_skip, struct failure *failure)
{
	const struct recorded *rec = p->recorded;

	*ret_skip = false;
	if (!rec || !rec->own)
		return true;
	p->attempt = rec->attempt;
	if (rec->status == RECORDED_RUNNING)
		return p->step->kind != STEP_NODE || after_crash(f, p, ret_skip, failure);
	if (rec->status == RECORDED_FAILED && rec->wake_at)
		return wait_for_retry(f, p, failure);
	/* What a sub-workflow had done is kept with the attempt it belongs to. */
	if (p->seq == rec->seq) {
		p->base = rec->attempt - 1;
		return true;
	}
	/* Failed for good before: it has all its attempts again. */
	p->base = rec->attempt;
	record_next_attempt(f, p);
	return true;
}

static bool run_attempts(struct frame *f, struct progress *p, struct attempt *a,
	struct failure *failure)
{
	const struct step *step = p->step;

	for (;;) {
		int64_t delay;

		if (begin_and_run(f, p, a, failure))
			return true;
		if (!may_retry(step, p->attempt - p->base, failure))
			return false;
		delay = retry_delay_ms(&step->retry, p->attempt - p->base);
		record_attempt_failed(f, p,
			&(struct ending){.status = STEP_FAILED, .inputs = a->inputs, .failure = failure,
				.wake_at = clock_wall_ms() + delay},
			delay);
		if (!run_sleep_until(f, clock_mono_us() + delay * 1000, failure))
			return false;
		failure_release(failure);
	}
}

/* The inputs of a step that had begun are those it had begun with. */
static bool resolve_inputs(struct frame *f, const struct progress *p, cJSON **ret,
	struct failure *failure)
{
	const struct step *step = p->step;

	if (p->recorded && p->recorded->own && (p->recorded->status == RECORDED_RUNNING ||
						       p->recorded->wake_at))
		*ret = recorded_inputs(p);
	if (*ret)
		return true;
	if (step->kind == STEP_SUBWORKFLOW)
		return subworkflow_inputs(f, step, ret, failure);
	return resolve(f, step->inputs, ret, failure);
}

static bool run_step(struct frame *f, struct progress *p, cJSON **ret_output, struct ending *end,
	struct failure *failure)
{
	struct attempt a = {0};
	cJSON *inputs = NULL;
	bool skip, ok;

	if (!take_up(f, p, &skip, failure))
		return false;
	if (skip) {
		end->status = STEP_SKIPPED;
		return true;
	}
	if (!resolve_inputs(f, p, &inputs, failure))
		return false;
	end->inputs = a.inputs = inputs;
	ok = run_attempts(f, p, &a, failure);
	*ret_output = a.output;
	end->effects = a.effects;
	return ok;
}

bool attempt_step(struct frame *f, struct progress *p, cJSON **ret_output, struct ending *end,
	struct failure *failure)
{
	const struct step *step = p->step;
	struct idempotency_key key = {f->workflow->name, step->id, NULL};
	char *text = NULL;
	struct err err;
	bool ok = true;

	p->key = step->idempotency_key ? key_of(f, p) : NULL;
	if (p->key && f->run->options->store) {
		key.key = text = run_stored_key(f->run, p->key);
		ok = kept_result(f, &key, ret_output, end, failure);
	}
	if (ok && !end->cached) {
		ok = run_step(f, p, ret_output, end, failure);
		end->output = *ret_output;
		/* Whoever finds the result does not start the child again. */
		if (ok && text && step->detached)
			ok = journal_commit(f->run->journal, &err) ||
				run_fatal(f->run, &err, failure);
		if (ok && text && end->status == STEP_COMPLETED)
			ok = keep_result(f, &key, step->idempotency_ttl_ms, end, failure);
	}
	f->idempotency_key = NULL;
	free(text);
	return ok;
}
