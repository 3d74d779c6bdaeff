#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/mem.h"
#include "core/engine/call.h"
#include "core/engine/frame.h"
#include "core/store/gates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- mocks ---- */

static const struct mock *mock_of(const struct run_options *o, const struct step *step)
{
	for (size_t i = 0; i < o->mocks_len; i++)
		if (str_eq(o->mocks[i].target, step->id))
			return &o->mocks[i];
	for (size_t i = 0; i < o->mocks_len; i++)
		if (step->kind == STEP_NODE &&
			str_eq(node_bare_name(o->mocks[i].target), node_bare_name(step->use)))
			return &o->mocks[i];
	return NULL;
}

static bool run_mock(const struct step *step, const struct mock *mock, cJSON **ret,
	struct failure *failure)
{
	const cJSON *error = json_get(mock->reply, "error");
	const char *message = json_get_string(error, "message");

	if (json_is_object(error) && message && !mock->reply->child->next) {
		const char *name = json_get_string(error, "name");

		return failure_set(failure, name ? name : "Error",
			(int)json_get_number(error, "code", 500), "%s", message);
	}
	*ret = json_copy(mock->reply);
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

char *call_idempotency_key(struct node_call *call)
{
	return key_text(call->frame, call->step);
}

static bool kept_result(struct frame *f, const struct idempotency_key *key, cJSON **ret_output,
	struct ending *end, struct failure *failure)
{
	const char *output, *effects;
	struct arena a = {0};
	struct err err;
	cJSON *value = NULL;

	if (!idempotency_get(f->run->options->store, &a, key, clock_wall_ms(), &output, &effects,
		    &err)) {
		arena_release(&a);
		return run_fatal(f->run, &err, failure);
	}
	if (output) {
		end->cached = true;
		if (*output && json_parse(output, strlen(output), ret_output, &err) && effects &&
			json_parse(effects, strlen(effects), &value, &err))
			end->effects = value;
	}
	arena_release(&a);
	return true;
}

static bool keep_result(struct frame *f, const struct idempotency_key *key, const cJSON *output,
	const struct ending *end, int64_t ttl_ms, struct failure *failure)
{
	char *text = output ? json_text(output) : NULL;
	char *effects = end->effects ? json_text(end->effects) : NULL;
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
	if (attempt >= (int)step->retry.max_attempts ||
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

/* --jobs: how many steps may run at once. */
static void slot_enter(struct run *run)
{
	if (!run->options->jobs)
		return;
	pthread_mutex_lock(&run->mutex);
	while (run->running >= run->options->jobs)
		pthread_cond_wait(&run->slot_free, &run->mutex);
	run->running++;
	pthread_mutex_unlock(&run->mutex);
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

static bool run_once(struct frame *f, const struct step *step, cJSON *inputs, cJSON **ret_output,
	cJSON **ret_effects, struct failure *failure)
{
	const struct mock *mock = mock_of(f->run->options, step);
	struct deadline before = frame_set_deadline(f, step);
	bool ok;

	if (mock) {
		ok = run_mock(step, mock, ret_output, failure);
	} else if (step->kind == STEP_SUBWORKFLOW) {
		ok = run_subworkflow(f, step, inputs, ret_output, failure);
	} else {
		slot_enter(f->run);
		ok = run_node(f, step, inputs, ret_output, ret_effects, failure);
		slot_leave(f->run);
	}
	/* What came too late does not count: the caller was told a time. */
	if (ok && step->max_duration_ms && !frame_may_go_on(f, failure)) {
		json_free(*ret_output);
		json_free(*ret_effects);
		*ret_output = *ret_effects = NULL;
		ok = false;
	}
	frame_restore_deadline(f, before);
	return ok;
}

static bool run_attempts(struct frame *f, struct progress *p, cJSON *inputs, cJSON **ret_output,
	struct ending *end, struct failure *failure)
{
	const struct step *step = p->step;

	for (;;) {
		cJSON *effects = NULL;
		int64_t delay;

		if (!record_intent(f, p, inputs, failure))
			return false;
		if (run_once(f, step, inputs, ret_output, &effects, failure)) {
			end->effects = effects;
			return true;
		}
		if (!may_retry(step, p->attempt, failure))
			return false;
		delay = retry_delay_ms(&step->retry, p->attempt);
		record_attempt_failed(f, p,
			&(struct ending){.status = STEP_FAILED, .inputs = inputs, .failure = failure,
				.wake_at = clock_wall_ms() + delay},
			delay);
		if (!run_sleep_until(f, clock_mono_us() + delay * 1000, failure))
			return false;
		failure_release(failure);
	}
}

static bool resolve_inputs(struct frame *f, const struct step *step, cJSON **ret,
	struct failure *failure)
{
	if (!step->inputs) {
		*ret = json_new_object();
		return true;
	}
	return resolve(f, step->inputs, ret, failure);
}

bool attempt_step(struct frame *f, struct progress *p, cJSON **ret_output, struct ending *end,
	struct failure *failure)
{
	const struct step *step = p->step;
	char *text = f->run->options->store ? key_text(f, step) : NULL;
	struct idempotency_key key = {f->workflow->name, step->id, text};
	cJSON *inputs = NULL;
	bool ok = true;

	if (text)
		ok = kept_result(f, &key, ret_output, end, failure);
	if (ok && !end->cached) {
		ok = resolve_inputs(f, step, &inputs, failure) &&
			(end->inputs = inputs, run_attempts(f, p, inputs, ret_output, end, failure));
		if (ok && text)
			ok = keep_result(f, &key, *ret_output, end, step->idempotency_ttl_ms,
				failure);
	}
	free(text);
	return ok;
}
