#include "core/engine/frame.h"

#include "core/base/clock.h"
#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs a container's list below its path; iteration -1 when it does not repeat. */
static enum flow run_inner(struct frame *f, const struct block *block, int64_t iteration,
	struct failure *failure)
{
	uint32_t outer = f->iteration;
	size_t mark = f->path.len;
	enum flow flow;

	if (iteration >= 0)
		str_addf(&f->path, "[%lld]", (long long)iteration);
	str_add_char(&f->path, '/');
	f->iteration = iteration < 0 ? 0 : (uint32_t)iteration;
	flow = run_block(f, block, failure);
	f->iteration = outer;
	frame_leave(f, mark);
	return flow;
}

enum flow run_branch(struct frame *f, const struct step *step, struct failure *failure)
{
	for (size_t i = 0; i < step->arms_len; i++) {
		const struct arm *arm = &step->arms[i];
		bool holds = true;

		if (arm->when && !resolve_truth(f, arm->when, &holds, failure))
			return FLOW_FAILED;
		if (holds)
			return run_inner(f, &arm->steps, -1, failure);
	}
	return FLOW_NEXT;
}

/* ===; an array matches when one of its items does. */
static bool matches(const cJSON *subject, const cJSON *when)
{
	if (json_is_array(when)) {
		json_each(item, when)
			if (matches(subject, item))
				return true;
		return false;
	}
	if (!subject || !when)
		return subject == when;
	return !json_is_object(subject) && !json_is_array(subject) && json_equal(subject, when);
}

static bool choose_arm(struct frame *f, const struct step *step, const cJSON *subject,
	const struct arm **ret, struct failure *failure)
{
	*ret = NULL;
	for (size_t i = 0; i < step->arms_len; i++) {
		const struct arm *arm = &step->arms[i];
		cJSON *when = NULL;
		bool hit;

		if (arm->match && !resolve(f, arm->match, &when, failure))
			return false;
		hit = !arm->match || matches(subject, when);
		json_free(when);
		if (hit) {
			*ret = arm;
			return true;
		}
	}
	return true;
}

bool run_switch(struct frame *f, const struct step *step, cJSON **ret, struct failure *failure)
{
	const struct arm *arm;
	cJSON *subject = NULL;
	bool ok = resolve(f, step->subject, &subject, failure) &&
		choose_arm(f, step, subject, &arm, failure);

	json_free(subject);
	if (!ok)
		return false;
	if (!arm) {
		*ret = json_new_null();
		return true;
	}
	if (run_inner(f, &arm->steps, -1, failure) == FLOW_FAILED)
		return false;
	*ret = response_envelope(f->response);
	return true;
}

static bool loop_exceeded(const struct step *step, struct failure *failure)
{
	failure_set(failure, "LoopMaxIterationsError", 500,
		"Loop \"%s\" exceeded maxIterations=%llu", step->id,
		(unsigned long long)step->max_iterations);
	failure->engine = true;
	return failure_hint(failure, "raise maxIterations, or look at the condition '%.200s'",
		step->condition->text);
}

bool run_loop(struct frame *f, const struct step *step, cJSON **ret, struct failure *failure)
{
	char counter[200];
	uint64_t i = 0;

	snprintf(counter, sizeof counter, "%sIndex", step->id);
	for (;; i++) {
		bool again;

		frame_store_take(f, counter, json_new_number((double)i));
		if (!frame_may_go_on(f, failure) ||
			!resolve_truth(f, step->condition, &again, failure))
			return false;
		if (!again)
			break;
		if (i >= step->max_iterations)
			return loop_exceeded(step, failure);
		if (run_inner(f, &step->body, (int64_t)i, failure) == FLOW_FAILED)
			return false;
	}
	*ret = i ? response_envelope(f->response) : json_new_null();
	return true;
}

/* ctx.error in catch */
static cJSON *error_value(const struct failure *failure)
{
	cJSON *error = json_new_object();

	json_set_string(error, "message", failure->message);
	json_set_string(error, "name", failure->name);
	json_set_number(error, "code", failure->code);
	json_set_string(error, "stepId", failure->step_id);
	return error;
}

/* A signal or a wait passes through: catch and finally do not see it. */
static bool passes(const struct failure *failure)
{
	return failure->kind == FAILURE_CANCELLED || failure->kind == FAILURE_WAITING ||
		failure->kind == FAILURE_MISSING;
}

static bool run_handler(struct frame *f, const struct step *step, struct failure *failure)
{
	const cJSON *before = f->error;
	cJSON *error = error_value(failure);
	enum flow flow;

	failure_release(failure);
	f->error = error;
	flow = run_inner(f, &step->handler, -1, failure);
	f->error = before;
	json_free(error);
	return flow != FLOW_FAILED;
}

bool run_try(struct frame *f, const struct step *step, cJSON **ret, struct failure *failure)
{
	struct failure cleanup = {0};
	bool ok = run_inner(f, &step->body, -1, failure) != FLOW_FAILED;

	/* The deadline of an outer step is not ours to catch. */
	if (!ok && !passes(failure) && (!f->deadline_us || clock_mono_us() < f->deadline_us))
		ok = run_handler(f, step, failure);
	if (ok || !passes(failure)) {
		if (run_inner(f, &step->cleanup, -1, &cleanup) == FLOW_FAILED) {
			failure_release(failure);
			*failure = cleanup;
			return false;
		}
	}
	if (ok)
		*ret = response_envelope(f->response);
	return ok;
}
