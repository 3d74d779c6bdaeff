#include "core/engine/frame.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/sha256.h"

#include <stdio.h>
#include <stdlib.h>

#define GROUNDS_LEN 16

/* A list that does not repeat; and that of a branch, which is no level of the
 * order of steps: what it holds stays in the round around it. */
enum { ONCE = -1, SAME_ROUND = -2 };

/* Runs a container's list below its path. */
static enum flow run_inner(struct frame *f, const struct block *block, int64_t iteration,
	struct failure *failure)
{
	uint32_t outer = f->iteration;
	size_t mark = f->path.len;
	enum flow flow;

	if (iteration >= 0)
		str_addf(&f->path, "[%lld]", (long long)iteration);
	str_add_char(&f->path, '/');
	if (iteration != SAME_ROUND)
		f->iteration = iteration == ONCE ? 0 : (uint32_t)iteration;
	flow = run_block(f, block, failure);
	f->iteration = outer;
	frame_leave(f, mark);
	return flow;
}

static void add_text(struct str *text, const struct code *code, const struct binding *b)
{
	char *value = b && b->at ? json_text(b->at) : NULL;

	str_addf(text, "%s\n", code ? code->text : value ? value : "");
	free(value);
}

/* What the decision for an arm (-1: none) hung on, as a short hash: the
 * subject, and the conditions up to the one that held. */
static void grounds_of(const struct step *step, int arm, char out[GROUNDS_LEN + 1])
{
	char hex[SHA256_SIZE * 2 + 1];
	struct str text = {0};

	add_text(&text, NULL, step->subject);
	for (size_t i = 0; i < step->arms_len && (arm < 0 || i <= (size_t)arm); i++)
		add_text(&text, step->arms[i].when, step->arms[i].match);
	sha256_hex(str_text(&text), text.len, hex);
	snprintf(out, GROUNDS_LEN + 1, "%.*s", GROUNDS_LEN, hex);
	str_release(&text);
}

/* Which arm is taken, -1 for none, as {arm, by}: what was decided stays
 * decided, as long as the document asks the same. */
static cJSON *arm_json(const struct step *step, int arm)
{
	cJSON *json = json_new_object();
	char grounds[GROUNDS_LEN + 1];

	grounds_of(step, arm, grounds);
	json_set_number(json, "arm", arm);
	json_set_string(json, "by", grounds);
	return json;
}

static bool choose_branch(struct frame *f, const struct step *step, int *ret_arm,
	struct failure *failure)
{
	*ret_arm = -1;
	for (size_t i = 0; i < step->arms_len && *ret_arm < 0; i++) {
		bool holds = true;

		if (step->arms[i].when &&
			!resolve_truth(f, step->arms[i].when, &holds, failure))
			return false;
		if (holds)
			*ret_arm = (int)i;
	}
	return true;
}

/* A decision that was recorded before, or -2. */
static int recorded_arm(const struct progress *p, const struct step *step)
{
	cJSON *decided = recorded_inputs(p);
	int arm = json_get_int(decided, "arm", -2);
	const char *by = json_get_string(decided, "by");
	char grounds[GROUNDS_LEN + 1];

	if (arm >= (int)step->arms_len)
		arm = -2;
	if (arm >= -1 && by) {
		grounds_of(step, arm, grounds);
		arm = str_eq(by, grounds) ? arm : -2;
	}
	json_free(decided);
	return arm;
}

enum flow run_branch(struct frame *f, const struct step *step, struct failure *failure)
{
	struct progress p = {.step = step, .attempt = 1, .started_ms = clock_wall_ms()};
	int arm;
	bool ok = true;

	p.recorded = frame_recorded(f);
	arm = recorded_arm(&p, step);
	if (arm == -2 || !p.recorded->own) {
		cJSON *decided;

		if (arm == -2 && !choose_branch(f, step, &arm, failure))
			return FLOW_FAILED;
		decided = arm_json(step, arm);
		if (f->run->journal)
			p.seq = journal_next_seq(f->run->journal);
		ok = record_decision(f, &p, decided, NULL, failure);
		json_free(decided);
	}
	if (!ok || arm < 0)
		return ok ? FLOW_NEXT : FLOW_FAILED;
	return run_inner(f, &step->arms[arm].steps, SAME_ROUND, failure);
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

static bool choose_arm(struct frame *f, const struct step *step, int *ret_arm,
	struct failure *failure)
{
	cJSON *subject = NULL;
	bool ok = resolve(f, step->subject, &subject, failure);

	*ret_arm = -1;
	for (size_t i = 0; ok && i < step->arms_len && *ret_arm < 0; i++) {
		const struct arm *arm = &step->arms[i];
		cJSON *when = NULL;

		ok = !arm->match || resolve(f, arm->match, &when, failure);
		if (ok && (!arm->match || matches(subject, when)))
			*ret_arm = (int)i;
		json_free(when);
	}
	json_free(subject);
	return ok;
}

bool run_switch(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure)
{
	const struct step *step = p->step;
	int arm = recorded_arm(p, step);

	if (arm == -2 && !choose_arm(f, step, &arm, failure))
		return false;
	end->inputs = arm_json(step, arm);
	if (!record_decision(f, p, end->inputs, NULL, failure))
		return false;
	if (arm < 0) {
		*ret = json_new_null();
		return true;
	}
	if (run_inner(f, &step->arms[arm].steps, ONCE, failure) == FLOW_FAILED)
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

static cJSON *rounds_json(uint64_t rounds)
{
	cJSON *json = json_new_object();

	json_set_number(json, "rounds", (double)rounds);
	return json;
}

/* Whether round i is run: decided before (end->inputs says so), or by the
 * condition now.  False without a failure: the loop is done. */
static bool decide_round(struct frame *f, struct progress *p, uint64_t i, struct ending *end,
	struct failure *failure)
{
	bool again;

	if (i < (uint64_t)json_get_int64(end->inputs, "rounds", 0))
		return true;
	if (f->only_shows || !resolve_truth(f, p->step->condition, &again, failure) || !again)
		return false;
	if (i >= p->step->max_iterations)
		return loop_exceeded(p->step, failure);
	json_free((cJSON *)end->inputs);
	end->inputs = rounds_json(i + 1);
	return record_decision(f, p, end->inputs, NULL, failure);
}

bool run_loop(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure)
{
	struct str counter = {0};
	uint64_t i = 0;
	bool ok = true;

	end->inputs = recorded_inputs(p);
	if (!end->inputs)
		end->inputs = rounds_json(0);
	str_addf(&counter, "%sIndex", p->step->id);
	for (;; i++) {
		frame_store_take(f, str_text(&counter), json_new_number((double)i));
		ok = frame_may_go_on(f, failure);
		if (!ok)
			break;
		if (!decide_round(f, p, i, end, failure)) {
			ok = !failure->message;
			break;
		}
		ok = run_inner(f, &p->step->body, (int64_t)i, failure) != FLOW_FAILED;
		if (!ok)
			break;
	}
	str_release(&counter);
	if (ok)
		*ret = i ? response_envelope(f->response) : json_new_null();
	return ok;
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
	return failure->kind != FAILURE_ERROR && failure->kind != FAILURE_TIMEOUT;
}

static bool run_handler(struct frame *f, const struct step *step, struct failure *failure)
{
	const cJSON *before = f->error;
	cJSON *error = error_value(failure);
	enum flow flow;

	failure_release(failure);
	f->error = error;
	flow = run_inner(f, &step->handler, ONCE, failure);
	f->error = before;
	json_free(error);
	return flow != FLOW_FAILED;
}

/* An error that was caught before is caught again, the same one, after what
 * succeeded before it has been taken from the record. */
static bool catch_again(struct frame *f, const struct step *step, const cJSON *error,
	struct failure *failure)
{
	bool before = f->replays_failure;

	f->replays_failure = true;
	run_inner(f, &step->body, ONCE, failure);
	f->replays_failure = before;
	failure_from_json(failure, error);
	return run_handler(f, step, failure);
}

static cJSON *caught_before(const struct progress *p)
{
	cJSON *effects = p->recorded ? recorded_json(p->recorded->effects) : NULL;

	if (json_get(effects, "caught"))
		return effects;
	json_free(effects);
	return NULL;
}

static bool run_body(struct frame *f, struct progress *p, struct ending *end,
	struct failure *failure)
{
	cJSON *effects = caught_before(p);

	if (effects) {
		end->effects = effects;
		return catch_again(f, p->step, json_get(effects, "caught"), failure);
	}
	if (run_inner(f, &p->step->body, ONCE, failure) != FLOW_FAILED)
		return true;
	/* The deadline of an outer step is not ours to catch. */
	if (passes(failure) || (f->deadline_us && clock_mono_us() >= f->deadline_us))
		return false;
	effects = json_new_object();
	json_add_take(effects, "caught", failure_to_json(failure));
	end->effects = effects;
	return record_decision(f, p, NULL, effects, failure) && run_handler(f, p->step, failure);
}

bool run_try(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure)
{
	struct failure cleanup = {0};
	bool ok = run_body(f, p, end, failure);

	if (ok || !passes(failure)) {
		if (run_inner(f, &p->step->cleanup, -1, &cleanup) == FLOW_FAILED) {
			failure_release(failure);
			*failure = cleanup;
			return false;
		}
	}
	if (ok)
		*ret = response_envelope(f->response);
	return ok;
}
