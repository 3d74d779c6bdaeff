#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/engine/frame.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>

/* How long a sleeper goes without looking whether it should stop, where no
 * descriptor wakes it. */
#define SLICE_US 50000

bool run_sleep_until(struct frame *f, int64_t until_us, struct failure *failure)
{
	int fd = f->run->options->signal_fd;

	for (;;) {
		int64_t now = clock_mono_us(), left = until_us - now;
		struct pollfd wake = {.fd = fd, .events = POLLIN};

		if (!frame_may_go_on(f, failure))
			return false;
		if (left <= 0)
			return true;
		if (f->deadline_us && f->deadline_us - now < left)
			left = f->deadline_us - now;
		/* poll() counts milliseconds: round up, or the last one spins. */
		if (fd < 0 && left > SLICE_US)
			left = SLICE_US;
		if (left > 60000000)
			left = 60000000;
		poll(&wake, fd >= 0, (int)((left + 999) / 1000));
	}
}

static bool bad_time(const struct step *step, const cJSON *value, struct failure *failure)
{
	struct str text = {0};

	resolve_string(value, &text);
	failure_set(failure, "WaitError", 400, "'%s' cannot wait %s '%s'", step->id,
		step->until ? "until" : "for", str_text(&text));
	failure->engine = true;
	str_release(&text);
	return failure_hint(failure, step->until
				? "'until' takes an ISO 8601 time or milliseconds since 1970"
				: "'for' takes milliseconds or a duration such as 30s");
}

static bool wake_time(const struct step *step, const cJSON *value, int64_t *ret_ms)
{
	int64_t at;
	long long ms;

	if (json_is_number(value) && isfinite(value->valuedouble) &&
		fabs(value->valuedouble) < 0x1p53) {
		*ret_ms = (int64_t)value->valuedouble + (step->until ? 0 : clock_wall_ms());
		return true;
	}
	if (!json_is_string(value))
		return false;
	if (step->until && clock_parse_iso(value->valuestring, &at)) {
		*ret_ms = at;
		return true;
	}
	if (!step->until && num_parse_duration_ms(value->valuestring, &ms)) {
		*ret_ms = clock_wall_ms() + ms;
		return true;
	}
	return false;
}

static bool leave_waiting(struct run *run, int64_t wake_at, struct failure *failure)
{
	pthread_mutex_lock(&run->mutex);
	if (!run->wake_at || wake_at < run->wake_at)
		run->wake_at = wake_at;
	pthread_mutex_unlock(&run->mutex);
	failure_set(failure, "Waiting", 202, "the run waits");
	failure->kind = FAILURE_WAITING;
	return false;
}

static bool sleep_until_wall(struct frame *f, int64_t wake_at, struct failure *failure)
{
	int64_t left;

	/* The wall clock may be set while we sleep: look at it again. */
	while ((left = wake_at - clock_wall_ms()) > 0) {
		if (left > 1000)
			left = 1000;
		if (!run_sleep_until(f, clock_mono_us() + left * 1000, failure))
			return false;
	}
	return true;
}

static cJSON *wait_output(const struct step *step, const struct progress *p, int64_t wake_at)
{
	char iso[CLOCK_ISO_MAX];
	cJSON *output;

	if (!step->as)
		return NULL;
	clock_format_iso(wake_at, iso);
	output = json_new_object();
	json_set_string(output, "until", iso);
	json_set_number(output, "waitedMs", (double)(record_waited_us(p) / 1000));
	return output;
}

/* When to go on: as recorded when the wait began, or resolved now. */
static bool wake_of(struct frame *f, const struct progress *p, int64_t *ret_ms,
	struct failure *failure)
{
	cJSON *value = NULL;
	bool ok;

	if (p->recorded && p->recorded->wake_at) {
		*ret_ms = p->recorded->wake_at;
		return true;
	}
	if (!resolve(f, p->step->subject, &value, failure))
		return false;
	ok = wake_time(p->step, value, ret_ms) || bad_time(p->step, value, failure);
	json_free(value);
	return ok;
}

bool run_wait(struct frame *f, struct progress *p, cJSON **ret, struct failure *failure)
{
	struct ending waiting = {.status = STEP_WAITING_STATUS};

	if (!wake_of(f, p, &waiting.wake_at, failure))
		return false;
	if (waiting.wake_at > clock_wall_ms()) {
		if (!record_end(f, p, &waiting, failure))
			return false;
		if (f->run->options->no_wait)
			return leave_waiting(f->run, waiting.wake_at, failure);
		if (!sleep_until_wall(f, waiting.wake_at, failure))
			return false;
	}
	*ret = wait_output(p->step, p, waiting.wake_at);
	return true;
}
