#include "core/engine/frame.h"

#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Who failed, from the inside out: the innermost step sets id, path and
 * label, every step on the way sets itself as the outermost. */
static void name_failure(struct frame *f, const struct step *step, struct failure *failure)
{
	struct str label = {0};

	if (!failure->step_id) {
		failure->step_id = mem_strdup(step->id);
		failure->path = mem_strdup(str_text(&f->path));
		str_addf(&label, "[step %zu/%zu] %s (%s)", step->number, step->of, step->id,
			step->type);
		failure->label = str_take(&label);
	}
	if (step->kind == STEP_BRANCH && failure->outer_id)
		return;
	free(failure->outer_id);
	failure->outer_id = mem_strdup(step->id);
}

/* The output becomes ctx.response and goes into the state as the step says. */
static void store_output(struct frame *f, const struct step *step, cJSON *output)
{
	/* The four kinds that run a list keep the whole envelope in the state
	 * (blok-format.md 3.1); ctx.response already is its last response. */
	bool envelope = step->kind == STEP_LOOP || step->kind == STEP_SWITCH ||
		step->kind == STEP_TRY || (step->kind == STEP_SUBWORKFLOW && !step->detached);
	const cJSON *data = envelope && json_is_object(output) ? json_get(output, "data") : output;

	/* A wait without `as` leaves everything as it was. */
	if (step->kind == STEP_WAIT && !output)
		return;
	if (step->ephemeral) {
		response_set_take(f->response, data ? json_copy(data) : NULL);
		json_free(output);
		return;
	}
	if (step->spread) {
		if (json_is_object(output))
			json_each(member, output)
				frame_store_take(f, member->string, json_copy(member));
		response_set_take(f->response, data ? json_copy(data) : NULL);
		json_free(output);
		return;
	}
	if (!output) {
		if (!step->keeps_response)
			response_set_take(f->response, NULL);
		return;
	}
	if (step->keeps_response) {
		frame_store_take(f, step->as ? step->as : step->id, output);
		return;
	}
	/* Borrow first: storing may free what the response still points to. */
	response_borrow(f->response, data);
	layers_set_take(f->state, step->as ? step->as : step->id, output);
}

static bool run_kind(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure)
{
	switch (p->step->kind) {
	case STEP_FOREACH: return run_foreach(f, p, ret, end, failure);
	case STEP_LOOP: return run_loop(f, p, ret, end, failure);
	case STEP_SWITCH: return run_switch(f, p, ret, end, failure);
	case STEP_TRY: return run_try(f, p, ret, end, failure);
	case STEP_WAIT: return run_wait(f, p, ret, failure);
	default: return attempt_step(f, p, ret, end, failure);
	}
}

/* The run goes on later, and the step is not to blame: what is open stays open. */
static bool leaves_open(const struct failure *failure)
{
	return failure->kind != FAILURE_ERROR && failure->kind != FAILURE_TIMEOUT &&
		failure->kind != FAILURE_MISSING && failure->kind != FAILURE_REFUSED;
}

/* Lists are walked again on resume: what is in them is recorded by itself. */
static bool is_leaf(const struct step *step)
{
	return step->kind == STEP_NODE || step->kind == STEP_WAIT ||
		(step->kind == STEP_SUBWORKFLOW && step->detached);
}

static bool run_fresh(struct frame *f, struct progress *p, cJSON **ret_output, struct ending *end,
	struct failure *failure)
{
	bool ok = run_kind(f, p, ret_output, end, failure);

	if (!ok) {
		name_failure(f, p->step, failure);
		end->status = STEP_FAILED;
		end->failure = failure;
	}
	end->output = *ret_output;
	if (!ok && leaves_open(failure))
		record_leave_open(f, p, failure);
	else
		ok = record_end(f, p, end, failure) && ok;
	return ok;
}

static enum replay replay_step(struct frame *f, struct progress *p, cJSON **ret_output,
	struct ending *end, struct failure *failure)
{
	if (!is_leaf(p->step)) {
		if (p->step->kind != STEP_SUBWORKFLOW || !recorded_is_done(p->recorded))
			return REPLAY_NONE;
		/* Its state was its own: the result is all that counts. */
		show_subworkflow(f, p);
	}
	return record_replay(f, p, ret_output, end, failure);
}

static enum flow run_recorded(struct frame *f, const struct step *step, struct failure *failure)
{
	struct ending end = {.status = STEP_COMPLETED};
	cJSON *output = NULL;
	enum replay replay = REPLAY_NONE;
	struct progress p;
	bool ok;

	ok = record_begin(f, &p, step, failure);
	if (ok)
		replay = replay_step(f, &p, &output, &end, failure);
	ok = ok && replay != REPLAY_FAILED;
	if (ok && replay == REPLAY_NONE)
		ok = run_fresh(f, &p, &output, &end, failure);
	if (ok && end.status == STEP_COMPLETED) {
		if (replay == REPLAY_DONE)
			restore_effects(f, end.effects);
		else
			apply_effects(f, end.effects);
		store_output(f, step, output);
	} else {
		json_free(output);
	}
	json_free((cJSON *)end.inputs);
	json_free((cJSON *)end.effects);
	free(p.key);
	return ok ? FLOW_NEXT : FLOW_FAILED;
}

static enum flow run_skipped(struct frame *f, const struct step *step, struct failure *failure)
{
	struct ending end = {.status = STEP_SKIPPED};
	struct progress p;

	if (step->kind == STEP_BRANCH)
		return FLOW_NEXT;
	return record_begin(f, &p, step, failure) && record_end(f, &p, &end, failure) ? FLOW_NEXT
										     : FLOW_FAILED;
}

/* A branch is no entry of its own: only its decision is recorded. */
static enum flow run_arm(struct frame *f, const struct step *step, struct failure *failure)
{
	size_t mark = frame_enter(f, step->id);
	enum flow flow = run_branch(f, step, failure);

	if (flow == FLOW_FAILED)
		name_failure(f, step, failure);
	frame_leave(f, mark);
	return flow;
}

/* Of what is only shown, what was not reached is not even mentioned. */
static bool has_record(struct frame *f, const struct step *step)
{
	size_t mark = frame_enter(f, step->id);
	bool has = frame_recorded(f);

	frame_leave(f, mark);
	return has;
}

enum flow run_block(struct frame *f, const struct block *block, struct failure *failure)
{
	enum flow flow = FLOW_NEXT;

	for (size_t i = 0; flow == FLOW_NEXT && i < block->len; i++) {
		const struct step *step = block->at[i];

		if (f->broken && atomic_load(f->broken)) {
			failure_set(failure, "Abandoned", 500, "not reached");
			failure->kind = FAILURE_ABANDONED;
			return FLOW_FAILED;
		}
		if (!frame_may_go_on(f, failure)) {
			size_t mark = frame_enter(f, step->id);

			name_failure(f, step, failure);
			frame_leave(f, mark);
			return FLOW_FAILED;
		}
		if (f->only_shows && !step->stop && !has_record(f, step))
			continue;
		if (step->inactive)
			flow = run_skipped(f, step, failure);
		else if (step->stop)
			flow = FLOW_STOP;
		else if (step->kind == STEP_BRANCH)
			flow = run_arm(f, step, failure);
		else
			flow = run_recorded(f, step, failure);
	}
	return flow;
}

void apply_effects(struct frame *f, const cJSON *effects)
{
	json_each(value, json_get(effects, "publish"))
		frame_store_take(f, value->string, json_copy(value));
}

void restore_effects(struct frame *f, const cJSON *effects)
{
	apply_effects(f, effects);
	kv_restore(f->run, json_get(effects, "kv"));
}
