#include "core/telemetry/send.h"

#include "core/base/clock.h"
#include "core/store/outbox.h"
#include "core/telemetry/spans.h"

#include <stdlib.h>
#include <string.h>

/* After a failure. */
#define PAUSE_MS 30000
#define ANSWER_MAX ((size_t)1 << 20)
#define BATCH 50

struct sending {
	struct store *store;
	const struct collector *c;
	int64_t until_us;
	struct sent *ret;
};

enum outcome { SENT, REFUSED, FAILED };

static enum outcome post(struct sending *s, const char *body, struct err *err)
{
	VEC(struct http_header) headers = {0};
	struct http_request request = {.method = "POST",
		.url = s->c->url,
		.body = body,
		.body_len = strlen(body),
		.max_bytes = ANSWER_MAX,
		.policy = s->c->policy,
		.wake_fd = -1,
		.timeout_ms = (s->until_us - clock_mono_us()) / 1000};
	struct http_response response;
	enum http_failure why;
	enum outcome outcome = SENT;

	if (request.timeout_ms <= 0) {
		err_set(err, ERR_TIMEOUT, "there was no time left");
		return FAILED;
	}
	vec_push(&headers, ((struct http_header){"content-type", "application/json"}));
	for (size_t i = 0; i < s->c->headers_len; i++)
		vec_push(&headers, s->c->headers[i]);
	request.headers = headers.at;
	request.headers_len = headers.len;
	if (!http_send(&request, &response, &why, err)) {
		outcome = FAILED;
	} else {
		if (response.status >= 300) {
			err_set(err, ERR_WORK, "the collector answers %d %s", response.status,
				response.reason);
			/* OTLP: these may be sent again, others never will be taken. */
			outcome =
				response.status == 429 || response.status >= 500 ? FAILED : REFUSED;
		}
		http_response_release(&response);
	}
	vec_release(&headers);
	return outcome;
}

static bool send_run(struct sending *s, const struct outbox_row *row, struct err *err)
{
	struct arena a = {0};
	struct run_row run;
	cJSON *request = NULL;
	enum outcome outcome;
	int64_t next = row->sent;
	char *body;
	bool found, ok = runs_at(s->store, &a, row->run, &run, &found, err);

	if (ok && found) {
		const struct spans spans = {s->store, &run, row->sent, s->c->service};

		ok = spans_render(&spans, &request, &next, err);
	}
	if (ok && request) {
		body = json_text(request);
		outcome = post(s, body, err);
		free(body);
		ok = outcome != FAILED;
		s->ret->refused += outcome == REFUSED;
		s->ret->runs += outcome == SENT;
	}
	json_free(request);
	arena_release(&a);
	return ok && outbox_done(s->store, row->run, next, err);
}

bool collector_send(
	struct store *s, const struct collector *c, bool now, struct sent *ret, struct err *err)
{
	struct sending sending = {s, c, clock_mono_us() + c->timeout_ms * 1000, ret};
	struct outbox_row rows[BATCH];
	int64_t paused = 0;
	size_t len = 0;
	struct err ignored;
	bool ok;

	*ret = (struct sent){0};
	ok = outbox_paused_until(s, &paused, err);
	if (ok && (now || paused <= clock_wall_ms())) {
		do {
			ok = outbox_next(s, rows, BATCH, &len, err);
			for (size_t i = 0; ok && i < len; i++)
				ok = send_run(&sending, &rows[i], err);
		} while (ok && len == BATCH);
		if (!ok || paused)
			outbox_pause(s, ok ? 0 : clock_wall_ms() + PAUSE_MS, &ignored);
	}
	return outbox_count(s, &ret->waiting, ok ? err : &ignored) && ok;
}
