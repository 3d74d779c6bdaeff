#define _GNU_SOURCE /* explicit_bzero */
#include "core/ai/attempt.h"

#include "core/ai/script.h"
#include "core/ai/wire.h"
#include "core/base/clock.h"

#include <stdlib.h>
#include <string.h>

/* An answer of a model with a window of a million tokens is some 4 MiB; a
 * stream wraps each word of it in 300 bytes. */
#define MAX_BYTES ((size_t)64 * 1024 * 1024)

struct exchange {
	const struct ai_attempt *attempt;
	struct ai_wire wire;
	struct err err; /* of the wire */
};

static bool take_bytes(void *self, const char *bytes, size_t len)
{
	struct exchange *x = self;

	return ai_wire_feed(&x->wire, bytes, len, &x->err);
}

static bool may_go_on(void *self)
{
	const struct ai_attempt *a = ((struct exchange *)self)->attempt;

	return !a->may_go_on || a->may_go_on(a->self);
}

/* Why nothing came, or not all of it. */
static void set_problem(struct exchange *x, enum http_failure why, const struct err *err)
{
	struct ai_problem *p = x->wire.problem;
	bool begun = x->wire.form != WIRE_UNDECIDED;

	if (p->kind)
		return;
	p->kind = why == HTTP_CANCELLED   ? AI_CANCELLED
		: why == HTTP_TIMED_OUT	  ? AI_LATE
		: why == HTTP_DENIED	  ? AI_DENIED
		: why == HTTP_TOO_LARGE	  ? AI_BAD_ANSWER
		: begun			  ? AI_BROKEN
					  : AI_UNREACHABLE;
	/* What has begun to come was paid for. */
	p->retry = p->kind == AI_UNREACHABLE;
	ai_problem_say(p, err->message);
}

/* A connection that fails behind the end of the answer has cost nothing. */
static bool is_whole(const struct exchange *x)
{
	return x->wire.form == WIRE_STREAM && x->wire.reply->finish != AI_UNFINISHED &&
		!x->wire.problem->kind;
}

static bool finish(struct exchange *x, const struct http_response *r)
{
	if (r->status >= 400) {
		ai_problem_of_response(r, clock_wall_ms(), x->wire.problem);
		return false;
	}
	return ai_wire_end(&x->wire, &x->err);
}

static bool send(struct exchange *x, const char *body, const char *url)
{
	const struct ai_attempt *a = x->attempt;
	const struct ai_protocol *protocol = a->target->protocol;
	struct http_header headers[4] = {{"content-type", "application/json"},
		{"accept", a->stream ? "text/event-stream, application/x-ndjson, application/json"
				     : "application/json"}};
	struct http_request request = {.method = "POST",
		.url = url,
		.headers = headers,
		.headers_len = 2,
		.body = body,
		.body_len = strlen(body),
		.timeout_ms = a->timeout_ms,
		.idle_ms = a->idle_ms,
		.max_bytes = MAX_BYTES,
		.may_go_on = may_go_on,
		.on_bytes = take_bytes,
		.self = x,
		.policy = a->policy,
		.wake_fd = a->wake_fd};
	struct str key = {0};
	struct http_response response;
	enum http_failure why;
	struct err err;
	bool ok;

	if (a->target->key) {
		str_addf(&key, "%s%s", protocol->key_prefix, a->target->key);
		headers[request.headers_len++] =
			(struct http_header){protocol->key_header, str_text(&key)};
	}
	if (a->target->api_version)
		headers[request.headers_len++] =
			(struct http_header){"anthropic-version", a->target->api_version};
	ok = http_send(&request, &response, &why, &err);
	if (ok) {
		ok = finish(x, &response);
		http_response_release(&response);
	} else if (why == HTTP_FAILED && is_whole(x)) {
		ok = true;
	} else {
		set_problem(x, why, &err);
	}
	if (key.at)
		explicit_bzero(key.at, key.len);
	str_release(&key);
	return ok;
}

bool ai_attempt_run(const struct ai_attempt *a, struct ai_reply *reply, struct ai_problem *problem)
{
	struct exchange x = {.attempt = a,
		.wire = {.protocol = a->target->protocol,
			.request = a->request,
			.reply = reply,
			.problem = problem,
			.on_text = a->stream ? a->on_text : NULL,
			.self = a->self}};
	cJSON *body = a->target->protocol->body(a->target, a->request, a->stream);
	char *text = json_text(body);
	struct str url = {0};
	bool ok;

	*problem = (struct ai_problem){0};
	str_addf(&url, "%s%s", a->target->base_url, a->target->protocol->path);
	if (a->target->script)
		ok = ai_script_play(a, &x.wire);
	else
		ok = send(&x, text, str_text(&url));
	str_release(&url);
	free(text);
	json_free(body);
	ai_wire_release(&x.wire);
	return ok;
}
